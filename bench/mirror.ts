/**
 * A mirror over HTTP on this machine: a whole log fetched, the same log brought (C2SP tlog-mirror, 32 packages a request,
 * compressed), and then single publications, each brought with its checkpoint until the cosignature is back. Beside it what the
 * disk needs at least: the same bundles written and flushed, bundle by bundle.
 *
 *   node bench/mirror.ts [--entries 100000] [--publications 60]
 */
import { createHash, generateKeyPairSync, hash as digest } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { gzipSync } from 'node:zlib';
import {
  consistencyProof, ED25519, entryPackages, formatAddCheckpoint, formatAddEntries, formatCheckpoint, formatEntryPackage, formatNote, formatVerifierKey, fullTilePath, LogAppender, nodesOfTiles, type NodeReader, packageSubtree, parsePolicy, signNote, subtreeConsistencyProof, tilePath, verifierKey,
} from '@yupana/ledger';
import { rawPublicKey, signWith } from '@yupana/ledger/node';
import { Cosigner } from '../cli/history/cosigner.ts';
import { placeFile } from '../cli/history/files.ts';
import { LogCopy } from '../cli/history/mirror/copy.ts';
import { answersOfMirror } from '../cli/history/mirror/http.ts';
import { Mirror } from '../cli/history/mirror/mirror.ts';
import { Submissions } from '../cli/history/mirror/submissions.ts';
import { startServer } from '../cli/history/server.ts';
import { httpSource } from '../cli/history/source.ts';
import { inTemporaryFolder } from './lib/folder.ts';
import { load, printMachine } from './lib/machine.ts';
import { figure, median, quantile } from './lib/statistics.ts';
import { printTable } from './lib/table.ts';

const { values } = parseArgs({ options: { entries: { type: 'string', default: '100000' }, publications: { type: 'string', default: '60' } } });
const [SIZE, PUBLICATIONS] = [Number(values.entries), Number(values.publications)];
const hash = (bytes: Uint8Array): Uint8Array => digest('sha256', bytes, 'buffer');

const { privateKey } = generateKeyPairSync('ed25519');
const key = verifierKey('bench.example/log', ED25519, rawPublicKey(privateKey));
const policy = parsePolicy(Buffer.from(`log ${formatVerifierKey(key)}\nquorum none\n`));
const files = new Map<string, Uint8Array>();
const log = LogAppender.resume(0, () => new Uint8Array(0), hash);

/** About 1 KB that compresses as envelopes do: digests and salted commitments hardly at all. */
const entryOf = (index: number): Uint8Array => Buffer.from(JSON.stringify({ type: 'publication', index, commit: Array.from({ length: 9 }, (_, field) => createHash('sha512').update(`${index}/${field}`).digest('base64')) }));

function append(count: number): void {
  for (let at = 0; at < count; at++) log.append(entryOf(log.size));
  for (const { path, bytes } of log.takeFiles()) files.set(path, bytes);
}

async function checkpoint(): Promise<Uint8Array> {
  const text = formatCheckpoint({ origin: key.name, size: log.size, root: log.root(), extensions: [] });
  return formatNote({ text, signatures: [await signNote(text, key, signWith(privateKey))] });
}

const nodes = (): NodeReader => nodesOfTiles(log.size, (tile) => files.get(tilePath(tile)) ?? files.get(fullTilePath(tile)) ?? new Uint8Array(0), hash);

