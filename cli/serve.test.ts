import assert from 'node:assert/strict';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { parse } from 'csv-parse/sync';
import { newId } from '#core/records/id.ts';
import { readPostmaster } from '#core/storage/postgres/postmaster.ts';
import { isAlive, waitUntil } from '#core/storage/postgres/processes.ts';
import { killServer } from '#core/storage/postgres/testing/harness.ts';
import { call, start } from './testing/call.ts';

const home = realpathSync(mkdtempSync(join(tmpdir(), 'yupana-serve-')));
// As root, PostgreSQL runs as somebody else, who must get through.
chmodSync(home, 0o711);
const DATA_DIR = join(home, 'data');
const children = new Set<ChildProcess>();
after(async () => {
  for (const child of children) child.kill('SIGKILL');
  for (const folder of [DATA_DIR, join(home, 'early')]) await killServer(folder);
  rmSync(home, { recursive: true, force: true, maxRetries: 5 });
});

const [ministry, office] = [newId(), newId()];
function pack(name: string): string {
  const folder = join(home, name);
  mkdirSync(folder);
  writeFileSync(join(folder, 'pack.yaml'), `name: ${name}\ntitle: {es: Yupana ${name}, en: Yupana ${name}}\ncountry: {es: ${name}}\nlanguages: [es, en]\ntimezone: America/Lima\n`);
  writeFileSync(join(folder, 'types.yaml'), `kind: institution-type\nrecords:\n  - {id: ${ministry}, name: {es: "=Ministerio; \\"uno\\"", en: Ministry}, publicBody: true}\n  - {id: ${office}, name: {es: Oficina}, publicBody: false, description: {es: "Dos\\nlíneas, con ñ"}}\n`);
  return folder;
}
const [COUNTRY, other] = [pack('tierra'), pack('otra')];
const env = { DATA_DIR, COUNTRY, PORT: '0' };

interface Running {
  readonly child: ChildProcess;
  readonly banner: string;
  readonly address: string;
}

