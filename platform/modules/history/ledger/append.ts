/** One batch of the log: entries and files, in one transaction. */
import { randomBytes } from 'node:crypto';
import { inChunks } from '#core/records/chunks.ts';
import type { Database } from '#core/storage/database.ts';
import type { Tables } from '#core/storage/tables.ts';
import { leafHash, LogAppender, type SaltSource } from '@yupana/ledger';
import { sql, type Transaction } from 'kysely';
import { type KeyChange, keyEntry, type Previous, type Redaction, redactionEntry, versionEntry } from './envelope.ts';
import { newestEntries, type Waiting, type WaitingNotice, waitingNotices, waitingVersions } from './facts.ts';
import { fileSource, filesAtEdge, writeLogFiles } from './files.ts';
import { nativeHash } from './hash.ts';

/** A place where a test may end the writer, as a fault of the machine would. */
export type FaultPoint = (name: string) => void | Promise<void>;
export const noFault: FaultPoint = () => undefined;

/** As many versions at most as one transaction logs. */
const MOST_VERSIONS = 1000;
const ERASURE_LOCK = 7_289_116;

/**
 * Between the reading of a value and the writing of its disclosure nobody may erase it, or the disclosure would outlive it.
 * Held to the end of the transaction.
 */
export async function takeErasureLock(transaction: Transaction<Tables>): Promise<void> {
  await sql`select pg_advisory_xact_lock(${sql.lit(ERASURE_LOCK)})`.execute(transaction);
}

/** The size of the tree that the entries make. */
export async function logSize(database: Database): Promise<number> {
  const { last } = await database.selectFrom('ledger_entry').select((entry) => entry.fn.max('index').as('last')).executeTakeFirstOrThrow();
  return last === null ? 0 : last + 1;
}

/** The end of the log as it lies in the database. @throws Malformed where its files do not fit its size. */
export async function resumeAppender(database: Database): Promise<LogAppender> {
  const size = await logSize(database);
  return LogAppender.resume(size, fileSource(await filesAtEdge(database, size)), nativeHash);
}

/**
 * Logs what waits, up to a limit. The appender is spent when this throws: it is ahead of the database.
 * @returns how many entries were written.
 */
export async function appendBatch(database: Database, appender: LogAppender, fault: FaultPoint = noFault, nextSalt: SaltSource = () => randomBytes(16)): Promise<number> {
  await fault('before the batch');
  const written = await database.transaction().execute(async (transaction) => {
    await takeErasureLock(transaction);
    const [versions, notices] = [await waitingVersions(transaction, MOST_VERSIONS), await waitingNotices(transaction)];
    if (versions.length + notices.length === 0) return 0;
    await fault('facts read');
    const oldSize = appender.size;
    const rows = await new Batch(appender, await newestEntries(transaction, recordsOf(versions, notices)), nextSalt).rows(versions, notices);
    await insertEntries(transaction, rows);
    await fault('entries written');
    const disclosures = rows.flatMap(({ disclosures: of }) => of);
    for (const chunk of inChunks(disclosures)) await transaction.insertInto('ledger_disclosure').values(chunk).execute();
    const redactions = rows.flatMap(({ redaction }) => (redaction ? [redaction] : []));
    for (const chunk of inChunks(redactions)) await transaction.insertInto('ledger_redaction').values(chunk).execute();
    await fault('disclosures written');
    await writeLogFiles(transaction, oldSize, appender.takeFiles());
    await fault('files written');
    return rows.length;
  });
  if (written > 0) await fault('batch committed');
  return written;
}

function recordsOf(versions: readonly Waiting[], notices: readonly WaitingNotice[]): string[] {
  const named = notices.flatMap(({ type, details }) => (type === 'redaction' ? [String(details['recordId'])] : []));
  return [...new Set([...versions.map(({ recordId }) => recordId), ...named])];
}

export interface EntryRow {
  readonly index: number;
  readonly sequence: number | null;
  readonly notice_id: number | null;
  readonly record_id: string | null;
  readonly version: number | null;
  readonly type: 'publication' | 'withdrawal' | 'redaction' | 'key';
  readonly entry: Buffer;
  readonly leaf_hash: Buffer;
}

interface BatchRow {
  readonly row: EntryRow;
  readonly disclosures: readonly { readonly record_id: string; readonly version: number; readonly field: string; readonly disclosure: string }[];
  readonly redaction?: { readonly index: number; readonly record_id: string; readonly article: string; readonly at: Date; readonly count: number };
}

class Batch {
  readonly #appender: LogAppender;
  /** The newest entry of each record, those of this batch included. */
  readonly #newest: Map<string, Previous>;
  readonly #nextSalt: SaltSource;

  constructor(appender: LogAppender, newest: Map<string, Previous>, nextSalt: SaltSource) {
    this.#appender = appender;
    this.#newest = newest;
    this.#nextSalt = nextSalt;
  }

  rows(versions: readonly Waiting[], notices: readonly WaitingNotice[]): BatchRow[] {
    return [...versions.map((version) => this.#version(version)), ...notices.map((notice) => this.#notice(notice))];
  }

  #version(version: Waiting): BatchRow {
    const { bytes, disclosures } = versionEntry(version, this.#newest.get(version.recordId), this.#nextSalt);
    const { recordId, act, sequence } = version;
    return {
      row: { ...this.#placed(bytes, recordId, version.version), sequence, notice_id: null, version: version.version, type: act },
      disclosures: [...disclosures].map(([field, disclosure]) => ({ record_id: recordId, version: version.version, field, disclosure })),
    };
  }

  #notice({ id, type, details, at }: WaitingNotice): BatchRow {
    if (type === 'key') {
      const bytes = keyEntry(details as unknown as KeyChange, at);
      return { row: { ...this.#placed(bytes, undefined), sequence: null, notice_id: id, version: null, type }, disclosures: [] };
    }
    const redaction = details as unknown as Redaction;
    const { recordId, article, count } = redaction;
    const placed = this.#placed(redactionEntry(redaction, at, this.#newest.get(recordId)), recordId);
    return { row: { ...placed, sequence: null, notice_id: id, version: null, type }, disclosures: [], redaction: { index: placed.index, record_id: recordId, article, at, count } };
  }

  #placed(bytes: Uint8Array, recordId: string | undefined, version = this.#newest.get(recordId ?? '')?.version ?? null): Pick<EntryRow, 'index' | 'record_id' | 'entry' | 'leaf_hash'> {
    const index = this.#appender.append(bytes);
    const leaf = Buffer.from(leafHash(bytes, nativeHash));
    if (recordId !== undefined) this.#newest.set(recordId, { index, leaf: leaf.toString('hex'), version });
    return { index, record_id: recordId ?? null, entry: Buffer.from(bytes), leaf_hash: leaf };
  }
}

export async function insertEntries(transaction: Transaction<Tables>, rows: readonly { readonly row: EntryRow }[]): Promise<void> {
  for (const chunk of inChunks(rows)) await transaction.insertInto('ledger_entry').values(chunk.map(({ row }) => row)).execute();
}
