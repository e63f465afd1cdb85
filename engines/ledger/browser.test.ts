/** The same answers in a browser as in Node: the files of the engine, with their types stripped and nothing else done to them. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { stripTypeScriptTypes } from 'node:module';
import { join, resolve } from 'node:path';
import { after, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';
import { startChromium } from '../../test/browser/support/chromium.ts';
import * as ledger from './index.ts';
import { ed25519Key, witnessKey } from './testing/keys.ts';
import { naivePath, naiveRoot, sampleEntry } from './testing/trees.ts';
import { vectorJson, withoutVectors } from './testing/vectors.ts';
import { type Questions, type Verdicts, verdictsOf } from './testing/verdicts.ts';

const ORIGIN = 'https://ledger.example';
const started = await startChromium();
if ('browser' in started) after(() => started.browser.close());

/** A page that can import the engine. No request leaves the machine. */
async function pageWithEngine(): Promise<Page> {
  if (!('browser' in started)) throw new Error(started.reason);
  const page = await started.browser.newPage();
  const folders: Readonly<Record<string, string>> = {
    engine: import.meta.dirname,
    ed25519: resolve(fileURLToPath(import.meta.resolve('@noble/ed25519')), '..'),
    hashes: resolve(fileURLToPath(import.meta.resolve('@noble/hashes/sha2.js')), '..'),
  };
  const imports = { '@noble/ed25519': '/ed25519/index.js', '@noble/hashes/': '/hashes/' };
  await page.route('**', async (route) => {
    const [, folder = '', ...path] = new URL(route.request().url()).pathname.split('/');
    const home = folders[folder];
    if (home === undefined) return route.fulfill({ contentType: 'text/html', body: `<!doctype html><script type="importmap">${JSON.stringify({ imports })}</script>` });
    const source = readFileSync(join(home, ...path), 'utf8');
    return route.fulfill({ contentType: 'text/javascript', body: path.at(-1)?.endsWith('.ts') === true ? stripTypeScriptTypes(source) : source });
  });
  await page.goto(`${ORIGIN}/`);
  return page;
}

function stored(file: string): Questions['signatures'] {
  const { tests } = JSON.parse(readFileSync(join(import.meta.dirname, 'signatures/testing', file), 'utf8')) as { tests: Questions['signatures'] };
  return tests;
}

async function questions(): Promise<Questions> {
  const cctv = withoutVectors ? [] : vectorJson<{ key: string; sig: string; msg: string }[]>('ed25519/edge-cases-even.json').map(({ key, sig, msg }) => ({ publicKey: key, message: Buffer.from(msg).toString('hex'), signature: sig }));
  const leaves = Array.from({ length: 1000 }, (_, index) => ledger.leafHash(sampleEntry(index)));
  const log = ed25519Key('historia.example', 1);
  const witnesses = [2, 3, 4].map((seed) => witnessKey(`testigo${seed}.example`, seed));
  const text = ledger.formatCheckpoint({ origin: log.key.name, size: leaves.length, root: naiveRoot(leaves), extensions: [] });
  const cosignatures = await Promise.all(witnesses.map(({ key, sign }) => ledger.cosign(text, key, sign, 1_790_000_000)));
  const checkpoint = ledger.formatNote({ text, signatures: [await ledger.signNote(text, log.key, log.sign), ...cosignatures] });
  const lines = [`log ${ledger.formatVerifierKey(log.key)}`, ...witnesses.map(({ key }, index) => `witness w${index} ${ledger.formatVerifierKey(key)}`), 'group g all w0 w1 w2', 'quorum g', ''];
  const json = ['{"b":[1e21,-0,5e-324,0.1],"a":"ñ\\u0000\\ud83d\\ude00","€":null}', '{"a":1,"a":2}', '"\\ud800"', '[1,]', '\u00ef', '1e400'].map((sample) => Buffer.from(sample).toString('hex'));
  return {
    signatures: [...stored('speccheck.json'), ...stored('wycheproof.json'), ...cctv],
    json: [...json, '22ff22', '22c0af22', 'efbbbf31'],
    proof: Buffer.from(ledger.formatTlogProof({ extra: undefined, index: 765, hashes: naivePath(765, leaves), checkpoint })).toString(),
    policy: lines.join('\n'),
    entry: 'leaf 765',
    leaves: 3000,
  };
}

test('Chromium and Node give the same verdicts on signatures, JSON, trees and proofs', { skip: 'reason' in started ? started.reason : false }, async (t) => {
  const asked = await questions();
  const here = await verdictsOf(ledger, asked);
  const page = await pageWithEngine();
  const there = await page.evaluate<Verdicts>(`(async () => {
    const [ledger, { verdictsOf }] = await Promise.all([import('/engine/index.ts'), import('/engine/testing/verdicts.ts')]);
    return verdictsOf(ledger, ${JSON.stringify(asked)});
  })()`);
  const { proofMilliseconds, ...verdicts } = there;
  const { proofMilliseconds: _, ...expected } = here;
  assert.deepEqual(verdicts, expected);
  assert.equal(there.proof, '1000');
  assert.equal(there.signatures.filter(Boolean).length > 80, true);
  assert.ok(there.json.some((said) => said.startsWith('Malformed')) && there.json.some((said) => /^[0-9a-f]+$/.test(said)));
  t.diagnostic(`a proof with four signatures verified in ${proofMilliseconds.toFixed(1)} ms in the browser, ${here.proofMilliseconds.toFixed(1)} ms in Node (medians)`);
});
