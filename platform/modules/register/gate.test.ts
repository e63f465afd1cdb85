import assert from 'node:assert/strict';
import { after, describe, it, type TestContext } from 'node:test';
import * as fc from 'fast-check';
import { directory } from '#modules/directory/index.ts';
import { observatory } from '../observatory/index.ts';
import { strategyModule } from '#modules/strategy/index.ts';
import { InvalidDocument } from '#core/kinds/faults.ts';
import type { Document } from '#core/kinds/kind.ts';
import { validate } from '#core/kinds/validate.ts';
import { FaultyPack } from '#core/pack/faults.ts';
import { loadPack } from '#core/pack/load-pack.ts';
import { publisherOf } from '#core/platform.ts';
import { discardDraft, readDraft, saveDraft, startDraft } from '#core/records/drafts.ts';
import { newId } from '#core/records/id.ts';
import { publishAll, type Submission } from '#core/records/publish.ts';
import { publishDraft } from '#core/records/publish-draft.ts';
import { submitDraft } from '#core/records/review.ts';
import { newestVersion } from '#core/records/read.ts';
import type { Database } from '#core/storage/database.ts';
import { Editor } from '#core/web/pages/testing/editor.ts';
import { Site } from '#core/web/testing/site.ts';
import { arbitraryDocument, arbitraryValue } from '../../../test/support/arbitrary-document.ts';
import { type Scope, testDatabase } from '../../../test/support/database.ts';
import { texts } from '../../../test/support/kinds.ts';
import { packFolder, rewritePack } from '../../../test/support/pack.ts';
import type { Waiver } from './duties.ts';
import { faultsAtGate } from './gate.ts';
import { register } from './index.ts';
import { type Deployment, deployment } from './kinds/deployment.ts';
import { CORE_ITEMS, type CoreItem } from './kinds/vocabulary.ts';
import type { RiskRule } from './risk.ts';

const notStated = { absent: 'not_stated' } as const;
const TESTER = { name: 'person:tester' };
const OTHER = { name: 'person:other' };
const [TYPE, BODY, PLACE, LAW, SOURCE] = [newId(), newId(), newId(), newId(), newId()];
const ofKind = new Map([['institution', BODY], ['territory', PLACE], ['legal-instrument', LAW], ['source', SOURCE]]);

const rule = (riskClass: RiskRule['document']['riskClass'], position: number, anyUse: RiskRule['document']['anyUse'], more: Partial<RiskRule['document']> = {}): RiskRule['document'] => ({
  code: `R${position}`, title: texts(`Regla ${position}`), explanation: texts('Porque sí'), riskClass, position, anyUse, instrument: LAW, article: notStated, inForceFrom: '2020', confidence: 'reported', ...more,
});
const RULES = [
  rule('prohibited', 1, ['social_scoring']),
  rule('high', 2, ['diagnosis_triage']),
  rule('high', 3, ['hiring'], { andDecisionRole: ['decides_alone'] }),
  rule('acceptable', 9, []),
];

const submission = (kind: string, document: Document, id: string = newId(), basedOn = 0): Submission => ({ id, kind, document, basedOn });
const FRAME: readonly Submission[] = [
  submission('institution-type', { name: texts('Municipalidad'), publicBody: true }, TYPE),
  submission('institution', { name: texts('Municipalidad de Cusco'), type: TYPE, partOf: { absent: 'not_applicable' }, territory: notStated }, BODY),
  submission('territory', { code: '08', name: texts('Cusco'), level: 'first', within: { absent: 'not_applicable' } }, PLACE),
  submission('legal-instrument', { number: notStated, title: texts('Ley'), type: 'law', topic: 'rights', date: notStated, summary: notStated, issuer: notStated, standing: 'first_hand' }, LAW),
  submission('source', { title: texts('Informe'), type: 'news', publisher: notStated, publishedOn: notStated, language: 'es', placeUnit: 'page', licence: notStated, url: notStated, standing: 'first_hand' }, SOURCE),
];
const LAWS = RULES.map((document) => submission('risk-rule', { ...document }));

