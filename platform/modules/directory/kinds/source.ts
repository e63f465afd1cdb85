import { choice, date, integer, line, list, mayBe, multilingual, optional, reference, url } from '#core/kinds/fields.ts';
import { defineKind } from '#core/kinds/kind.ts';

/** A document in which facts stand. */
export const source = defineKind({
  name: 'source',
  path: 'sources',
  schemaVersion: 1,
  title: 'title',
  meaning: { fields: { publisher: 'dct:publisher', publishedOn: 'dct:issued' } },
  fields: {
    title: multilingual({ example: { en: { text: 'National AI strategy, first draft', status: 'original' } }, maxLength: 300, search: 'A' }),
    type: choice(['strategy', 'assessment', 'brief', 'interview', 'law', 'news', 'paper', 'dataset', 'web_page'], { example: 'strategy', facet: true }),
    publisher: mayBe(reference('institution', { example: 'h7777777777m', facet: true }), 'not_stated', 'unknown'),
    authors: optional(list(line({ example: 'C Minds', maxLength: 200, search: 'B' }))),
    publishedOn: mayBe(date({ example: '2022-03' }), 'not_stated', 'unknown'),
    language: choice(['es', 'en', 'pt', 'fr', 'qu'], { example: 'en', facet: true }),
    /** How the places of the evidence are counted. */
    placeUnit: choice(['line', 'page', 'section', 'article', 'address'], { example: 'line' }),
    licence: mayBe(line({ example: 'CC BY 4.0', maxLength: 200 }), 'not_stated', 'unknown'),
    url: mayBe(url({ example: 'https://www.gob.pe/' }), 'not_stated', 'unknown'),
    pages: optional(integer({ example: 60 })),
    standing: choice(['first_hand', 'second_hand'], { example: 'first_hand', facet: true }),
    note: optional(multilingual({ example: { es: { text: 'El archivo no tiene números de página', status: 'original' } }, maxLength: 2000, search: 'D' })),
  },
});
