/**
 * A document as the fields of a form, and back.
 *
 * Each value stands under its path: `position`, `text.es.text`, `text.es.status`, `budget.amount`,
 * `milestones.0.dueOn`. A special value stands beside it: `budget.absent`, `budget.ground`, `budget.reviewOn`. The bare
 * name of a list or group says that it is there though nothing is in it: `authors` = `none`, `tile` = `given`. A
 * reference that is being chosen from matches stands under `<name>.pick`.
 *
 * What comes back is a draft: it may be incomplete and wrong. Nothing that was typed is lost: an integer typed `abc`
 * stays that text, so that validation can name it. Empty fields are left out.
 */
import { type FieldMeta, fieldMeta } from './fields.ts';
import { fault, type Fault, valueAt } from './faults.ts';
import { pick } from './form-steps.ts';
import { below, follow, type FormEntry, type FormNode, positionsOf, treeOf } from './form-tree.ts';
import type { Document, Fields, Kind } from './kind.ts';
import { readId } from '../records/id.ts';
import { isAbsence, languageTag } from './values.ts';

/** The text under the bare name of a list that has no items. */
export const NO_ITEMS = 'none';
/** The text under the bare name of a group that is there with nothing in it. */
const EMPTY_GROUP = 'given';

/** The entries of a form that show a document, or as much of it as is of its kind. */
export function toFormEntries(kind: Kind, document: Document): FormEntry[] {
  return [...writeMembers(kind.fields, document, '')];
}

function* writeMembers(fields: Fields, members: object, prefix: string): Generator<FormEntry> {
  for (const [name, schema] of Object.entries(fields)) {
    if (Object.hasOwn(members, name)) yield* write(fieldMeta(schema), Reflect.get(members, name), prefix + name);
  }
}

function* write(meta: FieldMeta, value: unknown, name: string): Generator<FormEntry> {
  if (value === undefined || value === null) return;
  if (isAbsence(value)) {
    for (const part of ['absent', 'ground', 'reviewOn'] as const) yield* writeText(value[part], `${name}.${part}`);
    // Both a value and the reason why there is none: see `read`.
    yield* write(meta, valueAt(value, ['value']), name);
  } else if (typeof value !== 'object') {
    yield* writeText(value, name);
  } else if (meta.type === 'multilingual') {
    for (const [language, text] of Object.entries(value)) {
      for (const part of ['text', 'status']) yield* writeText(valueAt(text, [part]), `${name}.${language}.${part}`);
    }
  } else if (meta.type === 'money') {
    for (const part of ['amount', 'currency']) yield* writeText(valueAt(value, [part]), `${name}.${part}`);
  } else if (meta.type === 'list' && Array.isArray(value)) {
    if (value.length === 0) yield [name, NO_ITEMS];
    for (const [index, item] of value.entries()) yield* write(fieldMeta(meta.element), item, `${name}.${index}`);
  } else if (meta.type === 'group') {
    const members = [...writeMembers(meta.fields, value, `${name}.`)];
    yield* members.length === 0 ? [[name, EMPTY_GROUP] as const] : members;
  }
}

function* writeText(value: unknown, name: string): Generator<FormEntry> {
  if (value !== undefined && value !== null && typeof value !== 'object') yield [name, String(value)];
}

/**
 * The draft that the entries of a form make. Names that the kind does not have are passed over; positions of lists are
 * closed up in their order, and the evidence behind what moved follows it.
 */
export function fromFormEntries(kind: Kind, entries: Iterable<FormEntry>): Document {
  const moves = new Map<string, string | undefined>();
  const document = readMembers(kind.fields, treeOf(entries), { from: '', to: '', moves });
  const { evidence } = document;
  if (!Array.isArray(evidence)) return document;
  return { ...document, evidence: evidence.map((piece: unknown) => followMoves(piece, moves)) };
}

/** A document with the fields of one page of its form as they were typed. */
export interface Merged {
  readonly document: Document;
  /** True where items of lists, or the evidence behind them, stand elsewhere now than in the page that was sent. */
  readonly moved: boolean;
}

/**
 * Puts what was typed into some fields in the place of what a document has there; everything else stays. Evidence that
 * stands on another page follows the items of lists that move or go.
 */
export function mergeFormEntries(kind: Kind, names: readonly string[], base: Document, entries: Iterable<FormEntry>): Merged {
  const root = treeOf(entries);
  const moves = new Map<string, string | undefined>();
  const typed = readMembers(pick(kind.fields, names), root, { from: '', to: '', moves });
  const document: Document = { ...pick(base, Object.keys(base).filter((name) => !names.includes(name))), ...typed };
  const { evidence } = document;
  if (names.includes('evidence')) return { document: Array.isArray(evidence) ? { ...document, evidence: evidence.map((piece: unknown) => followMoves(piece, moves)) } : document, moved: false };
  for (const name of names.filter((name) => isListOfChoices(kind, name))) moveByValue(name, base[name], document[name], moves);
  const shifted = [...moves].some(([from, to]) => to !== undefined && !isListOfChoices(kind, from.split('.')[0] ?? ''));
  if (!Array.isArray(evidence)) return { document, moved: shifted };
  for (const piece of evidence) noteLost(names, root, String(valueAt(piece, ['field']) ?? ''), moves);
  const followed = evidence.map((piece: unknown) => followMoves(piece, moves));
  return { document: { ...document, evidence: followed }, moved: shifted || followed.some((piece, index) => valueAt(piece, ['field']) !== valueAt(evidence[index], ['field'])) };
}

/** Such a list is shown as boxes to tick: its items have no places of their own in the form. */
export function isListOfChoices(kind: Kind, name: string): boolean {
  const schema = Object.hasOwn(kind.fields, name) ? kind.fields[name] : undefined;
  const meta = schema && fieldMeta(schema);
  return meta?.type === 'list' && fieldMeta(meta.element).type === 'choice';
}