const modules = [strategyModule, directory, register, observatory];
const given: Readonly<Record<CoreItem, unknown>> = {
  accountableOwner: texts('Gerente'), purpose: texts('Atender antes'), legalBasis: [{ instrument: LAW }], impactAssessment: { title: texts('Evaluación'), url: 'https://www.gob.pe/e', date: notStated },
  humanOversight: texts('Una enfermera revisa'), notice: texts('Un cartel'), objection: { text: texts('Pida una revisión'), email: 'reclamos@gob.pe' },
};
const without = Object.fromEntries(CORE_ITEMS.map((item) => [item, notStated]));
const aDeployment = (fields: Document = {}): Document => ({
  title: texts('Citas'), plainSummary: texts('Ordena citas'), institution: BODY, product: notStated, sector: 'health', status: 'in_use', startedOn: '2026-03', territories: notStated, contact: notStated,
  decisionRole: 'informs', uses: ['diagnosis_triage'], affectedGroups: notStated, peopleAffected: notStated, personalData: 'ordinary', claimedByBody: true, ...given, ...fields,
});
const waiverOf = (item: CoreItem, signedOn: string, expiresOn: string): Waiver['document'] => ({ deployment: BODY, item, ground: texts('Se contrata'), instrument: notStated, article: notStated, signedBy: BODY, signerRole: texts('Titular'), signedOn, expiresOn });

const missing = (item: string, code = 'R2') => `${item} core_item_missing ${code}`;

describe('what keeps a deployment from being public', () => {
  const TODAY = '2026-11-21';
  const rules = RULES.map((document, index): RiskRule => ({ id: `r${index}`, document }));
  const faults = (fields: Document, ...waivers: Waiver['document'][]): string[] => faultsAtGate(aDeployment(fields) as Deployment, rules, waivers.map((document, index) => ({ id: `w${index}`, document })), TODAY).map(({ path, code, params }) => `${path} ${code} ${params['rule'] ?? ''}`.trim());

  const CASES: readonly (readonly [what: string, fields: Document, faults: readonly string[]])[] = [
    ['all seven items', {}, []],
    ['none of them: each is named, with the rule', without, CORE_ITEMS.map((item) => missing(item))],
    ['none of them, and a prohibited use', { ...without, uses: ['social_scoring'] }, CORE_ITEMS.map((item) => missing(item, 'R1'))],
    ['none of them, and an acceptable use', { ...without, uses: ['none'] }, []],
    ...(['planned', 'in_development', 'pilot', 'suspended'] as const).map((status) => [`none of them, and not in use: ${status}`, { ...without, status }, []] as const),
    ['none of them, reported by others', { ...without, claimedByBody: false }, CORE_ITEMS.map((item) => missing(item))],
    ['none of them and no uses, reported by others', { ...without, claimedByBody: false, uses: notStated }, []],
    ['an item withheld', { notice: { absent: 'withheld', ground: 'Ley 27806' } }, [missing('notice')]],
    ['an item that is said not to apply', { objection: { absent: 'not_applicable' } }, [missing('objection')]],
    ['an empty legal basis', { legalBasis: [] }, [missing('legalBasis')]],
    ['a legal basis that names nothing', { legalBasis: [{ instrument: notStated, article: 'art. 3' }] }, [missing('legalBasis')]],
    ['a legal basis in words', { legalBasis: [{ instrument: notStated, text: texts('La ordenanza') }] }, []],
    ['an assessment that nobody can read', { impactAssessment: { title: texts('Evaluación'), url: { absent: 'withheld', ground: 'Ley 27806' }, date: notStated } }, [missing('impactAssessment')]],
    ['an assessment among our sources', { impactAssessment: { title: texts('Evaluación'), url: notStated, source: SOURCE, date: notStated } }, []],
    ['uses not stated, claimed and in use', { uses: notStated }, ['uses uses_needed']],
    ['uses not stated, claimed and in pilot', { uses: { absent: 'unknown' }, status: 'pilot' }, ['uses uses_needed']],
    ['an empty list of uses, claimed and in use', { ...without, uses: [] }, ['uses uses_needed']],
    ['uses not stated, claimed and planned', { ...without, uses: notStated, status: 'planned' }, []],
    ['what a rule of high risk asks left open, claimed and in use', { ...without, uses: ['hiring'], decisionRole: notStated }, ['decisionRole required']],
    ['what a rule of high risk asks left open, in pilot', { ...without, uses: ['hiring'], decisionRole: notStated, status: 'pilot' }, []],
    ['what a rule of high risk asks left open, reported by others', { ...without, uses: ['hiring'], decisionRole: notStated, claimedByBody: false }, []],
    ['a status left open, claimed and of high risk', { status: notStated }, ['status required']],
    ['a status left open, claimed and acceptable', { ...without, status: notStated, uses: ['none'] }, []],
    ['a status left open, reported by others', { ...without, status: notStated, claimedByBody: false }, []],
  ];
  for (const [what, fields, expected] of CASES) it(`with ${what}: ${expected.length === 0 ? 'nothing' : expected.length > 3 ? `${expected.length} faults` : expected.join(', ')}`, () => assert.deepEqual(faults(fields), expected));

  it('is waived for the one item, from the day of signing to that of expiry', () => {
    const fields = { notice: notStated, purpose: notStated };
    for (const [from, until, stands] of [['2026-01-01', '2026-12-31', true], [TODAY, TODAY, true], ['2026-11-22', '2027', false], ['2026-01-01', '2026-11-20', false], ['2026', '2026-11', true]] as const) {
      assert.deepEqual(faults(fields, waiverOf('notice', from, until)), [missing('purpose'), ...(stands ? [] : [missing('notice')])], `${from} to ${until}`);
    }
  });
});

