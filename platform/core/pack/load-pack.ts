/** Publishes a country pack: what is new or changed, all of it or nothing. */
import { createHash } from 'node:crypto';
import type { Transaction } from 'kysely';
import { InvalidDocument } from '../kinds/faults.ts';
import type { KindSet } from '../kinds/kind.ts';
import { inChunks } from '../records/chunks.ts';
import { publishAll, type Submission, takePublicationLock } from '../records/publish.ts';
import type { Database } from '../storage/database.ts';
import type { Tables } from '../storage/tables.ts';
import { type Configuration, configurationSchema } from './configuration.ts';
import { FaultyPack, type PackFault } from './faults.ts';
import { checkPack, type Pack, type PackRecord, readPackFiles } from './read-pack.ts';
import { isRaw } from './shorthand.ts';

export interface LoadReport {
  readonly configuration: Configuration;
  readonly published: number;
  readonly unchanged: number;
}

/** Another country's pack is in the database: two countries are two databases. */
export class OtherCountry extends Error {
  readonly loaded: string;
  constructor(loaded: string, asked: string) {
    super(`The database holds the pack "${loaded}", not "${asked}". Give the second country its own data folder (DATA_DIR) or database (DATABASE_URL).`);
    this.name = 'OtherCountry';
    this.loaded = loaded;
  }
}

/** The pack that the database holds. */
export async function readDeployment(database: Database): Promise<{ configuration: Configuration; digest: string } | undefined> {
  const row = await database.selectFrom('deployment').select(['configuration', 'digest']).executeTakeFirst();
  return row && { configuration: configurationSchema.parse(row.configuration), digest: row.digest };
}

/**
 * Brings the database in line with a pack in one transaction.
 * @throws FaultyPack with every fault; nothing is then loaded.
 * @throws OtherCountry
 */
export async function loadPack(database: Database, kinds: KindSet, folder: string, onProgress?: (done: number, total: number) => void): Promise<LoadReport> {
  const files = await readPackFiles(folder);
  const deployment = await readDeployment(database);
  if (deployment?.digest === files.digest) return { configuration: deployment.configuration, published: 0, unchanged: 0 };
  const pack = checkPack(files, kinds);
  return database.transaction().execute(async (transaction) => {
    // Another process may be loading at this moment: what it did is seen once the lock is ours.
    await takePublicationLock(transaction);
    const now = await readDeployment(transaction);
    if (now && now.configuration.name !== pack.configuration.name) throw new OtherCountry(now.configuration.name, pack.configuration.name);
    if (now?.digest === files.digest) return { configuration: now.configuration, published: 0, unchanged: 0 };
    return publishPack(transaction, kinds, pack, onProgress);
  });
}

interface Candidate {
  readonly record: PackRecord;
  readonly digest: string;
}

/** What the database holds of a record of the pack. */
interface Known {
  readonly kind: string;
  /** As the pack last published it; empty where it never did. */
  readonly digest: string;
  readonly number: number;
  /** The newest version, whoever published it. */
  readonly current: number;
}

async function publishPack(transaction: Transaction<Tables>, kinds: KindSet, pack: Pack, onProgress?: (done: number, total: number) => void): Promise<LoadReport> {
  const { configuration } = pack;
  const candidates = pack.records.map((record): Candidate => ({ record, digest: digestOf(record) }));
  const known = await knownRecords(transaction, pack.records);
  const changed = candidates.filter(({ record, digest }) => known.get(record.id)?.digest !== digest);
  const faults = changed.flatMap(({ record }) => faultsOfKnown(record, known.get(record.id)));
  if (faults.length > 0) throw new FaultyPack(faults);
  const submissions = changed.map(({ record }): Submission => ({ id: record.id, kind: record.kind.name, document: record.document, basedOn: known.get(record.id)?.current ?? 0 }));
  const publisher = { kinds, languages: configuration.languages };
  const actor = { name: `pack:${configuration.name}` };
  const published = await publishAll(transaction, publisher, submissions, actor, (done) => onProgress?.(done, submissions.length)).catch((error: unknown) => {
    throw error instanceof InvalidDocument ? inThePack(error, pack) : error;
  });
  const numbers = new Map(published.map(({ id, number }) => [id, number]));
  for (const chunk of inChunks(changed)) {
    await transaction
      .insertInto('pack_record')
      .values(chunk.map(({ record, digest }) => ({ record_id: record.id, digest, number: numbers.get(record.id) ?? 1 })))
      .onConflict((conflict) => conflict.column('record_id').doUpdateSet((row) => ({ digest: row.ref('excluded.digest'), number: row.ref('excluded.number') })))
      .execute();
  }
  const deployment = { configuration: JSON.stringify(configuration), digest: pack.digest, loaded_at: new Date() };
  await transaction.insertInto('deployment').values(deployment).onConflict((conflict) => conflict.column('only_row').doUpdateSet(deployment)).execute();
  return { configuration, published: published.length, unchanged: candidates.length - changed.length };
}

async function knownRecords(transaction: Transaction<Tables>, records: readonly PackRecord[]): Promise<Map<string, Known>> {
  const known = new Map<string, Known>();
  for (const chunk of inChunks(records)) {
    const rows = await transaction
      .selectFrom('record')
      .leftJoin('pack_record', 'pack_record.record_id', 'record.id')
      .select(['record.id', 'record.kind', 'record.version', 'pack_record.digest', 'pack_record.number'])
      .where('record.id', 'in', chunk.map(({ id }) => id))
      .execute();
    for (const row of rows) known.set(row.id, { kind: row.kind, digest: row.digest ?? '', number: row.number ?? 0, current: row.version ?? 0 });
  }
  return known;
}

function faultsOfKnown({ id, kind, file, line }: PackRecord, known: Known | undefined): PackFault[] {
  if (!known) return [];
  if (known.kind !== kind.name) return [{ file, line, path: 'id', code: 'wrong_kind', params: { id, kind: known.kind, expected: kind.name } }];
  return known.number === known.current ? [] : [{ file, line, path: '', code: 'changed_since_pack', params: { id } }];
}

/** What only publication can find, such as an entry that may not be changed any more, told by file and line. */
function inThePack({ faults, recordId }: InvalidDocument, { records }: Pack): FaultyPack {
  const record = records.find(({ id }) => id === recordId);
  return new FaultyPack(faults.map((fault) => ({ ...fault, file: record?.file ?? '', line: record?.lineOf(fault.path) ?? 0 })));
}

/** Replaces objects by themselves with their members in order of name. */
function inOrder(_: string, value: unknown): unknown {
  return isRaw(value) ? Object.fromEntries(Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1))) : value;
}

/** The order in which members are written says nothing, so it does not count. */
function digestOf({ kind, document }: PackRecord): string {
  return createHash('sha256').update(`${kind.name} ${kind.schemaVersion} ${JSON.stringify(document, inOrder)}`).digest('hex');
}
