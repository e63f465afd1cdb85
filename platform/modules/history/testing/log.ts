/** A log for tests of the pages: it takes what waits in the outbox, writes tiles, signs, and has witnesses that cosign. */
import { createHash, createPrivateKey, type KeyObject } from 'node:crypto';
import type { Insertable } from 'kysely';
import type { Database } from '#core/storage/database.ts';
import type { Tables } from '#core/storage/tables.ts';
import { canonicalJson, cosign, ED25519, ED25519_COSIGNATURE, filesToResume, formatCheckpoint, formatNote, formatVerifierKey, type Json, leafHash, LEDGER, LogAppender, type NoteSignature, signNote, type VerifierKey, verifierKey } from '@yupana/ledger';
import { rawPublicKey, signWith } from '@yupana/ledger/node';

export const LOG_NAME = 'historia.ejemplo/log';
const WITNESSES = ['universidad', 'ong', 'contraloria'] as const;
export type WitnessName = (typeof WITNESSES)[number];

type Row = Insertable<Tables['ledger_entry']>;

interface Signer {
  readonly secret: KeyObject;
  readonly key: VerifierKey;
}

/** The same keys in every run, so that pages are the same. */
function signer(name: string, type: typeof ED25519 | typeof ED25519_COSIGNATURE): Signer {
  const seed = createHash('sha256').update(`test key of ${name}`).digest();
  const secret = createPrivateKey({ key: Buffer.concat([Buffer.from('302e020100300506032b657004220420', 'hex'), seed]), format: 'der', type: 'pkcs8' });
  return { secret, key: verifierKey(name, type, rawPublicKey(secret)) };
}

const LOG = signer(LOG_NAME, ED25519);
const SIGNERS = Object.fromEntries(WITNESSES.map((name) => [name, signer(`${name}.ejemplo`, ED25519_COSIGNATURE)])) as Record<WitnessName, Signer>;

/** Two of three witnesses are needed. */
export const POLICY = `log ${formatVerifierKey(LOG.key)} https://yupana.test/log
${WITNESSES.map((name) => `witness ${name} ${formatVerifierKey(SIGNERS[name].key)}\n`).join('')}group testigos 2 ${WITNESSES.join(' ')}
quorum testigos
`;
export const LOG_KEY = formatVerifierKey(LOG.key);

export class TestLog {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  async begin(): Promise<void> {
    await this.#database.insertInto('ledger_state').values({ origin: LOG_NAME, keys: `${LOG_KEY}\n`, policy: POLICY, halted: null, halted_because: null }).execute();
  }

