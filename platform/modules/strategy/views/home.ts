/** The first page: the country's strategy, then everything else. */
import { formatDate } from '#core/i18n/format.ts';
import { type DayOfPublications, daysOfPublications, recordsOfKind } from '#core/records/read.ts';
import { kindName, text } from '#core/web/components/text.ts';
import { href, type PageContext, recordHref } from '#core/web/context.ts';
import { html, type Html } from '#core/web/html.ts';
import { page, siteTitle } from '#core/web/layout.ts';
import type { View } from '#core/web/view.ts';
import type { DocumentOf } from '#core/kinds/kind.ts';
import { strategy } from '../kinds/strategy.ts';
import { type Plan, readPlan } from '../plan.ts';
import { overview } from './overview.ts';
import { period } from './parts.ts';

const LATEST = 6;

export async function home(context: PageContext): Promise<View> {
  const { platform, t } = context;
  const { database, configuration } = platform;
  const [plan, strategies, latest] = await Promise.all([
    configuration.strategy === undefined ? undefined : readPlan(database, configuration.strategy, context.today),
    recordsOfKind(database, strategy.name),
    daysOfPublications(database, configuration.timezone, LATEST),
  ]);
  const main = plan ? await hero(context, plan) : html`<h1>${siteTitle(context)}</h1>`;
  const others = strategies.filter(({ id }) => id !== plan?.strategy.id);
  return {
    html: () =>
      page(context, {
        title: siteTitle(context),
        description: t('core.footer.about'),
        body: html`${main}
${others.length > 0 && html`<section><h2>${t('strategy.home.others')}</h2><ul class="cards">${others.map(({ id, document }) => {
          const of = document as DocumentOf<typeof strategy>;
          return html`<li><h3><a href="${recordHref(context, strategy, id)}">${text(context, of.title)}</a></h3><p><small>${t(`kinds.strategy.fields.type.options.${of.type}`)} · ${t(`kinds.strategy.fields.standing.options.${of.standing}`)}${of.knowledge === 'second_hand' && ` · ${t('kinds.strategy.fields.knowledge.options.second_hand')}`}</small></p></li>`;
        })}</ul></section>`}
<section><h2>${t('strategy.home.latest')}</h2><ul class="plain">${latest.map((day) => latestEntry(context, day))}</ul><p><a href="${href(context, 'search', { sort: 'newest' })}">${t('strategy.home.all')}</a></p></section>`,
      }),
  };
}

async function hero(context: PageContext, plan: Plan): Promise<Html> {
  const { t } = context;
  const { document, id } = plan.strategy;
  const years = period(context, plan.strategy);
  return html`<div class="hero"><p class="kind">${t(`kinds.strategy.fields.standing.options.${document.standing}`)}${years !== undefined && ` · ${years}`}</p><h1><a href="${recordHref(context, strategy, id)}">${text(context, document.title)}</a></h1></div>${await overview(context, plan)}`;
}

function latestEntry(context: PageContext, { day, kind: name, act, records, first }: DayOfPublications): Html {
  const { platform, t } = context;
  const kind = platform.kinds.get(name);
  const what = act === 'withdrawal' ? 'withdrawn' : first ? 'first' : 'changed';
  return html`<li><a href="${href(context, kind.path, { sort: 'newest' })}">${t('strategy.home.group', { count: records, kind: kindName(context, kind, records === 1 ? 'one' : 'many') })}</a> <small>${t(`strategy.home.${what}`)} · <time datetime="${day}">${formatDate(t, day)}</time></small></li>`;
}
