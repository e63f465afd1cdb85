/** What pages and commands ask the log: how it stands, where an entry is, and the proof of it. */
import type { Database } from '#core/storage/database.ts';
import { type Cosigned, formatTlogProof, inclusionProof, judgeCheckpoint, Malformed, nodesOfTiles, type Policy, parsePolicy, type QuorumState, tilePath, tilesForInclusion, Unverified } from '@yupana/ledger';
import { nodeMlDsa44 } from '@yupana/ledger/node';
import { latestCheckpoint, latestWitnessed, type StoredCheckpoint } from './checkpoint.ts';
import { waitingNotices } from './facts.ts';
import { fileSource, readLogFiles } from './files.ts';
import { nativeHash } from './hash.ts';

export interface LogStatus {
  /** Undefined until a writer has begun. */
  readonly origin: string | undefined;
  /** Verifier keys, the present one first. */
  readonly keys: readonly string[];
  /** C2SP tlog-policy. */
  readonly policyText: string;
  readonly latest: StoredCheckpoint | undefined;
  /** The newest checkpoint with a quorum of witnesses. */
  readonly witnessed: StoredCheckpoint | undefined;
  /** Who has cosigned the latest checkpoint, in the order of the policy. */
  readonly cosignatures: readonly Cosigned[];
  /** How far its quorum has come; undefined where the policy asks for none. */
  readonly quorum: QuorumState | undefined;
  /** Publications, withdrawals, erasures and keys that are not logged yet. */
  readonly waiting: number;
  /** Why nothing is signed any more. */
  readonly halted: { readonly code: string; readonly because: string; readonly since: Date } | undefined;
}

export async function statusOf(database: Database): Promise<LogStatus> {
  const [state, latest, witnessed, waiting] = await Promise.all([stateOf(database), latestCheckpoint(database), latestWitnessed(database), waitingCount(database)]);
  const policy = state && policyOf(state.policy);
  const judged = latest && policy ? await judge(latest, policy) : undefined;
  return {
    origin: state?.origin,
    keys: (state?.keys ?? '').split('\n').filter(Boolean),
    policyText: state?.policy ?? '',
    latest,
    witnessed,
    cosignatures: judged?.cosignatures ?? [],
    quorum: judged?.quorum,
    waiting,
    halted: state?.halted === null || state === undefined ? undefined : { code: state.halted, because: state.halted_because ?? '', since: state.changed_at },
  };
}

export async function stateOf(database: Database) {
  return database.selectFrom('ledger_state').selectAll().executeTakeFirst();
}

async function waitingCount(database: Database): Promise<number> {
  const { count } = await database
    .selectFrom('outbox')
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .where('sequence', '>', (query) => query.selectFrom('ledger_entry').select(({ fn, val }) => fn.coalesce(fn.max('sequence'), val(0)).as('last')))
    .executeTakeFirstOrThrow();
  return count + (await waitingNotices(database)).length;
}

function policyOf(text: string): Policy | undefined {
  return text === '' ? undefined : parsePolicy(Buffer.from(text));
}

/** Undefined where the policy of today knows none of the keys that signed it. */
export async function judge(checkpoint: StoredCheckpoint, policy: Policy) {
  try {
    return await judgeCheckpoint(Buffer.from(checkpoint.cosigned), policy, { mlDsa44: nodeMlDsa44 });
  } catch (error) {
    if (error instanceof Malformed || error instanceof Unverified) return undefined;
    throw error;
  }
}

export interface LoggedEntry {
  readonly index: number;
  readonly type: 'publication' | 'withdrawal' | 'redaction' | 'key';
  readonly recordId: string | null;
  readonly version: number | null;
  /** Canonical JSON. */
  readonly entry: Uint8Array;
  readonly leafHash: Uint8Array;
  readonly appendedAt: Date;
}

function entries(database: Database) {
  return database.selectFrom('ledger_entry').select(['index', 'type', 'record_id as recordId', 'version', 'entry', 'leaf_hash as leafHash', 'appended_at as appendedAt']);
}

/** The entry of a version; undefined where it is not logged yet. */
export async function entryOf(database: Database, recordId: string, version: number): Promise<LoggedEntry | undefined> {
  // Of two that bear one number (one is known from a mirror alone, see recover.ts), that of the version which is here.
  return entries(database).where('record_id', '=', recordId).where('version', '=', version).orderBy('sequence', (order) => order.desc().nullsLast()).orderBy('index', 'desc').limit(1).executeTakeFirst();
}

/** Everything that the log says of a record, the oldest first. */
export async function entriesOf(database: Database, recordId: string): Promise<LoggedEntry[]> {
  return entries(database).where('record_id', '=', recordId).orderBy('index').execute();
}

/** The newest entries, the newest first. */
export async function newestLogEntries(database: Database, count: number): Promise<LoggedEntry[]> {
  return entries(database).orderBy('index', 'desc').limit(count).execute();
}

/** Erasures, the newest first. */
export async function redactions(database: Database, count: number) {
  return database.selectFrom('ledger_redaction').select(['index', 'record_id as recordId', 'article', 'at', 'count']).orderBy('index', 'desc').limit(count).execute();
}

export interface EntryProof {
  /** C2SP tlog-proof. */
  readonly bytes: Uint8Array;
  readonly checkpoint: StoredCheckpoint;
}

/** The proof of an entry: to the newest checkpoint that a quorum has seen, or, while none covers it, to the newest of all. */
export async function proofOf(database: Database, index: number): Promise<EntryProof | undefined> {
  const witnessed = await latestWitnessed(database);
  const checkpoint = witnessed && witnessed.size > index ? witnessed : await latestCheckpoint(database);
  if (!checkpoint || checkpoint.size <= index) return undefined;
  const { size } = checkpoint;
  const read = fileSource(await readLogFiles(database, tilesForInclusion(index, size).map(tilePath)));
  const hashes = inclusionProof(index, size, nodesOfTiles(size, (tile) => read(tilePath(tile)), nativeHash), nativeHash);
  return { bytes: formatTlogProof({ extra: undefined, index, hashes, checkpoint: Buffer.from(checkpoint.cosigned) }), checkpoint };
}
