import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import * as fc from 'fast-check';
import { directory } from '#modules/directory/index.ts';
import { observatory } from '../observatory/index.ts';
import { strategyModule } from '#modules/strategy/index.ts';
import type { Document } from '#core/kinds/kind.ts';
import { validate } from '#core/kinds/validate.ts';
import { publisherOf } from '#core/platform.ts';
import { readDraft, startDraft } from '#core/records/drafts.ts';
import { newId } from '#core/records/id.ts';
import { publishAll } from '#core/records/publish.ts';
import { Editor } from '#core/web/pages/testing/editor.ts';
import { arbitraryDocument } from '../../../test/support/arbitrary-document.ts';
import { texts } from '../../../test/support/kinds.ts';
import { testPlatform } from '../../../test/support/platform.ts';
import { deploymentOf } from './due.ts';
import { register } from './index.ts';
import { deployment } from './kinds/deployment.ts';

const notStated = { absent: 'not_stated' } as const;
const platform = await testPlatform({ after }, { modules: [strategyModule, directory, register, observatory] });
const { database } = platform;
const ana = await Editor.signIn(platform, 'ana');
const [law, type, body, rule, duty, shelf] = [newId(), newId(), newId(), newId(), newId(), newId()];
const ofProduct = { supplier: notStated, builtBy: notStated, developedBy: notStated, categories: ['scoring'], techniques: notStated, howItWorks: notStated, inputs: notStated, outputs: notStated, limits: texts('Falla con letra a mano'), codeUrl: notStated };
await database.transaction().execute((transaction) =>
  publishAll(
    transaction,
    publisherOf(platform),
    ([
      [law, 'legal-instrument', { number: 'D.S. 115', title: texts('Reglamento'), type: 'supreme_decree', topic: 'artificial_intelligence', date: notStated, summary: notStated, issuer: notStated, standing: 'second_hand' }],
      [type, 'institution-type', { name: texts('Municipalidad'), publicBody: true }],
      [body, 'institution', { name: texts('Municipalidad de Cusco'), type, partOf: notStated, territory: notStated }],
      [rule, 'risk-rule', { code: 'R2', title: texts('Salud'), explanation: texts('Porque sí'), riskClass: 'high', position: 1, anyUse: ['diagnosis_triage'], instrument: law, article: notStated, inForceFrom: '2020', confidence: 'reported' }],
      [duty, 'duty', { code: 'D-CORE', title: texts('Decirlo <b>todo</b>'), whyItMatters: texts('Porque sí'), requires: ['notice', 'risks'], statuses: ['in_use'], riskClasses: ['high'], dueOn: '2026-09-10', instrument: law, article: 'art. 30', confidence: 'reported' }],
      [shelf, 'product', { name: texts('De estante'), summary: texts('Ordena pedidos por lo que dicen'), offTheShelf: true, ...ofProduct }],
    ] as const).map(([id, kind, document]) => ({ id, kind, document: document as Document, basedOn: 0 })),
    { name: 'system' },
  ),
);

const begun = { title: texts('Citas'), institution: body, status: 'in_use', startedOn: '2026-03', uses: ['diagnosis_triage'] };
const page = async (document: Document, step: string): Promise<string> => (await ana.open(`/es/systems/${await startDraft(database, deployment, document, { name: 'person:ana' })}/edit?step=${step}`)).html;

/** How far a step is, by the list of steps. */
const state = (html: string, number: number): string | undefined => new RegExp(`${number}\\. [^<]*</(?:button|strong)> <small class="step-(\\w+)">`).exec(html)?.[1];

describe('a draft as a deployment', () => {
  it('is the document itself where that is whole', () => {
    fc.assert(fc.property(arbitraryDocument(deployment), (document) => assert.deepStrictEqual(deploymentOf(document), document)), { numRuns: 20 });
  });

  it('is one whatever the draft holds', () => {
    const junk = fc.dictionary(fc.constantFrom(...Object.keys(deployment.fields)), fc.anything(), { noNullPrototype: true });
    fc.assert(fc.property(junk, (document) => {
      const assumed = deploymentOf(document);
      const faults = validate(deployment, { ...assumed, title: texts('x'), plainSummary: texts('x'), sector: 'health' }).faults ?? [];
      assert.deepEqual(faults.filter(({ code }) => code === 'required' || code.startsWith('not_a')), []);
    }));
  });
});

describe('what a draft still owes', () => {
  it('is told beside the field: what blocks, what the law asks, and where that is said', async () => {
    const html = await page(begun, '4');
    const notice = /id="f-notice"[\s\S]*?<ul class="due">([\s\S]*?)<\/ul>/.exec(html)?.[1] ?? '';
    assert.match(notice, /regla R2[^<]*<strong>Sin esto no se puede publicar\.<\/strong>/);
    assert.match(notice, new RegExp(`10 de septiembre de 2026.*<a href="/es/duties/${duty}">D-CORE Decirlo &lt;b&gt;todo&lt;/b&gt; · art\\. 30</a>`, 's'));
    assert.doesNotMatch(html, /Decirlo <b>/);
    assert.match(html, /<a href="#f-notice">4\.3 /);
  });

  it('counts what blocks as missing, and what only the law asks not', async () => {
    const said = { notice: notStated, impactAssessment: notStated, humanOversight: notStated, objection: notStated };
    assert.equal(state(await page({ ...begun, ...said }, '1'), 4), 'missing');
    assert.equal(state(await page({ ...begun, ...said, uses: ['none'] }, '1'), 4), 'complete');
    assert.equal(state(await page({ ...begun, benefit: notStated }, '1'), 6), 'optional');
  });

  it('is asked for any draft, however wrong, without failing', async () => {
    for (const document of [{}, { uses: 'no list', status: 7, institution: 'x', product: { absent: 'never' }, legalBasis: {}, evidence: 'x' }, { status: 'in_use', uses: [] }]) assert.match(await page(document as Document, 'all'), /<form class="form"/);
  });
});

describe('the short route', () => {
  it('folds what the product answers for, and takes over what it says', async () => {
    const id = await startDraft(database, deployment, { ...begun, product: shelf }, { name: 'person:ana' });
    const form = await ana.open(`/es/systems/${id}/edit?step=7`);
    assert.match(form.html, /<details class="more"><summary>5 preguntas más/);
    const first = await ana.open(`/es/systems/${id}/edit?step=1`);
    assert.equal((await ana.post(first.action, first.filled({}, 'copy'))).headers.get('location'), `/es/systems/${id}/edit?step=1&copied=plainSummary%2Crisks`);
    const document = (await readDraft(database, id))?.document;
    assert.deepEqual([document?.['plainSummary'], document?.['risks']], [texts('Ordena pedidos por lo que dicen'), texts('Falla con letra a mano')]);
  });
});
