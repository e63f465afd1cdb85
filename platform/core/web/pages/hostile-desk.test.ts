/** Hostile texts from people who are signed in: kept as they are or refused at their place, and inert wherever others see them. */
import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { modules } from '../../../app.ts';
import { wholeFile } from '../../../../test/support/database.ts';
import { type TestPlatform, testPlatform } from '../../../../test/support/platform.ts';
import { fieldMeta } from '../../kinds/fields.ts';
import type { Kind } from '../../kinds/kind.ts';
import { publisherOf } from '../../platform.ts';
import { readDraft, startDraft } from '../../records/drafts.ts';
import { newId } from '../../records/id.ts';
import { publishAll } from '../../records/publish.ts';
import { assertInert, attack, ATTACKS, hostileDocument } from '../testing/hostile.ts';
import { Editor, type OpenForm } from './testing/editor.ts';

/** Beside markup: what breaks tables, mails, templates, terminals, databases and layouts. */
const SIGNS: Readonly<Record<string, string>> = {
  formula: '=HYPERLINK("https://evil.example";"x")', plus: '+1+cmd|\' /C calc\'!A0', at: '@SUM(A1)', tab: '\t=1', header: 'x\r\nBcc: victima@example.org\r\n\r\nhola', template: '{{7*7}} ${7*7} <%= 7*7 %> #{7*7} {0} {count, plural, other {x}}', prototype: '__proto__', constructor: 'constructor',
  long: 'x'.repeat(5000), megabyte: 'Largo. '.repeat(150_000), turned: 'abc\u202Egpj.exe', isolate: '\u2066abc\u2069', nul: 'a\0b', escape: '\u001b[31mrojo', lone: 'a\ud800b', noncharacter: '\uffff', zalgo: `Z${'\u0351\u036b\u0343'.repeat(500)}`, invisible: '\u200b\u200d\ufeff', sql: "'; drop table version; --", path: '../../../etc/passwd', emoji: '👩🏽‍🔬🏳️‍🌈',
};
/** Signs that nobody sees and that turn, cut or hide what stands beside them. */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Cs}]/u;
const text = (es: string) => ({ es: { text: es, status: 'original' } });

let platform: TestPlatform;
let [editor, reviewer, author, approver] = [] as unknown as [Editor, Editor, Editor, Editor];
const [type, body] = [newId(), newId()];

before(async () => {
  platform = await testPlatform(wholeFile);
  const submissions = [
    { id: type, kind: 'institution-type', basedOn: 0, document: { name: text(attack(0)), publicBody: true } },
    { id: body, kind: 'institution', basedOn: 0, document: { name: text(`${attack(1)} {{7*7}}`), type, partOf: { absent: 'not_stated' }, territory: { absent: 'not_stated' } } },
  ];
  await platform.database.transaction().execute((transaction) => publishAll(transaction, publisherOf(platform), submissions, { name: 'test' }));
  editor = await Editor.signIn(platform, 'oficina@example.org');
  reviewer = await Editor.signIn(platform, 'revisa@example.org', { institution: undefined, role: 'reviewer' });
  author = await Editor.signIn(platform, 'autora@example.org', { institution: body, role: 'author' });
  approver = await Editor.signIn(platform, 'aprueba@example.org', { institution: body, role: 'approver' });
});

async function inert(who: Editor, path: string, status = 200): Promise<string> {
  const answer = await who.get(path);
  const page = await answer.text();
  assert.equal(answer.status, status, path);
  assertInert(page, path);
  return page;
}

describe('a draft whose every text is hostile', () => {
  it('is inert in the form, the review, the preview, the desk and the queue, for every kind', async () => {
    for (const [index, kind] of modules.flatMap(({ kinds }) => kinds).entries()) {
      const references = Object.fromEntries(modules.flatMap(({ kinds }) => kinds).map(({ name }) => [name, name === 'institution' ? body : newId()]));
      const id = await startDraft(platform.database, kind, { ...hostileDocument(kind, references, index), unknown: attack(index), __proto__: { x: 1 } }, { name: `person:${attack(index)}` });
      for (const page of ['edit?step=all', 'edit', 'edit?step=all&check=1', 'edit?add=%22%3E%3Cscript%3E', 'edit?copied=%3Cscript%3E,__proto__&saved=%3Cscript%3E&step=__proto__', 'review', 'preview']) await inert(reviewer, `/es/${kind.path}/${id}/${page}`);
      await inert(editor, `/es/${kind.path}/${id}/edit?step=all&add=${encodeURIComponent(attack(0))}`);
      await platform.database.updateTable('draft').set({ stage: 'submitted' }).where('record_id', '=', id).execute();
    }
    for (const page of ['desk', 'desk/queue']) assert.match(await inert(reviewer, `/es/${page}`), /&lt;script&gt;/, page);
  });
});

