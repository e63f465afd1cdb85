/** What must hold of figures before they may be public, when their documents alone cannot tell. */
import { fault, type Fault } from '#core/kinds/faults.ts';
import type { Change } from '#core/kinds/kind.ts';
import { type Absence, present } from '#core/kinds/values.ts';
import { recordsById, recordsOfKind } from '#core/records/read.ts';
import type { Database } from '#core/storage/database.ts';
import { type Indicator, indicator } from './kinds/indicator.ts';
import type { ObservationSet, Row } from './kinds/observation-set.ts';

type Faults = Map<string, readonly Fault[]>;

/** Only shares are k of n, and no share is outside 0 to 100 per cent: the indicator of a row says which rows are shares. */
export async function observationGate(transaction: Database, changes: readonly Change[]): Promise<Faults> {
  const published = changes.flatMap(({ id, document }) => (document ? [{ id, rows: (document as ObservationSet).rows }] : []));
  const named = new Set(published.flatMap(({ rows }) => rows.map((row) => row.indicator)));
  const types = new Map((await recordsById(transaction, [...named])).map(({ id, document }) => [id, (document as Indicator).valueType]));
  return new Map(published.map(({ id, rows }) => [id, rows.flatMap((row, index) => faultsOf(row, types.get(row.indicator), `rows.${index}`))]));
}

function faultsOf(row: Row, type: string | undefined, path: string): Fault[] {
  const value = Number(present<string>(row.value as string | Absence) ?? 0);
  if (type === 'share') return value < 0 || value > 100 ? [fault(`${path}.value`, 'share_out_of_range')] : [];
  return row.n === undefined ? [] : [fault(`${path}.n`, 'counted_but_no_share')];
}

/** Recipes and tables name an indicator by its code: no two have the same. */
export async function indicatorGate(transaction: Database, changes: readonly Change[]): Promise<Faults> {
  const owners = Map.groupBy(await recordsOfKind(transaction, indicator.name), ({ document }) => (document as Indicator).code);
  return new Map(
    changes.flatMap(({ id, document }) => {
      if (!document) return [];
      const { code } = document as Indicator;
      return (owners.get(code) ?? []).some((other) => other.id !== id) ? [[id, [fault('code', 'code_taken', { code })]]] : [];
    }),
  );
}
