/**
 * After a restored backup: takes the entries that the database has forgotten from a copy of the log, so that it goes on where the
 * world last saw it. The publications themselves stay lost until they are published again; that they were is in the log.
 */
import { takePublicationLock } from '#core/records/publish.ts';
import type { Database } from '#core/storage/database.ts';
import { leafHash, parseCanonicalJson, LEDGER, Unverified, type VerifierKey } from '@yupana/ledger';
import { type EntryRow, insertEntries, resumeAppender } from './append.ts';
import { latestCheckpoint, rereadGrowth, rootOfLog } from './checkpoint.ts';
import { type LogCopy, readCopy } from './copies.ts';
import { waitingNotices, waitingVersions } from './facts.ts';
import { writeLogFiles } from './files.ts';
import { nativeHash } from './hash.ts';

export interface Recovered {
  readonly from: number;
  readonly to: number;
  /** What was published and is lost here. */
  readonly lost: readonly { readonly recordId: string; readonly version: number }[];
}

/** Only while no server writes. @throws Unverified where the copy does not continue what is here. */
export async function recoverFrom(database: Database, copy: LogCopy, keys: readonly VerifierKey[]): Promise<Recovered> {
  const { checkpoint, note, entries } = await readCopy(copy, keys);
  return database.transaction().execute(async (transaction) => {
    await takePublicationLock(transaction);
    const appender = await resumeAppender(transaction);
    const from = appender.size;
    if (checkpoint.size < from) throw new Unverified(`the copy has ${checkpoint.size} entries, here are ${from}: nothing to take`);
    const here = await transaction.selectFrom('ledger_entry').select(['index', 'leaf_hash']).orderBy('index').execute();
    const parted = here.find(({ index, leaf_hash }) => !leaf_hash.equals(leafHash(entries[index] ?? new Uint8Array(0), nativeHash)));
    if (parted) throw new Unverified(`entry ${parted.index} is another here than in the copy: this database has gone on by itself; restore the backup again and recover before the server starts`);
    const known = await unloggedHere(transaction);
    const rows = entries.slice(from).map((bytes) => ({ row: rowOf(appender.append(bytes), bytes, known) }));
    if (rows.length === 0) return { from, to: from, lost: [] };
    const last = await latestCheckpoint(transaction);
    await insertEntries(transaction, rows);
    const redactions = rows.flatMap(({ row }) => redactionOf(row));
    if (redactions.length > 0) await transaction.insertInto('ledger_redaction').values(redactions).execute();
    await writeLogFiles(transaction, from, appender.takeFiles());
    const root = await rereadGrowth(transaction, last, checkpoint.size);
    if (!Buffer.from(root).equals(checkpoint.root) || !Buffer.from(root).equals(await rootOfLog(transaction, checkpoint.size))) throw new Unverified('the files do not make the root of the checkpoint');
    await transaction.insertInto('ledger_checkpoint').values({ size: checkpoint.size, root: Buffer.from(checkpoint.root), note }).onConflict((conflict) => conflict.doNothing()).execute();
    return { from, to: checkpoint.size, lost: rows.flatMap(({ row: { record_id, version, sequence } }) => (record_id !== null && version !== null && sequence === null ? [{ recordId: record_id, version }] : [])) };
  });
}

interface Unlogged {
  /** By `key` of what an entry of it says. */
  readonly sequences: ReadonlyMap<string, number>;
  readonly notices: ReadonlyMap<string, number>;
}

/** What the backup held and had not logged yet: it must not be logged a second time. */
async function unloggedHere(database: Database): Promise<Unlogged> {
  const [versions, notices] = [await waitingVersions(database, Number.MAX_SAFE_INTEGER), await waitingNotices(database)];
  return {
    sequences: new Map(versions.map(({ recordId, version, publishedAt, sequence }) => [`${recordId} ${version} ${publishedAt.toISOString()}`, sequence])),
    notices: new Map(notices.map(({ id, type, details, at }) => [`${type} ${String(type === 'key' ? details['key'] : details['recordId'])} ${at.toISOString()}`, id])),
  };
}

/** What an entry says of itself. Where the version that it tells of is not here it has no sequence. */
function rowOf(index: number, bytes: Uint8Array, { sequences, notices }: Unlogged): EntryRow {
  const { type, id, version, at, key } = parseCanonicalJson(bytes, LEDGER) as Record<string, unknown>;
  if (type !== 'publication' && type !== 'withdrawal' && type !== 'redaction' && type !== 'key') throw new Unverified(`entry ${index} is of a type that this version of the software does not know`);
  return {
    index,
    sequence: sequences.get(`${String(id)} ${String(version)} ${String(at)}`) ?? null,
    notice_id: notices.get(`${type} ${String(type === 'key' ? key : id)} ${String(at)}`) ?? null,
    record_id: typeof id === 'string' ? id : null,
    version: typeof version === 'number' ? version : null,
    type,
    entry: Buffer.from(bytes),
    leaf_hash: Buffer.from(leafHash(bytes, nativeHash)),
  };
}

function redactionOf({ index, type, record_id, entry }: EntryRow) {
  if (type !== 'redaction' || record_id === null) return [];
  const { article, at, count } = JSON.parse(entry.toString('utf8')) as { article: string; at: string; count: number };
  return [{ index, record_id, article, at: new Date(at), count }];
}
