/** What must hold of an estimate of exposure before it may be public: there is employment by occupation, and a way to each set of scores. */
import { fault, type Fault } from '#core/kinds/faults.ts';
import type { Change } from '#core/kinds/kind.ts';
import { recordsById } from '#core/records/read.ts';
import type { Database } from '#core/storage/database.ts';
import { levelOf } from '../kinds/classifications.ts';
import type { ExposureEstimate } from '../kinds/exposure-estimate.ts';
import type { Indicator } from '../kinds/indicator.ts';
import { readEstimate } from './estimate.ts';

export async function estimateGate(transaction: Database, changes: readonly Change[]): Promise<Map<string, readonly Fault[]>> {
  const faults = new Map<string, readonly Fault[]>();
  for (const { id, document } of changes) if (document) faults.set(id, await faultsOf(transaction, id, document as ExposureEstimate));
  return faults;
}

async function faultsOf(transaction: Database, id: string, document: ExposureEstimate): Promise<Fault[]> {
  const [employment] = await recordsById(transaction, [document.employment]);
  const { table, scorings } = await readEstimate(transaction, id, document);
  return [
    ...((employment?.document as Indicator | undefined)?.valueType === 'count' ? [] : [fault('employment', 'not_a_count')]),
    ...(table === undefined ? [fault('observationSets', 'no_occupations')] : []),
    ...scorings.flatMap(({ document: { coded }, way }, place) => (way === undefined ? [fault(`scores.${place}`, 'no_way', { from: levelOf(document.coded), to: levelOf(coded) })] : [])),
  ];
}
