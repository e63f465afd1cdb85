/** What a data query asks: `/data/{context}/{agency}/{id}/{version}/{key}?…` of the REST API of SDMX, version 2.2. */
import type { DataStructure, Reference } from '#formats/sdmx/index.ts';
import { type Condition, readCondition } from './conditions.ts';
import { Refusal } from './refusal.ts';

export interface DataQuestion {
  readonly structure: DataStructure;
  /** One of them must hold: for each dimension the values that are asked for, undefined for any. */
  readonly keys: readonly (readonly (string | undefined)[])[];
  readonly conditions: readonly Condition[];
  readonly dimensionAtObservation: string;
  /** True where the question names it. */
  readonly namesDimension: boolean;
  /** Undefined for all. */
  readonly attributes: ReadonlySet<string> | undefined;
  readonly measures: ReadonlySet<string> | undefined;
  readonly firstN: number | undefined;
  readonly lastN: number | undefined;
  readonly offset: number;
  readonly limit: number | undefined;
  readonly asOf: string | undefined;
  readonly updatedAfter: string | undefined;
  readonly history: boolean;
}

const NOT_BUILT: ReadonlySet<string> = new Set(['sort', 'reportingYearStartDay']);
const KNOWN: ReadonlySet<string> = new Set(['updatedAfter', 'firstNObservations', 'lastNObservations', 'dimensionAtObservation', 'attributes', 'measures', 'includeHistory', 'offset', 'limit', 'asOf', ...NOT_BUILT]);
const MOST_KEYS = 50;

/**
 * The question put to each dataflow that it means. One that has no component of the name asked for is none of them.
 * @param path what comes behind `/data/`, decoded. @throws Refusal
 */
export function readQuestions(path: readonly string[], search: string, flows: readonly DataStructure[]): DataQuestion[] {
  const refusals: Refusal[] = [];
  const questions = flows.flatMap((flow) => {
    try {
      return [readQuestion(path, search, flow)];
    } catch (error) {
      if (!(error instanceof Refusal) || !['no_such_resource', 'no_such_component', 'bad_key'].includes(error.problem)) throw error;
      refusals.push(error);
      return [];
    }
  });
  // What was meant and could not be asked says more than what was not meant.
  const refusal = refusals.find(({ problem }) => problem !== 'no_such_resource') ?? refusals[0];
  if (questions.length === 0 && refusal) throw refusal;
  return questions;
}

function readQuestion(path: readonly string[], search: string, structure: DataStructure): DataQuestion {
  const [context = '*', agency = '*', id = '*', version = '*', key = '*', ...more] = path.filter((part, index) => part !== '' || index < path.length - 1);
  if (more.length > 0) throw new Refusal(404, 'no_such_resource', { what: path.join('/') });
  if (!['dataflow', 'datastructure', 'provisionagreement', '*'].includes(context)) throw new Refusal(400, 'bad_path', { value: context });
  const own = structure.reference;
  if (context === 'provisionagreement' || !isAmong(agency, own.agency) || !isAmong(id, own.id) || !isOurVersion(version, own)) throw new Refusal(404, 'no_such_resource', { what: [context, agency, id, version].join('/') });
  const parameters = readParameters(search);
  const conditions = parameters.conditions.map(([component, text]) => readCondition(structure, component, text));
  const { values } = parameters;
  return {
    structure: context === 'datastructure' ? { ...structure, type: 'datastructure' } : structure,
    keys: key === '*' || key === '' || key === 'all' ? [] : readKeys(key, structure),
    conditions,
    dimensionAtObservation: dimensionOf(values.get('dimensionAtObservation'), structure),
    namesDimension: values.has('dimensionAtObservation'),
    attributes: chosen(values.get('attributes'), structure, 'attributes'),
    measures: chosen(values.get('measures'), structure, 'measures'),
    firstN: countOf('firstNObservations', values),
    lastN: countOf('lastNObservations', values),
    offset: numberOf('offset', values, 0) ?? 0,
    limit: countOf('limit', values),
    asOf: values.get('asOf'),
    updatedAfter: values.get('updatedAfter'),
    history: booleanOf('includeHistory', values),
  };
}

/** Several are separated by commas. */
export function isAmong(asked: string, own: string): boolean {
  return asked.split(',').some((one) => one === '*' || one === own);
}

