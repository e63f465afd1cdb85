import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import { openTown, PASSWORD } from '../../access/testing/visitor.ts';

const town = await openTown({ after });
const NEW = 'la lluvia no moja el maiz';
const pathIn = (text: string): string => /https:\/\/yupana\.test(\/\S+)/.exec(text)?.[1] ?? assert.fail(text);

async function linkTo(email: string): Promise<string> {
  const before = town.mails.length;
  assert.equal((await town.visitor().post('/es/recover', { email })).status, 200);
  for (let tries = 0; tries < 100 && town.mails.length === before; tries += 1) await new Promise((done) => void setTimeout(done, 20));
  return pathIn((await town.mail(email)).text);
}

describe('recovering an account', () => {
  it('says the same for an address that is known and one that is not', async () => {
    await town.account('ana@example.org');
    const answers = await Promise.all(['ana@example.org', 'nobody@example.org'].map(async (email) => town.visitor().post('/es/recover', { email })));
    const [known, unknown] = await Promise.all(answers.map((answer) => answer.text()));
    assert.deepEqual(answers.map(({ status }) => status), [200, 200]);
    assert.equal(known, unknown);
    assert.match((await town.mail('ana@example.org')).text, /30 minutos/);
    assert.ok(!town.mails.some(({ to }) => to === 'nobody@example.org'));
    assert.equal((await town.visitor().post('/es/recover', { email: 'no address' })).status, 422);
  });

  it('sets a password once, and ends every session', async () => {
    const beto = await town.account('beto@example.org');
    const old = await town.visitor().signIn(beto);
    const path = await linkTo(beto.email);
    const visitor = town.visitor();
    for (let times = 0; times < 2; times += 1) assert.equal((await visitor.ask(path)).status, 200, 'opening uses nothing up');
    assert.equal((await visitor.post(path)).headers.get('location'), '/es/recover/password');
    assert.equal(visitor.session, undefined);
    assert.equal((await visitor.post('/es/recover/password', { new_password: 'short' })).status, 422);
    assert.equal((await visitor.post('/es/recover/password', { new_password: NEW })).headers.get('location'), '/es/sign-in?changed=1');
    assert.equal((await visitor.post('/es/recover/password', { new_password: `${NEW}!` })).status, 403);
    assert.equal((await town.visitor().post(path)).status, 403);
    assert.ok(!(await old.isIn()));
    assert.equal((await town.visitor().post('/es/sign-in', { email: beto.email, password: PASSWORD })).status, 422);
    assert.equal((await town.visitor().post('/es/sign-in', { email: beto.email, password: NEW })).status, 303);
  });

  it('lasts half an hour', async () => {
    const carla = await town.account('carla@example.org');
    const path = await linkTo(carla.email);
    town.pass(31);
    assert.equal((await town.visitor().post(path)).status, 403);
  });

  it('asks for the second factor where there is one', async () => {
    const dora = await town.account('dora@example.org', { totp: true });
    const path = await linkTo(dora.email);
    const visitor = town.visitor();
    assert.equal((await visitor.post(path)).headers.get('location'), '/es/sign-in/second');
    assert.equal((await visitor.post('/es/recover/password', { new_password: NEW })).status, 403);
    assert.equal((await visitor.post('/es/sign-in/second', { code: '000000' })).status, 422);
    assert.equal((await visitor.post('/es/sign-in/second', { code: dora.code() })).headers.get('location'), '/es/recover/password');
    assert.equal(visitor.session, undefined);
    assert.equal((await visitor.post('/es/recover/password', { new_password: NEW })).status, 303);
  });

  it('sends at most three mails an hour to an address from one network', async () => {
    const visitor = town.visitor('192.0.2.77');
    const statuses: number[] = [];
    for (let tries = 0; tries < 4; tries += 1) statuses.push((await visitor.post('/es/recover', { email: 'eva@example.org' })).status);
    assert.deepEqual(statuses, [200, 200, 200, 429]);
  });
});
