import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import { codeAt, stepAt } from '../../access/totp.ts';
import { makeBackupCodes } from '../../access/second-factors.ts';
import { openTown, PASSWORD, type Visitor } from '../../access/testing/visitor.ts';
import { TEST_ORIGIN } from '../../../../test/support/platform.ts';

const town = await openTown({ after });
const ana = await town.account('ana@example.org');
const beto = await town.account('beto@example.org', { totp: true });

const sign = (visitor: Visitor, email: string, password = PASSWORD, more: Record<string, string> = {}): Promise<Response> => visitor.post('/es/sign-in', { email, password, ...more });
/** Without what was typed. */
const bare = async (answer: Response): Promise<string> => (await answer.text()).replaceAll(/[\w.+-]+@example\.org/g, '…');

describe('a password', () => {
  it('signs in, by a cookie that is bound to the host and out of reach of scripts', async () => {
    const visitor = town.visitor();
    const answer = await sign(visitor, ' ANA@Example.org ');
    assert.equal(answer.status, 303);
    assert.equal(answer.headers.get('location'), '/es/desk');
    const cookies = answer.headers.getSetCookie();
    assert.match(cookies.find((one) => one.startsWith('__Host-yupana=')) ?? '', /^__Host-yupana=[\w-]{43}; Max-Age=43200; Path=\/; HttpOnly; Secure; SameSite=Lax$/);
    for (const cookie of cookies) assert.match(cookie, /^__Host-[\w-]+=[\w-]*; Max-Age=\d+; Path=\/; HttpOnly; Secure; SameSite=Lax$/);
    assert.ok(await visitor.isIn());
    const rows = await town.platform.database.selectFrom('session').select('token_hash').execute();
    assert.ok(rows.every(({ token_hash }) => !token_hash.toString().includes(visitor.session ?? '?')));
  });

  it('that is wrong and an address that is unknown get the same answer', async () => {
    const [wrong, unknown, disabled] = [await sign(town.visitor(), 'ana@example.org', 'wrong'), await sign(town.visitor(), 'nobody@example.org', 'wrong'), await sign(town.visitor(), '')];
    for (const answer of [wrong, unknown, disabled]) assert.equal(answer.status, 422);
    const [first, second] = [await bare(wrong), await bare(unknown)];
    assert.equal(first, second);
    assert.match(first, /role="alert"[\s\S]*href="#f-email"/);
    assert.doesNotMatch(first, /value="wrong"/);
  });

  it('of an account that is disabled signs nobody in, and its session is over', async () => {
    const dora = await town.account('dora@example.org');
    const visitor = await town.visitor().signIn(dora);
    await town.platform.database.updateTable('account').set({ disabled_at: town.now }).where('id', '=', dora.id).execute();
    assert.ok(!(await visitor.isIn()));
    assert.equal((await sign(town.visitor(), dora.email)).status, 422);
  });

  it('begins a session under a new token, and the one before it is over', async () => {
    const visitor = town.visitor();
    visitor.cookies.set('__Host-yupana', 'chosen-by-a-stranger');
    await visitor.signIn(ana);
    const first = visitor.session;
    assert.notEqual(first, 'chosen-by-a-stranger');
    await visitor.signIn(ana);
    assert.notEqual(visitor.session, first);
    visitor.cookies.set('__Host-yupana', first ?? '');
    assert.ok(!(await visitor.isIn()));
  });

  it('leads back to pages of this site only', async () => {
    for (const [next, location] of [
      ['/es/account', '/es/account'], ['/es/things?sort=title', '/es/things?sort=title'], ['https://evil.example/es/', '/es/desk'], ['//evil.example/es/', '/es/desk'], ['/\\evil.example', '/es/desk'], ['/es//evil.example', '/es/desk'],
      ['/es/../..//evil.example', '/es/desk'], ['javascript:alert(1)', '/es/desk'], ['/es/\nSet-Cookie: a=b', '/es/desk'], ['/xx/account', '/es/desk'], ['es/desk', '/es/desk'], ['', '/es/desk'],
    ] as const) {
      const answer = await sign(town.visitor(), ana.email, PASSWORD, { next });
      assert.equal(answer.headers.get('location'), location, JSON.stringify(next));
      const page = await (await town.visitor().ask(`/es/sign-in?next=${encodeURIComponent(next)}`)).text();
      // The links to other languages keep the query as it is; nothing follows it.
      assert.doesNotMatch(page.slice(page.indexOf('<main')), /evil/, next);
    }
  });

  it('is not taken from a form of another site', async () => {
    for (const headers of [{ origin: 'https://evil.example' }, { 'sec-fetch-site': 'cross-site' }]) {
      const visitor = town.visitor();
      assert.equal((await visitor.post('/es/sign-in', { email: ana.email, password: PASSWORD }, headers)).status, 403);
      assert.equal(visitor.session, undefined);
    }
  });
});

