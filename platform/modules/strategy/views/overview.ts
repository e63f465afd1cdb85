/** A strategy at a glance: what it promises, what it states, how far it is. */
import type { PublicRecord } from '#core/records/read.ts';
import { mentionsOf, recordsOfKind } from '#core/records/read.ts';
import { isAbsence, present } from '#core/kinds/values.ts';
import { formatNumber } from '#core/i18n/format.ts';
import { placeText } from '#core/web/components/place.ts';
import { absence, bareText, mentionLink, text } from '#core/web/components/text.ts';
import { type PageContext, recordHref } from '#core/web/context.ts';
import { html, type Html, nothing } from '#core/web/html.ts';
import { NotFound } from '#core/web/view.ts';
import { axis } from '../kinds/axis.ts';
import { crosswalk } from '../kinds/crosswalk.ts';
import { strategy } from '../kinds/strategy.ts';
import { countStating, type Plan, readPlan } from '../plan.ts';
import { board } from './board.ts';
import { actionList, figure, stateTable, strategyTabs, withdrawnLink } from './parts.ts';

/** The record page of a strategy. */
export async function strategyPage(context: PageContext, record: PublicRecord): Promise<Html> {
  const plan = await readPlan(context.platform.database, record.id, context.today);
  if (!plan) throw new NotFound();
  return html`${strategyTabs(context, plan.strategy, '')}${await overview(context, plan)}${await about(context, plan)}`;
}

/** What the first page and the strategy's own page both show. */
export async function overview(context: PageContext, plan: Plan): Promise<Html> {
  const { t } = context;
  const { actions } = plan;
  const { summary } = plan.strategy.document;
  const lead = isAbsence(summary) ? nothing : html`<p class="lead">${text(context, summary)}</p>`;
  if (actions.length === 0) return html`${lead}<p class="notice">${t('strategy.no_actions')}</p>`;
  const undated = countStating(actions, 'date') === 0;
  return html`<dl class="figures"><div class="figure"><dt>${t('strategy.figures.actions')}</dt><dd><strong>${formatNumber(t, actions.length)}</strong></dd></div>
${(['date', 'owner_with_deadline', 'budget', 'baseline'] as const).map((aspect) => figure(context, actions, aspect))}</dl>
${lead}
<p>${undated && html`${t('strategy.undated')} `}<a href="${recordHref(context, strategy, plan.strategy.id)}/gaps">${t('strategy.see_gaps')}</a></p>
<section class="progress"><h2>${t('strategy.progress')}</h2><div class="columns wide">${board(context, plan)}<div>${table(context, plan)}</div></div></section>
${axes(context, plan)}`;
}

function table(context: PageContext, { axes: rows, actions }: Plan): Html {
  const groups = rows.map((one) => ({
    label: html`<a href="${recordHref(context, axis, one.id)}">${present<string>(one.document.printedCode) ?? ''} ${bareText(context, one.document.title)}</a>`,
    actions: actions.filter(({ document }) => document.axis === one.id),
  }));
  return stateTable(context, [...groups, { label: context.t('strategy.table.all'), actions }]);
}

function axes(context: PageContext, { axes: list, objectives, actions }: Plan): Html {
  const { t } = context;
  if (list.length === 0) return html`<section><h2>${t('kinds.action.many')}</h2>${actionList(context, actions)}</section>`;
  return html`<section><h2>${t('kinds.axis.many')}</h2><ul class="cards">${list.map((one) => {
    const own = actions.filter(({ document }) => document.axis === one.id);
    const ownObjectives = objectives.filter(({ document }) => document.axis === one.id);
    return html`<li><h3><a href="${recordHref(context, axis, one.id)}"><span class="code">${present<string>(one.document.printedCode) ?? ''}</span> ${text(context, one.document.title)}</a></h3>
${!isAbsence(one.document.aim) && html`<p>${text(context, one.document.aim)}</p>`}
<p><small>${ownObjectives.length > 0 && `${t('strategy.count_objectives', { count: ownObjectives.length })} · `}${t('strategy.count_actions', { count: own.length })}</small></p></li>`;
  })}</ul></section>`;
}

/** Author, period, standing, law, slips of the source, ties to other strategies. */
async function about(context: PageContext, { strategy: of }: Plan): Promise<Html> {
  const { t, platform } = context;
  const { document } = of;
  const ids = [document.author, document.issuedBy, document.replaces].filter((id) => typeof id === 'string');
  const [mentions, compared] = await Promise.all([mentionsOf(platform.database, ids), comparedWith(context, of.id)]);
  const link = (value: unknown): Html => {
    if (isAbsence(value)) return absence(context, value);
    const mention = mentions.get(String(value));
    return mention ? mentionLink(context, mention) : withdrawnLink(context, String(value));
  };
  const date = (value: (typeof document)['periodStart']): Html => (isAbsence(value) ? absence(context, value) : html`${value}`);
  const row = (field: string, content: Html): Html => html`<div><dt>${t(`kinds.strategy.fields.${field}.label`)}</dt><dd>${content}</dd></div>`;
  return html`<section><h2>${t('strategy.about')}</h2><dl class="facts">
${row('standing', html`${t(`kinds.strategy.fields.standing.options.${document.standing}`)}`)}
${row('knowledge', html`${t(`kinds.strategy.fields.knowledge.options.${document.knowledge}`)}`)}
${row('author', link(document.author))}
${row('periodStart', date(document.periodStart))}${row('periodEnd', date(document.periodEnd))}
${row('issuedBy', link(document.issuedBy))}
${document.replaces !== undefined && row('replaces', link(document.replaces))}
${document.vision && row('vision', text(context, document.vision))}
${document.mission && row('mission', text(context, document.mission))}</dl>
${compared.length > 0 && html`<h3>${t('strategy.compare.title')}</h3><ul class="plain">${compared.map(({ id, link: other }) => html`<li><a href="${recordHref(context, strategy, of.id)}/with/${id}">${t('strategy.compare.see')}</a>: ${other}</li>`)}</ul>`}
${(document.slips ?? []).length > 0 && html`<details><summary>${t('kinds.strategy.fields.slips.label')} <span class="n">${(document.slips ?? []).length}</span></summary><p>${t('strategy.slips')}</p><ul>${(document.slips ?? []).map(({ place, what }) => html`<li>${text(context, what)} <small>${placeText(t, place)}</small></li>`)}</ul></details>`}</section>`;
}

/** The strategies with which this one has a crosswalk, or which it replaces or is replaced by. */
async function comparedWith(context: PageContext, id: string): Promise<{ id: string; link: Html }[]> {
  const { database } = context.platform;
  const [entries, strategies] = await Promise.all([recordsOfKind(database, crosswalk.name), recordsOfKind(database, strategy.name)]);
  const pairs = [
    ...entries.map(({ document }) => [String(document['fromStrategy']), String(document['toStrategy'])]),
    ...strategies.flatMap((one) => (typeof one.document['replaces'] === 'string' ? [[one.document['replaces'], one.id]] : [])),
  ];
  const others = [...new Set(pairs.filter((pair) => pair.includes(id)).flat())].filter((other) => other !== id);
  const mentions = await mentionsOf(database, others);
  return others.flatMap((other) => {
    const mention = mentions.get(other);
    return mention ? [{ id: other, link: mentionLink(context, mention) }] : [];
  });
}
