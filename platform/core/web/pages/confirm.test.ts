/** One-click confirmation and taking over, over HTTP. */
import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { wholeFile } from '../../../../test/support/database.ts';
import { TEST_ORIGIN, type TestPlatform, testPlatform } from '../../../../test/support/platform.ts';
import { publisherOf } from '../../platform.ts';
import { readDraft } from '../../records/drafts.ts';
import { publishAll } from '../../records/publish.ts';
import { newestVersion } from '../../records/read.ts';
import { Editor } from './testing/editor.ts';

const PERU = new URL('../../../../countries/peru/', import.meta.url).pathname;

describe('a record that a body answers for', () => {
  let platform: TestPlatform;
  let id = '';
  let institution = '';
  let path = '';
  const version = async () => newestVersion(platform.database, id);
  const people = {} as Record<'author' | 'stranger' | 'editor', Editor>;

  before(async () => {
    platform = await testPlatform(wholeFile, { pack: PERU });
    const { rows } = await platform.database.selectFrom('link').innerJoin('record', 'record.id', 'link.from_id').select(['from_id', 'to_id']).where('record.kind', '=', 'deployment').where('field', '=', 'institution').limit(1).execute().then((all) => ({ rows: all }));
    [id, institution] = [rows[0]?.from_id ?? assert.fail('no deployment with a body'), rows[0]?.to_id ?? ''];
    path = `/es/systems/${id}`;
    people.author = await Editor.signIn(platform, 'autora@example.org', { institution, role: 'author' });
    people.stranger = await Editor.signIn(platform, 'ajena@example.org', { institution: 'mt65rv8e4s6n', role: 'approver' });
    people.editor = await Editor.signIn(platform, 'oficina@example.org');
  });

  it('that others reported is taken over by its people alone, as a draft at their desk', async () => {
    assert.match(await (await platform.web.app.request(`${TEST_ORIGIN}${path}`)).text(), /¿Es de su entidad\?/);
    assert.doesNotMatch(await (await people.stranger.get(path)).text(), /Hacerlo nuestro/);
    assert.equal((await people.stranger.post(`${path}/claim`, [])).status, 403);
    assert.equal((await people.editor.post(`${path}/claim`, [])).status, 403, 'the office claims nothing for a body');
    assert.match(await (await people.author.get(path)).text(), /Hacerlo nuestro/);
    assert.match(await (await people.author.get('/es/desk')).text(), /Sistemas de su entidad que otros informaron/);
    assert.equal((await people.author.post(`${path}/claim`, [])).headers.get('location'), `${path}/edit`);
    const draft = await readDraft(platform.database, id);
    assert.deepEqual([draft?.document['claimedByBody'], draft?.desk, draft?.stage], [true, institution, 'writing']);
    assert.equal((await people.author.post(`${path}/claim`, [])).status, 303, 'again leads to the draft that is open');
    assert.equal((await people.author.post(`${path}/discard`, [['_revision', String(draft?.revision)]])).status, 303);
  });

  it('is confirmed in one click by its people, with a second factor; nothing but the day changes', async () => {
    const now = await version();
    const planned = { ...now?.document, status: 'planned', claimedByBody: true, confirmedOn: '2025-01-01', reviewDueOn: { absent: 'not_stated' }, teamContact: 'equipo@example.org' };
    await platform.database.transaction().execute((transaction) => publishAll(transaction, publisherOf(platform), [{ id, kind: 'deployment', document: planned, basedOn: now?.number ?? 0 }], { name: 'test' }));
    const before = await version();
    assert.match(await (await people.author.get('/es/desk')).text(), /Registros por confirmar/);
    assert.doesNotMatch(await (await people.editor.get(path)).text(), /Confirmar que sigue siendo correcto/);
    const send = (who: Editor, number: number) => who.post(`${path}/confirm`, [['_version', String(number)]]);
    assert.equal((await send(people.editor, before?.number ?? 0)).status, 403, 'the office does not confirm for a body');
    assert.equal((await send(people.stranger, before?.number ?? 0)).status, 403);
    assert.equal((await send(people.author, 1)).status, 409);
    await platform.database.updateTable('session').set({ strong: false }).execute();
    assert.equal((await send(people.author, before?.number ?? 0)).status, 403);
    await platform.database.updateTable('session').set({ strong: true }).execute();
    assert.equal((await send(people.author, before?.number ?? 0)).headers.get('location'), path);
    const after = await version();
    assert.deepEqual(after?.document, { ...before?.document, confirmedOn: '2026-11-21' });
    const internal = await platform.database.selectFrom('restricted_part').selectAll().where('record_id', '=', id).where('number', '=', after?.number ?? 0).executeTakeFirst();
    assert.deepEqual(internal?.document, { teamContact: 'equipo@example.org' }, 'the parts that are not public go along');
    assert.doesNotMatch(await (await people.author.get('/es/desk')).text(), /Registros por confirmar/);
  });

  it('is not confirmed while a draft of it is open', async () => {
    await people.author.post(`${path}/claim`, []);
    const answer = await people.author.post(`${path}/confirm`, [['_version', String((await version())?.number)]]);
    assert.equal(answer.status, 409);
    assert.match(await answer.text(), /tiene un borrador abierto/);
  });
});
