/**
 * How fast is the ledger engine by itself: appending entries of 1 KB, rechecking a log of a million entries from its
 * bundles, verifying one proof offline? All in memory; disk, network and witnesses are the platform's.
 *
 * Aims are judged by processor time: the engine waits for nothing, and on a shared machine the clock tells of the others.
 *
 *   node bench/ledger-engine.ts [--entries 1000000] [--rounds 3]
 */
import { createHash, createPublicKey, verify } from 'node:crypto';
import { cpus, totalmem } from 'node:os';
import { parseArgs } from 'node:util';
import { getPublicKey, hashes, sign } from '@noble/ed25519';
import { sha512 } from '@noble/hashes/sha2.js';
import {
  bundleOfTree,
  canonicalJson,
  CompactRange,
  cosign,
  decodeBundle,
  ED25519,
  ED25519_COSIGNATURE,
  encodeBundle,
  formatCheckpoint,
  formatNote,
  formatTlogProof,
  formatVerifierKey,
  type Hash,
  inclusionProof,
  leafHash,
  LEDGER,
  LogAppender,
  parseCanonicalJson,
  parsePolicy,
  parseTlogProof,
  sha256,
  signNote,
  TILE_WIDTH,
  verifierKey,
  verifyTlogProof,
} from '../engines/ledger/index.ts';
import { load } from './lib/machine.ts';
import { figure, median, quantile } from './lib/statistics.ts';
import { printTable } from './lib/table.ts';

const AIM_APPENDS = 1000;
const AIM_RECHECK_S = 30;
const AIM_PROOF_MS = 50;
const ENTRY_BYTES = 1024;
const { values: options } = parseArgs({ options: { entries: { type: 'string', default: '1000000' }, rounds: { type: 'string', default: '3' } } });
const ENTRIES = Number(options.entries);
const ROUNDS = Number(options.rounds);

hashes.sha512 = sha512;
const native: Hash = (bytes) => createHash('sha256').update(bytes).digest();
const HASHES: readonly (readonly [string, Hash])[] = [
  ["Node's SHA-256", native],
  ['noble, as in a browser', sha256],
];

const [cpu] = cpus();
console.log(`Machine: ${cpus().length} × ${cpu?.model.trim() ?? 'unknown CPU'}, ${(totalmem() / 2 ** 30).toFixed(0)} GiB, Node ${process.version.slice(1)}`);
console.log(`Date: ${new Date().toISOString().slice(0, 16)}Z, load at the start: ${load()}\n`);

const appends = measureAppends();
const recheck = measureRecheck();
const proof = await measureProofs();
measureJson();

const met = [appends >= AIM_APPENDS, recheck < AIM_RECHECK_S, proof < AIM_PROOF_MS];
console.log(`Load at the end: ${load()}`);
console.log(`Aims: ≥ ${figure(AIM_APPENDS)} appends/s ${told(met[0])}; ${figure(ENTRIES)} entries rechecked in < ${AIM_RECHECK_S} s ${told(met[1])}; a proof in < ${AIM_PROOF_MS} ms ${told(met[2])}`);
process.exitCode = met.every(Boolean) ? 0 : 1;

function told(met: boolean | undefined): string {
  return met === true ? 'met' : 'MISSED';
}

/** An entry of 1 KB that is not the one before. */
function entry(index: number): Uint8Array {
  const bytes = new Uint8Array(ENTRY_BYTES).fill(120);
  bytes.set(new TextEncoder().encode(`{"id":"entrada ${index}"}`));
  return bytes;
}

interface Spent {
  readonly clock: number;
  /** Of all threads of this process, the garbage collector's too. */
  readonly processor: number;
}

/** Seconds. */
function spentOn(work: () => void): Spent {
  const [began, before] = [performance.now(), process.cpuUsage()];
  work();
  return since(began, before);
}

function since(began: number, before: NodeJS.CpuUsage): Spent {
  const { user, system } = process.cpuUsage(before);
  return { clock: (performance.now() - began) / 1000, processor: (user + system) / 1e6 };
}

