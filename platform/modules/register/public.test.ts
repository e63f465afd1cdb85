/** What the public finds by: computed facets on the list, the map, the pages of a supplier and of a body. */
import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import { parse } from 'csv-parse/sync';
import { directory } from '#modules/directory/index.ts';
import { observatory } from '../observatory/index.ts';
import { strategyModule } from '#modules/strategy/index.ts';
import type { Document } from '#core/kinds/kind.ts';
import { newId } from '#core/records/id.ts';
import { refreshComputedFacets } from '#core/search/computed-facets.ts';
import { facetCounts } from '#core/search/counts.ts';
import { decoded, Site } from '#core/web/testing/site.ts';
import { assertConsistent } from '../../../test/support/consistency.ts';
import { texts } from '../../../test/support/kinds.ts';
import { register } from './index.ts';
import { CORE_ITEMS } from './kinds/vocabulary.ts';

const notStated = { absent: 'not_stated' } as const;
const none = { absent: 'not_applicable' } as const;
const site = await Site.open({ after }, { modules: [strategyModule, directory, register, observatory] });
const { database, kinds } = site.platform;

const names = ['local', 'firm', 'cusco', 'puno', 'acme', 'country', 'regionA', 'regionB', 'district', 'valley', 'law', 'high', 'rest', 'duty', 'late', 'maker', 'idle', 'own', 'sold', 'triage', 'chat', 'open', 'told', 'waiver', 'soles', 'dollars', 'more', 'secret', 'declared'] as const;
const ids = Object.fromEntries(names.map((name): [string, string] => [name, newId()])) as Record<(typeof names)[number], string>;
const institution = (name: string, type: string): Document => ({ name: texts(name), type, partOf: none, territory: notStated });
const territory = (code: string, name: string, level: string, within: unknown, tile?: Document): Document => ({ code, name: texts(name), level, within, ...(tile && { tile }) });
const product = (name: string, fields: Document): Document => ({ name: texts(name), summary: texts(name), supplier: notStated, builtBy: notStated, developedBy: notStated, offTheShelf: notStated, categories: ['scoring'], techniques: notStated, howItWorks: notStated, inputs: notStated, outputs: notStated, limits: notStated, codeUrl: notStated, ...fields });
const without = Object.fromEntries(CORE_ITEMS.map((item) => [item, notStated]));
const given: Document = { accountableOwner: texts('Gerente'), purpose: texts('Atender antes'), legalBasis: [{ instrument: ids.law }], humanOversight: texts('Una enfermera'), notice: texts('Un cartel'), objection: { text: texts('Pida') } };
const system = (title: string, fields: Document): Document => ({ title: texts(title), plainSummary: texts(title), institution: notStated, product: notStated, sector: 'health', status: 'planned', startedOn: none, territories: notStated, contact: notStated, decisionRole: 'informs', uses: ['none'], affectedGroups: notStated, peopleAffected: notStated, personalData: 'ordinary', claimedByBody: true, ...without, ...fields });
const rule = (code: string, position: number, riskClass: string, anyUse: string[]): Document => ({ code, title: texts(code), explanation: texts('Porque sí'), riskClass, position, anyUse, instrument: ids.law, article: notStated, inForceFrom: '2020', confidence: 'reported' });
const duty = (code: string, statuses: string[], dueOn: string, fields: Document = {}): Document => ({ code, title: texts(code), whyItMatters: texts('Porque sí'), requires: ['impactAssessment'], statuses, instrument: ids.law, article: notStated, confidence: 'reported', dueOn, ...fields });
const contract = (title: string, amount: unknown): Document => ({ title: texts(title), ocid: notStated, buyer: ids.cusco, supplier: ids.maker, amount, signedOn: notStated, procedure: notStated, url: notStated });
const triage = (fields: Document = {}): Document => system('Citas', { institution: ids.cusco, product: ids.sold, status: 'in_use', startedOn: '2026-03', uses: ['diagnosis_triage'], territories: [ids.district, ids.regionB], ...given, ...fields });

