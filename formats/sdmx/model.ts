/**
 * What an SDMX message says, whatever form it is written in: structures (dimensions in order, measures, attributes with what
 * they are attached to), code lists, and data sets of observations. After the information model of SDMX 3.1, the part that
 * data messages of versions 2.1 to 3.1 share.
 */

/** A text by language: `{ es: 'Perú' }`. */
export type Text = Readonly<Record<string, string>>;

/** Which artefact: `PERU:OBSERVATORY(1.0)`. */
export interface Reference {
  readonly agency: string;
  readonly id: string;
  /** Undefined where it has none (SDMX 3). */
  readonly version: string | undefined;
}

export interface Code {
  readonly id: string;
  readonly names: Text;
  readonly parent?: string;
}

export interface Codelist extends Reference {
  readonly names: Text;
  readonly codes: readonly Code[];
}

export type DataType = 'String' | 'Decimal' | 'Double' | 'Integer' | 'Boolean' | 'ObservationalTimePeriod' | (string & {});

export interface Component {
  readonly id: string;
  readonly names: Text;
  /** Undefined where the values are no codes. Codes that a message uses and nobody lists are codes all the same. */
  readonly codelist?: Codelist;
  readonly dataType?: DataType;
  /** True where an observation may have several values of it. */
  readonly many?: boolean;
  /** True where a value is a text in several languages. */
  readonly multilingual?: boolean;
}

/** What an attribute may vary with. */
export type Attachment = { readonly to: 'dataflow' } | { readonly to: 'observation' } | { readonly to: 'dimensions'; readonly dimensions: readonly string[] };

export interface Attribute extends Component {
  readonly attachment: Attachment;
}

/** The structure of a data set. Dimensions stand in the order of the key; the time dimension is one of them. */
export interface DataStructure {
  /** The artefact that the data are of, and its type. */
  readonly reference: Reference;
  readonly type: ArtefactType;
  /** The definition behind a dataflow, where it is another artefact. */
  readonly definition?: Reference;
  readonly names: Text;
  readonly dimensions: readonly Component[];
  readonly timeDimension: string | undefined;
  readonly measures: readonly Component[];
  readonly attributes: readonly Attribute[];
}
export type ArtefactType = 'dataflow' | 'datastructure' | 'dataprovision';

/** A code, a number as it was written, or a text; a text by language; several of them. */
export type Scalar = string | Text;
export type Value = Scalar | readonly Scalar[];

export interface Observation {
  /** By dimension. In a deletion a dimension that is not there stands for all its values. */
  readonly key: ReadonlyMap<string, string>;
  readonly measures: ReadonlyMap<string, Value>;
  readonly attributes: ReadonlyMap<string, Value>;
}

export const ACTIONS = ['Merge', 'Replace', 'Delete', 'Append', 'Information'] as const;
export type Action = (typeof ACTIONS)[number];

export interface DataSet {
  readonly structure: DataStructure;
  readonly action: Action;
  readonly validFrom?: string;
  readonly validTo?: string;
  readonly observations: readonly Observation[];
  /** Values of attributes for a part of a key that no observation of the message has. */
  readonly partial?: readonly Observation[];
}

export interface Message {
  readonly id: string;
  /** ISO 8601, with time zone. */
  readonly prepared: string;
  readonly sender: { readonly id: string; readonly names: Text };
  readonly dataSets: readonly DataSet[];
}

/** Something of an input or an output that did not fit, and where. The problem is a code; README.md lists them. */
export interface Misfit {
  readonly place: string;
  readonly problem: string;
  readonly detail?: string;
}

export interface Read<T> {
  readonly content: T;
  readonly report: readonly Misfit[];
}

/** The whole of an input cannot be read. */
export class Unreadable extends Error {
  readonly place: string;
  readonly problem: string;
  constructor(place: string, problem: string) {
    super(`${place}: ${problem}`);
    this.name = 'Unreadable';
    this.place = place;
    this.problem = problem;
  }
}

/** How much is read before we say that it is too much. */
export interface Limits {
  readonly characters: number;
  readonly observations: number;
}
export const LIMITS: Limits = { characters: 200_000_000, observations: 1_000_000 };

/** More of one kind tells nobody anything. */
const MOST_MISFITS = 1000;

/** Collects what did not fit; the last one says how many more there were. */
export class Report {
  readonly #found: Misfit[] = [];
  #more = 0;

  add(place: string, problem: string, detail?: string): void {
    if (this.#found.length >= MOST_MISFITS) this.#more += 1;
    else this.#found.push({ place, problem, ...(detail !== undefined && { detail: detail.slice(0, 200) }) });
  }

  /** What every reader and writer gives back. */
  all(): Misfit[] {
    return this.#more === 0 ? this.#found : [...this.#found, { place: 'report', problem: 'more', detail: String(this.#more) }];
  }
}

export function referenceText({ agency, id, version }: Reference): string {
  return `${agency}:${id}${version === undefined ? '' : `(${version})`}`;
}

/** `ESTAT:NA_MAIN(1.6.0)`, or without a version. Undefined where the text is none. */
export function referenceOf(text: string): Reference | undefined {
  const [, agency, id, version] = /^([A-Za-z][\w.-]*):([\w@$-]+)(?:\(([\w.+*~-]+)\))?$/.exec(text.trim()) ?? [];
  return agency === undefined || id === undefined ? undefined : { agency, id, version };
}

export function sameReference(a: Reference, b: Reference): boolean {
  return a.agency === b.agency && a.id === b.id && a.version === b.version;
}

/** The text in the first of the languages that has one; else in any. */
export function bestText(text: Text, languages: readonly string[]): string | undefined {
  for (const language of languages) if (Object.hasOwn(text, language)) return text[language];
  return Object.values(text)[0];
}

export function isText(value: Value): value is Text {
  return typeof value === 'object' && !Array.isArray(value);
}

export function scalarsOf(value: Value): readonly Scalar[] {
  return Array.isArray(value) ? (value as readonly Scalar[]) : [value as Scalar];
}

const NUMBERS: ReadonlySet<string> = new Set(['Decimal', 'Double', 'Float', 'Integer', 'Long', 'Short', 'BigInteger', 'Count', 'Numeric', 'Incremental']);

export function isNumeric({ dataType }: Pick<Component, 'dataType'>): boolean {
  return dataType !== undefined && NUMBERS.has(dataType);
}

/** A number as JSON writes it. */
export const NUMBER = /^-?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?$/;

/** The name of a code of the component. */
export function codeNames(component: Component, id: string): Text | undefined {
  return codesOf(component).get(id)?.names;
}

const CODES = new WeakMap<Codelist, ReadonlyMap<string, Code>>();

export function codesOf({ codelist }: Component): ReadonlyMap<string, Code> {
  if (!codelist) return NO_CODES;
  const known = CODES.get(codelist) ?? new Map(codelist.codes.map((code) => [code.id, code]));
  CODES.set(codelist, known);
  return known;
}
const NO_CODES: ReadonlyMap<string, Code> = new Map();

/** What an observation says of components that its structure does not have. */
export function strangersIn({ measures, attributes, dimensions }: DataStructure, one: Observation): string[] {
  return [...strangers(one.measures, measures), ...strangers(one.attributes, attributes), ...strangers(one.key, dimensions)];
}

function strangers(said: ReadonlyMap<string, unknown>, known: readonly Component[]): string[] {
  return [...said.keys()].filter((id) => !known.some((component) => component.id === id));
}
