import { choice, date, group, line, list, mayBe, optional, reference, url } from '#core/kinds/fields.ts';
import { defineKind } from '#core/kinds/kind.ts';
import { DATA_TYPES, SENSITIVE_ATTRIBUTES } from './data-types.ts';
import { annotation, care, distribution, making, recordSet } from './dataset-parts.ts';
import { ANY_REASON, endsBeforeStart, ID, identifiers, publicContact, UNSAID, words } from './shared.ts';
import { PERSONAL_DATA } from './vocabulary.ts';

/** The data themes of the European Publications Office, which DCAT-AP uses. */
const THEMES = ['agriculture', 'economy', 'education', 'energy', 'environment', 'government', 'health', 'international', 'justice', 'regions', 'population', 'science', 'transport'] as const;
const FREQUENCIES = ['continuous', 'daily', 'weekly', 'monthly', 'quarterly', 'annual', 'irregular', 'never'] as const;

/** Under what conditions data may be used: a code of DUO or ODRL and what it means here. */
const useCondition = group({
  code: optional(line({ example: 'DUO:0000042', maxLength: 200 })),
  text: words('Solo para investigación en salud', 1000),
});

/** Data that a model was made from or a deployment works on: DCAT-AP, Croissant, and how it was made (Croissant RAI). */
export const dataset = defineKind({
  name: 'dataset',
  path: 'datasets',
  schemaVersion: 1,
  title: 'title',
  meaning: {
    type: 'dcat:Dataset',
    fields: { description: 'dct:description', publisher: 'dct:publisher', creator: 'dct:creator', issuedOn: 'dct:issued', createdOn: 'dct:created', modifiedOn: 'dct:modified', version: 'dcat:version' },
  },
  fields: {
    title: words('Pedidos de cita de los centros de salud de Cusco', 300, 'A'),
    description: words('Cada pedido de cita desde 2023: fecha, síntomas y urgencia, sin nombres', 5000, 'B'),
    publisher: mayBe(reference('institution', { example: ID, facet: true }), ...UNSAID, 'not_applicable'),
    creator: optional(mayBe(reference(['institution', 'supplier'], { example: ID }), ...ANY_REASON)),
    contact: optional(mayBe(publicContact, ...UNSAID)),
    accessRights: mayBe(choice(['public', 'restricted', 'non_public'], { example: 'restricted', facet: true }), ...UNSAID),
    licence: mayBe(line({ example: 'CC-BY-4.0', maxLength: 200 }), ...UNSAID, 'not_applicable'),
    personalData: mayBe(choice(PERSONAL_DATA, { example: 'sensitive', facet: true }), ...UNSAID),
    dataTypes: optional(mayBe(list(choice(DATA_TYPES, { example: 'health', facet: true }), { maxItems: DATA_TYPES.length }), ...UNSAID, 'withheld')),
    sensitiveAttributes: optional(mayBe(list(choice(SENSITIVE_ATTRIBUTES, { example: 'age' }), { maxItems: SENSITIVE_ATTRIBUTES.length }), ...UNSAID, 'withheld')),
    modality: optional(list(choice(['table', 'text', 'image', 'video', 'audio', 'map', 'time_series', 'other'], { example: 'table', facet: true }), { maxItems: 8 })),
    quantity: optional(mayBe(words('48 000 filas', 500), ...ANY_REASON)),

    url: optional(mayBe(url({ example: 'https://www.datosabiertos.gob.pe/citas' }), ...ANY_REASON)),
    distributions: optional(list(distribution)),
    recordSets: optional(list(recordSet, { maxItems: 100 })),
    issuedOn: optional(date({ example: '2026-01-15' })),
    createdOn: optional(date({ example: '2025-12' })),
    modifiedOn: optional(date({ example: '2026-06-30' })),
    frequency: optional(choice(FREQUENCIES, { example: 'annual' })),
    temporalStart: optional(date({ example: '2023-01' })),
    temporalEnd: optional(date({ example: '2025-12' })),
    territories: optional(list(reference('territory', { example: ID, facet: true }))),
    languages: optional(list(line({ example: 'es', maxLength: 20 }), { maxItems: 50 })),
    themes: optional(list(choice(THEMES, { example: 'health', facet: true }), { maxItems: THEMES.length })),
    keywords: optional(list(words('citas', 120, 'C'), { maxItems: 100 })),
    version: optional(line({ example: '2026.1', maxLength: 80 })),
    sameAs: optional(list(url({ example: 'https://doi.org/10.5281/zenodo.2' }), { maxItems: 20 })),
    conformsTo: optional(list(url({ example: 'https://www.gob.pe/estandar-salud' }), { maxItems: 20 })),
    legislation: optional(list(reference('legal-instrument', { example: ID }), { maxItems: 30 })),
    descriptionLicence: optional(line({ example: 'CC0-1.0', maxLength: 200 })),
    citation: optional(line({ example: 'https://doi.org/10.5281/zenodo.2', maxLength: 1000 })),
    provenance: optional(mayBe(words('Sale del sistema de citas de la Red de Salud', 5000), ...ANY_REASON)),
    derivedFrom: optional(list(reference('dataset', { example: ID }), { maxItems: 50 })),
    useConditions: optional(list(useCondition, { maxItems: 30 })),
    /** Who else sees the data, and how it is kept. */
    accessAndSharing: optional(mayBe(words('Solo la Red de Salud; se guarda en su centro de datos', 3000), ...ANY_REASON)),

    ...making,
    ...annotation,
    ...care,
    identifiers,
    note: optional(words('Desde 2025 incluye tres distritos más', 1000)),
  },
  steps: [
    { name: 'what', fields: ['title', 'description', 'publisher', 'accessRights', 'licence', 'personalData', 'dataTypes', 'sensitiveAttributes', 'contact'] },
    { name: 'coverage', fields: ['themes', 'keywords', 'territories', 'temporalStart', 'temporalEnd', 'modality', 'quantity', 'languages', 'frequency', 'version'] },
    { name: 'access', fields: ['url', 'distributions', 'recordSets', 'accessAndSharing', 'useConditions', 'legislation'] },
    { name: 'origin', fields: ['creator', 'provenance', 'derivedFrom', 'collection', 'collectionTypes', 'collectedFrom', 'collectedUntil', 'rawData', 'missingData', 'imputation', 'manipulation', 'preprocessing'] },
    { name: 'annotation', fields: ['annotation', 'annotators', 'annotationsPerItem', 'annotationAnalysis', 'annotationPlatforms', 'annotationTools'] },
    { name: 'care', fields: ['personalInformation', 'biases', 'limits', 'useCases', 'socialImpact', 'maintenance'] },
    { name: 'record', fields: ['issuedOn', 'createdOn', 'modifiedOn', 'sameAs', 'conformsTo', 'descriptionLicence', 'citation', 'identifiers', 'note', 'evidence'] },
  ],
  rules: ({ temporalStart, temporalEnd, collectedFrom, collectedUntil }) => [
    ...endsBeforeStart(temporalStart, temporalEnd, 'temporalEnd'),
    ...endsBeforeStart(collectedFrom, collectedUntil, 'collectedUntil'),
  ],
});