/** `1.0`, any, or the latest: there is one. Not `+`, which asks for a version that never changes. */
export function isOurVersion(asked: string, { version }: Reference): boolean {
  return asked.split(',').some((one) => one === '*' || one === '~' || one === version || ['1', '1.*', '1.~', '*.0', '~.0', '1.0~', '1.0*', '1~.0', '1*.0'].includes(one));
}

function readKeys(text: string, { dimensions }: DataStructure): (readonly (string | undefined)[])[] {
  const keys = text.split(',');
  if (keys.length > MOST_KEYS) throw new Refusal(400, 'too_many_keys', { most: String(MOST_KEYS) });
  // The time dimension may stand in the key; it usually does not.
  return keys.map((key) => {
    const parts = key.split('.');
    if (parts.length > dimensions.length) throw new Refusal(400, 'bad_key', { value: key, dimensions: dimensions.map(({ id }) => id).join('.') });
    return parts.map((part) => (part === '*' || part === '' ? undefined : part));
  });
}

interface Parameters {
  readonly values: ReadonlyMap<string, string>;
  readonly conditions: readonly (readonly [component: string, text: string])[];
}

/** Not by URLSearchParams: a plus means “and” here, not a space. */
export function readParameters(search: string): Parameters {
  const values = new Map<string, string>();
  const conditions = new Map<string, string>();
  for (const pair of search.replace(/^\?/, '').split('&').filter((one) => one !== '')) {
    const at = pair.indexOf('=');
    const [name, value] = [decoded(at === -1 ? pair : pair.slice(0, at)), decoded(at === -1 ? '' : pair.slice(at + 1))];
    const [, component] = /^c\[([A-Za-z][\w-]*)\]$/.exec(name) ?? [];
    const into = component === undefined ? values : conditions;
    const key = component ?? name;
    if (component === undefined && !KNOWN.has(name)) throw new Refusal(400, 'unknown_parameter', { name });
    if (NOT_BUILT.has(name)) throw new Refusal(501, 'not_built', { what: name });
    if (into.has(key)) throw new Refusal(400, 'repeated_parameter', { name });
    into.set(key, value);
  }
  return { values, conditions: [...conditions] };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw new Refusal(400, 'bad_value', { name: 'address', value: text });
  }
}

function dimensionOf(asked: string | undefined, { dimensions, timeDimension }: DataStructure): string {
  const dimension = asked ?? timeDimension ?? 'AllDimensions';
  if (dimension !== 'AllDimensions' && !dimensions.some(({ id }) => id === dimension)) throw new Refusal(400, 'no_such_component', { value: dimension });
  return dimension;
}

/** Which attributes or measures: words of the standard, or ids. */
function chosen(asked: string | undefined, structure: DataStructure, what: 'attributes' | 'measures'): ReadonlySet<string> | undefined {
  if (asked === undefined || asked === '' || asked === 'all' || (what === 'attributes' && asked === 'dsd')) return undefined;
  const ids = asked.split(',').flatMap((one): string[] => {
    if (one === 'none') return [];
    if (what === 'attributes' && (one === 'all' || one === 'dsd')) return structure.attributes.map(({ id }) => id);
    // We have no reference metadata among the data, and no attribute of the whole data set.
    if (what === 'attributes' && (one === 'msd' || one === 'dataset')) return [];
    if (what === 'attributes' && (one === 'series' || one === 'obs')) return structure.attributes.flatMap(({ id, attachment }) => ((attachment.to === 'observation') === (one === 'obs') ? [id] : []));
    if (!structure[what].some(({ id }) => id === one)) throw new Refusal(400, 'no_such_component', { value: one });
    return [one];
  });
  return new Set(ids);
}

function numberOf(name: string, values: ReadonlyMap<string, string>, least: number): number | undefined {
  const text = values.get(name);
  if (text === undefined) return undefined;
  if (!/^\d{1,9}$/.test(text) || Number(text) < least) throw new Refusal(400, 'bad_value', { name, value: text });
  return Number(text);
}

function countOf(name: string, values: ReadonlyMap<string, string>): number | undefined {
  return numberOf(name, values, 1);
}

function booleanOf(name: string, values: ReadonlyMap<string, string>): boolean {
  const text = values.get(name) ?? 'false';
  if (text !== 'true' && text !== 'false') throw new Refusal(400, 'bad_value', { name, value: text });
  return text === 'true';
}
