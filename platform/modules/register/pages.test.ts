import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import { parse } from 'csv-parse/sync';
import { directory } from '#modules/directory/index.ts';
import { observatory } from '../observatory/index.ts';
import { strategyModule } from '#modules/strategy/index.ts';
import type { Document } from '#core/kinds/kind.ts';
import { newId } from '#core/records/id.ts';
import { Site, decoded } from '#core/web/testing/site.ts';
import { texts } from '../../../test/support/kinds.ts';
import { register } from './index.ts';
import { CORE_ITEMS } from './kinds/vocabulary.ts';

const notStated = { absent: 'not_stated' } as const;
const none = { absent: 'not_applicable' } as const;
const SCRIPT = '"><script>alert(1)</script><img src=x onerror=alert(1)>';
const FORMULA = "=cmd|' /C calc'!A0";
const TEAM = 'equipo.secreto@citas.example';
const site = await Site.open({ after }, { modules: [strategyModule, directory, register, observatory] });

const names = ['local', 'ministry', 'firm', 'cusco', 'puno', 'lima', 'closed', 'closing', 'acme', 'law', 'src', 'early', 'later', 'high', 'rest', 'duty', 'planning', 'caring', 'product', 'lone', 'claimed', 'other', 'reported', 'hostile', 'waiver', 'broke', 'stopped', 'open', 'kept', 'declared', 'changed'] as const;
const ids = Object.fromEntries(names.map((name): [string, string] => [name, newId()])) as Record<(typeof names)[number], string>;

const institution = (name: string, type: string, fields: Document = {}): Document => ({ name: texts(name), type, partOf: none, territory: notStated, ...fields });
const product = (name: string): Document => ({ name: texts(name), summary: texts('Ordena pedidos'), supplier: notStated, builtBy: notStated, developedBy: notStated, offTheShelf: false, categories: ['scoring'], techniques: notStated, howItWorks: notStated, inputs: notStated, outputs: notStated, limits: notStated, codeUrl: notStated });
const without = Object.fromEntries(CORE_ITEMS.map((item) => [item, notStated]));
const system = (title: string, fields: Document = {}): Document => ({ title: texts(title), plainSummary: texts(`Resumen de ${title}`), institution: notStated, product: ids.product, sector: 'health', status: 'planned', startedOn: none, territories: notStated, contact: notStated, decisionRole: 'informs', uses: ['none'], affectedGroups: notStated, peopleAffected: notStated, personalData: 'ordinary', claimedByBody: true, ...without, ...fields });
const rule = (code: string, position: number, riskClass: string, fields: Document): Document => ({ code, title: texts(`Regla ${code}`), explanation: texts('Porque sí'), riskClass, position, anyUse: [], instrument: ids.law, article: notStated, inForceFrom: '2025-09-10', confidence: 'reported', ...fields });
const tranche = (title: string, dueOn: string, fields: Document): Document => ({ title: texts(title), institutionTypes: [], dueOn, instrument: ids.law, article: notStated, confidence: 'reported', ...fields });
const duty = (code: string, fields: Document): Document => ({ code, title: texts(`Deber ${code}`), whyItMatters: texts('Porque sí'), requires: [...CORE_ITEMS], statuses: ['in_use'], instrument: ids.law, article: 'art. 30', confidence: 'reported', ...fields });
const event = (title: string, type: string, date: unknown): Document => ({ deployment: ids.claimed, deploymentVersion: 1, type, title: texts(title), date, what: texts('Se cayó'), consequence: notStated, response: notStated });
const correction = (subject: string, outcome: string, answer: Document): Document => ({ record: ids.claimed, subject: texts(subject), what: texts('No es así'), receivedOn: '2026-11-10', dueOn: '2026-12-10', outcome, ...answer });

