/** The data of an index as JSON: units, values, denominators, standard errors, other periods. */
import { CompositeError, type Fault } from './errors.ts';
import type { Recipe } from './recipe/recipe.ts';
import { code, either, list, number, object, record, type Shape, text } from './recipe/shapes.ts';
import type { Column, Table } from './table.ts';

export interface Dataset {
  readonly units: readonly Unit[];
  readonly period?: number;
  /** By code of the indicator or denominator: a value per unit, null where it is missing. */
  readonly values: Values;
  /** Standard errors of values, where they are known. */
  readonly errors?: Values;
  /** The same units at other times. */
  readonly panel?: readonly { readonly period: number; readonly values: Values }[];
}

export interface Unit {
  readonly code: string;
  readonly name?: string;
  /** Grouping → group: `{ "region": "Andes" }`. */
  readonly groups?: Readonly<Record<string, string>>;
}

export type Values = Readonly<Record<string, readonly (number | null)[]>>;

const values = record(list(either({ when: (value) => value === null, shape: () => undefined }, { when: () => true, shape: number() })));
const datasetShape = object(
  { units: list(object({ code }, { name: text, groups: record(text) }), { least: 2 }), values },
  { period: number(), errors: values, panel: list(object({ period: number(), values })) },
);

/** The value as a data set. Throws `invalid-data` with every fault. */
export function parseDataset(value: unknown): Dataset {
  const faults: Fault[] = [];
  (datasetShape satisfies Shape)(value, '', faults);
  if (faults.length === 0) faults.push(...senseFaults(value as Dataset));
  const [first] = faults;
  if (first) throw new CompositeError('invalid-data', `The data have ${faults.length === 1 ? 'a fault' : `${faults.length} faults`}: ${first.path} ${first.message}`, { setting: first.path }, faults);
  return value as Dataset;
}

function senseFaults({ units, period, values, errors = {}, panel = [] }: Dataset): Fault[] {
  const faults: Fault[] = [];
  const seen = new Set<string>();
  units.forEach(({ code }, index) => {
    if (seen.has(code)) faults.push({ path: `units.${index}.code`, message: `${code} stands here twice` });
    seen.add(code);
  });
  const lengths = (path: string, columns: Values): void => {
    for (const [name, column] of Object.entries(columns)) if (column.length !== units.length) faults.push({ path: `${path}.${name}`, message: `has ${column.length} values for ${units.length} units` });
  };
  lengths('values', values);
  lengths('errors', errors);
  panel.forEach((one, index) => lengths(`panel.${index}.values`, one.values));
  for (const [name, column] of Object.entries(errors)) {
    if (!Object.hasOwn(values, name)) faults.push({ path: `errors.${name}`, message: 'there are no values with these errors' });
    column.forEach((error, index) => {
      if (error !== null && error < 0) faults.push({ path: `errors.${name}.${index}`, message: 'a standard error is not below 0' });
    });
  }
  const periods = [period, ...panel.map((one) => one.period)];
  if (panel.length > 0 && period === undefined) faults.push({ path: 'period', message: 'a panel needs the period of the values themselves' });
  if (new Set(periods).size < periods.length) faults.push({ path: 'panel', message: 'a period stands here twice' });
  return faults;
}

/** The data that a recipe speaks of, as a table. Throws `invalid-data` where an indicator or denominator is not there. */
export function tableOf(dataset: Dataset, recipe: Recipe): Table {
  const numbers = (columns: Values, name: string, path: string): Float64Array => {
    const column = Object.hasOwn(columns, name) ? columns[name] : undefined;
    if (column === undefined) throw new CompositeError('invalid-data', `The data have no values for ${name}, of which the recipe speaks.`, { indicator: name, setting: `${path}.${name}` });
    return Float64Array.from(column, (value) => value ?? Number.NaN);
  };
  const codes = recipe.indicators.map(({ code }) => code);
  const denominators = [...new Set(recipe.indicators.flatMap(({ denominator }) => denominator ?? []))];
  const groupings = new Set(dataset.units.flatMap(({ groups = {} }) => Object.keys(groups)));
  const observed = (name: string): Column => {
    const column = numbers(dataset.values, name, 'values');
    if (column.every((value) => Number.isNaN(value))) throw new CompositeError('too-few-values', `No unit has a value of ${name}.`, { indicator: name });
    return { values: column, marks: new Uint8Array(column.length) };
  };
  return {
    units: dataset.units.map(({ code }) => code),
    indicators: new Map(codes.map((name) => [name, observed(name)])),
    denominators: new Map(denominators.map((name) => [name, numbers(dataset.values, name, 'values')])),
    groups: new Map([...groupings].map((name) => [name, dataset.units.map(({ groups = {} }) => (Object.hasOwn(groups, name) ? (groups[name] ?? null) : null))])),
    period: dataset.period,
    panel: (dataset.panel ?? [])
      .toSorted((a, b) => a.period - b.period)
      .map(({ period, values }) => ({
        period,
        indicators: new Map(codes.map((name) => [name, numbers(values, name, `panel ${period}`)])),
        denominators: new Map(denominators.map((name) => [name, numbers(values, name, `panel ${period}`)])),
      })),
  };
}
