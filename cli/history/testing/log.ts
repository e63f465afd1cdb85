/** A log for tests, with every file it ever wrote, and a server that gives them as any static server would. */
import { createHash, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { dirname, join } from 'node:path';
import {
  canonicalJson, consistencyProof, cosign, ED25519, ED25519_COSIGNATURE, formatAddCheckpoint, formatCheckpoint, formatNote, formatVerifierKey, fullTilePath, inclusionProof, formatTlogProof, type JsonObject, leafHash, LEDGER,
  LogAppender, type NodeReader, nodesOfTiles, type NoteSignature, signNote, tilePath, type VerifierKey, verifierKey,
} from '@yupana/ledger';
import { rawPublicKey, signWith } from '@yupana/ledger/node';

const hash = (bytes: Uint8Array): Uint8Array => new Uint8Array(createHash('sha256').update(bytes).digest());

export interface TestWitness {
  readonly name: string;
  readonly key: VerifierKey;
  readonly privateKey: KeyObject;
}

export function testWitness(name: string): TestWitness {
  const { privateKey } = generateKeyPairSync('ed25519');
  return { name, key: verifierKey(name, ED25519_COSIGNATURE, rawPublicKey(privateKey)), privateKey };
}

export class TestLog {
  readonly origin: string;
  readonly key: VerifierKey;
  readonly privateKey: KeyObject;
  readonly files = new Map<string, Uint8Array>();
  readonly heads = new Map<number, Uint8Array>();
  readonly entries: Uint8Array[] = [];
  readonly #appender = LogAppender.resume(0, () => new Uint8Array(0), hash);

  constructor(origin = 'historia.example/log', privateKey: KeyObject = generateKeyPairSync('ed25519').privateKey) {
    this.origin = origin;
    this.privateKey = privateKey;
    this.key = verifierKey(origin, ED25519, rawPublicKey(privateKey));
  }

  get size(): number {
    return this.#appender.size;
  }

  get vkey(): string {
    return formatVerifierKey(this.key);
  }

  append(...entries: readonly (Uint8Array | JsonObject)[]): number {
    for (const entry of entries) {
      const bytes = entry instanceof Uint8Array ? entry : canonicalJson(entry, LEDGER);
      this.entries.push(bytes);
      this.#appender.append(bytes);
    }
    for (const { path, bytes } of this.#appender.takeFiles()) this.files.set(path, bytes);
    this.heads.set(this.size, this.#appender.root());
    return this.size - 1;
  }

  /** Signs the present head and serves it. */
  async publish(...witnesses: readonly TestWitness[]): Promise<Uint8Array> {
    const note = await this.checkpoint(this.size, witnesses);
    this.files.set('checkpoint', note);
    return note;
  }

  async checkpoint(size = this.size, witnesses: readonly TestWitness[] = [], root = this.root(size), seconds = Math.floor(Date.now() / 1000)): Promise<Uint8Array> {
    const text = formatCheckpoint({ origin: this.origin, size, root, extensions: [] });
    const cosignatures = await Promise.all(witnesses.map((one) => cosign(text, one.key, signWith(one.privateKey), seconds)));
    return this.signed(text, cosignatures);
  }

  async signed(text: string, more: readonly NoteSignature[] = []): Promise<Uint8Array> {
    return formatNote({ text, signatures: [await signNote(text, this.key, signWith(this.privateKey)), ...more] });
  }

  root(size = this.size): Uint8Array {
    const known = this.heads.get(size);
    if (known !== undefined) return known;
    const fresh = LogAppender.resume(0, () => new Uint8Array(0), hash);
    for (const entry of this.entries.slice(0, size)) fresh.append(entry);
    const root = fresh.root();
    this.heads.set(size, root);
    return root;
  }

  nodes(size: number): NodeReader {
    return nodesOfTiles(size, (tile) => this.files.get(tilePath(tile)) ?? this.files.get(fullTilePath(tile)) ?? new Uint8Array(0), hash);
  }

  proofBetween(oldSize: number, newSize: number): Uint8Array[] {
    // Tiles of sizes that were never published are not there; those of the present size always are.
    if (oldSize === 0 || oldSize === newSize) return [];
    if (newSize === this.size) return consistencyProof(oldSize, newSize, this.nodes(newSize), hash);
    return consistencyProof(oldSize, newSize, this.cut(newSize).nodes(newSize), hash);
  }

  /** The log as it was when it had this size. */
  cut(size: number): TestLog {
    const part = new TestLog(this.origin, this.privateKey);
    part.append(...this.entries.slice(0, size));
    return part;
  }

  async addCheckpointBody(oldSize: number, newSize = this.size): Promise<Uint8Array> {
    return formatAddCheckpoint({ oldSize, proof: this.proofBetween(oldSize, newSize), checkpoint: await this.checkpoint(newSize) });
  }

  async proofFile(index: number, witnesses: readonly TestWitness[] = [], extra?: Uint8Array): Promise<Uint8Array> {
    return formatTlogProof({ extra, index, hashes: inclusionProof(index, this.size, this.nodes(this.size), hash), checkpoint: await this.checkpoint(this.size, witnesses) });
  }

  leaf(index: number): Uint8Array {
    return leafHash(this.entries[index] ?? new Uint8Array(0), hash);
  }

  write(folder: string): void {
    for (const [path, bytes] of this.files) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), bytes);
    }
  }
}

export interface TestServer {
  readonly url: string;
  /** What was asked for, in order. */
  readonly asked: string[];
  close(): Promise<void>;
}

/** @param fileOf gives a file, or nothing for 404. */
export async function serveFiles(fileOf: (path: string) => Uint8Array | undefined): Promise<TestServer> {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    const path = (request.url ?? '').slice(1);
    asked.push(path);
    const bytes = fileOf(path);
    response.writeHead(bytes === undefined ? 404 : 200).end(bytes);
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', () => done()));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    close: () =>
      new Promise((done) => {
        server.close(() => done());
        server.closeAllConnections();
      }),
  };
}

/** Entries as the platform writes them: versions of records, each pointing at the one before. */
export class TestHistory {
  readonly #log: TestLog;
  readonly #last = new Map<string, { readonly index: number; readonly version: number }>();

  constructor(log: TestLog) {
    this.#log = log;
  }

  /** The next version of a record. @param changes of members, for other types or to make it wrong. */
  add(record: string, changes: JsonObject = {}): number {
    const last = this.#last.get(record);
    const version = (last?.version ?? 0) + 1;
    const prev = last === undefined ? {} : { prev: { index: last.index, leaf: Buffer.from(this.#log.leaf(last.index)).toString('hex') } };
    const entry = { v: 1, type: 'publication', id: record, kind: 'action', version, ...prev, at: new Date(1_790_000_000_000 + this.#log.size * 1000).toISOString(), role: 'office', schema: { id: 'action', version: 1 }, sha256: createHash('sha256').update(`${record}/${version}`).digest('hex'), commit: { '/contact': 'X9yH0Ajrdm1Oij4tWso9UzzKJvPoDxwmuEcO3XAdRC0' }, ...changes };
    const index = this.#log.append(entry);
    this.#last.set(record, { index, version: entry.type === 'redaction' ? version - 1 : Number(entry.version) });
    return index;
  }
}
