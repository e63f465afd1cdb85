import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import { TEST_ORIGIN } from '../../../../test/support/platform.ts';
import { Authenticator, optionsIn } from '../../access/testing/authenticator.ts';
import { anInstitution, type Citizen, openTown, PASSWORD, type Visitor } from '../../access/testing/visitor.ts';
import { newId } from '../../records/id.ts';

const town = await openTown({ after });
const [mine, theirs] = [await anInstitution(town), await anInstitution(town)];
const boss = await town.account('boss@example.org', { totp: true, roles: [{ institution: mine, role: 'administrator' }] });
const office = await town.account('office@example.org', { totp: true, roles: [{ institution: undefined, role: 'administrator' }] });
const author = await town.account('author@example.org', { totp: true, roles: [{ institution: mine, role: 'author' }] });
const reviewer = await town.account('reviewer@example.org', { totp: true, roles: [{ institution: undefined, role: 'reviewer' }] });

async function invited(by: Visitor, institution: string, email: string, role: string): Promise<string> {
  const answer = await by.post(`/es/members/${institution}/invite`, { email, role });
  const page = await answer.text();
  assert.equal(answer.status, 200, page);
  return /https:\/\/yupana\.test(\/es\/invitation\/[\w-]+)/.exec(page)?.[1] ?? assert.fail(page);
}

const accept = (visitor: Visitor, path: string, name = 'Nueva Persona'): Promise<Response> => visitor.post(path, { name, new_password: PASSWORD });
const rolesOf = async (email: string): Promise<string[]> => {
  const rows = await town.platform.database.selectFrom('membership').innerJoin('account', 'account.id', 'account_id').select(['institution', 'role']).where('email', '=', email).execute();
  return rows.map(({ institution, role }) => `${institution ?? 'office'}:${role}`).toSorted();
};

describe('an invitation', () => {
  it('is shown once to whoever invites, sent by mail, and kept as a hash', async () => {
    const by = await town.visitor().signIn(boss);
    const path = await invited(by, mine, 'One@example.org', 'author');
    assert.match((await town.mail('one@example.org')).text, new RegExp(path));
    assert.doesNotMatch(await (await by.ask(`/es/members/${mine}`)).text(), new RegExp(path));
    const rows = await town.platform.database.selectFrom('invitation').selectAll().execute();
    assert.doesNotMatch(JSON.stringify(rows), new RegExp(path.slice(-20)));
  });

  it('makes an account with a password and that role, once', async () => {
    const path = await invited(await town.visitor().signIn(boss), mine, 'two@example.org', 'approver');
    const visitor = town.visitor();
    assert.match(await (await visitor.ask(path)).text(), /two@example\.org/);
    assert.equal((await visitor.post(path, { name: '', new_password: 'corta' })).status, 422);
    assert.equal((await accept(visitor, path)).headers.get('location'), '/es/account');
    assert.ok(await visitor.isIn());
    assert.deepEqual(await rolesOf('two@example.org'), [`${mine}:approver`]);
    for (const again of [await accept(town.visitor(), path), await town.visitor().ask(path)]) assert.equal(again.status, 403);
    assert.match(await (await visitor.ask('/es/account')).text(), /necesita dos factores/);
  });

  it('makes an account with a passkey', async () => {
    const path = await invited(await town.visitor().signIn(boss), mine, 'three@example.org', 'author');
    const visitor = town.visitor();
    const page = await (await visitor.post(`${path}/passkey`, { name: 'Tercera' })).text();
    const key = new Authenticator(TEST_ORIGIN);
    assert.equal((await visitor.post(`${path}/passkey/answer`, { response: key.create(optionsIn(page)) })).headers.get('location'), '/es/account');
    const later = town.visitor();
    const challenge = optionsIn(await (await later.post('/es/sign-in/passkey')).text());
    assert.equal((await later.post('/es/sign-in/passkey/answer', { response: key.get(challenge) })).status, 303);
  });

  it('is over after seven days, after it was withdrawn, and when whoever invited may no more', async () => {
    const by = await town.visitor().signIn(boss);
    const withdrawn = await invited(by, mine, 'four@example.org', 'author');
    const { id } = await town.platform.database.selectFrom('invitation').select('id').where('email', '=', 'four@example.org').executeTakeFirstOrThrow();
    assert.equal((await by.post(`/es/members/${mine}/withdraw`, { invitation: id })).status, 303);
    assert.equal((await accept(town.visitor(), withdrawn)).status, 403);
    const orphan = await invited(by, mine, 'five@example.org', 'author');
    const away = town.platform.database.updateTable('membership').where('account_id', '=', boss.id);
    await away.set({ role: 'author' }).execute();
    assert.equal((await accept(town.visitor(), orphan)).status, 403);
    await away.set({ role: 'administrator' }).execute();
    town.pass(7 * 24 * 60 + 1);
    assert.equal((await accept(town.visitor(), orphan)).status, 403);
    assert.deepEqual(await rolesOf('five@example.org'), []);
  });

  it('for an address that has an account is taken by that account and no other', async () => {
    const path = await invited(await town.visitor().signIn(office), theirs, author.email, 'approver');
    assert.equal((await accept(town.visitor(), path)).status, 403, 'no second account, no password set for the first');
    const other = await town.visitor().signIn(reviewer);
    assert.match(await (await other.ask(path)).text(), /para otro correo/);
    assert.equal((await other.post(`${path}/join`)).status, 403);
    const own = await town.visitor().signIn(author);
    assert.equal((await own.post(`${path}/join`)).status, 303);
    assert.deepEqual(await rolesOf(author.email), [`${mine}:author`, `${theirs}:approver`].toSorted());
    assert.equal((await own.post(`${path}/join`)).status, 403);
  });
});

