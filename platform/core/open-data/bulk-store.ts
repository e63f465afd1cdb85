/**
 * Keeps the files of everything in the data folder: one generation of each, made when it is asked for and something was
 * published since. Where the folder cannot be written, nothing is kept and files are sent as they are made.
 */
import { createHash, type Hash, randomUUID } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PassThrough, Transform, Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Platform } from '../platform.ts';
import { newestPublication } from '../records/read.ts';
import { through } from '../web/through.ts';
import { type BulkFile, bulkFiles, contentAt, gzipOf, layoutOf, type Tally } from './bulk-files.ts';

/** One generation of a file. */
export interface Made {
  readonly name: string;
  /** Sequence and layout: the same generation has the same bytes. */
  readonly generation: string;
  /** Everything up to this publication is in it, nothing after. */
  readonly sequence: number;
  /** When that publication was. */
  readonly publishedAt: Date | undefined;
  readonly records: number;
  readonly bytes: number;
  /** Of the file as it is sent. */
  readonly sha256: string;
  /** Of what is in it, which does not hang on the version of the compressor. */
  readonly contentSha256: string;
  /** Where it is kept; undefined where nothing is. */
  readonly path: string | undefined;
}

export interface BulkOptions {
  /** How long a reader waits for a newer generation where an older one is there. */
  readonly patienceMs?: number;
  /** How often longer than it took to make a file it is left as it is: whoever asks on and on does not keep the server busy. */
  readonly restFactor?: number;
}

export class BulkStore {
  readonly files: readonly BulkFile[];
  readonly #platform: Platform;
  readonly #layout: string;
  readonly #options: Required<BulkOptions>;
  readonly #made = new Map<string, Made>();
  readonly #making = new Map<string, Promise<Made>>();
  readonly #restUntil = new Map<string, number>();
  #folder: string | undefined;
  #queue: Promise<unknown> = Promise.resolve();

  constructor(platform: Platform, folder: string | undefined, { patienceMs = 2000, restFactor = 10 }: BulkOptions = {}) {
    this.#platform = platform;
    this.files = bulkFiles(platform);
    this.#layout = layoutOf(platform);
    this.#folder = folder;
    this.#options = { patienceMs, restFactor };
  }

  get keepsFiles(): boolean {
    return this.#folder !== undefined;
  }