const DOCUMENTS: readonly (readonly [keyof typeof ids, kind: string, document: Document])[] = [
  // What hangs on others comes first: the order in one call says nothing.
  ['triage', 'deployment', triage()],
  ['chat', 'deployment', system('Respuestas', { institution: ids.puno, product: ids.own, territories: [ids.country], confirmedOn: '2990-01-01' })],
  ['open', 'deployment', system('Abierto', { institution: ids.cusco, product: ids.sold, uses: notStated, status: 'in_development', territories: [ids.valley] })],
  ['told', 'deployment', system('Contado', { claimedByBody: false, uses: notStated, status: 'pilot', startedOn: notStated })],
  ['waiver', 'waiver', { deployment: ids.triage, item: 'impactAssessment', ground: texts('Se contrató'), instrument: notStated, article: notStated, signedBy: ids.cusco, signerRole: texts('Titular'), signedOn: '2020-01-01', expiresOn: '2990-06-30' }],
  ['local', 'institution-type', { name: texts('Gobierno local'), publicBody: true }],
  ['firm', 'institution-type', { name: texts('Empresa'), publicBody: false }],
  ['cusco', 'institution', institution('Municipalidad de Cusco', ids.local)],
  ['puno', 'institution', institution('Municipalidad de Puno', ids.local)],
  ['acme', 'institution', institution('Acme', ids.firm)],
  ['country', 'territory', territory('00', 'Perú', 'country', none)],
  ['regionA', 'territory', territory('08', 'Cusco', 'first', ids.country, { column: 1, row: 1 })],
  ['regionB', 'territory', territory('21', 'Puno', 'first', ids.country, { column: 2, row: 1 })],
  ['district', 'territory', territory('080101', 'Wanchaq', 'third', ids.regionA)],
  ['valley', 'territory', territory('V1', 'VRAEM', 'area', ids.country)],
  ['law', 'legal-instrument', { number: notStated, title: texts('Ley'), type: 'law', topic: 'rights', date: notStated, summary: notStated, issuer: notStated, standing: 'first_hand' }],
  ['high', 'risk-rule', rule('R-HIGH', 1, 'high', ['diagnosis_triage'])],
  ['rest', 'risk-rule', rule('R-REST', 9, 'acceptable', [])],
  ['duty', 'duty', duty('D-HIGH', ['in_use'], '2020-01-01', { riskClasses: ['high'] })],
  ['late', 'duty', duty('D-PLAN', ['planned'], '2990-03-01')],
  ['maker', 'supplier', { name: 'Soluciones', type: notStated, taxId: notStated, country: notStated }],
  ['idle', 'supplier', { name: 'Sin uso', type: notStated, taxId: notStated, country: notStated }],
  ['sold', 'product', product('Ordena citas', { supplier: ids.maker })],
  ['own', 'product', product('Propio', { supplier: none })],
  ['soles', 'contract', contract('Uno', { amount: '0.10', currency: 'PEN' })],
  ['more', 'contract', contract('Dos', { amount: '0.20', currency: 'PEN' })],
  ['dollars', 'contract', contract('Tres', { amount: '1000', currency: 'USD' })],
  ['secret', 'contract', contract('Cuatro', { absent: 'withheld', ground: 'Ley 27806' })],
  ['declared', 'declaration', { institution: ids.puno, says: 'in_preparation', statement: texts('Prepara'), date: '2026-01-05' }],
];
const number = new Map<string, number>();
const publish = async (name: keyof typeof ids, kind: string, document: Document): Promise<void> => {
  const published = await site.publish(kinds.get(kind), document, ids[name], number.get(name) ?? 0);
  number.set(name, published.number);
};
await site.publishEach(DOCUMENTS.map(([name, kind, document]) => ({ id: ids[name], kind, document, basedOn: 0 })));
for (const [name] of DOCUMENTS) number.set(name, 1);

const textOf = (html: string): string => html.replace(/<[^>]+>/g, ' ').replace(/\s+/g, ' ');
interface List { total: number; records: { id: string }[]; facets: { field: string; values: { value: string; records: number }[] }[] }
const list = (query: string) => site.json<List>(`/en/systems.json?${query}`);
const found = async (facet: string): Promise<string[]> => (await list(new URLSearchParams({ f: facet }).toString())).records.map(({ id }) => names.find((name) => ids[name] === id) ?? id).toSorted();

