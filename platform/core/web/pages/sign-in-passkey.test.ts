import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import { TEST_ORIGIN } from '../../../../test/support/platform.ts';
import { Authenticator, optionsIn } from '../../access/testing/authenticator.ts';
import { type Citizen, openTown, PASSWORD, type Visitor } from '../../access/testing/visitor.ts';

const town = await openTown({ after });

async function withPasskey(citizen: Citizen): Promise<{ key: Authenticator; visitor: Visitor }> {
  const visitor = await town.visitor().signIn(citizen);
  const key = new Authenticator(TEST_ORIGIN);
  const page = await (await visitor.post('/es/account/passkeys')).text();
  const answer = await visitor.post('/es/account/passkeys/answer', { response: key.create(optionsIn(page)) });
  assert.equal(answer.status, 303, await answer.text());
  return { key, visitor };
}

async function challenge(visitor: Visitor): Promise<ReturnType<typeof optionsIn>> {
  return optionsIn(await (await visitor.post('/es/sign-in/passkey', { next: '/es/account' })).text());
}
const answer = (visitor: Visitor, response: string): Promise<Response> => visitor.post('/es/sign-in/passkey/answer', { response });

/** The same answer with one bit of the signature turned over. */
function withOtherSignature(response: string): string {
  const sent = JSON.parse(response);
  const signature = Buffer.from(sent.response.signature, 'base64url');
  signature.writeUInt8((signature.at(-1) ?? 0) ^ 1, signature.length - 1);
  return JSON.stringify({ ...sent, response: { ...sent.response, signature: signature.toString('base64url') } });
}

const ana = await town.account('ana@example.org');
const { key, visitor: first } = await withPasskey(ana);

describe('a passkey', () => {
  it('is made with user verification, and makes the session strong under a new token', async () => {
    const row = await town.platform.database.selectFrom('session').select(['strong']).where('account_id', '=', ana.id).executeTakeFirstOrThrow();
    assert.equal(row.strong, true);
    assert.ok(await first.isIn());
    assert.match(await (await first.ask('/es/account')).text(), /account\/passkeys\/remove/);
  });

  it('signs in without a name, as a strong session', async () => {
    const visitor = town.visitor();
    const options = await challenge(visitor);
    assert.equal(options.userVerification, 'required');
    const done = await answer(visitor, key.get(options));
    assert.equal(done.status, 303);
    assert.equal(done.headers.get('location'), '/es/account');
    assert.ok(await visitor.isIn());
    assert.deepEqual((await town.acts('sign-in')).at(-1)?.['method'], 'passkey');
  });

  it('answers a challenge once, in the browser that got it, within ten minutes', async () => {
    const visitor = town.visitor();
    const response = key.get(await challenge(visitor));
    const step = visitor.cookies.get('__Host-yupana-step') ?? '';
    assert.equal((await answer(visitor, response)).status, 303);
    const replay = town.visitor();
    replay.cookies.set('__Host-yupana-step', step);
    assert.equal((await answer(replay, response)).status, 403);
    const other = town.visitor();
    await challenge(other);
    assert.equal((await answer(other, response)).status, 403, 'another challenge');
    const late = town.visitor();
    const lateResponse = key.get(await challenge(late));
    town.pass(11);
    assert.equal((await answer(late, lateResponse)).status, 403);
    for (const one of [replay, other, late]) assert.equal(one.session, undefined);
  });

  it('is refused from another origin, without user verification, from an unknown key, and as nonsense', async () => {
    const wrong: ((options: ReturnType<typeof optionsIn>) => string)[] = [
      (options) => key.get(options, { origin: 'https://yupana.test.evil.example' }), (options) => key.get(options, { origin: 'http://yupana.test' }), (options) => key.get(options, { flags: 0x01 }), (options) => key.get(options, { flags: 0x04 }),
      (options) => new Authenticator(TEST_ORIGIN).get(options), (options) => withOtherSignature(key.get(options)), () => '{}', () => 'x'.repeat(30_000), () => '', () => '{"id":"a","rawId":"a","type":"public-key","response":{"clientDataJSON":""},"clientExtensionResults":{}}',
    ];
    for (const [index, make] of wrong.entries()) {
      const visitor = town.visitor();
      const refused = await answer(visitor, make(await challenge(visitor)));
      assert.equal(refused.status, 403, `case ${index}`);
      assert.equal(visitor.session, undefined);
    }
  });

  it('is refused at its making from another origin, without user verification, and where it is somebody else’s challenge', async () => {
    const beto = await town.account('beto@example.org');
    const visitor = await town.visitor().signIn(beto);
    for (const wrong of [{ origin: 'https://evil.example' }, { flags: 0x01 }]) {
      const options = optionsIn(await (await visitor.post('/es/account/passkeys')).text());
      assert.equal((await visitor.post('/es/account/passkeys/answer', { response: new Authenticator(TEST_ORIGIN).create(options, wrong) })).status, 422);
    }
    const options = optionsIn(await (await first.post('/es/account/passkeys')).text());
    visitor.cookies.set('__Host-yupana-step', first.cookies.get('__Host-yupana-step') ?? '');
    assert.equal((await visitor.post('/es/account/passkeys/answer', { response: new Authenticator(TEST_ORIGIN).create(options) })).status, 422);
  });

  it('is asked for after the password of its owner, and another person’s will not do', async () => {
    const carla = await town.account('carla@example.org');
    const { key: own } = await withPasskey(carla);
    const visitor = town.visitor();
    assert.equal((await visitor.post('/es/sign-in', { email: carla.email, password: PASSWORD })).headers.get('location'), '/es/sign-in/second');
    assert.equal((await answer(visitor, key.get(await challenge(visitor)))).status, 403);
    await visitor.post('/es/sign-in', { email: carla.email, password: PASSWORD });
    assert.equal((await answer(visitor, own.get(await challenge(visitor)))).status, 303);
    assert.equal((await town.acts('sign-in')).at(-1)?.['method'], 'password+passkey');
  });

  it('that is removed opens nothing, and ends the other sessions', async () => {
    const dora = await town.account('dora@example.org');
    const { key: own, visitor } = await withPasskey(dora);
    const elsewhere = town.visitor();
    assert.equal((await answer(elsewhere, own.get(await challenge(elsewhere)))).status, 303);
    const page = await (await visitor.ask('/es/account')).text();
    const passkey = /name="passkey" value="([^"]+)"/.exec(page)?.[1] ?? '';
    assert.equal((await first.post('/es/account/passkeys/remove', { passkey })).status >= 400, true, 'not by another person');
    assert.equal((await visitor.post('/es/account/passkeys/remove', { passkey })).status, 303);
    assert.ok(!(await elsewhere.isIn()));
    assert.ok(await visitor.isIn());
    const again = town.visitor();
    assert.equal((await answer(again, own.get(await challenge(again)))).status, 403);
    assert.deepEqual((await town.acts('passkey-removed')).length, 1);
  });
});
