/** What the tests of every country pack share: its records, the sources behind it, a walk over its site. */
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { createKinds } from '../../platform/app.ts';
import { leaves } from '../../platform/core/kinds/content.ts';
import { isAbsence, type Multilingual } from '../../platform/core/kinds/values.ts';
import { type Pack, type PackRecord, readPack } from '../../platform/core/pack/read-pack.ts';
import { TEST_ORIGIN, type TestPlatform } from './platform.ts';

const COUNTRIES = resolve(import.meta.dirname, '../../countries');

/** `shared/sources` beside the checkout or further up, or where YUPANA_SOURCES says: we may not publish the texts. */
function sourceFolder(): string | undefined {
  const named = process.env['YUPANA_SOURCES'];
  if (named !== undefined) return named;
  for (let folder = import.meta.dirname; folder !== dirname(folder); folder = dirname(folder)) {
    const candidate = join(folder, 'shared', 'sources');
    if (existsSync(candidate)) return candidate;
  }
  return undefined;
}

const SOURCES = sourceFolder();

export const packFolder = (name: string): string => resolve(COUNTRIES, name);

export function readCountry(name: string): Promise<Pack> {
  return readPack(packFolder(name), createKinds());
}

/** Why the tests against the sources are left out here; false where they are not. */
export const withoutSources: string | false = SOURCES === undefined ? 'SKIPPED: no shared/sources above this checkout; set YUPANA_SOURCES' : false;

export function sourceLines(file: string): string[] {
  return readFileSync(join(SOURCES ?? '', file), 'utf8').split('\n');
}

export interface Evidence {
  readonly record: PackRecord;
  readonly field: string;
  readonly source: string;
  readonly place: string;
  readonly confidence: string;
}

export function evidenceOf({ records }: Pack): Evidence[] {
  return records.flatMap((record) => ((record.document['evidence'] ?? []) as Omit<Evidence, 'record'>[]).map((piece) => ({ ...piece, record })));
}

/** The line numbers of a place: `lines 10-12, 20 and 31` gives 10, 11, 12, 20, 31. Undefined where it names no lines. */
export function linesOf(place: string): number[] | undefined {
  const [, numbers] = /^lines? (\d[\d, and-]*)$/.exec(place) ?? [];
  return numbers?.split(/, | and /).flatMap((part) => {
    const [from = 0, to = from] = part.split('-').map(Number);
    return Array.from({ length: to - from + 1 }, (_, index) => from + index);
  });
}

export interface PackText {
  readonly record: PackRecord;
  readonly path: string;
  readonly language: string;
  readonly text: string;
  readonly status: string;
}

/** Every text in a language. */
export function textsOf({ records }: Pack): PackText[] {
  return records.flatMap((record) =>
    [...leaves(record.kind, record.document)].flatMap(({ path, meta, value }) =>
      meta.type === 'multilingual' && !isAbsence(value) ? Object.entries(value as Multilingual).map(([language, one]) => ({ record, path, language, ...one })) : [],
    ),
  );
}

const wordsOf = (text: string): string[] => text.toLowerCase().normalize('NFKD').replace(/\p{M}/gu, '').match(/[\p{L}\p{N}]+/gu) ?? [];

/** Runs of at least `length` words that stand both in a text and in a source, by text. Names of bodies and laws are facts, not sentences: they are passed over. */
export function copiedRuns(texts: readonly PackText[], sources: readonly string[], length: number): string[] {
  const runs = new Set(sources.flatMap((source) => runsOf(wordsOf(source), length)));
  const names = new Set(['institution name', 'legal-instrument title']);
  return texts.filter(({ record, path }) => !names.has(`${record.kind.name} ${path}`)).flatMap(({ record, path, language, text }) => {
    const copied = runsOf(wordsOf(text), length).filter((run) => runs.has(run));
    return copied.length > 0 ? [`${record.file}:${record.line} ${path}.${language}: ${copied[0] ?? ''}`] : [];
  });
}

function runsOf(words: readonly string[], length: number): string[] {
  return words.slice(length - 1).map((_, index) => words.slice(index, index + length).join(' '));
}

/** Addresses of one shape (`/es/actions/*\/versions`) are walked this often; pages of records and lists always, in other languages than the first every fourth. */
const EACH_SHAPE = 2;
const EACH_OTHER = 4;

/** Ids taken out, and of the query only which parameters there are. */
function shapeOf(path: string): string {
  const { pathname, searchParams } = new URL(path, TEST_ORIGIN);
  const query = [...new Set(searchParams.keys())].toSorted().join('&');
  return `${pathname.replace(/[a-hjkmnp-tv-z][0-9a-hjkmnp-tv-z]{11}(?=[/.]|$)/g, '*')}?${query}`;
}

/**
 * Follows every link of the site from its home pages on, as a reader would.
 * @returns how many pages it read, what is wrong, and every address that something leads to.
 */
export async function walk({ web, configuration }: TestPlatform): Promise<{ pages: number; broken: string[]; found: ReadonlySet<string> }> {
  const [first = ''] = configuration.languages;
  let pages = 0;
  const shapes = new Map<string, number>();
  const broken: string[] = [];
  const waiting: { path: string; from: string }[] = [];
  const found = new Set<string>();
  const go = (path: string, from: string): void => {
    if (found.has(path)) return;
    found.add(path);
    const shape = shapeOf(path);
    const visits = shapes.get(shape) ?? 0;
    shapes.set(shape, visits + 1);
    const isRecord = /^\/\w+\/[a-z-]+\/\*\?$/.test(shape);
    if (visits >= EACH_SHAPE && !(isRecord && (shape.startsWith(`/${first}/`) || visits % EACH_OTHER === 0))) return;
    waiting.push({ path, from });
  };
  for (const language of configuration.languages) go(`/${language}/`, 'the walk');
  for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
    const { path, from } = next;
    pages++;
    const answer = await web.app.request(`${TEST_ORIGIN}${path}`);
    const location = answer.headers.get('location');
    if (location !== null) go(location, path);
    else if (answer.status !== 200) broken.push(`${answer.status} ${path} (from ${from})`);
    const body = await answer.text();
    if (!(answer.headers.get('content-type') ?? '').startsWith('text/html')) continue;
    assert.doesNotMatch(body, /undefined|\[object |NaN(?!\w)/, path);
    for (const [, href = ''] of body.matchAll(/<(?:a|link)\b[^>]* href="(\/[^"#]*)/g)) go(href.replaceAll('&amp;', '&'), path);
  }
  return { pages, broken, found };
}
