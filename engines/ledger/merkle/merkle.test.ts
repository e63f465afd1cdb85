import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { allFlips } from '../testing/mutations.ts';
import { iterativeConsistency, iterativeInclusion, naiveLeaf, naivePath, naiveProof, naiveRoot, nativeSha256, sampleEntry } from '../testing/trees.ts';
import { vectorJson, withoutVectors } from '../testing/vectors.ts';
import { CompactRange } from './compact-range.ts';
import { consistencyProof, subtreeConsistencyProof, verifyConsistency, verifySubtreeConsistency } from './consistency.ts';
import { emptyRoot, leafHash, nodeHash } from './hash.ts';
import { inclusionProof, rootOfInclusion, verifyInclusion, verifySubtreeInclusion } from './inclusion.ts';
import { isSubtree, type NodeReader, splitPoint, subtreeHash } from './subtree.ts';

const LEAVES = Array.from({ length: 131 }, (_, index) => naiveLeaf(sampleEntry(index)));
const nodes = new Map<string, Uint8Array>();
const read: NodeReader = ({ level, index }) => {
  const known = nodes.get(`${level}/${index}`) ?? naiveRoot(LEAVES.slice(index * 2 ** level, (index + 1) * 2 ** level));
  nodes.set(`${level}/${index}`, known);
  return known;
};
const ROOTS = LEAVES.map((_, size) => naiveRoot(LEAVES.slice(0, size)));
const root = (size: number): Uint8Array => ROOTS[size] ?? assert.fail();
const leaf = (index: number): Uint8Array => LEAVES[index] ?? assert.fail();
const fromBase64 = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, 'base64'));
const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

test('the hashes of RFC 6962', { skip: withoutVectors }, () => {
  const known = vectorJson<{ emptyRoot: string; emptyLeaf: string; leaf: Record<'dataAscii' | 'hash', string>; node: Record<'leftAscii' | 'rightAscii' | 'hash', string> }>('rfc6962/hashes.json');
  assert.equal(hex(emptyRoot()), known.emptyRoot);
  assert.equal(hex(leafHash(new Uint8Array(0))), known.emptyLeaf);
  assert.equal(hex(leafHash(Buffer.from(known.leaf.dataAscii))), known.leaf.hash);
  // That vector joins texts of four bytes, so its input is built here.
  assert.equal(hex(nativeSha256(Buffer.concat([Buffer.of(1), Buffer.from(known.node.leftAscii), Buffer.from(known.node.rightAscii)]))), known.node.hash);
  assert.deepEqual(nodeHash(leaf(0), leaf(1)), root(2));
});

test('the reference tree of Certificate Transparency', { skip: withoutVectors }, () => {
  const { leavesHex, roots } = vectorJson<{ leavesHex: string[]; roots: string[] }>('rfc6962/reference-tree.json');
  const range = new CompactRange();
  for (const [index, entry] of leavesHex.entries()) {
    range.append(leafHash(Buffer.from(entry, 'hex')));
    assert.equal(hex(range.root()), roots[index]);
  }
});

interface InclusionCase {
  readonly leafIdx: number;
  readonly treeSize?: number;
  readonly start?: number;
  readonly end?: number;
  readonly root: string;
  readonly leafHash: string;
  readonly proof: string[] | null;
  readonly wantErr: boolean;
  readonly file: string;
}

test('inclusion proofs, valid and not, as transparency-dev judges them', { skip: withoutVectors }, () => {
  const whole = vectorJson<InclusionCase[]>('merkle-proofs/inclusion.json');
  const parts = vectorJson<InclusionCase[]>('merkle-proofs/subtreeinclusion.json');
  assert.ok(whole.length === 56 && parts.length === 94);
  for (const { leafIdx, treeSize = 0, start = 0, end = treeSize, ...rest } of [...whole, ...parts]) {
    const proof = (rest.proof ?? []).map(fromBase64);
    assert.equal(verifySubtreeInclusion(fromBase64(rest.leafHash), leafIdx, { start, end }, fromBase64(rest.root), proof), !rest.wantErr, rest.file);
  }
});