/** What a path of publication said: nothing where the record became public, else the places of the faults. */
type Outcome = readonly string[] | 'public';
type Stand = readonly { readonly item: CoreItem; readonly signedOn: string; readonly expiresOn: string }[];
interface Candidate {
  readonly document: Document;
  readonly waivers: Stand;
}

const TABLES = ['version', 'restricted_part', 'link', 'outbox', 'search_entry', 'audit', 'pack_record'] as const;
/** Rows about records, by table. */
async function rowsAbout(database: Database, ids: readonly string[]): Promise<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const table of TABLES) {
    const column = table === 'link' ? 'from_id' : 'record_id';
    const rows = await database.selectFrom(table).select((select) => select.fn.countAll<number>().as('n')).where(column as never, 'in', ids as never).execute();
    counts[table] = Number(rows[0]?.n);
  }
  return counts;
}

const refusal = async (act: Promise<unknown>): Promise<Outcome> => act.then(() => 'public' as const, (error: unknown) => {
  if (error instanceof InvalidDocument || error instanceof FaultyPack) return error.faults.map(({ path }) => path);
  throw error;
});
const waiversFor = (id: string, { waivers }: Candidate): Submission[] => waivers.map(({ item, signedOn, expiresOn }) => submission('waiver', { ...waiverOf(item, signedOn, expiresOn), deployment: id }));

const scope: Scope = { after };
const site = await Site.open(scope, { modules });
const { database } = site.platform;
await site.publishEach([...FRAME, ...LAWS]);
const [ana, bea] = [await Editor.signIn(site.platform, 'ana'), await Editor.signIn(site.platform, 'bea')];

/** In one transaction with its waivers and a record beside it. */
async function inOneCall(candidate: Candidate): Promise<{ outcome: Outcome; ids: string[] }> {
  const [id, beside] = [newId(), newId()];
  const all = [submission('source', { ...FRAME[4]?.document as Document, title: texts('Al lado') }, beside), submission('deployment', candidate.document, id), ...waiversFor(id, candidate)];
  return { outcome: await refusal(site.publishEach(all)), ids: all.map((one) => one.id) };
}

/** As a plan first, so that waivers can name it. */
async function planned(candidate: Candidate): Promise<string> {
  const id = newId();
  await site.publish(deployment, aDeployment({ status: 'planned' }), id);
  await site.publishEach(waiversFor(id, candidate));
  return id;
}