  /** The newest publication, and the generation that holds it. */
  async newest(): Promise<{ readonly sequence: number; readonly publishedAt: Date | undefined; readonly generation: string }> {
    const { sequence, publishedAt } = await newestPublication(this.#platform.database);
    return { sequence, publishedAt, generation: `${sequence}-${this.#layout}` };
  }

  /** The newest generation of a file; one that is a little older where the newest takes its time. */
  async obtain(file: BulkFile): Promise<Made> {
    const known = await this.known(file);
    if (known?.generation === (await this.newest()).generation) return known;
    if (known && performance.now() < (this.#restUntil.get(file.name) ?? 0)) return known;
    const making = this.#make(file);
    return known ? Promise.race([making.catch(() => known), this.#patience(known)]) : making;
  }

  /** What is there of every file, after as much waiting as a reader of a page can be asked for. */
  async listing(): Promise<readonly { readonly file: BulkFile; readonly made: Made | undefined }[]> {
    if (this.keepsFiles) await Promise.race([Promise.allSettled(this.files.map((file) => this.obtain(file))), this.#patience(undefined)]);
    return Promise.all(this.files.map(async (file) => ({ file, made: await this.known(file) })));
  }

  /** The generation that was made last, perhaps before a restart. No work is begun for it. */
  async known({ name }: BulkFile): Promise<Made | undefined> {
    const kept = this.#made.get(name) ?? (await this.#readKept(name));
    // Meanwhile a newer one may have been made.
    const made = this.#made.get(name) ?? kept;
    if (made) this.#made.set(name, made);
    return made;
  }

  /** The file is no longer where it was kept: it is made anew when it is asked for again. */
  forget({ name }: Made): void {
    this.#made.delete(name);
  }

  async #patience<T>(instead: T): Promise<T> {
    return sleep(this.#options.patienceMs, instead, { ref: false });
  }

  /** One file at a time, and each once however many wait for it. */
  #make(file: BulkFile): Promise<Made> {
    const running = this.#making.get(file.name);
    if (running) return running;
    const making = this.#queue.then(async () => {
      const began = performance.now();
      const known = this.#made.get(file.name);
      if (known && known.generation === (await this.newest()).generation) return known;
      const made = await this.#write(file);
      this.#made.set(file.name, made);
      this.#restUntil.set(file.name, performance.now() + this.#options.restFactor * (performance.now() - began));
      return made;
    });
    const settled = making.then(() => undefined, () => undefined).then(() => this.#making.delete(file.name));
    this.#queue = settled;
    this.#making.set(file.name, making);
    return making;
  }

  async #write(file: BulkFile): Promise<Made> {
    if (this.#folder === undefined) return this.#pass(file, new Writable({ write: (_chunk, _encoding, done) => done() }), undefined);
    const temporary = join(this.#folder, `.${randomUUID()}.tmp`);
    try {
      await mkdir(this.#folder, { recursive: true });
      const made = await this.#pass(file, createWriteStream(temporary, { flags: 'wx' }), this.#folder);
      await rename(temporary, made.path ?? temporary);
      // The note beside it comes last and all at once: a file without one was not finished.
      await writeFile(temporary, JSON.stringify(made));
      await rename(temporary, `${made.path}.json`);
      await this.#removeOlder(made);
      return made;
    } catch (error) {
      await rm(temporary, { force: true }).catch(() => undefined);
      if (!isFolderFault(error)) throw error;
      console.error(JSON.stringify({ level: 'warning', at: this.#platform.now().toISOString(), message: `Files of open data are not kept: ${error.message}` }));
      this.#folder = undefined;
      return this.#write(file);
    }
  }

  async #pass(file: BulkFile, into: Writable, folder: string | undefined): Promise<Made> {
    const { sequence, publishedAt, generation } = await this.newest();
    const tally: Tally = { records: 0 };
    const [content, packed] = [createHash('sha256'), createHash('sha256')];
    let bytes = 0;
    const counter = new PassThrough().on('data', (chunk: Buffer) => (bytes += chunk.length));
    await pipeline(gzipOf(through(contentAt(this.#platform, file, sequence, tally), hashing(content))), hashing(packed), counter, into);
    const path = folder === undefined ? undefined : join(folder, `${file.name.slice(0, -'.gz'.length)}.${generation}.gz`);
    return { name: file.name, generation, sequence, publishedAt, records: tally.records, bytes, sha256: packed.digest('hex'), contentSha256: content.digest('hex'), path };
  }

  /** The generations of a file that lie in the folder. */
  async #keptOf(name: string): Promise<string[]> {
    if (this.#folder === undefined) return [];
    const [folder, stem] = [this.#folder, `${name.slice(0, -'.gz'.length)}.`];
    const entries = await readdir(folder).catch(() => []);
    return entries.filter((entry) => entry.startsWith(stem) && /^\d+-[0-9a-f]{8}\.gz(\.json)?$/.test(entry.slice(stem.length))).map((entry) => join(folder, entry));
  }

  async #readKept(name: string): Promise<Made | undefined> {
    const notes = (await this.#keptOf(name)).filter((path) => path.endsWith('.json'));
    const kept = await Promise.all(notes.map(readNote));
    return kept.filter((made) => made !== undefined).toSorted((a, b) => b.sequence - a.sequence)[0];
  }

  async #removeOlder({ name, path }: Made): Promise<void> {
    const older = (await this.#keptOf(name)).filter((one) => one !== path && one !== `${path}.json`);
    await Promise.all(older.map((one) => rm(one, { force: true })));
  }
}

function hashing(hash: Hash): Transform {
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      hash.update(chunk);
      done(null, chunk);
    },
  });
}

/** What stands in the note beside a file, where the file is there in its full length. */
async function readNote(path: string): Promise<Made | undefined> {
  try {
    const made = JSON.parse(await readFile(path, 'utf8')) as Omit<Made, 'publishedAt'> & { publishedAt?: string };
    const file = path.slice(0, -'.json'.length);
    if ((await stat(file)).size !== made.bytes) return undefined;
    return { ...made, path: file, publishedAt: made.publishedAt === undefined ? undefined : new Date(made.publishedAt) };
  } catch {
    return undefined;
  }
}

const FOLDER_FAULTS: ReadonlySet<unknown> = new Set(['EACCES', 'EROFS', 'ENOSPC', 'EDQUOT', 'EPERM', 'ENOTDIR', 'EEXIST', 'ENOENT']);

/** The folder is not there to be written, or the disk is full. */
function isFolderFault(error: unknown): error is Error {
  return error instanceof Error && FOLDER_FAULTS.has(Reflect.get(error, 'code'));
}
