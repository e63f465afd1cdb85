import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { Malformed } from '../malformed.ts';
import { consistencyProof, subtreeConsistencyProof, verifyConsistency, verifySubtreeConsistency } from '../merkle/consistency.ts';
import { leafHash } from '../merkle/hash.ts';
import { inclusionProof, verifyInclusion } from '../merkle/inclusion.ts';
import { subtreeHash } from '../merkle/subtree.ts';
import { allFlips } from '../testing/mutations.ts';
import { naiveLeaf, naiveRoot, nativeSha256, sampleEntry } from '../testing/trees.ts';
import { vectorBytes, vectorJson, vectorPath, vectorText, withoutVectors } from '../testing/vectors.ts';
import { parseCheckpoint } from '../checkpoint/checkpoint.ts';
import { parseNote } from '../note/note.ts';
import { filesToResume, LogAppender } from './appender.ts';
import { bundleOfTree, decodeBundle, encodeBundle, firstDifference, MAX_ENTRY_BYTES } from './bundle.ts';
import { fullTilePath, parseTilePath, tilePath } from './path.ts';
import { nodesOfTiles, partialTiles, tileOfTree, tilesForConsistency, tilesForInclusion, tilesForRoot, tilesForSubtreeConsistency, tilesOfGrowth } from './tile.ts';

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');
const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64');
const fromBase64 = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, 'base64'));

/** A log in memory: every file that was ever written, as a static server would have it. */
class MemoryLog {
  readonly files = new Map<string, Uint8Array>();
  appender = LogAppender.resume(0, () => assert.fail(), nativeSha256);

  /** Gives the paths that were written. */
  grow(to: number): string[] {
    while (this.appender.size < to) this.appender.append(sampleEntry(this.appender.size));
    const files = this.appender.takeFiles();
    for (const { path, bytes } of files) this.files.set(path, bytes);
    return files.map(({ path }) => path);
  }

  readonly read = (path: string): Uint8Array => this.files.get(path) ?? assert.fail(`no file ${path}`);

  restart(): void {
    this.appender = LogAppender.resume(this.appender.size, this.read, nativeSha256);
  }
}

interface Generated {
  readonly roots: Record<string, string>;
  readonly inclusion: { treeSize: number; leafIdx: number; leafHash: string; root: string; proof: string[] }[];
  readonly consistency: { size1: number; size2: number; root1: string; root2: string; proof: string[] }[];
  readonly tiles: { path: string; width: number; sha256: string }[];
}

test('a tree of 70,000 leaves: roots, proofs and tiles are those of golang.org/x/mod', { skip: withoutVectors }, () => {
  const known = vectorJson<Generated>('generated/vectors.json');
  const log = new MemoryLog();
  const sizes = Object.keys(known.roots).map(Number).toSorted((a, b) => a - b);
  for (const size of sizes) {
    if (size === 0) continue;
    log.grow(size);
    assert.equal(base64(log.appender.root()), known.roots[size], `root of ${size}`);
    log.restart();
  }
  assert.equal(known.inclusion.length + known.consistency.length, 97 + 175);
  const nodes = (size: number) => nodesOfTiles(size, (tile) => log.files.get(tilePath(tile)) ?? log.read(fullTilePath(tile)), nativeSha256);
  for (const { treeSize, leafIdx, leafHash: leaf, root, proof } of known.inclusion) {

    if (sizes.includes(treeSize)) assert.deepEqual(inclusionProof(leafIdx, treeSize, nodes(treeSize), nativeSha256).map(base64), proof);
    assert.ok(verifyInclusion(fromBase64(leaf), leafIdx, treeSize, fromBase64(root), proof.map(fromBase64)));
  }
  for (const { size1, size2, root1, root2, proof } of known.consistency) {
    if (sizes.includes(size2)) assert.deepEqual(consistencyProof(size1, size2, nodes(size2), nativeSha256).map(base64), proof);
    assert.ok(verifyConsistency({ size: size1, root: fromBase64(root1) }, { size: size2, root: fromBase64(root2) }, proof.map(fromBase64)));
  }
  assert.equal(known.tiles.length, 277);
  for (const { path, width, sha256 } of known.tiles) {
    const bytes = log.read(path);
    assert.equal(bytes.length, width * 32, path);
    assert.equal(createHash('sha256').update(bytes).digest('hex'), sha256, path);
    if (existsSync(vectorPath(`generated/tiles/${path}`))) assert.equal(hex(bytes), hex(vectorBytes(`generated/tiles/${path}`)));
  }
});

