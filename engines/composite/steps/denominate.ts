/** Division by size, so that large and small units can be compared (handbook, step 2). */
import { CompositeError } from '../errors.ts';
import type { DenominateStep } from '../recipe/recipe.ts';
import { mapped, at, type Period, type Table } from '../table.ts';
import type { Context, Note, Outcome } from './step.ts';

/** value / (denominator · scale). A missing denominator makes the value missing; one that is not positive is refused. */
export function denominate(table: Table, { scale = {} }: DenominateStep, { indicators }: Context): Outcome {
  const notes: Note[] = [];
  const divided = [...table.indicators].map(([code, column]) => {
    const by = indicators.get(code)?.denominator;
    const size = by === undefined ? undefined : table.denominators.get(by);
    if (by === undefined || size === undefined) return [code, column] as const;
    refuseNotPositive(size, by, code, table.units);
    const values = quotient(column.values, size, scale[by] ?? 1);
    notes.push({ what: 'divided', indicator: code, by, lost: table.units.filter((_, unit) => Number.isNaN(values[unit] as number) && !Number.isNaN(at(column.values, unit))) });
    return [code, { values, marks: column.marks }] as const;
  });
  const panel = table.panel.map((period): Period => ({
    ...period,
    indicators: new Map(
      [...period.indicators].map(([code, values]) => {
        const by = indicators.get(code)?.denominator;
        const size = by === undefined ? undefined : period.denominators.get(by);
        return [code, by === undefined || size === undefined ? values : quotient(values, size, scale[by] ?? 1)];
      }),
    ),
  }));
  return { table: { ...table, indicators: new Map(divided), panel }, notes };
}

function quotient(values: Float64Array, size: Float64Array, scale: number): Float64Array {
  return mapped(values, (value, unit) => value / ((size[unit] as number) * scale));
}

function refuseNotPositive(size: Float64Array, denominator: string, indicator: string, units: readonly string[]): void {
  const unit = size.findIndex((value) => value <= 0);
  if (unit === -1) return;
  const value = (size[unit] as number);
  throw new CompositeError('no-denominator', `${denominator} of ${units[unit]} is ${value}: ${indicator} cannot be divided by it.`, { unit: units[unit] ?? '', indicator, value });
}
