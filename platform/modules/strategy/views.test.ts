import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import { parse } from 'csv-parse/sync';
import { modules } from '../../app.ts';
import { Site, decoded } from '#core/web/testing/site.ts';
import type { Document } from '#core/kinds/kind.ts';
import { newId } from '#core/records/id.ts';
import { texts } from '../../../test/support/kinds.ts';

const absent = { absent: 'not_stated' };
const none = { absent: 'not_applicable' };
const site = await Site.open({ after }, { modules });

const names = ['type', 'pcm', 'closed', 'cusco', 'puno', 'lima', 'plan', 'next', 'e2', 'e1', 'o1', 'o2', 'a1', 'a2', 'a3', 'a4', 'n1', 'n2', 'rises', 'wide', 'src', 'c1', 'c2', 'v1', 'kept', 'split'] as const;
const ids = Object.fromEntries(names.map((name): [string, string] => [name, newId()])) as Record<(typeof names)[number], string>;

const strategy = (title: string, fields: Document = {}): Document => ({ title: texts({ es: title }), type: 'strategy', summary: { absent: 'unknown' }, author: absent, standing: 'in_force', periodStart: '2021', periodEnd: '2026', issuedBy: none, knowledge: 'first_hand', ...fields });
const action = (code: string, fields: Document = {}): Document => ({ strategy: ids.plan, axis: none, objective: none, printedCode: code, position: 1, text: texts({ es: `Acción ${code}`, en: `Action ${code}` }), kind: 'platform', asksForSystem: false, systemKind: none, territorialScope: 'nationwide', responsible: absent, deadline: absent, budget: absent, baseline: absent, target: absent, ...fields });
const territory = (code: string, name: string, tile?: { column: number; row: number }): Document => ({ code, name: texts(name), level: 'first', within: none, ...(tile && { tile }) });
const institution = (name: string, fields: Document = {}): Document => ({ name: texts(name), type: ids.type, partOf: none, territory: absent, ...fields });
const entry = (type: string, period: string, value: unknown, enteredOn: string): Document => ({ type, period, value, enteredOn, comment: none });

const DOCUMENTS: readonly (readonly [keyof typeof ids, kind: string, document: Document])[] = [
  ['type', 'institution-type', { name: texts('Ministerio'), publicBody: true }],
  ['pcm', 'institution', institution('Presidencia', { territory: ids.lima })],
  ['closed', 'institution', institution('Oficina cerrada', { territory: ids.cusco })],
  ['lima', 'territory', territory('15', 'Lima', { column: 1, row: 2 })],
  ['cusco', 'territory', territory('08', 'Cusco', { column: 2, row: 3 })],
  ['puno', 'territory', territory('21', 'Puno')],
  ['src', 'source', { title: texts('Informe'), type: 'news', publisher: absent, publishedOn: absent, language: 'es', placeUnit: 'page', licence: absent, url: absent, standing: 'first_hand' }],
  ['plan', 'strategy', strategy('Plan, con "comillas"; y más')],
  ['next', 'strategy', strategy('Plan siguiente', { replaces: ids.plan })],
  // Published in the wrong order: the position decides.
  ['e2', 'axis', { strategy: ids.plan, printedCode: 'E2', group: 'axis', title: texts('Segundo'), aim: absent, position: 2 }],
  ['e1', 'axis', { strategy: ids.plan, printedCode: 'E1', group: 'axis', title: texts('Primero'), aim: absent, position: 1 }],
  ['o2', 'objective', { strategy: ids.plan, axis: ids.e1, printedCode: 'O2', title: texts('Objetivo dos'), position: 2 }],
  ['o1', 'objective', { strategy: ids.plan, axis: ids.e1, printedCode: 'O1', title: texts('Objetivo uno'), position: 1 }],
  ['a3', 'action', action('A3', { axis: ids.e2, position: 1, responsible: ids.closed, budget: { amount: '1500000.50', currency: 'PEN' }, target: texts('100 entidades'), territorialScope: 'named', territories: [ids.cusco, ids.puno] })],
  ['a2', 'action', action('A2', { axis: ids.e1, objective: ids.o2, position: 1, milestones: [{ key: 'deadline', text: texts('Piloto; con coma, y barra \\'), dueOn: '2026-02', responsible: ids.pcm }, { key: 'fin, ñ', text: texts('Fin'), dueOn: absent, responsible: absent }], deadline: '2027' })],
  ['a1', 'action', action('A1', { axis: ids.e1, objective: ids.o1, position: 2, deadline: '2026-11-20', responsible: ids.pcm, baseline: texts('0 en 2021'), institutions: [ids.pcm, ids.closed] })],
  ['a4', 'action', action('A4', { axis: ids.e1, objective: ids.o1, position: 1, territorialScope: 'regions_unnamed' })],
  ['n1', 'action', action('N1', { strategy: ids.next })],
  ['n2', 'action', action('N2', { strategy: ids.next, position: 2 })],
  ['c1', 'claim', { action: ids.a1, milestone: none, says: 'done', text: texts('Está en línea'), reason: none, institution: ids.closed, date: '2026-05', evidence: [{ field: 'text', source: ids.src, place: 'page 3', confidence: 'reported' }] }],
  ['c2', 'claim', { action: ids.a2, milestone: 'deadline', says: 'done', text: texts('Se hizo'), reason: none, institution: absent, date: absent }],
  ['v1', 'verdict', { action: ids.a1, claim: ids.c1, finding: 'limited', reason: texts('Está vacío'), institution: ids.pcm, date: '2026-08-01' }],
  ['rises', 'indicator-link', { measures: ids.a1, title: texts('Entidades con IA'), unit: 'entidades', direction: 'rising', entries: [entry('baseline', '2021-01-15', '39', '2026-01-01'), entry('target', '2026', '100', '2026-01-01'), entry('target', '2026', '60', '2026-06-01'), entry('actual', '2026', absent, '2026-11-01'), entry('target', '2027-06', '80.50', '2026-06-01')] }],
  ['wide', 'indicator-link', { measures: ids.o1, title: texts('Brecha'), unit: '%', direction: 'falling', entries: [entry('baseline', '2020', absent, '2026-01-01')] }],
  ['kept', 'crosswalk', { fromStrategy: ids.plan, toStrategy: ids.next, relation: 'kept', from: [ids.a1], to: [ids.n1], note: texts('Pasa igual') }],
  ['split', 'crosswalk', { fromStrategy: ids.plan, toStrategy: ids.next, relation: 'dropped', from: [ids.a2], note: texts('No siguió') }],
];
await site.publishEach(DOCUMENTS.map(([name, kind, document]) => ({ id: ids[name], kind, document, basedOn: 0 })));
await site.withdraw({ id: ids.closed, number: 1, sequence: 0 }, 'Nunca existió');

