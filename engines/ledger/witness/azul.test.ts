/** Our bodies, proofs and readers for mirrors before those of Cloudflare's azul, which was written in Rust by others from the same texts. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { mlDsa44CosignedMessage } from '../checkpoint/cosignature.ts';
import { Malformed } from '../malformed.ts';
import { CompactRange } from '../merkle/compact-range.ts';
import { subtreeConsistencyProof, verifySubtreeConsistency } from '../merkle/consistency.ts';
import { emptyRoot, leafHash, nodeHash } from '../merkle/hash.ts';
import { type Interval, type Node, subtreeHash } from '../merkle/subtree.ts';
import { flipped } from '../testing/mutations.ts';
import { nativeSha256, sampleEntry } from '../testing/trees.ts';
import { formatAddCheckpoint, parseAddCheckpoint, refusedGrowth } from './add-checkpoint.ts';
import { AddEntriesReader, entryPackages, type EntryPackage, formatAddEntries, formatEntryPackage, formatMirrorInfo, packageSubtree, parseMirrorInfo } from './add-entries.ts';
import { formatSignSubtree, parseSignSubtree } from './sign-subtree.ts';

interface Body extends Interval {
  readonly ticket: string;
  /** How many of them are in the body. */
  readonly packages: number;
  readonly body?: string;
  readonly bytes?: number;
  readonly sha256?: string;
}

interface Answers {
  readonly packages: readonly (Interval & { readonly packages: readonly (readonly [number, number])[] })[];
  readonly roots: Readonly<Record<string, string>>;
  readonly subtrees: readonly (Interval & { readonly size: number; readonly root: string; readonly proof: readonly string[] })[];
  /** The proof of which subtree, for which other start, end and size, and whether azul accepts it. */
  readonly elsewhere: readonly (readonly [number, number, number, number, boolean])[];
  readonly bodies: readonly Body[];
  /** Changes to the body from 250 to 258, each refused. */
  readonly broken: readonly { readonly what: string; readonly at: number; readonly removed: number; readonly inserted: string }[];
  readonly mirrorInfo: readonly { readonly pendingSize: number; readonly nextEntry: number; readonly ticket: string; readonly body: string }[];
  readonly noMirrorInfo: readonly string[];
  readonly checkpoint: string;
  readonly addCheckpoint: readonly { readonly oldSize: number; readonly body: string }[];
  readonly signSubtree: readonly (Interval & { readonly body: string; readonly cosigned: string })[];
}

const ORIGIN = 'historia.example/log';
const azul = JSON.parse(readFileSync(join(import.meta.dirname, 'testing', 'azul.json'), 'utf8')) as Answers;
const bytes = (base64: string): Uint8Array => new Uint8Array(Buffer.from(base64, 'base64'));
const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);

/** As the source of the answers says. */
const ODD: ReadonlyMap<number, Uint8Array> = new Map([[7, new Uint8Array(0)], [8999, new Uint8Array(65_535).fill(0x2e)]]);
const entryAt = (index: number): Uint8Array => ODD.get(index) ?? new Uint8Array(sampleEntry(index));
const entriesOf = ({ start, end }: Interval): Uint8Array[] => Array.from({ length: end - start }, (_, place) => entryAt(start + place));

const known = new Map<string, Uint8Array>();
function read({ level, index }: Node): Uint8Array {
  const name = `${level}/${index}`;
  const hash = known.get(name) ?? (level === 0 ? leafHash(entryAt(index), nativeSha256) : nodeHash(read({ level: level - 1, index: index * 2 }), read({ level: level - 1, index: index * 2 + 1 }), nativeSha256));
  known.set(name, hash);
  return hash;
}

function headOf(size: number): { readonly size: number; readonly root: Uint8Array } {
  return { size, root: bytes(azul.roots[String(size)] ?? assert.fail(`no root of ${size}`)) };
}

const proofOf = (subtree: Interval, size: number): Uint8Array[] => subtreeConsistencyProof(subtree, size, read, nativeSha256);

/** What a mirror does that has all entries before. */
function proved(interval: Interval, { entries, proof }: EntryPackage, size: number): boolean {
  const subtree = packageSubtree(interval);
  const range = new CompactRange(nativeSha256);
  for (const entry of [...entriesOf({ start: subtree.start, end: interval.start }), ...entries]) range.append(leafHash(entry, nativeSha256));
  return verifySubtreeConsistency(subtree, range.root(), headOf(size), proof, nativeSha256);
}

function ourBody({ start, end, ticket, packages }: Body): Uint8Array {
  const header = formatAddEntries({ origin: ORIGIN, uploadStart: start, uploadEnd: end, ticket: bytes(ticket) });
  const sent = entryPackages(start, end).slice(0, packages);
  return new Uint8Array(Buffer.concat([header, ...sent.map((interval) => formatEntryPackage({ entries: entriesOf(interval), proof: proofOf(packageSubtree(interval), end) }))]));
}

/** Whether it brings all that it says, up to the tree of 258. */
function takenWhole(body: Uint8Array): boolean {
  const reader = new AddEntriesReader();
  try {
    const packages = reader.push(body);
    reader.end();
    const { uploadStart = 0, uploadEnd = 0 } = reader.header ?? {};
    const intervals = entryPackages(uploadStart, uploadEnd);
    return packages.length === intervals.length && intervals.every((interval, at) => proved(interval, packages[at] ?? assert.fail(), 258));
  } catch (error) {
    if (error instanceof Malformed) return false;
    throw error;
  }
}

test('uploads are cut into the same packages', () => {
  for (const { start, end, packages } of azul.packages) assert.deepEqual(entryPackages(start, end), packages.map(([from, to]) => ({ start: from, end: to })));
});

