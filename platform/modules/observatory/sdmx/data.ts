/** Data queries answered: from the question to the message. */
import { createHash } from 'node:crypto';
import type { Platform } from '#core/platform.ts';
import { newestPublication } from '#core/records/read.ts';
import { type Catalogue, type DataSet, idOf, indicatorsOf, type Message, type Observation as Cell, observatoryFlows, sameReference, toObservation } from '#formats/sdmx/index.ts';
import { observations, sequenceAt } from '../observations.ts';
import { agencyOf, readCatalogue } from './catalogue.ts';
import { momentOf } from './moments.ts';
import { type DataQuestion, readQuestions } from './question.ts';
import { Refusal } from './refusal.ts';
import { type Moment, partsOf } from './vintages.ts';

export interface DataAnswer {
  readonly message: Message;
  /** Of each dataflow that was asked. */
  readonly questions: readonly DataQuestion[];
}

/** Of one indicator or set: what the downloads of a page ask for. */
export interface Scope {
  readonly indicators?: readonly string[];
  readonly sets?: readonly string[];
}

/** @param path what comes behind `/data/`. @throws Refusal */
export async function answerData(platform: Platform, path: readonly string[], search: string, scope: Scope = {}): Promise<DataAnswer> {
  const { database, configuration } = platform;
  // The components are the same whatever the observatory holds; the codes come later.
  const known = await readCatalogue(platform, []);
  const questions = readQuestions(path, search, observatoryFlows(known));
  const [question] = questions;
  if (!question) throw new Refusal(404, 'no_such_resource', { what: path.join('/') });
  const at = async (name: 'asOf' | 'updatedAfter'): Promise<Moment | undefined> => {
    const text = question[name];
    if (text === undefined) return undefined;
    const moment = momentOf(name, text, configuration.timezone);
    return { at: moment, sequence: await sequenceAt(database, moment) };
  };
  const [asOf, updatedAfter] = [await at('asOf'), await at('updatedAfter')];
  if (asOf && updatedAfter && updatedAfter.at > asOf.at) throw new Refusal(400, 'after_as_of');
  const vintages = await observations(database, {
    ...indicatorsAsked(question, known),
    ...scope,
    history: question.history || updatedAfter !== undefined,
    ...(asOf && { asOf: asOf.sequence }),
    ...(updatedAfter && { updatedAfter: updatedAfter.sequence }),
  });
  // Without history the table answers `asOf` itself, and what held then may have ended since.
  const current = question.history || updatedAfter ? vintages : vintages.map((one) => ({ ...one, toSequence: null, validTo: null }));
  const catalogue = await readCatalogue(platform, current);
  const structures = observatoryFlows(catalogue);
  const indicators = indicatorsOf(catalogue);
  const asked = questions.flatMap((one) => structures.filter(({ reference }) => sameReference(reference, one.structure.reference)).map((full) => ({ ...one, structure: narrowed({ ...full, type: one.structure.type }, one) })));
  const complete = question.attributes === undefined && question.measures === undefined;
  const parts = partsOf(current, { asOf, updatedAfter, history: question.history }).map(({ figures, ...part }) => ({ ...part, cells: figures.map((one) => toObservation(one, indicators)) }));
  const found = parts.flatMap(({ action, validFrom, validTo, cells }) => asked.map((one): DataSet => ({
    structure: one.structure,
    // “With the attributes or measures parameters: a Merge data set”, so that nobody deletes what was not asked for.
    action: action === 'Delete' || complete ? action : 'Merge',
    ...(validFrom && { validFrom: validFrom.toISOString() }),
    ...(validTo && { validTo: validTo.toISOString() }),
    observations: firstAndLast(cells.filter((cell) => cell.key.has('TIME_PERIOD') === (one.structure.timeDimension !== undefined) && isAsked(cell, one)), one),
  })));
  const dataSets = paged(found, question)
    .map((one) => ({ ...one, observations: one.observations.map((cell) => projected(cell, question)) }))
    .filter((one) => one.observations.length > 0);
  const { sequence, publishedAt } = await newestPublication(database);
  const id = `${sequence}-${createHash('sha256').update(JSON.stringify([path, search, scope])).digest('hex').slice(0, 16)}`;
  // Prepared when what it says became so: the same question gives the same bytes until something is published.
  return { message: { id, prepared: (publishedAt ?? new Date(0)).toISOString(), sender: { id: agencyOf(platform), names: configuration.title }, dataSets }, questions };
}

/** The indicators that a question names, so that no others are read. Nothing where it means any. */
function indicatorsAsked({ keys, conditions, structure }: DataQuestion, { indicators }: Catalogue): Scope {
  const place = structure.dimensions.findIndex(({ id }) => id === 'INDICATOR');
  const inKeys = keys.map((key) => key[place]);
  const tests = conditions.find(({ component }) => component === 'INDICATOR')?.anyOf.flat() ?? [];
  const named = tests.length > 0 && tests.every(({ operator }) => operator === 'eq') ? tests.map(({ value }) => value) : inKeys.length > 0 ? inKeys : [undefined];
  if (named.includes(undefined)) return {};
  // The code of an indicator that was withdrawn is its id.
  return { indicators: [...indicators.filter(({ code }) => named.includes(idOf(code))).map(({ id }) => id), ...named.flatMap((one) => one ?? [])] };
}

function narrowed(structure: DataQuestion['structure'], { attributes, measures }: DataQuestion): DataQuestion['structure'] {
  return {
    ...structure,
    attributes: structure.attributes.filter(({ id }) => attributes?.has(id) ?? true),
    measures: structure.measures.filter(({ id }) => measures?.has(id) ?? true),
  };
}

function isAsked(one: Cell, { keys, conditions, structure }: DataQuestion): boolean {
  const inKey = (key: readonly (string | undefined)[]): boolean => key.every((value, index) => value === undefined || one.key.get(structure.dimensions[index]?.id ?? '') === value);
  return (keys.length === 0 || keys.some(inKey)) && conditions.every((condition) => condition.holds(one));
}

/** Of each series the first and the last ones, by time. */
function firstAndLast(found: readonly Cell[], { firstN, lastN, structure, dimensionAtObservation }: DataQuestion): readonly Cell[] {
  const along = dimensionAtObservation === 'AllDimensions' ? (structure.timeDimension ?? '') : dimensionAtObservation;
  const ordered = found.toSorted((a, b) => compare(seriesOf(a, along), seriesOf(b, along)) || compare(a.key.get(along) ?? '', b.key.get(along) ?? ''));
  if (firstN === undefined && lastN === undefined) return ordered;
  return [...Map.groupBy(ordered, (one) => seriesOf(one, along)).values()].flatMap((series) => series.filter((_, index) => index < (firstN ?? 0) || index >= series.length - (lastN ?? 0)));
}

function seriesOf({ key }: Cell, along: string): string {
  return JSON.stringify([...key].filter(([id]) => id !== along));
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** So many observations of the whole message, in its order. */
function paged(dataSets: readonly DataSet[], { offset, limit = Infinity }: DataQuestion): DataSet[] {
  let before = 0;
  return dataSets.map((one) => {
    const start = Math.max(0, offset - before);
    const end = Math.max(0, offset + limit - before);
    before += one.observations.length;
    return { ...one, observations: one.observations.slice(start, end) };
  });
}

function projected(one: Cell, { attributes, measures }: DataQuestion): Cell {
  return {
    key: one.key,
    measures: new Map([...one.measures].filter(([id]) => measures?.has(id) ?? true)),
    attributes: new Map([...one.attributes].filter(([id]) => attributes?.has(id) ?? true)),
  };
}
