/** SDMX-CSV 2.1.0: one row an observation, all that belongs to it in the row. */
import { type Action, bestText, codeNames, type Component, type DataSet, type DataStructure, isText, type Message, type Observation, type Read, referenceText, Report, type Scalar, scalarsOf, strangersIn, type Value } from '../model.ts';
import { cellOf, harmless, separatorFor } from './cells.ts';

export interface CsvOptions {
  /** `id`: codes; `name`: names in columns of their own; `both`: `PE: Perú`. */
  readonly labels?: 'id' | 'name' | 'both';
  /** Columns with the whole key, or the key of the series. */
  readonly keys?: 'none' | 'obs' | 'series' | 'both';
  readonly separator?: ',' | ';' | '\t';
  /** In which languages a name is looked for, the best first. */
  readonly languages: readonly string[];
}

const LETTERS: Readonly<Record<Action, string>> = { Merge: 'M', Replace: 'R', Delete: 'D', Append: 'A', Information: 'I' };
/** Columns of ours: when a data set held (the format has no place for it). */
export const VALID_FROM = 'VALID_FROM';
export const VALID_TO = 'VALID_TO';

interface Column {
  readonly component: Component;
  readonly role: 'dimension' | 'measure' | 'attribute';
}

/** The message as text. In the report: parts of keys in other actions than deletion, values of components that no structure has. */
export function writeSdmxCsv(message: Message, options: CsvOptions): Read<string> {
  const { labels = 'id', keys = 'none', separator: field = ',' } = options;
  const report = new Report();
  const columns = columnsOf(message.dataSets);
  const parts = separatorFor(partsIn(message, columns));
  const usesParts = columns.some(({ component }) => component.many === true || component.multilingual === true);
  const isTimed = message.dataSets.some(({ validFrom, validTo }) => validFrom !== undefined || validTo !== undefined);
  const named = labels === 'name';
  const header = [
    usesParts ? `STRUCTURE[${parts}]` : 'STRUCTURE',
    'STRUCTURE_ID',
    ...(named ? ['STRUCTURE_NAME'] : []),
    'ACTION',
    ...keyColumns(keys),
    ...columns.flatMap(({ component }) => headed(component, message, parts, labels, options.languages)),
    ...(isTimed ? [VALID_FROM, VALID_TO] : []),
  ];
  const rows = message.dataSets.flatMap((dataSet, index) => [...dataSet.observations, ...(dataSet.partial ?? [])].map((one, place) => rowOf(dataSet, one, `dataSets.${index}.observations.${place}`)));
  const content = [header, ...rows].map((cells) => `${cells.map((cell) => quotedField(cell, field)).join(field)}\r\n`).join('');
  return { content, report: report.all() };

  function rowOf({ structure, action, validFrom = '', validTo = '' }: DataSet, one: Observation, place: string): string[] {
    for (const id of strangersIn(structure, one)) report.add(place, 'unknown_component', id);
    const name = bestText(structure.names, options.languages) ?? '';
    return [
      structure.type,
      labels === 'both' && name !== '' ? `${referenceText(structure.reference)}: ${name}` : referenceText(structure.reference),
      ...(named ? [harmless(name)] : []),
      LETTERS[action],
      ...keyCells(structure, one, keys),
      ...columns.flatMap(({ component, role }) => cells(component, role === 'dimension' ? one.key.get(component.id) : role === 'measure' ? one.measures.get(component.id) : one.attributes.get(component.id))),
      ...(isTimed ? [validFrom, validTo] : []),
    ];
  }

  function cells(component: Component, value: Value | undefined): string[] {
    if (value === undefined) return named ? ['', ''] : [''];
    const nameOf = (one: Scalar): string => (isText(one) ? '' : (bestText(codeNames(component, one) ?? {}, options.languages) ?? ''));
    if (named) return [harmless(cellOf(component, value, parts)), harmless(scalarsOf(value).map(nameOf).join(parts))];
    if (labels === 'id' || !component.codelist) return [harmless(cellOf(component, value, parts))];
    const said = scalarsOf(value).map((one) => (isText(one) ? one : nameOf(one) === '' ? one : `${one}: ${nameOf(one)}`));
    return [harmless(cellOf(component, Array.isArray(value) ? said : (said[0] ?? ''), parts))];
  }
}

/** RFC 4180. By hand: a message has millions of cells, most of them codes. */
function quotedField(cell: string, separator: string): string {
  return cell.includes('"') || cell.includes(separator) || cell.includes('\n') || cell.includes('\r') ? `"${cell.replaceAll('"', '""')}"` : cell;
}

/** Dimensions of all structures, then measures, then attributes that occur. */
function columnsOf(dataSets: readonly DataSet[]): Column[] {
  const structures = [...new Set(dataSets.map(({ structure }) => structure))];
  const used = new Set(dataSets.flatMap(({ observations, partial = [] }) => [...observations, ...partial].flatMap((one) => [...one.attributes.keys()])));
  const columns = [
    ...structures.flatMap(({ dimensions }) => dimensions.map((component): Column => ({ component, role: 'dimension' }))),
    ...structures.flatMap(({ measures }) => measures.map((component): Column => ({ component, role: 'measure' }))),
    ...structures.flatMap(({ attributes }) => attributes.filter(({ id }) => used.has(id)).map((component): Column => ({ component, role: 'attribute' }))),
  ];
  return columns.filter(({ component }, index) => columns.findIndex((other) => other.component.id === component.id) === index);
}

function* partsIn({ dataSets }: Message, columns: readonly Column[]): Generator<string> {
  const split = new Set(columns.filter(({ component }) => component.many || component.multilingual).map(({ component }) => component.id));
  for (const { observations, partial = [] } of dataSets) {
    for (const one of [...observations, ...partial]) {
      for (const [id, value] of [...one.measures, ...one.attributes]) {
        if (split.has(id)) for (const scalar of scalarsOf(value)) yield* isText(scalar) ? Object.values(scalar) : [scalar];
      }
    }
  }
}

function headed(component: Component, message: Message, parts: string, labels: CsvOptions['labels'], languages: readonly string[]): string[] {
  const name = bestText(component.names, languages) ?? component.id;
  const id = `${component.id}${component.multilingual ? `[${languagesOf(component, message).join(parts)}]` : component.many ? '[]' : ''}`;
  return labels === 'name' ? [id, harmless(name)] : labels === 'both' ? [`${id}: ${name}`] : [id];
}

function languagesOf({ id }: Component, { dataSets }: Message): string[] {
  const values = dataSets.flatMap(({ observations, partial = [] }) => [...observations, ...partial].flatMap((one) => one.attributes.get(id) ?? one.measures.get(id) ?? []));
  return [...new Set(values.flatMap((value) => scalarsOf(value).flatMap((one) => (isText(one) ? Object.keys(one) : []))))].toSorted();
}

function keyColumns(keys: CsvOptions['keys']): string[] {
  return [...(keys === 'series' || keys === 'both' ? ['SERIES_KEY'] : []), ...(keys === 'obs' || keys === 'both' ? ['OBS_KEY'] : [])];
}

function keyCells({ dimensions, timeDimension }: DataStructure, { key }: Observation, keys: CsvOptions['keys']): string[] {
  const joined = (of: readonly Component[]): string => of.map(({ id }) => key.get(id) ?? '').join('.');
  const [series, whole] = [joined(dimensions.filter(({ id }) => id !== timeDimension)), joined(dimensions)];
  return [...(keys === 'series' || keys === 'both' ? [series] : []), ...(keys === 'obs' || keys === 'both' ? [whole] : [])];
}