function middle(rounds: readonly Spent[]): Spent {
  return { clock: median(rounds.map(({ clock }) => clock)), processor: median(rounds.map(({ processor }) => processor)) };
}

/** Batches as a log makes them: entries in, files and root out. Gives the fewest appends a second. */
function measureAppends(): number {
  const count = 5000;
  const entries = Array.from({ length: count }, (_, index) => entry(index));
  const rows = HASHES.flatMap(([name, hash]) =>
    [1, 20, 250].map((batch) => {
      const round = (): Spent => {
        const appender = LogAppender.resume(0, () => new Uint8Array(0), hash);
        return spentOn(() => {
          for (let at = 0; at < count; at += batch) {
            for (const one of entries.slice(at, at + batch)) appender.append(one);
            appender.takeFiles();
            appender.root();
          }
        });
      };
      const spent = middle(Array.from({ length: ROUNDS }, round));
      const bare = middle(Array.from({ length: ROUNDS }, () => spentOn(() => entries.forEach((one) => hash(one)))));
      return { name: `${name}, ${batch} at a time`, rates: [spent.processor, spent.clock, bare.processor].map((seconds) => count / seconds) };
    }),
  );
  console.log(`Appending ${figure(count)} entries of 1 KB: tiles, bundles and a root for each batch, in memory\n`);
  printTable(['Append', 'entries a processor second', 'by the clock', 'bare hash of the same bytes'], rows.map(({ name, rates }) => [name, ...rates.map(figure)]));
  return Math.min(...rows.map(({ rates }) => rates[0] ?? 0));
}

/** What a mirror does that trusts nothing: every bundle decoded, every leaf and node hashed, the root compared. Gives the most processor seconds. */
function measureRecheck(): number {
  const results = HASHES.map(([name, hash]) => {
    const range = new CompactRange(hash);
    const parts: Spent[] = [];
    for (let from = 0; from < ENTRIES; from += TILE_WIDTH) {
      const size = Math.min(from + TILE_WIDTH, ENTRIES);
      const bytes = encodeBundle(Array.from({ length: size - from }, (_, index) => entry(from + index)));
      const part = spentOn(() => {
        for (const one of decodeBundle(bundleOfTree(from / TILE_WIDTH, size), bytes)) range.append(leafHash(one, hash));
      });
      parts.push(part);
    }
    const [large, small] = [entry(0), entry(0).subarray(0, 65)];
    const bare = spentOn(() => {
      for (let at = 0; at < ENTRIES; at += 10) {
        hash(large);
        hash(small);
      }
    });
    const [clock, processor] = [parts.reduce((sum, part) => sum + part.clock, 0), parts.reduce((sum, part) => sum + part.processor, 0)];
    return { name, clock, processor, bare: bare.processor * 10, root: Buffer.from(range.root()).toString('hex') };
  });
  if (new Set(results.map(({ root }) => root)).size !== 1) throw new Error('two hashes, two roots');
  console.log(`Rechecking ${figure(ENTRIES)} entries of 1 KB from their bundles to the root ${results[0]?.root.slice(0, 16)}…\n`);
  printTable(['Recheck', 'processor seconds', 'by the clock', 'bare hashes'], results.map(({ name, ...row }) => [name, ...[row.processor, row.clock, row.bare].map(figure)]));
  return Math.max(...results.map(({ processor }) => processor));
}

