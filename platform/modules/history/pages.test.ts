/** The pages of the history over HTTP, with a log that has signed, is witnessed, waits and has erased. */
import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import { parse } from 'csv-parse/sync';
import { parse as parseYaml } from 'yaml';
import { sql } from 'kysely';
import { newId } from '#core/records/id.ts';
import { decoded, Site } from '#core/web/testing/site.ts';
import { moduleOf } from '#core/web/pages/testing/editor.ts';
import { TEST_ORIGIN } from '../../../test/support/platform.ts';
import { log as logKind, source, texts, thing } from '../../../test/support/kinds.ts';
import { formatVerifierKey } from '@yupana/ledger';
import { mirrorSettings } from '../../../cli/history/mirror/settings.ts';
import { witnessSettings } from '../../../cli/history/witness/settings.ts';
import { history } from './index.ts';
import { TestLog } from './testing/log.ts';
import { behindTheBack } from './ledger/testing/backup.ts';

const site = await Site.open({ after }, { modules: [{ ...moduleOf({ after }, [thing, logKind, source]), promises: { thing: ['title'] } }, history] });
const { database } = site.platform;
const log = new TestLog(database);
const WITNESSED = 1_795_000_000;
const words = (html: string): string => html.replace(/<[^>]+>/g, ' ').replace(/&#39;/g, "'").replace(/\s+/g, ' ');
const page = async (path: string): Promise<string> => words(await site.text(path));

const things = { kept: newId(), gone: newId() };
const document = (title: string): Record<string, unknown> => ({ title: texts(title), code: { absent: 'not_stated' }, topic: 'health', open: true });

it('before a log is begun, pages say that there is none, and nothing is claimed of records', async () => {
  assert.match(await page('/en/history'), /No state has been signed yet/);
  await site.publish(thing, document('Primera'), things.kept);
  assert.doesNotMatch(await page(`/en/things/${things.kept}`), /public history/);
  assert.match(await page(`/en/things/${things.kept}/history`), /Not logged yet/);
  assert.equal((await site.json<{ checkpoint: unknown }>('/en/history.json')).checkpoint, null);
  await log.begin();
  assert.match(await page(`/en/things/${things.kept}`), /In the public history Not logged yet/);
});

/** As whoever can write to the database might. */
const mark = async (moment: string): Promise<void> => {
  await sql`update ledger_checkpoint set witnessed_at = ${sql.raw(moment)} where size = 6`.execute(database);
  await database.updateTable('ledger_state').set({ changed_at: new Date() }).execute();
};

/** Of each version of a record, the newest first. */
const asLogged = async (id: string): Promise<unknown[]> => (await site.json<{ chain: { version?: number; asLogged?: boolean }[] }>(`/en/things/${id}/history.json`)).chain.flatMap(({ version, asLogged: same }) => (version === undefined ? [] : [same]));

describe('a log with entries', () => {
  let erased = 0;
  const numbers = new Map<string, number>();

  it('is filled: two records, a change, a withdrawal, an erasure; signed twice, witnessed once', async () => {
    const gone = await site.publish(thing, document('Se va'), things.gone);
    await log.takeOutbox();
    await site.publish(thing, document('Primera, cambiada'), things.kept, 1);
    await site.withdraw(gone, 'Se duplicó');
    await log.takeOutbox();
    erased = await log.redact(things.kept, 'Ley 29733, art. 20', 3, new Date('2026-11-20T15:00:00Z'));
    assert.equal(await log.sign(['universidad', 'ong'], WITNESSED), 5);
    await site.publish(thing, document('Nueva'));
    await log.takeOutbox();
    await log.sign(['contraloria'], WITNESSED + 60);
    await site.publish(thing, document('Espera'));
    const { entries } = await site.json<{ entries: { index: number; record: string; version: number | null }[] }>('/en/history/entries.json');
    for (const { index, record, version } of entries) numbers.set(`${record}/${version}`, index);
    assert.equal(entries.length, 6);
  });

  it('shows its last state, who saw it and when, and that one seen by too few is not yet witnessed', async () => {
    const text = await page('/en/history');
    assert.match(text, /6 *(?=.*entries)/);
    assert.match(text, /publication waits to be noted 1/);
    assert.match(text, /Not yet witnessed\. .*Last witnessed state 5, /);
    assert.match(text, /contraloria : saw it November 18, 2026 at .*GMT-5/);
    assert.match(text, /universidad : has not seen it yet/);
    assert.match(text, /No: testigos: 1 of 3; 2 needed/);
    const json = await site.json<{ checkpoint: { size: number; root: string; witnessedAt: null }; witnessedCheckpoint: { size: number }; quorumMet: boolean; witnesses: { name: string; at: string | null }[]; waiting: number; recent: unknown[] }>('/en/history.json');
    assert.deepEqual([json.checkpoint.size, json.checkpoint.witnessedAt, json.witnessedCheckpoint.size, json.quorumMet, json.waiting, json.recent.length], [6, null, 5, false, 1, 6]);
    assert.ok(text.includes(json.checkpoint.root.match(/.{4}/g)?.join(' ') ?? 'none'), 'the root in groups');
    assert.deepEqual(json.witnesses.map(({ name, at }) => [name, at]), [['universidad', null], ['ong', null], ['contraloria', new Date((WITNESSED + 60) * 1000).toISOString()]]);
  });

  it('says that signatures which do not hold are not believed, also its own', async () => {
    const { cosigned } = await database.selectFrom('ledger_checkpoint').select('cosigned').where('size', '=', 6).executeTakeFirstOrThrow();
    const broken = cosigned?.replace(/(— contraloria\.ejemplo \S{20})(\S)/, (_, before: string, letter: string) => `${before}${letter === 'A' ? 'B' : 'A'}`) ?? '';
    assert.notEqual(broken, cosigned);
    // A length that differs is what tells kept pages; here only the content does.
    await database.updateTable('ledger_checkpoint').set({ cosigned: broken }).where('size', '=', 6).execute();
    await database.updateTable('ledger_state').set({ changed_at: new Date() }).execute();
    assert.match(await page('/en/history'), /cannot be checked with the policy/);
    await database.updateTable('ledger_checkpoint').set({ cosigned: cosigned ?? '' }).where('size', '=', 6).execute();
    await database.updateTable('ledger_state').set({ changed_at: new Date(), halted: 'fork', halted_because: 'secret details' }).execute();
    const halted = await page('/en/history');
    assert.match(halted, /The list has stopped .* fork/);
    assert.doesNotMatch(halted, /secret details/);
    await database.updateTable('ledger_state').set({ changed_at: new Date(), halted: null, halted_because: null }).execute();
    assert.doesNotMatch(await page('/en/history'), /stopped|cannot be checked/);
  });

  it('takes no mark for the word of witnesses: a head that is marked as seen, and is not signed by the quorum, is not yet witnessed anywhere', async () => {
    const [{ record } = assert.fail()] = (await site.json<{ entries: { record: string }[] }>('/en/history/entries.json')).entries;
    await mark('now()');
    for (const path of ['/en/history', '/en/history/entries/5', `/en/things/${record}`, `/en/things/${record}/history`]) {
      const text = await page(path);
      assert.match(text, /Not yet witnessed\./, path);
      assert.doesNotMatch(text, /[^t] Witnessed\./, path);
    }
    const { checkpoint, witnessedCheckpoint } = await site.json<{ checkpoint: { witnessedAt: unknown }; witnessedCheckpoint: unknown }>('/en/history.json');
    assert.deepEqual([checkpoint.witnessedAt, witnessedCheckpoint], [null, null]);
    await mark('null');
    assert.match(await page(`/en/things/${things.kept}`), /state of 5 entries\. Witnessed\./);
  });

  it('lists its entries, newest first, in every language', async () => {
    assert.match(await page('/en/history/entries'), /5 Publication: Nueva, version 1 .*4 Erasure of personal data: Primera, cambiada .*3 Withdrawal: Se va, version 2/);
    for (const language of ['es', 'qu']) assert.doesNotMatch(await site.text(`/${language}/history/entries`), /history\.[a-z]/);
    assert.match(await page('/en/history/entries?below=2'), /1 Publication: Se va, version 1 .*0 Publication: Primera/);
    for (const below of ['-1', 'x', '1.5', '9'.repeat(16)]) assert.equal((await site.ask(`/en/history/entries?below=${below}`)).status, 400, below);
  });

  it('explains an entry, with its proof, its neighbours and the very bytes', async () => {
    const index = numbers.get(`${things.kept}/2`) ?? assert.fail('no entry');
    const text = await page(`/en/history/entries/${index}`);
    assert.match(text, /Publication: Primera, cambiada, version 2/);
    assert.match(text, /Who, by role The office that publishes office The role, never the name/);
    assert.match(text, /The proof leads to the state of 5 entries, signed .* Witnessed\./);
    assert.match(text, /← The one before .*The next one →/);
    const bytes = await site.text(`/en/history/entries/${index}.leaf`);
    assert.equal(JSON.parse(bytes).id, things.kept);
    const proof = await site.text(`/en/history/entries/${index}.proof`);
    assert.match(proof, new RegExp(`^c2sp\\.org/tlog-proof@v1\nindex ${index}\n`));
    assert.equal((await site.json<{ proof: string }>(`/en/history/entries/${index}.json`)).proof, proof);
    assert.match(await site.text(`/en/history/entries/${index}.svg`), /^<svg/);
    for (const wrong of ['6', 'x', '-1', '1e3', '00000000000000000001']) assert.equal((await site.ask(`/en/history/entries/${wrong}`)).status, 404, wrong);
  });

  it('gives every entry a proof that holds by its policy, of at most 1.6 KB', async () => {
    const { policy } = await site.json<{ policy: string }>('/en/history.json');
    for (let index = 0; index < 6; index++) {
      const [proof, entry] = await Promise.all([site.text(`/en/history/entries/${index}.proof`), site.text(`/en/history/entries/${index}.leaf`)]);
      assert.ok(proof.length <= 1600);
      assert.equal((await post({ proof, subject: entry, policy })).verdict, index < 5 ? 'proved' : 'unwitnessed');
    }
  });

  it('tells whoever scans a printed code whether the log still says the same', async () => {
    const index = numbers.get(`${things.kept}/1`) ?? assert.fail('no entry');
    const { leafHash } = await site.json<{ leafHash: string }>(`/en/history/entries/${index}.json`);
    const printed = await site.text(`/en/things/${things.kept}/versions/1`);
    assert.match(printed, /<svg[^>]*class="qr"/);
    assert.ok(words(printed).includes(leafHash.match(/.{4}/g)?.join(' ') ?? 'none'));
    const follow = async (path: string): Promise<Response> => {
      const sent = await site.ask(path, { 'accept-language': 'en' });
      return sent.status === 303 ? site.ask(sent.headers.get('location') ?? '') : sent;
    };
    const scanned = await (await follow(`/L/${index}/${leafHash.toUpperCase()}`)).text();
    assert.match(scanned, /printed code and the list agree/);
    assert.match(words(scanned), /Since then the record was changed: the list has its version 2\. Entry 2/);
    // What is on the paper is checked, not what the site says of it.
    const [link = ''] = scanned.match(/\/en\/history\/verify\?[^"]*/) ?? [];
    assert.match(await site.text(link.replaceAll('&amp;', '&')), new RegExp(`<textarea id="subject"[^>]*>\\s*${leafHash}</textarea>`));
    const withdrawn = numbers.get(`${things.gone}/1`) ?? assert.fail('no entry');
    const other = await site.json<{ leafHash: string }>(`/en/history/entries/${withdrawn}.json`);
    assert.match(words(await (await follow(`/L/${withdrawn}/${other.leafHash}`)).text()), /Since then the record was withdrawn\./);
    const present = numbers.get(`${things.kept}/2`) ?? assert.fail('no entry');
    assert.doesNotMatch(await page(`/en/history/entries/${present}?leaf=${(await site.json<{ leafHash: string }>(`/en/history/entries/${present}.json`)).leafHash}`), /Since then/);
    assert.match(await (await follow(`/l/${index}/${leafHash.replace(/^./, (first) => (first === '0' ? '1' : '0'))}`)).text(), /NOT that of this entry/);
    const missing = await follow(`/L/77/${leafHash}`);
    assert.equal(missing.status, 404);
    assert.match(await missing.text(), /has no entry 77/);
    assert.equal((await follow(`/L/${index}`)).status, 200);
    for (const wrong of ['/L/x', `/L/${index}/zz`, `/L/${index}/${'0'.repeat(63)}`]) assert.equal((await follow(wrong)).status, 404, wrong);
  });

  it('stands on the page of a record, of each version, and of what was withdrawn', async () => {
    assert.match(await page(`/en/things/${things.kept}`), /In the public history Logged\. Entry 2 , state of 5 entries\. Witnessed\./);
    assert.match(await page(`/en/things/${things.kept}/versions`), /Version 2 .*Entry 2 .*Version 1 .*Entry 0/);
    const tombstone = await site.ask(`/en/things/${things.gone}`);
    assert.equal(tombstone.status, 410);
    assert.match(words(await tombstone.text()), /Logged\. Entry 3/);
  });

  it('says so where a document, or the reason of a withdrawal, was rewritten behind the log', async () => {
    const rewrite = (from: string, to: string): Promise<void> =>
      behindTheBack(database, async (one) => {
        await sql`update version set document = replace(document::text, ${from}, ${to})::jsonb, note = replace(note::text, ${from}, ${to})::jsonb where record_id in (${things.kept}, ${things.gone})`.execute(one);
        await one.updateTable('ledger_state').set({ changed_at: new Date() }).execute();
      });
    assert.deepEqual([await asLogged(things.kept), await asLogged(things.gone)], [[true, true], [true, true]]);
    await rewrite('Primera, cambiada', 'Primera, mejorada');
    await rewrite('Se duplicó', 'Lo pidió la entidad');
    assert.deepEqual([await asLogged(things.kept), await asLogged(things.gone)], [[false, true], [false, true]]);
    for (const path of [`/en/things/${things.kept}/versions/2`, `/en/things/${things.kept}/history`]) assert.match(await page(path), /What is shown here is NOT what was logged\. Entry 2/, path);
    assert.doesNotMatch(await page(`/en/things/${things.kept}/versions/1`), /NOT what was logged/);
    await rewrite('Primera, mejorada', 'Primera, cambiada');
    await rewrite('Lo pidió la entidad', 'Se duplicó');
  });

  it('is told whole on a page of the record: versions, differences, withdrawal, erasures', async () => {
    const text = await page(`/en/things/${things.kept}/history`);
    assert.match(text, /Erasure of personal data .*Entry 4 .*Version 2 .*Primera ?, cambiada.*Version 1/);
    assert.match(await page(`/en/things/${things.gone}/history`), /Version 2 .*Withdrawal Se duplicó .*Version 1/);
    interface Chain { chain: { version?: number; changes?: { path: string }[]; entry: { index: number; type: string } | null }[] }
    const { chain } = await site.json<Chain>(`/en/things/${things.kept}/history.json`);
    assert.deepEqual(chain.map(({ version, entry, changes }) => [version ?? null, entry?.index, entry?.type, changes?.map(({ path }) => path)]), [[null, erased, 'redaction', undefined], [2, 2, 'publication', ['title.es']], [1, 0, 'publication', []]]);
    assert.equal((await site.ask(`/en/things/${newId()}/history`)).status, 404);
  });

  it('names erasures by article, date and number, and never what was erased', async () => {
    assert.match(await page('/en/history/redactions'), /One erasure, 3 values\. +Primera, cambiada +Ley 29733, art\. 20\. Values: 3 +November 20, 2026 .* · +Entry 4/);
    const rows: Record<string, string>[] = parse(await decoded(await site.ask('/en/history/redactions.csv')), { columns: true, bom: true });
    assert.deepEqual(rows, [{ entry: String(erased), record: things.kept, article: 'Ley 29733, art. 20', at: '2026-11-20T15:00:00.000Z', count: '3' }]);
  });

  it('changes kept pages the moment it is signed or seen by one more', async () => {
    const before = await page('/en/history/entries/5');
    assert.match(before, /Not yet witnessed/);
    const { cosigned } = await database.selectFrom('ledger_checkpoint').select('cosigned').where('size', '=', 6).executeTakeFirstOrThrow();
    await log.sign(['contraloria', 'ong'], WITNESSED + 90);
    assert.match(await page('/en/history/entries/5'), /6 entries, signed .* Witnessed\./);
    assert.notEqual((await database.selectFrom('ledger_checkpoint').select('cosigned').where('size', '=', 6).executeTakeFirstOrThrow()).cosigned, cosigned);
  });
});

interface Answer {
  readonly verdict: string;
  readonly findings: readonly { readonly name: string }[];
}

async function post(typed: Readonly<Record<string, string>>): Promise<Answer> {
  const answer = await sent(typed, '.json');
  assert.equal(answer.status, 200);
  return (await answer.json()) as Answer;
}

function sent(typed: Readonly<Record<string, string | File>>, ending = ''): Promise<Response> {
  const body = new FormData();
  for (const [name, value] of Object.entries(typed)) body.append(name, value);
  return Promise.resolve(site.platform.web.app.request(`${TEST_ORIGIN}/en/history/verify${ending}`, { method: 'POST', body, headers: { 'sec-fetch-site': 'same-origin' } }));
}

const material = async (index: number): Promise<{ proof: string; subject: string; policy: string }> => ({
  proof: await site.text(`/en/history/entries/${index}.proof`),
  subject: await site.text(`/en/history/entries/${index}.leaf`),
  policy: (await site.json<{ policy: string }>('/en/history.json')).policy,
});

describe('verification on the server', () => {
  it('says what holds, names the witnesses, and that it is this site who says it', async () => {
    const given = await material(2);
    const text = words(await (await sent(given)).text());
    assert.match(text, /All that the policy asks for holds/);
    assert.match(text, /Yes: The entry is in the list, as number 2 of 6\./);
    assert.match(text, /Yes: historia\.ejemplo\/log signed this state/);
    assert.match(text, /Yes: contraloria saw it: November 18, 2026/);
    assert.match(text, /No: universidad has not seen it\./);
    assert.match(text, /worth the word of this site/);
    assert.match(text, /What no proof says/);
  });

  it('takes files, the printed hash, and the document', async () => {
    const { proof, policy, subject } = await material(2);
    const { leafHash } = await site.json<{ leafHash: string }>('/en/history/entries/2.json');
    assert.equal((await post({ proof, policy, subject: leafHash.toUpperCase().match(/.{4}/g)?.join(' ') ?? '' })).verdict, 'proved');
    const version = await site.text(`/en/things/${things.kept}/versions/2.json`);
    assert.ok((await post({ proof, policy, subject, document: version })).findings.some(({ name }) => name === 'document_same'));
    assert.equal((await post({ proof, policy, subject, document: version.replace('cambiada', 'Cambiada') })).verdict, 'refused');
    const files = await sent({ proof: '', subject: '', policy, proof_file: new File([proof], '2.tlog-proof'), subject_file: new File([subject], '2.json') }, '.json');
    assert.equal(((await files.json()) as Answer).verdict, 'proved');
    assert.equal((await post({ proof: proof.replaceAll('\n', '\r\n'), policy, subject: `\n${subject}\n` })).verdict, 'proved', 'as a form sends it');
  });

  it('says what is missing and what is wrong', async () => {
    const { proof, policy, subject } = await material(2);
    const other = await material(1);
    const verdict = async (typed: Partial<typeof other>): Promise<string> => {
      const { verdict: said, findings } = await post({ proof, policy, subject, ...typed });
      return [said, ...findings.map(({ name }) => name).filter((name) => /missing|unreadable|not_in|wrong|unknown|future/.test(name))].join(' ');
    };
    assert.equal(await verdict({ subject: '' }), 'incomplete entry_missing');
    assert.equal(await verdict({ subject: 'abc' }), 'incomplete entry_missing');
    assert.equal(await verdict({ subject: other.subject }), 'refused not_in_tree');
    assert.equal(await verdict({ proof: '' }), 'refused proof_unreadable');
    assert.equal(await verdict({ policy: 'log nothing' }), 'refused policy_unreadable');
    assert.equal(await verdict({ policy: 'quorum none\n' }), 'refused log_unknown');
    assert.equal(await verdict({ policy: policy.replace('group testigos 2', 'group testigos 3') }), 'unwitnessed quorum_missing');
    assert.equal(await verdict({ proof: proof.replace(/(— historia\S+ \S{30})\S{4}/, '$1AAAA') }), 'refused signature_wrong');
    assert.equal(await verdict({ proof: proof.replace(/(— ong\S+ \S{30})\S{4}/, '$1AAAA') }), 'refused signature_wrong quorum_missing');
  });

  it('is not moved by hostile input', async () => {
    const { policy, subject, proof } = await material(2);
    const hostile = ['<script>alert(1)</script>', '\u0000', 'c2sp.org/tlog-proof@v1\nindex 99999999999999999999\n\n', `c2sp.org/tlog-proof@v1\nindex 0\n${'A'.repeat(43)}=\n`.repeat(200), proof.replace('\n\n', '\n\n\n'), `${proof}${'— x AAAAAAAA\n'.repeat(70)}`, '{"__proto__":1}', '\ud800', `extra ${'A'.repeat(300_000)}`, proof.replace(/^index .*$/m, `index ${'9'.repeat(400)}`)];
    for (const one of hostile) {
      for (const name of ['proof', 'subject', 'policy', 'document']) {
        const answer = await sent({ proof, subject, policy, [name]: one });
        const html = await answer.text();
        assert.equal(answer.status, 200, one.slice(0, 60));
        assert.doesNotMatch(html, /<script>alert/);
        if (name === 'proof') assert.match(html, /data-server-result="refused"/, one.slice(0, 60));
      }
    }
  });

  it('is asked 120 times in a quarter of an hour by one network, and no more; others are not held up, nor is what was typed lost', async () => {
    const given = await material(2);
    const from = async (remoteAddress: string, headers: Readonly<Record<string, string>> = {}): Promise<Response> => {
      const body = new FormData();
      for (const [name, value] of Object.entries(given)) body.append(name, value);
      return site.platform.web.app.request(`${TEST_ORIGIN}/en/history/verify`, { method: 'POST', body, headers: { 'sec-fetch-site': 'same-origin', ...headers } }, { incoming: { socket: { remoteAddress } } });
    };
    const statuses: number[] = [];
    for (let tries = 0; tries < 120; tries += 1) statuses.push((await from(`203.0.113.${1 + (tries % 200)}`)).status);
    assert.deepEqual([...new Set(statuses)], [200]);
    const refused = await from('203.0.113.9', { 'x-forwarded-for': '198.51.100.7' });
    const html = await refused.text();
    assert.equal(refused.status, 429);
    assert.match(html, /Too many checks/);
    assert.doesNotMatch(html, /data-server-result/);
    assert.ok(html.includes('c2sp.org/tlog-proof@v1'), 'what was typed is there');
    assert.equal((await from('198.51.100.7')).status, 200);
  });

  it('takes no form from another site', async () => {
    const answer = await site.platform.web.app.request(`${TEST_ORIGIN}/en/history/verify`, { method: 'POST', body: new FormData(), headers: { 'sec-fetch-site': 'cross-site' } });
    assert.equal(answer.status, 403);
  });

  it('fills in what the page of an entry sends along, and the policy of the site', async () => {
    const html = await site.text('/en/history/verify?entry=2');
    assert.ok(html.includes('c2sp.org/tlog-proof@v1'));
    assert.ok(html.includes('quorum testigos'));
    assert.match(html, /<script type="module" src="\/assets\/verify-proof\.[\w-]{10}\.js"><\/script>/);
    assert.match(words(html), /needs JavaScript/);
    assert.equal((await site.ask('/en/history/verify?entry=nonsense')).status, 200);
  });
});

it('guides say how to verify, to witness and to mirror, with the facts of this log', async () => {
  for (const path of ['how-to-verify', 'witness', 'mirror']) {
    for (const language of ['es', 'en', 'qu']) {
      const html = await site.text(`/${language}/history/${path}`);
      assert.match(html, /historia\.ejemplo\/log/);
      assert.doesNotMatch(html, /history\.guide/);
    }
    assert.ok((await site.json<{ keys: string[] }>(`/es/history/${path}.json`)).keys.length > 0);
  }
});

it('guides show a configuration of this log, ready to copy: the commands read it as it stands', async () => {
  const { origin, keys } = await site.json<{ origin: string; keys: string[] }>('/es/history/witness.json');
  for (const language of ['es', 'en', 'qu']) {
    const shown = async (path: string): Promise<string[]> => [...(await site.text(`/${language}/history/${path}`)).matchAll(/<pre><code>([^<]*)<\/code><\/pre>/g)].map(([, text = '']) => text.replaceAll('&quot;', '"').replaceAll('&#39;', "'").replaceAll('&amp;', '&'));
    const [yaml = ''] = await shown('witness');
    const witness = witnessSettings.parse(parseYaml(yaml));
    assert.deepEqual([witness.behindProxy, witness.listen, witness.url], [true, { host: '127.0.0.1', port: 8410 }, `https://${witness.name}`]);
    assert.deepEqual(witness.logs.map((one) => ({ origin: one.origin, keys: one.keys.map(formatVerifierKey), url: one.url })), [{ origin, keys, url: `${TEST_ORIGIN}/log` }]);
    const [other = '', fetched = ''] = await shown('mirror');
    const mirror = mirrorSettings.parse(parseYaml(other));
    assert.deepEqual(mirror.logs, [{ policy: 'historia.policy', origin, url: `${TEST_ORIGIN}/log`, unwitnessed: false }]);
    assert.deepEqual([mirror.serve?.submissions, mirror.serve?.behindProxy, mirror.serve?.url], [true, true, `https://${mirror.name ?? ''}`]);
    assert.equal(fetched, `curl -o historia.policy ${TEST_ORIGIN}/log/policy`);
  }
});

it('before there is a log, guides show no configuration', async () => {
  const bare = await Site.open({ after }, { modules: [moduleOf({ after }, [thing, logKind, source]), history] });
  for (const path of ['witness', 'mirror']) assert.doesNotMatch(await bare.text(`/es/history/${path}`), /<pre>/);
});
