/**
 * Data messages of SDMX-JSON 2.1.0: series along one dimension, or flat. Numbers are written with the digits that they have.
 *
 * What has one value in the whole message (a dimension; an attribute that every observation has) stands once, at the data set;
 * an attribute stands at the series where it cannot vary within one and does not.
 */
import { type Attribute, codesOf, type Component, type DataSet, type DataStructure, isNumeric, isText, type Message, NUMBER, type Observation, type Read, referenceText, Report, type Scalar, scalarsOf, sameReference, strangersIn, type Value } from '../model.ts';
import { namesAs } from './texts.ts';
import { periodBounds } from '../time.ts';
import { urnOf } from './urn.ts';

/** The word of SDMX for the flat form. */
export const ALL_DIMENSIONS = 'AllDimensions';
export const DATA_SCHEMA = 'https://json.sdmx.org/2.1/sdmx-json-data-schema.json';

export interface JsonOptions {
  /** In which languages a name is looked for, the best first. */
  readonly languages: readonly string[];
  /** The dimension along which series run, or {@link ALL_DIMENSIONS}; the time dimension where nothing is said. */
  readonly dimensionAtObservation?: string;
  /** Where the artefact can be asked for. */
  readonly linkOf?: (structure: DataStructure) => string | undefined;
  /** What else the head says: “all extension keywords must be prefixed with x-”. */
  readonly notes?: Readonly<Record<`x-${string}`, unknown>>;
}

/** The message as text. What did not fit is in the report: key values that are missing, values of unknown components. */
export function writeSdmxJson(message: Message, options: JsonOptions): Read<string> {
  const report = new Report();
  const structures: DataStructure[] = [];
  for (const { structure } of message.dataSets) if (!structures.some((one) => sameStructure(one, structure))) structures.push(structure);
  const written = structures.map((structure, index) => structureWriter(structure, index, message.dataSets.filter((one) => sameStructure(one.structure, structure)), options, report));
  // Before the structures, which list what observations point to.
  const dataSets = message.dataSets.map((dataSet, index) => written[structures.findIndex((one) => sameStructure(one, dataSet.structure))]?.dataSet(dataSet, `dataSets.${index}`));
  const languages = languagesOf(message, options.languages);
  const root = {
    $schema: DATA_SCHEMA,
    meta: {
      id: message.id,
      prepared: message.prepared,
      test: false,
      ...(languages.length > 0 && { contentLanguages: languages }),
      sender: { id: message.sender.id, ...namesAs(message.sender.names, options.languages, message.sender.id) },
      ...options.notes,
    },
    data: {
      structures: structures.map((structure, index) => written[index]?.structure(message.dataSets.flatMap((one, place) => (sameStructure(one.structure, structure) ? [place] : [])))),
      dataSets,
    },
  };
  return { content: JSON.stringify(root), report: report.all() };
}

function sameStructure(a: DataStructure, b: DataStructure): boolean {
  return a === b || (a.type === b.type && sameReference(a.reference, b.reference));
}

function languagesOf({ dataSets, sender }: Message, preferred: readonly string[]): string[] {
  const used = new Set([sender.names, ...dataSets.flatMap(({ structure }) => [structure.names, ...structure.dimensions.map(({ names }) => names)])].flatMap((text) => Object.keys(text)));
  return [...preferred.filter((one) => used.has(one)), ...[...used].filter((one) => !preferred.includes(one)).toSorted()].filter((one) => /^[a-z]{2,3}(-|$)/i.test(one) && one !== 'und');
}

type Level = 'dataSet' | 'series' | 'observation';

/** A component with the values that its message has of it, numbered as they are met. */
class Numbered {
  readonly component: Component;
  readonly level: Level;
  readonly #places = new Map<string, number>();
  readonly #values: Scalar[] = [];

  constructor(component: Component, level: Level) {
    this.component = component;
    this.level = level;
  }

  placeOf(value: Scalar): number {
    const key = textOf(value);
    const known = this.#places.get(key);
    if (known !== undefined) return known;
    this.#places.set(key, this.#values.length);
    return this.#values.push(value) - 1;
  }

  get values(): readonly Scalar[] {
    return this.#values;
  }
}

/** A text that tells values apart: no code or number begins as JSON of an object or list does, and words are told by a sign before. */
function textOf(value: Value | undefined): string {
  return typeof value === 'string' ? `'${value}` : JSON.stringify(value ?? null);
}

interface StructureWriter {
  dataSet(dataSet: DataSet, place: string): object;
  structure(dataSets: readonly number[]): object;
}

