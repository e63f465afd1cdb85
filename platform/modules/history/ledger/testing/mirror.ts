/** A mirror for tests, written from C2SP tlog-mirror: it checks every package and every root, and has ways to be cut off or broken. */
import { generateKeyPairSync } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createGunzip } from 'node:zlib';
import {
  type AddEntries,
  AddEntriesReader,
  CompactRange,
  cosign,
  ED25519_COSIGNATURE,
  type EntryPackage,
  formatCosignatures,
  formatMirrorInfo,
  formatSizeBody,
  formatVerifierKey,
  judgeAddCheckpoint,
  leafHash,
  Malformed,
  MIRROR_INFO_CONTENT_TYPE,
  packageSubtree,
  parseVerifierKey,
  SIZE_CONTENT_TYPE,
  type TreeHead,
  verifierKey,
  verifySubtreeConsistency,
} from '@yupana/ledger';
import { rawPublicKey, signWith } from '@yupana/ledger/node';
import type { Scope } from '../../../../../test/support/database.ts';
import { nativeHash } from '../hash.ts';

interface Pending extends TreeHead {
  readonly text: string;
}

/** One request to `add-entries`, as it went. */
export interface SeenUpload {
  readonly start: number;
  readonly end: number;
  readonly ticket: string;
  /** Packages that were found right. */
  packages: number;
  /** 0 where the connection was cut. */
  status: number;
}

export class TestMirror {
  readonly name: string;
  readonly verifier: string;
  url = '';
  /** The last of them is the current one. */
  readonly pending: Pending[] = [];
  readonly entries: Uint8Array[] = [];
  /** Size of the mirror checkpoint. */
  size = 0;
  readonly uploads: SeenUpload[] = [];
  /** How many checkpoints it was given. */
  asked = 0;
  /** In place of the right answer; true where it has answered, or never will. */
  instead: ((request: IncomingMessage, response: ServerResponse) => boolean) | undefined;
  /** The body of 200 to `add-checkpoint`: lines of a witness beside the mirror. */
  onTaken: ((text: string) => Promise<Uint8Array>) | undefined;
  /** Closes the connection of the next request after so many packages; once. */
  cutAfter: number | undefined;
  /** Answers 202 after so many packages. */
  mostPackages = Infinity;
  /** What it hands out, and wants back for anything but its current checkpoint. */
  ticket = '';
  readonly #privateKey;
  readonly #key;
  readonly #origin: string;
  readonly #logKeys: () => readonly string[];
  readonly #leaves: Uint8Array[] = [];

  constructor(name: string, origin: string, logKeys: () => readonly string[]) {
    const { publicKey, privateKey } = generateKeyPairSync('ed25519');
    this.name = name;
    this.#privateKey = privateKey;
    this.#key = verifierKey(name, ED25519_COSIGNATURE, rawPublicKey(publicKey));
    this.verifier = formatVerifierKey(this.#key);
    this.#origin = origin;
    this.#logKeys = logKeys;
  }

  async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (this.instead?.(request, response) !== true) await this.resume(request, response);
  }

  /** The right answer after all. */
  async resume(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (request.url === '/add-checkpoint') await this.#addCheckpoint(request, response);
    else if (request.url === '/add-entries') await this.#addEntries(request, response);
    else response.writeHead(404).end();
  }

