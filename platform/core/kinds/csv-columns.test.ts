import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { parse } from 'csv-parse/sync';
import * as fc from 'fast-check';
import { createKinds } from '../../app.ts';
import { arbitraryDocument } from '../../../test/support/arbitrary-document.ts';
import { sample } from '../../../test/support/sample-kind.ts';
import { csvText } from '../web/csv.ts';
import { csvColumns, csvRow } from './csv-columns.ts';
import type { Kind } from './kind.ts';
import { isAbsence } from './values.ts';

const LANGUAGES = ['es', 'en', 'qu'];
const columns = csvColumns(sample, LANGUAGES);
const kinds: readonly Kind[] = [...createKinds().all, sample];

/** The cells of one document, by column. */
function cells(document: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const row = csvRow(sample, document, LANGUAGES);
  return Object.fromEntries(columns.map((column, index) => [column, row[index]]));
}

/** What a program reads of a file that we wrote; the apostrophe before a formula is the spreadsheet's, not ours. */
function readBack(text: string): string[][] {
  return parse(text, { bom: true, relaxColumnCount: true });
}

describe('the columns', () => {
  test('are those of the public fields, a text in one for each language', () => {
    assert.deepEqual(columns.slice(0, 5), ['title.es', 'title.en', 'title.qu', 'code', 'remark']);
    assert.ok(columns.includes('price.amount') && columns.includes('price.currency') && columns.includes('tile.label.qu'));
    assert.ok(!columns.includes('person') && !columns.includes('contact'));
  });

  test('are all different, also from those that come before them in a file', () => {
    for (const kind of kinds) {
      const all = ['id', 'record_version', 'published_at', ...csvColumns(kind, LANGUAGES)];
      assert.equal(new Set(all).size, all.length, kind.name);
    }
  });
});

describe('the cells', () => {
  test('say what is there', () => {
    const row = cells({ title: { es: { text: 'Hola', status: 'original' } }, open: false, number: 0, price: { amount: '-1.50', currency: 'PEN' }, tile: { column: 1, row: { absent: 'unknown' }, label: { qu: { text: 'x', status: 'machine' } } } });
    assert.deepEqual([row['title.es'], row['title.en'], row['open'], row['number'], row['price.amount'], row['price.currency']], ['Hola', null, false, 0, '-1.50', 'PEN']);
    assert.deepEqual([row['tile.column'], row['tile.row'], row['tile.label.es'], row['tile.label.qu'], row['code']], [1, '[unknown]', null, 'x', null]);
  });

  test('say why something is not there, in each cell of it', () => {
    const row = cells({ share: { absent: 'withheld', ground: 'Ley 27806' }, price: { absent: 'not_stated' }, tile: { absent: 'not_applicable' } });
    assert.equal(row['share'], '[withheld: Ley 27806]');
    assert.deepEqual([row['price.amount'], row['price.currency']], ['[not_stated]', '[not_stated]']);
    assert.deepEqual(Object.entries(row).filter(([name]) => name.startsWith('tile.')).map(([, cell]) => cell), Array.from({ length: 5 }, () => '[not_applicable]'));
  });

  test('of a list are one: values side by side, or JSON where that would be read wrongly', () => {
    assert.equal(cells({ terms: ['short', 'long'] })['terms'], 'short; long');
    assert.equal(cells({ counts: [4, { absent: 'not_stated' }] })['counts'], '4; [not_stated]');
    assert.equal(cells({ names: ['a; b', 'c'] })['names'], '["a; b","c"]');
    assert.equal(cells({ counts: [] })['counts'], '[]');
    assert.equal(cells({})['counts'], null);
    assert.equal(cells({ parts: [{ key: 'a' }] })['parts'], '[{"key":"a"}]');
  });
});

for (const kind of kinds) {
  test(`${kind.name}: as many cells as columns, none empty where something is said, and all of it comes back`, () => {
    const header = csvColumns(kind, LANGUAGES);
    const property = fc.property(arbitraryDocument(kind), (document) => {
      const row = csvRow(kind, document, LANGUAGES);
      assert.equal(row.length, header.length);
      for (const [index, column] of header.entries()) {
        const value = document[column.split('.')[0] ?? column];
        if (isAbsence(value)) assert.match(String(row[index]), new RegExp(`^\\[${value.absent}[:\\]]`));
        if (Array.isArray(value)) assert.notEqual(row[index] ?? '', '', column);
      }
      const [names, read = []] = readBack(csvText(header, [row]));
      assert.deepEqual(names, header);
      assert.equal(read.length, header.length);
      for (const [index, cell] of row.entries()) {
        const written = cell === null ? '' : String(cell);
        const got = read[index] ?? '';
        // What begins like a formula must not begin like one in the file; but for the apostrophe it is the same.
        assert.ok(got === written || got === `'${written}`, `${JSON.stringify(written)} came back as ${JSON.stringify(got)}`);
        if (/^[=+@\t\r＝＋－＠]/.test(written) || (written.startsWith('-') && !/^-\d+(\.\d+)?$/.test(written))) assert.ok(got.startsWith("'"), got);
        if (/^-\d+(\.\d+)?$/.test(written)) assert.equal(got, written);
      }
    });
    fc.assert(property, { numRuns: 60 });
  });
}
