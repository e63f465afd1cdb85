import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import { test } from 'node:test';
import { gunzipSync } from 'node:zlib';
import { testDatabase } from '../../../../test/support/database.ts';
import { TEST_CONFIGURATION, TEST_ORIGIN } from '../../../../test/support/platform.ts';
import { aThing, log, source, thing } from '../../../../test/support/kinds.ts';
import { publishNew } from '../../../../test/support/records.ts';
import { cosign, decodeBundle, ED25519, ED25519_COSIGNATURE, formatCheckpoint, formatNote, formatTlogProof, leafHash, parsePolicy, parseTlogProof, signNote, verifierKey, verifyTlogProof } from '@yupana/ledger';
import { rawPublicKey, signWith } from '@yupana/ledger/node';
import { digestOf } from './document.ts';
import { testLog, untilLogged } from './testing/log.ts';
import { createKinds, createWeb, loadMessages, modules } from '../../../app.ts';

test('the files of the log and of each version are served as the standard says, and check each other', async (t) => {
  const db = await testDatabase(t);
  const { database } = db;
  const own = [...modules.filter(({ name }) => name === 'history'), { name: 'test', kinds: [thing, log, source], messages: [] }];
  const platform = { database, modules: own, kinds: createKinds(own), messages: await loadMessages(own), configuration: TEST_CONFIGURATION, origin: TEST_ORIGIN, now: () => new Date() };
  const web = await createWeb(platform, TEST_ORIGIN);
  const get = async (path: string, headers: Record<string, string> = {}): Promise<Response> => web.app.request(path, { headers });
  assert.equal((await get('/log/checkpoint')).status, 404, 'before there is one');

  const ids = await publishNew(database, Array.from({ length: 260 }, (_, at) => aThing(`Registro ${at}`)));
  assert.equal(ids.length, 260);
  const rows = await database.selectFrom('version').select('record_id').orderBy('sequence').execute();
  const running = testLog(t, db).start();
  await untilLogged(database);
  await running.stop();

  const checkpoint = await get('/log/checkpoint');
  assert.deepEqual([checkpoint.headers.get('content-type'), checkpoint.headers.get('cache-control')], ['text/plain; charset=utf-8', 'no-cache']);
  assert.match(await checkpoint.text(), /^yupana\.test\/log\n260\n/);
  const tile = await get('/log/tile/0/000');
  assert.deepEqual([tile.headers.get('content-type'), tile.headers.get('cache-control'), (await tile.arrayBuffer()).byteLength], ['application/octet-stream', 'public, max-age=31536000, immutable', 8192]);
  const partial = await get('/log/tile/0/001.p/4');
  assert.deepEqual([partial.headers.get('cache-control'), (await partial.arrayBuffer()).byteLength], ['public, max-age=60', 128]);
  assert.equal((await (await get('/log/tile/0/000.p/9')).arrayBuffer()).byteLength, 288, 'a partial tile of a former size is the beginning of the full one');
  const bundle = new Uint8Array(await (await get('/log/tile/entries/001.p/4')).arrayBuffer());
  const zipped = await get('/log/tile/entries/001.p/4', { 'Accept-Encoding': 'gzip' });
  assert.equal(zipped.headers.get('content-encoding'), 'gzip');
  assert.deepEqual(new Uint8Array(gunzipSync(Buffer.from(await zipped.arrayBuffer()))), bundle);
  assert.equal(decodeBundle({ level: 'entries', index: 1, width: 4 }, bundle).length, 4);
  for (const none of ['tile/0/001.p/5', 'tile/0/001', 'tile/0/1', 'tile/64/000', 'tile/0/000.p/256', 'tile/0/000.p/0', 'tile/entries/002', 'tile/0/../checkpoint', 'tile/', "tile/0/000'--"]) assert.equal((await get(`/log/${none}`)).status, 404, none);

  const policy = parsePolicy(Buffer.from(await (await get('/log/policy')).text()));
  assert.match(await (await get('/log/key')).text(), /^yupana\.test\/log\+[0-9a-f]{8}\+/);
  const id = rows[258]?.record_id ?? assert.fail();
  const entry = new Uint8Array(await (await get(`/es/things/${id}/versions/1.entry`)).arrayBuffer());
  const document = new Uint8Array(await (await get(`/es/things/${id}/versions/1.canonical`)).arrayBuffer());
  assert.equal((JSON.parse(Buffer.from(entry).toString()) as { sha256: string }).sha256, digestOf(document));
  const proof = await get(`/es/things/${id}/versions/1.tlog-proof`);
  assert.equal(proof.headers.get('content-type'), 'text/plain; charset=utf-8');
  const judged = await verifyTlogProof(parseTlogProof(new Uint8Array(await proof.arrayBuffer())), leafHash(entry), policy);
  assert.equal(judged.checkpoint.size, 260);
  for (const none of [`es/things/${id}/versions/2.entry`, `es/sources/${id}/versions/1.entry`, `xx/things/${id}/versions/1.tlog-proof`, `es/things/k7m29xq4abcd/versions/1.entry`, `es/things/${id}/versions/01.entry`]) assert.equal((await get(`/${none}`)).status, 404, none);
  assert.equal((await get(`/es/things/${id}/versions/1.json`)).status, 200, 'the version itself is where it was');
});

test('a proof with three witnesses at 100,000 entries has at most 1,600 bytes', async (t) => {
  const [own, ...witnesses] = Array.from({ length: 4 }, () => generateKeyPairSync('ed25519'));
  assert.ok(own);
  const key = verifierKey('historia.ia.gob.pe/log', ED25519, rawPublicKey(own.publicKey));
  const text = formatCheckpoint({ origin: key.name, size: 100_000, root: new Uint8Array(32), extensions: [] });
  const names = ['testigo.pucp.example', 'testigo.uni.example', 'contraloria.example'];
  const cosignatures = await Promise.all(witnesses.map(({ publicKey, privateKey }, at) => cosign(text, verifierKey(names[at] ?? '', ED25519_COSIGNATURE, rawPublicKey(publicKey)), signWith(privateKey), 1_790_000_000)));
  const checkpoint = formatNote({ text, signatures: [await signNote(text, key, signWith(own.privateKey)), ...cosignatures] });
  // The deepest place of a tree of that size has 17 hashes on its way.
  const { length } = formatTlogProof({ extra: undefined, index: 99_000, hashes: Array.from({ length: 17 }, () => new Uint8Array(32)), checkpoint });
  t.diagnostic(`${length} bytes`);
  assert.ok(length <= 1600);
});