function moveByValue(name: string, before: unknown, after: unknown, moves: Map<string, string | undefined>): void {
  for (const from of [...moves.keys()].filter((from) => from.startsWith(`${name}.`))) moves.delete(from);
  if (!Array.isArray(before)) return;
  for (const [index, value] of before.entries()) {
    const position = Array.isArray(after) ? after.indexOf(value) : -1;
    if (position !== index) moves.set(`${name}.${index}`, position === -1 ? undefined : `${name}.${position}`);
  }
}

/** Notes an item that evidence stands behind and that is no longer in the form. */
function noteLost(names: readonly string[], root: FormNode, field: string, moves: Map<string, string | undefined>): void {
  const steps = field.split('.');
  if (!names.includes(steps[0] ?? '')) return;
  let node = root;
  for (const [index, step] of steps.entries()) {
    const place = steps.slice(0, index + 1).join('.');
    if (/^\d+$/.test(step) && !node.below.has(step) && !moves.has(place)) return void moves.set(place, undefined);
    node = below(node, step);
  }
}

/** Where a value stood in the form and where it comes to stand, and what has moved so far. */
interface Course {
  readonly from: string;
  readonly to: string;
  readonly moves: Map<string, string | undefined>;
}

function readMembers(fields: Fields, node: FormNode, { from, to, moves }: Course): Record<string, unknown> {
  const members = Object.entries(fields).map(([name, schema]) => [name, read(fieldMeta(schema), below(node, name), { from: from + name, to: to + name, moves })]);
  return Object.fromEntries(members.filter(([, value]) => value !== undefined));
}

/**
 * A value and a reason why there is none cannot both be true, and only the editor knows which is: what was meant to be
 * withheld must not be published, what was typed must not be lost. So the draft keeps both (`{ absent, value }`), which
 * is not valid until one of them is taken out.
 */
function read(meta: FieldMeta, node: FormNode, course: Course): unknown {
  const value = readValue(meta, node, course);
  const absence = meta.absences.length > 0 ? readParts(node, ['absent', 'ground', 'reviewOn']) : undefined;
  if (!absence || !('absent' in absence)) return value;
  return value === undefined ? absence : { ...absence, value };
}

function readValue(meta: FieldMeta, node: FormNode, course: Course): unknown {
  switch (meta.type) {
    case 'multilingual':
      return readLanguages(node);
    case 'money':
      return readParts(node, ['amount', 'currency']);
    case 'list':
      return readItems(fieldMeta(meta.element), node, course);
    case 'group': {
      const members = readMembers(meta.fields, node, { ...course, from: `${course.from}.`, to: `${course.to}.` });
      return Object.keys(members).length > 0 || node.text === EMPTY_GROUP ? members : undefined;
    }
    case 'reference': {
      const typed = typedText(below(node, 'pick')) ?? typedText(node);
      return typed === undefined ? undefined : (readId(typed) ?? typed);
    }
    case 'integer':
      return readInteger(typedText(node));
    case 'boolean':
      return node.text === 'true' || (node.text === 'false' ? false : typedText(node));
    default:
      return typedText(node);
  }
}

function typedText({ text }: FormNode): string | undefined {
  return text.trim() === '' ? undefined : text;
}

function readInteger(typed: string | undefined): number | string | undefined {
  const number = typed !== undefined && /^\s*-?\d{1,16}\s*$/.test(typed) ? Number(typed) + 0 : Number.NaN;
  return Number.isSafeInteger(number) ? number : typed;
}

function readParts(node: FormNode, names: readonly string[]): Record<string, string> | undefined {
  const parts = names.flatMap((name) => {
    const text = typedText(below(node, name));
    return text === undefined ? [] : [[name, text] as const];
  });
  return parts.length === 0 ? undefined : Object.fromEntries(parts);
}

/** A status without a text says nothing: the form shows one for each language. */
function readLanguages(node: FormNode): Record<string, unknown> | undefined {
  const texts = [...node.below].filter(([language, text]) => languageTag.safeParse(language).success && typedText(below(text, 'text')) !== undefined);
  return texts.length === 0 ? undefined : Object.fromEntries(texts.map(([language, text]) => [language, readParts(text, ['text', 'status'])]));
}

function readItems(element: FieldMeta, node: FormNode, { from, to, moves }: Course): unknown[] | undefined {
  const items: unknown[] = [];
  for (const position of positionsOf(node)) {
    const place = { from: `${from}.${position}`, to: `${to}.${items.length}`, moves };
    const item = read(element, below(node, String(position)), place);
    if (item === undefined || place.from !== place.to) moves.set(place.from, item === undefined ? undefined : place.to);
    if (item !== undefined) items.push(item);
  }
  return items.length > 0 || node.text === NO_ITEMS ? items : undefined;
}

function followMoves(piece: unknown, moves: ReadonlyMap<string, string | undefined>): unknown {
  const field = valueAt(piece, ['field']);
  if (typeof field !== 'string') return piece;
  const { field: _, ...rest } = piece as Record<string, unknown>;
  const place = follow(field, moves);
  return place === undefined ? rest : { ...rest, field: place };
}

/** The faults of a draft in the words of a form: a value beside a reason for its absence is named as what it is. */
export function faultsInForm(document: Document, faults: readonly Fault[]): Fault[] {
  return faults.map((one) => {
    const owner = one.path.replace(/\.value$/, '');
    const isContradiction = one.code === 'unknown_field' && owner !== one.path && isAbsence(valueAt(document, owner.split('.')));
    return isContradiction ? fault(owner, 'value_and_absence') : one;
  });
}
