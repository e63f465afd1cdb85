/**
 * Several periods of the same units as one data set: every unit in every period is a row, so that scales, outliers and
 * ranks are common to all. Also the way to follow one country over time. Where earlier scores must not move when a year is
 * added, normalise by goalposts instead.
 */
import type { Dataset, Unit, Values } from './dataset.ts';
import { CompositeError } from './errors.ts';

/** The code of a unit in a period: `PER@2020`. */
export function unitIn(unit: string, period: number): string {
  return `${unit}@${period}`;
}

/** The period of the data set and those of its panel, oldest first, as units of their own; `period` becomes a grouping. */
export function pooled({ units, period, values, errors, panel = [] }: Dataset): Dataset {
  if (period === undefined || panel.length === 0) throw new CompositeError('invalid-data', 'Only a panel of two periods or more can be pooled.', { setting: 'panel' });
  const periods = [{ period, values, errors }, ...panel.map((one) => ({ ...one, errors: undefined }))].toSorted((a, b) => a.period - b.period);
  const columns = (of: (one: (typeof periods)[number]) => Values | undefined, names: readonly string[]): Values =>
    Object.fromEntries(names.map((name) => [name, periods.flatMap((one) => of(one)?.[name] ?? units.map(() => null))]));
  return {
    units: periods.flatMap((one) => units.map((unit): Unit => ({ ...unit, code: unitIn(unit.code, one.period), groups: { ...unit.groups, period: String(one.period) } }))),
    values: columns((one) => one.values, Object.keys(values)),
    ...(errors === undefined ? {} : { errors: columns((one) => one.errors, Object.keys(errors)) }),
  };
}
