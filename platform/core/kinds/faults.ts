/**
 * A fault: what is wrong with a document, where. Its text is a message in the person's language
 * (`faults.<code>`), so a fault carries a code and parameters, never a sentence.
 */
import type { z } from 'zod';

export interface Fault {
  /** Where: `milestones.0.dueOn`; empty for the whole document. */
  readonly path: string;
  readonly code: string;
  readonly params: Readonly<Record<string, string | number>>;
}

export function fault(path: string, code: string, params: Fault['params'] = {}): Fault {
  return { path, code, params };
}

/** Raised by an act that needs a valid document. */
export class InvalidDocument extends Error {
  readonly faults: readonly Fault[];
  /** The record at fault, where several are published together. */
  readonly recordId: string | undefined;
  constructor(faults: readonly Fault[], recordId?: string) {
    super(`The document has ${faults.length} fault(s): ${faults.map((one) => `${one.path} ${one.code}`).join('; ')}`);
    this.name = 'InvalidDocument';
    this.faults = faults;
    this.recordId = recordId;
  }
}

type Issue = z.core.$ZodIssue;

/** The faults behind the issues of zod, each at the deepest place that zod knows. */
export function faultsOf(issues: readonly Issue[], document: unknown, at: readonly PropertyKey[] = []): Fault[] {
  return issues.flatMap((issue) => faultsOfIssue(issue, document, [...at, ...issue.path]));
}

function faultsOfIssue(issue: Issue, document: unknown, path: readonly PropertyKey[]): Fault[] {
  const place = path.join('.');
  switch (issue.code) {
    case 'invalid_union': {
      // A union is "a value, or the reason why there is none": tell the faults of the one that was meant.
      const meantAbsence = isAbsenceLike(valueAt(document, path));
      const branch = issue.errors[meantAbsence ? issue.errors.length - 1 : 0] ?? [];
      return faultsOf(branch, document, path);
    }
    case 'unrecognized_keys':
      return issue.keys.map((key) => fault([...path, key].join('.'), 'unknown_field'));
    case 'invalid_key':
      return [fault(place, 'not_a_language')];
    case 'too_big':
      return [fault(place, ownCode(issue.message) ?? 'too_big', { maximum: Number(issue.maximum) })];
    case 'too_small':
      return [fault(place, ownCode(issue.message) ?? 'too_small', { minimum: Number(issue.minimum) })];
    case 'invalid_value':
      return [fault(place, valueAt(document, path) === undefined ? 'required' : 'not_an_option', { options: issue.values.join(', ') })];
    case 'invalid_type':
      return [fault(place, valueAt(document, path) === undefined ? 'required' : (ownCode(issue.message) ?? `not_a_${typeName(issue.expected)}`))];
    default:
      return [fault(place, ownCode(issue.message) ?? 'invalid', { value: shortened(valueAt(document, path)) })];
  }
}

function typeName(expected: string): string {
  const names: Record<string, string> = { string: 'text', number: 'number', int: 'integer', boolean: 'boolean', array: 'list', record: 'text_by_language', object: 'group' };
  return names[expected] ?? 'text';
}

/** Enough of a value to recognise it by. */
function shortened(value: unknown): string {
  return typeof value === 'string' ? value.slice(0, 80) : '';
}

/** Our schemas give a code where zod has a sentence. */
function ownCode(message: string): string | undefined {
  return /^[a-z_]+$/.test(message) ? message : undefined;
}

function isAbsenceLike(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'absent' in value;
}

/** The value at a path of a document, or undefined. */
export function valueAt(document: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>((value, key) => (typeof value === 'object' && value !== null && Object.hasOwn(value, key) ? Reflect.get(value, key) : undefined), document);
}
