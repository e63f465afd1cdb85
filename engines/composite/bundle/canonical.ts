/** JSON in one way only (RFC 8785): keys in order of their UTF-16 units, no blanks, numbers as ECMAScript writes them. */
import { CompositeError } from '../errors.ts';

export function canonical(value: unknown): string {
  if (value === null || typeof value === 'boolean' || typeof value === 'string') return JSON.stringify(value);
  if (typeof value === 'number') {
    if (!Number.isFinite(value)) throw new CompositeError('invalid-data', `${value} is no number of JSON.`);
    return JSON.stringify(value);
  }
  if (Array.isArray(value)) return `[${value.map((entry) => canonical(entry)).join(',')}]`;
  if (typeof value !== 'object') throw new CompositeError('invalid-data', `A ${typeof value} is no value of JSON.`);
  const entries = Object.entries(value).filter(([, entry]) => entry !== undefined);
  return `{${entries.toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([key, entry]) => `${JSON.stringify(key)}:${canonical(entry)}`).join(',')}}`;
}
