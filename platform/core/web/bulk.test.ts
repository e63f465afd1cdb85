import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { chmodSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { gunzipSync } from 'node:zlib';
import { parse } from 'csv-parse/sync';
import type { Scope } from '../../../test/support/database.ts';
import { aThing, source, thing } from '../../../test/support/kinds.ts';
import { publishNew } from '../../../test/support/records.ts';
import { BulkStore } from '../open-data/bulk-store.ts';
import { newId } from '../records/id.ts';
import { Site } from './testing/site.ts';

function temporaryFolder(scope: Scope): string {
  const folder = mkdtempSync(join(tmpdir(), 'yupana-bulk-'));
  scope.after(async () => rmSync(folder, { recursive: true, force: true }));
  return join(folder, 'bulk');
}

const folder = temporaryFolder({ after });
const site = await Site.open({ after }, { openData: { bulkFolder: folder, restFactor: 0 } });
const many = Array.from({ length: 1200 }, (_, index) => ({ id: newId(), kind: 'thing', basedOn: 0, document: aThing(`Cosa ${index}`, { notes: 'Largo. '.repeat(1 + (index % 40)) }) }));
await site.publishEach(many);
await site.publish(source, { title: 'Libro' });
const changed = await site.publish(thing, aThing('Cambiada'), many[0]?.id, 1);
const gone = await site.publish(thing, aThing('Se va'));
await site.withdraw(gone, 'Sobraba');

const bytesOf = async (path: string, headers: Record<string, string> = {}): Promise<Buffer> => Buffer.from(await (await site.ask(path, headers)).arrayBuffer());
const sha256 = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');
const linesOf = (bytes: Buffer): { id: string; kind: string; version: number; document: unknown }[] => gunzipSync(bytes).toString('utf8').trimEnd().split('\n').map((line) => JSON.parse(line) as never);

describe('a file of everything', () => {
  it('holds every public record once, in the order of ids, as it is now', async () => {
    const lines = linesOf(await bytesOf('/bulk/all.jsonl.gz'));
    assert.equal(lines.length, many.length + 1);
    assert.deepEqual(lines.map(({ id }) => id), lines.map(({ id }) => id).toSorted());
    assert.equal(lines.find(({ id }) => id === changed.id)?.version, 2);
    assert.ok(!lines.some(({ id }) => id === gone.id));
    assert.deepEqual(new Set(lines.map(({ kind }) => kind)), new Set(['thing', 'source']));
  });

  it('of one kind holds that kind, as lines and as the table that the list gives', async () => {
    assert.equal(linesOf(await bytesOf('/bulk/thing.jsonl.gz')).length, many.length);
    const table = parse(gunzipSync(await bytesOf('/bulk/thing.csv.gz')), { bom: true }) as string[][];
    const list = parse(await site.text('/es/things.csv'), { bom: true }) as string[][];
    assert.deepEqual(table[0], list[0]);
    assert.deepEqual(table.slice(1), list.slice(1).toSorted(([a = ''], [b = '']) => (a < b ? -1 : 1)));
    assert.equal(gunzipSync(await bytesOf('/bulk/log.jsonl.gz')).length, 0);
  });

  it('has beside it the sum that sha256sum checks, in its headers too, and no time or system in it', async () => {
    const answer = await site.ask('/bulk/all.jsonl.gz');
    const bytes = Buffer.from(await answer.arrayBuffer());
    assert.equal(await site.text('/bulk/all.jsonl.gz.sha256'), `${sha256(bytes)}  all.jsonl.gz\n`);
    assert.equal(answer.headers.get('repr-digest'), `sha-256=:${createHash('sha256').update(bytes).digest('base64')}:`);
    assert.equal(answer.headers.get('content-disposition'), 'attachment; filename="all.jsonl.gz"');
    assert.equal(answer.headers.get('content-type'), 'application/gzip');
    assert.equal(answer.headers.get('content-encoding'), null);
    assert.deepEqual([...bytes.subarray(0, 10)], [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255]);
  });

  it('is listed with what is in it', async () => {
    const { sequence, files } = await site.json<{ sequence: number; files: { name: string; records: number; bytes: number; sequence: number; sha256: string; contentSha256: string }[] }>('/bulk.json');
    const all = files.find(({ name }) => name === 'all.jsonl.gz');
    const bytes = await bytesOf('/bulk/all.jsonl.gz');
    assert.deepEqual([all?.records, all?.bytes, all?.sequence, all?.sha256, all?.contentSha256], [many.length + 1, bytes.length, sequence, sha256(bytes), sha256(gunzipSync(bytes))]);
    const page = await site.text('/es/data');
    assert.ok(page.includes(sha256(bytes)) && page.includes('/bulk/thing.csv.gz.sha256') && page.includes('sha256sum -c'));
    assert.equal((await site.ask('/bulk')).headers.get('location'), '/es/data');
  });

  it('that there is not is 404', async () => {
    for (const name of ['nothing.jsonl.gz', 'all.csv.gz', 'thing.jsonl', 'all.jsonl.gz.sha256.sha256', '..%2f..%2fetc%2fpasswd', 'constructor']) assert.equal((await site.ask(`/bulk/${name}`)).status, 404, name);
  });
});

describe('a download', () => {
  it('can be asked for in parts, which make the whole', async () => {
    const whole = await bytesOf('/bulk/all.jsonl.gz');
    const [middle, total] = [1000, whole.length];
    const first = await site.ask('/bulk/all.jsonl.gz', { range: `bytes=0-${middle - 1}` });
    const etag = first.headers.get('etag') ?? '';
    const rest = await site.ask('/bulk/all.jsonl.gz', { range: `bytes=${middle}-`, 'if-range': etag });
    assert.deepEqual([first.status, rest.status], [206, 206]);
    assert.equal(rest.headers.get('content-range'), `bytes ${middle}-${total - 1}/${total}`);
    assert.equal(rest.headers.get('content-length'), String(total - middle));
    assert.deepEqual(Buffer.concat([Buffer.from(await first.arrayBuffer()), Buffer.from(await rest.arrayBuffer())]), whole);
    const beyond = await site.ask('/bulk/all.jsonl.gz', { range: `bytes=${total}-` });
    assert.deepEqual([beyond.status, beyond.headers.get('content-range')], [416, `bytes */${total}`]);
    const changedMeanwhile = await site.ask('/bulk/all.jsonl.gz', { range: 'bytes=5-', 'if-range': '"another"' });
    assert.deepEqual([changedMeanwhile.status, (await changedMeanwhile.arrayBuffer()).byteLength], [200, total]);
  });

  it('tells its length by HEAD, and 304 to whoever has it', async () => {
    const head = await site.ask('/bulk/all.jsonl.gz', {}, 'HEAD');
    const bytes = await bytesOf('/bulk/all.jsonl.gz');
    assert.deepEqual([head.status, head.headers.get('content-length'), await head.text()], [200, String(bytes.length), '']);
    const [etag, modified] = [head.headers.get('etag') ?? '', head.headers.get('last-modified') ?? ''];
    assert.equal((await site.ask('/bulk/all.jsonl.gz', { 'if-none-match': etag })).status, 304);
    assert.equal((await site.ask('/bulk/all.jsonl.gz', { 'if-modified-since': modified })).status, 304);
    const older = await site.ask('/bulk/all.jsonl.gz', { 'if-modified-since': 'Thu, 01 Jan 2015 00:00:00 GMT' }, 'HEAD');
    assert.equal(older.status, 200);
    assert.equal((await site.ask('/bulk/all.jsonl.gz', { 'if-none-match': '"other"', 'if-modified-since': modified }, 'HEAD')).status, 200);
  });
});

describe('generations of a file', () => {
  it('are the same bytes on two servers, whenever they make them, and another after a publication', async (t) => {
    const own = await Site.open(t, { openData: { bulkFolder: temporaryFolder(t), restFactor: 0 } });
    await publishNew(own.platform.database, Array.from({ length: 20 }, (_, index) => aThing(`Uno ${index}`)));
    const stores = [temporaryFolder(t), temporaryFolder(t)].map((one) => new BulkStore(own.platform, one, { restFactor: 0 }));
    const file = stores[0]?.files[0] ?? assert.fail('no file');
    const [a, b] = await Promise.all(stores.map((store) => store.obtain(file)));
    assert.equal(a?.sha256, b?.sha256);
    assert.deepEqual(a && sha256(Buffer.from(await (await own.ask('/bulk/all.jsonl.gz')).arrayBuffer())), a?.sha256);
    await own.publish(thing, aThing('Dos'));
    const later = await stores[0]?.obtain(file);
    assert.notEqual(later?.sha256, a?.sha256);
    assert.equal(later?.records, 21);
  });

  it('are kept one at a time, found again after a restart, and made once however many ask', async (t) => {
    const kept = temporaryFolder(t);
    const own = await Site.open(t);
    const store = new BulkStore(own.platform, kept, { restFactor: 0 });
    const file = store.files[0] ?? assert.fail('no file');
    const answers = await Promise.all(Array.from({ length: 10 }, () => store.obtain(file)));
    assert.equal(new Set(answers).size, 1);
    await own.publish(thing, aThing('Uno'));
    const made = await store.obtain(file);
    assert.deepEqual(readdirSync(kept).toSorted(), [`all.jsonl.${made.generation}.gz`, `all.jsonl.${made.generation}.gz.json`]);
    const written = statSync(made.path ?? '').mtimeMs;
    assert.deepEqual(await new BulkStore(own.platform, kept).obtain(file), made);
    assert.equal(statSync(made.path ?? '').mtimeMs, written);
  });

  it('that were cut short or whose note is broken are made anew', async (t) => {
    const kept = temporaryFolder(t);
    const own = await Site.open(t);
    await own.publish(thing, aThing('Uno'));
    const made = await new BulkStore(own.platform, kept).obtain(new BulkStore(own.platform, kept).files[0] ?? assert.fail());
    for (const [path, content] of [[made.path, 'short'], [`${made.path}.json`, '{"half']] as const) {
      writeFileSync(path ?? '', content);
      const store = new BulkStore(own.platform, kept);
      const again = await store.obtain(store.files[0] ?? assert.fail());
      assert.equal(again.sha256, made.sha256);
      assert.equal(statSync(again.path ?? '').size, made.bytes);
    }
  });

  it('that somebody took away are made anew, and the reader who came in between is served all the same', async (t) => {
    const kept = temporaryFolder(t);
    const own = await Site.open(t, { openData: { bulkFolder: kept } });
    await own.publish(thing, aThing('Uno'));
    const first = Buffer.from(await (await own.ask('/bulk/all.jsonl.gz')).arrayBuffer());
    rmSync(kept, { recursive: true });
    for (let round = 0; round < 2; round += 1) assert.deepEqual(Buffer.from(await (await own.ask('/bulk/all.jsonl.gz')).arrayBuffer()), first);
    assert.equal(readdirSync(kept).length, 2);
  });

  it('that take long do not keep a reader waiting who can have the former, nor the server busy', async (t) => {
    const own = await Site.open(t);
    const store = new BulkStore(own.platform, temporaryFolder(t), { patienceMs: 0, restFactor: 100_000 });
    const file = store.files[0] ?? assert.fail('no file');
    const first = await store.obtain(file);
    await own.publish(thing, aThing('Uno'));
    assert.equal((await store.obtain(file)).generation, first.generation, 'made long enough ago');
    const eager = new BulkStore(own.platform, first.path?.slice(0, first.path.lastIndexOf('/')), { patienceMs: 0, restFactor: 0 });
    assert.equal((await eager.obtain(file)).generation, first.generation, 'the former, at once');
    await sleep(300);
    assert.equal((await eager.obtain(file)).records, 1);
  });
});

describe('a server without a folder that can be written', () => {
  for (const [what, openData] of [['none is given', {}], ['it is a file', { bulkFolder: join(import.meta.filename, 'bulk') }]] as const) {
    it(`sends files as it makes them: ${what}`, async (t) => {
      const own = await Site.open(t, { openData });
      await own.publish(thing, aThing('Uno'));
      const answer = await own.ask('/bulk/all.jsonl.gz');
      const bytes = Buffer.from(await answer.arrayBuffer());
      assert.equal(linesOf(bytes).length, 1);
      assert.equal(await own.text('/bulk/all.jsonl.gz.sha256'), `${sha256(bytes)}  all.jsonl.gz\n`);
      const again = await own.ask('/bulk/all.jsonl.gz');
      await again.arrayBuffer();
      assert.equal((await own.ask('/bulk/all.jsonl.gz', { 'if-none-match': again.headers.get('etag') ?? '' })).status, 304);
      assert.equal((await own.ask('/es/data')).status, 200);
      assert.equal((await own.ask('/bulk/all.jsonl.gz', {}, 'HEAD')).status, 200);
    });
  }

  it('that may not write into it says so once and goes on', { skip: process.getuid?.() === 0 && 'root may write everywhere' }, async (t) => {
    const locked = temporaryFolder(t);
    const own = await Site.open(t, { openData: { bulkFolder: join(locked, 'below') } });
    chmodSync(join(locked, '..'), 0o500);
    assert.equal((await own.ask('/bulk/all.jsonl.gz')).status, 200);
    chmodSync(join(locked, '..'), 0o700);
  });
});

