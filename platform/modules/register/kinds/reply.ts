import { date, optional, reference, url } from '#core/kinds/fields.ts';
import { defineKind } from '#core/kinds/kind.ts';
import { CORRECTABLE } from './correction.ts';
import { ID, words } from './shared.ts';

/** What a body has to say to a record about it, in its own words: the right of reply. It goes the way of every draft, and nobody edits it on the way. */
export const reply = defineKind({
  name: 'reply',
  path: 'replies',
  schemaVersion: 1,
  title: 'subject',
  fields: {
    record: reference([...CORRECTABLE, 'correction'], { example: ID, facet: true }),
    institution: reference('institution', { example: ID, facet: true }),
    subject: words('Sobre la fecha de inicio', 200, 'A'),
    statement: words('El sistema empezó como piloto en 2024; la fuente cuenta desde la compra', 5000, 'B'),
    date: date({ example: '2026-08-20' }),
    url: optional(url({ example: 'https://www.gob.pe/oficio' })),
  },
});
