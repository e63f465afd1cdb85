/** The structure of the observatory's data: which dimensions, measures and attributes its figures have, with their code lists. */
import { ABSENCES } from '#core/kinds/values.ts';
import { DIMENSIONS, STATUSES } from '#modules/observatory/kinds/vocabulary.ts';
import { idOf, TOTAL } from '../codes.ts';
import type { Artefacts, ConceptScheme } from '../json/structure.ts';
import type { Attachment, Attribute, Code, Codelist, Component, DataStructure, Reference, Text } from '../model.ts';

export type Dimension = (typeof DIMENSIONS)[number];

/** Ids after the global structure of the Sustainable Development Goals, where it has the dimension. */
export const DIMENSION_IDS: Readonly<Record<Dimension, string>> = {
  sex: 'SEX',
  area: 'URBANISATION',
  age: 'AGE',
  language: 'LANGUAGE',
  ethnicity: 'ETHNICITY',
  disability: 'DISABILITY_STATUS',
  education: 'EDUCATION_LEV',
  income: 'INCOME_WEALTH_QUANTILE',
  operator: 'OPERATOR',
  technology: 'TECHNOLOGY',
  sector: 'ACTIVITY',
  occupation: 'OCCUPATION',
  institution_type: 'INSTITUTION_TYPE',
  company_size: 'COMPANY_SIZE',
  city: 'CITY',
  item: 'ITEM',
  other: 'OTHER_BREAKDOWN',
};

/**
 * Legacy numbering: an artefact of version 1.0 may change. Our code lists grow with every publication; a semantic version
 * (1.0.0) would promise that they do not.
 */
export const VERSION = '1.0';
export const FLOW = 'OBSERVATORY';
/** Of what a source gives no time for: a structure without a time dimension, because SDMX knows no time that is missing. */
export const UNDATED = 'OBSERVATORY_UNDATED';
export const FREQUENCIES = ['A', 'S', 'Q', 'M', 'D', '_O', '_U'] as const;

export interface Named {
  readonly id: string;
  readonly names: Text;
}

/** What the observatory holds, as far as names and codes go. */
export interface Catalogue {
  readonly agency: string;
  readonly names: Text;
  readonly indicators: readonly (Named & { readonly code: string; readonly unit: Text; readonly unitCode: string | undefined; readonly decimals: number })[];
  readonly territories: readonly Named[];
  readonly sets: readonly Named[];
  readonly sources: readonly Named[];
  readonly groups: ReadonlyMap<Dimension, readonly Named[]>;
  /** What concepts and fixed codes are called: `concepts.FREQ`, `statuses.A`, `total`. */
  words(key: string): Text;
}

/** The dataflows: of figures with a time, and of those without. No figure is in both. */
export function observatoryFlows(catalogue: Catalogue): readonly [DataStructure, DataStructure] {
  const dated = datedStructure(catalogue);
  const reference: Reference = { ...dated.reference, id: UNDATED };
  const reason: Attribute = { ...fixedIn(catalogue, 'TIME_MISSING', 'absences', ABSENCES), attachment: { to: 'observation' } };
  return [dated, { ...dated, reference, definition: reference, names: catalogue.words('undated'), dimensions: dated.dimensions.filter(({ id }) => id !== dated.timeDimension), timeDimension: undefined, attributes: [...dated.attributes, reason] }];
}

function fixedIn({ agency, words }: Catalogue, id: string, group: string, codes: readonly string[]): Component {
  const names = words(`concepts.${id}`);
  return { id, names, codelist: { agency, id: `CL_${id}`, version: VERSION, names, codes: codes.map((code) => ({ id: code, names: words(`${group}.${code}`) })) } };
}

