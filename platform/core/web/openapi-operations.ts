/** What programs can ask of the public site: each operation once, for the OpenAPI document and for the page about it. */
import type { ModuleOperation, PlainOperation } from '../module.ts';
import type { RouteInfo } from './web.ts';

export const GROUPS = ['find', 'read', 'history', 'overviews', 'whole', 'descriptions', 'service'] as const;

export interface Operation {
  /** Part of message keys: `reference.operations.<id>`. */
  readonly id: string;
  readonly group: (typeof GROUPS)[number];
  /** The route that answers it, as noted in `web.routes`. */
  readonly route: string;
  /** As OpenAPI writes it. `{path}` stands for the path of each kind. */
  readonly address: string;
  /** Names of components; what stands in the address is added. */
  readonly query?: readonly string[];
  readonly type: string;
  /** The component that describes the answer; `*` stands for the name of the kind. */
  readonly answer: string;
  /** Errors that the question itself can bring about. */
  readonly problems: readonly (400 | 404)[];
  /** True where the answer has an ETag and may be 304. */
  readonly conditional: boolean;
  /** What is asked in the example: the query, and values for the address other than the usual. */
  readonly example?: string;
}

const SEARCH = ['q', 'f', 'sort', 'size', 'after', 'before'] as const;
const JSON_TYPE = 'application/json';
const JSON_LD = 'application/ld+json';

const ALL: readonly Operation[] = [
  { id: 'search', group: 'find', route: '/{language}/search', address: '/{language}/search.json', query: ['kind', ...SEARCH], type: JSON_TYPE, answer: 'List', problems: [400], conditional: true, example: '?q=algoritmo&size=10' },
  { id: 'list', group: 'find', route: '/{language}/:path', address: '/{language}/{path}.json', query: SEARCH, type: JSON_TYPE, answer: 'List', problems: [400, 404], conditional: true, example: '?sort=newest&size=50' },
  { id: 'table', group: 'whole', route: '/{language}/:path', address: '/{language}/{path}.csv', query: ['q', 'f', 'sort'], type: 'text/csv', answer: 'Table', problems: [400, 404], conditional: false },
  { id: 'list_jsonld', group: 'whole', route: '/{language}/:path', address: '/{language}/{path}.jsonld', query: ['q', 'f', 'sort'], type: JSON_LD, answer: 'Graph', problems: [400, 404], conditional: false },
  { id: 'search_table', group: 'whole', route: '/{language}/search', address: '/{language}/search.csv', query: ['kind', 'q', 'f', 'sort'], type: 'text/csv', answer: 'Table', problems: [400, 404], conditional: false, example: '?q=algoritmo' },
  { id: 'record', group: 'read', route: '/{language}/:path/:id', address: '/{language}/{path}/{id}.json', type: JSON_TYPE, answer: '*Record', problems: [404], conditional: true },
  { id: 'record_jsonld', group: 'read', route: '/{language}/:path/:id', address: '/{language}/{path}/{id}.jsonld', type: JSON_LD, answer: 'Node', problems: [404], conditional: true },
  { id: 'permanent', group: 'read', route: '/id/:id', address: '/id/{id}', type: '', answer: '', problems: [404], conditional: false },
  { id: 'versions', group: 'history', route: '/{language}/:path/:id/versions', address: '/{language}/{path}/{id}/versions.json', type: JSON_TYPE, answer: '*Versions', problems: [404], conditional: true },
  { id: 'version', group: 'history', route: '/{language}/:path/:id/versions/:number', address: '/{language}/{path}/{id}/versions/{number}.json', type: JSON_TYPE, answer: '*Version', problems: [404], conditional: true },
  { id: 'compare', group: 'history', route: '/{language}/:path/:id/compare', address: '/{language}/{path}/{id}/compare.json', query: ['from', 'to'], type: JSON_TYPE, answer: 'Comparison', problems: [400, 404], conditional: true, example: '?from=1&to=2' },
  { id: 'changes', group: 'history', route: '/api/changes', address: '/api/changes', query: ['since', 'kind', 'limit', 'documents'], type: JSON_TYPE, answer: 'Changes', problems: [400], conditional: true, example: '?since=0&limit=100' },
  { id: 'feed', group: 'history', route: '/{language}/feed', address: '/{language}/feed.atom', type: 'application/atom+xml', answer: 'Markup', problems: [404], conditional: true },
  { id: 'data', group: 'whole', route: '/{language}/data', address: '/{language}/data.json', type: JSON_TYPE, answer: 'Holdings', problems: [404], conditional: true },
  { id: 'bulk', group: 'whole', route: '/bulk.json', address: '/bulk.json', type: JSON_TYPE, answer: 'Bulk', problems: [], conditional: true },
  { id: 'bulk_file', group: 'whole', route: '/bulk/:name', address: '/bulk/{file}', type: 'application/gzip', answer: 'Gzip', problems: [404], conditional: true },
  { id: 'bulk_checksum', group: 'whole', route: '/bulk/:name', address: '/bulk/{file}.sha256', type: 'text/plain', answer: 'Checksum', problems: [404], conditional: true },
  { id: 'sitemap', group: 'whole', route: '/sitemap.xml', address: '/sitemap.xml', type: 'application/xml', answer: 'Markup', problems: [], conditional: true },
  { id: 'sitemap_page', group: 'whole', route: '/sitemap/:page', address: '/sitemap/{page}.xml', type: 'application/xml', answer: 'Markup', problems: [404], conditional: true },
  { id: 'schema', group: 'descriptions', route: '/schemas/:kind', address: '/schemas/{kind_name}', query: ['lang'], type: 'application/schema+json', answer: 'Any', problems: [404], conditional: true },
  { id: 'context', group: 'descriptions', route: '/contexts/:kind', address: '/contexts/{kind_name}.jsonld', type: JSON_LD, answer: 'Any', problems: [404], conditional: true },
  { id: 'openapi', group: 'descriptions', route: '/openapi.json', address: '/openapi.json', query: ['lang'], type: JSON_TYPE, answer: 'Any', problems: [], conditional: true },
  { id: 'health', group: 'service', route: '/healthz', address: '/healthz', type: JSON_TYPE, answer: 'Health', problems: [], conditional: false },
];

