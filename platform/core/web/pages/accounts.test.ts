import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import { disableAccount } from '../../access/disabling.ts';
import type { Person } from '../../access/person.ts';
import { anInstitution, openTown, PASSWORD } from '../../access/testing/visitor.ts';

const town = await openTown({ after });
const { database } = town.platform;
const body = await anInstitution(town);
const office = await town.account('office@example.org', { totp: true, roles: [{ institution: undefined, role: 'administrator' }] });
const second = await town.account('second@example.org', { totp: true, roles: [{ institution: undefined, role: 'administrator' }] });
const author = await town.account('author@example.org', { roles: [{ institution: body, role: 'author' }] });

const isDisabled = async (id: string): Promise<boolean> => (await database.selectFrom('account').select('disabled_at').where('id', '=', id).executeTakeFirstOrThrow()).disabled_at !== null;
const asPerson = ({ id, email }: { id: string; email: string }): Person => ({ accountId: id, name: email, sessionId: 'x', memberships: [{ institution: undefined, role: 'administrator' }] });

describe('an account that is disabled', () => {
  it('is out at once, comes in by no way that was open, and is in again when it is enabled', async () => {
    const keeper = await town.visitor().signIn(office);
    const [here, there] = [await town.visitor().signIn(author), await town.visitor().signIn(author)];
    await town.visitor().post('/es/recover', { email: author.email });
    const link = /https:\/\/yupana\.test(\/es\/recover\/[\w-]+)/.exec((await town.mail(author.email)).text)?.[1] ?? assert.fail('no link');
    const answer = await keeper.post('/es/accounts/disable', { account: author.id });
    assert.equal(answer.status, 200);
    assert.match(await answer.text(), /desactivada/);
    for (const visitor of [here, there]) assert.ok(!(await visitor.isIn()));
    assert.equal((await database.selectFrom('session').select('id').where('account_id', '=', author.id).execute()).length, 0);
    assert.equal((await town.visitor().post('/es/sign-in', { email: author.email, password: PASSWORD })).status, 422);
    assert.equal((await town.visitor().post(link)).status, 403, 'the link to recover is gone');
    assert.equal((await keeper.post('/es/accounts/disable', { account: author.id })).status, 404, 'once');
    assert.equal((await keeper.post('/es/accounts/enable', { account: author.id })).status, 200);
    await town.visitor().signIn(author);
    assert.deepEqual([(await town.acts('account-disabled')).map((one) => [one['account'], one['of']]), (await town.acts('account-enabled')).map((one) => [one['account'], one['of']])], [[[office.id, author.id]], [[office.id, author.id]]]);
  });

  it('is told by no invitation: its owner is told to sign in, and nothing is made', async () => {
    const keeper = await town.visitor().signIn(office);
    const gone = await town.account('gone@example.org');
    assert.equal((await keeper.post('/es/accounts/disable', { account: gone.id })).status, 200);
    const page = await (await keeper.post(`/es/members/${body}/invite`, { email: gone.email, role: 'author' })).text();
    const path = /https:\/\/yupana\.test(\/es\/invitation\/[\w-]+)/.exec(page)?.[1] ?? assert.fail(page);
    assert.equal((await town.visitor().post(path, { name: 'Otra', new_password: PASSWORD })).status, 403);
    assert.deepEqual(await database.selectFrom('membership').selectAll().where('account_id', '=', gone.id).execute(), []);
  });

  it('counts as no administrator: the last one who may sign in stays', async () => {
    const [first, other] = [await town.account('one@example.org', { roles: [{ institution: body, role: 'administrator' }] }), await town.account('two@example.org', { roles: [{ institution: body, role: 'administrator' }] })];
    const keeper = await town.visitor().signIn(office);
    assert.equal((await keeper.post('/es/accounts/disable', { account: first.id })).status, 200);
    assert.equal((await keeper.post(`/es/members/${body}/roles`, { account: other.id, role: 'author' })).status, 422);
  });

  it('is never one’s own, nor the last that administers the office, also where two disable each other', async () => {
    const keeper = await town.visitor().signIn(office);
    assert.equal((await keeper.post('/es/accounts/disable', { account: office.id })).status, 422);
    for (let round = 0; round < 5; round += 1) {
      const answers = await Promise.all([disableAccount(database, asPerson(office), second.id, town.now), disableAccount(database, asPerson(second), office.id, town.now)]);
      assert.deepEqual(answers.toSorted(), ['last_administrator', undefined], 'one of them');
      assert.notEqual(await isDisabled(office.id), await isDisabled(second.id));
      await database.updateTable('account').set({ disabled_at: null }).where('id', 'in', [office.id, second.id]).execute();
    }
  });
});

describe('the page of accounts', () => {
  it('finds by a part of the name or address, as it was typed, and shows what is hostile as text', async () => {
    const keeper = await town.visitor().signIn(office);
    await town.account('rara@example.org');
    await database.updateTable('account').set({ name: '<b>100%_Rara\\' }).where('email', '=', 'rara@example.org').execute();
    const find = async (q: string): Promise<string> => (await keeper.post('/es/accounts', { q })).text();
    for (const q of ['rara@', '100%_', 'RARA', '<B>', 'rara\\']) assert.match(await find(q), /&lt;b&gt;100%_Rara/, q);
    for (const q of ['100__', '%%%%', 'nadie']) assert.doesNotMatch(await find(q), /&lt;b&gt;100/, q);
    for (const q of ['a\0b', '\u202e', '"><script>', "'; drop table account; --"]) assert.doesNotMatch(await find(q), /<script>/, q);
    assert.match(await (await keeper.ask('/es/accounts')).text(), /author@example\.org/);
  });

  it('changes nothing without a proof of the last fifteen minutes', async () => {
    const keeper = await town.visitor().signIn(office);
    town.pass(16);
    const page = await (await keeper.ask('/es/accounts')).text();
    assert.doesNotMatch(page, /accounts\/disable/);
    assert.equal((await keeper.post('/es/accounts/disable', { account: author.id })).status, 403);
    assert.ok(!(await isDisabled(author.id)));
  });
});
