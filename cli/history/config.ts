/** Configuration files of `witness`, `mirror` and `monitor`: YAML or JSON, every fault with its line and what to do. */
import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { Malformed, parsePolicy, parseVerifierKey, type Policy } from '@yupana/ledger';
import { isMap, isNode, LineCounter, parseDocument } from 'yaml';
import { z } from 'zod';

export interface Configuration<T> {
  readonly value: T;
  /** A path of the file: relative ones begin at the file's folder, wherever the command is called. */
  path(relative: string): string;
}

/** Reads and checks a configuration. Throws an `Error` that names file, line and remedy for each fault. */
export function readConfiguration<T>(file: string, schema: z.ZodType<T>): Configuration<T> {
  const text = readText(file, 'Give the configuration with --config, such as --config witness.yaml.');
  const lines = new LineCounter();
  // JSON is YAML too, so one parser gives the lines of both.
  const document = parseDocument(text, { lineCounter: lines, uniqueKeys: true });
  const broken = document.errors.map(({ message, pos }) => `${file}:${lines.linePos(pos[0]).line}: ${message.split('\n')[0]}`);
  if (broken.length > 0) throw new Error(broken.join('\n'));
  if (!isMap(document.contents)) throw new Error(`${file}:1: this is no configuration. Write settings, one a line, such as "name: value"; --help shows a whole one.`);
  const read = schema.safeParse(document.toJS() as unknown);
  if (read.success) return { value: read.data, path: (relative) => resolve(dirname(file), relative) };
  const faults = read.error.issues.map((issue) => {
    const path = issue.code === 'unrecognized_keys' ? [...issue.path, issue.keys[0] ?? ''] : issue.path;
    return `${file}:${lineOf(document, path, lines)}: ${path.map(String).join('.') || 'the file'}: ${issue.code === 'unrecognized_keys' ? `there is no such setting; remove it or correct its name` : issue.message}`;
  });
  throw new Error(faults.join('\n'));
}

/** The line of a setting, or of what it belongs in where it is missing. */
function lineOf(document: ReturnType<typeof parseDocument>, path: readonly PropertyKey[], lines: LineCounter): number {
  for (let depth = path.length; depth > 0; depth--) {
    const parent = depth === 1 ? document.contents : document.getIn(path.slice(0, depth - 1), true);
    const key = path[depth - 1];
    const pair = isMap(parent) ? parent.items.find((item) => isNode(item.key) && String(item.key) === String(key)) : undefined;
    const node = pair?.key ?? document.getIn(path.slice(0, depth), true);
    if (isNode(node) && node.range) return lines.linePos(node.range[0]).line;
  }
  return 1;
}

function readText(file: string, remedy: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new Error(`${file} cannot be read (${reasonOf(error)}). ${remedy}`, { cause: error });
  }
}

/** A policy file of C2SP tlog-policy, with the line of a fault. */
export function readPolicy(file: string): Policy {
  const text = readText(file, 'Name a policy file: C2SP tlog-policy, the log’s site gives one.');
  try {
    return parsePolicy(new TextEncoder().encode(text.endsWith('\n') ? text : `${text}\n`));
  } catch (error) {
    if (!(error instanceof Malformed)) throw error;
    const line = error.place !== undefined && 'line' in error.place ? `:${error.place.line}` : '';
    throw new Error(`${file}${line}: ${error.reason}. See c2sp.org/tlog-policy for the form of the file.`, { cause: error });
  }
}

export function reasonOf(error: unknown): string {
  // What `fetch` says itself is “fetch failed”.
  if (error instanceof TypeError && error.cause instanceof Error) return error.cause.message || error.message;
  return error instanceof Error ? error.message : String(error);
}

/** `name+id+key` of C2SP signed-note. */
export const verifierKeyText = z
  .string('Give a verifier key: name+id+key.')
  .transform((text, context) => {
    try {
      return parseVerifierKey(text);
    } catch (error) {
      if (!(error instanceof Malformed)) throw error;
      context.addIssue({ code: 'custom', message: `This is no verifier key (${error.reason}). Copy it whole from the log's site: name+id+key.` });
      return z.NEVER;
    }
  });

export interface Listen {
  readonly host: string;
  readonly port: number;
}

/** `127.0.0.1:8410`, `[::1]:8410`. */
export const listenText = z
  .string('Say where to listen: 127.0.0.1:8410.')
  .transform((text, context): Listen => {
    const [, host = '', portText = ''] = /^(?:\[([^\]]+)\]|([^:\s]+)):([0-9]{1,5})$/.exec(text)?.filter((part) => part !== undefined) ?? [];
    const port = Number(portText);
    if (host !== '' && port <= 65_535) return { host, port };
    context.addIssue({ code: 'custom', message: `"${text}" is no address to listen on. Write host and port: 127.0.0.1:8410.` });
    return z.NEVER;
  });

export const httpUrl = z
  .string('Give an address that begins with https://.')
  .transform((text, context) => {
    const url = URL.parse(text);
    if (url !== null && /^https?:$/.test(url.protocol)) return text.replace(/\/+$/, '');
    context.addIssue({ code: 'custom', message: `"${text}" is no address. Write it with https:// (or http:// in your own network).` });
    return z.NEVER;
  });

/** A number of seconds, hours or things, with a remedy in its message. */
export function amount(what: string, least: number, most: number) {
  const message = `Give ${what} as a number from ${least} to ${most}.`;
  return z.number(message).min(least, message).max(most, message);
}