/** The operations whose routes are there, those of modules after ours: what the site does not answer is not promised. */
export function operationsOf(routes: readonly RouteInfo[], languages: readonly string[], ofModules: readonly (ModuleOperation | PlainOperation)[] = []): Operation[] {
  const answered = new Set(routes.filter(({ method, audience }) => method === 'GET' && audience === 'everyone').map(({ pattern }) => inAnyLanguage(pattern, languages)));
  return [...ALL, ...ofModules.map(operationOfModule)].filter(({ route }) => answered.has(route));
}

function operationOfModule(of: ModuleOperation | PlainOperation): Operation {
  if ('route' in of) return { id: of.id, group: 'whole', route: of.route, address: of.address, type: of.type, answer: answerOfModule(of.id), problems: [400, 404], conditional: true };
  const { id, pattern } = of;
  const route = `/{language}${pattern}`;
  const problems = pattern.includes(':') ? ([404] as const) : [];
  return { id, group: 'overviews', route, address: `${route.replace(/:(\w+)/g, '{$1}')}.json`, type: JSON_TYPE, answer: answerOfModule(id), problems, conditional: true };
}

/** The component that describes what an operation of a module answers: `strategy_gaps` gives `StrategyGaps`. */
export function answerOfModule(id: string): string {
  return id.split('_').map((part) => `${part.charAt(0).toUpperCase()}${part.slice(1)}`).join('');
}

/** `/es/feed` gives `/{language}/feed`. */
export function inAnyLanguage(pattern: string, languages: readonly string[]): string {
  const [, first = ''] = pattern.split('/');
  return languages.includes(first) ? `/{language}${pattern.slice(first.length + 1)}` : pattern;
}

/** The names between braces in an address. */
export function placesIn(address: string): string[] {
  return [...address.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name);
}