const DOCUMENTS: readonly (readonly [keyof typeof ids, kind: string, document: Document])[] = [
  ['local', 'institution-type', { name: texts('Gobierno local'), publicBody: true }],
  ['ministry', 'institution-type', { name: texts('Ministerio'), publicBody: true }],
  ['firm', 'institution-type', { name: texts('Empresa'), publicBody: false }],
  // The law names Cusco apart from its type.
  ['cusco', 'institution', institution('Municipalidad de Cusco', ids.local)],
  ['puno', 'institution', institution('Municipalidad de Puno', ids.local)],
  ['lima', 'institution', institution(`${FORMULA} Lima`, ids.ministry)],
  ['closed', 'institution', institution('Ministerio cerrado', ids.ministry, { existsUntil: '2017' })],
  ['closing', 'institution', institution('Ministerio que cierra', ids.ministry, { existsUntil: '2030' })],
  ['acme', 'institution', institution('Acme', ids.firm)],
  ['law', 'legal-instrument', { number: 'D.S. 115', title: texts('Reglamento'), type: 'supreme_decree', topic: 'artificial_intelligence', date: notStated, summary: notStated, issuer: notStated, standing: 'second_hand' }],
  ['src', 'source', { title: texts('Informe'), type: 'news', publisher: notStated, publishedOn: notStated, language: 'es', placeUnit: 'page', licence: notStated, url: notStated, standing: 'first_hand' }],
  ['early', 'tranche', tranche('Primero', '2026-09-10', { institutionTypes: [ids.ministry], institutions: [ids.cusco] })],
  ['later', 'tranche', tranche('Después', '2027-09-10', { institutionTypes: [ids.local] })],
  ['high', 'risk-rule', rule('R-HIGH', 1, 'high', { anyUse: ['diagnosis_triage'], andDecisionRole: ['informs', 'recommends'] })],
  ['rest', 'risk-rule', rule('R-REST', 9, 'acceptable', {})],
  ['duty', 'duty', duty('D-CORE', { riskClasses: ['high'], tranches: [ids.later, ids.early] })],
  ['planning', 'duty', duty('D-PLAN', { requires: ['inDigitalPlan'], statuses: ['planned'], dueOn: '2026-09-10' })],
  ['caring', 'duty', duty('D-CARE', { requires: ['risks', 'mitigation'], statuses: ['planned'], dueOn: '2026-10-01' })],
  ['product', 'product', product('Ordena citas')],
  ['lone', 'product', product(`Solo ${SCRIPT}`)],
  ['claimed', 'deployment', system('Citas de Cusco', {
    institution: ids.cusco, status: 'in_use', startedOn: '2026-03', uses: ['diagnosis_triage'], confirmedOn: '2026-11-01', teamContact: TEAM, accountableOwner: texts('Gerente'), purpose: texts('Atender antes'), legalBasis: [{ instrument: ids.law, article: 'art. 79' }],
    humanOversight: texts('Una enfermera revisa'), notice: texts('Un cartel'), objection: { text: texts('Pida una revisión'), email: 'reclamos@gob.pe' }, evidence: [{ field: 'purpose', source: ids.src, place: 'page 3', confidence: 'official' }],
  })],
  ['other', 'deployment', system('Citas de Puno', { institution: ids.puno, uses: ['none'], inDigitalPlan: false, evidence: [{ field: 'inDigitalPlan', source: ids.src, place: 'page 4', confidence: 'official' }] })],
  ['reported', 'deployment', system('Citas de otros', { institution: ids.puno, product: notStated, status: 'pilot', startedOn: notStated, uses: notStated, claimedByBody: false })],
  ['hostile', 'deployment', system(FORMULA, { institution: ids.lima, product: ids.lone, plainSummary: texts(SCRIPT), purpose: texts(SCRIPT), legalBasis: [], objection: { text: texts(SCRIPT), email: SCRIPT, url: 'https://example.org/%22onmouseover=alert(1)' }, notice: { absent: 'withheld', ground: SCRIPT }, teamContact: TEAM })],
  ['waiver', 'waiver', { deployment: ids.claimed, item: 'impactAssessment', ground: texts('La evaluación se contrató'), instrument: notStated, article: notStated, signedBy: ids.cusco, signerRole: texts('Titular'), signedOn: '2026-05-20', expiresOn: '2999-12-31' }],
  ['broke', 'incident', event(`Citas perdidas ${SCRIPT}`, 'incident', '2026-09-03')],
  ['stopped', 'incident', event('Se detuvo', 'suspension', '2026-10')],
  ['open', 'correction', correction('Ya no se usa', 'open', { answer: none, answeredOn: none })],
  ['kept', 'correction', correction('Otra queja', 'kept', { answer: texts('No'), answeredOn: '2026-11-12' })],
  ['declared', 'declaration', { institution: ids.closing, says: 'none', statement: texts('No usa'), date: '2026-01-05' }],
  ['changed', 'declaration', { institution: ids.closing, says: 'in_preparation', statement: texts('Prepara'), date: '2026-10-01' }],
];
await site.publishEach(DOCUMENTS.map(([name, kind, document]) => ({ id: ids[name], kind, document, basedOn: 0 })));

