import { fault } from '#core/kinds/faults.ts';
import { choice, date, decimal, group, integer, line, list, mayBe, optional, reference, url } from '#core/kinds/fields.ts';
import { defineKind, type DocumentOf } from '#core/kinds/kind.ts';
import { isAbsence, present } from '#core/kinds/values.ts';
import { ID, territoryCode, territoryFaults, words } from './shared.ts';

/** Whether a country is in an edition. That it is not is something to say, too. */
export const COVERAGES = ['covered', 'not_covered', 'unknown'] as const;

/** What the makers of an index published in one edition: our recomputation stands apart. */
export const indexEdition = defineKind({
  name: 'index-edition',
  path: 'index-editions',
  schemaVersion: 1,
  title: 'title',
  fields: {
    index: reference('index', { example: ID, facet: true }),
    title: words('Índice de comercio electrónico B2C 2020', 250, 'A'),
    edition: line({ example: '2020', maxLength: 60, search: 'B' }),
    publishedOn: mayBe(date({ example: '2021-02' }), 'not_stated', 'unknown'),
    source: reference('source', { example: ID, facet: true }),
    /** Countries or other units that were ranked. */
    units: mayBe(integer({ example: 152 }), 'not_stated', 'unknown'),
    items: mayBe(integer({ example: 4 }), 'not_stated', 'unknown'),
    method: mayBe(words('Promedio simple de cuatro indicadores', 2000), 'not_stated', 'unknown'),
    licence: mayBe(line({ example: 'CC BY 3.0 IGO', maxLength: 200 }), 'not_stated', 'unknown'),
    url: mayBe(url({ example: 'https://unctad.org/' }), 'not_stated', 'unknown'),
    /** Editions whose ranks may be set beside these. Where an edition is not named, do not compare. */
    comparableWith: optional(list(reference('index-edition', { example: ID }))),
    coverage: list(group({ territory: territoryCode, coverage: choice(COVERAGES, { example: 'covered', facet: true }), place: mayBe(line({ example: 'line 1038', maxLength: 200 }), 'not_stated', 'not_applicable') }), { maxItems: 400 }),
    rows: optional(
      list(
        group({
          territory: territoryCode,
          rank: mayBe(integer({ example: 79, min: 1 }), 'not_stated', 'unknown', 'not_applicable'),
          score: mayBe(decimal({ example: '52.5' }), 'not_stated', 'unknown', 'not_applicable'),
          place: line({ example: 'line 1038', maxLength: 200 }),
        }),
        { maxItems: 1000 },
      ),
    ),
    note: optional(words('Entre países de América Latina, Perú ocupa el puesto 5', 1000)),
  },
  steps: [
    { name: 'what', fields: ['index', 'title', 'edition', 'publishedOn', 'source', 'units', 'items', 'method', 'licence', 'url'] },
    { name: 'result', fields: ['coverage', 'rows', 'comparableWith', 'note', 'evidence'] },
  ],
  rules: ({ units, coverage, rows = [] }) => {
    const most = present<number>(units);
    const states = new Map(coverage.map((one) => [one.territory, one.coverage]));
    return [
      ...coverage.flatMap(({ territory }, index) => territoryFaults(`coverage.${index}.territory`, territory)),
      ...coverage.flatMap(({ territory }, index) => (coverage.findIndex((other) => other.territory === territory) < index ? [fault(`coverage.${index}.territory`, 'repeated', { value: territory })] : [])),
      ...rows.flatMap(({ territory, rank }, index) => [
        ...territoryFaults(`rows.${index}.territory`, territory),
        ...(rows.findIndex((other) => other.territory === territory) < index ? [fault(`rows.${index}.territory`, 'repeated', { value: territory })] : []),
        ...((states.get(territory) ?? 'covered') === 'covered' ? [] : [fault(`rows.${index}.territory`, 'ranked_but_not_covered', { territory })]),
        ...(most !== undefined && !isAbsence(rank) && rank > most ? [fault(`rows.${index}.rank`, 'too_big', { maximum: most })] : []),
      ]),
    ];
  },
});
export type IndexEdition = DocumentOf<typeof indexEdition>;