describe('the list of systems', () => {
  it('is narrowed by what follows from several records', async () => {
    const CASES: readonly (readonly [facet: string, found: string[]])[] = [
      ['risk:high', ['triage']], ['risk:acceptable', ['chat']], ['risk:unknown', ['open', 'told']],
      ['duty:waived', ['triage']], ['duty:not_due', ['chat']], ['duty:none', ['open', 'told']],
      [`bodyType:${ids.local}`, ['chat', 'open', 'triage']], ['bodyType:not_stated', ['told']],
      [`supplier:${ids.maker}`, ['open', 'triage']], ['supplier:not_applicable', ['chat']], ['supplier:not_stated', ['told']],
      [`region:${ids.regionA}`, ['triage']], [`region:${ids.regionB}`, ['triage']], ['region:national', ['chat']], ['region:elsewhere', ['open']], ['region:not_stated', ['told']],
      ['freshness:fresh', ['chat']], ['freshness:never_confirmed', ['open', 'told', 'triage']],
      [`institution:${ids.cusco}`, ['open', 'triage']], ['sector:health', ['chat', 'open', 'told', 'triage']], ['status:pilot', ['told']], ['personalData:ordinary', ['chat', 'open', 'told', 'triage']], ['affectedGroups:not_stated', ['chat', 'open', 'told', 'triage']],
    ];
    for (const [facet, expected] of CASES) assert.deepEqual(await found(facet), expected, facet);
    const rows: Record<string, string>[] = parse(await decoded(await site.ask('/en/systems.csv?f=risk:high')), { columns: true, bom: true });
    assert.deepEqual(rows.map((row) => row['id']), [ids.triage]);
  });

  it('shows them in words in every language, the most useful open and the rest under one heading', async () => {
    for (const [language, words] of [['es', /Clase de riesgo.*Riesgo alto.*Lo que pide la ley.*Exceptuado de algo.*Tipo de entidad.*Gobierno local.*Región.*Todo el país.*Más filtros/], ['en', /Class of risk.*High risk.*What the law asks.*Something is waived.*More filters/], ['qu', /Peligropa clasen/]] as const) {
      const page = await site.text(`/${language}/systems`);
      const facets = /<nav class="facets"[\s\S]*?<\/nav>/.exec(page)?.[0] ?? assert.fail('no facets');
      assert.match(textOf(facets), words, language);
      assert.doesNotMatch(facets, /register\.facets|core\.search/);
      const open = facets.slice(0, facets.indexOf('<details>') === -1 ? undefined : facets.lastIndexOf('<details><summary>'));
      assert.ok((open.match(/<summary>/g) ?? []).length <= 12);
    }
    assert.match(await site.text('/en/systems?f=freshness:fresh'), /aria-current="true">Up to date/, 'what was chosen is not hidden');
  });

  it('says of each system, beside its name, whose it is, its state and its class; what nobody knows is left out', async () => {
    const html = await site.text('/es/systems');
    const noteOf = (name: string): string | undefined => new RegExp(`>${name}</a>(?:<small>([^<]*)</small>)?`).exec(html)?.[1];
    assert.equal(noteOf('Citas'), 'Municipalidad de Cusco · En uso · Riesgo alto');
    assert.equal(noteOf('Abierto'), 'Municipalidad de Cusco · En desarrollo');
    assert.equal(noteOf('Contado'), 'Piloto: en prueba con personas');
  });

  it('documents them beside the fields', async () => {
    assert.match(await site.text('/en/fields/systems'), /href="\/en\/fields\/systems\/filters"/);
    assert.match(textOf(await site.text('/en/fields/systems/filters')), /Class of risk risk .*Computed from several records .*prohibited Prohibited use/);
    const filters = await site.json<{ name: string; computed: boolean }[]>('/en/fields/systems/filters.json');
    const { facets } = await list('');
    assert.deepEqual(facets.map(({ field }) => field).filter((field) => !filters.some(({ name }) => name === field)), [], 'every facet of the list is documented');
  });
});