/** Text to verdict: parse, four signatures, a path of 20. Gives the p95 of processor milliseconds. */
async function measureProofs(): Promise<number> {
  const size = 1_000_000;
  const index = 654_321;
  const keys = ['historia.example', 'uni.example', 'ong.example', 'contraloria.example'].map((name, at) => {
    const secret = new Uint8Array(32).fill(at + 1);
    return { key: verifierKey(name, at === 0 ? ED25519 : ED25519_COSIGNATURE, getPublicKey(secret)), sign: (message: Uint8Array) => sign(message, secret) };
  });
  const [log, ...witnesses] = keys;
  if (log === undefined) throw new Error('a log without a key');
  const nodes = new Map<string, Uint8Array>();
  const range = new CompactRange(native);
  for (let at = 0; at < size; at++) range.append(leafHash(new TextEncoder().encode(`leaf ${at}`), native), ({ level, index }, hash) => nodes.set(`${level}/${index}`, hash));
  const path = inclusionProof(index, size, ({ level, index }) => nodes.get(`${level}/${index}`) ?? new Uint8Array(32), native);
  const text = formatCheckpoint({ origin: log.key.name, size, root: range.root(), extensions: [] });
  const cosignatures = await Promise.all(witnesses.map(({ key, sign }) => cosign(text, key, sign, 1_790_000_000)));
  const checkpoint = formatNote({ text, signatures: [await signNote(text, log.key, log.sign), ...cosignatures] });
  const bytes = formatTlogProof({ extra: undefined, index, hashes: path, checkpoint });
  const lines = [`log ${formatVerifierKey(log.key)}`, ...witnesses.map(({ key }, at) => `witness w${at} ${formatVerifierKey(key)}`), 'group g 2 w0 w1 w2', 'quorum g', ''];
  const policy = parsePolicy(new TextEncoder().encode(lines.join('\n')));
  const leaf = leafHash(new TextEncoder().encode(`leaf ${index}`));
  const rounds: Spent[] = [];
  for (let round = 0; round < 200; round++) {
    const [began, before] = [performance.now(), process.cpuUsage()];
    await verifyTlogProof(parseTlogProof(bytes), leaf, policy);
    rounds.push(since(began, before));
  }
  const spki = createPublicKey({ key: Buffer.concat([Buffer.from('302a300506032b6570032100', 'hex'), log.key.publicKey]), type: 'spki', format: 'der' });
  const signature = sign(new TextEncoder().encode(text), new Uint8Array(32).fill(1));
  const bare = Array.from({ length: 200 }, () => spentOn(() => Array.from({ length: 4 }, () => verify(null, Buffer.from(text), spki, signature))));
  const row = (name: string, spent: readonly Spent[]): string[] => {
    const [processor, clock] = [spent.map((one) => one.processor * 1000), spent.map((one) => one.clock * 1000)];
    return [name, ...[median(processor), quantile(processor, 0.95), median(clock), quantile(clock, 0.95)].map(figure)];
  };
  console.log(`Verifying a proof of ${figure(bytes.length)} bytes: an entry of 1,000,000, the log's signature and three cosignatures; no native code\n`);
  printTable(['Proof, milliseconds', 'p50 processor', 'p95 processor', 'p50 clock', 'p95 clock'], [row('verified from its text', rounds), row('bare: four signatures by Node', bare)]);
  return quantile(rounds.map(({ processor }) => processor * 1000), 0.95);
}

/** One envelope of about 1 KB, as an entry is read before it is believed. */
function measureJson(): void {
  const commitments = Object.fromEntries(Array.from({ length: 12 }, (_, index) => [`/persona/${index}`, 'X9yH0Ajrdm1Oij4tWso9UzzKJvPoDxwmuEcO3XAdRC0']));
  const bytes = canonicalJson({ v: 1, type: 'version', id: 'k7m29xq4abcd', prev: 12_345, at: '2026-11-22T03:00:00Z', public: { texto: 'Año de la acción, ñandú', meta: '4.25' }, commit: commitments }, LEDGER);
  const rounds = 20_000;
  const ours = spentOn(() => {
    for (let round = 0; round < rounds; round++) parseCanonicalJson(bytes, LEDGER);
  });
  const bare = spentOn(() => {
    for (let round = 0; round < rounds; round++) JSON.stringify(JSON.parse(Buffer.from(bytes).toString()));
  });
  console.log(`Reading canonical JSON of ${figure(bytes.length)} bytes and writing it again to compare\n`);
  printTable(['JSON', 'µs of processor'], [
    ['parseCanonicalJson', figure((ours.processor / rounds) * 1e6)],
    ['bare: JSON.parse and JSON.stringify', figure((bare.processor / rounds) * 1e6)],
  ]);
}
