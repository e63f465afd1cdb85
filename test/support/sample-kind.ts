/** A kind with every type of field, each also inside a list, inside a group, with special values, and left out. */
import * as fields from '../../platform/core/kinds/fields.ts';
import { defineKind } from '../../platform/core/kinds/kind.ts';

const { boolean, choice, date, decimal, group, integer, line, list, mayBe, money, multilingual, optional, parent, prose, reference, url } = fields;

const ID = 'h7777777777m';
const text = { es: { text: 'Texto de ejemplo', status: 'original' }, en: { text: 'Sample text', status: 'machine' } };

const part = group({
  key: line({ example: 'first', maxLength: 40 }),
  name: multilingual({ example: text }),
  amount: mayBe(money({ example: { amount: '-12.50', currency: 'PEN' } }), 'not_stated', 'withheld'),
  count: mayBe(integer({ example: 3, max: 10 }), 'unknown'),
  dueOn: optional(date({ example: '2027-06' })),
  kinds: optional(list(choice(['red', 'green'], { example: 'red' }))),
});

export const sample = defineKind({
  name: 'sample',
  path: 'samples',
  schemaVersion: 3,
  title: 'title',
  code: 'code',
  fields: {
    title: multilingual({ example: text, maxLength: 200, search: 'A' }),
    code: mayBe(line({ example: 'S.1', maxLength: 30, search: 'A' }), 'not_stated'),
    remark: optional(prose({ example: 'Two\nlines', maxLength: 500, search: 'C' })),
    open: boolean({ example: true, facet: true }),
    number: integer({ example: 7, min: -5, max: 100 }),
    share: mayBe(decimal({ example: '-0.25' }), 'not_stated', 'unknown', 'withheld', 'not_applicable'),
    colour: mayBe(choice(['red', 'green', 'blue'], { example: 'green', facet: true }), 'not_applicable'),
    day: mayBe(date({ example: '2021-02' }), 'unknown'),
    site: optional(url({ example: 'https://www.gob.pe/' })),
    price: mayBe(money({ example: { amount: '1500000.00', currency: 'PEN' } }), 'withheld', 'not_stated'),
    other: optional(reference(['sample'], { example: ID, facet: true })),
    above: mayBe(parent('sample', { example: ID }), 'not_applicable'),
    names: optional(list(line({ example: 'Otro nombre; con punto y coma', search: 'B' }))),
    counts: list(mayBe(integer({ example: 4 }), 'not_stated'), { maxItems: 5 }),
    terms: optional(list(choice(['short', 'long'], { example: 'short' }), { facet: true })),
    parts: optional(list(part)),
    tile: mayBe(group({ column: integer({ example: 2 }), row: mayBe(integer({ example: 5 }), 'unknown'), label: multilingual({ example: text }) }), 'not_applicable'),
    contact: optional(line({ example: 'ana@example.org', visibility: 'internal' })),
    person: line({ example: 'Ana Quispe', visibility: 'personal' }),
  },
});
