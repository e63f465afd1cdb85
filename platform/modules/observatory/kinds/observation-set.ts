import type { z } from 'zod';
import { fault, type Fault } from '#core/kinds/faults.ts';
import { boolean, choice, decimal, group, integer, line, list, mayBe, optional, reference } from '#core/kinds/fields.ts';
import { defineKind, type DocumentOf } from '#core/kinds/kind.ts';
import { type Absence, isAbsence, present } from '#core/kinds/values.ts';
import { ID, territoryCode, territoryFaults, timeFaults, timePeriod, words } from './shared.ts';
import { gives, numeratorOf } from './shares.ts';
import { MISSING } from './status.ts';
import { DIMENSIONS, STATUSES } from './vocabulary.ts';

/** Of which part of the whole: `sex` is `F`. Sex and area take the codes of SDMX: F, M; U (urban), R (rural). */
const breakdown = group({
  dimension: choice(DIMENSIONS, { example: 'sex' }),
  value: line({ example: 'F', maxLength: 80 }),
  /** What the value is called, where a code alone would say nothing. */
  label: optional(words('Mujeres', 200)),
});

/** One figure of a source: what of, where, when, how much, and how sure. */
const row = group({
  indicator: reference('indicator', { example: ID, facet: true }),
  territory: territoryCode,
  time: mayBe(timePeriod, 'not_stated', 'unknown'),
  breakdowns: optional(list(breakdown, { maxItems: DIMENSIONS.length })),
  value: mayBe(decimal({ example: '38' }), 'not_stated', 'withheld', 'unknown', 'not_applicable'),
  /** Of a share: how many of how many, as counted (not as weighted). */
  k: optional(integer({ example: 380 })),
  n: optional(integer({ example: 1000 })),
  lower: optional(decimal({ example: '35' })),
  upper: optional(decimal({ example: '41' })),
  /** As SDMX codes it; A (nothing special) where it is not given. */
  status: optional(choice(STATUSES, { example: 'A' })),
  /** True exactly where no whole number out of n gives the percentage that the source prints. */
  impossible: optional(boolean({ example: false })),
  place: line({ example: 'line 1038', maxLength: 200 }),
  note: optional(words('La tabla dice otra cifra', 1000)),
});

export type Breakdown = z.infer<typeof breakdown>;
export type Row = z.infer<typeof row>;

/** Figures that a source gives. Published again with other figures, the earlier ones stay on the pages of their indicators. */
export const observationSet = defineKind({
  name: 'observation-set',
  path: 'observations',
  schemaVersion: 1,
  title: 'title',
  fields: {
    title: words('Uso de internet y de teléfonos en seis países', 250, 'A'),
    source: reference('source', { example: ID, facet: true }),
    rows: list(row, { maxItems: 5000 }),
    /** Where the source contradicts itself: each statement with its place. */
    contradictions: optional(list(group({ what: words('El texto dice 38 y el gráfico 42', 1000, 'C'), place: line({ example: 'lines 658 and 660', maxLength: 200 }) }))),
    note: optional(words('Cifras de una encuesta en línea', 2000, 'D')),
  },
  rules: ({ rows }) => [...rows.flatMap((one, index) => faultsOfRow(one, `rows.${index}`)), ...repeatedRows(rows)],
});
export type ObservationSet = DocumentOf<typeof observationSet>;

function faultsOfRow(one: Row, path: string): Fault[] {
  const time = present<string>(one.time);
  return [
    ...territoryFaults(`${path}.territory`, one.territory),
    ...(time === undefined ? [] : timeFaults(`${path}.time`, time)),
    ...repeatedDimensions(one.breakdowns ?? [], `${path}.breakdowns`),
    ...faultsOfCount(one, path),
    ...faultsOfInterval(one, path),
    ...faultsOfStatus(one, path),
  ];
}

function repeatedDimensions(breakdowns: readonly Breakdown[], path: string): Fault[] {
  const dimensions = breakdowns.map(({ dimension }) => dimension);
  return dimensions.flatMap((dimension, index) => (dimensions.indexOf(dimension) < index ? [fault(`${path}.${index}.dimension`, 'repeated', { value: dimension })] : []));
}

/** k of n must give the value; where n alone is known, some k must, or the row says that none does. */
function faultsOfCount({ value, k, n, impossible = false }: Pick<Row, 'value' | 'k' | 'n' | 'impossible'>, path: string): Fault[] {
  if (k !== undefined && n === undefined) return [fault(`${path}.n`, 'share_without_n')];
  const printed = present<string>(value as string | Absence);
  if (n === undefined || printed === undefined) return impossible ? [fault(`${path}.impossible`, 'nothing_to_check')] : [];
  const possible = numeratorOf(n, printed) !== undefined;
  if (!possible && !impossible) return [fault(`${path}.value`, 'impossible_share', { value: printed, n })];
  if (possible && impossible) return [fault(`${path}.impossible`, 'possible_after_all', { value: printed, n })];
  if (k !== undefined && (k > n || !gives(k, n, printed))) return [fault(`${path}.k`, 'share_mismatch', { value: printed, k, n })];
  return [];
}

function faultsOfInterval({ value, lower, upper }: Pick<Row, 'value' | 'lower' | 'upper'>, path: string): Fault[] {
  const middle = present<string>(value as string | Absence);
  const outside = (lower !== undefined && middle !== undefined && Number(lower) > Number(middle)) || (upper !== undefined && middle !== undefined && Number(upper) < Number(middle));
  const reversed = lower !== undefined && upper !== undefined && Number(lower) > Number(upper);
  return outside || reversed ? [fault(`${path}.lower`, 'outside_interval')] : [];
}

function faultsOfStatus({ value, status }: Pick<Row, 'value' | 'status'>, path: string): Fault[] {
  if (status === undefined) return [];
  return isAbsence(value) === MISSING.has(status) ? [] : [fault(`${path}.status`, 'status_mismatch', { status })];
}

/** What tells one figure of a set from another. */
export function keyOf({ indicator, territory, time, breakdowns = [] }: Pick<Row, 'indicator' | 'territory' | 'time' | 'breakdowns'>): string {
  const parts = breakdowns.map(({ dimension, value }) => [dimension, value] as const).toSorted(([a], [b]) => (a < b ? -1 : 1));
  // As JSON, so that no sign within a name looks like the border between two.
  return JSON.stringify([indicator, territory, present<string>(time as string | Absence) ?? null, ...parts]);
}

function repeatedRows(rows: readonly Row[]): Fault[] {
  const seen = new Set<string>();
  return rows.flatMap((one, index) => {
    const key = keyOf(one);
    const again = seen.has(key);
    seen.add(key);
    return again ? [fault(`rows.${index}`, 'repeated_observation')] : [];
  });
}
