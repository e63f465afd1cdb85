/** Reads one YAML file of a pack: every scalar as the text that stands there, every value with its line. */
import { isAlias, isNode, isPair, isScalar, LineCounter, parseDocument, type ScalarTag, visit, type Document as YamlDocument } from 'yaml';
import type { PackFault } from './faults.ts';

export interface YamlFile {
  readonly file: string;
  readonly content: unknown;
  /** The line of a path, or of the nearest thing above it that is there. */
  lineOf(path: readonly (string | number)[]): number;
}

/** Larger than any pack file that a person keeps by hand. */
export const LARGEST_FILE = 8 * 1024 * 1024;
/** In one file; also how often one anchor may be spelled out, counting aliases inside aliases. */
const MOST_ALIASES = 1000;
/** Steps from the top to a value, two for each member of a group: no kind goes half as deep. */
const DEEPEST = 80;

/** `!not_stated`, `!unknown`, `!not_applicable`; `!withheld "ground"`. */
const ABSENCE_TAGS: ScalarTag[] = ['not_stated', 'unknown', 'not_applicable', 'withheld'].map((absent) => ({
  tag: `!${absent}`,
  resolve: (ground) => (ground === '' ? { absent } : { absent, ground }),
}));

/** @returns the file, or what is wrong with it. */
export function readYaml(file: string, bytes: Uint8Array): YamlFile | PackFault[] {
  const whole = (code: string, params = {}): PackFault[] => [{ file, line: 0, path: '', code, params }];
  if (bytes.length > LARGEST_FILE) return whole('file_too_large', { megabytes: LARGEST_FILE / 1024 / 1024 });
  const text = decode(bytes);
  if (text === undefined) return [{ file, line: lineOfBadByte(bytes), path: '', code: 'not_utf8', params: {} }];
  const lines = new LineCounter();
  // "failsafe" leaves scalars as they are written: 01 stays 01, a bare year stays text, no is not false.
  // The parser looks for keys that are there twice by comparing each with each; we do it below.
  const document = parseDocument(text, { schema: 'failsafe', customTags: ABSENCE_TAGS, lineCounter: lines, uniqueKeys: false });
  const errors = [...document.errors, ...document.warnings];
  const notYaml = (position: number, reason: string): PackFault => ({ file, line: lines.linePos(position).line, path: '', code: 'not_yaml', params: { reason } });
  if (errors.length > 0) return errors.map((error) => notYaml(error.pos[0], error.message.split('\n')[0] ?? ''));
  const odd = findOddity(document);
  if (odd) return [{ ...notYaml(odd.position, odd.reason), code: odd.code }];
  try {
    const content: unknown = document.toJS({ maxAliasCount: MOST_ALIASES });
    return { file, content, lineOf: (path) => lineOf(document, lines, path) };
  } catch {
    return whole('too_many_aliases');
  }
}

interface Oddity {
  readonly position: number;
  readonly code: 'not_yaml' | 'too_many_aliases';
  readonly reason: string;
}

/**
 * What is well-formed YAML and no pack file: a key that is there twice, or is itself a list or a map; a value so deep or
 * so many aliases that only malice wrote them (each can be made to take for ever); an alias for nothing.
 */
function findOddity(document: YamlDocument): Oddity | undefined {
  let found: Oddity | undefined;
  let aliases = 0;
  const anchors = new Set<string>();
  const keysOf = new WeakMap<object, Set<unknown>>();
  visit(document, (_, node, path) => {
    const inside = isPair(node) ? node.key : node;
    const complain = (reason: string, code: Oddity['code'] = 'not_yaml'): symbol => {
      found = { position: isNode(inside) ? (inside.range?.[0] ?? 0) : 0, code, reason };
      return visit.BREAK;
    };
    if (path.length > DEEPEST) return complain('Nested too deeply');
    if (isPair(node)) {
      if (!isScalar(node.key)) return complain('A key must be a text');
      const map = path.at(-1) ?? document;
      const keys = keysOf.get(map) ?? new Set();
      if (keys.has(node.key.value)) return complain('A key is there twice');
      keysOf.set(map, keys.add(node.key.value));
      return undefined;
    }
    if (isAlias(node)) {
      aliases += 1;
      if (aliases > MOST_ALIASES) return complain('', 'too_many_aliases');
      return anchors.has(node.source) ? undefined : complain(`There is no anchor "${node.source}" above`);
    }
    if (isNode(node) && node.anchor !== undefined) anchors.add(node.anchor);
    return undefined;
  });
  return found;
}

function decode(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

function lineOfBadByte(bytes: Uint8Array): number {
  const lines = new TextDecoder('utf-8').decode(bytes).split('\n');
  return lines.findIndex((line) => line.includes('\uFFFD')) + 1;
}

function lineOf(document: YamlDocument, lines: LineCounter, path: readonly (string | number)[]): number {
  for (let depth = path.length; depth > 0; depth -= 1) {
    const node = document.getIn(path.slice(0, depth), true);
    if (isNode(node) && node.range) return lines.linePos(node.range[0]).line;
  }
  return 1;
}
