import { choice, date, decimal, group, line, list, mayBe, optional, parent, reference, url } from '#core/kinds/fields.ts';
import { defineKind } from '#core/kinds/kind.ts';
import { ANY_REASON, ID, identifiers, UNSAID, words } from './shared.ts';

/** One figure of an evaluation, with what it was measured on. */
const result = group({
  task: line({ example: 'text-classification', maxLength: 120 }),
  dataset: mayBe(line({ example: 'Documentos de 2025', maxLength: 200 }), ...UNSAID),
  metric: line({ example: 'accuracy', maxLength: 120 }),
  value: mayBe(decimal({ example: '0.91' }), ...UNSAID),
  /** Of whom or what part the figure holds; left out where it holds of all. */
  group: optional(words('Documentos en quechua', 200)),
  source: optional(url({ example: 'https://example.org/pruebas' })),
});

const environment = group({
  hardware: optional(line({ example: '1 GPU A100', maxLength: 200 })),
  hours: optional(decimal({ example: '12.5' })),
  provider: optional(line({ example: 'Centro de datos propio', maxLength: 200 })),
  place: optional(line({ example: 'Lima', maxLength: 200 })),
  carbonKg: mayBe(decimal({ example: '3.4' }), ...UNSAID),
});

/** A trained or written model inside products and deployments; the fields of a model card. */
export const model = defineKind({
  name: 'model',
  path: 'models',
  schemaVersion: 1,
  title: 'name',
  fields: {
    name: words('Clasificador de documentos', 200, 'A'),
    summary: words('Dice a qué oficina va un documento', 1000, 'B'),
    version: optional(line({ example: '1.3', maxLength: 80 })),
    releasedOn: optional(date({ example: '2026-02' })),
    developer: mayBe(reference(['supplier', 'institution'], { example: ID, facet: true }), ...ANY_REASON),
    type: mayBe(choice(['rules', 'linear', 'trees', 'neural_network', 'language_model', 'image_model', 'speech_model', 'several', 'other'], { example: 'neural_network', facet: true }), ...UNSAID, 'withheld'),
    architecture: optional(mayBe(line({ example: 'BERT, 110 millones de parámetros', maxLength: 300, search: 'D' }), ...ANY_REASON)),
    task: mayBe(line({ example: 'text-classification', maxLength: 120, search: 'C' }), ...UNSAID),
    baseModel: optional(mayBe(parent('model', { example: ID }), ...UNSAID, 'not_applicable')),
    /** Language tags. */
    languages: optional(list(line({ example: 'es', maxLength: 20 }), { maxItems: 300 })),
    licence: mayBe(line({ example: 'apache-2.0', maxLength: 120, facet: true }), ...ANY_REASON),
    licenceUrl: optional(url({ example: 'https://www.apache.org/licenses/LICENSE-2.0' })),
    library: optional(line({ example: 'transformers', maxLength: 120 })),
    tags: optional(list(line({ example: 'documentos', maxLength: 120, search: 'D' }), { maxItems: 100 })),
    url: optional(url({ example: 'https://huggingface.co/example/modelo' })),
    sha256: optional(line({ example: 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855', maxLength: 64 })),

    directUse: mayBe(words('Proponer la oficina de un documento', 3000, 'C'), ...UNSAID),
    downstreamUse: optional(words('Se puede ajustar a otra entidad con mil ejemplos', 3000)),
    outOfScopeUse: optional(words('No sirve para juzgar a la persona que escribe', 3000)),
    limits: mayBe(words('Conoce poco los nombres de comunidades', 5000, 'D'), ...ANY_REASON),
    recommendations: optional(words('Que una persona revise lo que sale con poca seguridad', 3000)),

    datasets: optional(mayBe(list(reference('dataset', { example: ID }), { maxItems: 50 }), ...ANY_REASON)),
    trainingData: optional(mayBe(words('60 000 documentos de 2023 a 2025', 5000), ...ANY_REASON)),
    trainingProcedure: optional(mayBe(words('Cinco vueltas sobre los datos', 5000), ...ANY_REASON)),
    evaluationData: optional(mayBe(words('5 000 documentos que no se usaron al entrenar', 3000), ...ANY_REASON)),
    evaluationFactors: optional(mayBe(words('Por lengua y por oficina', 3000), ...ANY_REASON)),
    metrics: optional(list(line({ example: 'accuracy', maxLength: 120 }), { maxItems: 50 })),
    results: optional(mayBe(list(result), ...ANY_REASON)),
    socialImpact: optional(words('Quien escribe en quechua espera más', 3000)),
    environment: optional(mayBe(environment, ...UNSAID, 'not_applicable')),
    specifications: optional(words('Corre en una computadora de oficina', 5000)),
    citation: optional(line({ example: 'https://doi.org/10.5281/zenodo.1', maxLength: 1000 })),
    contact: optional(words('Oficina de Tecnologías de la Información', 300)),
    identifiers,
    note: optional(words('Reemplaza a la versión 1.2', 1000)),
  },
  steps: [
    { name: 'what', fields: ['name', 'summary', 'developer', 'type', 'task', 'licence', 'version', 'releasedOn'] },
    { name: 'use', fields: ['directUse', 'downstreamUse', 'outOfScopeUse', 'limits', 'recommendations', 'socialImpact'] },
    { name: 'workings', fields: ['datasets', 'trainingData', 'trainingProcedure', 'evaluationData', 'evaluationFactors', 'metrics', 'results', 'environment'] },
    { name: 'record', fields: ['architecture', 'baseModel', 'languages', 'licenceUrl', 'library', 'tags', 'url', 'sha256', 'specifications', 'citation', 'contact', 'identifiers', 'note', 'evidence'] },
  ],
});