function structureWriter(structure: DataStructure, number: number, dataSets: readonly DataSet[], { languages, dimensionAtObservation, linkOf }: JsonOptions, report: Report): StructureWriter {
  const all = dataSets.flatMap(({ observations }) => observations);
  const flat = (dimensionAtObservation ?? structure.timeDimension ?? ALL_DIMENSIONS) === ALL_DIMENSIONS;
  const along = flat ? undefined : (dimensionAtObservation ?? structure.timeDimension);
  const dimensions = placeDimensions(structure, all, along, flat);
  const series = dimensions.filter(({ level }) => level === 'series');
  const atObservation = dimensions.filter(({ level }) => level === 'observation');
  const nameOf = (of: readonly Numbered[], { key }: Observation): string => of.map((one) => one.placeOf(key.get(one.component.id) ?? '')).join(':');
  const attributes = placeAttributes(structure, dataSets, series.map(({ component }) => component.id), along);
  const measures = structure.measures.map((component) => new Numbered(component, 'observation'));
  const at = (level: Level) => attributes.filter((one) => one.level === level);
  const itemsOf = (of: readonly Numbered[], values: ReadonlyMap<string, Value>) => of.map((one) => item(one, values.get(one.component.id)));

  return {
    dataSet({ action, validFrom, validTo, observations, partial = [] }, place) {
      for (const { key } of partial) report.add(place, 'partial_key', [...key].map((pair) => pair.join('=')).join(' '));
      const whole = observations.filter(({ key }, index) => {
        const missing = structure.dimensions.find(({ id }) => !key.has(id));
        if (missing) report.add(`${place}.observations.${index}`, 'incomplete_key', missing.id);
        return !missing;
      });
      for (const [index, one] of whole.entries()) for (const id of strangersIn(structure, one)) report.add(`${place}.observations.${index}`, 'unknown_component', id);
      const written = new Map<string, object>();
      const rows = new Map<string, [string, unknown[]][]>();
      for (const one of whole) {
        const name = series.length > 0 ? nameOf(series, one) : '';
        if (series.length > 0 && !written.has(name)) written.set(name, { ...some('attributes', action === 'Delete' ? [] : trimmed(itemsOf(at('series'), one.attributes))) });
        const items = action === 'Delete' ? [] : trimmed([...itemsOf(measures, one.measures), ...itemsOf(at('observation'), one.attributes)]);
        const list = rows.get(name) ?? [];
        list.push([nameOf(atObservation, one), items]);
        rows.set(name, list);
      }
      const [first] = whole;
      return {
        structure: number,
        action,
        ...(validFrom !== undefined && { validFrom }),
        ...(validTo !== undefined && { validTo }),
        ...(first && some('attributes', itemsOf(at('dataSet'), first.attributes))),
        ...(series.length > 0 ? { series: Object.fromEntries([...written].map(([name, head]) => [name, { ...head, observations: Object.fromEntries(rows.get(name) ?? []) }])) } : { observations: Object.fromEntries(rows.get('') ?? []) }),
      };
    },
    structure: (places) => ({
      dataSets: places,
      ...namesAs(structure.names, languages, referenceText(structure.reference)),
      links: linksOf(structure, linkOf?.(structure)),
      dimensions: {
        dataSet: listed(dimensions, 'dataSet'),
        series: listed(dimensions, 'series'),
        observation: listed(dimensions, 'observation'),
      },
      measures: { observation: measures.map((one) => componentAs(one, structure, languages)) },
      attributes: { dataSet: listed(attributes, 'dataSet'), series: listed(attributes, 'series'), observation: listed(attributes, 'observation') },
    }),
  };

  function listed(of: readonly Numbered[], level: Level): object[] {
    return of.filter((one) => one.level === level).map((one) => componentAs(one, structure, languages));
  }
}

function linksOf({ type, reference, definition }: DataStructure, address: string | undefined): object[] {
  const own = { urn: urnOf(type, reference), rel: type === 'dataprovision' ? 'provisionagreement' : type, ...(address !== undefined && { href: address }) };
  return definition ? [own, { urn: urnOf('datastructure', definition), rel: 'datastructure' }] : [own];
}

/** A dimension with one value goes to the data set, but for the one that numbers the observations and one that numbers the series. */
function placeDimensions({ dimensions, timeDimension }: DataStructure, all: readonly Observation[], along: string | undefined, flat: boolean): Numbered[] {
  const single = new Set(dimensions.flatMap(({ id }) => (all.length > 0 && all.every(({ key }) => key.get(id) === all[0]?.key.get(id)) ? [id] : [])));
  const kept = flat ? (timeDimension ?? dimensions.at(-1)?.id) : along;
  const rest = dimensions.filter(({ id }) => id !== kept);
  // A series has a name of at least one number.
  const named = !flat && rest.every(({ id }) => single.has(id)) ? rest[0]?.id : undefined;
  return dimensions.map((component) => {
    const { id } = component;
    const level: Level = id === kept ? 'observation' : id !== named && single.has(id) ? 'dataSet' : flat ? 'observation' : 'series';
    const placed = new Numbered(component, level);
    const [first] = all;
    if (level === 'dataSet' && first) placed.placeOf(first.key.get(id) ?? '');
    return placed;
  });
}

