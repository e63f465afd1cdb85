/** The data dictionary of a kind: each field with what it means and where it is found, for pages and for Markdown. */
import type { Translator } from '../i18n/messages.ts';
import { columnsOf } from './csv-columns.ts';
import type { ComputedFacets } from './computed-facets.ts';
import { fieldMeta, type FieldMeta } from './fields.ts';
import { type Fields, type Kind } from './kind.ts';
import { helpKey, labelKey, optionKey } from './labels.ts';

export interface FieldEntry {
  /** Without positions: `milestones.dueOn`. */
  readonly field: string;
  /** How many groups and lists it stands in. */
  readonly depth: number;
  readonly label: string;
  readonly help: string | undefined;
  readonly meta: FieldMeta;
  /** In words: `list of references to Institution`. */
  readonly type: string;
  /** In a document, as JSONPath (RFC 9535): `$.milestones[*].dueOn`. */
  readonly jsonPath: string;
  /** The columns of the CSV file; none for what stands inside a list, which is one cell. */
  readonly columns: readonly string[];
  readonly options: readonly { readonly code: string; readonly label: string }[];
}

/** Every field of a kind, parts after the whole, in the order of the kind. */
export function dictionaryOf(kind: Kind, t: Translator, languages: readonly string[]): FieldEntry[] {
  return entriesOf({ kind: kind.name, t, languages }, kind.fields, { prefix: '', path: '$', depth: 0, inList: false });
}

interface Scope {
  readonly kind: string;
  readonly t: Translator;
  readonly languages: readonly string[];
}

interface Place {
  readonly prefix: string;
  readonly path: string;
  readonly depth: number;
  readonly inList: boolean;
}

function entriesOf(scope: Scope, fields: Fields, place: Place): FieldEntry[] {
  return Object.entries(fields).flatMap(([name, schema]) => {
    const meta = fieldMeta(schema);
    const field = `${place.prefix}${name}`;
    const jsonPath = `${place.path}.${name}`;
    const parts = partsOf(scope, field, jsonPath, meta, place);
    return [entry(scope, field, jsonPath, meta, place)].concat(parts);
  });
}

function entry({ kind, t, languages }: Scope, field: string, jsonPath: string, meta: FieldMeta, { depth, inList }: Place): FieldEntry {
  const inner = innermost(meta);
  return {
    field,
    depth,
    label: textOf(t, labelKey(kind, field), field),
    help: t.has(helpKey(kind, field)) ? t(helpKey(kind, field)) : undefined,
    meta,
    type: typeInWords(t, meta),
    jsonPath,
    columns: inList || meta.visibility !== 'public' ? [] : columnsOf(field, meta, languages),
    options: inner.type === 'choice' ? inner.options.map((code) => ({ code, label: textOf(t, optionKey(kind, field, code), code) })) : [],
  };
}

function partsOf(scope: Scope, field: string, path: string, meta: FieldMeta, { depth, inList }: Place): FieldEntry[] {
  if (meta.type === 'list') return partsOf(scope, field, `${path}[*]`, fieldMeta(meta.element), { prefix: '', path, depth, inList: true });
  return meta.type === 'group' ? entriesOf(scope, meta.fields, { prefix: `${field}.`, path, depth: depth + 1, inList }) : [];
}

function innermost(meta: FieldMeta): FieldMeta {
  return meta.type === 'list' ? innermost(fieldMeta(meta.element)) : meta;
}

/** What a field holds, in words. */
function typeInWords(t: Translator, meta: FieldMeta): string {
  if (meta.type === 'list') return t('reference.types.list', { of: typeInWords(t, fieldMeta(meta.element)), maximum: meta.maxItems });
  if (meta.type === 'reference') return t('reference.types.reference', { kinds: meta.to.map((kind) => textOf(t, `kinds.${kind}.one`, kind)).join(' / ') });
  if ('maxLength' in meta) return t(`reference.types.${meta.type}`, { maximum: meta.maxLength });
  return t(`reference.types.${meta.type}`);
}

function textOf(t: Translator, key: string, otherwise: string): string {
  return t.has(key) ? t(key) : otherwise;
}

/** The data dictionary of a kind as Markdown. */
export function kindMarkdown(kind: Kind, t: Translator, languages: readonly string[], computed?: ComputedFacets): string {
  const about = `kinds.${kind.name}.about`;
  const columns = ['label', 'field', 'type', 'required', 'absences', 'facet', 'visibility', 'column', 'example'].map((column) => t(`reference.fields.${column}`));
  const entries = dictionaryOf(kind, t, languages);
  return [
    `# ${textOf(t, `kinds.${kind.name}.many`, kind.name)}`,
    ...(t.has(about) ? [t(about)] : []),
    t('reference.fields.addresses', { kind: kind.name, path: kind.path, version: kind.schemaVersion }),
    [tableRow(columns), tableRow(columns.map(() => '---')), ...entries.map((one) => tableRow(cellsOf(t, one)))].join('\n'),
    ...entries.filter(({ options }) => options.length > 0).map((one) => optionList(t, one)),
    ...(computed ? [computedList(t, computed)] : []),
    '',
  ].join('\n\n');
}

function cellsOf(t: Translator, { field, label, help, meta, type, columns, jsonPath }: FieldEntry): string[] {
  return [
    help === undefined ? `**${label}**` : `**${label}**<br>${help}`,
    `\`${jsonPath}\``,
    type,
    t(meta.required ? 'core.values.yes' : 'core.values.no'),
    meta.absences.map((absence) => t(`core.absences.${absence}`)).join(', '),
    t(meta.facet ? 'core.values.yes' : 'core.values.no'),
    t(`reference.visibility.${meta.visibility}`),
    columns.length > 0 ? columns.map((column) => `\`${column}\``).join(', ') : meta.visibility === 'public' ? t('reference.fields.in_list', { field: field.split('.')[0] ?? field }) : '',
    `\`${exampleText(meta)}\``,
  ];
}

/** The example of a field as it stands in JSON. */
export function exampleText(meta: FieldMeta): string {
  return JSON.stringify(meta.example);
}

function optionList(t: Translator, { label, field, options }: FieldEntry): string {
  return `${t('reference.fields.options', { label })} (\`${field}\`)\n\n${options.map(({ code, label: name }) => `- \`${code}\`: ${name}`).join('\n')}`;
}

/** What lists are narrowed by though no field holds it. */
function computedList(t: Translator, { messages, facets }: ComputedFacets): string {
  const key = (name: string, part: string): string => t(`${messages}.${name}.${part}`);
  const lines = facets.map(({ name, codes }) => `- \`${name}\`: **${key(name, 'label')}**. ${key(name, 'help')}${codes.map((code) => `\n  - \`${code}\`: ${key(name, `values.${code}`)}`).join('')}`);
  return `## ${t('reference.filters.computed')}\n\n${lines.join('\n')}`;
}

function tableRow(cells: readonly string[]): string {
  return `| ${cells.map((cell) => cell.replaceAll('|', '\\|').replaceAll('\n', ' ')).join(' | ')} |`;
}