/** The names under which the form of a kind takes texts. */
function textNames(kind: Kind): string[] {
  return Object.entries(kind.fields).flatMap(([name, schema]) => {
    const { type: control } = fieldMeta(schema);
    return control === 'multilingual' ? [`${name}.es.text`] : control === 'line' || control === 'prose' || control === 'url' || control === 'date' ? [name] : [];
  });
}

describe('hostile signs in the form', () => {
  it('are kept, or refused at their place, in every text field of every kind', async () => {
    for (const kind of modules.flatMap(({ kinds }) => kinds)) {
      for (const [sign, typed] of Object.entries(SIGNS)) {
        // A form has two megabytes at most.
        const names = sign === 'megabyte' ? textNames(kind).slice(0, 1) : textNames(kind);
        const fields = names.flatMap((name): [string, string][] => [[name, typed], ...(name.endsWith('.es.text') ? [[name.replace(/text$/, 'status'), 'original'] as [string, string]] : [])]);
        const saved = await editor.post(`/es/desk/new/${kind.path}`, [...fields, ['_do', 'save'], ['_step', 'all'], ['_revision', '0'], ['_version', '0']]);
        const where = `${kind.name}: ${sign}`;
        assert.equal(saved.status, 303, where);
        const id = /\/([a-z0-9]{12})\/edit/.exec(saved.headers.get('location') ?? '')?.[1] ?? assert.fail(where);
        const kept = JSON.stringify((await readDraft(platform.database, id))?.document);
        assert.ok(!kept.includes('\\u0000') && !kept.includes('\\ud800'), where);
        const isRefused = ['megabyte', 'turned', 'isolate', 'escape'].includes(sign);
        if (!isRefused && sign !== 'template' && sign !== 'zalgo') continue;
        const checked = await inert(editor, `/es/${kind.path}/${id}/edit?step=all&check=1`);
        if (isRefused && names.length > 0) assert.match(checked, /class="error-summary"/, `${where}: refused, at its place`);
        if (sign === 'template') await inert(editor, `/es/${kind.path}/${id}/review`);
      }
    }
  });
});

const press = async (who: Editor, path: string, act: string, typed: Record<string, string> = {}): Promise<Response> => {
  const form: OpenForm = await who.open(path);
  return who.post(form.action, form.filled(typed, act));
};

const draft = (): Promise<string> => startDraft(platform.database, platform.kinds.get('declaration'), { institution: body, says: 'none', statement: text(attack(2)), date: '2026-08-20' }, { name: 'person:autora', institution: body });

describe('hostile texts on the way of a draft', () => {
  it('are shown to those on the way and, where public, to readers, as text', async () => {
    const path = `/es/declarations/${await draft()}`;
    const all = ATTACKS.join('\n');
    assert.equal((await press(author, `${path}/review`, 'submit', { note: attack(0), message: all, public: '1' })).status, 303);
    assert.equal((await press(approver, `${path}/review`, 'return', { reason: `${all}\n=1+1\n{{7*7}}`, 'remark.0.field': '"><script>', 'remark.0.text': attack(3), 'remark.1.field': '__proto__', 'remark.1.text': attack(4), public: '1' })).status, 303);
    for (const who of [author, approver, reviewer]) assert.match(await inert(who, `${path}/review`), /&lt;script&gt;/);
    assert.equal((await press(author, `${path}/review`, 'submit', { note: attack(1) })).status, 303);
    assert.equal((await press(approver, `${path}/review`, 'approve')).status, 303);
    assert.equal((await press(reviewer, `${path}/review`, 'publish')).status, 303);
    assert.match(await inert(author, `${path}/versions`), /&lt;script&gt;/);
    assert.match(JSON.stringify(JSON.parse(await (await author.get(`${path}/versions.json`)).text())), /<script>alert/, 'the text itself in JSON');
    for (const page of ['', '/versions/1', '/withdraw', '/subscribe']) await inert(author, `${path}${page}`);
    assert.equal((await author.post(`${path}/withdraw`, [['_version', '1'], ['reason', attack(3)]])).status, 303);
    for (const page of ['/review', '/preview', '/withdraw']) await inert(author, `${path}${page}`);
  });

  it('are refused with 422 and come back where they are too long or no texts', async () => {
    const path = `/es/declarations/${await draft()}`;
    for (const sign of ['megabyte', 'turned', 'isolate', 'escape', 'nul'] as const) {
      for (const field of ['note', 'message']) {
        const answer = await author.post(`${path}/review`, [['_revision', '1'], ['_do', 'submit'], [field, SIGNS[sign] ?? '']]);
        assert.equal(answer.status, 422, `${field}: ${sign}`);
        assertInert(await answer.text(), `${field}: ${sign}`);
      }
      assert.equal((await readDraft(platform.database, path.slice(-12)))?.stage, 'writing', sign);
    }
  });
});