test('trees have the same roots, subtrees the same hashes and proofs, and any flipped bit is refused', () => {
  for (const size of Object.keys(azul.roots).map(Number)) assert.deepEqual(size === 0 ? emptyRoot() : subtreeHash({ start: 0, end: size }, read, nativeSha256), headOf(size).root, String(size));
  for (const { start, end, size, root, proof } of azul.subtrees) {
    const [subtree, part, theirs] = [{ start, end }, bytes(root), proof.map(bytes)];
    const holds = (hash: Uint8Array, hashes: readonly Uint8Array[]): boolean => verifySubtreeConsistency(subtree, hash, headOf(size), hashes, nativeSha256);
    assert.deepEqual(subtreeHash(subtree, read, nativeSha256), part);
    assert.deepEqual(proofOf(subtree, size), theirs);
    assert.ok(holds(part, theirs), `[${start}, ${end}) of ${size}`);
    assert.ok(!holds(part, [...theirs, part]) && !holds(part, [part, ...theirs]));
    for (let bit = 0; bit < 256; bit++) assert.ok(!holds(flipped(part, bit), theirs));
    for (const [at, hash] of theirs.entries()) {
      assert.ok(!holds(part, theirs.toSpliced(at, 1)));
      for (let bit = 0; bit < 256; bit++) assert.ok(!holds(part, theirs.with(at, flipped(hash, bit))));
    }
  }
});

test('the same proofs are accepted and refused for other places and sizes', () => {
  for (const [at, start, end, size, accepted] of azul.elsewhere) {
    const { root, proof, size: ofSize } = azul.subtrees[at] ?? assert.fail();
    assert.equal(verifySubtreeConsistency({ start, end }, bytes(root), { size, root: headOf(ofSize).root }, proof.map(bytes), nativeSha256), accepted, `[${start}, ${end}) of ${size} by the proof of ${at}`);
  }
  assert.deepEqual(new Set(azul.elsewhere.map((row) => row[4])), new Set([true, false]));
});

test('uploads are written byte for byte as azul writes them; what it writes is read and proves itself', () => {
  for (const one of azul.bodies) {
    const ours = ourBody(one);
    const place = `${one.start} to ${one.end}`;
    if (one.body === undefined) assert.deepEqual([ours.length, Buffer.from(nativeSha256(ours)).toString('base64')], [one.bytes, one.sha256], place);
    else assert.deepEqual(ours, bytes(one.body), place);
    const reader = new AddEntriesReader();
    // The same bytes, where they are too many to be kept here.
    const packages = reader.push(one.body === undefined ? ours : bytes(one.body));
    reader.end();
    assert.deepEqual(reader.header, { origin: ORIGIN, uploadStart: one.start, uploadEnd: one.end, ticket: bytes(one.ticket) });
    assert.deepEqual([packages.length, reader.partialBytes], [one.packages, 0]);
    for (const [at, interval] of entryPackages(one.start, one.end).slice(0, one.packages).entries()) {
      const got = packages[at] ?? assert.fail();
      assert.deepEqual(got.entries, entriesOf(interval));
      assert.ok(proved(interval, got, one.end), place);
    }
  }
});

test('a broken upload that azul refuses is not taken whole here either', () => {
  const whole = ourBody({ start: 250, end: 258, ticket: '', packages: 2 });
  assert.ok(takenWhole(whole));
  for (const { what, at, removed, inserted } of azul.broken) assert.ok(!takenWhole(new Uint8Array(Buffer.concat([whole.subarray(0, at), bytes(inserted), whole.subarray(at + removed)]))), what);
});

test('what a mirror answers is written and read alike, and the same is refused', () => {
  for (const { body, ticket, ...sizes } of azul.mirrorInfo) {
    const info = { ...sizes, ticket: bytes(ticket) };
    assert.deepEqual(Buffer.from(formatMirrorInfo(info)).toString(), body);
    assert.deepEqual(parseMirrorInfo(utf8(body)), info);
  }
  for (const text of azul.noMirrorInfo) assert.throws(() => parseMirrorInfo(utf8(text)), Malformed, JSON.stringify(text));
});

test('checkpoints and subtrees are asked for, and what is cosigned of a subtree is said, in the same bytes', () => {
  const checkpoint = utf8(azul.checkpoint);
  for (const { oldSize, body } of azul.addCheckpoint) {
    const theirs = utf8(body + azul.checkpoint);
    const request = parseAddCheckpoint(theirs);
    assert.deepEqual([request.oldSize, request.checkpoint], [oldSize, checkpoint]);
    assert.equal(refusedGrowth({ size: oldSize, root: oldSize === 0 ? emptyRoot() : subtreeHash({ start: 0, end: oldSize }, read, nativeSha256) }, headOf(700), request.proof), undefined);
    assert.deepEqual(formatAddCheckpoint({ oldSize, proof: oldSize === 0 ? [] : proofOf({ start: 0, end: oldSize }, 700), checkpoint }), theirs);
  }
  for (const { start, end, body, cosigned } of azul.signSubtree) {
    const theirs = utf8(body + azul.checkpoint);
    const [subtree, root] = [{ start, end }, subtreeHash({ start, end }, read, nativeSha256)];
    const request = { subtree, root, proof: proofOf(subtree, 700), checkpoint };
    assert.deepEqual(parseSignSubtree(theirs), request);
    assert.deepEqual(formatSignSubtree(request), theirs);
    assert.deepEqual(mlDsa44CosignedMessage({ cosigner: 'espejo.example', timestamp: start === 0 ? 1_790_000_000 : 0, origin: ORIGIN, start, end, root }), bytes(cosigned));
  }
});
