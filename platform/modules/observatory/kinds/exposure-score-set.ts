import { fault, type Fault } from '#core/kinds/faults.ts';
import { decimal, group, line, list, mayBe, optional, reference } from '#core/kinds/fields.ts';
import { defineKind, type DocumentOf } from '#core/kinds/kind.ts';
import { classified, digitsIn } from './classifications.ts';
import { ID, released, words } from './shared.ts';

/** How exposed each occupation is to a technology, according to one maker. Exposure is neither loss of jobs nor a forecast. */
export const exposureScoreSet = defineKind({
  name: 'exposure-score-set',
  path: 'exposure-scores',
  schemaVersion: 1,
  title: 'title',
  fields: {
    title: words('Exposición de las ocupaciones a la IA generativa', 250, 'A'),
    producer: mayBe(line({ example: 'OIT', maxLength: 250, search: 'B' }), 'not_stated', 'unknown'),
    edition: line({ example: '2025', maxLength: 60, search: 'B' }),
    ...released({ publishedOn: '2025-05', address: 'https://www.ilo.org/' }),
    source: reference('source', { example: ID, facet: true }),
    /** What a score is of, in the words of its makers. */
    meaning: words('Qué parte de las tareas de la ocupación puede hacer un sistema de IA generativa', 2000, 'B'),
    notTold: words('No dice si el empleo desaparece, ni cuándo, ni quién paga el cambio', 2000, 'C'),
    coded: classified(),
    scale: group({ lower: decimal({ example: '0' }), upper: decimal({ example: '1' }) }),
    /** Classes that the makers put occupations in, from the least exposed. */
    classes: optional(list(group({ code: line({ example: 'g4', maxLength: 30 }), name: words('Gradiente 4: la mayor exposición', 200) }), { maxItems: 12 })),
    /** What the ends of an interval are. */
    uncertainty: optional(words('Media menos y más una desviación estándar entre las tareas', 500)),
    rows: list(
      group({
        occupation: line({ example: '2512', maxLength: 12 }),
        name: optional(words('Desarrolladores de software', 250)),
        score: decimal({ example: '0.57' }),
        lower: optional(decimal({ example: '0.49' })),
        upper: optional(decimal({ example: '0.65' })),
        class: optional(line({ example: 'g4', maxLength: 30 })),
      }),
      { maxItems: 3000 },
    ),
    note: optional(words('Solo ocupaciones civiles', 1000)),
  },
  steps: [
    { name: 'what', fields: ['title', 'producer', 'edition', 'publishedOn', 'accessedOn', 'url', 'licence', 'source', 'meaning', 'notTold'] },
    { name: 'scores', fields: ['coded', 'scale', 'classes', 'uncertainty', 'rows', 'note', 'evidence'] },
  ],
  rules: ({ coded, scale, classes = [], rows }) => {
    const known = new Set(classes.map(({ code }) => code));
    const seen = new Set<string>();
    return [
      ...(Number(scale.lower) < Number(scale.upper) ? [] : [fault('scale.upper', 'scale_reversed')]),
      ...rows.flatMap((row, place): Fault[] => {
        const again = seen.has(row.occupation);
        seen.add(row.occupation);
        return [
          ...(again ? [fault(`rows.${place}.occupation`, 'repeated', { value: row.occupation })] : []),
          ...(digitsIn(row.occupation) === coded.digits ? [] : [fault(`rows.${place}.occupation`, 'other_digits', { value: row.occupation, digits: coded.digits })]),
          ...faultsOfScore(row, scale, `rows.${place}`),
          ...(known.size > 0 && row.class === undefined ? [fault(`rows.${place}.class`, 'required')] : []),
          ...(row.class === undefined || known.has(row.class) ? [] : [fault(`rows.${place}.class`, 'unknown_class', { value: row.class })]),
        ];
      }),
    ];
  },
});
export type ExposureScoreSet = DocumentOf<typeof exposureScoreSet>;

interface Scored {
  readonly score: string;
  readonly lower?: string | undefined;
  readonly upper?: string | undefined;
}

function faultsOfScore({ score, lower = score, upper = score }: Scored, scale: { readonly lower: string; readonly upper: string }, path: string): Fault[] {
  const [least, low, middle, high, most] = [scale.lower, lower, score, upper, scale.upper].map(Number) as [number, number, number, number, number];
  if (low > middle || high < middle) return [fault(`${path}.lower`, 'outside_interval')];
  return low < least || high > most ? [fault(`${path}.score`, 'outside_scale', { lower: scale.lower, upper: scale.upper })] : [];
}
