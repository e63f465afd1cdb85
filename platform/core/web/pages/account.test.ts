import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import { createSignInLink } from '../../access/sign-in-links.ts';
import { codeAt, stepAt } from '../../access/totp.ts';
import { openTown, PASSWORD } from '../../access/testing/visitor.ts';

const town = await openTown({ after });
const NEW = 'la lluvia no moja el maiz';

const secretIn = (page: string): Buffer => {
  const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
  const key = (/<code>([A-Z2-7 ]{39})<\/code>/.exec(page)?.[1] ?? assert.fail(page)).replaceAll(' ', '');
  const bits = [...key].map((letter) => letters.indexOf(letter).toString(2).padStart(5, '0')).join('');
  return Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2)));
};

describe('a session', () => {
  it('is over after an idle hour, and after twelve hours in any case', async () => {
    const ana = await town.account('ana@example.org');
    const idle = await town.visitor().signIn(ana);
    town.pass(61);
    assert.ok(!(await idle.isIn()));
    const busy = await town.visitor().signIn(ana);
    for (let minutes = 0; minutes < 11.5 * 60; minutes += 30) {
      town.pass(30);
      assert.ok(await busy.isIn(), `${minutes}`);
    }
    town.pass(31);
    assert.ok(!(await busy.isIn()));
  });

  it('is listed with the others of its person, who ends one or all others, and nobody else’s', async () => {
    const beto = await town.account('beto@example.org');
    const eva = await town.visitor().signIn(await town.account('eva@example.org'));
    const [one, two, three] = [await town.visitor().signIn(beto), await town.visitor().signIn(beto), await town.visitor().signIn(beto)];
    const ids = [...(await (await one.ask('/es/account')).text()).matchAll(/name="session" value="([a-z0-9]{12})"/g)].map(([, id = '']) => id);
    assert.equal(ids.length, 2);
    await eva.post('/es/account/sessions/end', { session: ids[0] ?? '' });
    assert.ok((await two.isIn()) && (await three.isIn()));
    await one.post('/es/account/sessions/end', { session: ids[0] ?? '' });
    assert.equal([await two.isIn(), await three.isIn()].filter(Boolean).length, 1);
    await one.post('/es/account/sessions/end', { session: 'others' });
    assert.ok((await one.isIn()) && !(await two.isIn()) && !(await three.isIn()) && (await eva.isIn()));
    assert.equal((await town.acts('session-ended')).length, 2);
  });

  it('ends on the server when its person signs out, and the browser forgets what it kept', async () => {
    const visitor = await town.visitor().signIn(await town.account('ana@example.org'));
    const token = visitor.session ?? '';
    const answer = await visitor.post('/es/sign-out');
    assert.equal(answer.headers.get('clear-site-data'), '"storage"');
    visitor.cookies.set('__Host-yupana', token);
    assert.ok(!(await visitor.isIn()));
  });
});

