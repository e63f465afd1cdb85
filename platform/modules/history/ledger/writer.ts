/** The one writer of the log, for as long as it leads: checks that it may, then logs, signs and shows to witnesses what comes. */
import { existsSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { createPublicKey, type KeyObject } from 'node:crypto';
import type { Database } from '#core/storage/database.ts';
import { ED25519, formatVerifierKey, type LogAppender, parseVerifierKey, type Policy, type VerifierKey, verifierKey } from '@yupana/ledger';
import { rawPublicKey } from '@yupana/ledger/node';
import { appendBatch, type FaultPoint, logSize, noFault, resumeAppender } from './append.ts';
import { assertOurs, assertRoot, latestCheckpoint, signCheckpoint, type StoredCheckpoint } from './checkpoint.ts';
import { withEvidence } from './claims.ts';
import { createKey, installNextKey, keyFiles, KeyFault, type LogKeys, readKeyFile, readKeys } from './keys.ts';
import { waitingNotices } from './facts.ts';
import { rememberCheckpoint, rememberedCheckpoint } from './memory.ts';
import { askWitnesses, assertWithin, checkpointOfMirror, type Precedents, reachableWitnesses, WitnessClaim } from './precedents.ts';
import { completePolicy, type LogSettings, readPolicy } from './settings.ts';
import { Witnessing } from './witnessing.ts';

export interface WriterOptions {
  /** For what is not the writer's alone: what witnesses signed. */
  readonly database: Database;
  readonly settings: LogSettings;
  readonly environment: Readonly<Record<string, string | undefined>>;
  now(): Date;
  warn(event: string, details: Readonly<Record<string, string | number>>): void;
  readonly signal: AbortSignal;
  readonly fault?: FaultPoint;
  /** Between two looks at the outbox. */
  readonly pauseMs?: number;
  /** How long those who stand by wait before they ask again whether the writer is gone. */
  readonly standbyMs?: number;
}

const PAUSE_MS = 400;
const ASK_AGAIN_MS = 5000;

/** The keys on disk or in the environment are not those that we began with: begin anew. */
export class KeysChanged extends Error {}

/**
 * Leads until the signal, or until something is wrong.
 * @param session a connection of its own, which holds the lock: whatever ends it ends the right to write.
 * @throws KeyFault, BrokenLog, ForkDanger: nothing may be signed until a person has looked; or what the database says.
 */
export async function writeLog(session: Database, options: WriterOptions): Promise<void> {
  const { settings, signal } = options;
  const { keys, made } = await keysOf(session, options);
  const verifiers: readonly [VerifierKey, ...VerifierKey[]] = [keys[0].verifier, ...keys.slice(1).map(({ verifier }) => verifier)];
  try {
    await writeWith(session, options, keys, made);
  } catch (error) {
    if (!(error instanceof WitnessClaim) || signal.aborted) throw error;
    throw await withEvidence(session, error, [...verifiers, ...(await formerKeys(session))], settings.keyFolder, signal);
  }
}

async function writeWith(session: Database, options: WriterOptions, keys: LogKeys, made: boolean): Promise<void> {
  const { settings, signal, pauseMs = PAUSE_MS } = options;
  const verifiers = keys.map(({ verifier }) => verifier);
  const policyText = completePolicy(settings.policyText, verifiers, settings.address);
  const policy = readPolicy(policyText);
  const latest = await latestCheckpoint(session);
  if (latest) {
    await assertOurs(latest, [...verifiers, ...(await formerKeys(session))]);
    // Before others are asked: what has rotted here is no other history.
    await assertRoot(session, latest);
  }
  const precedents = await assertMayWrite(session, options, keys, policy, latest, made);
  if (!precedents) return;
  // Signed by a writer that ended before this machine knew of it, or by another machine.
  if (latest) rememberNewer(settings, latest);
  await noteState(session, settings.origin, verifiers, policyText);
  let danger: WitnessClaim | undefined;
  const witnessing = new Witnessing({ ...options, policy, known: precedents.agreed, endangered: (found) => (danger ??= found) });
  try {
    const writing = new Writing(session, options, keys, witnessing, await resumeAppender(session), latest);
    while (!signal.aborted) {
      if (danger) throw danger;
      if (!(await writing.step())) await sleep(pauseMs, undefined, { signal }).catch(() => undefined);
    }
  } finally {
    await witnessing.stop();
  }
}

class Writing {
  readonly #session: Database;
  readonly #options: WriterOptions;
  readonly #keys: LogKeys;
  readonly #witnessing: Witnessing;
  readonly #appender: LogAppender;
  #last: StoredCheckpoint | undefined;

  constructor(session: Database, options: WriterOptions, keys: LogKeys, witnessing: Witnessing, appender: LogAppender, last: StoredCheckpoint | undefined) {
    this.#session = session;
    this.#options = options;
    this.#keys = keys;
    this.#witnessing = witnessing;
    this.#appender = appender;
    this.#last = last;
    if (last) witnessing.offer(last);
  }

  /** Logs what waits and signs. @returns false where there was nothing to do. */
  async step(): Promise<boolean> {
    const { fault = noFault, environment, settings } = this.#options;
    const written = await appendBatch(this.#session, this.#appender, fault);
    const { size } = this.#appender;
    if (size === (this.#last?.size ?? 0)) return written > 0;
    // A key that was changed meanwhile is not signed with.
    const now = readKeys({ environment, folder: settings.keyFolder }, settings.origin) ?? [];
    if (namesOf(now.map(({ verifier }) => verifier)) !== namesOf(this.#keys.map(({ verifier }) => verifier))) throw new KeysChanged('the keys of the log have changed');
    const checkpoint = await signCheckpoint(this.#session, this.#keys, this.#last, size, fault);
    if (!checkpoint) throw new Error('another writer has signed a checkpoint');
    this.#last = checkpoint;
    rememberCheckpoint(settings.keyFolder, checkpoint.note);
    await fault('remembered');
    this.#witnessing.offer(checkpoint);
    return true;
  }
}

/** Of what was signed and what this machine remembers, the larger: a backup may hold entries and not the checkpoint over them. */
function rememberNewer({ keyFolder, origin }: LogSettings, { size, note }: StoredCheckpoint): void {
  const remembered = rememberedCheckpoint(keyFolder);
  if (remembered?.origin !== origin || remembered.size < size) rememberCheckpoint(keyFolder, note);
}

const namesOf = (keys: readonly VerifierKey[]): string => keys.map(formatVerifierKey).join('\n');

/** The keys, made where this is the beginning of the log. @throws KeyFault */
async function keysOf(session: Database, { settings, environment, warn }: WriterOptions): Promise<{ readonly keys: LogKeys; readonly made: boolean }> {
  const { keyFolder, origin } = settings;
  // In the environment a person changes the key: until then the new one stays in its own file.
  if (!environment['LOG_KEY']) await finishRotation(session, keyFolder, origin);
  const keys = readKeys({ environment, folder: keyFolder }, origin);
  if (keys) {
    await assertAnnounced(session, keys, environment, keyFolder);
    return { keys, made: false };
  }
  const { present } = keyFiles(keyFolder);
  if ((await logSize(session)) > 0) throw new KeyFault(`The key of the log is missing: ${present}. Put it back from the safe, or set LOG_KEY. If it is lost for good: yupana log rotate-key --old-key-lost`);
  const key = createKey(present, origin);
  warn('log-key-made', { file: present, key: formatVerifierKey(key.verifier), what: 'The log has a new key. Keep a copy of the file in a safe place: without it the log cannot go on.' });
  return { keys: [key], made: true };
}

/**
 * What the log has announced as its key is the one that signs: a folder that came back from a backup may hold an older one.
 * @throws KeyFault
 */
async function assertAnnounced(session: Database, [present]: LogKeys, environment: WriterOptions['environment'], folder: string): Promise<void> {
  const key = await announcedKey(session);
  if (key === undefined) return;
  const { present: file, next } = keyFiles(folder);
  const { name } = present.verifier;
  const isKey = (one: KeyObject): boolean => formatVerifierKey(verifierKey(name, ED25519, rawPublicKey(createPublicKey(one)))) === key;
  const underWay = Boolean(environment['LOG_KEY']) && existsSync(next) && isKey(readKeyFile(next));
  if (formatVerifierKey(present.verifier) === key || underWay) return;
  throw new KeyFault(`The log has announced the key ${key}, and another is here. Put it back from the safe: ${environment['LOG_KEY'] ? 'LOG_KEY' : file}. If it is lost for good, take the key that is here away, then: yupana log rotate-key --old-key-lost`);
}

/** The key that the log has announced last, or is about to. */
async function announcedKey(session: Database): Promise<string | undefined> {
  const waiting = (await waitingNotices(session)).findLast(({ type }) => type === 'key');
  if (waiting) return String(waiting.details['key']);
  const newest = await session.selectFrom('ledger_entry').select('entry').where('type', '=', 'key').orderBy('index', 'desc').limit(1).executeTakeFirst();
  return newest && (JSON.parse(newest.entry.toString('utf8')) as { readonly key: string }).key;
}

/** The keys that keys of this log have replaced, as it has announced. */
async function formerKeys(session: Database): Promise<VerifierKey[]> {
  const notices = await session.selectFrom('ledger_notice').select('details').where('type', '=', 'key').execute();
  return notices.map(({ details }) => parseVerifierKey(String(details['previousKey'])));
}

/** A change of keys that broke off after it was announced in the log. */
async function finishRotation(session: Database, folder: string, origin: string): Promise<void> {
  const { next } = keyFiles(folder);
  if (!existsSync(next)) return;
  const key = formatVerifierKey(verifierKey(origin, ED25519, rawPublicKey(createPublicKey(readKeyFile(next)))));
  const notices = await session.selectFrom('ledger_notice').select('details').where('type', '=', 'key').execute();
  if (notices.some(({ details }) => details['key'] === key)) installNextKey(folder);
}

/** @returns undefined where the signal came first. @throws ForkDanger */
async function assertMayWrite(session: Database, options: WriterOptions, keys: LogKeys, policy: Policy, latest: StoredCheckpoint | undefined, made: boolean): Promise<Precedents | undefined> {
  const { settings, signal, warn } = options;
  const size = await logSize(session);
  const remembered = rememberedCheckpoint(settings.keyFolder);
  const isOurs = remembered?.origin === settings.origin;
  if (remembered && isOurs) await assertWithin(session, 'this machine', remembered, size);
  for (const url of settings.mirrors) {
    const checkpoint = await checkpointOfMirror(url, keys, signal);
    if (checkpoint) await assertWithin(session, `the mirror ${url}`, checkpoint, size);
    else warn('mirror-silent', { mirror: url });
  }
  // Without the word of a witness only what this machine signed last itself tells that nothing is missing.
  const vouched = made || (remembered !== undefined && isOurs && remembered.size === latest?.size);
  const witnesses = reachableWitnesses(policy);
  while (!signal.aborted) {
    const precedents = await askWitnesses(session, keys, latest, witnesses, signal);
    for (const { who, reason } of precedents.silent) warn('witness-silent', { witness: who, reason });
    if (vouched || witnesses.length === 0 || precedents.agreed.size > 0) return precedents;
    warn('log-waits-for-witness', { what: 'No witness says what it has seen, and this machine does not know how large the log was: nothing is signed until one says.' });
    await sleep(ASK_AGAIN_MS, undefined, { signal }).catch(() => undefined);
  }
  return undefined;
}

async function noteState(session: Database, origin: string, keys: readonly VerifierKey[], policy: string): Promise<void> {
  const row = { origin, keys: `${namesOf(keys)}\n`, policy, halted: null, halted_because: null, changed_at: new Date() };
  await session.insertInto('ledger_state').values(row).onConflict((conflict) => conflict.column('only_row').doUpdateSet(row)).execute();
}

/** Leaves word, for every server, that nothing is signed any more. */
export async function noteHalt(database: Database, origin: string, code: string, because: string): Promise<void> {
  const row = { halted: code, halted_because: because, changed_at: new Date() };
  await database.insertInto('ledger_state').values({ origin, keys: '', policy: '', ...row }).onConflict((conflict) => conflict.column('only_row').doUpdateSet(row)).execute();
}

