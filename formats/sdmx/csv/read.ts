/**
 * SDMX-CSV 2.1, 2.0 and 1.0, with codes, names or both. A file does not say which columns are dimensions: where no structure is
 * given, those before the measure are, but for attributes that SDMX knows everywhere; the report says that it was guessed.
 */
import { parse } from 'csv-parse/sync';
import { type Action, type ArtefactType, type Attribute, type Component, type DataSet, type DataStructure, isNumeric, type Limits, LIMITS, type Message, type Observation, type Read, type Reference, referenceOf, referenceText, Report, sameReference, Unreadable, type Value } from '../model.ts';
import { joined } from '../json/data-read.ts';
import { UNSAID } from '../json/texts.ts';
import { harmful, partsOf, textOfParts } from './cells.ts';
import { VALID_FROM, VALID_TO } from './write.ts';

export interface CsvReading {
  /** What is known of structures that the file may name. */
  readonly structures?: readonly DataStructure[];
  /** The language of its names, which the file does not say. */
  readonly language?: string;
  readonly limits?: Limits;
}

const LETTERS: ReadonlyMap<string, Action> = new Map([['M', 'Merge'], ['R', 'Replace'], ['D', 'Delete'], ['A', 'Append'], ['I', 'Information']]);
/** Cross-domain concepts that are attributes in every structure that has them. */
const ATTRIBUTES: ReadonlySet<string> = new Set(['OBS_STATUS', 'CONF_STATUS', 'UNIT_MULT', 'DECIMALS', 'UNIT_MEASURE', 'COMMENT_OBS', 'COMMENT_TS', 'OBS_COM', 'OBS_COMMENT', 'NATURE', 'SOURCE_DETAIL', 'TIME_FORMAT', 'TIME_DETAIL', 'TITLE', 'BASE_PER', 'PRE_BREAK_VALUE', 'EMBARGO_TIME', 'LOWER_BOUND', 'UPPER_BOUND', 'UPDATED', 'COLLECTION']);
const MOST_COLUMNS = 1000;

interface Column {
  readonly at: number;
  readonly id: string;
  readonly name: string | undefined;
  /** Where names stand beside the codes, the column of the names. */
  readonly namesAt: number | undefined;
  readonly many: boolean;
  readonly multilingual: boolean;
}

interface Header {
  readonly columns: readonly Column[];
  readonly both: boolean;
  readonly structureAt: number;
  readonly nameAt: number | undefined;
  readonly actionAt: number | undefined;
  readonly parts: string;
  readonly decimalComma: boolean;
  readonly version: 1 | 2;
}

