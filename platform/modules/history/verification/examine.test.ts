/** What is said of a proof where a clock is wrong, or where less was given than could be compared. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { canonicalJson, cosign, formatCheckpoint, formatNote, formatTlogProof, formatVerifierKey, type JsonObject, leafHash, sha256, signNote } from '@yupana/ledger';
import { ed25519Key, witnessKey } from '../../../../engines/ledger/testing/keys.ts';
import { examine, type Examination, type Material } from './examine.ts';
import { Turns } from './turns.ts';

const LOG = ed25519Key('historia.ejemplo/log', 1);
const WITNESSES = ['uni', 'ong', 'contraloria'].map((name, at) => witnessKey(`${name}.ejemplo`, 2 + at));
const POLICY = Buffer.from(`log ${formatVerifierKey(LOG.key)}\n${WITNESSES.map(({ key }, at) => `witness w${at} ${formatVerifierKey(key)}\n`).join('')}group g 2 w0 w1 w2\nquorum g\n`);
const NOW = new Date('2026-11-22T12:00:00Z');
const SECONDS = NOW.getTime() / 1000;
const DOCUMENT = { title: 'Uno' };
const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');
const publication = canonicalJson({ v: 1, type: 'publication', sha256: hex(sha256(canonicalJson(DOCUMENT))) });

/** The proof of the only entry of a log, cosigned so many seconds off from now; undefined for a witness that did not. */
async function material(offs: readonly (number | undefined)[], entry: Uint8Array = publication): Promise<Material> {
  const text = formatCheckpoint({ origin: LOG.key.name, size: 1, root: leafHash(entry), extensions: [] });
  const cosignatures = await Promise.all(offs.map((off, at) => (off === undefined ? [] : cosign(text, (WITNESSES[at] ?? assert.fail()).key, (WITNESSES[at] ?? assert.fail()).sign, SECONDS + off))));
  const checkpoint = formatNote({ text, signatures: [await signNote(text, LOG.key, LOG.sign), ...cosignatures.flat()] });
  return { proof: formatTlogProof({ extra: undefined, index: 0, hashes: [], checkpoint }), policy: POLICY, entry, leaf: undefined, document: undefined };
}

const said = ({ verdict, findings }: Examination): string => [verdict, ...findings.filter(({ holds }) => !holds).map(({ name }) => name)].join(' ');

test('a witness whose clock is ahead does not count, and spoils nothing that others have seen', async () => {
  assert.equal(said(await examine(await material([0, 0, 599]), NOW)), 'proved');
  assert.equal(said(await examine(await material([0, 0, 86_400]), NOW)), 'proved witnessed_in_future');
  assert.equal(said(await examine(await material([0, 86_400, undefined]), NOW)), 'unwitnessed witnessed_in_future not_by_witness quorum_missing');
});

test('where the clock of the reader is behind, a good proof is not called false', async () => {
  const slow = new Date(NOW.getTime() - 30 * 86_400_000);
  assert.equal(said(await examine(await material([0, 0, 0]), slow)), 'unwitnessed witnessed_in_future witnessed_in_future witnessed_in_future quorum_missing');
});

test('a document that cannot be compared leaves the check incomplete; one that is another refutes', async () => {
  const given = await material([0, 0, 0]);
  const withDocument = async (change: Partial<Material>): Promise<string> => said(await examine({ ...given, ...change }, NOW));
  const [same, other, broken] = [DOCUMENT, { title: 'Dos' }].map((one: JsonObject) => Buffer.from(JSON.stringify(one))).concat(Buffer.from('{"title":'));
  assert.equal(await withDocument({ document: same }), 'proved');
  assert.equal(await withDocument({ document: other }), 'refused document_differs');
  assert.equal(await withDocument({ document: broken }), 'incomplete document_unreadable');
  // A printed code has the hash of the entry, in which the digest of the document is not to be found.
  assert.equal(await withDocument({ document: same, entry: undefined, leaf: leafHash(publication) }), 'incomplete document_alone');
  assert.equal(await withDocument({ document: same, entry: undefined, leaf: new Uint8Array(32) }), 'refused not_in_tree document_alone');
});

test('an entry that names no document is of none', async () => {
  const withdrawal = await material([0, 0, 0], canonicalJson({ v: 1, type: 'withdrawal' }));
  assert.equal(said(await examine({ ...withdrawal, document: Buffer.from('{}') }, NOW)), 'refused document_differs');
});

test('between two signatures others have their turn, and one examination waits for the one before', async () => {
  const given = await material([0, 0, 0]);
  const steps: string[] = [];
  const turns = new Turns();
  const run = (name: string): Promise<Examination> =>
    turns.take(() =>
      examine(given, NOW, {}, () => {
        steps.push(name);
        return new Promise((done) => void setImmediate(done));
      }),
    );
  const failing = turns.take(() => Promise.reject(new Error('this one fails')));
  const [first, second] = [run('a'), run('b')];
  await assert.rejects(failing, /fails/);
  assert.deepEqual([said(await first), said(await second)], ['proved', 'proved']);
  assert.deepEqual(steps, ['a', 'a', 'a', 'a', 'b', 'b', 'b', 'b'], 'once for each key of the policy');
});
