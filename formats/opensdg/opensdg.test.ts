import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import * as fc from 'fast-check';
import { validate } from '#core/kinds/validate.ts';
import { type Indicator, indicator } from '#modules/observatory/kinds/indicator.ts';
import type { Row } from '#modules/observatory/kinds/observation-set.ts';
import { anIndicator } from '#modules/observatory/testing/documents.ts';
import { texts } from '../../test/support/kinds.ts';
import { readOpenSdg, readOpenSdgMetadata, writeOpenSdg, writeOpenSdgMetadata, yamlOf } from './index.ts';

const problems = (text: string): string[] => readOpenSdg(text, { territory: 'PE' }).report.map(({ place, problem }) => `${place} ${problem}`);

const said = (of: readonly { territory: string; time: unknown; value: unknown; breakdowns?: Row['breakdowns'] }[]) => of.map(({ territory, time, value, breakdowns = [] }) => JSON.stringify([territory, time, value, breakdowns.map((one) => [one.dimension, one.value.replace(/^'=/, '=')])]));

describe("Open SDG's CSV", () => {
  it('is read unchanged: blank breakdowns are the total, blank values are missing', () => {
    const { rows, report } = readOpenSdg('\uFEFFYear,Sex,Age,Units,Series,GeoCode,Value\r\n2015,,,Percentage,A,,48.70\r\n2015,Female,15-24,Percentage,A,PE-CUS,.5\r\n2016,Male,,Percentage,B,,\r\n2016,,,Percentage,B,,1.5e3\r\n', { territory: 'PE' });
    assert.deepEqual(report, []);
    const common = { indicator: undefined, unit: 'Percentage' };
    assert.deepEqual(rows, [
      { ...common, territory: 'PE', time: '2015', value: '48.70', place: 'row 2', series: 'A' },
      { ...common, territory: 'PE-CUS', time: '2015', breakdowns: [{ dimension: 'sex', value: 'F' }, { dimension: 'age', value: '15-24' }], value: '0.5', place: 'row 3', series: 'A' },
      { ...common, territory: 'PE', time: '2016', breakdowns: [{ dimension: 'sex', value: 'M' }], value: { absent: 'not_stated' }, place: 'row 4', series: 'B' },
      { ...common, territory: 'PE', time: '2016', value: '1500', place: 'row 5', series: 'B' },
    ]);
  });

  it('columns that we have no dimension for are one group, and nothing of them is lost', () => {
    const { rows: [row], report } = readOpenSdg('Year,Migration,Religion,Value\n2015,Yes,None,1\n', { territory: 'PE' });
    assert.deepEqual(row?.breakdowns, [{ dimension: 'other', value: 'Migration: Yes; Religion: None' }]);
    assert.deepEqual(report.map(({ problem }) => problem), ['other_dimension', 'other_dimension']);
  });

  it('what is wrong is said by row and column, and the rest is read', () => {
    assert.deepEqual(problems('Year,Value\nsoon,1\n2015,many\n2016,"1,5"\n2017,2\n2017,3\n'), ['row 2, Year not_a_period', 'row 3, Value not_a_number', 'row 4, Value not_a_number', 'row 6 repeated_observation']);
    assert.deepEqual(readOpenSdg('Year,Value\n2015,1\n').report.map(({ problem }) => problem), ['no_territory']);
    assert.deepEqual([problems(''), problems('A,B\n1,2'), problems('Year,year,Value\n'), problems('Year,Value\n"open')].flat(), ['file no_column', 'file no_column', 'file repeated_column', 'file csv_quote_not_closed']);
    assert.deepEqual(problems('Year,__proto__,Value\n2015,x,1\n'), ['row 2, __proto__ other_dimension']);
  });

  it('any text is read without being thrown at', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (text) => void readOpenSdg(`Year,Sex,Value\n${text}`)), { numRuns: 1000 });
    fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (text) => void readOpenSdgMetadata(text)), { numRuns: 1000 });
  });

  it('what is written comes back', () => {
    const row = fc.record({ territory: fc.constantFrom('PE', 'CL', 'PE-CUS'), year: fc.constantFrom('2017', '2018'), value: fc.constantFrom('38', '-1.50', '0.001', null), sex: fc.constantFrom('F', 'M', null), item: fc.constantFrom('=x', 'Ñandú, "dos"', null) });
    fc.assert(
      fc.property(fc.uniqueArray(row, { selector: ({ territory, year, sex, item }) => JSON.stringify([territory, year, sex, item]) }), (figures) => {
        const rows = figures.map(({ territory, year, value, sex, item }): Row => {
          const breakdowns = [...(sex === null ? [] : [{ dimension: 'sex' as const, value: sex }]), ...(item === null ? [] : [{ dimension: 'item' as const, value: item }])];
          return { indicator: 'x', territory, time: year, ...(breakdowns.length > 0 && { breakdowns }), value: value ?? { absent: 'not_stated' }, place: 'line 1' };
        });
        const { content } = writeOpenSdg(rows.map((one) => ({ content: one, unit: 'per cent', series: '' })), { country: 'PE', columnName: (dimension) => dimension, groupName: ({ value }) => value });
        const back = readOpenSdg(content, { territory: 'PE' });
        assert.deepEqual(back.report, []);
        assert.deepEqual(said(back.rows), said(rows));
        assert.doesNotMatch(content, /(^|,)=x/m);
      }),
    );
  });

  it('says what the form has no place for', () => {
    const rows: Row[] = [{ indicator: 'x', territory: 'PE', time: '2018-Q1', value: '1', place: 'line 1' }, { indicator: 'x', territory: 'PE', time: '2018', value: '38', k: 38, n: 100, status: 'E', place: 'line 2' }, { indicator: 'x', territory: 'PE', time: '2019', value: { absent: 'unknown' }, place: 'line 3' }];
    const { report } = writeOpenSdg(rows.map((content) => ({ content, unit: '', series: '' })), { country: 'PE', columnName: String, groupName: ({ value }) => value });
    assert.deepEqual(report, [{ place: 'line 1', problem: 'not_a_year', detail: '2018-Q1' }, { place: 'line 2', problem: 'left_out', detail: 'k, n, status' }, { place: 'line 3', problem: 'reason_left_out', detail: 'unknown' }]);
  });
});

describe('metadata', () => {
  const document = anIndicator('internet-use', 'h7777777777m', { definition: texts('Personas: todas'), limits: texts('No dice todo'), metadata: [{ concept: 'COLL_METHOD', text: texts('Encuesta\nen hogares') }, { concept: 'REC_USE_LIM', text: texts('Lo que dice la ficha') }] });
  it('is written by concept and read back, as YAML and as JSON', () => {
    assert.equal(validate(indicator, document).faults, undefined);
    const fields = writeOpenSdgMetadata(document as unknown as Indicator, (words) => words['es']?.text ?? '', true);
    for (const text of [yamlOf(fields), JSON.stringify(fields)]) {
      const { content, report } = readOpenSdgMetadata(text);
      assert.deepEqual(report, []);
      assert.deepEqual(content, {
        code: 'internet-use', name: 'Indicador internet-use', unit: 'por ciento de las personas', decimals: 1,
        metadata: [{ concept: 'STAT_CONC_DEF', text: 'Personas: todas' }, { concept: 'REC_USE_LIM', text: 'Lo que dice la ficha' }, { concept: 'COLL_METHOD', text: 'Encuesta\nen hogares' }],
        sources: [{ title: 'Encuesta' }],
      });
    }
  });

  it('that means nothing to us is reported; what is no metadata is refused', () => {
    assert.deepEqual(readOpenSdgMetadata('STAT_CONC_DEF: [1, 2]\nfoo: bar\nrec_use_lim: x\n__proto__: y\n').report.map(({ place, problem }) => `${place} ${problem}`), ['STAT_CONC_DEF not_a_text', 'foo unknown_field', 'rec_use_lim lower_case_concept', '__proto__ unknown_field']);
    for (const [text, problem] of [['- a', 'not_a_table'], ['a: [', 'not_yaml'], ['a: &x 1\nb: *x', 'not_yaml'], ['a: 1\na: 2', 'not_yaml']] as const) assert.deepEqual(readOpenSdgMetadata(text).report.map((one) => one.problem), [problem], text);
  });
});
