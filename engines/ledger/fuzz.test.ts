/** Every parser against random bytes and broken valid inputs: a value or `Malformed`, within a bounded time, and nothing else. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import {
  AddEntriesReader,
  bundleOfTree,
  canonicalJson,
  commitFields,
  cosign,
  decodeBundle,
  discloseFields,
  encodeBundle,
  formatAddCheckpoint,
  formatAddEntries,
  formatCheckpoint,
  formatEntryPackage,
  formatMirrorInfo,
  formatNote,
  formatSignSubtree,
  formatTlogProof,
  formatVerifierKey,
  hashesOfTile,
  type Json,
  type JsonObject,
  leafHash,
  LEDGER,
  Malformed,
  openNote,
  parseAddCheckpoint,
  parseCanonicalJson,
  parseCheckpoint,
  parseCosignatures,
  parseDisclosure,
  parseJson,
  parseMirrorInfo,
  parseNote,
  parsePolicy,
  parseSignSubtree,
  parseSizeBody,
  parseTilePath,
  parseTimestampedSignature,
  parseTlogProof,
  parseVerifierKey,
  RFC8785,
  signNote,
  Unverified,
  verifyTlogProof,
} from './index.ts';
import { ed25519Key, witnessKey } from './testing/keys.ts';
import { hostileInputs, processorMilliseconds } from './testing/mutations.ts';
import { sampleEntry } from './testing/trees.ts';

const RUNS = Number(process.env['YUPANA_FUZZ_RUNS'] ?? 1500);
/** Inputs are small; what takes longer than this does not grow with them as it should. */
const LONGEST_MS = 500;

const LOG = ed25519Key('historia.example', 1);
const WITNESS = witnessKey('testigo.example', 2);
const HASHES = [leafHash(sampleEntry(1)), leafHash(sampleEntry(2))];
const TEXT = formatCheckpoint({ origin: LOG.key.name, size: 4, root: leafHash(sampleEntry(0)), extensions: ['x'] });
const NOTE = formatNote({ text: TEXT, signatures: [await signNote(TEXT, LOG.key, LOG.sign), await cosign(TEXT, WITNESS.key, WITNESS.sign, 5)] });
const POLICY = Buffer.from(`log ${formatVerifierKey(LOG.key)}\nwitness w ${formatVerifierKey(WITNESS.key)}\ngroup g 1 w\nquorum g\n`);
const PROOF = formatTlogProof({ extra: Uint8Array.of(1), index: 2, hashes: HASHES, checkpoint: NOTE });
const VALUES: readonly Json[] = [{ a: [1, -2.5e-7, 'ñ\n"', null], b: { c: true, d: '😀' } }, [[[[]]]], 'texto', 1e21];
const SALT = new Uint8Array(16).fill(7);
const COMMITTED = commitFields({ a: { b: 'x' }, l: [1, 2] }, ['/a/b'], () => SALT);

const text = (bytes: Uint8Array): string => Buffer.from(bytes).toString('latin1');
const PARSERS: Readonly<Record<string, readonly [(bytes: Uint8Array) => unknown, readonly Uint8Array[]]>> = {
  'JSON, RFC 8785': [(bytes) => parseJson(bytes, RFC8785), VALUES.map((value) => canonicalJson(value))],
  'JSON, ledger profile': [(bytes) => parseCanonicalJson(bytes, LEDGER), [canonicalJson({ a: [1, 'ñ'], b: { c: true } })]],
  'signed note': [parseNote, [NOTE]],
  checkpoint: [(bytes) => parseCheckpoint(text(bytes)), [Buffer.from(TEXT)]],
  'verifier key': [(bytes) => parseVerifierKey(text(bytes)), [Buffer.from(formatVerifierKey(LOG.key))]],
  policy: [parsePolicy, [POLICY]],
  'tlog-proof': [parseTlogProof, [PROOF]],
  'tile path': [(bytes) => parseTilePath(text(bytes)), [Buffer.from('tile/0/x001/234.p/5'), Buffer.from('tile/entries/000')]],
  tile: [(bytes) => hashesOfTile({ level: 0, index: 0, width: 2 }, bytes), [Buffer.concat(HASHES)]],
  'entry bundle': [(bytes) => decodeBundle(bundleOfTree(0, 3), bytes), [encodeBundle([0, 1, 2].map(sampleEntry))]],
  'add-checkpoint': [parseAddCheckpoint, [formatAddCheckpoint({ oldSize: 2, proof: HASHES, checkpoint: NOTE })]],
  'sign-subtree': [parseSignSubtree, [formatSignSubtree({ subtree: { start: 8, end: 13 }, root: leafHash(sampleEntry(0)), proof: HASHES, checkpoint: NOTE })]],
  'add-entries': [
    (bytes) => {
      const reader = new AddEntriesReader();
      reader.push(bytes);
      reader.end();
    },
    [Buffer.concat([formatAddEntries({ origin: 'a', uploadStart: 254, uploadEnd: 257, ticket: Uint8Array.of(1) }), formatEntryPackage({ entries: [0, 1].map(sampleEntry), proof: HASHES }), formatEntryPackage({ entries: [sampleEntry(2)], proof: [] })])],
  ],
  'mirror info': [parseMirrorInfo, [formatMirrorInfo({ pendingSize: 5, nextEntry: 2, ticket: Uint8Array.of(1, 2) })]],
  cosignatures: [parseCosignatures, [NOTE.subarray(TEXT.length + 1)]],
  'tlog size': [parseSizeBody, [Buffer.from('20852014\n')]],
  'timestamped signature': [parseTimestampedSignature, [new Uint8Array(72)]],
  disclosure: [(bytes) => parseDisclosure(text(bytes)), [Buffer.from(COMMITTED.fields[0]?.disclosure ?? '')]],
};