const textOf = (html: string): string => html.replace(/<[^>]+>/g, ' ').replace(/\s+/g, ' ');
const csv = async (path: string): Promise<Record<string, string>[]> => parse(await decoded(await site.ask(path)), { columns: true, bom: true });
/** What stands in the row of a table that begins with a heading. */
const rowOf = (html: string, heading: string): string => textOf([...html.matchAll(/<tr[\s\S]*?<\/tr>/g)].map(([row]) => row).find((row) => textOf(row).trim().startsWith(heading)) ?? assert.fail(`no row ${heading}`)).trim();

describe('the page of a deployment', () => {
  it('that its body claimed tells its class, the rule, what is met, due and waived, and where the waiver stands', async () => {
    const page = await site.text(`/en/systems/${ids.claimed}`);
    const text = textOf(page);
    assert.match(text, /Class of risk by the law: High risk/);
    assert.match(text, /R-HIGH Regla R-HIGH/);
    assert.match(text, /Confirmed by the body: November 1, 2026/);
    assert.doesNotMatch(text, /The body has not filed this system/);
    assert.match(rowOf(page, 'Purpose'), /There, with evidence .*D-CORE Deber D-CORE.*art\. 30/);
    assert.match(rowOf(page, 'Notice'), /Cannot be told .*names no evidence/);
    assert.match(page, new RegExp(`<tr class="duty-waived"><th scope="row">[^<]*</th>.*Waived until December 31, 2999.*<a href="/en/waivers/${ids.waiver}">`));
    assert.doesNotMatch(text, /compl(y|ies|iant)(?! or does not)/i);
  });

  it('shows what happened, the newest first, and the open correction with its clock', async () => {
    const text = textOf(await site.text(`/en/systems/${ids.claimed}`));
    assert.match(text, /Se detuvo [^·]*Suspension[^·]* · October 2026 .*Citas perdidas/);
    assert.match(text, /Ya no se usa [^·]* · the body owes an answer by December 10, 2026/);
    assert.match(text, /Otra queja [^·]* · November 10, 2026/);
  });

  it('says that bodies do not agree about one product, and leads to the others', async () => {
    for (const [own, other] of [[ids.claimed, ids.other], [ids.other, ids.claimed]] as const) {
      const page = await site.text(`/en/systems/${own}`);
      assert.match(page, /do not agree in what they say of it/);
      assert.match(page, new RegExp(`<h2>The same product in other bodies</h2>[\\s\\S]*href="/en/systems/${other}"`));
    }
    assert.doesNotMatch(await site.text(`/en/systems/${ids.hostile}`), /The same product in other bodies/);
  });

  it('that only others report says so, tells no class, and owes nothing', async () => {
    const page = await site.text(`/en/systems/${ids.reported}`);
    const text = textOf(page);
    for (const part of [/Reported by others/, /The body has not filed this system/, /Class of risk by the law: Cannot be told/, /Rules that almost hold 0?|Facts are missing/, /never confirmed/]) assert.match(text, part);
    assert.doesNotMatch(page, /duty-due_since/);
  });

  it('does not take "no" with evidence for having the thing', async () => {
    assert.match(rowOf(await site.text(`/en/systems/${ids.other}`), 'In the digital'), /Due since September 10, 2026/);
  });

  it('says the day of each duty where they differ', async () => {
    const page = await site.text(`/en/systems/${ids.other}`);
    assert.doesNotMatch(page, /<p><strong>Due since/);
    assert.match(rowOf(page, 'What is done to reduce'), /Due since October 1, 2026/);
  });

  it('is there in every language', async () => {
    for (const language of ['es', 'en', 'qu']) for (const id of [ids.claimed, ids.reported, ids.hostile]) assert.doesNotMatch(await site.text(`/${language}/systems/${id}`), /register\.[a-z]+\.|kinds\.deployment/, language);
  });
});

