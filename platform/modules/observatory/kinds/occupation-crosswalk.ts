import { fault, type Fault } from '#core/kinds/faults.ts';
import { choice, decimal, group, line, list, mayBe, optional, reference } from '#core/kinds/fields.ts';
import { defineKind, type DocumentOf } from '#core/kinds/kind.ts';
import { classified, digitsIn, levelOf } from './classifications.ts';
import { ID, released, words } from './shared.ts';

/** Weights are printed rounded: those of one occupation may miss 1 by this much, and are then taken in proportion. */
const ROUNDING = 0.005;

/** Which occupations of one classification are which of another; where one is several, in what parts. */
export const occupationCrosswalk = defineKind({
  name: 'occupation-crosswalk',
  path: 'occupation-crosswalks',
  schemaVersion: 1,
  title: 'title',
  fields: {
    title: words('De la CNO 2015 a la CIUO-08', 250, 'A'),
    producer: mayBe(line({ example: 'INEI', maxLength: 250, search: 'B' }), 'not_stated', 'unknown'),
    edition: line({ example: '2015', maxLength: 60, search: 'B' }),
    ...released({ publishedOn: '2016', address: 'https://www.inei.gob.pe/' }),
    source: reference('source', { example: ID, facet: true }),
    from: classified('cno-2015'),
    to: classified(),
    /** How an occupation that is several is divided. */
    division: choice(['weights', 'equal'], { example: 'weights', facet: true }),
    rows: list(
      group({
        from: line({ example: '2152', maxLength: 12 }),
        to: line({ example: '2512', maxLength: 12 }),
        weight: optional(decimal({ example: '1' })),
      }),
      { maxItems: 6000 },
    ),
    note: optional(words('Los pesos son del censo de 2017', 1000)),
  },
  steps: [
    { name: 'what', fields: ['title', 'producer', 'edition', 'publishedOn', 'accessedOn', 'url', 'licence', 'source'] },
    { name: 'pairs', fields: ['from', 'to', 'division', 'rows', 'note', 'evidence'] },
  ],
  rules: ({ from, to, division, rows }) => {
    const seen = new Set<string>();
    return [
      ...(levelOf(from) === levelOf(to) ? [fault('to', 'same_classification')] : []),
      ...rows.flatMap((row, place): Fault[] => {
        const pair = JSON.stringify([row.from, row.to]);
        const again = seen.has(pair);
        seen.add(pair);
        return [
          ...(again ? [fault(`rows.${place}`, 'repeated_pair', { from: row.from, to: row.to })] : []),
          ...(digitsIn(row.from) === from.digits ? [] : [fault(`rows.${place}.from`, 'other_digits', { value: row.from, digits: from.digits })]),
          ...(digitsIn(row.to) === to.digits ? [] : [fault(`rows.${place}.to`, 'other_digits', { value: row.to, digits: to.digits })]),
          ...faultsOfWeight(row.weight, division, `rows.${place}.weight`),
        ];
      }),
      ...(division === 'weights' ? faultsOfSums(rows) : []),
    ];
  },
});
export type OccupationCrosswalk = DocumentOf<typeof occupationCrosswalk>;

function faultsOfWeight(weight: string | undefined, division: string, path: string): Fault[] {
  if (division === 'equal') return weight === undefined ? [] : [fault(path, 'weight_of_equal_parts')];
  if (weight === undefined) return [fault(path, 'required')];
  return Number(weight) > 0 && Number(weight) <= 1 ? [] : [fault(path, 'weight_out_of_range')];
}

/** The parts of an occupation make the whole of it. */
function faultsOfSums(rows: readonly { readonly from: string; readonly weight?: string | undefined }[]): Fault[] {
  const ways = Map.groupBy(rows.map((row, place) => ({ ...row, place })), ({ from }) => from);
  return [...ways].flatMap(([from, of]) => {
    const sum = of.reduce((total, { weight = '0' }) => total + Number(weight), 0);
    return Math.abs(sum - 1) <= ROUNDING ? [] : [fault(`rows.${of[0]?.place ?? 0}.weight`, 'weights_not_one', { from, sum: Number(sum.toFixed(4)) })];
  });
}
