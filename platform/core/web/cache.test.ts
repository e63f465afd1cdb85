import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { after, describe, it } from 'node:test';
import { modules } from '../../app.ts';
import { testDatabase } from '../../../test/support/database.ts';
import { aThing, log, texts, thing } from '../../../test/support/kinds.ts';
import { TEST_ORIGIN } from '../../../test/support/platform.ts';
import { newId } from '../records/id.ts';
import { FinishedPage, PageCache } from './page-cache.ts';
import { Site } from './testing/site.ts';

const site = await Site.open({ after });

describe('a page from memory', () => {
  it('shows a publication of the same process at once', async () => {
    const first = await site.publish(log, { title: 'Antes', entries: [] });
    assert.match(await site.text(`/es/logs/${first.id}`), /Antes/);
    assert.match(await site.text('/es/logs'), /Antes/);
    const second = await site.publish(log, { title: 'Después', entries: [] }, first.id, 1);
    assert.match(await site.text(`/es/logs/${first.id}`), /Después/);
    assert.doesNotMatch(await site.text('/es/logs'), /Antes/);
    await site.withdraw(second, 'Se publicó por error');
    assert.equal((await site.ask(`/es/logs/${first.id}`)).status, 410);
    assert.doesNotMatch(await site.text('/es/logs'), /Después/);
  });

  it('is the same for a reader with a cookie of somebody else', async () => {
    const { id } = await site.publish(thing, aThing('Igual para todos'));
    const plain = await site.text(`/es/things/${id}`);
    assert.equal(await site.text(`/es/things/${id}`, { cookie: '__Host-yupana=nonsense; other=1' }), plain);
    assert.doesNotMatch(plain, /\/edit"/);
  });

  it('is kept by its whole address: form, language and every parameter apart', async () => {
    await site.publish(thing, aThing('Aparte'));
    const paths = ['/es/things', '/en/things', '/es/things.json', '/es/things?q=aparte', '/es/things?q=aparte&sort=newest', '/es/things?sort=newest&q=aparte'];
    const first = await Promise.all(paths.map((path) => site.text(path)));
    assert.equal(new Set(first).size, paths.length);
    assert.deepEqual(await Promise.all(paths.map((path) => site.text(path))), first);
  });
});

describe('a publication by another process', () => {
  it('is seen at once', async (t) => {
    const { config, database } = await testDatabase(t);
    const { createWeb, createKinds, loadMessages } = await import('../../app.ts');
    const { TEST_CONFIGURATION, TEST_NOW } = await import('../../../test/support/platform.ts');
    const platform = { database, modules, kinds: createKinds(), messages: await loadMessages(), configuration: TEST_CONFIGURATION, origin: TEST_ORIGIN, now: () => TEST_NOW };
    const web = await createWeb(platform, TEST_ORIGIN);
    const list = async (): Promise<string> => (await web.app.request(`${TEST_ORIGIN}/es/institution-types`)).text();
    assert.doesNotMatch(await list(), /Ministerio ajeno/);
    const script = `
      import { connect } from './platform/core/storage/database.ts';
      import { createKinds } from './platform/app.ts';
      import { publishAll } from './platform/core/records/publish.ts';
      const { database, close } = await connect(JSON.parse(process.env.CONFIG));
      const document = { name: { es: { text: 'Ministerio ajeno', status: 'original' } }, publicBody: true };
      await database.transaction().execute((tx) => publishAll(tx, { kinds: createKinds(), languages: ['es'] }, [{ id: '${newId()}', kind: 'institution-type', document, basedOn: 0 }], { name: 'other process' }));
      await close();`;
    const other = spawnSync(process.execPath, ['--input-type=module', '--eval', script], { cwd: new URL('../../..', import.meta.url), env: { ...process.env, CONFIG: JSON.stringify(config) }, encoding: 'utf8' });
    assert.equal(other.status, 0, other.stderr);
    assert.match(await list(), /Ministerio ajeno/);
  });
});

describe('midnight where the country is', () => {
  it('makes an action overdue on the day after its deadline, by the clock of Lima', async (t) => {
    let now = new Date('2026-12-31T12:00:00-05:00');
    const dated = await Site.open(t, { modules, now: () => now });
    const [strategy, action] = [newId(), newId()];
    const absent = { absent: 'not_stated' };
    const none = { absent: 'not_applicable' };
    await dated.publishEach([
      { id: strategy, kind: 'strategy', basedOn: 0, document: { title: texts('Plan'), type: 'strategy', summary: { absent: 'unknown' }, author: absent, standing: 'in_force', periodStart: absent, periodEnd: absent, issuedBy: none, knowledge: 'first_hand' } },
      { id: action, kind: 'action', basedOn: 0, document: { strategy, axis: none, objective: none, printedCode: absent, position: 1, text: texts('Hacer un portal'), kind: 'platform', asksForSystem: false, systemKind: none, territorialScope: 'nationwide', responsible: absent, deadline: '2026-12', budget: absent, baseline: absent, target: absent } },
    ]);
    const page = (): Promise<string> => dated.text(`/en/actions/${action}`);
    const onTime = await page();
    assert.doesNotMatch(onTime, /Overdue/);
    // The new year has begun in London, not yet in Lima.
    now = new Date('2027-01-01T04:59:59Z');
    assert.equal(await page(), onTime);
    now = new Date('2027-01-01T05:00:00Z');
    assert.match(await page(), /<span class="flag">Overdue<\/span>/);
    assert.match(await page(), /Was due: December 2026/);
  });
});

const finished = (length: number, status = 200): FinishedPage => new FinishedPage(status, 'text/plain', 'x'.repeat(length));

describe('the cache itself', () => {
  it('forgets everything when what the pages depend on changes, and takes nothing made before', () => {
    const cache = new PageCache();
    cache.get('1', 'a');
    cache.set('1', 'a', finished(5));
    assert.ok(cache.get('1', 'a'));
    assert.equal(cache.get('2', 'a'), undefined);
    cache.set('1', 'a', finished(5));
    assert.equal(cache.get('2', 'a'), undefined);
  });

  it('keeps no error, and drops the page longest unasked for when it is full', () => {
    const cache = new PageCache();
    cache.get('1', 'a');
    cache.set('1', 'gone', finished(5, 410));
    assert.equal(cache.get('1', 'gone'), undefined);
    for (const key of ['a', 'b', 'c']) cache.set('1', key, finished(10_000_000));
    cache.get('1', 'a');
    cache.set('1', 'd', finished(10_000_000));
    assert.deepEqual(['a', 'b', 'c', 'd'].map((key) => cache.get('1', key) !== undefined), [true, false, true, true]);
  });

  it('counts a page once that two requests made at the same time', () => {
    const cache = new PageCache();
    cache.get('1', 'a');
    for (let round = 0; round < 10; round += 1) cache.set('1', 'same', finished(10_000_000));
    cache.set('1', 'other', finished(10_000_000));
    assert.ok(cache.get('1', 'same'));
    assert.ok(cache.get('1', 'other'));
  });
});