describe('the page of a product', () => {
  it('has every body that uses it with the class of each, and says where they differ', async () => {
    const text = textOf(await site.text(`/en/products/${ids.product}`));
    assert.match(text, /Bodies that use it 2 .*do not agree.* (High risk: 1; Acceptable risk: 1|Acceptable risk: 1; High risk: 1)/);
    assert.match(text, /Citas de Cusco In use · High risk/);
    assert.match(text, /Citas de Puno Planned · Acceptable risk/);
    assert.doesNotMatch(text, /Citas de otros/);
    assert.doesNotMatch(textOf(await site.text(`/en/products/${ids.lone}`)), /do not agree/);
  });
});

describe('the page of bodies', () => {
  interface Bodies { bodies: number; states: Record<string, number>; types: { type: string; bodies: number; states: Record<string, number>; dueOn: string | null }[] }
  const STATES = ['filed', 'declares_none', 'in_preparation', 'silent', 'late'];

  it('counts the public bodies of the directory that still exist, and no other', async () => {
    const rows = await csv('/en/bodies.csv');
    assert.deepEqual(new Map(rows.map((row) => [row['institution'], [row['state'], row['systems'], row['due_on']]])), new Map([
      [ids.cusco, ['filed', '1', '2026-09-10']],
      [ids.puno, ['filed', '1', '2027-09-10']],
      [ids.lima, ['filed', '1', '2026-09-10']],
      // The newer declaration counts: it prepares, and its day has passed.
      [ids.closing, ['late', '0', '2026-09-10']],
    ]));
  });

  it('says the same as a page, as JSON and as a table', async () => {
    const [page, json, rows] = [await site.text('/en/bodies'), await site.json<Bodies>('/en/bodies.json'), await csv('/en/bodies.csv')];
    assert.equal(json.bodies, rows.length);
    for (const state of STATES) assert.equal(json.states[state], rows.filter((row) => row['state'] === state).length, state);
    assert.equal(json.types.reduce((sum, { bodies }) => sum + bodies, 0), json.bodies);
    assert.match(textOf(page), /Have filed at least one system: 3 of 4/);
    assert.ok(rowOf(page, 'All').startsWith(`All ${json.bodies} ${STATES.map((state) => json.states[state]).join(' ')}`));
    for (const { type, bodies, states, dueOn } of json.types) {
      const name = type === ids.local ? 'Gobierno local' : 'Ministerio';
      assert.equal(rowOf(page, name), `${name} ${bodies} ${STATES.map((state) => states[state]).join(' ')}${dueOn === null ? '' : ' September 10, 2026 72 days late'}`);
      const days = new Set(rows.filter((row) => row['type'] === name).map((row) => row['due_on']));
      assert.equal(dueOn, days.size === 1 ? [...days][0] : null, 'a type has a day where all its bodies have the same');
    }
  });
});