for (const [name, [parse, valid]] of Object.entries(PARSERS)) {
  test(`${name}: nothing but a value or Malformed`, () => {
    for (const bytes of valid) parse(bytes);
    fc.assert(
      fc.property(hostileInputs(...valid), (bytes) => {
        const before = process.cpuUsage();
        try {
          parse(bytes);
        } catch (error) {
          assert.ok(error instanceof Malformed, String(error));
        }
        assert.ok(processorMilliseconds(before) < LONGEST_MS);
      }),
      { numRuns: RUNS },
    );
  });
}

test('committed documents and disclosures from strangers: a document, Malformed or Unverified', () => {
  const valid = [canonicalJson(COMMITTED.document), canonicalJson({ l: [{ '...': 'x' }], _sd: ['y'] })];
  fc.assert(
    fc.property(hostileInputs(...valid), fc.array(fc.constantFrom(...COMMITTED.fields.map(({ disclosure }) => disclosure), 'WyJhIiwiYiIsMV0', 'x'), { maxLength: 2 }), (bytes, disclosures) => {
      try {
        const value = parseJson(bytes);
        if (typeof value === 'object' && value !== null && !Array.isArray(value)) discloseFields(value as JsonObject, disclosures);
      } catch (error) {
        assert.ok(error instanceof Malformed || error instanceof Unverified, String(error));
      }
    }),
    { numRuns: RUNS },
  );
});

test('notes and proofs from strangers: verified, Malformed or Unverified', async () => {
  const policy = parsePolicy(POLICY);
  await fc.assert(
    fc.asyncProperty(hostileInputs(PROOF, NOTE), async (bytes) => {
      for (const verify of [() => openNote(bytes, [LOG.key, WITNESS.key]), async () => verifyTlogProof(parseTlogProof(bytes), leafHash(sampleEntry(2)), policy)]) {
        try {
          const { valid } = (await verify()) as { valid?: readonly unknown[] };
          assert.ok(valid !== undefined && valid.length > 0, 'a proof of an entry that is in no tree');
        } catch (error) {
          assert.ok(error instanceof Malformed || error instanceof Unverified, String(error));
        }
      }
    }),
    { numRuns: 300 },
  );
});

test('the worst inputs of each kind take no longer than their length allows', () => {
  const MB = 1024 * 1024;
  const worst: readonly (readonly [string, () => unknown])[] = [
    ['deep arrays', () => parseJson(Buffer.alloc(MB, '['))],
    ['deep objects', () => parseJson(Buffer.from('{"a":'.repeat(MB / 5)))],
    ['many digits', () => parseJson(Buffer.alloc(MB, '9'))],
    ['many escapes', () => parseJson(Buffer.from(`"${String.raw`\u00e9`.repeat(MB / 6)}"`))],
    ['many keys', () => parseJson(Buffer.from(`{${Array.from({ length: 60_000 }, (_, index) => `"k${index}":0`).join()}}`))],
    ['one long text', () => parseJson(Buffer.from(`"${'ñ'.repeat(MB / 2)}"`))],
    ['empty lines', () => parseNote(Buffer.alloc(MB, '\n'))],
    ['one signature line of a megabyte', () => parseNote(Buffer.concat([Buffer.from('a\n\n— '), Buffer.alloc(MB - 20, 'a')]))],
    ['many signatures', () => parseNote(Buffer.from(`a\n\n${'— a AAAAAAA=\n'.repeat(60_000)}`))],
    ['a name of spaces', () => parseNote(Buffer.from(`a\n\n— ${' '.repeat(8000)}AAAAAAA=\n`))],
    ['a checkpoint of short lines', () => parseCheckpoint('a\n'.repeat(MB / 2))],
    ['a proof of short lines', () => parseTlogProof(Buffer.from(`c2sp.org/tlog-proof@v1\nindex 0\n${'a\n'.repeat(MB / 2)}\n`))],
    ['a policy of spaces', () => parsePolicy(Buffer.from(`${' \t'.repeat(MB / 2 - 1)}\n`))],
    ['a policy of comments', () => parsePolicy(Buffer.from('#\n'.repeat(MB / 2)))],
    ['a path of zeroes', () => parseTilePath(`tile/0/${'x000/'.repeat(100_000)}000`)],
    ['a key of pluses', () => parseVerifierKey('+'.repeat(MB))],
    ['a disclosure of brackets', () => parseDisclosure(Buffer.alloc(MB, '[').toString('base64url'))],
  ];
  for (const [name, parse] of worst) {
    const before = process.cpuUsage();
    try {
      parse();
    } catch (error) {
      assert.ok(error instanceof Malformed, `${name}: ${String(error)}`);
    }
    assert.ok(processorMilliseconds(before) < 3000, `${name}: ${Math.round(processorMilliseconds(before))} ms`);
  }
});
