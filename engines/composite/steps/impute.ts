/** Filling gaps; every filled cell is marked and noted (handbook, step 3). */
import { CompositeError } from '../errors.ts';
import type { Random } from '../random.ts';
import type { ImputeStep } from '../recipe/recipe.ts';
import { median, momentsOf } from '../statistics/moments.ts';
import { at, type Column, IMPUTED, missingCount, type Table, withColumns } from '../table.ts';
import { panelValue } from './impute-panel.ts';
import type { Context, Note, Outcome } from './step.ts';

/** What to put in a gap, and the periods it comes from; undefined leaves it. Throws where the method can give nothing. */
type Filling = (unit: number) => { readonly value: number; readonly periods?: readonly number[] } | undefined;

export function impute(table: Table, step: ImputeStep, context: Context): Outcome {
  return filled(table, step, (code, column) => fillingFor(table, step, context, code, column));
}

/**
 * Approximate Bayesian bootstrap (Rubin & Schenker 1986): from the observed values of the group as many are drawn with
 * replacement, and from those the value of each gap. So the draws differ by what is not known of the group, too.
 */
export function imputeByDraws(table: Table, step: ImputeStep, random: Random): Outcome {
  return filled(table, step, (code, column) => {
    const drawn = new Map<string | null, Float64Array>();
    return (unit) => {
      const group = step.within === undefined ? '' : (groupsOf(table, step.within)[unit] ?? null);
      const observed = peers(table, step, column.values, unit, code);
      const donors = drawn.get(group) ?? observed.map(() => at(observed, random.below(observed.length)));
      drawn.set(group, donors);
      return { value: at(donors, random.below(donors.length)) };
    };
  });
}

function filled(table: Table, step: ImputeStep, fillingOf: (code: string, column: Column) => Filling): Outcome {
  const notes: Note[] = [];
  const columns = new Map<string, Column>();
  for (const [code, column] of table.indicators) {
    if (step.indicators !== undefined && !step.indicators.includes(code)) continue;
    if (missingCount(column.values) === 0) continue;
    const fill = fillingOf(code, column);
    const [values, marks] = [column.values.slice(), column.marks.slice()];
    for (let index = 0; index < values.length; index++) {
      if (!Number.isNaN(values[index] as number)) continue;
      const unit = table.units[index] ?? '';
      const found = fill(index);
      if (found === undefined) {
        notes.push({ what: 'left-missing', unit, indicator: code });
        continue;
      }
      values[index] = found.value;
      marks[index] = at(marks, index) | IMPUTED;
      notes.push({ what: 'imputed', unit, indicator: code, ...found });
    }
    columns.set(code, { values, marks });
  }
  if (step.idle !== 'accept' && !notes.some(({ what }) => what === 'imputed')) {
    throw new CompositeError('step-without-effect', `Nothing was missing that ${step.method} could fill: a step of imputation that is not applied must not stand in the recipe. If it may have nothing to do, say "idle": "accept".`);
  }
  return { table: columns.size === 0 ? table : withColumns(table, columns), notes };
}

function fillingFor(table: Table, step: ImputeStep, context: Context, code: string, column: Column): Filling {
  switch (step.method) {
    case 'mean':
      return byGroup(table, step, column, code, (values) => momentsOf(values).mean);
    case 'median':
      return byGroup(table, step, column, code, median);
    case 'row-mean':
      return (unit) => ({ value: byRow(table, context, code, unit, (values) => momentsOf(values).mean) });
    case 'row-median':
      return (unit) => ({ value: byRow(table, context, code, unit, median) });
    default: {
      const { method, reach } = step;
      return (unit) => panelValue(table, code, unit, method, reach);
    }
  }
}

/** The middle of each group is taken once. */
function byGroup(table: Table, step: ImputeStep, { values }: Column, code: string, middle: (values: Float64Array) => number): Filling {
  const groups = step.within === undefined ? undefined : groupsOf(table, step.within);
  const known = new Map<string | null, number>();
  return (unit) => {
    const group = groups?.[unit] ?? null;
    const value = known.get(group) ?? middle(peers(table, step, values, unit, code));
    known.set(group, value);
    return { value };
  };
}

function groupsOf(table: Table, grouping: string): readonly (string | null)[] {
  const groups = table.groups.get(grouping);
  if (groups === undefined) throw new CompositeError('unknown-name', `The units have no grouping ${grouping}.`, { setting: 'within', value: grouping });
  return groups;
}

/** The values that are there of the units in the same group. */
function peers(table: Table, { within }: ImputeStep, values: Float64Array, unit: number, indicator: string): Float64Array {
  const { units } = table;
  const groups = within === undefined ? undefined : groupsOf(table, within);
  const own = groups?.[unit];
  if (groups !== undefined && own === null) throw new CompositeError('cannot-impute', `${units[unit]} is in no group of ${within}, by which ${indicator} is imputed.`, { unit: units[unit] ?? '', indicator });
  const there = new Float64Array(values.length);
  let count = 0;
  for (let index = 0; index < values.length; index++) {
    const value = values[index] as number;
    if (!Number.isNaN(value) && (groups === undefined || groups[index] === own)) there[count++] = value;
  }
  const found = there.subarray(0, count);
  if (found.length === 0) throw new CompositeError('cannot-impute', `No unit${own == null ? '' : ` of ${own}`} has a value of ${indicator}, with which that of ${units[unit]} could be imputed.`, { unit: units[unit] ?? '', indicator });
  return found;
}

/** From the unit's own other indicators of the group, each put between 0 (worst) and 1 (best), and back to the scale of this one. */
function byRow(table: Table, { structure, indicators }: Context, code: string, unit: number, middle: (values: readonly number[]) => number): number {
  const place = structure.places.get(code) ?? -1;
  const siblings = (structure.nodes[structure.nodes[place]?.parent ?? -1]?.children ?? []).filter((sibling) => sibling !== place && sibling < structure.leaves);
  const scaleOf = (name: string): { readonly worst: number; readonly range: number } => {
    const { minimum, maximum } = momentsOf(table.indicators.get(name)?.values ?? []);
    if (minimum === maximum) throw new CompositeError('zero-range', `${name} has the same value for every unit: it cannot be brought to the scale of the others.`, { indicator: name });
    return indicators.get(name)?.direction === -1 ? { worst: maximum, range: minimum - maximum } : { worst: minimum, range: maximum - minimum };
  };
  const scores = siblings.flatMap((sibling) => {
    const name = structure.nodes[sibling]?.code ?? '';
    const value = at(table.indicators.get(name)?.values ?? [Number.NaN], unit);
    if (Number.isNaN(value)) return [];
    const { worst, range } = scaleOf(name);
    return [(value - worst) / range];
  });
  if (scores.length === 0) throw new CompositeError('cannot-impute', `${table.units[unit]} has no other value in the group of ${code}, from which it could be imputed.`, { unit: table.units[unit] ?? '', indicator: code });
  const { worst, range } = scaleOf(code);
  return worst + middle(scores) * range;
}
