/** Two strategies side by side: what was kept, merged, split, dropped, and what is new. */
import type { DocumentOf } from '#core/kinds/kind.ts';
import { isId } from '#core/records/id.ts';
import { type Mention, mentionsOf, recordsLinking } from '#core/records/read.ts';
import { mentionLink, text } from '#core/web/components/text.ts';
import { type PageContext, recordHref } from '#core/web/context.ts';
import { html, type Html } from '#core/web/html.ts';
import { page } from '#core/web/layout.ts';
import { NotFound, type View } from '#core/web/view.ts';
import { crosswalk } from '../kinds/crosswalk.ts';
import { strategy } from '../kinds/strategy.ts';
import { type ActionRecord, type Plan, readPlan } from '../plan.ts';
import { actionList, strategyCrumbs, strategyTitle, withdrawnLink } from './parts.ts';

type Entry = DocumentOf<typeof crosswalk>;
const RELATIONS = ['kept', 'merged', 'split', 'dropped', 'new'] as const;

export async function compareStrategiesView(context: PageContext): Promise<View> {
  const { t, platform, param } = context;
  const [first, second] = await Promise.all([param('id'), param('other')].map((id) => (isId(id) ? readPlan(platform.database, id, context.today) : undefined)));
  if (!first || !second) throw new NotFound();
  const entries = await entriesBetween(context, first, second);
  const mentions = await mentionsOf(platform.database, entries.flatMap(({ from = [], to = [] }) => [...from, ...to]));
  const mapped = new Set(entries.flatMap(({ from = [], to = [] }) => [...from, ...to]));
  const open = [first, second].map((plan) => ({ plan, actions: plan.actions.filter(({ id }) => !mapped.has(id)) }));
  const title = t('strategy.compare.title');
  return {
    html: () =>
      page(context, {
        title,
        crumbs: strategyCrumbs(context, first.strategy),
        forms: ['json', 'csv'],
        body: html`<h1>${title}</h1><p class="lead">${head(context, first)} → ${head(context, second)}</p>
${entries.length === 0 ? html`<div class="notice"><p>${t('strategy.compare.none')}</p></div>` : html`<dl class="figures">${RELATIONS.map((relation) => html`<div class="figure"><dt>${t(`kinds.crosswalk.fields.relation.options.${relation}`)}</dt><dd><strong>${entries.filter((entry) => entry.relation === relation).length}</strong></dd></div>`)}</dl>${table(context, entries, mentions)}`}
${open.filter(({ actions }) => actions.length > 0).map(({ plan, actions }) => unmapped(context, plan, actions))}`,
      }),
    json: () => ({ from: first.strategy.id, to: second.strategy.id, entries, unmapped: open.map(({ plan, actions }) => ({ strategy: plan.strategy.id, actions: actions.map(({ id }) => id) })) }),
    csv: () => ({ columns: ['relation', 'from', 'to'], rows: entries.map(({ relation, from = [], to = [] }) => [relation, from.join('; '), to.join('; ')]) }),
  };
}

/** Entries from either strategy to the other. */
async function entriesBetween({ platform }: PageContext, first: Plan, second: Plan): Promise<Entry[]> {
  const records = await recordsLinking(platform.database, crosswalk.name, 'fromStrategy', [first.strategy.id, second.strategy.id]);
  const pair = new Set([first.strategy.id, second.strategy.id]);
  return records.map(({ document }) => document as Entry).filter(({ fromStrategy, toStrategy }) => fromStrategy !== toStrategy && pair.has(toStrategy));
}

function head(context: PageContext, { strategy: of }: Plan): Html {
  return html`<a href="${recordHref(context, strategy, of.id)}">${strategyTitle(context, of)}</a>`;
}

function table(context: PageContext, entries: readonly Entry[], mentions: ReadonlyMap<string, Mention>): Html {
  const { t } = context;
  const links = (ids: readonly string[]): Html => html`<ul class="plain">${ids.map((id) => {
    const mention = mentions.get(id);
    return html`<li>${mention ? mentionLink(context, mention) : withdrawnLink(context, id)}</li>`;
  })}</ul>`;
  return html`<div class="scroll" tabindex="0" role="region" aria-label="${t('strategy.compare.title')}"><table><thead><tr>${(['relation', 'from', 'to', 'note'] as const).map((name) => html`<th scope="col">${t(`kinds.crosswalk.fields.${name}.label`)}</th>`)}</tr></thead><tbody>${entries.map((entry) => html`<tr><th scope="row">${t(`kinds.crosswalk.fields.relation.options.${entry.relation}`)}</th><td>${links(entry.from ?? [])}</td><td>${links(entry.to ?? [])}</td><td>${text(context, entry.note)}</td></tr>`)}</tbody></table></div>`;
}

function unmapped(context: PageContext, plan: Plan, actions: readonly ActionRecord[]): Html {
  return html`<details><summary>${context.t('strategy.compare.unmapped', { strategy: strategyTitle(context, plan.strategy) })} <span class="n">${actions.length}</span></summary>${actionList(context, actions)}</details>`;
}
