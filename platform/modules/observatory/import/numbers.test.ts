/** Numbers as people write them: read exactly, asked about, or refused; never guessed. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { assert as always, bigInt, boolean, constantFrom, integer, property, tuple } from 'fast-check';
import type { Cell } from '#formats/spreadsheet/index.ts';
import { decimalWith, evidenceIn, fromScientific, shift, withoutZeros } from './decimals.ts';
import { missingMark } from './marks.ts';
import { columnOf, type Figured, readNumber } from './numbers.ts';
import { readPeriod } from './periods.ts';
import { Findings, type Reading } from './reading.ts';

/** Reads a column of cells. */
function column(cells: readonly Cell[], answers: Readonly<Record<string, string>> = {}, digits: 'stored' | 'shown' = 'stored'): { readonly read: readonly Figured[]; readonly reading: Reading } {
  const findings = new Findings(answers);
  const of = columnOf('B', cells);
  return { read: cells.map((cell, index) => readNumber(cell, `B${index + 2}`, of, { digits }, findings)), reading: findings.reading };
}
const texts = (...all: readonly string[]): Cell[] => all.map((text) => ({ text }));
const values = ({ read }: { readonly read: readonly Figured[] }): (string | undefined)[] => read.map((one) => (one.type === 'number' ? one.value : undefined));
const codes = (remarks: Reading['errors']): string[] => remarks.map(({ code }) => code);

const decimals = tuple(bigInt({ min: -(10n ** 14n), max: 10n ** 14n }), integer({ min: 0, max: 8 })).map(([digits, scale]) => shift(String(digits), -scale));

/** As Spanish or English writes it, with or without thousands. */
function written(decimal: string, comma: boolean, grouping: string): string {
  const [, minus = '', whole = '', fraction] = /^(-?)(\d+)(?:\.(\d+))?$/.exec(decimal) ?? [];
  return `${minus}${whole.replaceAll(/\B(?=(\d{3})+$)/g, grouping)}${fraction === undefined ? '' : `${comma ? ',' : '.'}${fraction}`}`;
}

describe('a decimal', () => {
  it('written in Spanish or English reads back exactly, to the last zero', () => {
    always(property(decimals, boolean(), constantFrom('', ' ', '\u202f', '\u00a0', "'", 'other'), (decimal, comma, group) => {
      const grouping = group === 'other' ? (comma ? '.' : ',') : group;
      // The second one tells the sign of the column.
      const result = column(texts(written(decimal, comma, grouping), comma ? '0,5' : '0.5'));
      assert.deepEqual(values(result)[0], decimal === '-0' ? '0' : decimal, written(decimal, comma, grouping));
    }), { numRuns: 2000 });
  });

  it('without a word on the sign is read where it can mean one thing only, and asked about where not', () => {
    always(property(decimals, boolean(), (decimal, comma) => {
      const text = written(decimal, comma, comma ? '.' : ',');
      const result = column(texts(text));
      const isAsked = result.reading.questions.length > 0;
      if (isAsked) assert.match(text, /^-?[1-9]\d{0,2}[.,]\d{3}$/);
      else assert.deepEqual(values(result), [decimal], text);
    }), { numRuns: 2000 });
  });

  it('moved by powers of ten is moved exactly and back', () => {
    always(property(decimals, integer({ min: -9, max: 9 }), (decimal, places) => {
      assert.equal(withoutZeros(shift(shift(decimal, places), -places)), withoutZeros(decimal));
      const [whole = 0n, scale = 0] = [BigInt(decimal.replace('.', '')), (decimal.split('.')[1] ?? '').length];
      const moved = shift(decimal, places);
      const [other, otherScale] = [BigInt(moved.replace('.', '')), (moved.split('.')[1] ?? '').length];
      assert.equal(whole * 10n ** BigInt(Math.max(0, places) + otherScale), other * 10n ** BigInt(scale + Math.max(0, -places)));
    }));
    assert.deepEqual([shift('0.123', 2), shift('0.1230', 2), shift('12', 3), shift('45', -2), shift('-0.5', 2), shift('0', 6)], ['12.3', '12.30', '12000', '0.45', '-50', '0']);
  });

  it('is told by its signs', () => {
    const cases = { '12': 'none', '12,3': 'comma', '12.3': 'point', '0,123': 'comma', '1,234': 'either', '1.234': 'either', '1234,567': 'comma', '1.234,5': 'comma', '1,234.5': 'point', '1.234.567': 'comma', '1 234,567': 'comma', '1 234': 'none', '1,2,3': 'invalid', '12.34.56': 'invalid', '1,23.4': 'invalid', '12,': 'invalid', '1 23': 'invalid' };
    for (const [text, evidence] of Object.entries(cases)) assert.equal(evidenceIn(text), evidence, text);
    assert.equal(decimalWith('1.234', 'comma'), '1234');
    assert.equal(decimalWith('1.23', 'comma'), undefined);
    assert.deepEqual(['1.5e3', '1,5E-7', '2E+05', '1e999', '1e'].map(fromScientific), ['1500', '0.00000015', '200000', undefined, undefined]);
  });
});