describe('who looks after whom', () => {
  it('an administrator of a body does for that body, the office for all, nobody else', async () => {
    const places = [mine, theirs, 'office', newId(), 'nonsense'];
    const expected: readonly (readonly [Citizen, readonly number[]])[] = [[boss, [200, 403, 403, 403, 403]], [office, [200, 200, 200, 404, 404]], [author, [403, 403, 403, 403, 403]], [reviewer, [403, 403, 403, 403, 403]]];
    for (const [citizen, statuses] of expected) {
      const visitor = await town.visitor().signIn(citizen);
      for (const [index, place] of places.entries()) {
        assert.equal((await visitor.ask(`/es/members/${place}`)).status, statuses[index], `${citizen.email} ${place}`);
        if (statuses[index] === 200) continue;
        for (const [act, fields] of [['invite', { email: 'x@example.org', role: 'administrator' }], ['roles', { account: author.id, role: 'administrator' }], ['withdraw', { invitation: 'x' }], ['new-start', { account: author.id }]] as const) {
          assert.equal((await visitor.post(`/es/members/${place}/${act}`, fields)).status, statuses[index], `${citizen.email} ${place} ${act}`);
        }
      }
    }
    assert.equal((await town.visitor().ask(`/es/members/${mine}`)).status, 303);
    assert.ok((await town.acts('access-denied')).length > 0);
    assert.deepEqual(await rolesOf('x@example.org'), []);
  });

  it('nobody gives themselves a role, a role of another place, or takes the last administrator away', async () => {
    const visitor = await town.visitor().signIn(boss);
    assert.equal((await visitor.post(`/es/members/${mine}/roles`, { account: boss.id, role: 'approver' })).status, 422);
    for (const role of ['reviewer', 'editor', 'office:administrator', 'root', '']) assert.equal((await visitor.post(`/es/members/${mine}/roles`, { account: author.id, role })).status, 422, role);
    assert.equal((await visitor.post(`/es/members/${mine}/invite`, { email: 'y@example.org', role: 'reviewer' })).status, 422);
    assert.equal((await visitor.post(`/es/members/${mine}/roles`, { account: office.id, role: 'author' })).status, 404, 'no member');
    assert.equal((await visitor.post(`/es/members/${mine}/new-start`, { account: author.id })).status, 403);
    const above = await town.visitor().signIn(office);
    assert.equal((await above.post(`/es/members/${mine}/roles`, { account: boss.id, role: 'author' })).status, 422, 'the last one');
    assert.deepEqual(await rolesOf(boss.email), [`${mine}:administrator`]);
  });

  it('a role that is changed holds at once, and is in the audit trail', async () => {
    const visitor = await town.visitor().signIn(boss);
    assert.equal((await visitor.post(`/es/members/${mine}/roles`, { account: author.id, role: 'administrator' })).status, 303);
    const promoted = await town.visitor().signIn(author);
    assert.equal((await promoted.ask(`/es/members/${mine}`)).status, 200);
    assert.equal((await visitor.post(`/es/members/${mine}/roles`, { account: author.id })).status, 303, 'no role: a member no more');
    assert.equal((await promoted.ask(`/es/members/${mine}`)).status, 403);
    assert.deepEqual((await town.acts('roles-changed')).map((one) => one['roles']), [['administrator'], []]);
  });

  it('needs two factors and a fresh proof', async () => {
    const weak = await town.account('weak@example.org', { roles: [{ institution: mine, role: 'administrator' }] });
    const visitor = await town.visitor().signIn(weak);
    assert.equal((await visitor.ask(`/es/members/${mine}`)).headers.get('location'), '/es/account?factor=1');
    assert.equal((await visitor.post(`/es/members/${mine}/invite`, { email: 'z@example.org', role: 'author' })).status, 403);
    const strong = await town.visitor().signIn(boss);
    town.pass(16);
    const page = await (await strong.ask(`/es/members/${mine}`)).text();
    assert.match(page, /sign-in\?next=/);
    assert.doesNotMatch(page, /\/invite"/);
    const refused = await strong.post(`/es/members/${mine}/invite`, { email: 'z@example.org', role: 'author' });
    assert.equal(refused.status, 403);
    assert.match(await refused.text(), /quince minutos/);
  });

  it('the office sends whoever lost every factor a link, to their own address', async () => {
    const lost = await town.account('lost@example.org', { totp: true, roles: [{ institution: theirs, role: 'approver' }] });
    const visitor = await town.visitor().signIn(office);
    const answer = await visitor.post(`/es/members/${theirs}/new-start`, { account: lost.id });
    const path = /https:\/\/yupana\.test(\/es\/sign-in\/[\w-]+)/.exec((await town.mail(lost.email)).text)?.[1] ?? '';
    assert.doesNotMatch(await answer.text(), new RegExp(path.slice(-20)));
    const back = town.visitor();
    assert.equal((await back.post(path)).status, 303);
    assert.equal((await back.post('/es/account/totp/remove')).status, 303);
    assert.equal((await town.acts('new-start')).length, 1);
  });
});