/** The dimensions stand in the order of the key. */
function datedStructure(catalogue: Catalogue): DataStructure {
  const { agency, words } = catalogue;
  const reference: Reference = { agency, id: FLOW, version: VERSION };
  const concept = (id: string): Text => words(`concepts.${id}`);
  const list = (id: string, codes: readonly Code[]): Codelist => ({ agency, id, version: VERSION, names: concept(id.replace(/^CL_/, '')), codes: unique(codes) });
  const coded = (id: string, codes: readonly Code[], listId = `CL_${id}`): Component => ({ id, names: concept(id), codelist: { ...list(listId, codes), names: concept(id) } });
  const fixed = (id: string, group: string, codes: readonly string[]): Component => fixedIn(catalogue, id, group, codes);
  const total: Code = { id: TOTAL, names: words('total') };
  const breakdowns = DIMENSIONS.map((dimension) => coded(DIMENSION_IDS[dimension], [total, ...(catalogue.groups.get(dimension) ?? []).map(({ id, names }) => ({ id: idOf(id), names }))]));
  const units = catalogue.indicators.flatMap(({ unitCode, unit }) => (unitCode === undefined ? [] : [{ id: idOf(unitCode), names: unit }]));
  return {
    reference,
    type: 'dataflow',
    definition: reference,
    names: catalogue.names,
    dimensions: [
      fixed('FREQ', 'frequencies', FREQUENCIES),
      coded('REF_AREA', catalogue.territories.map(({ id, names }) => ({ id: idOf(id), names }))),
      coded('INDICATOR', catalogue.indicators.map(({ code, names }) => ({ id: idOf(code), names }))),
      ...breakdowns,
      coded('DATA_SET', catalogue.sets.map(({ id, names }) => ({ id, names }))),
      { id: 'TIME_PERIOD', names: concept('TIME_PERIOD'), dataType: 'ObservationalTimePeriod' },
    ],
    timeDimension: 'TIME_PERIOD',
    measures: [{ id: 'OBS_VALUE', names: concept('OBS_VALUE'), dataType: 'Decimal' }],
    attributes: [
      attribute(coded('UNIT_MEASURE', units), of('INDICATOR')),
      attribute({ id: 'UNIT_TEXT', names: concept('UNIT_TEXT'), multilingual: true }, of('INDICATOR')),
      attribute(fixed('UNIT_MULT', 'multipliers', ['0']), of('INDICATOR')),
      attribute({ id: 'DECIMALS', names: concept('DECIMALS'), dataType: 'Integer' }, of('INDICATOR')),
      attribute(coded('SOURCE', catalogue.sources.map(({ id, names }) => ({ id, names }))), of('DATA_SET')),
      attribute(fixed('OBS_STATUS', 'statuses', STATUSES)),
      attribute(fixed('CONF_STATUS', 'confidentiality', ['F', 'C'])),
      attribute(fixed('MISSING_REASON', 'absences', ABSENCES)),
      attribute({ id: 'MISSING_GROUND', names: concept('MISSING_GROUND') }),
      attribute({ id: 'MISSING_REVIEW', names: concept('MISSING_REVIEW') }),
      attribute({ id: 'NUMERATOR', names: concept('NUMERATOR'), dataType: 'Integer' }),
      attribute({ id: 'DENOMINATOR', names: concept('DENOMINATOR'), dataType: 'Integer' }),
      attribute({ id: 'LOWER_BOUND', names: concept('LOWER_BOUND'), dataType: 'Decimal' }),
      attribute({ id: 'UPPER_BOUND', names: concept('UPPER_BOUND'), dataType: 'Decimal' }),
      attribute({ id: 'IMPOSSIBLE_SHARE', names: concept('IMPOSSIBLE_SHARE'), dataType: 'Boolean' }),
      attribute({ id: 'SOURCE_PLACE', names: concept('SOURCE_PLACE') }),
      attribute({ id: 'COMMENT_OBS', names: concept('COMMENT_OBS'), multilingual: true }),
    ],
  };
}

function attribute(component: Component, attachment: Attachment = { to: 'observation' }): Attribute {
  return { ...component, attachment };
}

/** Attached to what these dimensions say. */
function of(...dimensions: string[]): Attachment {
  return { to: 'dimensions', dimensions };
}

/** What two of a kind are called: the first says it. */
function unique(codes: readonly Code[]): Code[] {
  return [...new Map(codes.toReversed().map((code) => [code.id, code])).values()].toReversed();
}

/** Everything that a structure message can be asked for. */
export function observatoryArtefacts(catalogue: Catalogue): Artefacts {
  const flows = observatoryFlows(catalogue);
  const all = flows.flatMap((flow) => [...flow.dimensions, ...flow.measures, ...flow.attributes]);
  const components = all.filter(({ id }, index) => all.findIndex((other) => other.id === id) === index);
  const conceptScheme: ConceptScheme = { agency: catalogue.agency, id: CONCEPTS, version: VERSION, names: catalogue.words('scheme'), concepts: components.map(({ id, names }) => ({ id, names })) };
  return {
    dataflows: flows.map((flow) => ({ ...flow.reference, names: flow.names, structure: flow.reference })),
    structures: flows.map((flow) => ({ ...flow, type: 'datastructure' })),
    codelists: components.flatMap(({ codelist }) => codelist ?? []),
    conceptSchemes: [conceptScheme],
  };
}

export const CONCEPTS = 'CS_OBSERVATORY';
