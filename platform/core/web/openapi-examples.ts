/** Example questions and answers: made from the examples of the fields, so that they change with the kinds. */
import { titleOf } from '../kinds/content.ts';
import { exampleDocument } from '../kinds/json-schema.ts';
import type { Kind } from '../kinds/kind.ts';
import { recordJsonLd } from '../open-data/json-ld.ts';
import { licenceOf } from '../open-data/licence.ts';
import { type Operation, placesIn } from './openapi-operations.ts';

const ID = 'h7777777777m';
const MOMENT = '2026-11-21T17:00:00.000Z';

export interface ExampleSite {
  readonly origin: string;
  readonly language: string;
  /** The kind that the examples are about. */
  readonly kind: Kind;
}

/** The address that the example of an operation asks for. */
export function exampleAddress({ address, example = '' }: Operation, { origin, language, kind }: ExampleSite): string {
  const values: Readonly<Record<string, string>> = { language, path: kind.path, id: ID, other: ID, number: '1', page: '1', kind_name: kind.name, file: 'all.jsonl.gz' };
  return `${origin}${placesIn(address).reduce((text, name) => text.replace(`{${name}}`, values[name] ?? name), address)}${example}`;
}

/** The answer to it, where it is JSON of ours. Fields are left out until the document is short enough to read. */
export function exampleAnswer(operation: Operation, site: ExampleSite, mostFields = Infinity): unknown {
  const { origin, language, kind } = site;
  const document = exampleDocument(kind);
  const shown = Object.fromEntries(Object.entries(document).filter(([name], index) => index < mostFields || name === kind.title));
  const url = `${origin}/${language}/${kind.path}/${ID}`;
  const version = { id: ID, kind: kind.name, version: 1, act: 'publication', publishedAt: MOMENT, schema: `${origin}/schemas/${kind.name}`, url, document: shown, note: null };
  switch (operation.answer) {
    case 'List':
      return {
        total: 1,
        more: false,
        corrections: [],
        facets: [{ field: 'kind', values: [{ value: kind.name, records: 1 }] }],
        records: [{ id: ID, kind: kind.name, code: null, title: titleOf(kind, document), publishedAt: MOMENT, url: `${url}.json` }],
        next: null,
      };
    case '*Version':
      return version;
    case '*Versions':
      return [version];
    case '*Record':
      return { ...version, linkedFrom: [{ id: ID, kind: kind.name, field: 'related' }] };
    case 'Comparison':
      return { id: ID, from: 1, to: 2, changes: [{ path: `${kind.title}.es`, before: { text: 'Antes', status: 'original' }, after: { text: 'Ahora', status: 'original' } }] };
    case 'Holdings':
      return [{ kind: kind.name, records: 1, csv: `${origin}/${language}/${kind.path}.csv`, json: `${origin}/${language}/${kind.path}.json`, jsonld: `${origin}/${language}/${kind.path}.jsonld`, schema: `${origin}/schemas/${kind.name}` }];
    case 'Changes':
      return { sequence: 1, changes: [{ sequence: 1, id: ID, kind: kind.name, version: 1, act: 'publication', publishedAt: MOMENT, url: `${origin}/id/${ID}` }], more: false, next: `${origin}/api/changes?limit=100&since=1` };
    case 'Node':
      return recordJsonLd({ origin, licence: licenceOf({}) }, kind, { id: ID, kind: kind.name, number: 1, act: 'publication', document: shown, note: null, publishedAt: new Date(MOMENT), sequence: 1 });
    case 'Health':
      return { status: 'ok', sequence: 1 };
    default:
      return undefined;
  }
}
