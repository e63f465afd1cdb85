/** Views of one strategy beside its record page: what is not stated, when, by whom, where. */
import { formatDate, formatShare } from '#core/i18n/format.ts';
import { present } from '#core/kinds/values.ts';
import { isId } from '#core/records/id.ts';
import { mentionsOf } from '#core/records/read.ts';
import { mentionLink, text } from '#core/web/components/text.ts';
import type { PageContext } from '#core/web/context.ts';
import { html, type Html } from '#core/web/html.ts';
import { page } from '#core/web/layout.ts';
import { NotFound, type View } from '#core/web/view.ts';
import { calendarText } from '#formats/icalendar/index.ts';
import { calendarEntries, datesOf } from '../calendar.ts';
import { type ActionRecord, ASPECTS, countStating, type Plan, readPlan, states } from '../plan.ts';
import { actionLink, actionList, strategyCrumbs, strategyTabs, strategyTitle, withdrawnLink } from './parts.ts';

/** @throws NotFound where the address names no public strategy. */
export async function planAt(context: PageContext): Promise<Plan> {
  const id = context.param('id');
  const plan = isId(id) ? await readPlan(context.platform.database, id, context.today) : undefined;
  if (!plan) throw new NotFound();
  return plan;
}

export function planPage(context: PageContext, plan: Plan, tab: string, body: Html, forms: readonly string[]): Html {
  const title = context.t(`strategy.tabs.${tab}`);
  return page(context, {
    title: `${title}: ${strategyTitle(context, plan.strategy)}`,
    crumbs: strategyCrumbs(context, plan.strategy),
    forms,
    body: html`<h1>${title}</h1><p class="place">${strategyTitle(context, plan.strategy)}</p>${strategyTabs(context, plan.strategy, tab)}${body}`,
  });
}

/** What the strategy leaves open, action by action. */
export async function gapsView(context: PageContext): Promise<View> {
  const plan = await planAt(context);
  const { t } = context;
  const { actions } = plan;
  const counts = ASPECTS.map((aspect) => ({ aspect, stating: countStating(actions, aspect) }));
  const unproven = actions.filter(({ status }) => status.marks.includes('claim_without_evidence'));
  const mark = (stating: boolean): Html => (stating ? html`<td class="yes">${t('strategy.gaps.stated')}</td>` : html`<td class="no"><span class="absent">${t('core.absences.not_stated')}</span></td>`);
  return {
    html: () =>
      planPage(context, plan, 'gaps', html`<p class="lead">${t('strategy.gaps.lead')}</p>
<table class="bars"><caption>${t('strategy.gaps.caption')}</caption><thead><tr><th scope="col">${t('strategy.gaps.aspect')}</th><th scope="col">${t('strategy.gaps.stating')}</th></tr></thead><tbody>${counts.map(({ aspect, stating }) => html`<tr><th scope="row">${t(`strategy.aspects.${aspect}`)}</th><td><meter min="0" max="${actions.length}" value="${stating}">${stating}</meter> ${formatShare(t, stating, actions.length)}</td></tr>`)}</tbody></table>
${unproven.length > 0 && html`<h2>${t('strategy.marks.claim_without_evidence')}</h2>${actionList(context, unproven)}`}
<h2>${t('strategy.gaps.each')}</h2><div class="scroll" tabindex="0" role="region" aria-label="${t('strategy.gaps.each')}"><table class="matrix"><thead><tr><th scope="col">${t('kinds.action.one')}</th>${ASPECTS.map((aspect) => html`<th scope="col">${t(`strategy.aspects.${aspect}`)}</th>`)}</tr></thead><tbody>${actions.map((one) => html`<tr><th scope="row">${actionLink(context, one)}</th>${ASPECTS.map((aspect) => mark(states(one.document, aspect)))}</tr>`)}</tbody></table></div>`, ['json', 'csv']),
    json: () => ({ strategy: plan.strategy.id, actions: actions.length, stating: Object.fromEntries(counts.map(({ aspect, stating }) => [aspect, stating])), claimsWithoutEvidence: unproven.map(({ id }) => id) }),
    csv: () => ({ columns: ['id', 'code', ...ASPECTS], rows: actions.map(({ id, document }) => [id, present<string>(document.printedCode) ?? null, ...ASPECTS.map((aspect) => states(document, aspect))]) }),
  };
}

