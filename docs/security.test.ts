/** docs/security.md names tests that are there, and every item of ASVS 5.0.0, levels 1 and 2, of the chapters V1 to V10. */
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { describe, it } from 'node:test';

const ROOT = new URL('..', import.meta.url);
const PAGE = readFileSync(new URL('security.md', import.meta.url), 'utf8');

/** How many items of levels 1 and 2 each section has; those of level 3 come after them. */
const ITEMS: Readonly<Record<string, number>> = {
  '1.1': 2, '1.2': 9, '1.3': 11, '1.4': 3, '1.5': 2, '2.1': 3, '2.2': 3, '2.3': 4, '2.4': 1, '3.2': 2, '3.3': 4, '3.4': 6, '3.5': 5, '3.7': 2, '4.1': 3, '4.2': 1, '4.3': 2, '4.4': 4, '5.1': 1, '5.2': 3, '5.3': 2, '5.4': 3,
  '6.1': 3, '6.2': 12, '6.3': 4, '6.4': 4, '6.5': 5, '6.6': 3, '6.8': 4, '7.1': 3, '7.2': 4, '7.3': 2, '7.4': 5, '7.5': 2, '7.6': 2, '8.1': 2, '8.2': 3, '8.3': 1, '8.4': 1, '9.1': 3, '9.2': 4, '10.1': 2, '10.2': 2, '10.3': 4, '10.4': 11, '10.5': 5, '10.6': 2, '10.7': 3,
};

interface Row {
  readonly items: readonly string[];
  readonly answer: string;
  readonly tests: readonly { readonly file: string; readonly title: string }[];
}

/** `6.2.1, 6.2.9 length`, `3.3.1 to 3.3.4 cookies`. */
function itemsIn(cell: string): string[] {
  return [...cell.matchAll(/(\d+\.\d+)\.(\d+)(?: to \1\.(\d+))?/g)].flatMap(([, section = '', from = '', to = from]) => Array.from({ length: Number(to) - Number(from) + 1 }, (_, index) => `${section}.${Number(from) + index}`));
}

const rows: Row[] = PAGE.split('\n')
  .filter((line) => /^\| \d+\.\d+\.\d+/.test(line))
  .map((line) => {
    const [, item = '', answer = '', tests = ''] = line.split(' | ').join('|').split('|');
    return { items: itemsIn(item), answer: answer.trim(), tests: tests.trim() === '–' ? [] : tests.split('<br>').map((one) => ({ file: /`([^`]+)`/.exec(one)?.[1] ?? '', title: (one.split(' › ')[1] ?? '').trim() })) };
  });

const fileOf = (name: string): URL => new URL(/^(test|cli|formats)\//.test(name) ? name : name.startsWith('modules/') ? `platform/${name}` : `platform/core/${name}`, ROOT);
const source = new Map<string, string>();
const sourceOf = (name: string): string => source.get(name) ?? (source.set(name, existsSync(fileOf(name)) ? readFileSync(fileOf(name), 'utf8') : ''), source.get(name) ?? '');
const isTitle = (text: string, title: string): boolean => ["'", '`', '"'].some((quote) => text.includes(`(${quote}${title}${quote},`));

describe('the page about security', () => {
  it('names tests that are there, by file and title', () => {
    assert.ok(rows.length > 100, `${rows.length} rows`);
    const gone = rows.flatMap(({ items, tests }) => tests.filter(({ file, title }) => !isTitle(sourceOf(file), title)).map(({ file, title }) => `${items[0]}: ${file} › ${title}`));
    assert.deepEqual(gone, []);
  });

  it('finds no title that is only a part of one, and no file that is not there', () => {
    assert.ok(!isTitle(sourceOf('web/security.test.ts'), 'has the status'));
    assert.equal(sourceOf('web/nothing.test.ts'), '');
  });

  it('answers every item once, with a word that says how far it is so', () => {
    const answered = rows.flatMap(({ items }) => items).filter((item) => Object.hasOwn(ITEMS, item.replace(/\.\d+$/, '')));
    const asked = Object.entries(ITEMS).flatMap(([section, count]) => Array.from({ length: count }, (_, index) => `${section}.${index + 1}`));
    assert.deepEqual(asked.filter((item) => !answered.includes(item)), [], 'not answered');
    assert.deepEqual(answered.filter((item, index) => answered.indexOf(item) !== index), [], 'answered twice');
    for (const { items, answer } of rows) assert.match(answer, /^(Yes|Partly|No|Not there|Not ours|For operators)\b/, items[0]);
  });
});