async function serve(): Promise<Running> {
  const child = start({ args: ['serve'], env });
  children.add(child);
  let banner = '';
  let errors = '';
  child.stderr?.on('data', (chunk) => (errors += String(chunk)));
  await new Promise<void>((done, failed) => {
    child.stdout?.on('data', (chunk) => {
      banner += String(chunk);
      if (banner.includes('Ctrl-C')) done();
    });
    child.once('exit', (code) => failed(new Error(`serve ended with ${String(code)}: ${errors}`)));
  });
  return { child, banner, address: /Open +(\S+)\//.exec(banner)?.[1] ?? assert.fail(banner) };
}

async function end(child: ChildProcess, signal: NodeJS.Signals): Promise<number | null> {
  const exit = once(child, 'exit') as Promise<[number | null]>;
  child.kill(signal);
  const [code] = await exit;
  children.delete(child);
  return code;
}

const serverOf = (folder: string): number | undefined => readPostmaster(join(folder, 'postgres'))?.pid;

async function assertNoServer(pid: number | undefined, folder = DATA_DIR): Promise<void> {
  assert.ok(pid === undefined || (await waitUntil(() => !isAlive(pid), 5000)), `postgres ${String(pid)} still runs`);
  assert.equal(existsSync(join(folder, 'postgres/postmaster.pid')), false);
}

// One folder through its life, in this order: a server takes seconds to make.
describe('serve', () => {
  it('takes port, data folder and country from the environment and says where it is', async () => {
    const { child, banner, address } = await serve();
    try {
      assert.match(address, /^http:\/\/localhost:[1-9]\d+$/);
      for (const part of [DATA_DIR, COUNTRY, '2 records published', 'Ready in', 'Ctrl-C']) assert.ok(banner.includes(part), `${part} in ${banner}`);
      const page = await fetch(`${address}/es/institution-types`);
      assert.equal(page.status, 200);
      assert.match(await page.text(), /Yupana tierra/);
      const { sequence } = (await (await fetch(`${address}/healthz`)).json()) as { sequence: number };
      assert.equal(sequence, 2);
      // What the pack brought is in the public log soon after the first start.
      let checkpoint = '';
      for (let tries = 0; tries < 400 && !checkpoint.startsWith('localhost/tierra/log\n2\n'); tries += 1) {
        await sleep(50);
        checkpoint = await (await fetch(`${address}/log/checkpoint`)).text();
      }
      assert.match(checkpoint, /^localhost\/tierra\/log\n2\n/);
      assert.equal(statSync(join(DATA_DIR, 'keys/log.key')).mode & 0o777, 0o600);

      const second = call(['serve'], env);
      assert.equal(second.code, 1);
      assert.ok(second.err.includes(DATA_DIR) && second.err.includes(String(child.pid)), second.err);
      assert.doesNotMatch(second.err, /at .*\.ts:|Error:/);
      assert.equal((await fetch(`${address}/healthz`)).status, 200, 'the first one goes on');

      const pid = serverOf(DATA_DIR);
      assert.ok(pid !== undefined && isAlive(pid));
      assert.equal(await end(child, 'SIGINT'), 0);
      await assertNoServer(pid);
    } finally {
      child.kill('SIGKILL');
    }
  });

  it('says which port is taken and how to give another, and leaves no database behind', async (t) => {
    const taken = createServer().listen(0, 'localhost');
    t.after(() => taken.close());
    await once(taken, 'listening');
    const address = taken.address();
    const port = typeof address === 'object' && address ? address.port : 0;
    const { code, out, err } = call(['serve'], { ...env, PORT: String(port) });
    assert.deepEqual([code, out], [1, '']);
    assert.match(err, new RegExp(`Port ${port} is taken by another program\\. Give another one: PORT=${port + 1}`));
    await assertNoServer(serverOf(DATA_DIR));
  });

  it("refuses another country's pack on the same folder and says what to do", async () => {
    const { code, err } = call(['serve'], { ...env, COUNTRY: other });
    assert.equal(code, 1);
    assert.match(err, /holds the pack "tierra", not "otra".*DATA_DIR/);
    await assertNoServer(serverOf(DATA_DIR));
  });

  it('that is ended while it starts leaves no database behind', async () => {
    const folder = join(home, 'early');
    const child = start({ args: ['serve'], env: { ...env, DATA_DIR: folder } });
    children.add(child);
    assert.ok(await waitUntil(() => serverOf(folder) !== undefined, 20_000), 'the database starts');
    const pid = serverOf(folder);
    assert.equal(await end(child, 'SIGTERM'), 0);
    await assertNoServer(pid, folder);
  });
});

describe('mail and jobs', () => {
  it('a wrong mail server is told at once, without its password', () => {
    const { code, out, err } = call(['serve'], { ...env, SMTP_URL: 'smtps://yupana:clave@mail.example?x=1', MAIL_FROM: 'a@example.org' });
    assert.deepEqual([code, out], [1, '']);
    assert.ok(err.startsWith('SMTP_URL') && !err.includes('clave'), err);
  });

  it('a mail that is asked for is written at once and shown on the machine', async () => {
    const { child, address, banner } = await serve();
    try {
      assert.ok(banner.includes(`${address}/dev/mail`), banner);
      const asked = await fetch(`${address}/es/institution-types/${ministry}/subscribe`, { method: 'POST', body: new URLSearchParams({ email: 'rosa@example.org' }), headers: { origin: address } });
      assert.equal(asked.status, 200);
      const shown = async (): Promise<boolean> => (await (await fetch(`${address}/dev/mail`)).text()).includes('rosa@example.org');
      let found = false;
      for (let tries = 0; tries < 100 && !found; tries += 1) found = (await shown()) || (await new Promise<boolean>((done) => void setTimeout(() => done(false), 100)));
      assert.ok(found, 'the mail is there');
      assert.equal((await fetch(`${address}/dev/mail`, { headers: { 'x-forwarded-for': '203.0.113.1' } })).status, 404);
      assert.equal(await end(child, 'SIGTERM'), 0);
    } finally {
      child.kill('SIGKILL');
    }
  });

  it('the operator sees what the jobs did', () => {
    const { code, out, err } = call(['jobs'], { DATA_DIR });
    assert.equal(code, 0, err);
    assert.match(out, /^ +mail +done [1-9]\d*, failed 0, last \d{4}-/m);
    assert.match(out, /^Mail that waits: 0$/m);
    assert.match(out, /^Dead letters: 0$/m);
    assert.ok(!out.includes('rosa'));
  });
});

describe('export', () => {
  const folder = join(home, 'export');

  it('writes every public record as JSON lines, with nothing left out', () => {
    const { code, out } = call(['export', folder], { DATA_DIR });
    assert.equal(code, 0);
    assert.match(out, /^2 records written to /);
    const lines = readFileSync(join(folder, 'institution-types.jsonl'), 'utf8').trim().split('\n').map((line) => JSON.parse(line) as { id: string; kind: string; version: number; document: Record<string, unknown> });
    const byId = new Map(lines.map((line) => [line.id, line]));
    assert.deepEqual(byId.get(ministry)?.document, { name: { es: { text: '=Ministerio; "uno"', status: 'original' }, en: { text: 'Ministry', status: 'original' } }, publicBody: true });
    assert.deepEqual(byId.get(office)?.document, { name: { es: { text: 'Oficina', status: 'original' } }, publicBody: false, description: { es: { text: 'Dos\nlíneas, con ñ', status: 'original' } } });
    assert.deepEqual([...byId.values()].map(({ kind, version }) => [kind, version]), [['institution-type', 1], ['institution-type', 1]]);
    assert.equal(readFileSync(join(folder, 'actions.jsonl'), 'utf8'), '');
  });

  it('writes the same as tables that a spreadsheet opens', () => {
    assert.equal(call(['export', folder, '--form', 'csv'], { DATA_DIR }).code, 0);
    const rows: Record<string, string>[] = parse(readFileSync(join(folder, 'institution-types.csv'), 'utf8'), { columns: true, bom: true });
    const byId = new Map(rows.map((row) => [row['id'], row]));
    assert.equal(byId.get(ministry)?.['name.es'], '\'=Ministerio; "uno"');
    assert.equal(byId.get(office)?.['description.es'], 'Dos\nlíneas, con ñ');
    assert.equal(byId.get(office)?.['publicBody'], 'false');
    assert.match(readFileSync(join(folder, 'actions.csv'), 'utf8'), /^\ufeffid,record_version,published_at,/);
  });
});

describe('sign-in-link', () => {
  it('makes a link that signs in once', async () => {
    const made = call(['sign-in-link', '--person', 'ana@example.org', '--origin', 'http://localhost:1/'], { DATA_DIR });
    assert.equal(made.code, 0, made.err);
    const [, path = ''] = /^http:\/\/localhost:1(\/es\/sign-in\/[\w-]{40,})\n$/.exec(made.out) ?? assert.fail(made.out);
    const { child, address, banner } = await serve();
    try {
      assert.match(banner, /unchanged/);
      const use = (): Promise<Response> => fetch(`${address}${path}`, { method: 'POST', headers: { origin: address }, redirect: 'manual' });
      assert.equal((await fetch(`${address}${path}`)).status, 200, 'looking at it uses nothing up');
      const first = await use();
      assert.equal(first.status, 303);
      assert.match(first.headers.get('set-cookie') ?? '', /__Host-/);
      const second = await use();
      assert.equal(second.status, 403);
      assert.equal(second.headers.get('set-cookie'), null);
      assert.equal(await end(child, 'SIGTERM'), 0);
    } finally {
      child.kill('SIGKILL');
    }
  });
});
