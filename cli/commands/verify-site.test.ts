import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { formatVerifierKey } from '@yupana/ledger';
import { serveFiles, TestHistory, TestLog, type TestServer, testWitness } from '../history/testing/log.ts';
import { run } from '../history/testing/platform.ts';
import { TestFolders } from '../history/testing/processes.ts';
import type { Outcome } from '../testing/call.ts';

const folders = new TestFolders();
after(() => folders.remove());
const uni = testWitness('uni.example');

/** Twelve versions of four records, one withdrawn; the log, and the site that shows them. */
const log = new TestLog();
const history = new TestHistory(log);
for (let index = 0; index < 11; index++) history.add(`k${index % 4}`);
history.add('k3', { type: 'withdrawal' });
await log.publish(uni);
const policy = join(folders.next(), 'policy');
writeFileSync(policy, `log ${log.vkey}\nwitness uni ${formatVerifierKey(uni.key)}\nquorum uni\n`);

interface Row {
  readonly record: string;
  readonly version: number;
  readonly act: string;
  readonly at: string;
  readonly host?: string;
}

const ROWS: readonly Row[] = log.entries.map((bytes) => {
  const { id, version, type, at } = JSON.parse(Buffer.from(bytes).toString()) as { id: string; version: number; type: string; at: string };
  return { record: id, version, act: type === 'withdrawal' ? 'withdrawn' : version === 1 ? 'added' : 'changed', at };
});
const documents = (): Map<string, string> => new Map(ROWS.filter(({ act }) => act !== 'withdrawn').map(({ record, version }) => [`es/actions/${record}/versions/${version}.canonical`, `${record}/${version}`]));
const csvOf = (rows: readonly Row[]): string => `\ufeffsequence,published_at,record,kind,version,act,fields,url\n${rows.map(({ record, version, act, at, host = 'https://ia.gob.pe' }) => `1,${at},${record},action,${version},${act},,${host}/es/actions/${record}/versions/${version}\n`).join('')}`;

/** With one more version, published so many milliseconds ago. */
const published = (ago: number): Row[] => [...ROWS, { record: 'k9', version: 1, act: 'added', at: new Date(Date.now() - ago).toISOString() }];

const sites: TestServer[] = [];
after(() => Promise.all(sites.map((site) => site.close())));

async function site(rows: readonly Row[] | string, files = documents()): Promise<TestServer> {
  const list = typeof rows === 'string' ? rows : csvOf(rows);
  const served = await serveFiles((path) => {
    if (path.startsWith('log/')) return log.files.get(path.slice(4));
    if (path.startsWith('es/history/changes.csv?')) return Buffer.from(list);
    const file = files.get(path);
    return file === undefined ? undefined : Buffer.from(file);
  });
  sites.push(served);
  return served;
}

const verify = (of: TestServer, ...more: readonly string[]): Promise<Outcome> => run(['verify', 'site', of.url, '--policy', policy, ...more]);

/** What is found of a site, as `what record/version`. */
async function findings(rows: readonly Row[], files = documents()): Promise<{ readonly code: number; readonly found: readonly string[]; readonly waiting: number }> {
  const { code, out } = await verify(await site(rows, files), '--json');
  const { findings: all, waiting } = JSON.parse(out) as { findings: { what: string; record: string; version: number }[]; waiting: number };
  return { code, found: all.map(({ what, record, version }) => `${what} ${record}/${version}`), waiting };
}

describe('yupana verify site', () => {
  it('holds where the site shows what was logged, all of it; without a policy nobody vouches for it', async () => {
    const sound = await site(ROWS);
    const { code, out, err } = await verify(sound);
    assert.equal(code, 0, err);
    assert.match(out, /Witness +uni, [\s\S]*Site +12 versions; 12 as they were logged\nHOLDS/);
    assert.equal((await run(['verify', 'site', sound.url])).code, 4);
    const folder = folders.next();
    log.write(folder);
    assert.equal((await verify(await site(ROWS), '--log', folder)).code, 0, 'with the log of a mirror');
  });

  it('names what was rewritten, what is gone, and what was never logged', async () => {
    const path = 'es/actions/k1/versions/2.canonical';
    const rewritten = await verify(await site(ROWS, documents().set(path, 'k1/2, better')));
    assert.equal(rewritten.code, 3);
    assert.match(rewritten.err, /FIRST DIFFERENCE +differs: record k1, version 2, entry 5: its document has the digest [0-9a-f]{64}, the log names [0-9a-f]{64}: it was changed\nDOES NOT HOLD/);
    const missing = documents();
    missing.delete(path);
    assert.deepEqual(await findings(ROWS, missing), { code: 3, found: ['gone k1/2'], waiting: 0 });
    assert.deepEqual(await findings(ROWS.filter(({ record, version }) => record !== 'k1' || version !== 2)), { code: 3, found: ['gone k1/2'], waiting: 0 });
    assert.deepEqual(await findings([...ROWS, { record: 'k9', version: 1, act: 'added', at: '2020-01-01T00:00:00.000Z' }]), { code: 3, found: ['not-logged k9/1'], waiting: 0 });
  });

  it('a withdrawal is one on both sides', async () => {
    const turned = ROWS.map((row) => (row.act === 'withdrawn' ? { ...row, act: 'changed' } : row));
    assert.deepEqual((await findings(turned)).found, ['differs k3/3']);
    const withdrawn = ROWS.map((row) => (row.record === 'k0' && row.version === 3 ? { ...row, act: 'withdrawn' } : row));
    assert.deepEqual((await findings(withdrawn)).found, ['differs k0/3']);
  });

  it('waits for what was published a moment ago, and not for ever', async () => {
    assert.deepEqual(await findings(published(1000)), { code: 0, found: [], waiting: 1 });
    assert.deepEqual(await findings(published(3_600_000)), { code: 3, found: ['not-logged k9/1'], waiting: 0 });
  });

  it('asks nobody but the site, whatever its list says, and takes no list that is none', async () => {
    const elsewhere = await site([]);
    const sent = await site(ROWS.map((row) => ({ ...row, host: elsewhere.url })));
    assert.equal((await verify(sent)).code, 0);
    assert.deepEqual(elsewhere.asked, []);
    const [row = assert.fail()] = ROWS;
    const hostile = ['sequence,url\n"', csvOf([row]).replace('/versions/', '/versions/../../../log/'), csvOf([row]).replace(',1,added', ',-1,added'), csvOf([row]).replace(row.at, 'soon'), `record\n${'x'.repeat(100_000)}`, csvOf([{ ...row, record: '../../secret' }]).replace(/,\.\.\/\.\.\/secret,/, ',k0,')];
    for (const list of hostile) assert.equal((await verify(await site(list))).code, 1, list.slice(0, 200));
    const control = await verify(await site([{ ...row, record: '\u001b[2Jk0' }]));
    assert.ok(!(control.out + control.err).includes('\u001b'));
  });
});
