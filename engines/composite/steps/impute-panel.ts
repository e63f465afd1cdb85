/** Values from other periods of the same unit. */
import type { ImputeStep } from '../recipe/recipe.ts';
import { at, type Table } from '../table.ts';

interface Known {
  readonly period: number;
  readonly value: number;
}

type PanelMethod = Extract<ImputeStep['method'], `panel-${string}`>;

/**
 * - `panel-latest`: the last value before, at most `reach` periods back.
 * - `panel-constant`: the last value before, or where there is none the first after.
 * - `panel-linear`: on the line between the values before and after; beyond the ends the nearest value. Needs two values.
 * - `panel-linear-constant`: the same, and with one value that one.
 *
 * Undefined where the other periods have nothing. Tells which periods a value comes from.
 */
export function panelValue(table: Table, code: string, unit: number, method: PanelMethod, reach: number = Infinity): { readonly value: number; readonly periods: readonly number[] } | undefined {
  const now = table.period ?? Number.NaN;
  const known = table.panel.flatMap(({ period, indicators }): Known[] => {
    const value = at(indicators.get(code) ?? [Number.NaN], unit);
    return Number.isNaN(value) ? [] : [{ period, value }];
  });
  const before = known.findLast(({ period }) => period < now);
  const after = known.find(({ period }) => period > now);
  switch (method) {
    case 'panel-latest': {
      const back = table.panel.filter(({ period }) => period < now && before !== undefined && period >= before.period).length;
      return back <= reach ? constant(before) : undefined;
    }
    case 'panel-constant':
      return constant(before ?? after);
    case 'panel-linear':
      return known.length < 2 ? undefined : between(before, after, now);
    case 'panel-linear-constant':
      return between(before, after, now);
  }
}

function constant(one: Known | undefined): { readonly value: number; readonly periods: readonly number[] } | undefined {
  return one === undefined ? undefined : { value: one.value, periods: [one.period] };
}

function between(before: Known | undefined, after: Known | undefined, now: number): { readonly value: number; readonly periods: readonly number[] } | undefined {
  if (before === undefined || after === undefined) return constant(before ?? after);
  const share = (now - before.period) / (after.period - before.period);
  return { value: before.value + share * (after.value - before.value), periods: [before.period, after.period] };
}