test('a log of Tessera of 15 entries: every tile and bundle of every size', { skip: withoutVectors }, () => {
  const entries = decodeBundle(bundleOfTree(0, 15), vectorBytes('tessera-log/tile/entries/000.p/15'));
  const appender = LogAppender.resume(0, () => assert.fail());
  for (const [index, entry] of entries.entries()) {
    appender.append(entry);
    const { size, root } = parseCheckpoint(parseNote(vectorBytes(`tessera-log/checkpoint.${index + 1}`)).text);
    assert.equal(appender.size, size);
    assert.equal(hex(appender.root()), hex(root));
    const files = appender.takeFiles();
    assert.deepEqual(files.map(({ path }) => path), [`tile/entries/000.p/${size}`, `tile/0/000.p/${size}`]);
    for (const { path, bytes } of files) assert.equal(hex(bytes), hex(vectorBytes(`tessera-log/${path}`)), path);
    assert.equal(firstDifference(entries.slice(0, size), tileOfTree(0, 0, size), vectorBytes(`tessera-log/tile/0/000.p/${size}`)), undefined);
  }
  assert.equal(parseCheckpoint(parseNote(vectorBytes('tessera-log/checkpoint.0')).text).size, 0);
  assert.ok(vectorText('tessera-log/vkey.txt').startsWith('example.com/log/testdata+'));
});

test('the examples of the standard: 70,000 and 256 entries, and index 1234067', () => {
  const paths = tilesOfGrowth(0, 70_000).map(tilePath);
  assert.equal(paths.length, 277);
  assert.deepEqual(paths.filter((path) => path.includes('.p/')), ['tile/0/273.p/112', 'tile/1/001.p/17', 'tile/2/000.p/1']);
  assert.deepEqual(tilesOfGrowth(0, 256).map(tilePath), ['tile/0/000', 'tile/1/000.p/1']);
  assert.equal(tilePath({ level: 0, index: 1_234_067, width: 256 }), 'tile/0/x001/x234/067');
  assert.equal(tilePath({ level: 'entries', index: 1000, width: 3 }), 'tile/entries/x001/000.p/3');
});

test('every path is read back, and no other spelling of it is', () => {
  const level = fc.oneof(fc.constant('entries' as const), fc.nat(63));
  fc.assert(
    fc.property(level, fc.oneof(fc.nat(3000), fc.maxSafeNat()), fc.integer({ min: 1, max: 256 }), (level, index, width) => {
      const tile = { level, index, width } as Parameters<typeof tilePath>[0];
      assert.deepEqual(parseTilePath(tilePath(tile)), tile);
    }),
  );
  for (const path of ['tile/0/000.p/256', 'tile/0/000.p/0', 'tile/0/000.p/01', 'tile/00/000', 'tile/64/000', 'tile/0/0', 'tile/0/x000/001', 'tile/0/001/002', 'tile/0/x001', '/tile/0/000', 'tile/0/000/', 'tile/-1/000', 'tile/0/x999/x999/x999/x999/x999/999', 'tile/0/000.p/1\n']) {
    assert.throws(() => parseTilePath(path), Malformed, path);
  }
});