describe('changing how one signs in', () => {
  it('needs the old password, a good new one, and ends the other sessions', async () => {
    const carla = await town.account('carla@example.org');
    const [visitor, other] = [await town.visitor().signIn(carla), await town.visitor().signIn(carla)];
    assert.equal((await visitor.post('/es/account/password', { current_password: 'wrong', new_password: NEW })).status, 422);
    for (const bad of ['short', 'carla@example.org', 'contraseña123456', 'x'.repeat(129)]) assert.equal((await visitor.post('/es/account/password', { current_password: PASSWORD, new_password: bad })).status, 422, bad);
    assert.ok(await other.isIn());
    assert.equal((await visitor.post('/es/account/password', { current_password: PASSWORD, new_password: NEW })).status, 303);
    assert.ok((await visitor.isIn()) && !(await other.isIn()));
    assert.match((await town.mail(carla.email)).subject, /cambió/);
  });

  it('adds an app with its first code, shows ten backup codes once, and makes the session strong under a new token', async () => {
    const dora = await town.account('dora@example.org');
    const visitor = await town.visitor().signIn(dora);
    const other = await town.visitor().signIn(dora);
    const before = visitor.session;
    const page = await (await visitor.post('/es/account/totp')).text();
    assert.match(page, /href="otpauth:\/\/totp\//);
    const secret = secretIn(page);
    assert.equal((await visitor.post('/es/account/totp/confirm', { code: '000000' })).status, 422);
    const code = codeAt(secret, stepAt(town.now));
    const shown = await (await visitor.post('/es/account/totp/confirm', { code })).text();
    const codes = [...shown.matchAll(/<code>([0-9a-z]{4}-[0-9a-z]{4}-[0-9a-z]{4})<\/code>/g)];
    assert.equal(codes.length, 10);
    assert.notEqual(visitor.session, before);
    assert.ok((await visitor.isIn()) && !(await other.isIn()));
    assert.doesNotMatch(await (await visitor.ask('/es/account')).text(), new RegExp(codes[0]?.[1] ?? 'x'));
    const again = town.visitor();
    await again.post('/es/sign-in', { email: dora.email, password: PASSWORD });
    assert.equal((await again.post('/es/sign-in/second', { code })).status, 422, 'the code that turned it on');
    town.pass(1);
    assert.equal((await again.post('/es/sign-in/second', { code: codeAt(secret, stepAt(town.now)) })).status, 303);
  });

  it('needs a sign-in within fifteen minutes, which the page says before the form is filled in', async () => {
    const visitor = await town.visitor().signIn(await town.account('fina@example.org', { totp: true }));
    assert.match(await (await visitor.ask('/es/account')).text(), /account\/password/);
    town.pass(16);
    const page = await (await visitor.ask('/es/account')).text();
    assert.doesNotMatch(page, /action="[^"]*account\/(password|totp|passkeys)/);
    assert.match(page, /sign-in\?next=%2Fes%2Faccount/);
    for (const path of ['password', 'totp', 'totp/confirm', 'totp/remove', 'codes', 'passkeys', 'passkeys/answer', 'passkeys/remove', 'oidc/remove', 'name']) assert.equal((await visitor.post(`/es/account/${path}`, { name: 'Otra' })).status, 403, path);
    assert.equal((await town.visitor().post('/es/account/totp')).headers.get('location'), '/es/sign-in');
  });

  it('from another site is refused', async () => {
    const visitor = await town.visitor().signIn(await town.account('gabi@example.org'));
    for (const path of ['account/password', 'account/totp', 'account/sessions/end', 'account/name', 'sign-out']) assert.equal((await visitor.post(`/es/${path}`, {}, { origin: 'https://evil.example' })).status, 403, path);
    assert.ok(await visitor.isIn());
  });

  it('takes any name, as text', async () => {
    const visitor = await town.visitor().signIn(await town.account('hugo@example.org'));
    assert.equal((await visitor.post('/es/account/name', { name: '<b>Hugo</b> \u202e"&' })).status, 303);
    const page = await (await visitor.ask('/es/account')).text();
    assert.match(page, /&lt;b&gt;Hugo&lt;\/b&gt; &quot;&amp;/);
    assert.doesNotMatch(page, /\u202e/);
    for (const bad of ['', ' \u200b ', 'x'.repeat(121)]) assert.equal((await visitor.post('/es/account/name', { name: bad })).status, 422);
  });

  it('is open to whoever comes by a link of the administrator of the machine, who is the last resort', async () => {
    const { database } = town.platform;
    const first = await createSignInLink(database, 'first@example.org', town.now, { name: 'Primera', membership: { institution: undefined, role: 'administrator' } });
    const visitor = town.visitor();
    assert.equal((await visitor.post(`/es/sign-in/${first}`)).status, 303);
    assert.equal((await visitor.ask('/es/members/office')).headers.get('location'), '/es/account?factor=1');
    const secret = secretIn(await (await visitor.post('/es/account/totp')).text());
    assert.equal((await visitor.post('/es/account/totp/confirm', { code: codeAt(secret, stepAt(town.now)) })).status, 200);
    assert.equal((await visitor.ask('/es/members/office')).status, 200);
    const lost = town.visitor();
    await lost.post(`/es/sign-in/${await createSignInLink(database, 'FIRST@example.org', town.now)}`);
    assert.equal((await lost.post('/es/account/totp/remove')).status, 303);
    assert.equal((await database.selectFrom('account').select('id').where('email', '=', 'first@example.org').execute()).length, 1);
  });
});
