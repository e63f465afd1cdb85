import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import { modules } from '../../../app.ts';
import { aThing, log, thing } from '../../../../test/support/kinds.ts';
import { TEST_ORIGIN, testPlatform } from '../../../../test/support/platform.ts';
import { publisherOf } from '../../platform.ts';
import { startDraft } from '../../records/drafts.ts';
import { newId } from '../../records/id.ts';
import { publishAll } from '../../records/publish.ts';
import { newestVersion } from '../../records/read.ts';
import { fromFormEntries } from '../../kinds/form.ts';
import { publishSaved } from './testing/publish.ts';
import { Editor, moduleOf } from './testing/editor.ts';

const platform = await testPlatform({ after }, { modules: [...modules, moduleOf({ after }, [thing, log])] });
const { database, web } = platform;
const ana = await Editor.signIn(platform, 'ana <b>quispe</b>');

async function published(title: string): Promise<string> {
  const id = newId();
  await database.transaction().execute((transaction) => publishAll(transaction, publisherOf(platform), [{ id, kind: 'thing', document: aThing(title, { reviewer: 'oficina 1' }), basedOn: 0 }], { name: 'system' }));
  return id;
}

describe('the desk', () => {
  it('lists drafts with title, kind, time and editor, none of it as markup', async () => {
    const id = await startDraft(database, thing, aThing('<script>alert(1)</script>'), { name: 'person:"><img src=x onerror=alert(1)>' });
    const odd = await startDraft(database, thing, { title: 'no text by language' }, { name: 'person:beto' });
    for (const language of platform.configuration.languages) {
      const answer = await ana.get(`/${language}/desk`);
      assert.equal(answer.status, 200);
      assert.equal(answer.headers.get('cache-control'), 'no-store');
      const html = await answer.text();
      assert.ok(html.includes(`href="/${language}/things/${id}/edit">&lt;script&gt;alert(1)&lt;/script&gt;</a>`));
      assert.ok(html.includes(`/things/${odd}/edit`));
      assert.doesNotMatch(html, /<script>alert|<img src=x|<b>quispe/);
      for (const { path } of platform.kinds.all) assert.ok(html.includes(`href="/${language}/desk/new/${path}"`), path);
    }
  });
});

describe('withdrawing', () => {
  it('needs a reason, keeps the page as a tombstone, and can be taken back', async () => {
    const id = await published('Se retira');
    const page = await ana.get(`/es/things/${id}/withdraw`);
    assert.equal(page.status, 200);
    assert.match(await page.text(), /<textarea id="reason"/);
    const refused = await ana.post(`/es/things/${id}/withdraw`, [['_version', '1'], ['reason', '  ']]);
    assert.equal(refused.status, 422);
    assert.match(await refused.text(), /<a href="#reason">/);
    const done = await ana.post(`/es/things/${id}/withdraw`, [['_version', '1'], ['reason', 'Se publicó <b>dos veces</b>']]);
    assert.equal(done.status, 303);
    assert.equal(done.headers.get('location'), `/es/things/${id}`);
    const tombstone = await web.app.request(`${TEST_ORIGIN}/es/things/${id}`);
    assert.equal(tombstone.status, 410);
    assert.match(await tombstone.text(), /Se publicó &lt;b&gt;dos veces/);
    assert.equal((await ana.get(`/es/things/${id}/withdraw`)).status, 404);
    const form = await ana.open(`/es/things/${id}/edit`);
    assert.match(form.html, /Este registro fue retirado/);
    assert.deepEqual(fromFormEntries(thing, form.entries), aThing('Se retira', { reviewer: 'oficina 1' }));
    assert.equal((await ana.post(form.action, form.filled({}, 'save'))).status, 303);
    await publishSaved(platform, id);
    assert.equal((await newestVersion(database, id))?.number, 3);
  });

  it('of a version that is no longer the newest is refused, with the reason kept', async () => {
    const id = await published('Cambia');
    const form = await ana.open(`/es/things/${id}/edit`);
    await ana.post(form.action, form.filled({ acronym: 'A' }, 'save'));
    await publishSaved(platform, id);
    const answer = await ana.post(`/es/things/${id}/withdraw`, [['_version', '1'], ['reason', 'Motivo "largo"']]);
    assert.equal(answer.status, 409);
    const html = await answer.text();
    assert.match(html, /Motivo &quot;largo&quot;/);
    assert.match(html, /name="_version" value="2"/);
  });
});

describe('discarding', () => {
  it('of changes leaves the published record as it is', async () => {
    const id = await published('Queda');
    const form = await ana.open(`/es/things/${id}/edit`);
    await ana.post(form.action, form.filled({ acronym: 'A' }, 'save'));
    const page = await ana.open(`/es/things/${id}/edit`);
    assert.match(page.html, /El registro publicado queda como está/);
    assert.equal((await ana.post(`/es/things/${id}/discard`, [['_revision', '1']])).status, 303);
    assert.equal((await web.app.request(`${TEST_ORIGIN}/es/things/${id}`)).status, 200);
    assert.equal(fromFormEntries(thing, (await ana.open(`/es/things/${id}/edit`)).entries)['acronym'], undefined);
  });
});
