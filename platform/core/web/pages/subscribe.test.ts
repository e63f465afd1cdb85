import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { texts } from '../../../../test/support/kinds.ts';
import { TEST_ORIGIN } from '../../../../test/support/platform.ts';
import { openTown, type Town, type Visitor } from '../../access/testing/visitor.ts';
import { publisherOf } from '../../platform.ts';
import { newId } from '../../records/id.ts';
import { publishAll } from '../../records/publish.ts';
import { followedBy, subscribeTo } from '../../subscriptions/subscriptions.ts';

const town: Town = await openTown({ after });
const { database } = town.platform;
const [type, second] = [newId(), newId()];
const path = `/es/institution-types/${type}`;

before(async () => {
  await database.transaction().execute((transaction) => publishAll(transaction, publisherOf(town.platform), [type, second].map((id, index) => ({ id, kind: 'institution-type', basedOn: 0, document: { name: texts(`Ministerio <${index}>`), publicBody: true } })), { name: 'x' }));
});

let people = 0;
const address = (): string => `vecina${(people += 1)}@example.org`;
const linkIn = (text: string, part: string): string => new RegExp(`${TEST_ORIGIN}(/\\w+/subscriptions/${part}[\\w-]{43})\\n`).exec(text)?.[1] ?? assert.fail(text);
const withoutToken = (text: string): string => text.replace(/confirm\/\S+/, '');
const bodyOf = async (answer: Response): Promise<string> => (await answer.text()).replace(/\s+/g, ' ');
const followed = async (email: string): Promise<string[]> => {
  const row = await database.selectFrom('subscriber').select('id').where('email', '=', email).executeTakeFirst();
  return row ? followedBy(database, row.id) : [];
};

/** Asks and confirms. @returns the address of the page of what the person follows. */
async function subscribe(visitor: Visitor, email: string, at = path): Promise<string> {
  assert.equal((await visitor.post(`${at}/subscribe`, { email })).status, 200);
  const confirm = linkIn((await town.mail(email)).text, 'confirm/');
  const answer = await visitor.post(confirm);
  assert.equal(answer.status, 303);
  return answer.headers.get('location') ?? '';
}

describe('following a record', () => {
  it('is offered on the page of the record', async () => {
    const page = await (await town.visitor().ask(path)).text();
    assert.ok(page.includes(`<a href="${path}/subscribe"`));
    assert.equal((await town.visitor().ask(`${path}/subscribe`)).status, 200);
    for (const wrong of [`/es/institution-types/${newId()}/subscribe`, `/es/institutions/${type}/subscribe`]) {
      assert.equal((await town.visitor().ask(wrong)).status, 404, wrong);
      assert.equal((await town.visitor().post(wrong, { email: address() })).status, 404, wrong);
    }
  });

  it('begins when the link in the mail was confirmed, and not when it was opened', async () => {
    const [visitor, email] = [town.visitor(), address()];
    assert.equal((await visitor.post(`${path}/subscribe`, { email: ` ${email.toUpperCase()} ` })).status, 200);
    const mail = await town.mail(email);
    const link = linkIn(mail.text, 'confirm/');
    assert.match(mail.text, /Ministerio <0>/);
    const opened = await visitor.ask(link);
    assert.deepEqual([opened.status, opened.headers.get('cache-control')], [200, 'no-store']);
    assert.deepEqual(await followed(email), []);
    const confirmed = await visitor.post(link);
    assert.equal(confirmed.status, 303);
    assert.deepEqual(await followed(email), [type]);
    assert.equal((await visitor.post(link)).status, 404, 'once');
    assert.ok((await bodyOf(await visitor.ask(confirmed.headers.get('location') ?? ''))).includes('Ministerio &lt;0&gt;'));
  });

  it('keeps the hash of the link alone, and is over after 48 hours', async () => {
    const [visitor, email] = [town.visitor(), address()];
    await visitor.post(`${path}/subscribe`, { email });
    const link = linkIn((await town.mail(email)).text, 'confirm/');
    const token = link.split('/').at(-1) ?? '';
    assert.ok(!JSON.stringify(await database.selectFrom('subscription_request').selectAll().execute()).includes(token));
    town.pass(48 * 60 + 1);
    assert.equal((await visitor.post(link)).status, 404);
    assert.deepEqual(await followed(email), []);
  });

  it('says the same, by page and by mail, whether the address follows the record already', async () => {
    const [email, other] = [address(), address()];
    await subscribe(town.visitor(), email);
    town.pass(120);
    const known = await bodyOf(await town.visitor().post(`${path}/subscribe`, { email }));
    const unknown = await bodyOf(await town.visitor().post(`${path}/subscribe`, { email: other }));
    assert.equal(known, unknown);
    assert.equal(withoutToken((await town.mail(email)).text), withoutToken((await town.mail(other)).text));
    assert.equal(town.mails.filter(({ to }) => to === email).length, 2);
  });

  it('sends an address three mails an hour at most, and whoever asks does not learn it', async () => {
    const email = address();
    const answers = [];
    for (let time = 0; time < 5; time += 1) answers.push(await town.visitor().post(`${path}/subscribe`, { email }));
    assert.deepEqual(answers.map(({ status }) => status), [200, 200, 200, 200, 200]);
    const [first, ...rest] = await Promise.all(answers.map(bodyOf));
    for (const one of rest) assert.equal(one, first);
    assert.equal(town.mails.filter(({ to }) => to === email).length, 3);
    town.pass(61);
    await town.visitor().post(`${path}/subscribe`, { email });
    assert.equal(town.mails.filter(({ to }) => to === email).length, 4);
  });

  it('is tried twenty times an hour from one network', async () => {
    const visitor = town.visitor('198.51.100.9');
    for (let time = 0; time < 20; time += 1) assert.equal((await visitor.post(`${path}/subscribe`, { email: address() })).status, 200);
    const email = address();
    const answer = await visitor.post(`${path}/subscribe`, { email });
    assert.equal(answer.status, 429);
    assert.match(await answer.text(), /Espere una hora/);
    assert.ok(!town.mails.some(({ to }) => to === email));
  });

  it('refuses what is no address, and keeps it inert', async () => {
    for (const email of ['', 'nobody', 'a@b', 'a@b.pe, c@d.pe', 'a@b.pe\r\nBcc: c@d.pe', '"><script>alert(1)</script>@x.pe', 'ñ'.repeat(400)]) {
      const answer = await town.visitor().post(`${path}/subscribe`, { email });
      assert.equal(answer.status, 422, email);
      assert.ok(!(await answer.text()).includes('<script>alert'));
    }
  });

  it('cannot be asked for by another site', async () => {
    const email = address();
    assert.equal((await town.visitor().post(`${path}/subscribe`, { email }, { origin: 'https://evil.example' })).status, 403);
    assert.ok(!town.mails.some(({ to }) => to === email));
  });
});