describe('what a system is found by', () => {
  it('follows its product, its body, its waivers, the law, and the tree of places', async () => {
    await publish('sold', 'product', product('Ordena citas', { supplier: ids.idle }));
    assert.deepEqual([await found(`supplier:${ids.maker}`), await found(`supplier:${ids.idle}`)], [[], ['open', 'triage']]);
    await publish('cusco', 'institution', institution('Municipalidad de Cusco', ids.firm));
    assert.deepEqual(await found(`bodyType:${ids.firm}`), ['open', 'triage']);
    await publish('district', 'territory', territory('080101', 'Wanchaq', 'third', ids.regionB));
    assert.deepEqual(await found(`region:${ids.regionA}`), []);
    await publish('late', 'duty', duty('D-PLAN', ['planned'], '2020-01-01'));
    assert.deepEqual(await found('duty:due_since'), ['chat']);
    await publish('triage', 'deployment', triage({ impactAssessment: { title: texts('Evaluación'), url: 'https://www.gob.pe/e', date: notStated } }));
    await site.withdraw({ id: ids.waiver, number: 1, sequence: 0 }, 'Ya no hace falta');
    assert.deepEqual([await found('duty:waived'), await found('duty:cannot_tell')], [[], ['triage']]);
    await assertConsistent(database, kinds);
    await publish('sold', 'product', product('Ordena citas', { supplier: ids.maker }));
    await publish('cusco', 'institution', institution('Municipalidad de Cusco', ids.local));
    await publish('district', 'territory', territory('080101', 'Wanchaq', 'third', ids.regionA));
  });

  it('changes with the day: a review falls due, a duty begins', async () => {
    await publish('late', 'duty', duty('D-PLAN', ['planned'], '2990-03-01'));
    assert.deepEqual([...(await facetCounts(database, 'deployment', 'freshness'))].toSorted(), [['fresh', 1], ['never_confirmed', 3]]);
    assert.ok((await list('f=duty:not_due')).total === 1);
    assert.ok((await refreshComputedFacets(database, kinds, '2991-06-01')) > 0);
    assert.deepEqual([...(await facetCounts(database, 'deployment', 'freshness'))].toSorted(), [['never_confirmed', 3], ['review_due', 1]]);
    // The page that was kept from before is not shown.
    assert.equal((await list('f=duty:not_due')).total, 0);
    assert.deepEqual(await found('duty:due_since'), ['chat']);
    await refreshComputedFacets(database, kinds, '2026-11-21');
  });
});

describe('the map', () => {
  it('tells for each region how many systems are used there, and what stands in no square', async () => {
    interface Regions { systems: number; placed: number; regions: { territory: string; systems: number }[]; others: { region: string; systems: number }[] }
    const json = await site.json<Regions>('/en/systems/map.json');
    assert.deepEqual([json.systems, json.placed], [4, 3]);
    assert.deepEqual(json.regions.map(({ territory: id, systems }) => [id, systems]), [[ids.regionA, 1], [ids.regionB, 1]]);
    assert.deepEqual(json.others.map(({ region, systems }) => [region, systems]), [['national', 1], ['elsewhere', 1], ['not_stated', 1]]);
    const page = await site.text('/en/systems/map');
    assert.match(page, /<svg[^>]*role="img"[\s\S]*<desc[^>]*>Cusco: 1; Puno: 1<\/desc>/);
    assert.match(page, new RegExp(`href="/en/systems\\?f=region%3A${ids.regionA}"`));
    assert.match(textOf(page), /3 of 4 systems say .*Not on the map The whole country 1/);
    const rows: Record<string, string>[] = parse(await decoded(await site.ask('/en/systems/map.csv')), { columns: true, bom: true });
    assert.deepEqual(rows.map((row) => [row['region'], row['systems']]), [[ids.regionA, '1'], [ids.regionB, '1'], ['[national]', '1'], ['[elsewhere]', '1'], ['[not_stated]', '1']]);
  });
});

describe('the page of a supplier', () => {
  it('has its products, the bodies that use them, and contracts by currency, never summed across, exact', async () => {
    const page = await site.text(`/en/suppliers/${ids.maker}`);
    const text = textOf(page);
    assert.match(text, /Products Ordena citas/);
    assert.match(text, /Bodies that use them Municipalidad de Cusco 2 systems/);
    assert.match(page, new RegExp(`href="/en/systems\\?f=supplier%3A${ids.maker}&amp;f=institution%3A${ids.cusco}"`));
    assert.match(text, /3 of 4 contracts state their amount/);
    assert.match(text, /0\.30/);
    assert.match(text, /1,000/);
    assert.doesNotMatch(text, /1,000\.3|0\.300/);
    assert.match(text, /Cuatro only in Spanish Municipalidad de Cusco Withheld/);
  });

  it('that nobody uses says so', async () => {
    const text = textOf(await site.text(`/en/suppliers/${ids.idle}`));
    assert.match(text, /Products None|Products .*none/i);
    assert.doesNotMatch(text, /contracts state/);
  });
});

describe('the page of a body', () => {
  it('has where it stands, its systems with their class, and what it declared', async () => {
    const cusco = textOf(await site.text(`/en/institutions/${ids.cusco}`));
    assert.match(cusco, /Artificial intelligence in this body Filed/);
    assert.match(cusco, /Citas In use · High risk/);
    assert.match(textOf(await site.text(`/en/institutions/${ids.puno}`)), /Filed .*Respuestas .*Prepara .* · January 5, 2026/);
  });

  it('that is no public body and has no part in the register says nothing of it', async () => {
    assert.doesNotMatch(await site.text(`/en/institutions/${ids.acme}`), /Artificial intelligence in this body/);
  });
});