describe('a column of numbers', () => {
  it('is read by the sign that its other numbers show', () => {
    assert.deepEqual(values(column(texts('1,234', '5,6'))), ['1.234', '5.6']);
    assert.deepEqual(values(column(texts('1,234', '5.6'))), ['1234', '5.6']);
    assert.deepEqual(values(column(texts('1.234', '1.234.567'))), ['1234', '1234567']);
  });

  it('that shows none is asked about once, and read by the answer', () => {
    const asked = column(texts('1,234', '2,345', '7'));
    assert.deepEqual(asked.reading.questions.map(({ key, at }) => [key, at]), [['decimal:B', ['B2', 'B3']]]);
    assert.deepEqual(values(asked), [undefined, undefined, '7']);
    assert.deepEqual(values(column(texts('1,234', '2,345'), { 'decimal:B': 'comma' })), ['1.234', '2.345']);
    assert.deepEqual(values(column(texts('1,234', '2,345'), { 'decimal:B': 'point' })), ['1234', '2345']);
    assert.deepEqual(values(column(texts('1,234'), { 'decimal:B': 'whatever' })), [undefined]);
  });

  it('that shows both is asked about, and what does not fit the answer is refused by cell', () => {
    const { reading } = column(texts('1,2', '1.2'), { 'decimal:B': 'comma' });
    assert.deepEqual(reading.errors.map(({ at, code, text }) => [at, code, text]), [['B3', 'needs_comma', '1.2']]);
  });

  it('loses marks of footnotes and percent signs, and every one is told', () => {
    const cases: readonly (readonly [string, string, readonly string[]])[] = [
      ['12,3 a/', '12.3', ['mark']], ['12,3a/', '12.3', ['mark']], ['45*', '45', ['mark']], ['38¹', '38', ['mark']], ['38 1/', '38', ['mark']], ['12,3 (p)', '12.3', ['mark']], ['12,3 e', '12.3', ['mark']],
      ['45 %', '45', ['percent_sign']], ['12,5%', '12.5', ['percent_sign']], ['12,5 % b/', '12.5', ['percent_sign', 'mark']], ['1,5E+3', '1500', ['scientific']], ['−3,5', '-3.5', []],
    ];
    for (const [text, value, told] of cases) {
      const result = column(texts(text, '0,5'));
      assert.equal(values(result)[0], value, text);
      assert.deepEqual(codes(result.reading.treatments.filter(({ at, code }) => at === 'B2' && code !== 'sign')), told, text);
    }
    assert.deepEqual(column(texts('12,3 (p)')).read[0], { type: 'number', value: '12.3', percent: false, mark: '(p)', status: 'P' });
  });

  it('asks what a dash, n.d. or a blank stands for, by what stands there', () => {
    const asked = column(texts('–', 'n.d.', 'N.D.', '', '..', 's/d'));
    assert.deepEqual(asked.reading.questions.map(({ text }) => text), ['–', 'n.d.', '', '..', 's/d']);
    const answered = column(texts('–', 'n.d.'), { 'missing:–': 'skip', 'missing:n.d.': 'not_stated' });
    assert.deepEqual(answered.read, [{ type: 'nothing' }, { type: 'missing', reason: 'not_stated' }]);
    assert.deepEqual(codes(answered.reading.treatments), ['missing_skip', 'missing_not_stated']);
    for (const text of ['0', '1', 'nada menos', '12']) assert.equal(missingMark(text), undefined, text);
  });

  it('asks what parentheses mean', () => {
    assert.equal(column(texts('(12,3)')).reading.questions[0]?.key, 'parentheses');
    assert.deepEqual(values(column(texts('(12,3)'), { parentheses: 'negative' })), ['-12.3']);
    assert.deepEqual(values(column(texts('(12,3)'), { parentheses: 'positive' })), ['12.3']);
  });

  it('refuses what is no number, each by its cell and sort', () => {
    const cases: readonly (readonly [Cell, string])[] = [
      [{ text: 'mucho' }, 'no_number'], [{ text: '12 mil' }, 'words'], [{ text: 'S/ 12' }, 'words'], [{ text: '<5' }, 'inexact'], [{ text: '≈ 5' }, 'inexact'], [{ text: '12,31/' }, 'words'], [{ text: '1,2,3' }, 'grouping'], [{ text: '10 - 12' }, 'words'],
      [{ text: '=A1*2', formula: 'empty' }, 'formula_empty'], [{ text: '#DIV/0!', error: true }, 'formula_error'], [{ text: '1/2/26', date: '2026-02-01' }, 'date'], [{ text: '5', mergedInto: 'B1' }, 'merged'], [{ text: '1'.repeat(40) }, 'too_long'], [{ text: '1e-40' }, 'too_long'],
    ];
    for (const [cell, code] of cases) {
      const { reading, read } = column([cell]);
      assert.deepEqual([codes(reading.errors), reading.errors[0]?.at, read[0]?.type], [[code], 'B2', 'nothing'], cell.text);
    }
  });

  it('of a workbook has its percentages, its results of formulas and its hidden digits told', () => {
    const cells: Cell[] = [{ text: '12.3%', number: '0.123', percent: true }, { text: '7', number: '7', formula: 'computed' }, { text: '12.3', number: '12.2958' }, { text: '38', number: '38' }];
    const stored = column(cells);
    assert.deepEqual(values(stored), ['12.3', '7', '12.2958', '38']);
    assert.deepEqual(codes(stored.reading.treatments), ['percent_format', 'formula', 'more_digits']);
    assert.deepEqual(values(column(cells, {}, 'shown')), ['12.3', '7', '12.3', '38']);
  });
});