  async #addCheckpoint(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = Buffer.concat(await request.toArray());
    this.asked += 1;
    const latest = this.pending.at(-1);
    const verdict = await judgeAddCheckpoint(body, (asked) => (asked === this.#origin && this.#logKeys().length > 0 ? { keys: this.#logKeys().map(parseVerifierKey), latest } : undefined));
    if (verdict.status === 409) response.writeHead(409, { 'Content-Type': SIZE_CONTENT_TYPE }).end(formatSizeBody(verdict.size));
    else if (verdict.status === 200) {
      this.take({ size: verdict.checkpoint.size, root: verdict.checkpoint.root, text: verdict.note.text });
      response.writeHead(200).end(await this.onTaken?.(verdict.note.text));
    } else response.writeHead(verdict.status).end(verdict.reason);
  }

  take(head: Pending): void {
    if (this.pending.at(-1)?.size !== head.size) this.pending.push(head);
    if (this.pending.length > 4) this.pending.shift();
  }

  cosignature = async (text: string): Promise<Uint8Array> => formatCosignatures([await cosign(text, this.#key, signWith(this.#privateKey), Math.floor(Date.now() / 1000))]);

  /** What it has of a log, as if it had been uploaded. */
  hold(entries: readonly Uint8Array[]): void {
    for (const entry of entries.slice(this.entries.length)) this.#save(entry);
  }

  async #addEntries(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const stream = request.headers['content-encoding'] === 'gzip' ? request.pipe(createGunzip()) : request;
    const reader = new AddEntriesReader();
    let upload: (SeenUpload & { readonly target: Pending }) | undefined;
    const answer = (status: number, body: string | Uint8Array = '', type = 'text/plain'): void => {
      if (upload) upload.status = status;
      response.writeHead(status, { 'Content-Type': type, 'Accept-Encoding': 'gzip' }).end(body);
    };
    const inform = (status: 202 | 409, pendingSize: number): void => answer(status, formatMirrorInfo({ pendingSize, nextEntry: this.entries.length, ticket: Buffer.from(this.ticket) }), MIRROR_INFO_CONTENT_TYPE);
    try {
      for await (const chunk of stream) {
        const packages = reader.push(chunk as Uint8Array);
        if (reader.header && !upload) {
          const { refused, target } = this.#judge(reader.header);
          const { uploadStart: start, uploadEnd: end, ticket } = reader.header;
          const seen = { start, end, ticket: Buffer.from(ticket).toString(), packages: 0, status: refused ?? 0, target: target ?? { size: 0, root: new Uint8Array(0), text: '' } };
          this.uploads.push(seen);
          upload = seen;
          // “without waiting for the entire request body”
          if (refused === 409) return inform(409, target?.size ?? this.pending.at(-1)?.size ?? 0);
          if (refused !== undefined) return answer(refused);
        }
        for (const one of packages) {
          if (!upload) return;
          if (!this.#check(one, upload)) return answer(422);
          if (upload.packages === this.cutAfter) {
            this.cutAfter = undefined;
            request.socket.destroy();
            return;
          }
          if (upload.packages >= this.mostPackages && upload.packages > 0 && this.entries.length < upload.end) return inform(202, upload.end);
        }
      }
      reader.end();
    } catch (error) {
      if (error instanceof Malformed) return answer(400);
      if (response.writable && !request.destroyed) return answer(500);
      return;
    }
    if (!upload) return answer(400);
    if (this.entries.length < upload.end) return upload.packages === 0 ? answer(400) : inform(202, upload.end);
    const { target } = upload;
    const range = new CompactRange(nativeHash);
    for (const leaf of this.#leaves.slice(0, target.size)) range.append(leaf);
    if (!Buffer.from(range.root()).equals(target.root)) return answer(500, 'the entries do not make the root');
    if (target.size < this.size) return inform(409, this.size);
    this.size = target.size;
    answer(200, await this.cosignature(target.text));
  }

  #judge({ origin, uploadStart, uploadEnd, ticket }: AddEntries): { readonly refused?: 404 | 409 | 422; readonly target?: Pending } {
    if (origin !== this.#origin) return { refused: 404 };
    const current = this.pending.at(-1);
    if (!current) return { refused: 422 };
    const target = uploadEnd === current.size || this.ticket === '' || Buffer.from(ticket).toString() === this.ticket ? this.pending.find(({ size }) => size === uploadEnd) : undefined;
    if (!target || uploadEnd < this.size) return { refused: 409 };
    return uploadStart > this.entries.length ? { refused: 409, target } : { target };
  }

  /** Authenticates a package against the tree of `upload_end`, and keeps what is new. */
  #check({ entries, proof }: EntryPackage, upload: SeenUpload & { readonly target: Pending }): boolean {
    const start = upload.packages === 0 ? upload.start : Math.floor(upload.start / 256 + upload.packages) * 256;
    const end = start + entries.length;
    const subtree = packageSubtree({ start, end });
    const range = new CompactRange(nativeHash);
    for (const leaf of [...this.#leaves.slice(subtree.start, start), ...entries.map((entry) => leafHash(entry, nativeHash))]) range.append(leaf);
    if (range.size !== end - subtree.start || !verifySubtreeConsistency(subtree, range.root(), upload.target, proof, nativeHash)) return false;
    for (const [at, entry] of entries.entries()) if (start + at === this.entries.length) this.#save(entry);
    upload.packages += 1;
    return true;
  }

  #save(entry: Uint8Array): void {
    this.entries.push(entry);
    this.#leaves.push(leafHash(entry, nativeHash));
  }
}

export async function testMirror(scope: Scope, name: string, origin: string, logKeys: () => readonly string[]): Promise<TestMirror> {
  const mirror = new TestMirror(name, origin, logKeys);
  const server = createServer((request, response) => {
    request.on('error', () => undefined);
    void mirror.handle(request, response).catch(() => response.destroy());
  });
  await new Promise<void>((done) => void server.listen(0, '127.0.0.1', done));
  scope.after(async () => {
    server.closeAllConnections();
    await new Promise((done) => void server.close(done));
  });
  mirror.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return mirror;
}
