/** What programs can read of the observatory's own pages. */
import type { ModuleOperation, PlainOperation } from '#core/module.ts';
import type { JsonSchema } from '#core/kinds/json-schema.ts';
import { COUNT, listOf, objectOf, orNull, RECORD, TEXT } from '#core/web/answer-schemas.ts';

const NUMBER: JsonSchema = { type: 'number' };
/** A decimal as text, so that no digit is lost, or why there is none. */
const VALUE: JsonSchema = { anyOf: [TEXT, { type: 'object' }] };
const figure = objectOf({ territory: TEXT, time: orNull(TEXT), value: VALUE, status: TEXT, set: RECORD, source: RECORD, place: TEXT, validFrom: TEXT, validTo: orNull(TEXT) });

export const operations: readonly ModuleOperation[] = [
  { id: 'observatory_glance', pattern: '/observatory', schema: objectOf({ country: orNull(TEXT), indicators: listOf(objectOf({ id: RECORD, code: TEXT, topic: orNull(TEXT), newest: orNull({ type: 'object' }), change: orNull(objectOf({ difference: NUMBER, since: TEXT })) })) }) },
  { id: 'observatory_compare', pattern: '/observatory/compare', schema: objectOf({ territories: listOf(TEXT), indicators: listOf(objectOf({ id: RECORD, code: TEXT, values: listOf(orNull(objectOf({ time: orNull(TEXT), value: orNull(TEXT), source: RECORD }))) })) }) },
  { id: 'observatory_labour', pattern: '/observatory/labour', schema: objectOf({ estimates: listOf(objectOf({ id: RECORD, employment: RECORD, time: orNull(TEXT), scores: listOf(objectOf({ id: RECORD, producer: orNull(TEXT), edition: TEXT, crosswalks: orNull(listOf(RECORD)) })), groups: listOf(objectOf({ territory: TEXT, breakdowns: listOf(objectOf({ dimension: TEXT, value: TEXT })), exposures: listOf(orNull(objectOf({ total: NUMBER, covered: NUMBER, withoutScore: orNull(NUMBER), mean: orNull(NUMBER) }))) })) })), published: listOf(objectOf({ id: RECORD, code: TEXT, figures: COUNT })) }) },
  { id: 'indicator_figures', pattern: '/indicators/:id/figures', schema: objectOf({ indicator: RECORD, code: TEXT, figures: listOf(figure) }) },
  { id: 'set_figures', pattern: '/observations/:id/figures', schema: objectOf({ set: RECORD, figures: listOf(figure) }) },
  { id: 'figure', pattern: '/observations/:id/figures/:figure', schema: objectOf({ indicator: RECORD, code: TEXT, processing: { type: 'object' }, origins: listOf({ type: 'object' }), figures: listOf(figure) }) },
  { id: 'indicator_map', pattern: '/indicators/:id/map', schema: objectOf({ indicator: RECORD, code: TEXT, regions: listOf(objectOf({ region: TEXT, name: TEXT, time: orNull(TEXT), value: NUMBER })) }) },
  { id: 'index_robustness', pattern: '/indices/:id/robustness', schema: objectOf({ index: RECORD, engine: TEXT, recipeHash: TEXT, dataHash: TEXT, design: orNull({ type: 'object' }), units: listOf(objectOf({ unit: TEXT, rank: COUNT, low: orNull(COUNT), median: orNull(NUMBER), high: orNull(COUNT), probabilities: listOf(NUMBER), next: orNull(TEXT), aboveNext: orNull(NUMBER), reach: orNull(objectOf({ best: COUNT, worst: COUNT })) })), changes: orNull({ type: 'object' }) }) },
  { id: 'index_choices', pattern: '/indices/:id/choices', schema: objectOf({ index: RECORD, unit: TEXT, choices: listOf(objectOf({ choice: TEXT, rank: orNull(COUNT), best: orNull(COUNT), worst: orNull(COUNT), refused: orNull(TEXT) })) }) },
  { id: 'index_method', pattern: '/indices/:id/method', schema: objectOf({ index: RECORD, steps: listOf(objectOf({ step: TEXT, state: TEXT, text: orNull({ type: 'object' }) })), coherence: listOf(objectOf({ group: TEXT, alpha: orNull(NUMBER) })) }) },
  { id: 'index_results', pattern: '/indices/:id/results', schema: objectOf({ index: RECORD, engine: TEXT, recipeHash: TEXT, dataHash: TEXT, runs: COUNT, units: listOf(objectOf({ unit: TEXT, rank: COUNT, score: NUMBER, low: orNull(COUNT), median: orNull(NUMBER), high: orNull(COUNT), published: orNull(COUNT) })) }) },
];

/** Messages of SDMX-JSON: what is in them is said by the schemas of SDMX, which they name. */
const message: JsonSchema = { type: 'object', required: ['$schema', 'meta', 'data'], properties: { $schema: TEXT, meta: { type: 'object' }, data: { type: 'object' } } };

export const plainOperations: readonly PlainOperation[] = [
  { id: 'sdmx_data', route: '/sdmx/data/*', address: '/sdmx/data/', type: 'application/vnd.sdmx.data+json', schema: message },
  { id: 'sdmx_structure', route: '/sdmx/structure/*', address: '/sdmx/structure/', type: 'application/vnd.sdmx.structure+json', schema: message },
];
