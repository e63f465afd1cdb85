import assert from 'node:assert/strict';
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { after, beforeEach, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { testDatabase } from '../../../test/support/database.ts';
import { aThing, log, source, texts, thing } from '../../../test/support/kinds.ts';
import { TEST_NOW, testPlatform } from '../../../test/support/platform.ts';
import { sample } from '../../../test/support/sample-kind.ts';
import { modules } from '../../app.ts';
import { metaAt } from '../kinds/content.ts';
import type { Message } from '../mail/message.ts';
import { type Platform, publisherOf } from '../platform.ts';
import { newId, type RecordId } from '../records/id.ts';
import { publishAll, withdraw } from '../records/publish.ts';
import { moduleOf } from '../web/pages/testing/editor.ts';
import { sendDigests } from './digest.ts';
import { followedBy, forgetSubscriber, subscriberOf, subscribeTo } from './subscriptions.ts';

const testModule = { ...moduleOf({ after }, [thing, log, source, sample]), passesNewsOn: { thing: ['within'] } };
const platform: Platform = await testPlatform({ after }, { modules: [testModule] });
const { database } = platform;
const versions = new Map<string, number>();

async function publish(title: string, fields: Parameters<typeof aThing>[1] = {}, id: RecordId = newId()): Promise<RecordId> {
  await database.transaction().execute((transaction) => publishAll(transaction, publisherOf(platform), [{ id, kind: 'thing', document: aThing({ es: title, en: `${title} (en)` }, fields), basedOn: versions.get(id) ?? 0 }], { name: 'x' }));
  versions.set(id, (versions.get(id) ?? 0) + 1);
  return id;
}

async function takeBack(id: string): Promise<void> {
  await withdraw(database, publisherOf(platform), id, versions.get(id) ?? 0, texts('Por error'), { name: 'x' });
  versions.set(id, (versions.get(id) ?? 0) + 1);
}

const follow = (email: string, recordId: string, language = 'es'): Promise<string> => subscribeTo(database, { email, language, recordId });

/** What went out since the last time. */
async function mails(): Promise<Message[]> {
  const rows = await database.deleteFrom('mail_outbox').returning(['id', 'recipient', 'subject', 'body', 'headers']).execute();
  return rows.toSorted((a, b) => a.id - b.id).map((row) => ({ to: row.recipient, subject: row.subject, text: row.body ?? '', headers: row.headers }));
}
const run = async (): Promise<Message[]> => (await sendDigests(platform), mails());
const linesOf = ({ text }: Message): string[] => text.split('\n').filter((line) => line.startsWith('- '));

beforeEach(async () => {
  await sendDigests(platform);
  await database.deleteFrom('subscriber').execute();
  await database.deleteFrom('mail_outbox').execute();
});

describe('a digest', () => {
  it('tells of versions and withdrawals of the record, in one mail, in the language of the subscriber, with links', async () => {
    const id = await publish('Uno');
    await follow('rosa@example.org', id);
    await follow('john@example.org', id, 'en');
    await publish('Uno bis', {}, id);
    await takeBack(id);
    const [rosa = assert.fail('none'), john = assert.fail('none'), ...more] = (await run()).toSorted((a, b) => (a.to < b.to ? 1 : -1));
    assert.deepEqual(more, []);
    assert.deepEqual(linesOf(rosa), ['- Cambió: one thing: Uno bis (versión 2)', '- Retirado: one thing: Uno bis']);
    assert.deepEqual(linesOf(john), ['- Changed: one thing: Uno bis (en) (version 2)', '- Withdrawn: one thing: Uno bis (en)']);
    assert.equal(rosa.subject, 'Yupana de prueba: 2 novedades');
    assert.ok(rosa.text.includes(`\n  https://yupana.test/es/things/${id}/versions/2\n`) && rosa.text.includes(`\n  https://yupana.test/es/things/${id}\n`), rosa.text);
    assert.ok(john.text.includes(`https://yupana.test/en/things/${id}/versions/2`));
  });

  it('tells nothing of what came before the subscription, nor of other records, nor twice', async () => {
    const id = await publish('Antes');
    await follow('rosa@example.org', id);
    await publish('Otra cosa');
    assert.deepEqual(await run(), []);
    await publish('Después', {}, id);
    assert.deepEqual((await run()).map(({ to }) => to), ['rosa@example.org']);
    assert.deepEqual(await run(), []);
    await follow('late@example.org', id);
    assert.deepEqual(await run(), []);
  });

  it('tells of records that link to it: published, changed, link taken away, withdrawn', async () => {
    const [id, other] = [await publish('Ministerio'), await publish('Otro')];
    await follow('rosa@example.org', id);
    const linking = await publish('Sistema', { related: [id] });
    assert.deepEqual((await run()).flatMap(linesOf), ['- Publicado: one thing: Sistema']);
    await publish('Sistema 2', { related: [id, other] }, linking);
    assert.deepEqual((await run()).flatMap(linesOf), ['- Cambió: one thing: Sistema 2 (versión 2)']);
    await publish('Sistema 3', { related: [other] }, linking);
    assert.deepEqual((await run()).flatMap(linesOf), ['- Cambió: one thing: Sistema 3 (versión 3)']);
    await publish('Sistema 4', { related: [other] }, linking);
    assert.deepEqual(await run(), []);
    const second = await publish('Fugaz', { related: [id] });
    await takeBack(second);
    assert.deepEqual((await run()).flatMap(linesOf), ['- Publicado: one thing: Fugaz', '- Retirado: one thing: Fugaz']);
  });

  it('tells of what lies behind two links only where the module passes news on', async () => {
    const supplier = await publish('Proveedor');
    const product = await publish('Producto', { within: supplier });
    const seen = await publish('Visto', { related: [supplier] });
    await follow('rosa@example.org', supplier);
    await publish('Despliegue', { related: [product] });
    await publish('Lejos', { related: [seen] });
    assert.deepEqual((await run()).flatMap(linesOf), ['- Publicado: one thing: Despliegue']);
  });

  it('is one mail, and names a publication once, for whoever follows several of its records', async () => {
    const [a, b] = [await publish('A'), await publish('B')];
    for (const id of [a, b]) await follow('rosa@example.org', id);
    await publish('Enlazada', { related: [a, b] });
    await publish('B2', {}, b);
    const [mail = assert.fail('none'), ...more] = await run();
    assert.deepEqual(more, []);
    assert.deepEqual(linesOf(mail).toSorted(), ['- Cambió: one thing: B2 (versión 2)', '- Publicado: one thing: Enlazada']);
  });

  it('names fifty publications and counts the others', async () => {
    const id = await publish('Mucho');
    await follow('rosa@example.org', id);
    await database.transaction().execute((transaction) => publishAll(transaction, publisherOf(platform), Array.from({ length: 620 }, (_, index) => ({ id: newId(), kind: 'thing', basedOn: 0, document: aThing(`N${index}`, { related: [id] }) })), { name: 'x' }));
    const [mail = assert.fail('none')] = await run();
    assert.equal(linesOf(mail).length, 50);
    assert.match(mail.text, /Y 570 novedades más/);
    assert.match(mail.subject, /620 novedades/);
  });

  it('holds a link by which the person ends it with one click, of which the database keeps the hash alone', async () => {
    const id = await publish('Uno');
    const rosa = await follow('rosa@example.org', id);
    await publish('Dos', {}, id);
    const [mail = assert.fail('none')] = await run();
    const [, token = ''] = /^<https:\/\/yupana\.test\/es\/subscriptions\/([\w-]{43})>$/.exec(mail.headers?.['List-Unsubscribe'] ?? '') ?? assert.fail(JSON.stringify(mail.headers));
    assert.equal(mail.headers?.['List-Unsubscribe-Post'], 'List-Unsubscribe=One-Click');
    assert.ok(mail.text.includes(`/es/subscriptions/${token}`));
    assert.equal(await subscriberOf(database, token, TEST_NOW), rosa);
    assert.ok(!JSON.stringify(await database.selectFrom('subscription_link').selectAll().execute()).includes(token));
    assert.equal(await subscriberOf(database, token, new Date(TEST_NOW.getTime() + 401 * 86_400_000)), undefined);
  });

  it('does not go to whoever ended it, of whom nothing is kept', async () => {
    const id = await publish('Uno');
    const rosa = await follow('rosa@example.org', id);
    assert.deepEqual(await followedBy(database, rosa), [id]);
    await publish('Dos', {}, id);
    await forgetSubscriber(database, rosa);
    assert.deepEqual(await run(), []);
    for (const table of ['subscriber', 'subscription', 'subscription_link'] as const) assert.deepEqual(await database.selectFrom(table).selectAll().execute(), [], table);
  });

  it('keeps hostile titles inert: one line each, whatever they say', async () => {
    const id = await publish('Uno');
    await follow('rosa@example.org', id);
    const titles = ['a\n\n-- \nPague aquí: https://evil.example', '{count, plural}', '<b>x</b>', '👩🏽‍🔬 ﷽'];
    for (const title of titles) await publish(title, { related: [id] });
    const [mail = assert.fail('none')] = await run();
    assert.equal(linesOf(mail).length, titles.length);
    assert.equal(mail.text.split('\n').filter((line) => line.startsWith('-- ')).length, 1);
    assert.ok(mail.text.includes('{count, plural}') && mail.text.includes('<b>x</b>'));
  });
});

describe('the modules', () => {
  it('pass news on by fields that lead from a kind of theirs to another record', () => {
    const named = modules.flatMap(({ kinds, passesNewsOn = {} }) => Object.entries(passesNewsOn).flatMap(([kind, fields]) => fields.map((field) => ({ kind: kinds.find(({ name }) => name === kind), field }))));
    assert.notEqual(named.length, 0);
    for (const { kind, field } of named) assert.equal(kind && metaAt(kind, field)?.type, 'reference', field);
  });
});

describe('digests', () => {
  it('tell each publication once, whoever of several processes runs them, and whichever is killed', async (t) => {
    const own = await testDatabase(t);
    const id = newId();
    const make = async (title: string, recordId: string, related: readonly string[]): Promise<void> => {
      const basedOn = (await own.database.selectFrom('record').select('version').where('id', '=', recordId).executeTakeFirst())?.version ?? 0;
      await own.database.transaction().execute((transaction) => publishAll(transaction, publisherOf(platform), [{ id: recordId, kind: 'thing', document: aThing(title, { related: [...related] }), basedOn }], { name: 'x' }));
    };
    await make('Base', id, []);
    for (let index = 0; index < 20; index += 1) await subscribeTo(own.database, { email: `p${index}@example.org`, language: 'es', recordId: id });
    const child = fileURLToPath(new URL('testing/digests.ts', import.meta.url));
    const start = () => fork(child, [JSON.stringify(own.config)], { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
    let children = [start(), start()];
    await Promise.all(children.map((one) => once(one, 'message')));
    for (let number = 0; number < 40; number += 1) {
      await make(`T${number}.`, newId(), [id]);
      if (number % 10 === 9) {
        children[0]?.kill('SIGKILL');
        children = [...children.slice(1), start()];
        await once(children[1] ?? assert.fail(), 'message');
      }
    }
    const told = async (): Promise<string[]> => (await own.database.selectFrom('mail_outbox').select(['recipient', 'body']).execute()).flatMap(({ recipient, body }) => [...(body ?? '').matchAll(/: (T\d+)\./g)].map(([, title]) => `${recipient} ${title}`));
    for (let tries = 0; tries < 400 && (await told()).length < 800; tries += 1) await new Promise((done) => void setTimeout(done, 25));
    for (const one of children) one.kill('SIGKILL');
    const all = await told();
    assert.equal(new Set(all).size, 800, 'each of forty to each of twenty');
    assert.equal(all.length, 800, 'none twice');
  });
});
