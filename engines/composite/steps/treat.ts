/** Outliers: those that give a column a long tail are drawn in, or the column is transformed (handbook, step 4; COIN Tool). */
import type { Transform, TreatStep, Treatment } from '../recipe/recipe.ts';
import { type Moments, momentsOf } from '../statistics/moments.ts';
import { at, type Column, type Table, TRANSFORMED, withColumns, WINSORISED } from '../table.ts';
import type { Context, Note, Outcome } from './step.ts';
import { transformed } from './transform.ts';

interface Rule {
  readonly skewness: number;
  readonly kurtosis: number;
}

export function treat(table: Table, step: TreatStep, _context: Context): Outcome {
  const rule = { skewness: step.skewness ?? 2, kurtosis: step.kurtosis ?? 3.5 };
  const notes: Note[] = [];
  const columns = new Map<string, Column>();
  for (const [code, column] of table.indicators) {
    const own = step.indicators?.[code];
    if (own === 'leave') continue;
    const forced = own !== undefined && 'force' in own;
    const before = momentsOf(column.values);
    if (!forced && passes(before, rule)) continue;
    const result = forced ? forcedInto(column.values, own.force, code) : treated(column.values, { ...step, ...own }, rule, code);
    columns.set(code, { values: result.values, marks: markedAs(column.marks, result) });
    notes.push({
      what: 'treated',
      indicator: code,
      skewness: before.skewness,
      kurtosis: before.kurtosis,
      winsorised: result.winsorised.map((index) => table.units[index] ?? ''),
      transform: result.transform,
      passes: result.passes ?? passes(momentsOf(result.values), rule),
    });
  }
  return { table: columns.size === 0 ? table : withColumns(table, columns), notes };
}

function forcedInto(values: Float64Array, transform: Transform, indicator: string): Treated {
  return { values: transformed(values, transform, indicator), winsorised: [], transform };
}

interface Treated {
  readonly values: Float64Array;
  readonly winsorised: readonly number[];
  readonly transform: Transform | null;
  /** Whether the values keep the rule, where that is known already. */
  readonly passes?: boolean;
}

/** A tail is long where skewness and kurtosis both say so. Too few values, or none that differ, have no tail. */
function passes({ skewness, kurtosis }: Moments, rule: Rule): boolean {
  return Number.isNaN(skewness) || Number.isNaN(kurtosis) || Math.abs(skewness) < rule.skewness || kurtosis < rule.kurtosis;
}

function treated(values: Float64Array, { limit = 0, otherwise = 'none', combine = false }: Treatment, rule: Rule, indicator: string): Treated {
  const drawn = winsorise(values, limit, rule);
  if (otherwise === 'none' || drawn.passes) return { ...drawn, transform: null };
  return combine ? { ...forcedInto(drawn.values, otherwise, indicator), winsorised: drawn.winsorised } : forcedInto(values, otherwise, indicator);
}

/**
 * Sets the most distant values, on the side of the skew, to the next one, until the rule is kept or one more would move
 * more points than the limit: tied values move together or not at all. A column is never left with one value.
 */
export function winsorise(values: Float64Array, limit: number, rule: Rule): { readonly values: Float64Array; readonly winsorised: readonly number[]; readonly passes: boolean } {
  const drawn = values.slice();
  const moved = new Set<number>();
  let moments = momentsOf(drawn);
  for (; !passes(moments, rule); moments = momentsOf(drawn)) {
    const high = moments.skewness >= 0;
    const [extreme, other] = high ? [moments.maximum, moments.minimum] : [moments.minimum, moments.maximum];
    let next = other;
    const outer: number[] = [];
    for (let index = 0; index < drawn.length; index++) {
      const value = at(drawn, index);
      if (value === extreme) outer.push(index);
      else if (high ? value > next : value < next) next = value;
    }
    if (next === other || moved.size + outer.filter((index) => !moved.has(index)).length > limit) break;
    for (const index of outer) {
      moved.add(index);
      drawn[index] = next;
    }
  }
  return { values: drawn, winsorised: [...moved], passes: passes(moments, rule) };
}

function markedAs(marks: Uint8Array, { values, winsorised, transform }: Treated): Uint8Array {
  const changed = marks.slice();
  for (const index of winsorised) changed[index] = at(changed, index) | WINSORISED;
  if (transform !== null && transform !== 'none') for (let index = 0; index < values.length; index++) changed[index] = at(changed, index) | TRANSFORMED;
  return changed;
}