/** @throws Unreadable where the text is no such file. */
export function readSdmxCsv(text: string, { structures = [], language = UNSAID, limits = LIMITS }: CsvReading = {}): Read<Message> {
  const rows = rowsOf(text, limits);
  const [first = []] = rows;
  const report = new Report();
  const header = headerOf(first, rows[1] ?? [], report);
  const names = namesIn(rows.slice(1), header, language);
  const guesses = new Map<string, DataStructure>();
  const byId = new Map(header.columns.map((column) => [column.id, column]));
  const groups: { structure: DataStructure; action: Action; validFrom: string; validTo: string; rows: Observation[]; partial: Observation[] }[] = [];
  const at = (id: string): number | undefined => header.columns.find((column) => column.id === id)?.at;
  const [from, to] = [at(VALID_FROM), at(VALID_TO)];
  for (const [index, cells] of rows.slice(1).entries()) {
    const place = `row ${index + 2}`;
    const structure = structureFor(cells, place);
    if (!structure) continue;
    const letter = header.actionAt === undefined ? (header.version === 1 ? 'I' : 'M') : (cells[header.actionAt] ?? '').trim();
    const action = LETTERS.get(letter.toUpperCase());
    if (!action) report.add(place, 'not_an_action', letter);
    const [validFrom, validTo] = [from === undefined ? '' : (cells[from] ?? ''), to === undefined ? '' : (cells[to] ?? '')];
    let group = groups.at(-1);
    if (!group || group.structure !== structure || group.action !== (action ?? 'Merge') || group.validFrom !== validFrom || group.validTo !== validTo) {
      group = { structure, action: action ?? 'Merge', validFrom, validTo, rows: [], partial: [] };
      groups.push(group);
    }
    const one = observationOf(cells, structure, place);
    const isWhole = structure.dimensions.every(({ id }) => one.key.has(id));
    (isWhole && (one.measures.size > 0 || structure.measures.length === 0 || action === 'Delete' || header.version === 1 || one.attributes.size > 0) ? group.rows : group.partial).push(one);
  }
  const dataSets = groups.map(({ structure, action, validFrom, validTo, rows: found, partial }): DataSet => {
    const said = action === 'Delete' ? { observations: found, partial } : joined(found, partial, { structure });
    return { structure, action, ...(validFrom !== '' && { validFrom }), ...(validTo !== '' && { validTo }), observations: said.observations, ...(said.partial.length > 0 && { partial: said.partial }) };
  });
  return { content: { id: '', prepared: '', sender: { id: dataSets[0]?.structure.reference.agency ?? '', names: {} }, dataSets }, report: report.all() };

  function structureFor(cells: readonly string[], place: string): DataStructure | undefined {
    const said = (cells[header.structureAt] ?? '').trim();
    const [text = '', ...name] = said.split(': ');
    const reference = referenceOf(text);
    if (!reference) return (report.add(place, 'not_a_reference', said), undefined);
    const type = header.version === 1 ? 'dataflow' : typeOf(cells[0] ?? '');
    if (!type) report.add(place, 'not_a_structure_type', cells[0] ?? '');
    const known = structures.find((one) => sameReference(one.reference, reference) && one.type === (type ?? 'dataflow'));
    if (known) return known;
    const key = `${type} ${referenceText(reference)}`;
    const title = header.nameAt === undefined ? name.join(': ') : (cells[header.nameAt] ?? '');
    const guess = guesses.get(key) ?? guessed({ ...header, columns: columnsOf(said) }, reference, type ?? 'dataflow', title, names, language, report);
    guesses.set(key, guess);
    return guess;
  }

  /** In a file of several structures the columns of the others are empty. */
  function columnsOf(said: string): readonly Column[] {
    const own = rows.slice(1).filter((cells) => (cells[header.structureAt] ?? '').trim() === said);
    return own.length === rows.length - 1 ? header.columns : header.columns.filter((column) => own.some((cells) => (cells[column.at] ?? '') !== ''));
  }

  function observationOf(cells: readonly string[], structure: DataStructure, place: string): Observation {
    const known = knownIn(structure);
    const read = (components: readonly Component[]): [string, Value][] =>
      components.flatMap((component) => {
        const column = byId.get(component.id);
        const cell = column === undefined ? '' : harmful(cells[column.at] ?? '');
        const value = column === undefined || cell === '' ? undefined : valueOf(cell, column, component, header, `${place}, ${component.id}`, report);
        return value === undefined ? [] : [[component.id, value]];
      });
    const key = read(structure.dimensions).flatMap(([id, value]): [string, string][] => (typeof value === 'string' && value !== '~' ? [[id, value]] : []));
    for (const { id, at: place_ } of header.columns) if (!known.has(id) && id !== VALID_FROM && id !== VALID_TO && (cells[place_] ?? '') !== '') report.add(`${place}, ${id}`, 'unknown_component');
    return { key: new Map(key), measures: new Map(read(structure.measures)), attributes: new Map(read(structure.attributes)) };
  }
}

const KNOWN = new WeakMap<DataStructure, ReadonlySet<string>>();

function knownIn(structure: DataStructure): ReadonlySet<string> {
  const known = KNOWN.get(structure) ?? new Set([...structure.dimensions, ...structure.measures, ...structure.attributes].map(({ id }) => id));
  KNOWN.set(structure, known);
  return known;
}