test('however a log grows and restarts, its files are those of its entries, and its tiles give every proof', () => {
  const leaves = Array.from({ length: 1400 }, (_, index) => naiveLeaf(sampleEntry(index)));
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 400 }), { minLength: 1, maxLength: 5 }), fc.array(fc.nat(), { minLength: 3, maxLength: 3 }), (steps, choices) => {
      const log = new MemoryLog();
      let size = 0;
      for (const step of steps) {
        const before = size;
        size = Math.min(size + step, leaves.length);
        const written = log.grow(size).filter((path) => !path.includes('entries'));
        assert.deepEqual(written.toSorted(), tilesOfGrowth(before, size).map(tilePath).toSorted());
        assert.deepEqual(log.appender.takeFiles(), []);
        assert.ok(partialTiles(size).every((tile) => log.files.has(tilePath(tile))));
        const needed = filesToResume(size);
        log.appender = LogAppender.resume(size, (path) => (needed.includes(path) ? log.read(path) : assert.fail(`${path} was not announced`)), nativeSha256);
        assert.deepEqual(log.appender.root(), naiveRoot(leaves.slice(0, size)));
      }
      const asked = (tiles: readonly { level: number; index: number }[]) => nodesOfTiles(size, (tile) => (tiles.some(({ level, index }) => level === tile.level && index === tile.index) ? log.read(tilePath(tile)) : assert.fail('not announced')), nativeSha256);
      const root = naiveRoot(leaves.slice(0, size));
      assert.deepEqual(subtreeHash({ start: 0, end: size }, asked(tilesForRoot(size)), nativeSha256), root);
      for (const choice of choices) {
        const [index, older] = [choice % size, (choice % size) + 1];
        assert.ok(verifyInclusion(leaves[index] ?? assert.fail(), index, size, root, inclusionProof(index, size, asked(tilesForInclusion(index, size)), nativeSha256), nativeSha256));
        assert.ok(verifyConsistency({ size: older, root: naiveRoot(leaves.slice(0, older)) }, { size, root }, consistencyProof(older, size, asked(tilesForConsistency(older, size)), nativeSha256), nativeSha256));
        const start = index - (index % 256);
        const subtree = { start, end: Math.min(size, start + 256) };
        assert.ok(verifySubtreeConsistency(subtree, naiveRoot(leaves.slice(start, subtree.end)), { size, root }, subtreeConsistencyProof(subtree, size, asked(tilesForSubtreeConsistency(subtree, size)), nativeSha256), nativeSha256));
      }
    }),
    { numRuns: 25 },
  );
});

test('any flipped bit in a bundle or in its tile is found, with the place', () => {
  const entries = Array.from({ length: 20 }, (_, index) => sampleEntry(index));
  const [bundle, tile] = [bundleOfTree(0, 20), tileOfTree(0, 0, 20)];
  const bytes = encodeBundle(entries);
  const hashes = Buffer.concat(entries.map((entry) => leafHash(entry)));
  assert.equal(firstDifference(decodeBundle(bundle, bytes), tile, hashes), undefined);
  for (const flip of allFlips(bytes)) {
    try {
      assert.ok(firstDifference(decodeBundle(bundle, flip), tile, hashes) !== undefined);
    } catch (error) {
      assert.ok(error instanceof Malformed);
    }
  }
  let bit = 0;
  for (const flip of allFlips(hashes)) assert.equal(firstDifference(entries, tile, flip), Math.floor(bit++ / 256));
  assert.equal(firstDifference(entries.slice(0, 19), tile, hashes), 19);
});

test('any flipped bit in a tile changes the root', () => {
  const log = new MemoryLog();
  log.grow(300);
  const root = log.appender.root();
  for (const path of tilesForRoot(300).map(tilePath)) {
    let checked = 0;
    for (const flip of allFlips(log.read(path))) {
      if (checked++ % 17 !== 0) continue;
      assert.notDeepEqual(subtreeHash({ start: 0, end: 300 }, nodesOfTiles(300, (tile) => (tilePath(tile) === path ? flip : log.read(tilePath(tile))), nativeSha256), nativeSha256), root);
    }
  }
});

test('bundles keep any entries, up to their limits', () => {
  fc.assert(
    fc.property(fc.array(fc.uint8Array({ maxLength: 40 }), { minLength: 1, maxLength: 256 }), (entries) => {
      const bundle = { level: 'entries', index: 0, width: entries.length } as const;
      assert.deepEqual(decodeBundle(bundle, encodeBundle(entries)).map(hex), entries.map(hex));
      if (entries.length < 256) assert.throws(() => decodeBundle({ ...bundle, width: entries.length + 1 }, encodeBundle(entries)), Malformed);
    }),
  );
  const large = new Uint8Array(MAX_ENTRY_BYTES).fill(7);
  assert.equal(decodeBundle(bundleOfTree(0, 1), encodeBundle([large]))[0]?.length, MAX_ENTRY_BYTES);
  assert.throws(() => encodeBundle([new Uint8Array(MAX_ENTRY_BYTES + 1)]), RangeError);
  assert.throws(() => encodeBundle([]), RangeError);
  const full = encodeBundle(Array.from({ length: 256 }, (_, index) => sampleEntry(index)));
  assert.equal(decodeBundle(bundleOfTree(0, 3), full).length, 3);
  assert.throws(() => decodeBundle(bundleOfTree(0, 256), Buffer.concat([full, Buffer.of(0, 0)])), Malformed);
});
