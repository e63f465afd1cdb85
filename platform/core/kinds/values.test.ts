import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import * as fc from 'fast-check';
import type { z } from 'zod';
import { arbitraryDate } from '../../../test/support/arbitrary-document.ts';
import { arbitraryLine, arbitraryProse } from '../../../test/support/arbitrary-text.ts';
import { absenceSchema, cleanLine, cleanText, decimalText, isAbsence, languageTag, lastDay, multilingualText, partialDate, present, recordReference, webAddress } from './values.ts';

const accepts = (schema: z.ZodType, value: unknown): boolean => schema.safeParse(value).success;
const codes = (schema: z.ZodType, value: unknown): string[] => schema.safeParse(value).error?.issues.map(({ message }) => message) ?? [];

describe('text', () => {
  test('is kept in NFC, trimmed, with one kind of line break', () => {
    assert.equal(cleanText(100).parse('  nin\u0303ez\r\ny\rmás \u00a0'), 'niñez\ny\nmás');
  });

  test('is never empty, whatever the blanks are made of', () => {
    for (const blank of ['', ' ', '\n\t', '\u00a0\u2003', '\ufeff']) assert.deepEqual(codes(cleanText(10), blank), ['empty']);
  });

  test('has no control characters, lone surrogates or marks that turn its direction', () => {
    for (const bad of ['\ufdd0', '\u{1fffe}', '\u{10ffff}', '\0', '\u0007', '\u001b[31m', '\u007f', '\u0085', '\ud83d', '\udc00x', 'a\u202eb', '\u2066x\u2069', '\uffff']) assert.deepEqual(codes(cleanText(10), `x${bad}x`), ['forbidden_character'], JSON.stringify(bad));
    for (const good of ['a\tb\nc', '👩🏽‍🔬', 'שלום', 'e\u0301', '\u200d', '𝒳']) assert.ok(accepts(cleanText(10), good), good);
  });

  test('is one line where it must be', () => {
    for (const two of ['a\nb', 'a\rb', 'a\tb', 'a\u2028b', 'a\u2029b']) assert.deepEqual(codes(cleanLine(10), two), ['line_break'], JSON.stringify(two));
  });

  test('is measured as it is kept', () => {
    assert.ok(accepts(cleanText(3), '   n\u0303n\u0303n\u0303   '));
    assert.deepEqual(codes(cleanText(3), 'abcd'), ['too_long']);
  });

  test('does not change when it is read again', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 40 }), (text) => {
      const first = cleanText(100).safeParse(text);
      if (first.success) assert.equal(cleanText(100).parse(first.data), first.data);
    }));
    fc.assert(fc.property(arbitraryLine(40), arbitraryProse(200), (line, prose) => {
      assert.equal(cleanLine(40).parse(line), line);
      assert.equal(cleanText(200).parse(prose), prose);
    }));
  });
});

describe('special values', () => {
  test('a withheld value names its ground', () => {
    assert.deepEqual(codes(absenceSchema, { absent: 'withheld' }), ['withheld_without_ground']);
    assert.deepEqual(codes(absenceSchema, { absent: 'withheld', ground: ' ' }), ['empty']);
    assert.ok(accepts(absenceSchema, { absent: 'withheld', ground: 'Ley 27806, art. 15', reviewOn: '2030-01-01' }));
  });

  test('only the four, and nothing beside', () => {
    for (const wrong of [{ absent: 'no' }, { absent: null }, { absent: 'unknown', value: 3 }, { absent: 'unknown', reviewOn: '2030-02-30' }, { absent: 'unknown', reviewOn: '2030' }, {}]) assert.ok(!accepts(absenceSchema, wrong), JSON.stringify(wrong));
  });

  test('are told from values', () => {
    assert.equal(isAbsence({ absent: 'unknown' }), true);
    for (const value of [null, undefined, 'absent', ['absent'], { es: { text: 'x' } }]) assert.equal(isAbsence(value), false);
    assert.equal(present({ absent: 'unknown' }), undefined);
    assert.equal(present(false), false);
    assert.equal(present(0), 0);
  });
});