function rowsOf(text: string, limits: Limits): string[][] {
  if (text.length > limits.characters) throw new Unreadable('file', 'too_large');
  // The sign after the first word is the separator: that is what the specification says to look at.
  const [, , separator] = /^\uFEFF?"?(STRUCTURE(?:\[[^\]]{1,2}\])?|DATAFLOW)(?:: [^,;\t|"\r\n]*)?"?([^\s\w"]|\t)/.exec(text) ?? [];
  if (separator === undefined) throw new Unreadable('row 1', 'not_sdmx_csv');
  try {
    const rows = parse(text, { bom: true, delimiter: separator, relax_column_count: true, skip_empty_lines: true, max_record_size: 1_000_000, to: limits.observations + 2 });
    if (rows.length > limits.observations + 1) throw new Unreadable('file', 'too_many_observations');
    return rows as string[][];
  } catch (error) {
    if (error instanceof Unreadable) throw error;
    throw new Unreadable('file', error instanceof Error && 'code' in error ? String(error.code).toLowerCase() : 'not_csv');
  }
}

function headerOf(first: readonly string[], second: readonly string[], report: Report): Header {
  if (first.length > MOST_COLUMNS) throw new Unreadable('row 1', 'too_many_columns');
  const [, word = '', parts = ';'] = /^(STRUCTURE|DATAFLOW)(?:\[(.)\])?/.exec(first[0] ?? '') ?? [];
  const version = word === 'DATAFLOW' ? 1 : 2;
  const fixed = new Set(['STRUCTURE_ID', 'STRUCTURE_NAME', 'ACTION', 'SERIES_KEY', 'OBS_KEY', 'SERIESKEY']);
  const at = (name: string): number | undefined => (first.indexOf(name) === -1 ? undefined : first.indexOf(name));
  const structureAt = version === 1 ? 0 : at('STRUCTURE_ID');
  if (structureAt === undefined) throw new Unreadable('row 1', 'no_structure_id');
  const named = first.includes('STRUCTURE_NAME');
  const columns: Column[] = [];
  const seen = new Set<string>();
  for (let place = 1; place < first.length; place += 1) {
    const title = first[place] ?? '';
    if (fixed.has(title) || title === '') continue;
    const [, id = '', brackets, name] = /^([A-Za-z][\w@$.-]*)(\[[^\]]*\])?(?:: ([\s\S]*))?$/.exec(title) ?? [];
    if (id === '') report.add(`column ${place + 1}`, 'not_a_component', title);
    if (id !== '' && seen.has(id)) throw new Unreadable(`column ${place + 1}`, 'repeated_component');
    const namesAt = named && id !== VALID_FROM && id !== VALID_TO && place + 1 < first.length ? place + 1 : undefined;
    if (id !== '') {
      seen.add(id);
      columns.push({ at: place, id, name: namesAt === undefined ? name : first[namesAt], namesAt, many: brackets === '[]', multilingual: brackets !== undefined && brackets !== '[]' });
    }
    if (namesAt !== undefined) place = namesAt;
  }
  const both = first.slice(1).some((title) => /^[A-Za-z][\w@$-]*(\[[^\]]*\])?: /.test(title));
  // Where the comma separates no fields it may stand in numbers.
  const decimalComma = second.length > 1 && !first.join('').includes(',') && columns.some((column) => column.id === 'OBS_VALUE' && /^-?\d+,\d+$/.test(second[column.at] ?? ''));
  if (first.length < 2 || columns.length === 0) report.add('row 1', 'no_components');
  return { columns, both, structureAt, nameAt: named ? at('STRUCTURE_NAME') : undefined, actionAt: at('ACTION'), parts, decimalComma, version };
}

type Names = ReadonlyMap<string, ReadonlyMap<string, string>>;