describe('hostile addresses of pages for people who are signed in', () => {
  it('are answered below 500, and inert', async () => {
    const values = [...ATTACKS, ...Object.entries(SIGNS).filter(([sign]) => sign !== 'megabyte' && sign !== 'long' && sign !== 'zalgo').map(([, sign]) => sign)].map((one) => encodeURIComponent(one.toWellFormed()));
    const places = ['desk', 'desk/queue', 'desk/continue?code=', 'desk/new/declarations?statement.es.text=', 'desk/new/declarations?institution=', 'desk/new/declarations?step=', 'account?factor=', 'accounts?q=', 'members/office?next=', 'members/', 'desk/new/', 'declarations/', 'sign-in?next=', 'preview/'];
    for (const value of values) {
      for (const place of places) {
        const answer = await editor.get(`/es/${place}${place.includes('?') || place.endsWith('/') ? value : `?x=${value}`}`);
        assert.ok(answer.status < 500, `${place}${value}: ${answer.status}`);
        assertInert(await answer.text(), `${place}${value}`);
      }
    }
  });
});

describe('hostile names and addresses of people', () => {
  it('are cleaned or refused, and reach no header of a mail', async () => {
    for (const [sign, typed] of [...Object.entries(SIGNS), ...ATTACKS.map((one): [string, string] => [one, one])]) {
      const renamed = await editor.post('/es/account/name', [['name', typed]]);
      assert.ok(renamed.status === 303 || renamed.status === 422, `${sign}: ${renamed.status}`);
      const { name } = await platform.database.selectFrom('account').select('name').where('email', '=', 'oficina@example.org').executeTakeFirstOrThrow();
      assert.ok(name.length <= 120 && !UNSEEN.test(name), `${sign}: ${JSON.stringify(name)}`);
      await inert(editor, '/es/account');
    }
    const boss = await Editor.signIn(platform, 'jefa@example.org', { institution: undefined, role: 'administrator' });
    await platform.database.updateTable('account').set({ name: attack(0) }).where('email', '=', 'jefa@example.org').execute();
    for (const address of ['x\r\nBcc: victima@example.org@example.org', 'a@example.org,b@example.org', '<a@example.org>', 'a@example.org\0', 'a b@example.org', '"a"@example.org', `${'x'.repeat(300)}@example.org`, 'a@example.org?subject=x\nBcc:b', ...ATTACKS]) {
      const answer = await boss.post('/es/members/office/invite', [['email', address], ['role', 'editor']]);
      // An address that is left when a NUL is gone is an address.
      assert.ok(answer.status === 422 || /^[\w.@]+$/.test(address.replaceAll('\0', '')), `${address}: ${answer.status}`);
      assertInert(await answer.text(), address);
    }
    assert.equal((await boss.post(`/es/members/${body}/invite`, [['email', 'nueva@example.org'], ['role', 'author']])).status, 200);
    const mails = await platform.database.selectFrom('mail_outbox').select(['recipient', 'subject', 'headers']).execute();
    assert.ok(mails.some(({ recipient }) => recipient === 'nueva@example.org'));
    for (const { recipient, subject, headers } of mails) {
      assert.match(recipient, /^[\w.]+@example\.org$/);
      assert.doesNotMatch(`${subject}${JSON.stringify(headers)}`, /[\r\n]|victima/);
    }
    for (const page of ['accounts', 'members/office', `members/${body}`]) await inert(boss, `/es/${page}`);
  });
});
