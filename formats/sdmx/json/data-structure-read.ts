/** The part of a data message that says how its data are built, with the lists that observations point into. */
import { type ArtefactType, type Attachment, type Attribute, type Codelist, type Component, type DataStructure, type Reference, type Report, type Scalar, type Text, type Value } from '../model.ts';
import { type Json, type JsonObject, listAt, member, Numeral, objectAt, placeOf, textAt } from './parse.ts';
import { namesOf, textOf } from './texts.ts';
import { artefactTypeOf, referenceOfUrn } from './urn.ts';

/** A component with the values that the message numbers; without, where it gives values themselves. */
export interface Placed {
  readonly component: Component;
  readonly values: readonly (Value | null)[] | undefined;
  readonly default: Value | undefined;
}

interface Levels {
  readonly dataSet: readonly Placed[];
  readonly dimensionGroup: readonly Placed[];
  readonly series: readonly Placed[];
  readonly observation: readonly Placed[];
}

export interface PlacedStructure {
  readonly structure: DataStructure;
  readonly dimensions: Levels;
  readonly measures: readonly Placed[];
  readonly attributes: Levels;
  /** The dimensions that have one value in the whole message. */
  readonly fixed: ReadonlyMap<string, string>;
  /** Ids of all dimensions in the order of the key. */
  readonly ordered: readonly string[];
  readonly all: ReadonlyMap<string, Placed>;
}

const OBS_VALUE: Placed = { component: { id: 'OBS_VALUE', names: {}, dataType: 'Double' }, values: undefined, default: undefined };
const NAME = /^[A-Za-z][A-Za-z0-9_-]*$/;

/** @param first true for version 1.0, whose only measure goes without saying. */
export function structureOf(value: Json, place: string, report: Report, first: boolean): PlacedStructure {
  const seen = new Set<string>();
  const read = (role: string): Levels => {
    const levels = objectAt(value, role);
    const at = (level: string): Placed[] => listAt(levels, level).flatMap((one, index) => placedOf(one, `${place}.${role}.${level}.${index}`, role === 'dimensions', seen, report));
    return { dataSet: at('dataSet'), dimensionGroup: at('dimensionGroup'), series: at('series'), observation: at('observation') };
  };
  const [dimensions, attributes, measuresRead] = [read('dimensions'), read('attributes'), read('measures')];
  const measures = first || objectAt(value, 'measures') === undefined ? [OBS_VALUE] : measuresRead.observation;
  const positions = positionsOf(value);
  const all = [...dimensions.dataSet, ...dimensions.series, ...dimensions.observation].toSorted((a, b) => (positions.get(a.component.id) ?? 0) - (positions.get(b.component.id) ?? 0));
  if (listAt(value, 'annotations').length > 0) report.add(`${place}.annotations`, 'annotations');
  const { reference, type, definition } = identityOf(value, place, report);
  return {
    structure: {
      reference,
      type,
      ...(definition && { definition }),
      names: namesOf(value),
      dimensions: all.map(({ component }) => component),
      timeDimension: all.find(({ component }) => component.id === 'TIME_PERIOD')?.component.id,
      measures: measures.map(({ component }) => component),
      attributes: [...attributes.dataSet, ...attributes.dimensionGroup, ...attributes.series, ...attributes.observation].map(({ component }) => component as Attribute),
    },
    dimensions,
    measures,
    attributes,
    fixed: new Map(dimensions.dataSet.flatMap(({ component, values }) => (typeof values?.[0] === 'string' ? [[component.id, values[0]] as const] : []))),
    ordered: all.map(({ component }) => component.id),
    all: new Map(all.map((one) => [one.component.id, one])),
  };
}

function positionsOf(structure: Json): Map<string, number> {
  const dimensions = objectAt(structure, 'dimensions');
  const listed = ['dataSet', 'series', 'observation'].flatMap((level) => listAt(dimensions, level));
  return new Map(listed.map((one, index) => [textAt(one, 'id') ?? '', placeOf(member(one, 'keyPosition')) ?? 1e6 + index]));
}