/** By column, what its codes are called. */
function namesIn(rows: readonly (readonly string[])[], { columns, both, parts }: Header, language: string): Names {
  const found = new Map<string, Map<string, string>>();
  if (language === '') return found;
  for (const { id, at, namesAt, many, multilingual } of columns) {
    if ((!both && namesAt === undefined) || multilingual) continue;
    const names = new Map<string, string>();
    for (const cells of rows) {
      const cell = harmful(cells[at] ?? '');
      const codes = many ? partsOf(cell, parts) : [cell];
      const beside = namesAt === undefined ? [] : many ? partsOf(harmful(cells[namesAt] ?? ''), parts) : [harmful(cells[namesAt] ?? '')];
      for (const [index, code] of codes.entries()) {
        const [own = '', ...rest] = namesAt === undefined ? code.split(': ') : [code, beside[index] ?? ''];
        const name = rest.join(': ');
        if (own !== '' && name !== '') names.set(own, name);
      }
    }
    found.set(id, names);
  }
  return found;
}

function guessed({ columns }: Header, reference: Reference, type: ArtefactType, title: string, names: Names, language: string, report: Report): DataStructure {
  report.add(referenceText(reference), 'roles_guessed');
  const measureAt = columns.findIndex(({ id }) => id === 'OBS_VALUE');
  const component = ({ id, name, many, multilingual }: Column): Component => {
    const codes = [...(names.get(id) ?? [])].map(([code, called]) => ({ id: code, names: { [language]: called } }));
    return {
      id,
      names: name === undefined || name === '' ? {} : { [language]: name },
      ...(codes.length > 0 && { codelist: { agency: reference.agency, id: `CL_${id}`, version: undefined, names: {}, codes } }),
      ...(many && { many }),
      ...(multilingual && { multilingual }),
      ...(id === 'OBS_VALUE' && { dataType: 'Double' }),
    };
  };
  const isAttribute = ({ id, many, multilingual }: Column, index: number): boolean => id !== 'OBS_VALUE' && (many || multilingual || ATTRIBUTES.has(id) || (measureAt !== -1 && index > measureAt && id !== 'TIME_PERIOD'));
  const own = columns.filter(({ id }) => id !== VALID_FROM && id !== VALID_TO);
  const dimensions = own.filter((column) => column.id !== 'OBS_VALUE' && !isAttribute(column, columns.indexOf(column))).map(component);
  return {
    reference,
    type,
    names: title === '' ? {} : { [language]: title },
    dimensions,
    timeDimension: dimensions.find(({ id }) => id === 'TIME_PERIOD')?.id,
    measures: own.filter(({ id }) => id === 'OBS_VALUE').map(component),
    attributes: own.filter((column) => isAttribute(column, columns.indexOf(column))).map((column): Attribute => ({ ...component(column), attachment: { to: 'observation' } })),
  };
}

function typeOf(text: string): ArtefactType | undefined {
  return (['dataflow', 'datastructure', 'dataprovision'] as const).find((one) => one === text.trim().toLowerCase());
}

function valueOf(cell: string, column: Column, component: Component, { both, parts, decimalComma }: Header, place: string, report: Report): Value | undefined {
  const isMany = column.many || component.many === true;
  if (column.multilingual || component.multilingual) {
    const sets = isMany ? partsOf(cell, parts).map((set) => textOfParts(partsOf(set, parts))) : [textOfParts(partsOf(cell, parts))];
    if (sets.some((one) => one === undefined)) return (report.add(place, 'no_language', cell), cell);
    const texts = sets.filter((one) => one !== undefined);
    return isMany ? texts : texts[0];
  }
  // Only codes have names; a text that is none may hold a colon.
  const code = (text: string): string => (both && (component.codelist !== undefined || component.id === 'TIME_PERIOD') ? (text.split(': ')[0] ?? text) : text);
  if (isMany) return partsOf(cell, parts).map(code);
  if (!isNumeric(component)) return code(cell);
  const number = decimalComma ? cell.replace(',', '.') : cell;
  if (!/^[-+]?(\d+\.?\d*|\.\d+)([eE][-+]?\d+)?$|^NaN$|^-$/.test(number.trim())) report.add(place, 'not_a_number', cell);
  return number.trim();
}
