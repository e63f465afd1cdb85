/** Synthetic employment, scores and crosswalks: the numbers are made up for tests, of nobody's country. */
import type { Document } from '#core/kinds/kind.ts';
import { newId } from '#core/records/id.ts';
import { texts } from '../../../../test/support/kinds.ts';
import { anIndicator, aRow, aSet, aSource } from './documents.ts';

const NOT_STATED = { absent: 'not_stated' } as const;
const origin = { producer: 'Synthetic', edition: '1', publishedOn: NOT_STATED, accessedOn: NOT_STATED, url: NOT_STATED, licence: 'CC0' };

export const labourIds = { source: newId(), employment: newId(), table: newId(), direct: newId(), foreign: newId(), crosswalk: newId(), estimate: newId() };

const isco4 = { classification: 'isco-08', digits: 4 } as const;
const soc6 = { classification: 'soc-2018', digits: 6 } as const;
const jobs = (territory: string, value: string, occupation?: string, sex?: string): Document => aRow(labourIds.employment, territory, '2024', value, { breakdowns: [...(occupation === undefined ? [] : [{ dimension: 'occupation', value: occupation }]), ...(sex === undefined ? [] : [{ dimension: 'sex', value: sex }])] });

export function scoreSet(title: string, coded: Document, rows: readonly Document[], fields: Document = {}): Document {
  return { title: texts({ es: title, en: title }), ...origin, source: labourIds.source, meaning: texts('Qué tareas podría tocar'), notTold: texts('No dice cuándo'), coded, scale: { lower: '0', upper: '1' }, rows, ...fields };
}

export function crosswalk(fields: Document = {}): Document {
  return { title: texts({ es: 'CIUO a SOC', en: 'ISCO to SOC' }), ...origin, source: labourIds.source, from: isco4, to: soc6, division: 'weights', rows: [{ from: '1111', to: '11-1011', weight: '0.25' }, { from: '1111', to: '11-1021', weight: '0.75' }, { from: '2222', to: '29-1141', weight: '1' }], ...fields };
}

export function estimate(fields: Document = {}): Document {
  return { title: texts({ es: 'Exposición sintética', en: 'Synthetic exposure' }), employment: labourIds.employment, observationSets: [labourIds.table], coded: isco4, scores: [labourIds.direct, labourIds.foreign], crosswalks: [labourIds.crosswalk], ...fields };
}

/**
 * 1,000 jobs, of which 900 by occupation: 400 of 1111, 300 of 2222, 200 of 3333. The first scores know 1111 (0.5) and 2222 (0.2): mean
 * 260/700, 30 % without a score. The second know 11-1021 (0.8) and 29-1141 (0.1): 300 × 0.8 + 300 × 0.1 over 600 is 0.45, 40 % without.
 */
export const LABOUR: readonly { readonly id: string; readonly kind: string; readonly document: Document; readonly basedOn: number }[] = [
  [labourIds.source, 'source', aSource('Tablas sintéticas')] as const,
  [labourIds.employment, 'indicator', countIndicator()] as const,
  [labourIds.table, 'observation-set', aSet(labourIds.source, [
    jobs('PE', '1000'), jobs('PE', '400', '1111'), jobs('PE', '300', '2222'), jobs('PE', '200', '3333'),
    jobs('PE', '300', '1111', 'F'), jobs('PE', '100', '2222', 'F'), jobs('PE', '100', '1111', 'M'), jobs('PE', '200', '2222', 'M'),
    jobs('PE-CUS', '50', '1111'), jobs('PE-PUN', '50', '2222'),
  ])] as const,
  [labourIds.direct, 'exposure-score-set', scoreSet('Direct scores', isco4, [{ occupation: '1111', score: '0.5', lower: '0.4', upper: '0.7', class: 'high' }, { occupation: '2222', score: '0.2', lower: '0.1', upper: '0.3', class: 'low' }], { classes: [{ code: 'low', name: texts('Baja') }, { code: 'high', name: texts('Alta') }] })] as const,
  [labourIds.foreign, 'exposure-score-set', scoreSet('Foreign scores', soc6, [{ occupation: '11-1021', score: '0.8' }, { occupation: '29-1141', score: '0.1' }])] as const,
  [labourIds.crosswalk, 'occupation-crosswalk', crosswalk()] as const,
  [labourIds.estimate, 'exposure-estimate', estimate()] as const,
].map(([id, kind, document]) => ({ id, kind, document, basedOn: 0 }));

function countIndicator(): Document {
  const { question: _, frame: __, ...rest } = anIndicator('synthetic-employment', labourIds.source, { valueType: 'count', topics: ['work'], unit: texts({ es: 'empleos', en: 'jobs' }), dimensions: ['occupation', 'sex'], decimals: 0 });
  return rest;
}
