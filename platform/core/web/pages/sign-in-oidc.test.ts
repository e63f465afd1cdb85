import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import { invite } from '../../access/invitations.ts';
import { OidcServer } from '../../access/testing/oidc-server.ts';
import { anInstitution, openTown, type Visitor } from '../../access/testing/visitor.ts';

const provider = new OidcServer();
await provider.start();
after(() => provider.stop());
const settings = { issuer: provider.issuer, clientId: 'yupana', clientSecret: 'secret', label: 'ID del Estado', strongAmr: ['mfa'], strongAcr: ['loa3'] };
const town = await openTown({ after }, { oidc: settings });
const { database } = town.platform;
// Nothing of what follows may rest on what a provider that is up told the site at its start.
await provider.stop();

const leave = async (visitor: Visitor, query = ''): Promise<string> => {
  const answer = await visitor.ask(`/es/sign-in/oidc${query}`);
  assert.equal(answer.status, 303, await answer.text());
  return answer.headers.get('location') ?? '';
};
const comeBack = (visitor: Visitor, url: URL): Promise<Response> => visitor.ask(`${url.pathname}${url.search}`);
const visit = async (visitor: Visitor, sub: string, claims: Record<string, unknown> = {}, query = ''): Promise<Response> => comeBack(visitor, provider.consent(await leave(visitor, query), { sub, claims }));

const ana = await town.account('ana@example.org');

describe('a provider of OpenID Connect', () => {
  it('may be down when the site starts: it says so, the rest works, and it is found when it is back', async () => {
    const visitor = town.visitor();
    const down = await visitor.ask('/es/sign-in/oidc');
    assert.equal(down.status, 503);
    assert.match(await down.text(), /no responde ahora/);
    await town.visitor().signIn(ana);
    await provider.start();
    assert.match(await leave(visitor), /^http:\/\/localhost:\d+\/authorize\?/);
  });

  it('is asked with PKCE, state and nonce, and sends people back to one address', async () => {
    const query = new URL(await leave(town.visitor())).searchParams;
    assert.equal(query.get('code_challenge_method'), 'S256');
    assert.equal(query.get('response_type'), 'code');
    assert.equal(query.get('redirect_uri'), 'https://yupana.test/sign-in/oidc/callback');
    for (const name of ['state', 'nonce', 'code_challenge']) assert.ok((query.get(name) ?? '').length >= 43, name);
  });

  it('is not asked because another site wants it', async () => {
    for (const site of ['cross-site', 'same-site']) {
      const answer = await town.visitor().ask('/es/sign-in/oidc', { headers: { 'sec-fetch-site': site } });
      assert.equal(answer.headers.get('location'), '/es/sign-in');
    }
  });

  it('signs nobody in who was not invited or linked, also with the address of an account', async () => {
    for (const claims of [{}, { email: 'ana@example.org', email_verified: true }]) {
      const visitor = town.visitor();
      const answer = await visit(visitor, 'stranger', claims);
      assert.equal(answer.status, 403);
      assert.match(await answer.text(), /no está enlazada/);
      assert.equal(visitor.session, undefined);
    }
    assert.equal((await database.selectFrom('oidc_identity').select('subject').execute()).length, 0);
  });

  it('is linked by a person who is signed in, once; (iss, sub) is who they are then', async () => {
    const visitor = await town.visitor().signIn(ana);
    assert.equal((await visit(visitor, 'sub-ana', { email: 'quite@other.example' }, '?link=1')).status, 303);
    const later = town.visitor();
    const answer = await visit(later, 'sub-ana', {}, '?next=%2Fes%2Faccount');
    assert.equal(answer.headers.get('location'), '/es/account');
    assert.ok(await later.isIn());
    const beto = await town.account('beto@example.org');
    const other = await town.visitor().signIn(beto);
    assert.equal((await visit(other, 'sub-ana', {}, '?link=1')).status, 409);
  });

  it('cannot put an identity on the account of another session', async () => {
    const [attacker, victim] = [await town.visitor().signIn(await town.account('eva@example.org')), await town.visitor().signIn(ana)];
    const back = provider.consent(await leave(attacker, '?link=1'), { sub: 'sub-eva' });
    assert.equal((await comeBack(victim, back)).status, 403, 'without the cookie of the step');
    victim.cookies.set('__Host-yupana-step', attacker.cookies.get('__Host-yupana-step') ?? '');
    assert.equal((await comeBack(victim, back)).status, 403, 'with it');
  });

  it('is strong where it says that it asked for two factors, and the site knows the word', async () => {
    for (const [claims, strong] of [[{}, false], [{ amr: ['pwd'] }, false], [{ amr: ['pwd', 'mfa'] }, true], [{ acr: 'loa3' }, true], [{ acr: 'loa1' }, false]] as const) {
      const visitor = town.visitor();
      assert.equal((await visit(visitor, 'sub-ana', claims)).status, 303);
      assert.equal((await town.acts('sign-in')).at(-1)?.['strong'], strong, JSON.stringify(claims));
    }
  });

  it('is not believed with a state, nonce, code, audience, issuer or time that is wrong', async () => {
    for (const lies of [{ nonce: 'another' }, { nonce: undefined }, { aud: 'another' }, { iss: 'https://evil.example' }, { exp: 1, iat: 0 }]) {
      provider.lies = lies;
      const visitor = town.visitor();
      assert.equal((await visit(visitor, 'sub-ana')).status, 403, JSON.stringify(lies));
      assert.equal(visitor.session, undefined);
    }
    provider.lies = {};
    for (const [name, text] of [['state', 'another'], ['code', 'another'], ['iss', 'https://evil.example']] as const) {
      const visitor = town.visitor();
      const back = provider.consent(await leave(visitor), { sub: 'sub-ana' });
      back.searchParams.set(name, text);
      assert.equal((await comeBack(visitor, back)).status, 403, name);
    }
  });

  it('answers each request once, in the browser that asked', async () => {
    const [one, two] = [town.visitor(), town.visitor()];
    const [backOne, backTwo] = [provider.consent(await leave(one), { sub: 'sub-ana' }), provider.consent(await leave(two), { sub: 'sub-ana' })];
    assert.equal((await comeBack(one, backTwo)).status, 403, 'mixed up');
    assert.equal((await comeBack(two, backTwo)).status, 303);
    assert.equal((await comeBack(two, backTwo)).status, 403, 'again');
    assert.equal((await comeBack(town.visitor(), backOne)).status, 403, 'without the cookie');
  });

  it('makes the account of an invitation, and uses it up', async () => {
    const institution = await anInstitution(town);
    const boss = await town.account('boss@example.org', { roles: [{ institution, role: 'administrator' }] });
    const token = await invite(database, { accountId: boss.id, name: 'boss', sessionId: '', memberships: [{ institution, role: 'administrator' }] }, 'new@example.org', { institution, role: 'author' }, town.now);
    const visitor = town.visitor();
    assert.equal((await visit(visitor, 'sub-new', { name: 'Nueva Persona' }, `?invitation=${token}`)).status, 303);
    assert.match(await (await visitor.ask('/es/account')).text(), /Nueva Persona · new@example\.org/);
    assert.equal((await town.visitor().ask(`/es/sign-in/oidc?invitation=${token}`)).status, 403);
  });
});
