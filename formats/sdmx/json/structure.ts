/** Structure messages of SDMX-JSON: written as 2.1.0; read in 1.0, 2.0 and 2.1, as far as data need them. */
import { type Attachment, type Attribute, type Code, type Codelist, type Component, type DataStructure, type Limits, LIMITS, type Message, type Read, type Reference, referenceText, Report, type Text, Unreadable } from '../model.ts';
import { type Json, listAt, member, objectAt, parseJson, placeOf, textAt } from './parse.ts';
import { namesAs, namesOf } from './texts.ts';
import { conceptUrn, itemOfUrn, referenceOfUrn, urnOf } from './urn.ts';

export const STRUCTURE_SCHEMA = 'https://json.sdmx.org/2.1/sdmx-json-structure-schema.json';

export interface Dataflow extends Reference {
  readonly names: Text;
  readonly structure: Reference;
}

export interface ConceptScheme extends Reference {
  readonly names: Text;
  readonly concepts: readonly { readonly id: string; readonly names: Text }[];
}

/** What a structure message holds. */
export interface Artefacts {
  readonly dataflows: readonly Dataflow[];
  /** Definitions: their reference is that of the definition. */
  readonly structures: readonly DataStructure[];
  readonly codelists: readonly Codelist[];
  readonly conceptSchemes: readonly ConceptScheme[];
}

export interface StructureOptions {
  readonly languages: readonly string[];
  /** Where the concepts of the components stand. */
  readonly concepts: Reference;
  /** Only what identifies an artefact, and its name. */
  readonly stubs?: boolean;
  /** True where some items of the code lists and concept schemes were left out. */
  readonly partial?: boolean;
}

export function writeSdmxStructure({ id, prepared, sender }: Omit<Message, 'dataSets'>, { dataflows, structures, codelists, conceptSchemes }: Artefacts, options: StructureOptions): string {
  const { languages, stubs = false, partial = false } = options;
  const named = (artefact: Reference & { readonly names: Text }) => ({ id: artefact.id, agencyID: artefact.agency, ...(artefact.version !== undefined && { version: artefact.version }), ...namesAs(artefact.names, languages, artefact.id), ...(stubs && { isExternalReference: true }) });
  const whole = (more: object): object => (stubs ? {} : more);
  const items = (name: string, list: readonly { readonly id: string; readonly names: Text; readonly parent?: string }[]): object => (list.length === 0 ? {} : { [name]: list.map((one) => ({ id: one.id, ...namesAs(one.names, languages, one.id), ...(one.parent !== undefined && { parent: one.parent }) })) });
  const data = {
    ...some('dataStructures', structures.map((one) => ({ ...named({ ...one.reference, names: one.names }), ...whole({ dataStructureComponents: componentsAs(one, options) }) }))),
    ...some('dataflows', dataflows.map((one) => ({ ...named(one), ...whole({ structure: urnOf('datastructure', one.structure) }) }))),
    ...some('codelists', codelists.map((one) => ({ ...named(one), ...whole({ ...(partial && { isPartial: true }), ...items('codes', one.codes) }) }))),
    ...some('conceptSchemes', conceptSchemes.map((one) => ({ ...named(one), ...whole({ ...(partial && { isPartial: true }), ...items('concepts', one.concepts) }) }))),
  };
  const used = new Set([...structures, ...dataflows, ...codelists, ...conceptSchemes].flatMap(({ names }) => Object.keys(names)));
  const spoken = [...languages.filter((one) => used.has(one)), ...[...used].filter((one) => !languages.includes(one) && one !== 'und').toSorted()];
  return JSON.stringify({
    $schema: STRUCTURE_SCHEMA,
    meta: { id, prepared, test: false, ...some('contentLanguages', spoken), sender: { id: sender.id, ...namesAs(sender.names, languages, sender.id) } },
    data,
  });
}

function some(name: string, list: readonly unknown[]): Record<string, readonly unknown[]> {
  return list.length > 0 ? { [name]: list } : {};
}

function componentsAs({ dimensions, timeDimension, measures, attributes }: DataStructure, { concepts }: StructureOptions): object {
  const basic = (component: Component) => ({ id: component.id, conceptIdentity: conceptUrn(concepts, component.id) });
  const time = dimensions.find(({ id }) => id === timeDimension);
  return {
    dimensionList: {
      id: 'DimensionDescriptor',
      dimensions: dimensions.flatMap((component, position) => (component === time ? [] : [{ ...basic(component), position, localRepresentation: representationOf(component) }])),
      ...(time && { timeDimension: { ...basic(time), localRepresentation: { format: { dataType: 'ObservationalTimePeriod' } } } }),
    },
    ...(measures.length > 0 && { measureList: { id: 'MeasureDescriptor', measures: measures.map((component) => ({ ...basic(component), usage: 'optional', localRepresentation: { ...representationOf(component), minOccurs: 0, maxOccurs: 1 } })) } }),
    ...(attributes.length > 0 && { attributeList: { id: 'AttributeDescriptor', attributes: attributes.map((attribute) => ({ ...basic(attribute), usage: 'optional', attributeRelationship: relationshipOf(attribute), localRepresentation: { ...representationOf(attribute), minOccurs: 0, maxOccurs: attribute.many ? 'unbounded' : 1 } })) } }),
  };
}

function representationOf({ codelist, dataType = 'String', multilingual }: Component): object {
  return codelist ? { enumeration: urnOf('codelist', codelist) } : { format: { dataType, ...(multilingual && { isMultiLingual: true }) } };
}

function relationshipOf({ attachment }: Attribute): object {
  return attachment.to === 'dimensions' ? { dimensions: attachment.dimensions } : { [attachment.to]: {} };
}

