/** A small language to say what JSON must look like, which answers with every fault and its exact path. */
import type { Fault } from '../errors.ts';

export type Shape = (value: unknown, path: string, faults: Fault[]) => void;

export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function under(path: string, key: string | number): string {
  return path === '' ? String(key) : `${path}.${key}`;
}

export function number(limits: { readonly least?: number; readonly most?: number; readonly above?: number; readonly whole?: true } = {}): Shape {
  return (value, path, faults) => {
    if (typeof value !== 'number' || !Number.isFinite(value)) faults.push({ path, message: 'must be a number' });
    else if (limits.whole && !Number.isInteger(value)) faults.push({ path, message: 'must be a whole number' });
    else if (limits.least !== undefined && value < limits.least) faults.push({ path, message: `must be ${limits.least} or more, is ${value}` });
    else if (limits.above !== undefined && value <= limits.above) faults.push({ path, message: `must be more than ${limits.above}, is ${value}` });
    else if (limits.most !== undefined && value > limits.most) faults.push({ path, message: `must be ${limits.most} or less, is ${value}` });
  };
}

export const text: Shape = (value, path, faults) => {
  if (typeof value !== 'string' || value === '') faults.push({ path, message: 'must be a text that is not empty' });
};

/** Names of units, indicators and groups. Dots would make paths ambiguous, and what every object has (`constructor`) would be found in settings that do not name it. */
export const code: Shape = (value, path, faults) => {
  if (typeof value !== 'string' || !/^[^\s.]+$/u.test(value) || value in Object.prototype) faults.push({ path, message: 'must be a code: a text without blanks and dots' });
};

export const truth: Shape = (value, path, faults) => {
  if (typeof value !== 'boolean') faults.push({ path, message: 'must be true or false' });
};

export function constant(...allowed: readonly (string | number | boolean)[]): Shape {
  return (value, path, faults) => {
    if (!allowed.some((one) => one === value)) faults.push({ path, message: `must be ${allowed.map((one) => JSON.stringify(one)).join(' or ')}` });
  };
}

export function list(of: Shape, limits: { readonly least?: number; readonly exactly?: number } = {}): Shape {
  return (value, path, faults) => {
    if (!Array.isArray(value)) return void faults.push({ path, message: 'must be a list' });
    if (limits.exactly !== undefined && value.length !== limits.exactly) faults.push({ path, message: `must have ${limits.exactly} entries, has ${value.length}` });
    if (limits.least !== undefined && value.length < limits.least) faults.push({ path, message: `must have ${limits.least} entries or more, has ${value.length}` });
    value.forEach((entry, index) => of(entry, under(path, index), faults));
  };
}

/** An object with any keys. */
export function record(of: Shape): Shape {
  return (value, path, faults) => {
    if (!isObject(value)) return void faults.push({ path, message: 'must be an object' });
    for (const [key, entry] of Object.entries(value)) of(entry, under(path, key), faults);
  };
}

/** An object with these keys and no other; a mistyped setting would else be ignored in silence. */
export function object(needed: Readonly<Record<string, Shape>>, optional: Readonly<Record<string, Shape>> = {}): Shape {
  return (value, path, faults) => {
    if (!isObject(value)) return void faults.push({ path, message: 'must be an object' });
    for (const [key, shape] of Object.entries(needed)) {
      if (Object.hasOwn(value, key)) shape(value[key], under(path, key), faults);
      else faults.push({ path: under(path, key), message: 'is missing' });
    }
    for (const [key, entry] of Object.entries(value)) {
      const shape = Object.hasOwn(optional, key) ? optional[key] : undefined;
      if (shape) shape(entry, under(path, key), faults);
      else if (!Object.hasOwn(needed, key)) faults.push({ path: under(path, key), message: 'is not a setting that exists here' });
    }
  };
}

/** An object whose shape depends on the text under one key. */
export function variants(key: string, shapes: Readonly<Record<string, Shape>>): Shape {
  return (value, path, faults) => {
    if (!isObject(value)) return void faults.push({ path, message: 'must be an object' });
    const chosen = value[key];
    const shape = typeof chosen === 'string' && Object.hasOwn(shapes, chosen) ? shapes[chosen] : undefined;
    if (shape) shape(value, path, faults);
    else faults.push({ path: under(path, key), message: `must be one of ${Object.keys(shapes).join(', ')}` });
  };
}

/** The first that the value could be meant as; the last says what is wrong where none fits. */
export function either(...choices: readonly { readonly when: (value: unknown) => boolean; readonly shape: Shape }[]): Shape {
  return (value, path, faults) => (choices.find(({ when }) => when(value)) ?? choices.at(-1))?.shape(value, path, faults);
}
