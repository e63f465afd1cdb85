import { fault } from '#core/kinds/faults.ts';
import { boolean, choice, date, group, line, list, mayBe, optional, reference, url } from '#core/kinds/fields.ts';
import { defineKind } from '#core/kinds/kind.ts';
import { ANY_REASON, ID, identifiers, UNSAID, words } from './shared.ts';

/** A seal, certificate or declaration of conformity. */
const certificate = group({
  title: words('NTP-ISO/IEC 42001:2025', 300),
  issuer: optional(line({ example: 'INACAL', maxLength: 200 })),
  validUntil: optional(date({ example: '2028-06' })),
  url: optional(url({ example: 'https://www.gob.pe/certificado' })),
});

/** What a supplier sells or a body builds, described once. Each body that uses it files a deployment and says only what is its own. */
export const product = defineKind({
  name: 'product',
  path: 'products',
  schemaVersion: 1,
  title: 'name',
  fields: {
    name: words('Asistente de mesa de partes', 200, 'A'),
    summary: words('Programa que lee un documento y propone a qué oficina enviarlo', 1000, 'B'),
    supplier: mayBe(reference('supplier', { example: ID, facet: true }), ...ANY_REASON),
    builtBy: mayBe(reference('institution', { example: ID, facet: true }), ...UNSAID, 'not_applicable'),
    developedBy: mayBe(choice(['own_body', 'other_public_body', 'supplier', 'body_and_supplier', 'university', 'open_source', 'other'], { example: 'supplier', facet: true }), ...UNSAID),
    /** Bought as it is: the short route, which does not ask how it was trained. */
    offTheShelf: mayBe(boolean({ example: false, facet: true }), ...UNSAID),
    version: optional(line({ example: '2.1', maxLength: 80 })),
    categories: list(
      choice(['decision_support', 'scoring', 'detection', 'prediction', 'generation', 'assistant', 'recognition', 'recommendation', 'optimisation', 'translation', 'other'], { example: 'recommendation', facet: true }),
      { maxItems: 11 },
    ),
    techniques: mayBe(
      list(choice(['rules', 'classical_ml', 'deep_learning', 'generative', 'vision', 'language', 'speech', 'reinforcement', 'other'], { example: 'language', facet: true }), { maxItems: 9 }),
      ...UNSAID,
      'withheld',
    ),
    intendedUse: optional(words('Ordenar documentos que llegan a una entidad', 2500, 'C')),
    howItWorks: mayBe(words('Compara el texto con miles de documentos anteriores y elige la oficina que más se repite', 5000, 'C'), ...ANY_REASON),
    inputs: mayBe(words('El texto del documento y su asunto', 2000, 'D'), ...ANY_REASON),
    outputs: mayBe(words('Una oficina propuesta y qué tan segura es la propuesta', 2000, 'D'), ...ANY_REASON),
    limits: mayBe(words('Falla con documentos escritos a mano o en quechua', 3000, 'C'), ...ANY_REASON),
    outOfScopeUses: optional(words('No sirve para decidir el fondo de un pedido', 2000)),
    performance: optional(mayBe(words('Acierta en 91 de cada 100 documentos de prueba', 2000), ...ANY_REASON)),
    models: optional(mayBe(list(reference('model', { example: ID }), { maxItems: 50 }), ...ANY_REASON)),
    datasets: optional(mayBe(list(reference('dataset', { example: ID }), { maxItems: 50 }), ...ANY_REASON)),
    codeUrl: mayBe(url({ example: 'https://example.org/codigo/mesa-de-partes' }), ...ANY_REASON),
    codeLicence: optional(line({ example: 'EUPL-1.2', maxLength: 120 })),
    /** Asked where there is no code, and only there. */
    whyNoCode: optional(words('El contrato no da a la entidad derechos sobre el código', 1000)),
    documentationUrl: optional(url({ example: 'https://example.org/manual' })),
    website: optional(url({ example: 'https://example.org/producto' })),
    certificates: optional(list(certificate, { maxItems: 20 })),
    identifiers,
    note: optional(words('Antes se llamaba Mesa Virtual', 1000)),
  },
  steps: [
    { name: 'what', fields: ['name', 'summary', 'categories', 'offTheShelf', 'supplier', 'developedBy', 'builtBy', 'version'] },
    { name: 'use', fields: ['intendedUse', 'outOfScopeUses', 'howItWorks', 'inputs', 'outputs', 'limits'] },
    { name: 'workings', fields: ['techniques', 'performance', 'models', 'datasets'] },
    { name: 'record', fields: ['codeUrl', 'codeLicence', 'whyNoCode', 'documentationUrl', 'website', 'certificates', 'identifiers', 'note', 'evidence'] },
  ],
  rules: ({ codeUrl, whyNoCode }) => (typeof codeUrl === 'string' && whyNoCode !== undefined ? [fault('whyNoCode', 'code_and_reason')] : []),
});