const base = `/en/strategies/${ids.plan}`;
const csv = async (path: string): Promise<Record<string, string>[]> => parse(await decoded(await site.ask(path)), { columns: true, bom: true });
const textOf = (html: string): string => html.replace(/<[^>]+>/g, ' ').replace(/\s+/g, ' ');

describe('the plan', () => {
  it('shows axes, objectives and actions in the order of the source, not of publication', async () => {
    const rows = await csv(`${base}/gaps.csv`);
    assert.deepEqual(rows.map(({ code }) => code), ['A4', 'A1', 'A2', 'A3']);
    const page = await site.text(base);
    assert.ok(page.indexOf('Primero') < page.indexOf('Segundo'));
    assert.match(await site.text(`/en/axes/${ids.e1}`), /Objetivo uno[\s\S]*Objetivo dos/);
    assert.match(textOf(await site.text(`/en/objectives/${ids.o1}`)), /A4 .*A1 /);
  });

  it('has a seed for each action on the board, and the same figures as a table', async () => {
    const page = await site.text(base);
    assert.equal([...page.matchAll(/<circle class="seed state-/g)].length, 4);
    assert.equal(/<desc[^>]*>([^<]*)/.exec(page)?.[1], '4 actions. Limited progress: 1; No evidence: 3.');
    assert.match(textOf(page), /Total 4 1 3/);
  });
});

describe('what is not stated', () => {
  it('is counted action by action and as a share of all', async () => {
    const { actions, stating, claimsWithoutEvidence } = await site.json<{ actions: number; stating: Record<string, number>; claimsWithoutEvidence: string[] }>(`${base}/gaps.json`);
    assert.equal(actions, 4);
    // A2 has a date and an owner in one milestone; A3 an owner without a date.
    assert.deepEqual(stating, { date: 2, owner_with_deadline: 2, responsible: 3, budget: 1, baseline: 1, target: 1 });
    assert.deepEqual(claimsWithoutEvidence, [ids.a2]);
    const rows = await csv(`${base}/gaps.csv`);
    for (const [aspect, count] of Object.entries(stating)) assert.equal(rows.filter((row) => row[aspect] === 'true').length, count, aspect);
    assert.match(textOf(await site.text(`${base}/gaps`)), /with a budget 1 1 of 4 \(25%\)/);
  });

  it('agrees with the first figures of the strategy and with the page of institutions', async () => {
    assert.match(textOf(await site.text(base)), /with an owner and a deadline 2 of 4/);
    const { withoutResponsible } = await site.json<{ withoutResponsible: string[] }>(`${base}/institutions.json`);
    assert.deepEqual(withoutResponsible, [ids.a4]);
    assert.match(await site.text(`${base}/institutions`), /1 of 4 actions name no owner/);
  });
});

describe('the calendar', () => {
  it('has every deadline and milestone with a date, a month after the days in it', async () => {
    const dates = await site.json<{ date: string; action: string; milestone: string | null }[]>(`${base}/calendar.json`);
    assert.deepEqual(dates, [{ date: '2026-02', action: ids.a2, milestone: 'deadline' }, { date: '2026-11-20', action: ids.a1, milestone: null }, { date: '2027', action: ids.a2, milestone: null }]);
    const page = textOf(await site.text(`${base}/calendar`));
    assert.match(page, /3 dates in the order of time/);
    assert.match(page, /February 2026 : Piloto.*November 20, 2026 : .*A1.*2027 : .*A2/);
  });

  it('is a file for calendar programs with an id of its own for each date', async () => {
    const answer = await site.ask(`${base}/calendar.ics`);
    assert.equal(answer.headers.get('content-type'), 'text/calendar; charset=utf-8');
    const text = (await answer.text()).replaceAll('\r\n ', '');
    const uids = [...text.matchAll(/^UID:(.*)\r$/gm)].map(([, uid]) => uid);
    assert.deepEqual(uids, [`${ids.a2}-deadline@yupana`, `${ids.a1}@yupana`, `${ids.a2}@yupana`]);
    assert.match(text, /DTSTART;VALUE=DATE:20260201\r\nDTEND;VALUE=DATE:20260301/);
    assert.match(text, /DTSTART;VALUE=DATE:20270101\r\nDTEND;VALUE=DATE:20280101/);
    assert.match(text, /SUMMARY:A2 Piloto\\; con coma\\, y barra \\\\/);
    assert.match(text, new RegExp(`https://yupana.test/en/actions/${ids.a1}`));
  });

  it('says so where there is no date, and offers no file', async () => {
    const page = await site.text(`/en/strategies/${ids.next}/calendar`);
    assert.match(page, /None of the 2 actions has a date/);
    assert.doesNotMatch(page, /calendar\.ics/);
  });
});

describe('the page of an action', () => {
  it('shows claim and verdict side by side, and why the status is what it is', async () => {
    const page = textOf(await site.text(`/en/actions/${ids.a1}`));
    for (const part of [/Limited progress/, /Overdue/, /More claimed than verified/, /The last independent verdict \(August 1, 2026\) finds: Limited/, /Was due: November 20, 2026/, /Está en línea/, /Está vacío/, /Informe , page 3/]) assert.match(page, part);
    assert.match(textOf(await site.text(`/en/actions/${ids.a2}`)), /shows no evidence, so it does not count/);
  });

  it('says in words what the source does not state, and shows what it states', async () => {
    const page = textOf(await site.text(`/en/actions/${ids.a3}`));
    assert.match(page, /PEN\s?1,500,000\.50/);
    assert.match(page, /Date Not stated in the source/);
    assert.match(page, /100 entidades/);
  });

  it('leads to the page of an institution that was withdrawn, and does not say that it is unknown', async () => {
    const tombstone = new RegExp(`<a href="/id/${ids.closed}">Withdrawn record</a>`);
    assert.match(await site.text(`/en/actions/${ids.a3}`), tombstone, 'its owner');
    assert.match(await site.text(`/en/actions/${ids.a1}`), tombstone, 'who made a claim');
    assert.doesNotMatch(textOf(await site.text(`/en/actions/${ids.a1}`)), /Unknown/);
    assert.match(await site.text(`${base}/institutions`), tombstone);
  });

  it('shows every entry of what it is measured by, a target that moved too', async () => {
    assert.match(textOf(await site.text(`/en/actions/${ids.a1}`)), /Target 2026 100 entidades January 1, 2026 Target 2026 60 entidades June 1, 2026 Measured value 2026 Not stated in the source/);
  });
});

describe('the pages of institutions and territories', () => {
  it('name who answers for what, and which are only mentioned', async () => {
    const { responsible, named } = await site.json<Record<'responsible' | 'named', { institution: string; actions: string[] }[]>>(`${base}/institutions.json`);
    assert.deepEqual(new Map(responsible.map((one) => [one.institution, one.actions])), new Map([[ids.pcm, [ids.a1, ids.a2]], [ids.closed, [ids.a3]]]));
    assert.deepEqual(new Set(named.map((one) => one.institution)), new Set([ids.pcm, ids.closed]));
  });

  it('count in each territory the actions that name it and the institutions that have their seat there', async () => {
    const rows = await csv(`${base}/territories.csv`);
    assert.deepEqual(rows.map(({ code, name, actions, institutions }) => [code, name, actions, institutions]), [['08', 'Cusco', '1', '0'], ['15', 'Lima', '0', '1'], ['21', 'Puno', '1', '0']]);
    const page = await site.text(`${base}/territories`);
    assert.equal([...page.matchAll(/<g class="tile shade-/g)].length, 2, 'a territory without a tile is in the table only');
    assert.match(page, /<title>08 Cusco: 1<\/title>/);
    assert.match(page, /1 of 4 actions name a territory/);
    assert.match(textOf(page), /21 Puno 1 0/);
  });
});

describe('two strategies side by side', () => {
  it('show what was kept and dropped, and what nobody has mapped', async () => {
    const path = `${base}/with/${ids.next}`;
    const { entries, unmapped } = await site.json<{ entries: { relation: string }[]; unmapped: { strategy: string; actions: string[] }[] }>(`${path}.json`);
    assert.deepEqual(entries.map(({ relation }) => relation), ['kept', 'dropped']);
    assert.deepEqual(unmapped, [{ strategy: ids.plan, actions: [ids.a4, ids.a3] }, { strategy: ids.next, actions: [ids.n2] }]);
    assert.deepEqual((await csv(`${path}.csv`)).map(({ relation, from, to }) => [relation, from, to]), [['kept', ids.a1, ids.n1], ['dropped', ids.a2, '']]);
    const page = await site.text(path);
    for (const part of [/Pasa igual/, /No siguió/, /Without a counterpart/]) assert.match(page, part);
    assert.match(await site.text(base), new RegExp(`href="/en/strategies/${ids.plan}/with/${ids.next}"`));
    assert.match(await site.text(`/en/strategies/${ids.next}`), new RegExp(`href="/en/strategies/${ids.next}/with/${ids.plan}"`));
  });
});

describe('the results for IATI', () => {
  interface Result { type: string; reference: { code: string }[]; indicator: { ascending: boolean; baseline: unknown[]; period: unknown[] }[] }

  it('have one result for each action and for each objective that is measured', async () => {
    const { result, ...head } = await site.json<{ result: Result[] }>(`${base}/results.json`);
    assert.deepEqual(head, { 'iati-version': '2.03', 'iati-identifier': `https://yupana.test/id/${ids.plan}`, title: { narrative: [{ 'xml:lang': 'es', text: 'Plan, con "comillas"; y más' }] } });
    assert.deepEqual(result.map(({ type, reference, indicator }) => [type, reference[0]?.code, indicator.length]), [['1', ids.a4, 0], ['1', ids.a1, 1], ['1', ids.a2, 0], ['1', ids.a3, 0], ['2', ids.o1, 1]]);
  });

  it('keep the last target of a period, and all that went before in the history', async () => {
    const { result } = await site.json<{ result: Result[] }>(`${base}/results.json`);
    const [measured] = result.flatMap(({ reference, indicator }) => (reference[0]?.code === ids.a1 ? indicator : []));
    assert.deepEqual(measured?.baseline, [{ year: '2021', 'iso-date': '2021-01-15', value: '39' }]);
    assert.deepEqual(measured?.period, [
      {
        'period-start': { 'iso-date': '2026-01-01' }, 'period-end': { 'iso-date': '2026-12-31' }, target: [{ value: '60' }], actual: [{}],
        'x-history': [{ type: 'target', 'entered-on': '2026-01-01', value: '100' }, { type: 'target', 'entered-on': '2026-06-01', value: '60' }, { type: 'actual', 'entered-on': '2026-11-01' }],
      },
      { 'period-start': { 'iso-date': '2027-06-01' }, 'period-end': { 'iso-date': '2027-06-30' }, target: [{ value: '80.50' }], 'x-history': [{ type: 'target', 'entered-on': '2026-06-01', value: '80.50' }] },
    ]);
    const [wide] = result.flatMap(({ reference, indicator }) => (reference[0]?.code === ids.o1 ? indicator : []));
    assert.deepEqual([wide?.ascending, wide?.baseline], [false, [{ year: '2020' }]]);
  });
});
