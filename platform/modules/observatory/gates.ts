/** What must hold of figures before they may be public, when their documents alone cannot tell. */
import { fault, type Fault } from '#core/kinds/faults.ts';
import type { Change } from '#core/kinds/kind.ts';
import { type Absence, present } from '#core/kinds/values.ts';
import { recordsById, recordsOfKind } from '#core/records/read.ts';
import type { Database } from '#core/storage/database.ts';
import { type Indicator, indicator } from './kinds/indicator.ts';
import type { Index } from './kinds/index-kind.ts';
import type { ObservationSet, Row } from './kinds/observation-set.ts';
import { refusalFault } from './method-words.ts';
import { CompositeError, computeOwn, readIndexData } from './own-index.ts';

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

/** An index that is published here is computed once before: what the engine refuses is told to its author and not to its readers. */
export async function indexGate(transaction: Database, changes: readonly Change[]): Promise<Faults> {
  const faults = new Map<string, readonly Fault[]>();
  for (const { id, document } of changes) {
    if (document && (document as Index).own) faults.set(id, await faultsOfIndex(transaction, document as Index));
  }
  return faults;
}

async function faultsOfIndex(transaction: Database, document: Index): Promise<Fault[]> {
  const data = await readIndexData(transaction, document);
  if (data.missing.length > 0) return [fault('recipe', 'unknown_indicator_codes', { codes: data.missing.join(', ') })];
  try {
    computeOwn(data);
    return [];
  } catch (error) {
    if (error instanceof CompositeError) return [refusalFault('recipe', error)];
    throw error;
  }
}
