/** UNCTAD's B2C E-commerce Index 2020 for ten countries, as Table 6 of USAID's digital ecosystem assessment of Peru (2022) prints it. */
import type { Document } from '#core/kinds/kind.ts';
import { newId } from '#core/records/id.ts';
import type { Submission } from '#core/records/publish.ts';
import { texts } from '../../../../test/support/kinds.ts';
import { aRow, aScore, aSet, aSource } from './documents.ts';

export const UNITS = ['CL', 'BR', 'CO', 'UY', 'PE', 'AR', 'VE', 'PY', 'EC', 'BO'];
export const COLUMNS: Readonly<Record<string, readonly number[]>> = {
  internet: [82, 74, 65, 87, 57, 80, 72, 69, 59, 47],
  accounts: [74, 70, 46, 64, 43, 49, 73, 49, 51, 54],
  servers: [75, 64, 54, 61, 49, 65, 45, 48, 47, 43],
  post: [42, 46, 71, 15, 61, 10, 2, 23, 0, 12],
};
const WORLD_RANKS = [59, 62, 68, 72, 79, 82, 90, 92, 102, 103];

export const RECIPE = {
  format: 'composite-recipe/1',
  indicators: Object.keys(COLUMNS).map((code) => ({ code, parent: 'B2C', direction: 1 })),
  aggregates: [{ code: 'B2C' }],
  steps: [
    { step: 'normalise', method: 'none' },
    { step: 'aggregate', method: 'arithmetic' },
  ],
  uncertainty: {
    factors: [
      { name: 'scale', kind: 'choice', step: 'normalise', alternatives: [{ label: 'as published' }, { label: 'min-max', set: { method: 'min-max', range: [1, 100] } }, { label: 'z-score', set: { method: 'z-score', mean: 10, deviation: 2 } }] },
      { name: 'mean', kind: 'choice', step: 'aggregate', alternatives: [{ label: 'arithmetic' }, { label: 'median', set: { method: 'median' } }] },
      { name: 'weights', kind: 'weight-noise', spread: 0.25, draws: 40 },
    ],
  },
};

const NOT_STATED = { absent: 'not_stated' } as const;
export const ids = { source: newId(), internet: newId(), accounts: newId(), servers: newId(), post: newId(), set: newId(), outside: newId(), edition: newId(), own: newId() };
const indicatorIds: Readonly<Record<string, string>> = ids;

export function anIndex(fields: Document): Document {
  return { name: texts('Índice B2C'), owner: 'UNCTAD', own: false, about: NOT_STATED, licence: NOT_STATED, url: NOT_STATED, ...fields };
}

export function ownIndex(fields: Document = {}): Document {
  return anIndex({ name: texts('B2C calculado aquí'), own: true, recipe: JSON.stringify(RECIPE), observationSets: [ids.set], units: UNITS, recomputes: ids.edition, ...fields });
}

export function b2cRows(): Document[] {
  return Object.entries(COLUMNS).flatMap(([code, values]) => values.map((value, place) => aRow(indicatorIds[code] ?? '', UNITS[place] ?? '', '2020', String(value), { place: `line ${1072 + place}` })));
}

/** Everything in one publication: figures and the index that reads them. */
export const B2C: readonly Submission[] = (
  [
    [ids.source, 'source', aSource('DECA')],
    ...Object.keys(COLUMNS).map((code): [string, string, Document] => [indicatorIds[code] ?? '', 'indicator', aScore(code, ids.source)]),
    [ids.set, 'observation-set', aSet(ids.source, b2cRows())],
    [ids.outside, 'index', anIndex({})],
    [ids.edition, 'index-edition', { index: ids.outside, title: texts('B2C 2020'), edition: '2020', publishedOn: NOT_STATED, source: ids.source, units: 152, items: 4, method: NOT_STATED, licence: NOT_STATED, url: NOT_STATED, coverage: [{ territory: 'PE', coverage: 'covered', place: 'line 1076' }, { territory: 'GY', coverage: 'not_covered', place: NOT_STATED }], rows: UNITS.map((territory, place) => ({ territory, rank: WORLD_RANKS[place], score: NOT_STATED, place: `line ${1072 + place}` })) }],
    [ids.own, 'index', ownIndex()],
  ] as const
).map(([id, kind, document]) => ({ id, kind, document, basedOn: 0 }));
