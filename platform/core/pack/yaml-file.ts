/** Reads one YAML file of a pack: every scalar as the text that stands there, every value with its line. */
import { isNode, LineCounter, parseDocument, type ScalarTag, type Document as YamlDocument } from 'yaml';
import type { PackFault } from './faults.ts';

export interface YamlFile {
  readonly file: string;
  readonly content: unknown;
  /** The line of a path, or of the nearest thing above it that is there. */
  lineOf(path: readonly (string | number)[]): number;
}

/** Larger than any pack file that a person keeps by hand. */
export const LARGEST_FILE = 8 * 1024 * 1024;
const MOST_ALIASES = 100;

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
  const document = parseDocument(text, { schema: 'failsafe', customTags: ABSENCE_TAGS, lineCounter: lines, uniqueKeys: true, logLevel: 'silent' });
  const errors = [...document.errors, ...document.warnings];
  if (errors.length > 0) {
    return errors.map((error) => ({ file, line: lines.linePos(error.pos[0]).line, path: '', code: 'not_yaml', params: { reason: error.message.split('\n')[0] ?? '' } }));
  }
  try {
    const content: unknown = document.toJS({ maxAliasCount: MOST_ALIASES });
    return { file, content, lineOf: (path) => lineOf(document, lines, path) };
  } catch {
    return whole('too_many_aliases');
  }
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