describe('the figures', () => {
  interface Figures { deployments: number; status: Count[]; risk: Count[]; stated: Count[]; standing: Count[]; riskOfBodyType: { bodyType: string; systems: number; prohibited: number; high: number; acceptable: number; unknown: number }[] }
  interface Count { label: string; number: number }

  it('are each k of n, and those of status, class and standing add up to all', async () => {
    const page = textOf(await site.text('/en/systems/statistics'));
    const { deployments, stated, riskOfBodyType, ...groups } = await site.json<Figures>('/en/systems/statistics.json');
    assert.equal(deployments, 4);
    for (const [name, counts] of Object.entries(groups)) assert.equal(counts.reduce((sum, { number }) => sum + number, 0), 4, name);
    for (const { label, number } of [...Object.values(groups).flat(), ...stated]) assert.ok(page.includes(`${label} ${number} ${number} of 4 (`), label);
    assert.deepEqual(new Map(riskOfBodyType.map(({ bodyType, systems, prohibited, high, acceptable, unknown }) => [bodyType, [systems, prohibited, high, acceptable, unknown]])), new Map([[ids.local, [3, 0, 1, 1, 1]], [ids.ministry, [1, 0, 0, 1, 0]]]), 'every system stands in one row');
    assert.deepEqual(stated.map(({ number }) => number), [1, 2, 1, 0, 1, 1, 2], 'an empty legal basis states nothing');
  });
});

const PUBLIC = (id: string): string[] => ['', '.json', '/versions', '/versions.json', '/versions/1', '/versions/1.json'].map((ending) => `/en/systems/${id}${ending}`);
const LISTS = ['/en/systems', '/en/systems.json', '/en/systems.csv', '/en/search?q=citas', '/en/search.json?q=citas', '/es/feed.atom', '/en/bodies', '/en/bodies.json', '/en/bodies.csv', '/en/systems/statistics', '/en/systems/statistics.json', '/en/systems/statistics.csv', '/en/systems/map', '/en/systems/map.json'];
const pages = [...PUBLIC(ids.claimed), ...PUBLIC(ids.hostile), ...LISTS, `/en/products/${ids.lone}`, `/en/products/${ids.product}`, `/en/institutions/${ids.lima}`, `/en/institutions/${ids.cusco}`];

describe('whatever was typed', () => {
  it('how the reviewers reach the team is in no public answer, and cannot be searched for', async () => {
    for (const path of pages) assert.doesNotMatch(await decoded(await site.ask(path)), /equipo\.secreto|teamContact/, path);
    for (const words of ['secreto', 'equipo.secreto', encodeURIComponent(TEAM)]) {
      const { total } = await site.json<{ total: number }>(`/en/search.json?q=${words}`);
      assert.equal(total, 0, words);
    }
    const rows = await csv('/en/systems.csv');
    assert.ok(rows.length > 0 && rows.every((row) => Object.keys(row).every((name) => !name.startsWith('teamContact'))));
  });

  it('markup is shown as text and runs nowhere', async () => {
    for (const path of pages) {
      const answer = await site.ask(path);
      assert.equal(answer.status, 200, path);
      if (/html|xml/.test(answer.headers.get('content-type') ?? '')) assert.doesNotMatch(await decoded(answer), /<script>alert|<img src=x|" ?onmouseover=/, path);
    }
    assert.match(await site.text(`/en/systems/${ids.hostile}`), /&lt;script&gt;alert\(1\)/);
  });

  it('a formula begins no cell of a table', async () => {
    for (const path of ['/en/systems.csv', '/en/bodies.csv']) {
      const cells = (await csv(path)).flatMap((row) => Object.values(row));
      assert.ok(cells.some((cell) => cell.includes('calc')), path);
      assert.ok(cells.every((cell) => !/^[=+@\t\r]/.test(cell)), path);
    }
  });
});