/** @throws Unreadable where the text is no such message. In the report: references to what the message does not hold. */
export function readSdmxStructure(text: string, limits: Limits = LIMITS): Read<Artefacts> {
  const root = parseJson(text, limits.characters);
  const data = objectAt(root, 'data') ?? objectAt(root, 'structure');
  if (!data) throw new Unreadable('data', 'no_structure');
  const report = new Report();
  const artefacts = <T>(name: string, read: (value: Json, own: Reference & { names: Text }, place: string) => T): T[] =>
    listAt(data, name).flatMap((value, index) => {
      const place = `${name}.${index}`;
      const [id, agency] = [textAt(value, 'id'), textAt(value, 'agencyID')];
      if (id === undefined || agency === undefined) return (report.add(place, 'no_reference'), []);
      return [read(value, { id, agency, version: textAt(value, 'version'), names: namesOf(value) }, place)];
    });
  const codelists = artefacts('codelists', (value, own): Codelist => ({ ...own, codes: listAt(value, 'codes').flatMap(codeOf) }));
  const conceptSchemes = artefacts('conceptSchemes', (value, own): ConceptScheme => ({ ...own, concepts: listAt(value, 'concepts').flatMap(codeOf) }));
  const dataflows = artefacts('dataflows', (value, own, place): Dataflow[] => {
    const structure = referenceOfUrn(textAt(value, 'structure') ?? '');
    return structure ? [{ ...own, structure }] : (report.add(place, 'no_reference'), []);
  }).flat();
  const known: Known = { codelists: new Map(codelists.map((one) => [referenceText(one), one])), concepts: new Map(conceptSchemes.flatMap((scheme) => scheme.concepts.map((one) => [`${referenceText(scheme)}.${one.id}`, one.names]))), report };
  const structures = artefacts('dataStructures', (value, { names, ...reference }, place) => definitionOf(value, reference, names, place, known));
  return { content: { dataflows, structures, codelists, conceptSchemes }, report: report.all() };
}

interface Known {
  readonly codelists: ReadonlyMap<string, Codelist>;
  readonly concepts: ReadonlyMap<string, Text>;
  readonly report: Report;
}

function codeOf(value: Json): Code[] {
  const [id, parent] = [textAt(value, 'id'), textAt(value, 'parent')];
  return id === undefined ? [] : [{ id, names: namesOf(value), ...(parent !== undefined && { parent }) }];
}

function definitionOf(value: Json, reference: Reference, names: Text, place: string, known: Known): DataStructure {
  const components = objectAt(value, 'dataStructureComponents');
  const read = (list: readonly Json[], where: string): Component[] => list.flatMap((one, index) => componentOf(one, `${place}.${where}.${index}`, known));
  const [dimensionList, measureList, attributeList] = ['dimensionList', 'measureList', 'attributeList'].map((name) => objectAt(components, name));
  const listed = listAt(dimensionList, 'dimensions').toSorted((a, b) => (placeOf(member(a, 'position')) ?? 0) - (placeOf(member(b, 'position')) ?? 0));
  // One in 2.x, a list of one in 1.0.
  const time = [...[objectAt(dimensionList, 'timeDimension')].filter((one) => one !== undefined), ...listAt(dimensionList, 'timeDimensions')];
  const timeDimensions = read(time, 'timeDimension');
  const measures = [...listAt(measureList, 'measures'), ...[objectAt(measureList, 'primaryMeasure')].filter((one) => one !== undefined)];
  return {
    reference,
    type: 'datastructure',
    names,
    dimensions: [...read(listed, 'dimensions'), ...timeDimensions],
    timeDimension: timeDimensions[0]?.id,
    measures: read(measures, 'measures'),
    attributes: listAt(attributeList, 'attributes').flatMap((one, index) => read([one], `attributes.${index}`).map((component): Attribute => ({ ...component, attachment: attachmentOf(objectAt(one, 'attributeRelationship') ?? objectAt(one, 'relationship')) }))),
  };
}

function componentOf(value: Json, place: string, { codelists, concepts, report }: Known): Component[] {
  const concept = textAt(value, 'conceptIdentity') ?? '';
  const id = textAt(value, 'id') ?? itemOfUrn(concept);
  if (id === undefined) return (report.add(place, 'no_id'), []);
  const representation = objectAt(value, 'localRepresentation');
  const enumeration = textAt(representation, 'enumeration');
  const reference = enumeration === undefined ? undefined : referenceOfUrn(enumeration);
  const codelist = reference && (codelists.get(referenceText(reference)) ?? { ...reference, names: {}, codes: [] });
  if (reference && !codelists.has(referenceText(reference))) report.add(place, 'no_such_codelist', referenceText(reference));
  const format = objectAt(representation, 'format') ?? objectAt(representation, 'textFormat');
  const dataType = textAt(format, 'dataType') ?? textAt(format, 'textType');
  const most = textAt(representation, 'maxOccurs');
  const scheme = referenceOfUrn(concept);
  return [
    {
      id,
      names: (scheme && concepts.get(`${referenceText(scheme)}.${itemOfUrn(concept) ?? ''}`)) ?? {},
      ...(codelist && { codelist }),
      ...(!codelist && dataType !== undefined && { dataType }),
      ...(most !== undefined && most !== '1' && { many: true }),
      ...(member(format, 'isMultiLingual') === true && { multilingual: true }),
    },
  ];
}

function attachmentOf(relationship: Json | undefined): Attachment {
  if (member(relationship, 'dataflow') !== undefined || member(relationship, 'none') !== undefined) return { to: 'dataflow' };
  const dimensions = listAt(relationship, 'dimensions').filter((one): one is string => typeof one === 'string');
  return dimensions.length > 0 ? { to: 'dimensions', dimensions } : { to: 'observation' };
}
