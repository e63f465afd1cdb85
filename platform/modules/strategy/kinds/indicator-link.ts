import { isDeepStrictEqual } from 'node:util';
import { fault } from '#core/kinds/faults.ts';
import { choice, date, decimal, group, line, list, mayBe, multilingual, optional, reference } from '#core/kinds/fields.ts';
import { defineKind } from '#core/kinds/kind.ts';

/** A figure at a time: where it stood, where it shall stand, where it stands. */
const entry = group({
  type: choice(['baseline', 'target', 'actual'], { example: 'baseline' }),
  period: date({ example: '2021' }),
  value: mayBe(decimal({ example: '39' }), 'not_stated', 'unknown'),
  enteredOn: date({ example: '2026-11-21' }),
  comment: mayBe(multilingual({ example: { es: { text: 'Encuesta de enero de 2021', status: 'original' } }, maxLength: 500 }), 'not_applicable'),
});

/** What an action or objective is measured by. Entries are only ever added: a target that moves leaves its trace. */
export const indicatorLink = defineKind({
  name: 'indicator-link',
  path: 'indicator-links',
  schemaVersion: 1,
  title: 'title',
  fields: {
    measures: reference(['action', 'objective'], { example: 'h7777777777m', facet: true }),
    title: multilingual({ example: { es: { text: 'Entidades que usan IA', status: 'original' } }, maxLength: 250, search: 'A' }),
    /** The indicator or index of the observatory in which its figures stand. */
    indicator: optional(reference(['indicator', 'index'], { example: 'h7777777777m', facet: true })),
    unit: line({ example: 'institutions', maxLength: 80 }),
    direction: choice(['rising', 'neutral', 'falling'], { example: 'rising' }),
    entries: list(entry, { maxItems: 2000 }),
  },
  transition: (former, next) =>
    former.entries.flatMap((old, index) => (isDeepStrictEqual(old, next.entries[index]) ? [] : [fault(`entries.${index}`, 'entry_changed')])),
});
