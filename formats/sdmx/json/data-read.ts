/**
 * Data messages of SDMX-JSON 1.0, 2.0 and 2.1. What cannot be read leaves the rest readable and is reported: a place in a list
 * that the list does not have, a number that is none, annotations, which nothing here carries.
 */
import { ACTIONS, type DataSet, type DataStructure, isNumeric, type Limits, LIMITS, type Message, type Observation, type Read, Report, type Scalar, Unreadable, type Value } from '../model.ts';
import { type Json, type JsonObject, listAt, member, objectAt, parseJson, placeOf, textAt } from './parse.ts';
import { placed, type Placed, type PlacedStructure, structureOf } from './data-structure-read.ts';
import { namesOf } from './texts.ts';

/** @throws Unreadable where the text is no such message. */
export function readSdmxJson(text: string, limits: Limits = LIMITS): Read<Message> {
  const root = parseJson(text, limits.characters);
  if (!(root instanceof Map)) throw new Unreadable('message', 'not_an_object');
  const message = root as JsonObject;
  // Before 1.0 was final, structure and data sets stood beside the header.
  const data = objectAt(message, 'data') ?? message;
  const structures = [...listAt(data, 'structures'), ...[member(data, 'structure')].filter((one) => one instanceof Map)];
  if (structures.length === 0) throw new Unreadable('data', 'no_structure');
  const report = new Report();
  const known = structures.map((one, index) => structureOf(one, `structures.${index}`, report, !data.has('structures')));
  const reading: Reading = { report, left: { observations: limits.observations } };
  const dataSets = listAt(data, 'dataSets').flatMap((one, index) => {
    const place = `dataSets.${index}`;
    const number = member(one, 'structure') === undefined ? 0 : placeOf(member(one, 'structure'));
    const structure = number === undefined ? undefined : known[number];
    if (!structure) return (report.add(place, 'no_such_structure'), []);
    return [dataSetOf(one, structure, place, reading)];
  });
  const meta = objectAt(message, 'meta') ?? objectAt(message, 'header');
  const sender = objectAt(meta, 'sender');
  return {
    content: { id: textAt(meta, 'id') ?? '', prepared: textAt(meta, 'prepared') ?? '', sender: { id: textAt(sender, 'id') ?? '', names: namesOf(sender) }, dataSets },
    report: report.all(),
  };
}

interface Reading {
  readonly report: Report;
  readonly left: { observations: number };
}

type Values = ReadonlyMap<string, Value>;
type Key = ReadonlyMap<string, string>;

function dataSetOf(value: Json, structure: PlacedStructure, place: string, reading: Reading): DataSet {
  const { report } = reading;
  const named = textAt(value, 'action') ?? 'Merge';
  const action = ACTIONS.find((one) => one === named);
  if (!action) report.add(`${place}.action`, 'not_an_action', named);
  if (listAt(value, 'annotations').length > 0) report.add(`${place}.annotations`, 'annotations');
  const shared = attributesOf(listAt(value, 'attributes'), structure.attributes.dataSet, `${place}.attributes`, report);
  const found = [
    // Flat observations are numbered by all dimensions, also where the structure speaks of series.
    ...observationsOf(objectAt(value, 'observations'), { ...structure, dimensions: { ...structure.dimensions, observation: [...structure.dimensions.series, ...structure.dimensions.observation] } }, structure.fixed, shared, `${place}.observations`, reading),
    ...[...(objectAt(value, 'series') ?? [])].flatMap(([name, series]) => seriesOf(name, series, structure, shared, `${place}.series.${name}`, reading)),
  ];
  const groups = groupsOf(objectAt(value, 'dimensionGroupAttributes'), structure, `${place}.dimensionGroupAttributes`, report);
  const { observations, partial } = joined(found, groups, structure);
  const [validFrom, validTo] = [textAt(value, 'validFrom'), textAt(value, 'validTo')];
  return { structure: structure.structure, action: action ?? 'Merge', ...(validFrom !== undefined && { validFrom }), ...(validTo !== undefined && { validTo }), observations, ...(partial.length > 0 && { partial }) };
}

function seriesOf(name: string, value: Json, structure: PlacedStructure, shared: Values, place: string, reading: Reading): Observation[] {
  const key = keyOf(name, structure.dimensions.series, place, reading.report);
  if (!key) return [];
  if (listAt(value, 'annotations').length > 0) reading.report.add(`${place}.annotations`, 'annotations');
  const own = attributesOf(listAt(value, 'attributes'), structure.attributes.series, `${place}.attributes`, reading.report);
  return observationsOf(objectAt(value, 'observations'), structure, new Map([...structure.fixed, ...key]), new Map([...shared, ...own]), `${place}.observations`, reading);
}