describe('a period', () => {
  it('is read as tables write it, or not at all', () => {
    const cases = {
      '2018': '2018', 'Año 2018': '2018', '2018 (p)': '2018', '2018¹': '2018', '2018-06': '2018-06', 'junio de 2019': '2019-06', 'Set-2019': '2019-09', 'jun 2019': '2019-06', '2019 enero': '2019-01', 'I trimestre 2018': '2018-Q1', 'T3 2018': '2018-Q3', '2018-T4': '2018-Q4', '4T2018': '2018-Q4', '2018-II semestre': '2018-S2', '2018-Q3': '2018-Q3',
      '2014-2020': '2014/2020', '2014/2020': '2014/2020', '2014 a 2020': '2014/2020', '31/12/2019': '2019-12-31', '12/31/2019': '2019-12-31',
    };
    for (const [text, time] of Object.entries(cases)) assert.deepEqual(readPeriod(text, undefined), { time }, text);
    for (const text of ['18', '2018-19', 'III semestre 2018', '2020-2014', '31/02/2019', 'ayer', '', '2018-13', '20180', 'V trimestre 2018']) assert.equal(readPeriod(text, undefined), undefined, text);
    assert.deepEqual(readPeriod('05/06/2019', undefined), { unclear: 'days' });
    assert.deepEqual(readPeriod('05/06/2019', 'day'), { time: '2019-06-05' });
    assert.deepEqual(readPeriod('05/06/2019', 'month'), { time: '2019-05-06' });
  });
});
