import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { formatCheckpoint, parseCheckpoint } from '../checkpoint/checkpoint.ts';
import { Malformed, Unverified } from '../malformed.ts';
import { inclusionProof, verifyInclusion } from '../merkle/inclusion.ts';
import { leafHash } from '../merkle/hash.ts';
import { formatNote, parseNote } from '../note/note.ts';
import { cosign, signNote } from '../note/sign.ts';
import { formatVerifierKey } from '../note/verifier-key.ts';
import { parsePolicy } from '../policy/parse.ts';
import { LogAppender } from '../tiles/appender.ts';
import { fullTilePath, tilePath } from '../tiles/path.ts';
import { nodesOfTiles } from '../tiles/tile.ts';
import { ed25519Key, witnessKey } from '../testing/keys.ts';
import { flipped } from '../testing/mutations.ts';
import { nativeSha256, sampleEntry } from '../testing/trees.ts';
import { vectorJson, withoutVectors } from '../testing/vectors.ts';
import { formatTlogProof, parseTlogProof, verifyTlogProof } from './tlog-proof.ts';

const LOG = ed25519Key('historia.yupana.example', 1);
const WITNESSES = ['testigo.uni.example', 'testigo.ong.example', 'testigo.contraloria.example'].map((name, index) => witnessKey(name, 2 + index));
const POLICY = parsePolicy(
  new TextEncoder().encode(
    [`log ${formatVerifierKey(LOG.key)}`, ...WITNESSES.map(({ key }, index) => `witness w${index} ${formatVerifierKey(key)}`), 'group g all w0 w1 w2', 'quorum g', ''].join('\n'),
  ),
);
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

/** A log of 100,000 entries and the proof of one of them, cosigned by three witnesses. */
async function sampleProof(index: number): Promise<Uint8Array> {
  const size = 100_000;
  const appender = LogAppender.resume(0, () => assert.fail(), nativeSha256);
  for (let entry = 0; entry < size; entry++) appender.append(sampleEntry(entry));
  const files = new Map(appender.takeFiles().map(({ path, bytes }) => [path, bytes]));
  const nodes = nodesOfTiles(size, (tile) => files.get(tilePath(tile)) ?? files.get(fullTilePath(tile)) ?? assert.fail(), nativeSha256);
  const text = formatCheckpoint({ origin: LOG.key.name, size, root: appender.root(), extensions: [] });
  const cosignatures = await Promise.all(WITNESSES.map(({ key, sign }) => cosign(text, key, sign, 1_790_000_000)));
  const checkpoint = formatNote({ text, signatures: [await signNote(text, LOG.key, LOG.sign), ...cosignatures] });
  return formatTlogProof({ extra: undefined, index, hashes: inclusionProof(index, size, nodes, nativeSha256), checkpoint });
}

const INDEX = 73_894;
const PROOF = await sampleProof(INDEX);
const LEAF = leafHash(sampleEntry(INDEX));

test('malformed and well-formed proofs, as transparency-dev judges them', { skip: withoutVectors }, () => {
  const { bad, wellFormed } = vectorJson<{ bad: string[]; wellFormed: string[] }>('tlog-proof/format-errors.json');
  assert.ok(bad.length === 7 && wellFormed.length === 1);
  for (const text of bad) assert.throws(() => parseTlogProof(bytes(text)), Malformed, text);
  for (const text of wellFormed) assert.equal(Buffer.from(formatTlogProof(parseTlogProof(bytes(text)))).toString(), text);
});

test('a proof at 100,000 entries with three witnesses has at most 1.6 KB, and verifies', async () => {
  assert.ok(PROOF.length <= 1600, `${PROOF.length} bytes`);
  const judged = await verifyTlogProof(parseTlogProof(PROOF), LEAF, POLICY);
  assert.equal(judged.checkpoint.size, 100_000);
  assert.equal(judged.cosignatures.length, 3);
});

test('another entry, another place, a missing witness: refused, and told why', async () => {
  const proof = parseTlogProof(PROOF);
  await assert.rejects(verifyTlogProof(proof, leafHash(sampleEntry(1)), POLICY), /does not lead to the root/);
  await assert.rejects(verifyTlogProof({ ...proof, index: INDEX + 1 }, LEAF, POLICY), /does not lead to the root/);
  await assert.rejects(verifyTlogProof({ ...proof, index: 100_000 }, LEAF, POLICY), /none with index 100000/);
  await assert.rejects(verifyTlogProof({ ...proof, hashes: proof.hashes.slice(1) }, LEAF, POLICY), Unverified);
  const lines = Buffer.from(proof.checkpoint).toString().split('\n');
  const fewer = bytes(lines.filter((line) => !line.startsWith('— testigo.ong')).join('\n'));
  await assert.rejects(verifyTlogProof({ ...proof, checkpoint: fewer }, LEAF, POLICY), /quorum of witnesses is not met/);
});

test('any flipped bit in a proof is refused', async () => {
  const refused = async (bit: number): Promise<void> =>
    assert.rejects(async () => verifyTlogProof(parseTlogProof(flipped(PROOF, bit)), LEAF, POLICY), (error) => error instanceof Malformed || error instanceof Unverified, `bit ${bit}`);
  // Every bit of the head and the hashes by the path alone; every byte's worth of the note would take minutes, so a sample.
  const { checkpoint } = parseTlogProof(PROOF);
  const { size, root } = parseCheckpoint(parseNote(checkpoint).text);
  const noteBit = (PROOF.length - checkpoint.length) * 8;
  for (let bit = 0; bit < noteBit; bit++) {
    try {
      const proof = parseTlogProof(flipped(PROOF, bit));
      if (Buffer.compare(proof.checkpoint, checkpoint) === 0) assert.ok(!verifyInclusion(LEAF, proof.index, size, root, proof.hashes), `bit ${bit}`);
      else await refused(bit);
    } catch (error) {
      if (!(error instanceof Malformed)) throw error;
    }
  }
  await fc.assert(fc.asyncProperty(fc.integer({ min: noteBit, max: PROOF.length * 8 - 1 }), refused), { numRuns: 400 });
});

test('any proof that can be written is read back', () => {
  const hash = fc.uint8Array({ minLength: 32, maxLength: 32 });
  fc.assert(
    fc.property(fc.option(fc.uint8Array({ maxLength: 99 }), { nil: undefined }), fc.maxSafeNat(), fc.array(hash, { maxLength: 63 }), (extra, index, hashes) => {
      const proof = { extra, index, hashes, checkpoint: bytes('a\n\n— b AAAAAAA=\n') };
      assert.deepEqual(parseTlogProof(formatTlogProof(proof)), proof);
    }),
  );
  const one = { extra: undefined, index: 0, hashes: [], checkpoint: bytes('x\n') };
  assert.throws(() => formatTlogProof({ ...one, hashes: Array.from({ length: 64 }, () => new Uint8Array(32)) }), /more than 63/);
  assert.throws(() => formatTlogProof({ ...one, index: 2 ** 53 }), Malformed);
});