describe('dates', () => {
  test('are as precise as the source, and in the calendar', () => {
    for (const good of ['2021', '2021-02', '2024-02-29', '2000-02-29', '0000-02-29', '0050', '9999-12-31']) assert.ok(accepts(partialDate, good), good);
    for (const bad of ['21', '2021-2', '2021-13', '2021-00', '2021-02-30', '2023-02-29', '1900-02-29', '0100-02-29', '2021-01-00', '2021-01-32', '2021-01-15T00:00', '-2021', ' 2021', '２０２１', '']) assert.deepEqual(new Set(codes(partialDate, bad)), new Set(['not_a_date']), bad);
  });

  test('every day that there is', () => fc.assert(fc.property(arbitraryDate(), (date) => assert.ok(accepts(partialDate, date), date))));

  test('the last day that one can mean', () => {
    const pairs = [['2021', '2021-12-31'], ['2021-02', '2021-02-28'], ['2024-02', '2024-02-29'], ['1900-02', '1900-02-28'], ['2021-12', '2021-12-31'], ['2021-02-03', '2021-02-03'], ['0050', '0050-12-31'], ['0004-02', '0004-02-29']] as const;
    for (const [date, last] of pairs) assert.equal(lastDay(date), last);
    fc.assert(fc.property(arbitraryDate(), (date) => {
      const last = lastDay(date);
      assert.ok(accepts(partialDate, last) && last.startsWith(date) && last.length === 10, `${date} ${last}`);
    }));
  });
});

describe('addresses, ids, languages, numbers', () => {
  test('an address is of the web, and is what it looks like', () => {
    for (const good of ['https://www.gob.pe/', 'http://gob.pe/niñez?a=1#b', 'https://ñandú.pe', 'https://www.gob.pe:8443/x']) assert.ok(accepts(webAddress, good), good);
    for (const bad of ['javascript:alert(1)', 'data:text/html,x', 'ftp://gob.pe', 'https:gob.pe', 'https://localhost', 'https://10.0.0.1/', '//gob.pe', 'gob.pe', 'https://gob.pe/\0', 'https://gob.pe/\ud800', 'https://gob.pe/\u202egpj', 'https://gob.pe/a b', 'https://']) assert.ok(!accepts(webAddress, bad), JSON.stringify(bad));
  });

  test('a reference is a whole id', () => {
    assert.ok(accepts(recordReference, 'h7777777777m'));
    for (const bad of ['h7777777777n', 'H7777777777M', 'h777-7777-777m', 'h7777777777m ', 'h7777777777']) assert.ok(codes(recordReference, bad).every((code) => code === 'not_an_id') && !accepts(recordReference, bad), bad);
  });

  test('a language is a tag', () => {
    for (const good of ['es', 'qu', 'quz', 'es-PE', 'sr-Latn', 'quz-Latn-PE']) assert.ok(accepts(languageTag, good), good);
    for (const bad of ['', 'ES', 'es-pe', 'spanish', 'es_PE', 'x', '__proto__', 'constructor']) assert.ok(!accepts(languageTag, bad), bad);
  });

  test('a text has at least one language', () => {
    assert.deepEqual(codes(multilingualText(10), {}), ['no_language']);
    assert.ok(accepts(multilingualText(10), { es: { text: 'x', status: 'original' } }));
  });

  test('a decimal keeps its digits and has no other signs', () => {
    for (const good of ['0', '-0.25', '0.10', '123456789012345678901234567890.5']) assert.equal(decimalText.parse(good), good);
    for (const bad of ['', '.5', '5.', '+1', '1,5', '1e3', '1 000', 'NaN', '٣', '1\n']) assert.ok(!accepts(decimalText, bad), bad);
  });
});
