/** A log of any size straight in its tables, without records: for tests of what reads it. */
import { generateKeyPairSync } from 'node:crypto';
import type { Database } from '#core/storage/database.ts';
import { ED25519, formatCheckpoint, formatNote, formatVerifierKey, LogAppender, signNote, verifierKey } from '@yupana/ledger';
import { rawPublicKey, signWith } from '@yupana/ledger/node';
import { rootOfLog, type StoredCheckpoint } from '../checkpoint.ts';
import { fileSource, filesAtEdge, writeLogFiles } from '../files.ts';
import { nativeHash } from '../hash.ts';
import { ORIGIN } from './log.ts';

export class BareLog {
  readonly database: Database;
  readonly keys: readonly string[];
  readonly entries: Uint8Array[] = [];
  readonly #key;
  readonly #privateKey;

  constructor(database: Database) {
    const { publicKey, privateKey } = generateKeyPairSync('ed25519');
    this.database = database;
    this.#privateKey = privateKey;
    this.#key = verifierKey(ORIGIN, ED25519, rawPublicKey(publicKey));
    this.keys = [formatVerifierKey(this.#key)];
  }

  /** Entries of different lengths, each another. */
  async grow(size: number): Promise<this> {
    const from = this.entries.length;
    const appender = LogAppender.resume(from, fileSource(await filesAtEdge(this.database, from)), nativeHash);
    for (let index = from; index < size; index += 1) {
      const entry = Buffer.from(`{"index":${index},"text":"${'yupana '.repeat(index % 97)}"}`);
      appender.append(entry);
      this.entries.push(entry);
    }
    await writeLogFiles(this.database, from, appender.takeFiles());
    return this;
  }

  /** Signs a beginning of the log. */
  async checkpoint(size = this.entries.length): Promise<StoredCheckpoint> {
    const root = await rootOfLog(this.database, size);
    const text = formatCheckpoint({ origin: ORIGIN, size, root, extensions: [] });
    const note = Buffer.from(formatNote({ text, signatures: [await signNote(text, this.#key, signWith(this.#privateKey))] })).toString('utf8');
    await this.database.insertInto('ledger_checkpoint').values({ size, root: Buffer.from(root), note }).onConflict((conflict) => conflict.doNothing()).execute();
    return { size, root, note, signedAt: new Date(), cosigned: note, witnessedAt: undefined };
  }
}
