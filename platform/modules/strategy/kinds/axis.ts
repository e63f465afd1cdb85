import { choice, integer, line, list, mayBe, multilingual, optional, reference } from '#core/kinds/fields.ts';
import { defineKind } from '#core/kinds/kind.ts';

/** A main division of a strategy: axis, guideline, pillar, area. */
export const axis = defineKind({
  name: 'axis',
  path: 'axes',
  schemaVersion: 1,
  title: 'title',
  code: 'printedCode',
  fields: {
    strategy: reference('strategy', { example: 'h7777777777m', facet: true }),
    printedCode: mayBe(line({ example: 'E5', maxLength: 40, search: 'A' }), 'not_stated'),
    /** Other ways in which the source prints the code or the name, with the place. */
    otherForms: optional(list(line({ example: 'L6 (line 1049)', search: 'C' }))),
    group: choice(['axis', 'guideline', 'pillar', 'area'], { example: 'guideline', facet: true }),
    title: multilingual({ example: { es: { text: 'Ética', status: 'original' } }, maxLength: 200, search: 'A' }),
    aim: mayBe(multilingual({ example: { es: { text: 'Uso responsable de la IA', status: 'original' } }, maxLength: 1000, search: 'B' }), 'not_stated'),
    position: integer({ example: 5 }),
    horizons: optional(list(choice(['short', 'medium', 'long'], { example: 'medium' }), { facet: true })),
    note: optional(multilingual({ example: { es: { text: 'También impreso L6', status: 'original' } }, maxLength: 1000 })),
  },
});
