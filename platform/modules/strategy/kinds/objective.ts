import { integer, line, list, mayBe, multilingual, optional, reference } from '#core/kinds/fields.ts';
import { defineKind } from '#core/kinds/kind.ts';

/** An objective of an axis. */
export const objective = defineKind({
  name: 'objective',
  path: 'objectives',
  schemaVersion: 1,
  title: 'title',
  code: 'printedCode',
  fields: {
    strategy: reference('strategy', { example: 'h7777777777m', facet: true }),
    axis: reference('axis', { example: 'h7777777777m', facet: true }),
    /** As the list of objectives prints it. */
    printedCode: mayBe(line({ example: 'SO.1.2.', maxLength: 40, search: 'A' }), 'not_stated'),
    /** Other ways in which the source prints the same objective, with the place. */
    otherForms: optional(list(line({ example: 'SO.2.1. (heading, line 886)', search: 'C' }))),
    title: multilingual({ example: { es: { text: 'Encabezar la investigación en la región', status: 'original' } }, maxLength: 400, search: 'A' }),
    position: integer({ example: 2 }),
    note: optional(multilingual({ example: { es: { text: 'El código se repite en el eje 2', status: 'original' } }, maxLength: 1000 })),
  },
});