function identityOf(value: Json, place: string, report: Report): { reference: Reference; type: ArtefactType; definition?: Reference } {
  const urns = listAt(value, 'links').flatMap((link) => textAt(link, 'urn') ?? []);
  const found = urns.flatMap((urn) => {
    const [type, reference] = [artefactTypeOf(urn), referenceOfUrn(urn)];
    return type && reference ? [{ type, reference }] : [];
  });
  const [first] = found;
  if (!first) report.add(`${place}.links`, 'no_reference');
  const definition = found.find(({ type }) => type === 'datastructure')?.reference;
  return { reference: first?.reference ?? { agency: 'unknown', id: 'unknown', version: undefined }, type: first?.type ?? 'dataflow', ...(definition && first?.type !== 'datastructure' && { definition }) };
}

function placedOf(value: Json, place: string, isDimension: boolean, seen: Set<string>, report: Report): Placed[] {
  const id = textAt(value, 'id');
  if (id === undefined || !NAME.test(id)) return (report.add(place, 'no_id'), [nameless(place)]);
  if (seen.has(id)) return (report.add(place, 'repeated_component', id), [nameless(place)]);
  seen.add(id);
  const format = objectAt(value, 'format');
  const listed = member(value, 'values');
  const items = Array.isArray(listed) && listed.length > 0 ? (listed as readonly Json[]) : undefined;
  const dataType = textAt(format, 'dataType');
  const most = textAt(value, 'maxOccurs') ?? textAt(format, 'maxOccurs');
  const codes = (items ?? []).flatMap((item) => {
    const code = textAt(item, 'id');
    const parent = textAt(item, 'parent');
    return code === undefined ? [] : [{ id: code, names: namesOf(item), ...(parent !== undefined && { parent }) }];
  });
  const multilingual = member(format, 'isMultiLingual') === true || (items ?? []).some((item) => member(item, 'value') instanceof Map);
  const codelist: Codelist | undefined = codes.length > 0 ? { agency: '', id: `CL_${id}`, version: undefined, names: {}, codes } : undefined;
  const component: Component = {
    id,
    names: namesOf(value),
    ...(codelist && { codelist }),
    ...(dataType !== undefined && { dataType }),
    ...(most !== undefined && most !== '1' && { many: true }),
    ...(multilingual && { multilingual: true }),
  };
  const values = items?.map((item) => (item === null ? null : (valueOfItem(item) ?? null)));
  return [{ component: isDimension ? component : ({ ...component, attachment: attachmentOf(objectAt(value, 'relationship')) } as Attribute), values, default: placed(member(value, 'default')) }];
}

/** Keeps the place of what cannot be read, so that those after it are found. */
function nameless(place: string): Placed {
  return { component: { id: place, names: {} }, values: [], default: undefined };
}

/** A code, or a value that is none. */
function valueOfItem(item: Json): Value | undefined {
  return textAt(item, 'id') ?? placed(member(item, 'value')) ?? placed(member(item, 'values')) ?? textAt(item, 'name');
}

function attachmentOf(relationship: JsonObject | undefined): Attachment {
  if (relationship?.has('dataflow')) return { to: 'dataflow' };
  const dimensions = listAt(relationship, 'dimensions').filter((one): one is string => typeof one === 'string');
  return dimensions.length > 0 ? { to: 'dimensions', dimensions } : { to: 'observation' };
}

/** A value that stands where it is meant. Lists within lists (nested metadata) are none that we carry. */
export function placed(value: Json | undefined): Value | undefined {
  if (Array.isArray(value)) {
    const scalars = (value as readonly Json[]).map(scalar).filter((one) => one !== undefined);
    return scalars.length === value.length ? scalars : undefined;
  }
  return scalar(value);
}

function scalar(value: Json | undefined): Scalar | undefined {
  if (typeof value === 'string') return value;
  if (typeof value === 'boolean') return String(value);
  if (value instanceof Numeral) return value.text;
  return value instanceof Map ? (textOf(value as JsonObject) satisfies Text) : undefined;
}