  /** Notes whatever was published and is not noted yet. */
  async takeOutbox(): Promise<void> {
    const waiting = await this.#database.selectFrom('outbox').innerJoin('version', 'version.sequence', 'outbox.sequence').selectAll('version').orderBy('version.sequence').execute();
    await this.#append(
      waiting.map((version) => ({
        bytes: canonicalJson(
          {
            v: 1,
            type: version.act,
            id: version.record_id,
            kind: version.kind,
            version: version.number,
            at: version.published_at.toISOString(),
            role: 'office',
            ...(version.document && { schema: { id: version.kind, version: version.schema_version }, sha256: createHash('sha256').update(canonicalJson(version.document as Json)).digest('hex') }),
            ...(version.note && { note: createHash('sha256').update(canonicalJson(version.note as Json)).digest('hex') }),
          },
          LEDGER,
        ),
        row: { sequence: version.sequence, record_id: version.record_id, version: version.number, type: version.act },
      })),
    );
    await this.#database.deleteFrom('outbox').execute();
  }

  /** Notes an erasure, as the log tells of it. */
  async redact(recordId: string, article: string, count: number, at: Date): Promise<number> {
    const bytes = canonicalJson({ v: 1, type: 'redaction', id: recordId, fields: ['author'], versions: { from: 1, to: 1 }, article, count, at: at.toISOString(), role: 'office' }, LEDGER);
    const notice = await this.#database.insertInto('ledger_notice').values({ type: 'redaction', details: '{}' }).returning('id').executeTakeFirstOrThrow();
    const index = await this.#append([{ bytes, row: { notice_id: notice.id, record_id: recordId, type: 'redaction' } }]);
    await this.#database.insertInto('ledger_redaction').values({ index, record_id: recordId, article, at, count }).execute();
    return index;
  }

  /** Notes entries of nobody, to make the log longer. */
  async fill(count: number): Promise<void> {
    for (let number = 0; number < count; number++) {
      const notice = await this.#database.insertInto('ledger_notice').values({ type: 'key', details: '{}' }).returning('id').executeTakeFirstOrThrow();
      await this.#append([{ bytes: canonicalJson({ v: 1, type: 'key', number }, LEDGER), row: { notice_id: notice.id, type: 'key' } }]);
    }
  }

  /** Gives the index of the last one. */
  async #append(entries: readonly { readonly bytes: Uint8Array; readonly row: Omit<Row, 'index' | 'entry' | 'leaf_hash'> }[]): Promise<number> {
    const last = await this.#database.selectFrom('ledger_entry').select((select) => select.fn.max('index').as('index')).executeTakeFirst();
    const size = last?.index === null || last?.index === undefined ? 0 : Number(last.index) + 1;
    const wanted = filesToResume(size);
    const files = new Map(wanted.length === 0 ? [] : (await this.#database.selectFrom('ledger_file').selectAll().where('path', 'in', wanted).execute()).map(({ path, bytes }) => [path, bytes]));
    const appender = LogAppender.resume(size, (path) => files.get(path) ?? new Uint8Array());
    const rows = entries.map(({ bytes, row }) => ({ index: appender.append(bytes), sequence: null, notice_id: null, record_id: null, version: null, ...row, entry: Buffer.from(bytes), leaf_hash: Buffer.from(leafHash(bytes)) }));
    for (const { path, bytes } of appender.takeFiles()) await this.#database.insertInto('ledger_file').values({ path, bytes: Buffer.from(bytes) }).onConflict((conflict) => conflict.column('path').doUpdateSet({ bytes: Buffer.from(bytes) })).execute();
    for (let start = 0; start < rows.length; start += 1000) await this.#database.insertInto('ledger_entry').values(rows.slice(start, start + 1000)).execute();
    return appender.size - 1;
  }

  /** Signs the log as it is; the named witnesses cosign at this second. */
  async sign(witnesses: readonly WitnessName[], seconds: number): Promise<number> {
    const { index } = await this.#database.selectFrom('ledger_entry').select((select) => select.fn.max('index').as('index')).executeTakeFirstOrThrow();
    const size = Number(index) + 1;
    const files = new Map((await this.#database.selectFrom('ledger_file').selectAll().execute()).map(({ path, bytes }) => [path, bytes]));
    const root = LogAppender.resume(size, (path) => files.get(path) ?? new Uint8Array()).root();
    const text = formatCheckpoint({ origin: LOG_NAME, size, root, extensions: [] });
    const signatures: NoteSignature[] = [await signNote(text, LOG.key, signWith(LOG.secret))];
    const note = Buffer.from(formatNote({ text, signatures })).toString('utf8');
    await this.#database.insertInto('ledger_checkpoint').values({ size, root: Buffer.from(root), note }).onConflict((conflict) => conflict.doNothing()).execute();
    for (const name of witnesses) signatures.push(await cosign(text, SIGNERS[name].key, signWith(SIGNERS[name].secret), seconds));
    if (witnesses.length > 0) {
      await this.#database.updateTable('ledger_checkpoint').set({ cosigned: Buffer.from(formatNote({ text, signatures })).toString('utf8'), ...(witnesses.length >= 2 && { witnessed_at: new Date(seconds * 1000) }) }).where('size', '=', size).execute();
    }
    return size;
  }
}