function placeAttributes({ attributes }: DataStructure, dataSets: readonly DataSet[], series: readonly string[], along: string | undefined): Numbered[] {
  const all = dataSets.filter(({ action }) => action !== 'Delete').flatMap(({ observations }) => observations);
  const used = attributes.filter(({ id }) => all.some((one) => one.attributes.has(id)));
  const families = dataSets.flatMap(({ action, observations }) => (action === 'Delete' || series.length === 0 ? [] : [...Map.groupBy(observations, ({ key }) => series.map((id) => key.get(id)).join(' ')).values()]));
  return used.map((attribute) => {
    const said = (one: Observation): string => textOf(one.attributes.get(attribute.id));
    if (attribute.attachment.to !== 'observation' && all.every((one) => one.attributes.has(attribute.id) && said(one) === said(all[0] ?? one)) && dataSets.every(({ action }) => action !== 'Delete')) return new Numbered(attribute, 'dataSet');
    if (series.length === 0 || variesAlong(attribute, along)) return new Numbered(attribute, 'observation');
    const constant = families.every(([first, ...rest]) => first !== undefined && rest.every((one) => said(one) === said(first)));
    return new Numbered(attribute, constant ? 'series' : 'observation');
  });
}

function variesAlong({ attachment }: Attribute, along: string | undefined): boolean {
  return attachment.to === 'observation' || (attachment.to === 'dimensions' && along !== undefined && attachment.dimensions.includes(along));
}

/** True where the message numbers the values of a component instead of repeating them. */
function isNumbered({ component, level }: Numbered): boolean {
  return component.codelist !== undefined || (level !== 'observation' && component.many !== true);
}

function item(numbered: Numbered, value: Value | undefined): unknown {
  if (value === undefined) return null;
  const { component } = numbered;
  if (!isNumbered(numbered)) return component.many ? scalarsOf(value).map((one) => plain(component, one)) : plain(component, value as Scalar);
  return component.many ? scalarsOf(value).map((one) => numbered.placeOf(one)) : numbered.placeOf(value as Scalar);
}

/** A number as a number, with its digits. */
function plain(component: Component, value: Scalar): unknown {
  if (isText(value)) return value;
  if (component.dataType === 'Boolean' && (value === 'true' || value === 'false')) return value === 'true';
  return isNumeric(component) && NUMBER.test(value as string) ? rawJson(value as string) : value;
}

/** `JSON.rawJSON` of ECMAScript 2026, which the library of types does not know yet. */
const { rawJSON: rawJson } = JSON as unknown as { rawJSON(text: string): unknown };

function componentAs(numbered: Numbered, structure: DataStructure, languages: readonly string[]): object {
  const { component } = numbered;
  const place = structure.dimensions.indexOf(component);
  const attribute = structure.attributes.find((one) => one === component);
  const isTime = component.id === structure.timeDimension;
  return {
    id: component.id,
    ...namesAs(component.names, languages, component.id),
    ...(place !== -1 && { keyPosition: place }),
    ...(isTime && { roles: ['TIME_PERIOD'] }),
    ...(attribute && { relationship: relationshipOf(attribute) }),
    ...(!component.codelist && { format: { dataType: component.dataType ?? (isTime ? 'ObservationalTimePeriod' : 'String'), ...(component.multilingual && { isMultiLingual: true }) } }),
    ...(component.many && { maxOccurs: 'unbounded' }),
    ...((place !== -1 || isNumbered(numbered)) && some('values', numbered.values.map((value) => valueAs(component, value, isTime, languages)))),
  };
}

function relationshipOf({ attachment }: Attribute): object {
  return attachment.to === 'dimensions' ? { dimensions: attachment.dimensions } : { [attachment.to]: {} };
}

function valueAs(component: Component, value: Scalar, isTime: boolean, languages: readonly string[]): object {
  if (isText(value) || !component.codelist) return { value: plain(component, value), ...(isTime && typeof value === 'string' && periodBounds(value)) };
  const code = codesOf(component).get(value);
  return { id: value, ...namesAs(code?.names ?? {}, languages, value), ...(code?.parent !== undefined && { parent: code.parent }) };
}

/** Without what is missing at the end: the format says that it may be left out. */
function trimmed(items: readonly unknown[]): unknown[] {
  return items.slice(0, items.findLastIndex((one) => one !== null) + 1);
}

function some(name: string, list: readonly unknown[]): Record<string, readonly unknown[]> {
  return list.length > 0 ? { [name]: list } : {};
}

