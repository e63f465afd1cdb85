import { fault, type Fault } from '#core/kinds/faults.ts';
import { choice, group, integer, line, list, mayBe, optional, reference } from '#core/kinds/fields.ts';
import { defineKind, type DocumentOf } from '#core/kinds/kind.ts';
import { isAbsence } from '#core/kinds/values.ts';
import { ID, released, words } from './shared.ts';
import { CONCEPTS, DIMENSIONS, FREQUENCIES, TOPICS, VALUE_TYPES, type ValueType } from './vocabulary.ts';

/** Whence the figures come: the origin of Our World in Data's catalogue, with the place in a source of ours. */
const origin = group({
  producer: mayBe(line({ example: 'INEI', maxLength: 250, search: 'C' }), 'not_stated', 'unknown'),
  title: line({ example: 'Encuesta Nacional de Hogares', maxLength: 300, search: 'C' }),
  ...released({ publishedOn: '2019-06', address: 'https://www.inei.gob.pe/' }),
  source: reference('source', { example: ID, facet: true }),
  place: mayBe(line({ example: 'line 1038', maxLength: 200 }), 'not_stated', 'not_applicable'),
});

/** What is measured, how, and what a figure of it means. The figures stand in sets of observations. */
export const indicator = defineKind({
  name: 'indicator',
  path: 'indicators',
  schemaVersion: 1,
  title: 'name',
  code: 'code',
  fields: {
    /** Recipes of indices and tables of data name it by this. */
    code: line({ example: 'internet-use', maxLength: 60, search: 'A' }),
    name: words('Personas que usan internet', 250, 'A'),
    definition: mayBe(words('Personas de 6 años o más que usaron internet en los últimos tres meses', 2000, 'B'), 'not_stated', 'unknown'),
    topics: list(choice(TOPICS, { example: 'internet_use', facet: true }), { maxItems: TOPICS.length }),

    valueType: choice(VALUE_TYPES, { example: 'share', facet: true }),
    unit: words('por ciento de las personas', 120),
    /** Code of the concept UNIT_MEASURE of SDMX: `PT` percent, `USD`, `PS` persons. */
    unitCode: optional(line({ example: 'PT', maxLength: 30 })),
    direction: choice(['higher_better', 'lower_better', 'none'], { example: 'higher_better' }),
    decimals: integer({ example: 1, max: 10 }),
    /** Of a share: what was asked, and who was asked. */
    question: optional(mayBe(words('¿Usó internet en los últimos tres meses?', 1000), 'not_stated', 'unknown', 'not_applicable')),
    frame: optional(mayBe(words('Personas de 6 años o más en todo el país', 1000), 'not_stated', 'unknown', 'not_applicable')),
    dimensions: optional(list(choice(DIMENSIONS, { example: 'sex', facet: true }), { maxItems: DIMENSIONS.length })),

    processing: group({
      level: choice(['none', 'minor', 'major'], { example: 'none' }),
      steps: optional(list(words('Se sumaron los cuatro trimestres', 500), { maxItems: 30 })),
    }),
    origins: list(origin, { maxItems: 30 }),
    metadata: optional(list(group({ concept: choice(CONCEPTS, { example: 'REC_USE_LIM' }), text: words('No cuenta a quienes solo usan el teléfono de otra persona', 3000) }), { maxItems: CONCEPTS.length })),
    limits: optional(words('No dice con qué velocidad se conecta cada persona', 2000)),
    frequency: optional(mayBe(choice(FREQUENCIES, { example: 'annual' }), 'not_stated', 'unknown')),
    note: optional(words('La pregunta cambió en 2016', 1000)),
  },
  steps: [
    { name: 'what', fields: ['code', 'name', 'definition', 'topics'] },
    { name: 'figure', fields: ['valueType', 'unit', 'unitCode', 'direction', 'decimals', 'question', 'frame', 'dimensions'] },
    { name: 'origin', fields: ['processing', 'origins', 'frequency'] },
    { name: 'record', fields: ['limits', 'metadata', 'note', 'evidence'] },
  ],
  rules: (document) => [...faultsOfShare(document), ...faultsOfProcessing(document), ...repeatedConcepts(document)],
  transition: (former, next) => (former.valueType === next.valueType ? [] : [fault('valueType', 'value_type_changed')]),
});
export type Indicator = DocumentOf<typeof indicator>;

/** A share says of whom: a percentage without that is no figure. */
function faultsOfShare({ valueType, question, frame }: { valueType: ValueType; question?: unknown; frame?: unknown }): Fault[] {
  if (valueType !== 'share') return [];
  return [
    ...(question === undefined ? [fault('question', 'share_without_question')] : []),
    ...(frame === undefined || (isAbsence(frame) && frame.absent === 'not_applicable') ? [fault('frame', 'share_without_frame')] : []),
  ];
}

function faultsOfProcessing({ processing: { level, steps = [] } }: { processing: { level: string; steps?: readonly unknown[] | undefined } }): Fault[] {
  return (level === 'none') === (steps.length === 0) ? [] : [fault('processing.steps', 'processing_mismatch')];
}

function repeatedConcepts({ metadata = [] }: { metadata?: readonly { concept: string }[] | undefined }): Fault[] {
  const concepts = metadata.map(({ concept }) => concept);
  return concepts.flatMap((concept, index) => (concepts.indexOf(concept) < index ? [fault(`metadata.${index}.concept`, 'repeated', { value: concept })] : []));
}
