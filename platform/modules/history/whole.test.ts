/** The pages over a log that its own writer keeps: what is personal is on none of them, before an erasure and after. */
import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, it } from 'node:test';
import { newId } from '#core/records/id.ts';
import { Site } from '#core/web/testing/site.ts';
import { moduleOf } from '#core/web/pages/testing/editor.ts';
import { aThing, log as logKind, source, thing } from '../../../test/support/kinds.ts';
import { history } from './index.ts';
import { erase } from './ledger/erase.ts';
import { untilLogged } from './ledger/testing/log.ts';
import { writeLog } from './ledger/writer.ts';

const site = await Site.open({ after }, { modules: [moduleOf({ after }, [thing, logKind, source]), history] });
const { database, kinds } = site.platform;
const keyFolder = await mkdtemp(join(tmpdir(), 'yupana-keys-'));
after(() => rm(keyFolder, { recursive: true }));

/** Lets the writer work until all is signed. */
async function write(): Promise<void> {
  const ending = new AbortController();
  const running = writeLog(database, { settings: { origin: 'yupana.test/log', address: 'https://yupana.test/log', keyFolder, policyText: undefined, mirrors: [] }, environment: {}, database, now: () => new Date(), warn: () => {}, pauseMs: 20, signal: ending.signal });
  await untilLogged(database);
  ending.abort();
  await running.catch(() => undefined);
}

const words = (html: string): string => html.replace(/<[^>]+>/g, ' ').replace(/\s+/g, ' ');

it('tells versions, commitments, an erasure and proofs, and never what is personal', async () => {
  const id = newId();
  const secret = { name: 'Zorrilla Rosa', mail: 'zorrilla@example.org' };
  await site.publish(thing, aThing('Uno', { contact: secret, reviewer: 'oficina 3' }), id);
  await site.publish(thing, aThing('Dos', { contact: secret }), id, 1);
  await write();
  const salts = (await database.selectFrom('ledger_disclosure').select('disclosure').execute()).map(({ disclosure }) => disclosure);
  assert.ok(salts.length >= 2);
  await erase(database, kinds, { recordId: id, field: 'contact', article: 'Ley 29733, art. 20' }, 'operator:test');
  await write();

  const pages = ['/en/history', '/en/history/entries', '/en/history/entries/0', '/en/history/entries/1', '/en/history/entries/2', '/en/history/redactions', '/en/history/changes', '/en/history/verify?entry=0', `/en/things/${id}`, `/en/things/${id}/versions`, `/en/things/${id}/versions/1`, `/en/things/${id}/history`];
  for (const path of pages) {
    for (const ending of ['', '.json', '.leaf', '.proof', '.csv', '.atom']) {
      const answer = await site.ask(path.replace(/(?=\?|$)/, ending));
      if (answer.status === 404 && ending !== '') continue;
      assert.equal(answer.status, 200, `${path} ${ending}`);
      const text = await answer.text();
      assert.doesNotMatch(text, /zorrilla|oficina 3/i, `${path} ${ending}`);
      for (const salt of salts) assert.ok(!text.includes(salt), `${path} ${ending}: a salt`);
    }
  }
  const entry = words(await site.text('/en/history/entries/0'));
  assert.match(entry, /Commitments .*Salted fingerprints/);
  assert.match(entry, /Publication: Dos, version 1/);
  const erasure = words(await site.text('/en/history/entries/2'));
  assert.match(erasure, /Article Ley 29733, art\. 20 .*Values erased 2/);
  assert.match(words(await site.text(`/en/things/${id}/history`)), /Erasure of personal data .*Version 2 .*Version 1/);
  // Nobody witnesses: pages say so, and proofs are worth the word of the log.
  assert.match(words(await site.text('/en/history')), /No institution is set up as a witness yet/);
  assert.match(words(await site.text(`/en/things/${id}`)), /Logged\. Entry 1 .*Not yet witnessed/);
});

it('the document of a version, as it is published, is the one of its entry', async () => {
  const { id } = await site.publish(thing, aThing('Áéí «ñ» \u{1F600}', { share: '-0.50', tags: ['b', 'a'], size: { width: 2 } }));
  await write();
  const { policy, recent } = await site.json<{ policy: string; recent: { index: number }[] }>('/en/history.json');
  const index = recent[0]?.index ?? assert.fail('no entry');
  const body = new FormData();
  const typed = { policy, proof: await site.text(`/en/history/entries/${index}.proof`), subject: await site.text(`/en/history/entries/${index}.leaf`), document: await site.text(`/en/things/${id}/versions/1.json`) };
  for (const [name, value] of Object.entries(typed)) body.append(name, value);
  const answer = await site.platform.web.app.request('https://yupana.test/en/history/verify.json', { method: 'POST', body, headers: { 'sec-fetch-site': 'same-origin' } });
  const { verdict, findings } = (await answer.json()) as { verdict: string; findings: { name: string }[] };
  // Without a witness in the policy this is all that can hold.
  assert.deepEqual([verdict, findings.map(({ name }) => name)], ['unwitnessed', ['in_tree', 'document_same', 'log_signed', 'no_quorum_asked']]);
});
