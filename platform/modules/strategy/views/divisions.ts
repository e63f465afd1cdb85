/** The pages of an axis and of an objective: what belongs to them, and how far it is. */
import { isAbsence, present } from '#core/kinds/values.ts';
import type { PublicRecord } from '#core/records/read.ts';
import { bareText, text } from '#core/web/components/text.ts';
import { type PageContext, recordHref } from '#core/web/context.ts';
import { html, type Html } from '#core/web/html.ts';
import { NotFound } from '#core/web/view.ts';
import { axis } from '../kinds/axis.ts';
import { objective } from '../kinds/objective.ts';
import { strategy } from '../kinds/strategy.ts';
import { type AxisRecord, type ObjectiveRecord, type Plan, readPlan } from '../plan.ts';
import { actionList, stateTable, strategyTitle } from './parts.ts';

export async function axisPage(context: PageContext, record: PublicRecord): Promise<Html> {
  const plan = await planOf(context, record);
  const of = plan.axes.find(({ id }) => id === record.id);
  if (!of) throw new NotFound();
  const { t } = context;
  const actions = plan.actions.filter(({ document }) => document.axis === of.id);
  const objectives = plan.objectives.filter(({ document }) => document.axis === of.id);
  const groups = objectives.map((one) => ({ label: objectiveLink(context, one), actions: actions.filter(({ document }) => document.objective === one.id) }));
  const loose = actions.filter(({ document }) => isAbsence(document.objective));
  return html`${place(context, plan)}${!isAbsence(of.document.aim) && html`<p class="lead">${text(context, of.document.aim)}</p>`}
<p>${t(`kinds.axis.fields.group.options.${of.document.group}`)} · ${t('strategy.count_actions', { count: actions.length })}${(of.document.horizons ?? []).map((horizon) => html` · ${t(`kinds.axis.fields.horizons.options.${horizon}`)}`)}</p>
${groups.length > 0 && stateTable(context, groups)}
${objectives.map((one) => html`<section><h2>${objectiveLink(context, one)}</h2>${actionList(context, actions.filter(({ document }) => document.objective === one.id))}</section>`)}
${loose.length > 0 && html`<section><h2>${t('kinds.action.many')}</h2>${actionList(context, loose)}</section>`}
${forms(context, of)}`;
}

export async function objectivePage(context: PageContext, record: PublicRecord): Promise<Html> {
  const plan = await planOf(context, record);
  const of = plan.objectives.find(({ id }) => id === record.id);
  if (!of) throw new NotFound();
  const above = plan.axes.find(({ id }) => id === of.document.axis);
  const actions = plan.actions.filter(({ document }) => document.objective === of.id);
  return html`${place(context, plan, above)}
<p>${context.t('strategy.count_actions', { count: actions.length })}</p>${actionList(context, actions)}${forms(context, of)}`;
}

async function planOf(context: PageContext, record: PublicRecord): Promise<Plan> {
  const plan = await readPlan(context.platform.database, String(record.document['strategy']), context.today);
  if (!plan) throw new NotFound();
  return plan;
}

function place(context: PageContext, plan: Plan, above?: AxisRecord): Html {
  return html`<p class="place">${context.t('strategy.part_of')} <a href="${recordHref(context, strategy, plan.strategy.id)}">${strategyTitle(context, plan.strategy)}</a>${above && html` › ${axisLink(context, above)}`}</p>`;
}

export function axisLink(context: PageContext, { id, document }: AxisRecord): Html {
  return html`<a href="${recordHref(context, axis, id)}"><span class="code">${present<string>(document.printedCode) ?? ''}</span> ${bareText(context, document.title)}</a>`;
}

export function objectiveLink(context: PageContext, { id, document }: ObjectiveRecord): Html {
  return html`<a href="${recordHref(context, objective, id)}"><span class="code">${present<string>(document.printedCode) ?? ''}</span> ${bareText(context, document.title)}</a>`;
}

/** How else the source prints the code or the name: kept, because somebody will look for it. */
function forms(context: PageContext, { document }: AxisRecord | ObjectiveRecord): Html | false {
  const { otherForms = [], note } = document;
  return (otherForms.length > 0 || note !== undefined) && html`<section class="notice"><h2>${context.t('strategy.other_forms')}</h2>${otherForms.length > 0 && html`<ul>${otherForms.map((form) => html`<li>${form}</li>`)}</ul>`}${note && html`<p>${text(context, note)}</p>`}</section>`;
}
