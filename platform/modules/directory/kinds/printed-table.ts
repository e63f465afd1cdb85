import { integer, line, list, group, mayBe, multilingual, optional, date } from '#core/kinds/fields.ts';
import { defineKind, type DocumentOf } from '#core/kinds/kind.ts';
import { fault } from '#core/kinds/faults.ts';
import { present } from '#core/kinds/values.ts';

const count = mayBe(integer({ example: 29 }), 'not_stated');

/** A table of counts as a source prints it, with what does not add up in it. Nothing is mended silently. */
export const printedTable = defineKind({
  name: 'printed-table',
  path: 'tables',
  schemaVersion: 1,
  title: 'title',
  fields: {
    title: multilingual({ example: { es: { text: 'Uso de IA por tipo de institución', status: 'original' } }, maxLength: 250, search: 'A' }),
    question: mayBe(multilingual({ example: { es: { text: '¿Usa IA su institución?', status: 'original' } }, maxLength: 500, search: 'B' }), 'not_stated', 'not_applicable'),
    period: mayBe(date({ example: '2021-01' }), 'not_stated'),
    /** Who was asked, and how many of them answered. */
    frame: mayBe(multilingual({ example: { es: { text: 'Instituciones públicas', status: 'original' } }, maxLength: 500 }), 'not_stated'),
    columns: list(multilingual({ example: { es: { text: 'Sí', status: 'original' } }, maxLength: 120 }), { maxItems: 20 }),
    rows: list(group({ label: multilingual({ example: { es: { text: 'Ministerios', status: 'original' } }, maxLength: 200, search: 'C' }), counts: list(count, { maxItems: 20 }) })),
    totals: optional(list(count, { maxItems: 20 })),
    /** Where the source contradicts itself: each statement with its place. */
    contradictions: optional(
      list(group({ what: multilingual({ example: { es: { text: 'La suma no es la que dice la nota', status: 'original' } }, maxLength: 1000, search: 'C' }), place: line({ example: 'lines 658 and 660' }) })),
    ),
    note: optional(multilingual({ example: { es: { text: 'Pregunta de opción única', status: 'original' } }, maxLength: 1000 })),
  },
  rules: ({ columns, rows, totals = columns }) => {
    const expected = columns.length;
    return [
      ...rows.flatMap(({ counts }, index) => (counts.length === expected ? [] : [fault(`rows.${index}.counts`, 'wrong_length', { expected })])),
      ...(totals.length === expected ? [] : [fault('totals', 'wrong_length', { expected })]),
    ];
  },
});

export interface ColumnSum {
  readonly computed: number;
  /** Undefined where the source prints none. */
  readonly printed: number | undefined;
}

/** The sum of each column beside the total that the source prints. */
export function sumsOf(table: DocumentOf<typeof printedTable>): ColumnSum[] {
  return table.columns.map((_, column) => ({
    computed: table.rows.reduce((sum, row) => sum + (present<number>(row.counts[column]) ?? 0), 0),
    printed: present<number>(table.totals?.[column]),
  }));
}