await inTemporaryFolder(async (folder) => {
  printMachine('not used');
  append(SIZE);
  const bytes = entryOf(SIZE - 1).length;
  files.set('checkpoint', await checkpoint());
  const site = createServer((request, response) => {
    const file = files.get((request.url ?? '').slice(1));
    response.writeHead(file === undefined ? 404 : 200).end(file);
  });
  await new Promise<void>((done) => site.listen(0, '127.0.0.1', () => done()));
  const cosigner = new Cosigner('espejo.example', [generateKeyPairSync('ed25519').privateKey]);
  const copyIn = (name: string): Promise<LogCopy> => LogCopy.open({ folder: join(folder, name), origin: key.name, policy, cosigner, now: () => Math.floor(Date.now() / 1000) });

  const fetching = new Mirror({ source: httpSource(`http://127.0.0.1:${(site.address() as AddressInfo).port}`), copy: await copyIn('fetched'), unwitnessed: true });
  const fetched = await seconds(async () => void (await fetching.update()));

  const copy = await copyIn('brought');
  const submissions = new Submissions({ copies: [copy], packageBytes: 2_097_152, now: () => new Date(), warn: (_, line) => console.error(line), grown: () => undefined });
  const server = await startServer({ listen: { host: '127.0.0.1', port: 0 }, behindProxy: false, answer: answersOfMirror({ files: folder, origins: [key.name], cosigner, url: undefined, requestsPerMinute: 1_000_000, submissions, states: () => new Map() }) });
  const post = async (path: string, body: Uint8Array, wanted: readonly number[], headers: Record<string, string> = {}): Promise<void> => {
    const answer = await fetch(`${server.address}${path}`, { method: 'POST', body: Buffer.from(body), headers });
    if (!wanted.includes(answer.status)) throw new Error(`${path} answers ${answer.status}: ${await answer.text()}`);
    await answer.arrayBuffer();
  };
  const zipped = { 'Content-Encoding': 'gzip' };
  const bodies = uploads(0);
  await post('/add-checkpoint', formatAddCheckpoint({ oldSize: 0, proof: [], checkpoint: await checkpoint() }), [200]);
  const brought = await seconds(async () => {
    for (const body of bodies) await post('/add-entries', body, [200, 202], zipped);
  });

  const waits: number[] = [];
  for (let at = 0; at < PUBLICATIONS; at++) {
    const oldSize = log.size;
    append(1);
    const body = formatAddCheckpoint({ oldSize, proof: consistencyProof(oldSize, log.size, nodes(), hash), checkpoint: await checkpoint() });
    const [upload] = uploads(oldSize);
    waits.push(
      1000 *
        (await seconds(async () => {
          await post('/add-checkpoint', body, [200]);
          await post('/add-entries', upload ?? new Uint8Array(0), [200], zipped);
        })),
    );
  }

  const bare = await seconds(async () => {
    for (const [path, content] of files) {
      if (!path.startsWith('tile/entries/')) continue;
      const file = join(folder, 'bare', path);
      mkdirSync(dirname(file), { recursive: true });
      placeFile(file, content);
    }
  });
  await server.close();
  site.close();
  console.log(`A mirror and a log of ${figure(SIZE)} entries of ${figure(bytes)} bytes, over HTTP on this machine; the log's own work (proofs, compression) is not counted\n`);
  printTable(['Mirror', 'seconds', 'entries/s'], [
    ['fetched by the mirror', figure(fetched), figure(SIZE / fetched)],
    ['brought by the log, 8,192 entries a request', figure(brought), figure(SIZE / brought)],
    ['bare: the same bundles written and flushed', figure(bare), figure(SIZE / bare)],
  ]);
  console.log(`One publication more, from add-checkpoint to the cosignature: median ${figure(median(waits))} ms, p95 ${figure(quantile(waits, 0.95))} ms of ${PUBLICATIONS}. Aim: p95 < 2000 ms, ${quantile(waits, 0.95) < 2000 ? 'met' : 'MISSED'}. Load at the end: ${load()}`);
});

/** The bodies of all requests from an entry to the present size. */
function uploads(start: number): Uint8Array[] {
  const read = nodes();
  const packages = entryPackages(start, log.size);
  const bodies: Uint8Array[] = [];
  for (let at = 0; at < packages.length; at += 32) {
    const part = packages.slice(at, at + 32);
    const header = formatAddEntries({ origin: key.name, uploadStart: part[0]?.start ?? start, uploadEnd: log.size, ticket: new Uint8Array(0) });
    const content = part.map((interval) => formatEntryPackage({ entries: Array.from({ length: interval.end - interval.start }, (_, index) => entryOf(interval.start + index)), proof: subtreeConsistencyProof(packageSubtree(interval), log.size, read, hash) }));
    bodies.push(gzipSync(Buffer.concat([header, ...content])));
  }
  return bodies;
}

async function seconds(work: () => Promise<void>): Promise<number> {
  const began = performance.now();
  await work();
  return (performance.now() - began) / 1000;
}
