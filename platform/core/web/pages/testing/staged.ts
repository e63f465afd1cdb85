/** A kind whose form has steps, a short route and something to take over, for tests of the form. */
import { boolean, choice, group, line, list, mayBe, multilingual, optional, reference } from '../../../kinds/fields.ts';
import { defineKind } from '../../../kinds/kind.ts';

const text = (es: string) => ({ es: { text: es, status: 'original' } });

export const staged = defineKind({
  name: 'staged',
  path: 'staged',
  schemaVersion: 1,
  title: 'title',
  fields: {
    title: multilingual({ example: text('Registro'), search: 'A' }),
    thing: mayBe(reference('thing', { example: 'h7777777777m' }), 'not_stated'),
    summary: optional(multilingual({ example: text('Para saber qué decide el Estado'), maxLength: 2000 })),
    topics: optional(list(choice(['water', 'health', 'school'], { example: 'water' }))),
    parts: optional(list(group({ name: line({ example: 'uno' }), note: optional(line({ example: 'nota' })) }))),
    word: line({ example: 'palabra', maxLength: 20 }),
    deep: optional(line({ example: 'hondo' })),
    claimed: boolean({ example: true, facet: true }),
  },
  steps: [
    { name: 'first', fields: ['title', 'thing', 'topics', 'parts'] },
    { name: 'second', fields: ['summary', 'word', 'deep', 'claimed'] },
    { name: 'third', fields: ['evidence'] },
  ],
  shortRoute: { where: 'thing', says: 'open', fold: ['deep'] },
  copyFrom: { field: 'thing', fields: { about: 'summary', remark: 'word' } },
  vouched: 'claimed',
});
