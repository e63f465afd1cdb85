import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { wholeFile } from '../../../test/support/database.ts';
import { type TestPlatform, testPlatform } from '../../../test/support/platform.ts';
import { publisherOf } from '../platform.ts';
import { Editor } from '../web/pages/testing/editor.ts';
import type { DraftAct, VersionAct } from './audit.ts';
import { publishAll } from './publish.ts';
import { newestVersion } from './read.ts';

const PERU = new URL('../../../countries/peru/', import.meta.url).pathname;
/** Every act on records that there is, so that a new one has to be thought of here. */
const ACTS: Readonly<Record<DraftAct | VersionAct, true>> = {
  'draft-opened': true, 'draft-discarded': true, 'draft-submitted': true, 'draft-taken-back': true, 'draft-returned': true, 'draft-approved': true, 'preview-link-made': true, publish: true, withdraw: true, confirm: true,
};

const press = async (who: Editor, path: string, act: string, typed: Record<string, string> = {}): Promise<Response> => {
  const form = await who.open(path);
  const answer = await who.post(form.action, form.filled(typed, act));
  assert.ok(answer.status === 303 || answer.status === 200, `${act}: ${answer.status}`);
  return answer;
};

describe('the audit trail of records', () => {
  let platform: TestPlatform;
  let [id, institution] = ['', ''];

  before(async () => {
    platform = await testPlatform(wholeFile, { pack: PERU });
    const row = await platform.database.selectFrom('link').innerJoin('record', 'record.id', 'link.from_id').select(['from_id', 'to_id']).where('record.kind', '=', 'deployment').where('field', '=', 'institution').limit(1).executeTakeFirstOrThrow();
    [id, institution] = [row.from_id, row.to_id];
    const version = await newestVersion(platform.database, id);
    await platform.database.transaction().execute((transaction) => publishAll(transaction, publisherOf(platform), [{ id, kind: 'deployment', document: { ...version?.document, status: 'planned', claimedByBody: true }, basedOn: version?.number ?? 0 }], { name: 'test' }));
  });

  it('names the account of whoever acted, whatever a person does', async () => {
    const author = await Editor.signIn(platform, 'autora@example.org', { institution, role: 'author' });
    const approver = await Editor.signIn(platform, 'aprueba@example.org', { institution, role: 'approver' });
    const reviewer = await Editor.signIn(platform, 'revisa@example.org', { institution: undefined, role: 'reviewer' });
    const begin = async (): Promise<string> => {
      const answer = await press(author, '/es/desk/new/declarations', 'review', { says: 'none', 'statement.es.text': 'No usamos', 'statement.es.status': 'original', date: '2026-08-20' });
      return (answer.headers.get('location') ?? '').replace(/\/review$/, '');
    };
    const path = await begin();
    await press(author, `${path}/review`, 'preview');
    await press(author, `${path}/review`, 'submit');
    await press(author, `${path}/review`, 'take_back');
    await press(author, `${path}/review`, 'submit');
    await press(approver, `${path}/review`, 'return', { reason: 'Falta algo' });
    await press(author, `${path}/review`, 'submit');
    await press(approver, `${path}/review`, 'approve');
    await press(reviewer, `${path}/review`, 'publish');
    assert.equal((await author.post(`${path}/withdraw`, [['_version', '1'], ['reason', 'Se repite']])).status, 303);
    await press(approver, `${path}/review`, 'approve');
    await press(reviewer, `${path}/review`, 'publish');
    const dropped = await begin();
    assert.equal((await author.post(`${dropped}/discard`, [['_revision', '1']])).status, 303);
    assert.equal((await author.post(`/es/systems/${id}/confirm`, [['_version', String((await newestVersion(platform.database, id))?.number)]])).status, 303);

    const accounts = new Map((await platform.database.selectFrom('account').select(['id', 'name']).execute()).map((one) => [`person:${one.name}`, one.id]));
    const rows = await platform.database.selectFrom('audit').select(['actor', 'act', 'details']).where('actor', 'like', 'person:%').execute();
    for (const { actor, act, details } of rows) assert.equal(details['account'], accounts.get(actor), `${act} of ${actor}`);
    const done = new Set(rows.map(({ act }) => act));
    assert.deepEqual(Object.keys(ACTS).filter((act) => !done.has(act)), [], 'acts that were not tried');
  });
});