describe('the second factor', () => {
  it('is asked for where there is one, and nothing is open before it', async () => {
    const visitor = town.visitor();
    const answer = await sign(visitor, beto.email);
    assert.equal(answer.headers.get('location'), '/es/sign-in/second');
    assert.equal(visitor.session, undefined);
    assert.ok(!(await visitor.isIn()));
    assert.equal((await visitor.ask('/es/sign-in/second')).status, 200);
    assert.equal((await town.visitor().ask('/es/sign-in/second')).status, 303);
  });

  it('works once for each code, also in two browsers at the same moment', async () => {
    const visitors = [town.visitor(), town.visitor(), town.visitor()];
    for (const visitor of visitors) await sign(visitor, beto.email);
    const code = beto.code();
    const answers = await Promise.all(visitors.map((visitor) => visitor.post('/es/sign-in/second', { code })));
    assert.deepEqual(answers.map(({ status }) => status).toSorted(), [303, 422, 422]);
    const late = town.visitor();
    await sign(late, beto.email);
    assert.equal((await late.post('/es/sign-in/second', { code })).status, 422);
    assert.equal((await late.post('/es/sign-in/second', { code: codeAt(beto.secret, stepAt(town.now) - 1) })).status, 422, 'nor one that is older');
  });

  it('may be a backup code, once, of the account it is of', async () => {
    const [code = ''] = await makeBackupCodes(town.platform.database, { accountId: beto.id, name: 'beto' });
    const kept = await town.platform.database.selectFrom('backup_code').selectAll().execute();
    assert.equal(kept.length, 10);
    assert.ok(kept.every(({ code_hash }) => code_hash.length === 32 && !code_hash.toString('latin1').includes(code.replaceAll('-', ''))));
    const eva = await town.account('eva@example.org', { totp: true });
    const other = town.visitor();
    await sign(other, eva.email);
    assert.equal((await other.post('/es/sign-in/second', { code })).status, 422);
    for (const status of [303, 422]) {
      const visitor = town.visitor();
      await sign(visitor, beto.email);
      assert.equal((await visitor.post('/es/sign-in/second', { code: code.toUpperCase() })).status, status);
    }
    assert.equal((await town.acts('backup-code-used')).length, 1);
  });

  it('may be tried five times, within ten minutes', async () => {
    const visitor = town.visitor();
    await sign(visitor, beto.email);
    for (let tries = 0; tries < 5; tries += 1) assert.equal((await visitor.post('/es/sign-in/second', { code: '000000' })).status, 422);
    assert.equal((await visitor.post('/es/sign-in/second', { code: beto.code() })).status, 403);
    const slow = town.visitor();
    await sign(slow, beto.email);
    town.pass(11);
    assert.equal((await slow.post('/es/sign-in/second', { code: beto.code() })).status, 403);
  });

  it('is limited for an account from everywhere, because whoever tries knows the password; a known browser is not', async () => {
    town.pass(61);
    const known = await town.visitor().signIn(beto);
    for (let round = 0; round < 5; round += 1) {
      const visitor = town.visitor();
      await sign(visitor, beto.email);
      for (let tries = 0; tries < 4; tries += 1) await visitor.post('/es/sign-in/second', { code: '000000' });
    }
    const stranger = town.visitor();
    await sign(stranger, beto.email);
    assert.equal((await stranger.post('/es/sign-in/second', { code: beto.code() })).status, 429);
    await known.signIn(beto);
  });
});

