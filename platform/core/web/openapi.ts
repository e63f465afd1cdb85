/** The OpenAPI 3.1 document of the public reading API, from the kinds and the routes of the site. */
import type { JsonSchema } from '../kinds/json-schema.ts';
import type { Kind } from '../kinds/kind.ts';
import type { ModuleOperation, PlainOperation } from '../module.ts';
import type { Licence } from '../open-data/licence.ts';
import { component, type Described, headers, parameters, PROBLEM_STATUSES, responses, schemas, typeName } from './openapi-components.ts';
import { exampleAnswer } from './openapi-examples.ts';
import { answerOfModule, GROUPS, type Operation, operationsOf, placesIn } from './openapi-operations.ts';
import type { RouteInfo } from './web.ts';

export interface ApiSite extends Described {
  readonly origin: string;
  readonly title: string;
  readonly licence: Licence;
  readonly ofModules: readonly (ModuleOperation | PlainOperation)[];
  readonly routes: readonly RouteInfo[];
}

/** Raised with every change that a program could notice. */
export const API_VERSION = '1.0.0';

/** OpenAPI takes the name that SPDX has for a licence, or its address, never both. */
function licenceObject({ name, identifier, url }: Licence): JsonSchema {
  return identifier === undefined ? { name, url } : { name, identifier };
}

/** The whole document. */
export function openApi(site: ApiSite): JsonSchema {
  const { t, kinds, routes, languages, origin, title, licence } = site;
  const operations = operationsOf(routes, languages, site.ofModules);
  return {
    openapi: '3.1.0',
    info: { title, version: API_VERSION, description: t('reference.api.lead'), license: licenceObject(licence) },
    jsonSchemaDialect: 'https://json-schema.org/draft/2020-12/schema',
    servers: [{ url: origin }],
    security: [],
    tags: [...GROUPS.map((group) => ({ name: group, description: t(`reference.groups.${group}`) })), ...kinds.map((kind) => tagOf(site, kind))],
    paths: Object.fromEntries(operations.flatMap((operation) => pathsOf(site, operation))),
    components: { schemas: { ...schemas(site), ...Object.fromEntries(site.ofModules.filter(({ id }) => operations.some((one) => one.id === id)).map(({ id, schema }) => [answerOfModule(id), schema])) }, parameters: parameters(site), responses: responses(t), headers: headers(t) },
  };
}

function tagOf({ t }: ApiSite, { name }: Kind) {
  const [many, about] = [`kinds.${name}.many`, `kinds.${name}.about`];
  return { name, description: [many, about].map((key) => (t.has(key) ? t(key) : '')).join(': ') };
}

/** One path, or one for each kind: the answer of each is described by itself. */
function pathsOf(site: ApiSite, operation: Operation): [string, unknown][] {
  const { address } = operation;
  if (!placesIn(address).includes('path')) return [[address, { get: describe(site, operation, undefined) }]];
  return site.kinds.map((kind) => [address.replace('{path}', kind.path), { get: describe(site, operation, kind) }]);
}

function describe(site: ApiSite, operation: Operation, kind: Kind | undefined) {
  const { t } = site;
  const { id, group, query = [], conditional } = operation;
  const asked = [...placesIn(operation.address).filter((name) => name !== 'path'), ...query, ...(conditional ? ['if_none_match'] : [])];
  return {
    operationId: kind ? `${id}${typeName(kind.name)}` : answerOfModule(id).replace(/^./, (first) => first.toLowerCase()),
    tags: kind ? [group, kind.name] : [group],
    summary: t(`reference.operations.${id}.title`),
    description: t(`reference.operations.${id}.about`),
    parameters: asked.map((name) => component('parameters', name)),
    responses: responsesOf(site, operation, kind),
  };
}

function responsesOf(site: ApiSite, operation: Operation, kind: Kind | undefined): Record<string, unknown> {
  const { conditional, problems, id } = operation;
  const serverSide = PROBLEM_STATUSES.filter((status) => status >= 500);
  return {
    ...(operation.answer === '' ? { 303: component('responses', 'SeeOther') } : { 200: answerOf(site, operation, kind) }),
    ...(conditional && { 304: component('responses', 'NotModified') }),
    ...Object.fromEntries([...problems, ...serverSide].map((status) => [status, component('responses', `Problem${status}`)])),
    // A withdrawn record answers with the withdrawal itself: who reads it by program learns when and why.
    ...(id === 'record' && kind && { 410: { description: site.t('reference.problems.s410'), content: { [operation.type]: { schema: component('schemas', `${typeName(kind.name)}Version`) } } } }),
  };
}

function answerOf({ t, origin, languages }: ApiSite, operation: Operation, kind: Kind | undefined) {
  const { id, type, answer, conditional } = operation;
  const example = kind && exampleAnswer(operation, { origin, language: languages[0] ?? 'es', kind });
  return {
    description: t(`reference.operations.${id}.title`),
    ...(conditional && { headers: { ETag: component('headers', 'ETag') } }),
    content: { [type]: { schema: component('schemas', answer.replace('*', kind ? typeName(kind.name) : '')), ...(example !== undefined && { example }) } },
  };
}