test('consistency proofs, valid and not, as transparency-dev judges them', { skip: withoutVectors }, () => {
  const cases = vectorJson<{ size1: number; size2: number; root1: string; root2: string; proof: string[] | null; wantErr: boolean; file: string }[]>('merkle-proofs/consistency.json');
  assert.equal(cases.length, 51);
  for (const { size1, size2, root1, root2, proof, wantErr, file } of cases) {
    const accepted = verifyConsistency({ size: size1, root: fromBase64(root1) }, { size: size2, root: fromBase64(root2) }, (proof ?? []).map(fromBase64));
    assert.equal(accepted, !wantErr, file);
  }
});

test('subtree consistency proofs, valid and not, as transparency-dev judges them', { skip: withoutVectors }, () => {
  const cases = vectorJson<{ start: number; end: number; size: number; root1: string; root2: string; proof: string[] | null; wantErr: boolean; file: string }[]>('merkle-proofs/subtreeconsistency.json');
  assert.equal(cases.length, 53);
  for (const { start, end, size, root1, root2, proof, wantErr, file } of cases) {
    const accepted = verifySubtreeConsistency({ start, end }, fromBase64(root1), { size, root: fromBase64(root2) }, (proof ?? []).map(fromBase64));
    assert.equal(accepted, !wantErr, file);
  }
});

test('roots of all sizes to 130, appended, resumed or read, are those of the definition', () => {
  const range = new CompactRange(nativeSha256);
  for (let size = 0; size <= 130; size++) {
    assert.deepEqual(range.root(), root(size));
    assert.deepEqual(CompactRange.of(size, read).root(), root(size));
    assert.deepEqual(CompactRange.from(size, range.hashes).root(), root(size));
    if (size > 0) assert.deepEqual(subtreeHash({ start: 0, end: size }, read), root(size));
    if (size < 130) range.append(leaf(size));
  }
  assert.throws(() => CompactRange.from(4, range.hashes), RangeError);
  assert.throws(() => range.append(new Uint8Array(31)), RangeError);
  assert.throws(() => nodeHash(leaf(0), new Uint8Array(33)), RangeError);
});

test('a listener hears of every complete subtree once, children first', () => {
  const heard = new Set<string>();
  const range = new CompactRange();
  for (let size = 0; size < 130; size++) {
    range.append(leaf(size), ({ level, index }, hash) => {
      assert.ok(!heard.has(`${level}/${index}`));
      assert.ok(level === 0 || (heard.has(`${level - 1}/${2 * index}`) && heard.has(`${level - 1}/${2 * index + 1}`)));
      assert.deepEqual(hash, read({ level, index }));
      heard.add(`${level}/${index}`);
    });
  }
  assert.equal(heard.size, 130 + 65 + 32 + 16 + 8 + 4 + 2 + 1);
});

test('inclusion: for all sizes to 130 and all leaves the proof of the definition, and it verifies by both procedures', () => {
  for (let size = 1; size <= 130; size++) {
    const tree = LEAVES.slice(0, size);
    for (let index = 0; index < size; index++) {
      const proof = inclusionProof(index, size, read, nativeSha256);
      assert.deepEqual(proof, naivePath(index, tree));
      assert.ok(verifyInclusion(leaf(index), index, size, root(size), proof, nativeSha256));
      assert.ok(iterativeInclusion(leaf(index), index, size, root(size), proof));
    }
  }
});

test('consistency: for all pairs to 70 the proof of the definition, and it verifies by both procedures', () => {
  for (let newer = 1; newer <= 70; newer++) {
    for (let older = 1; older <= newer; older++) {
      const proof = consistencyProof(older, newer, read, nativeSha256);
      assert.deepEqual(proof, naiveProof(older, LEAVES.slice(0, newer)));
      assert.ok(verifyConsistency({ size: older, root: root(older) }, { size: newer, root: root(newer) }, proof, nativeSha256));
      assert.ok(iterativeConsistency(older, newer, root(older), root(newer), proof));
    }
  }
});

test('subtree consistency: for all subtrees of all trees to 40', () => {
  for (let size = 1; size <= 40; size++) {
    for (let start = 0; start < size; start++) {
      for (let end = start + 1; end <= size; end++) {
        if (!isSubtree({ start, end })) continue;
        const part = naiveRoot(LEAVES.slice(start, end));
        const proof = subtreeConsistencyProof({ start, end }, size, read, nativeSha256);
        assert.ok(verifySubtreeConsistency({ start, end }, part, { size, root: root(size) }, proof, nativeSha256));
        const other = naiveRoot(LEAVES.slice(start + 1, end + 1));
        assert.ok(!verifySubtreeConsistency({ start, end }, other, { size, root: root(size) }, proof, nativeSha256));
      }
    }
  }
});

