/** Reports that a record is wrong, over HTTP. */
import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { wholeFile } from '../../../test/support/database.ts';
import { TEST_ORIGIN, type TestPlatform, testPlatform } from '../../../test/support/platform.ts';
import { publisherOf } from '#core/platform.ts';
import { readDraft } from '#core/records/drafts.ts';
import { publishAll } from '#core/records/publish.ts';
import { newestVersion } from '#core/records/read.ts';
import { Editor } from '#core/web/pages/testing/editor.ts';

const PERU = new URL('../../../countries/peru/', import.meta.url).pathname;

describe('a report that a record is wrong', () => {
  let platform: TestPlatform;
  let [id, institution] = ['', ''];
  const send = (typed: Record<string, string>, path = `/es/systems/${id}/report`): Promise<Response> =>
    Promise.resolve(platform.web.app.request(`${TEST_ORIGIN}${path}`, { method: 'POST', body: new URLSearchParams(typed).toString(), headers: { origin: TEST_ORIGIN, 'content-type': 'application/x-www-form-urlencoded' } }));
  const text = async (path: string): Promise<string> => (await platform.web.app.request(`${TEST_ORIGIN}${path}`)).text();
  const corrections = () => platform.database.selectFrom('record').select('id').where('kind', '=', 'correction').orderBy('created_at', 'desc').execute();
  const mails = async () => (await platform.database.selectFrom('mail_outbox').select(['recipient', 'subject', 'body']).execute()).map((one) => ({ ...one }));

  before(async () => {
    platform = await testPlatform(wholeFile, { pack: PERU });
    const row = await platform.database.selectFrom('link').innerJoin('record', 'record.id', 'link.from_id').select(['from_id', 'to_id']).where('record.kind', '=', 'deployment').where('field', '=', 'institution').limit(1).executeTakeFirstOrThrow();
    [id, institution] = [row.from_id, row.to_id];
  });

  it('is public at once with its clock, and what the stranger wrote is not', async () => {
    assert.match(await text(`/es/systems/${id}`), /¿Hay un error en este registro\?/);
    assert.match(await text(`/es/systems/${id}/report`), /<form class="form" method="post"/);
    const answer = await send({ what: 'Juan Pérez <script>alert(1)</script> miente', field: 'status' });
    assert.equal(answer.status, 200);
    assert.match(await answer.text(), /21 de diciembre de 2026|21 dic/);
    const [{ id: report = '' } = {}] = await corrections();
    const told = await newestVersion(platform.database, report);
    assert.deepEqual([told?.document?.['receivedOn'], told?.document?.['dueOn'], told?.document?.['outcome'], told?.document?.['field']], ['2026-11-21', '2026-12-21', 'open', 'status']);
    for (const path of [`/es/corrections/${report}`, `/es/corrections/${report}.json`, `/es/systems/${id}`, '/es/corrections.csv', '/es/feed.atom', '/es/search?q=miente']) assert.doesNotMatch(await text(path), /Pérez/, path);
    assert.match(await text(`/es/systems/${id}`), /Quedan 30 días/);
    const draft = await readDraft(platform.database, report);
    assert.match(JSON.stringify(draft?.document), /Juan Pérez <script>/);
    assert.equal(draft?.desk, null, 'nobody took the record over: the office answers');
  });

  it('goes to the body that answers for the record, whose answer goes the way of every draft', async () => {
    const version = await newestVersion(platform.database, id);
    await platform.database.transaction().execute((transaction) => publishAll(transaction, publisherOf(platform), [{ id, kind: 'deployment', document: { ...version?.document, status: 'planned', claimedByBody: true }, basedOn: version?.number ?? 0 }], { name: 'test' }));
    const author = await Editor.signIn(platform, 'autora@example.org', { institution, role: 'author' });
    const approver = await Editor.signIn(platform, 'aprueba@example.org', { institution, role: 'approver' });
    const stranger = await Editor.signIn(platform, 'ajena@example.org', { institution: 'mt65rv8e4s6n', role: 'approver' });
    const reviewer = await Editor.signIn(platform, 'revisa@example.org', { institution: undefined, role: 'reviewer' });
    await send({ what: 'Ya no se usa', email: 'Vecina@Example.org' });
    const [{ id: report = '' } = {}] = await corrections();
    const path = `/es/corrections/${report}`;
    assert.equal((await readDraft(platform.database, report))?.desk, institution);
    assert.equal((await stranger.get(`${path}/edit`)).status, 403);
    assert.match(await (await author.get('/es/desk')).text(), new RegExp(report));
    const sent = await mails();
    assert.deepEqual(sent.map(({ recipient }) => recipient.toLowerCase()).toSorted(), ['aprueba@example.org', 'autora@example.org', 'vecina@example.org']);
    assert.ok(sent.every(({ body }) => body?.includes('Ya no se usa') === false), 'the words wait');
    assert.ok(!JSON.stringify(await newestVersion(platform.database, report)).includes('vecina'), 'who it was is not kept with it');
    assert.ok(!JSON.stringify((await readDraft(platform.database, report))?.document).toLowerCase().includes('vecina'));

    const form = await author.open(`${path}/edit`);
    const saved = await author.post(form.action, form.filled({ outcome: 'corrected', 'answer.absent': '', 'answer.es.text': 'Es cierto', 'answer.es.status': 'original', 'answeredOn.absent': '', answeredOn: '2026-11-21', 'what.absent': '' }, 'review'));
    assert.equal(saved.headers.get('location'), `${path}/review`, await saved.text());
    for (const [who, act] of [[author, 'submit'], [approver, 'approve'], [reviewer, 'publish']] as const) {
      const page = await who.open(`${path}/review`);
      const answer = await who.post(page.action, page.filled({}, act));
      assert.equal(answer.status, 303, `${act} ${await answer.text()}`);
    }
    assert.match(await text(path), /Ya no se usa[\s\S]*Es cierto/);
  });

  it('is refused where it says nothing, too much, or an address that is none, with what was typed', async () => {
    for (const [typed, message] of [[{ what: '  ' }, 'Escriba qué está mal'], [{ what: 'x'.repeat(3001) }, 'demasiado largo'], [{ what: 'a\0b' }, 'demasiado largo'], [{ what: 'Algo', email: 'a@b' }, 'no parece completo']] as const) {
      const answer = await send(typed);
      assert.equal(answer.status, 422, message);
      assert.match(await answer.text(), new RegExp(message));
    }
    assert.equal((await send({ what: 'Algo' }, '/es/systems/k00000000000/report')).status, 404);
    assert.equal((await send({ what: 'Algo' }, '/es/actions/k00000000000/report')).status, 404);
  });

  it('of a program that fills in every field leaves nothing; nor do those beyond the limit', async () => {
    const before = (await corrections()).length;
    assert.equal((await send({ what: 'Compre aquí', website: 'https://spam.example' })).status, 200);
    assert.equal((await corrections()).length, before);
    await platform.database.insertInto('attempt').values(Array.from({ length: 300 }, () => ({ at: platform.now(), path: 'report', account: null, network: '203.0.113.0/24', device: null }))).execute();
    const { hashOf } = await import('#core/access/tokens.ts');
    await platform.database.updateTable('attempt').set({ account: hashOf('everybody') } as never).where('path', '=', 'report').execute();
    assert.equal((await send({ what: 'Uno más' })).status, 429);
    assert.equal((await corrections()).length, before);
  });
});