function observationsOf(members: JsonObject | undefined, structure: PlacedStructure, above: Key, shared: Values, place: string, { report, left }: Reading): Observation[] {
  const { measures, attributes, dimensions } = structure;
  return [...(members ?? [])].flatMap(([name, value]) => {
    left.observations -= 1;
    if (left.observations < 0) throw new Unreadable(place, 'too_many_observations');
    const here = `${place}.${name}`;
    const key = keyOf(name, dimensions.observation, here, report);
    if (!key || !Array.isArray(value)) return key ? (report.add(here, 'not_an_observation'), []) : [];
    const items = value as readonly Json[];
    if (items.length > measures.length + attributes.observation.length) report.add(here, 'annotations');
    return [
      {
        key: new Map([...above, ...key]),
        measures: attributesOf(items.slice(0, measures.length), measures, here, report),
        attributes: new Map([...shared, ...attributesOf(items.slice(measures.length), attributes.observation, here, report)]),
      },
    ];
  });
}

/** `0:3:1` as values of the dimensions of its level. */
function keyOf(name: string, dimensions: readonly Placed[], place: string, report: Report): Key | undefined {
  const places = name.split(':');
  // A level without dimensions has one key, which may be called anything.
  if (dimensions.length > 0 && places.length !== dimensions.length) return (report.add(place, 'not_a_key'), undefined);
  const key = new Map<string, string>();
  for (const [index, { component, values }] of dimensions.entries()) {
    const value = /^\d{1,9}$/.test(places[index] ?? '') ? values?.[Number(places[index])] : undefined;
    if (typeof value !== 'string') return (report.add(place, 'out_of_range', component.id), undefined);
    key.set(component.id, value);
  }
  return key;
}

function attributesOf(items: readonly Json[], components: readonly Placed[], place: string, report: Report): Map<string, Value> {
  const values = new Map<string, Value>();
  for (const [index, one] of components.entries()) {
    const item = items[index];
    // What is left out at the end has the value that the structure gives in its place.
    const value = item === undefined ? one.default : item === null ? undefined : valueOf(item, one, `${place}.${index}`, report);
    if (value !== undefined) values.set(one.component.id, value);
  }
  return values;
}

/** A value by its place in the list of the component; where the component has no list, the value itself. */
function valueOf(item: Json, one: Placed, place: string, report: Report): Value | undefined {
  if (one.values === undefined) return checked(placed(item), one, place, report);
  const several = Array.isArray(item) ? (item as readonly Json[]) : undefined;
  const found = (several ?? [item]).flatMap((index) => {
    const number = placeOf(index);
    const value = number === undefined ? undefined : one.values?.[number];
    if (value === undefined) report.add(place, 'out_of_range', one.component.id);
    return value === undefined || value === null ? [] : [value];
  });
  return several ? found.flatMap((value) => (Array.isArray(value) ? (value as readonly Scalar[]) : [value as Scalar])) : found[0];
}

function checked(value: Value | undefined, { component }: Placed, place: string, report: Report): Value | undefined {
  if (value === undefined) report.add(place, 'not_a_value', component.id);
  else if (isNumeric(component) && typeof value === 'string' && !/^[-+]?(\d+\.?\d*|\.\d+)([eE][-+]?\d+)?$|^NaN$/.test(value)) report.add(place, 'not_a_number', value);
  return value;
}

function groupsOf(members: JsonObject | undefined, { ordered, attributes, all }: PlacedStructure, place: string, report: Report): Observation[] {
  return [...(members ?? [])].flatMap(([name, value]) => {
    const here = `${place}.${name}`;
    const places = name.split(':');
    const key = new Map<string, string>();
    if (places.length !== ordered.length || !Array.isArray(value)) return (report.add(here, 'not_a_key'), []);
    for (const [index, id] of ordered.entries()) {
      const text = places[index] ?? '';
      if (text === '' || text === '~') continue;
      const dimension = all.get(id);
      const found = /^\d{1,9}$/.test(text) ? dimension?.values?.[Number(text)] : undefined;
      if (typeof found !== 'string') return (report.add(here, 'out_of_range', id), []);
      key.set(id, found);
    }
    const items = value as readonly Json[];
    if (items.length > attributes.dimensionGroup.length) report.add(here, 'annotations');
    return [{ key, measures: new Map(), attributes: attributesOf(items, attributes.dimensionGroup, here, report) }];
  });
}

/** Attributes of parts of keys, given to the observations that have them. What no observation has stays apart. */
export function joined(observations: readonly Observation[], groups: readonly Observation[], { structure }: { readonly structure: DataStructure }): { observations: Observation[]; partial: Observation[] } {
  if (groups.length === 0) return { observations: [...observations], partial: [] };
  const shapes = Map.groupBy(groups, ({ key }) => structure.dimensions.flatMap(({ id }) => (key.has(id) ? [id] : [])).join(' '));
  const used = new Set<Observation>();
  let current = [...observations];
  for (const [shape, members] of shapes) {
    const dimensions = shape === '' ? [] : shape.split(' ');
    const nameOf = (key: Key): string => JSON.stringify(dimensions.map((id) => key.get(id) ?? null));
    const byKey = Map.groupBy(members, ({ key }) => nameOf(key));
    current = current.map((one) => {
      const matching = byKey.get(nameOf(one.key)) ?? [];
      for (const group of matching) used.add(group);
      return matching.length === 0 ? one : { ...one, attributes: new Map([...matching.flatMap(({ attributes }) => [...attributes]), ...one.attributes]) };
    });
  }
  return { observations: current, partial: groups.filter((one) => !used.has(one)) };
}