test('a proof verifies for no other place, size or root', () => {
  for (let size = 1; size <= 34; size++) {
    for (let index = 0; index < size; index++) {
      const proof = naivePath(index, LEAVES.slice(0, size));
      for (let other = 0; other <= 34; other++) {
        if (other !== index) assert.ok(!verifyInclusion(leaf(index), other, size, root(size), proof, nativeSha256));
        assert.equal(verifyInclusion(leaf(index), index, size, root(other), proof, nativeSha256), other === size);
      }
    }
  }
});

test('any flipped bit in a proof, a leaf or a root is refused', () => {
  const [size, index, older] = [21, 13, 13];
  const proof = naivePath(index, LEAVES.slice(0, size));
  const growth = naiveProof(older, LEAVES.slice(0, size));
  const [then, now] = [
    { size: older, root: root(older) },
    { size, root: root(size) },
  ];
  assert.ok(verifyInclusion(leaf(index), index, size, root(size), proof) && verifyConsistency(then, now, growth));
  for (const flip of allFlips(leaf(index))) assert.ok(!verifyInclusion(flip, index, size, root(size), proof));
  for (const flip of allFlips(root(size))) {
    assert.ok(!verifyInclusion(leaf(index), index, size, flip, proof));
    assert.ok(!verifyConsistency(then, { size, root: flip }, growth));
  }
  for (const flip of allFlips(root(older))) assert.ok(!verifyConsistency({ size: older, root: flip }, now, growth));
  for (let at = 0; at < proof.length; at++) for (const flip of allFlips(proof[at] ?? assert.fail())) assert.ok(!verifyInclusion(leaf(index), index, size, root(size), proof.with(at, flip)));
  for (let at = 0; at < growth.length; at++) for (const flip of allFlips(growth[at] ?? assert.fail())) assert.ok(!verifyConsistency(then, now, growth.with(at, flip)));
  for (const wrong of [proof.slice(1), proof.slice(0, -1), [...proof, leaf(0)], [leaf(0), ...proof], proof.toReversed(), proof.with(0, new Uint8Array(31))]) {
    assert.ok(!verifyInclusion(leaf(index), index, size, root(size), wrong));
  }
});

test('no size, however odd, makes a verifier crash or wait', () => {
  const odd = fc.oneof(fc.integer(), fc.maxSafeInteger(), fc.double(), fc.constantFrom(0, 1, 2 ** 32, 2 ** 53 - 1, 2 ** 53, 2 ** 64, -1, Number.NaN, Infinity));
  fc.assert(
    fc.property(odd, odd, odd, fc.array(fc.uint8Array({ minLength: 30, maxLength: 32 }), { maxLength: 64 }), (a, b, c, proof) => {
      assert.ok(!verifyConsistency({ size: a, root: new Uint8Array(12) }, { size: b, root: root(2) }, proof));
      assert.ok(!verifyInclusion(leaf(0), a, b, root(1), proof) || (a === 0 && b === 1 && proof.length === 0));
      assert.ok(!verifyConsistency({ size: a, root: root(1) }, { size: b, root: root(2) }, proof));
      assert.ok(!verifySubtreeConsistency({ start: a, end: b }, root(1), { size: c, root: root(2) }, proof));
    }),
    { numRuns: 3000 },
  );
});

test('sizes beyond 2^32 are exact', () => {
  const size = 2 ** 53 - 1;
  assert.equal(splitPoint(size), 2 ** 52);
  const same: NodeReader = () => leaf(0);
  const proof = inclusionProof(2 ** 40 + 1, size, same);
  assert.equal(proof.length, 53);
  const reached = rootOfInclusion(leaf(1), 2 ** 40 + 1, { start: 0, end: size }, proof) ?? assert.fail();
  assert.ok(verifyInclusion(leaf(1), 2 ** 40 + 1, size, reached, proof));
  assert.ok(!verifyInclusion(leaf(1), 2 ** 40, size, reached, proof));
});