/** Milestones and deadlines in the order of time; also as a calendar file. */
export async function calendarView(context: PageContext): Promise<View> {
  const plan = await planAt(context);
  const { t, platform } = context;
  const dates = datesOf(plan);
  const years = Map.groupBy(dates, ({ date }) => date.slice(0, 4));
  return {
    html: () =>
      planPage(context, plan, 'calendar', html`${dates.length === 0 ? html`<div class="notice"><p>${t('strategy.calendar.none', { total: plan.actions.length })}</p></div>` : html`<p class="lead">${t('strategy.calendar.lead', { count: dates.length })}</p>`}
<ol class="timeline">${[...years].map(([year, entries]) => html`<li><h2>${year}</h2><ol class="records">${entries.map(({ date, action, milestone }) => html`<li><time datetime="${date}">${formatDate(t, date)}</time>: ${milestone ? html`${text(context, milestone.text)}<small>${actionLink(context, action)}</small>` : actionLink(context, action)}</li>`)}</ol></li>`)}</ol>`, dates.length === 0 ? ['json'] : ['json', 'ics']),
    json: () => dates.map(({ date, action, milestone }) => ({ date, action: action.id, milestone: milestone?.key ?? null })),
    others: { ics: { type: 'text/calendar; charset=utf-8', content: () => calendarText(strategyTitle(context, plan.strategy), calendarEntries(context, dates), platform.now()) } },
  };
}

/** Who answers for what, as far as the strategy says. */
export async function institutionsView(context: PageContext): Promise<View> {
  const plan = await planAt(context);
  const { t } = context;
  const responsible = byReference(plan.actions, ({ document }) => [present<string>(document.responsible), ...(document.milestones ?? []).map((one) => present<string>(one.responsible))]);
  const named = byReference(plan.actions, ({ document }) => document.institutions ?? []);
  const mentions = await mentionsOf(context.platform.database, [...responsible.keys(), ...named.keys()]);
  const groups = (by: ReadonlyMap<string, readonly ActionRecord[]>): Html[] =>
    [...by].toSorted((a, b) => b[1].length - a[1].length).map(([id, actions]) => {
      const mention = mentions.get(id);
      return html`<section><h3>${mention ? mentionLink(context, mention) : withdrawnLink(context, id)} <span class="n">${actions.length}</span></h3>${actionList(context, actions)}</section>`;
    });
  const without = plan.actions.filter(({ document }) => !states(document, 'responsible'));
  return {
    html: () =>
      planPage(context, plan, 'institutions', html`<h2>${t('strategy.institutions.responsible')}</h2>
<p>${t('strategy.institutions.without', { count: without.length, total: plan.actions.length })}</p>${groups(responsible)}
<h2>${t('strategy.institutions.named')}</h2>${named.size === 0 ? html`<p class="absent">${t('core.values.none')}</p>` : groups(named)}`, ['json']),
    json: () => ({ responsible: toJson(responsible), named: toJson(named), withoutResponsible: without.map(({ id }) => id) }),
  };
}

function byReference(actions: readonly ActionRecord[], ids: (action: ActionRecord) => readonly (string | undefined)[]): Map<string, ActionRecord[]> {
  const found = new Map<string, ActionRecord[]>();
  for (const action of actions) {
    for (const id of new Set(ids(action))) if (id !== undefined) found.set(id, [...(found.get(id) ?? []), action]);
  }
  return found;
}

function toJson(by: ReadonlyMap<string, readonly ActionRecord[]>) {
  return [...by].map(([institution, actions]) => ({ institution, actions: actions.map(({ id }) => id) }));
}