describe('tries', () => {
  it('are limited for an account and network together, and another network goes on', async () => {
    const attacker = town.visitor('198.51.100.1');
    for (let tries = 0; tries < 5; tries += 1) assert.equal((await sign(attacker, ana.email, 'wrong')).status, 422);
    assert.equal((await sign(attacker, ana.email)).status, 429, 'also with the right password');
    assert.equal((await sign(town.visitor('198.51.100.200'), ana.email)).status, 429, 'the same /24');
    assert.equal((await sign(town.visitor('198.51.101.1'), ana.email)).status, 303, 'another network');
    assert.equal((await sign(town.visitor('198.51.100.1'), beto.email)).status, 303, 'another account');
    town.pass(16);
    assert.equal((await sign(attacker, ana.email)).status, 303);
  });

  it('of a stranger do not lock out a browser in which the owner has signed in, on the same network', async () => {
    const owner = await town.visitor('192.0.2.10').signIn(ana);
    await owner.post('/es/sign-out');
    const stranger = town.visitor('192.0.2.11');
    for (let tries = 0; tries < 8; tries += 1) await sign(stranger, ana.email, 'wrong');
    assert.equal((await sign(stranger, ana.email)).status, 429);
    await owner.signIn(ana);
  });

  it('of one network over many accounts are limited, and unknown accounts count like known ones', async () => {
    const visitor = town.visitor('192.0.2.130');
    const statuses: number[] = [];
    town.pass(20);
    for (let tries = 0; tries < 32; tries += 1) statuses.push((await sign(visitor, `nobody${tries}@example.org`, 'wrong')).status);
    assert.deepEqual([statuses.filter((one) => one === 422).length, statuses.filter((one) => one === 429).length], [30, 2]);
  });

  it('at the same moment see each other', async () => {
    const answers = await Promise.all(Array.from({ length: 20 }, () => sign(town.visitor('192.0.3.9'), 'carla@example.org', 'wrong')));
    assert.ok(answers.filter(({ status }) => status === 422).length <= 5);
  });

  it('behind a proxy that nobody named have no bucket that all share', async () => {
    town.pass(20);
    for (let tries = 0; tries < 40; tries += 1) await sign(town.visitor('127.0.0.1'), `nobody${tries}@example.org`, 'wrong');
    assert.equal((await sign(town.visitor('127.0.0.1'), ana.email)).status, 303);
  });

  it('are in the audit trail without what was typed', async () => {
    const [failed, limited] = [await town.acts('sign-in-failed'), await town.acts('sign-in-limited')];
    assert.ok(failed.length > 20 && limited.length > 2);
    assert.doesNotMatch(JSON.stringify([failed, limited]), /wrong|@example\.org|siete llamas/);
    assert.ok((await town.acts('sign-in')).every((one) => typeof one['method'] === 'string' && typeof one['account'] === 'string'));
  });
});

describe('the pages', () => {
  it('are there in every language, without JavaScript', async () => {
    for (const language of ['es', 'en', 'qu']) {
      for (const path of ['sign-in', 'recover', 'recover/abc']) {
        const answer = await town.visitor().ask(`/${language}/${path}`);
        assert.equal(answer.status, 200);
        assert.match(await answer.text(), /<form[^>]* method="post"/);
      }
    }
    assert.equal(new URL(TEST_ORIGIN).protocol, 'https:');
  });
});