describe('ending it', () => {
  it('goes one by one, and forgets whoever follows nothing any more', async () => {
    const [visitor, email] = [town.visitor(), address()];
    const page = await subscribe(visitor, email);
    await subscribeTo(database, { email, language: 'es', recordId: second });
    assert.ok((await bodyOf(await visitor.ask(page))).includes('Ministerio &lt;1&gt;'));
    assert.equal((await visitor.post(page, { record: type })).status, 303);
    assert.deepEqual(await followed(email), [second]);
    assert.equal((await visitor.post(page, { record: second })).status, 200);
    assert.equal(await database.selectFrom('subscriber').select('id').where('email', '=', email).executeTakeFirst(), undefined);
    assert.equal((await visitor.ask(page)).status, 404);
  });

  it('takes one click in a mail program, which sends neither origin nor cookie (RFC 8058)', async () => {
    const email = address();
    const page = await subscribe(town.visitor(), email);
    await subscribeTo(database, { email, language: 'es', recordId: second });
    const answer = await town.platform.web.app.request(`${TEST_ORIGIN}${page}`, { method: 'POST', body: 'List-Unsubscribe=One-Click', headers: { 'content-type': 'application/x-www-form-urlencoded' } });
    assert.equal(answer.status, 200);
    assert.deepEqual(await followed(email), []);
    // Mail programs may send it as a form of parts too.
    const again = await subscribe(town.visitor(), address());
    const parts = new FormData();
    parts.set('List-Unsubscribe', 'One-Click');
    assert.equal((await town.platform.web.app.request(`${TEST_ORIGIN}${again}`, { method: 'POST', body: parts })).status, 200);
    assert.equal((await town.visitor().ask(again)).status, 404);
  });

  it('needs the link: a wrong one ends nothing and tells nothing', async () => {
    const email = address();
    const page = await subscribe(town.visitor(), email);
    for (const wrong of ['x'.repeat(43), 'confirm', `${page.split('/').at(-1) ?? ''}x`]) {
      assert.equal((await town.visitor().ask(`/es/subscriptions/${wrong}`)).status, 404);
      assert.equal((await town.visitor().post(`/es/subscriptions/${wrong}`, { all: '1' })).status, 404);
    }
    assert.equal((await town.visitor().post(page)).status, 303, 'a post that says nothing ends nothing');
    assert.deepEqual(await followed(email), [type]);
  });

  it('opens no other address to posts from elsewhere', async () => {
    for (const other of ['/es/sign-in', '/es/subscriptions/confirm/x', '/es/desk/x', '/es/subscriptions/x/y', '/es/x/subscriptions/y', `${path}/subscribe`]) {
      const answer = await town.platform.web.app.request(`${TEST_ORIGIN}${other}`, { method: 'POST', body: 'all=1', headers: { 'content-type': 'application/x-www-form-urlencoded' } });
      assert.equal(answer.status, 403, other);
    }
  });
});