async function byForm(candidate: Candidate): Promise<{ outcome: Outcome; ids: string[] }> {
  const id = await planned(candidate);
  await saveDraft(database, id, { revision: 0, version: 1 }, candidate.document, TESTER);
  const form = await ana.open(`/es/systems/${id}/review`);
  const answer = await ana.post(form.action, form.filled({}, 'submit'));
  if (answer.status === 303) {
    const other = await bea.open(`/es/systems/${id}/review`);
    const published = await bea.post(other.action, other.filled({}, 'publish'));
    assert.equal(published.headers.get('location'), `/es/systems/${id}`);
    return { outcome: 'public', ids: [id] };
  }
  assert.equal(answer.status, 422);
  const summary = /<div class="error-summary"[\s\S]*?<\/div>/.exec(await answer.text())?.[0] ?? '';
  // The draft is still there, with all that was typed.
  const draft = await readDraft(database, id);
  assert.deepEqual(draft?.document, candidate.document);
  await discardDraft(database, id, draft.revision, TESTER);
  return { outcome: [...summary.matchAll(/href="[^"]*#f-([^"]*)"/g)].map(([, path = '']) => path), ids: [id] };
}

async function afterWithdrawal(candidate: Candidate): Promise<{ outcome: Outcome; ids: string[] }> {
  const id = await planned(candidate);
  await site.withdraw({ id, number: 1, sequence: 0 }, 'Error');
  await saveDraft(database, id, { revision: 0, version: 2 }, candidate.document, TESTER);
  return { outcome: await refusal(submitDraft(database, publisherOf(site.platform), id, 1, TESTER).then(() => publishDraft(database, publisherOf(site.platform), id, 1, OTHER))), ids: [id] };
}

const yaml = (kind: string, all: readonly Submission[]): string => JSON.stringify({ kind, records: all.map(({ id, document }) => ({ id, ...(document as Document) })) });
const files = (all: readonly Submission[]) => Object.fromEntries([...Map.groupBy(all, ({ kind }) => kind)].map(([kind, list]) => [`${kind}.yaml`, yaml(kind, list)]));
function basePack(t: TestContext, records: readonly Submission[]): string {
  const folder = packFolder(t, { 'sources.yaml': null, 'deep/things.yaml': null, 'deep/more/things.yaml': null });
  rewritePack(folder, { 'pack.yaml': 'name: small\ntitle: {es: Pequeño}\ncountry: {es: País}\nlanguages: [es, en, qu]\ntimezone: America/Lima\n', ...files(records) });
  return folder;
}

/** A pack that is loaded into a database of its own, with one more deployment each time. */
async function packPath(t: TestContext) {
  const own = await testDatabase(scope);
  const { kinds } = site.platform;
  const folder = basePack(t, FRAME);
  await loadPack(own.database, kinds, folder);
  await own.database.transaction().execute((transaction) => publishAll(transaction, publisherOf(site.platform), LAWS, TESTER));
  const load = async (candidate: Candidate): Promise<{ outcome: Outcome; ids: string[] }> => {
    const id = newId();
    const beside = submission('source', { ...FRAME[4]?.document as Document, title: texts('Al lado') });
    const waivers = waiversFor(id, candidate);
    rewritePack(folder, { 'one.yaml': yaml('deployment', [submission('deployment', candidate.document, id)]), 'waivers.yaml': yaml('waiver', waivers), 'beside.yaml': yaml('source', [beside]) });
    return { outcome: await refusal(loadPack(own.database, kinds, folder)), ids: [id, beside.id, ...waivers.map((one) => one.id)] };
  };
  return { load, database: own.database };
}

const STANDING = { signedOn: '2020-01-01', expiresOn: '2999-12-31' };
const anyStand = fc.tuple(fc.constantFrom(...CORE_ITEMS), fc.constantFrom(STANDING, STANDING, { signedOn: '2020-01-01', expiresOn: '2020-12-31' }, { signedOn: '2998-01-01', expiresOn: '2999-01-01' })).map(([item, days]) => ({ item, ...days }));
const item = (name: CoreItem) => fc.oneof({ weight: 4, arbitrary: fc.constant(given[name]) }, { weight: 1, arbitrary: fc.constant(notStated) }, { weight: 1, arbitrary: arbitraryValue(deployment.fields[name] ?? assert.fail(name), { maxItems: 2, reference: ([kind = '']) => fc.constant(ofKind.get(kind) ?? SOURCE) }) });
const decisive = fc.record({
  status: fc.oneof({ weight: 5, arbitrary: fc.constant('in_use') }, fc.constantFrom('pilot', 'suspended', notStated)),
  uses: fc.oneof({ weight: 4, arbitrary: fc.constantFrom(['diagnosis_triage'], ['social_scoring']) }, fc.constantFrom(['none'], [], notStated, ['hiring'])),
  decisionRole: fc.constantFrom('decides_alone', 'informs', notStated),
  claimedByBody: fc.boolean(),
  ...Object.fromEntries(CORE_ITEMS.map((name) => [name, item(name)])),
});
const LEFT_OUT = new Set(['evidence', 'endedOn', 'service', 'datasets', 'models', 'contracts', 'identifiers']);
const fixed = { institution: BODY, product: notStated, startedOn: '2026-03', personalData: 'ordinary', peopleAffected: 12 };
const candidate: fc.Arbitrary<Candidate> = fc
  .tuple(arbitraryDocument(deployment, { maxItems: 2, reference: ([kind = '']) => fc.constant(ofKind.get(kind) ?? SOURCE) }), decisive, fc.array(anyStand, { maxLength: 3 }))
  .map(([document, chosen, waivers]): Candidate => {
    const kept = Object.fromEntries(Object.entries({ ...document, ...fixed, ...chosen }).filter(([name]) => !LEFT_OUT.has(name)));
    return { document: validate(deployment, kept).document ?? assert.fail('not valid'), waivers };
  });

const isAbsent = (value: unknown): boolean => typeof value === 'object' && value !== null && 'absent' in value;
function lacks(document: Document, name: CoreItem): boolean {
  const value = document[name];
  if (isAbsent(value)) return true;
  if (name === 'legalBasis') return !(value as Document[]).some(({ instrument, text }) => typeof instrument === 'string' || text !== undefined);
  return name === 'impactAssessment' && typeof (value as Document)['url'] !== 'string' && (value as Document)['source'] === undefined;
}

/** Told anew from the words of the issue, with none of the code of the gate. */
function expected({ document, waivers }: Candidate): Outcome {
  const { status, uses, decisionRole, claimedByBody } = document;
  const open = isAbsent(uses) || (Array.isArray(uses) && uses.length === 0);
  if (claimedByBody === true && (status === 'in_use' || status === 'pilot') && open) return ['uses'];
  const list = Array.isArray(uses) ? uses : [];
  if (open) return 'public';
  if (list.includes('hiring') && isAbsent(decisionRole)) return claimedByBody === true && status === 'in_use' ? ['decisionRole'] : 'public';
  const grave = list.includes('social_scoring') || list.includes('diagnosis_triage') || (list.includes('hiring') && decisionRole === 'decides_alone');
  if (!grave) return 'public';
  if (isAbsent(status) && claimedByBody === true) return ['status'];
  if (status !== 'in_use') return 'public';
  const lacking = CORE_ITEMS.filter((name) => lacks(document, name) && !waivers.some((one) => one.item === name && one.expiresOn === STANDING.expiresOn));
  return lacking.length === 0 ? 'public' : lacking;
}

describe('no path of publication goes around the gate', () => {
  it('be it one call, the form, a pack, or publication after a withdrawal: all say the same, and what is refused leaves no trace', async (t) => {
    const pack = await packPath(t);
    const seen = { public: 0, refused: 0 };
    await fc.assert(
      fc.asyncProperty(candidate, async (one) => {
        const should = expected(one);
        seen[should === 'public' ? 'public' : 'refused'] += 1;
        for (const [path, go, at] of [['call', inOneCall, database], ['pack', pack.load, pack.database]] as const) {
          const { outcome, ids } = await go(one);
          assert.deepEqual(outcome, should, path);
          const rows = await rowsAbout(at, ids);
          assert.equal(rows['version'], should === 'public' ? ids.length : 0, path);
          if (should !== 'public') assert.deepEqual(Object.values(rows), TABLES.map(() => 0), path);
        }
        for (const [path, go, before] of [['form', byForm, 1], ['withdrawn', afterWithdrawal, 2]] as const) {
          const { outcome, ids: [id = ''] } = await go(one);
          assert.deepEqual(outcome, should, path);
          const newest = await newestVersion(database, id);
          assert.equal(newest?.number, should === 'public' ? before + 1 : before, path);
          if (should !== 'public') assert.equal(newest?.document?.['status'], before === 1 ? 'planned' : undefined, path);
          const { version, outbox } = await rowsAbout(database, [id]);
          assert.equal(outbox, version, path);
        }
      }),
      { numRuns: 25 },
    );
    t.diagnostic(`${seen.public} public, ${seen.refused} refused`);
  });

  it('a pack whose rules come with it is held by those rules', async (t) => {
    const { kinds } = site.platform;
    const folder = basePack(t, [...FRAME, ...LAWS]);
    const id = newId();
    rewritePack(folder, { 'one.yaml': yaml('deployment', [submission('deployment', aDeployment({ notice: notStated }), id)]) });
    const own = await testDatabase(t);
    const error: unknown = await loadPack(own.database, kinds, folder).then(() => undefined, (thrown: unknown) => thrown);
    assert.ok(error instanceof FaultyPack);
    assert.deepEqual(error.faults.map(({ file, path, code, params }) => [file, path, code, params['rule']]), [['one.yaml', 'notice', 'core_item_missing', 'R2']]);
    for (const table of ['version', 'record', 'deployment', 'search_entry'] as const) assert.deepEqual(await own.database.selectFrom(table).select((select) => select.fn.countAll<number>().as('n')).execute(), [{ n: 0 }], table);
    rewritePack(folder, { 'waivers.yaml': yaml('waiver', [submission('waiver', { ...waiverOf('notice', '2020-01-01', '2999-12-31'), deployment: id })]) });
    await loadPack(own.database, kinds, folder);
    assert.equal((await newestVersion(own.database, id))?.number, 1);
  });

  it('a rule published in the same call holds already, and one refused record takes the whole call with it', async () => {
    const sole = submission('risk-rule', { ...rule('high', 0, ['emotion_inference']) });
    const [good, bad] = [newId(), newId()];
    const call = (fields: Document) => site.publishEach([submission('deployment', aDeployment(), good), submission('deployment', aDeployment({ uses: ['emotion_inference'], ...fields }), bad), sole]);
    await assert.rejects(call({ notice: notStated }), (error: unknown) => error instanceof InvalidDocument && error.recordId === bad && error.faults.map(({ path }) => path).join() === 'notice');
    assert.deepEqual(Object.values(await rowsAbout(database, [good, bad, sole.id])), TABLES.map(() => 0));
    await call({});
    await site.withdraw({ id: sole.id, number: 1, sequence: 0 }, 'Solo para esta prueba');
  });

  it('a waiver that was withdrawn when it was not needed, or that is of another deployment, does not stand at the next publication', async () => {
    const one: Candidate = { document: aDeployment({ notice: notStated }), waivers: [{ item: 'notice', ...STANDING }] };
    const { outcome, ids: [, id = '', waiver = ''] } = await inOneCall(one);
    assert.equal(outcome, 'public');
    assert.deepEqual(await refusal(site.publish(deployment, one.document)), ['notice'], 'of another deployment');
    await site.publish(deployment, aDeployment(), id, 1);
    await site.withdraw({ id: waiver, number: 1, sequence: 0 }, 'Se anuló');
    assert.deepEqual(await refusal(site.publish(deployment, one.document, id, 2)), ['notice']);
    assert.equal((await newestVersion(database, id))?.number, 2);
  });

  it('a new record in the form is told in words what is missing, and by which rule', async () => {
    const id = await startDraft(database, deployment, aDeployment({ objection: notStated }), TESTER);
    const form = await ana.open(`/es/systems/${id}/review`);
    const answer = await ana.post(form.action, form.filled({}, 'submit'));
    assert.equal(answer.status, 422);
    assert.match(await answer.text(), /#f-objection">[^<]*regla R2/);
    assert.equal((await site.ask(`/es/systems/${id}`)).status, 404);
  });
});

const lacking = (name: CoreItem): Candidate => ({ document: aDeployment({ [name]: notStated }), waivers: [{ item: name, ...STANDING }] });
const change = (id: string, document: Waiver['document'], basedOn = 1) => site.publishEach([submission('waiver', { ...document }, id, basedOn)]);
const isNeeded = (path: string) => (error: unknown): boolean => error instanceof InvalidDocument && error.faults.map((one) => `${one.path} ${one.code}`).join() === `${path} waiver_still_needed`;

async function needing(name: CoreItem = 'notice'): Promise<{ id: string; waiver: string; document: Waiver['document'] }> {
  const { outcome, ids: [, id = '', waiver = ''] } = await inOneCall(lacking(name));
  assert.equal(outcome, 'public');
  return { id, waiver, document: { ...waiverOf(name, STANDING.signedOn, STANDING.expiresOn), deployment: id } };
}

describe('a waiver that a public deployment still needs', () => {
  it('cannot be withdrawn, be it by a call or by the desk, which says what to do', async () => {
    const { waiver } = await needing();
    await assert.rejects(site.withdraw({ id: waiver, number: 1, sequence: 0 }, 'Se anuló'), isNeeded(''));
    const answer = await ana.post(`/es/waivers/${waiver}/withdraw`, [['_version', '1'], ['reason', 'Se anuló']]);
    assert.equal(answer.status, 422);
    assert.match(await answer.text(), /primero complete el dato|todavía necesita/i);
    assert.equal((await newestVersion(database, waiver))?.number, 1);
  });

  it('cannot be shortened, moved to another item or led to another deployment', async () => {
    const { waiver, document } = await needing();
    const other = await needing();
    const before = await rowsAbout(database, [waiver]);
    await assert.rejects(change(waiver, { ...document, expiresOn: '2020-12-31' }), isNeeded('expiresOn'));
    await assert.rejects(change(waiver, { ...document, signedOn: '2998-01-01' }), isNeeded('signedOn'));
    await assert.rejects(change(waiver, { ...document, item: 'purpose' }), isNeeded('item'));
    await assert.rejects(change(waiver, { ...document, deployment: other.id }), isNeeded('deployment'));
    assert.deepEqual(await rowsAbout(database, [waiver]), before);
  });

  it('may be changed otherwise, and go where another stands in its place or the deployment no longer needs it, in the same call too', async () => {
    const one = await needing();
    await change(one.waiver, { ...one.document, ground: texts('Otro motivo'), expiresOn: '2998-12-31' });
    await site.publishEach([submission('waiver', { ...one.document })]);
    await site.withdraw({ id: one.waiver, number: 2, sequence: 0 }, 'Hay otra');
    const two = await needing('purpose');
    await site.publishEach([submission('waiver', { ...two.document, item: 'notice' }, two.waiver, 1), submission('deployment', aDeployment(), two.id, 1)]);
    const three = await needing();
    await site.withdraw({ id: three.id, number: 1, sequence: 0 }, 'Ya no existe');
    await site.withdraw({ id: three.waiver, number: 1, sequence: 0 }, 'Ya no hace falta');
  });

  it('that had expired anyway may go', async () => {
    const id = await planned({ document: {}, waivers: [] });
    const [waiver] = await site.publishEach([submission('waiver', { ...waiverOf('notice', '2020-01-01', '2020-12-31'), deployment: id })]);
    await site.publish(deployment, aDeployment(), id, 1);
    assert.ok(waiver);
    await site.withdraw(waiver, 'Venció');
  });
});
