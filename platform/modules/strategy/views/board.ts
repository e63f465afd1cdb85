/**
 * Progress as a yupana, the Inca counting board: one row for each axis, one seed for each action. A picture for the eye;
 * the table of the same figures stands beside it, and the list of actions is the way in for everybody else.
 */
import { present } from '#core/kinds/values.ts';
import { plainText } from '#core/web/components/text.ts';
import { type PageContext, recordHref } from '#core/web/context.ts';
import { html, type Html, nothing } from '#core/web/html.ts';
import { action } from '../kinds/action.ts';
import type { ActionRecord, Plan } from '../plan.ts';
import { STATES, type State } from '../status.ts';

const SEED = 22;
const GAP = 10;
const ROW = 40;
const LABEL_LINE = 16;
const WIDTH = 340;
const PER_LINE = Math.floor((WIDTH - GAP) / SEED);

interface Row {
  readonly label: string;
  /** Actions by objective, so that a small gap shows where one ends. */
  readonly groups: readonly (readonly ActionRecord[])[];
}

/** @returns nothing for a plan without actions. */
export function board(context: PageContext, plan: Plan): Html {
  if (plan.actions.length === 0) return nothing;
  const { t } = context;
  const rows = rowsOf(context, plan).map((row) => ({ row, seeds: placeSeeds(row) }));
  const heights = rows.map(({ seeds }) => LABEL_LINE + Math.max(...seeds.map(({ y }) => y), 0) + SEED + GAP);
  const tops = heights.map((_, index) => heights.slice(0, index).reduce((sum, height) => sum + height, 0));
  const height = heights.reduce((sum, one) => sum + one, 0);
  // The links in the picture are for the mouse; a picture that is one thing to a screen reader may hold none.
  return html`<figure class="board" aria-labelledby="board-title board-text"><svg viewBox="0 0 ${WIDTH} ${height}" aria-hidden="true" preserveAspectRatio="xMinYMin meet">
<title id="board-title">${t('strategy.board.title')}</title><desc id="board-text">${summary(context, plan)}</desc>
${rows.map(({ row, seeds }, index) => html`<g transform="translate(0 ${tops[index] ?? 0})"><text y="11">${row.label}</text>
${seeds.map(({ of, x, y }) => html`<a href="${recordHref(context, action, of.id)}" tabindex="-1"><title>${present<string>(of.document.printedCode) ?? ''} ${plainText(context, of.document.text)}</title><circle class="seed state-${of.status.state}${of.status.marks.includes('overdue') && ' overdue'}" cx="${x + SEED / 2}" cy="${y + LABEL_LINE + SEED / 2}" r="8"/></a>`)}</g>`)}
</svg><figcaption>${legend(context, plan)}</figcaption></figure>`;
}

function rowsOf(context: PageContext, { axes, actions }: Plan): Row[] {
  const byAxis = Map.groupBy(actions, ({ document }) => present<string>(document.axis) ?? '');
  const named = axes.map((axis) => ({
    label: `${present<string>(axis.document.printedCode) ?? ''} ${plainText(context, axis.document.title)}`.trim(),
    groups: byObjective(byAxis.get(axis.id) ?? []),
  }));
  const loose = byAxis.get('') ?? [];
  return (loose.length > 0 ? [...named, { label: context.t('strategy.board.no_axis'), groups: byObjective(loose) }] : named).filter((row) => row.groups.length > 0);
}

function byObjective(actions: readonly ActionRecord[]): ActionRecord[][] {
  return [...Map.groupBy(actions, ({ document }) => present<string>(document.objective) ?? '').values()];
}

function placeSeeds(row: Row): { of: ActionRecord; x: number; y: number }[] {
  let x = 0;
  let y = 4;
  return row.groups.flatMap((group, index) => {
    if (index > 0) x += GAP;
    return group.map((of) => {
      if (x > (PER_LINE - 1) * SEED) [x, y] = [0, y + ROW - GAP];
      const place = { of, x, y };
      x += SEED;
      return place;
    });
  });
}

function counts(plan: Plan): Map<State, number> {
  return new Map(STATES.map((state) => [state, plan.actions.filter(({ status }) => status.state === state).length]));
}

function summary({ t }: PageContext, plan: Plan): string {
  const parts = [...counts(plan)].filter(([, number]) => number > 0).map(([state, number]) => `${t(`strategy.states.${state}`)}: ${number}`);
  return t('strategy.board.summary', { total: plan.actions.length, states: parts.join('; ') });
}

function legend({ t }: PageContext, plan: Plan): Html {
  const shown = [...counts(plan)].filter(([, number]) => number > 0);
  return html`<ul class="legend">${shown.map(([state, number]) => html`<li><span class="seed state-${state}" aria-hidden="true"></span> ${t(`strategy.states.${state}`)} <strong>${number}</strong></li>`)}</ul>`;
}
