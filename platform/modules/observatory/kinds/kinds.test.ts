import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import * as fc from 'fast-check';
import type { Fault } from '#core/kinds/faults.ts';
import type { Document, Kind } from '#core/kinds/kind.ts';
import { validate } from '#core/kinds/validate.ts';
import { aRow, anIndicator, aSet } from '../testing/documents.ts';
import { indexEdition } from './index-edition.ts';
import { index } from './index-kind.ts';
import { indicator } from './indicator.ts';
import { observationSet } from './observation-set.ts';
import { gives, numeratorOf } from './shares.ts';
import { texts } from '../../../../test/support/kinds.ts';

const ID = 'h7777777777m';
const found = (kind: Kind, document: Document): readonly Fault[] => validate(kind, document).faults ?? [];
const codesOf = (document: Document): string[] => found(observationSet, document).map(({ path, code }) => `${path} ${code}`);
const rowFaults = (fields: Document): string[] => codesOf(aSet(ID, [aRow(ID, 'PE', '2018', '38', fields)]));

describe('percentages', () => {
  it('every k of n gives itself, rounded to any number of digits', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1e9 }), fc.nat(1e9), fc.integer({ min: 0, max: 6 }), (n, any, digits) => {
        const k = any % (n + 1);
        const value = ((100 * k) / n).toFixed(digits);
        assert.ok(gives(k, n, value));
        const numerator = numeratorOf(n, value);
        assert.ok(numerator !== undefined && gives(numerator, n, value));
      }),
    );
  });

  it('what no k gives has none, by trying all of them', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 60 }), fc.integer({ min: 0, max: 1100 }), fc.constantFrom(0, 1), (n, tenths, digits) => {
        const value = (tenths / 10).toFixed(digits);
        const some = Array.from({ length: n + 1 }, (_, k) => k).some((k) => Math.abs((100 * k) / n - Number(value)) <= 0.5 * 10 ** -digits + 1e-12);
        assert.equal(numeratorOf(n, value) !== undefined, some, `${value} of ${n}`);
      }),
    );
  });

  it('27 % and 42 % are of 33, 25 % and 43 % are not', () => {
    assert.deepEqual([27, 42, 25, 43].map((value) => numeratorOf(33, String(value))), [9, 14, undefined, undefined]);
  });
});

describe('a figure', () => {
  it('with k of n is refused where they do not give its value', () => {
    assert.deepEqual(rowFaults({ k: 380, n: 1000 }), []);
    assert.deepEqual(rowFaults({ k: 390, n: 1000 }), ['rows.0.k share_mismatch']);
    assert.deepEqual(rowFaults({ k: 38 }), ['rows.0.n share_without_n']);
  });

  it('that no whole number gives is published only as impossible, and nothing else is', () => {
    assert.deepEqual(rowFaults({ value: '25', n: 33 }), ['rows.0.value impossible_share']);
    assert.deepEqual(rowFaults({ value: '25', n: 33, impossible: true, status: 'D' }), []);
    assert.deepEqual(rowFaults({ value: '27', n: 33, impossible: true }), ['rows.0.impossible possible_after_all']);
    assert.deepEqual(rowFaults({ impossible: true }), ['rows.0.impossible nothing_to_check']);
  });

  it('stands in its interval, at a place and a time', () => {
    assert.deepEqual(rowFaults({ lower: '35', upper: '41' }), []);
    assert.deepEqual(rowFaults({ lower: '39' }), ['rows.0.lower outside_interval']);
    assert.deepEqual(rowFaults({ territory: 'Peru' }), ['rows.0.territory not_a_territory']);
    for (const territory of ['PE-CUS', 'MX-CMX', '419', '001']) assert.deepEqual(rowFaults({ territory }), []);
    for (const time of ['2018-Q4', '2018-S1', '2018-06-30', '2014/2020', { absent: 'not_stated' }]) assert.deepEqual(rowFaults({ time }), []);
    for (const time of ['2018-Q5', '2018-13', '2020/2014', '18']) assert.deepEqual(rowFaults({ time }), ['rows.0.time not_a_period']);
  });

  it('has a status that fits: what is missing is missing', () => {
    assert.deepEqual(rowFaults({ status: 'Q' }), ['rows.0.status status_mismatch']);
    assert.deepEqual(rowFaults({ status: 'E', value: { absent: 'not_stated' } }), ['rows.0.status status_mismatch']);
    assert.deepEqual(rowFaults({ status: 'Q', value: { absent: 'withheld', ground: 'art. 17' } }), []);
  });

  it('stands once, whatever the order of its breakdowns', () => {
    const [sex, area] = [{ dimension: 'sex', value: 'F' }, { dimension: 'area', value: 'R' }];
    assert.deepEqual(codesOf(aSet(ID, [aRow(ID, 'PE', '2018', '38', { breakdowns: [sex, area] }), aRow(ID, 'PE', '2018', '39', { breakdowns: [area, sex] })])), ['rows.1 repeated_observation']);
    const [joined, apart] = [[{ dimension: 'item', value: 'a","other=b|other=b' }], [{ dimension: 'item', value: 'a' }, { dimension: 'other', value: 'b' }]];
    assert.deepEqual(codesOf(aSet(ID, [aRow(ID, 'PE', '2018', '38', { breakdowns: joined }), aRow(ID, 'PE', '2018', '39', { breakdowns: apart })])), []);
    assert.deepEqual(rowFaults({ breakdowns: [sex, { dimension: 'sex', value: 'M' }] }), ['rows.0.breakdowns.1.dimension repeated']);
  });
});

const indicatorFaults = (fields: Document): string[] => found(indicator, anIndicator('x', ID, fields)).map(({ path, code }) => `${path} ${code}`);

describe('an indicator', () => {
  it('that is a share says of whom, and what was asked or why not', () => {
    assert.deepEqual(indicatorFaults({}), []);
    assert.deepEqual(indicatorFaults({ frame: { absent: 'not_applicable' } }), ['frame share_without_frame']);
    const { question: _, ...without } = anIndicator('x', ID);
    assert.deepEqual(found(indicator, without).map(({ code }) => code), ['share_without_question']);
  });

  it('says what was done exactly where something was', () => {
    assert.deepEqual(indicatorFaults({ processing: { level: 'minor' } }), ['processing.steps processing_mismatch']);
    assert.deepEqual(indicatorFaults({ processing: { level: 'minor', steps: [texts('Se sumó')] } }), []);
  });

  it('stays a share once it is one', () => {
    assert.deepEqual(indicator.transition(anIndicator('x', ID), anIndicator('x', ID, { valueType: 'count' })).map(({ code }) => code), ['value_type_changed']);
  });
});

describe('an index', () => {
  const none = { absent: 'not_stated' };
  const base = { name: texts('Índice'), owner: 'UNCTAD', about: none, licence: none, url: none };
  const faults = (fields: Document): string[] => found(index, { ...base, ...fields }).map(({ path, code }) => `${path} ${code}`);

  it('of our own has a recipe that the engine accepts, and data', () => {
    assert.deepEqual(faults({ own: true }), ['recipe required', 'observationSets required', 'units too_few_units']);
    const own = { own: true, observationSets: [ID], units: ['PE', 'CL'] };
    assert.deepEqual(faults({ ...own, recipe: '{' }), ['recipe not_json']);
    const [first] = found(index, { ...base, ...own, recipe: '{"format":"composite-recipe/1"}' });
    assert.equal(first?.code, 'not_a_recipe');
    assert.ok(String(first?.params['path']).length > 0 && String(first?.params['message']).length > 0);
  });

  it('of others has none', () => {
    assert.deepEqual(faults({ own: false }), []);
    assert.deepEqual(faults({ own: false, recipe: '{}' }), ['recipe recipe_of_others']);
  });

  it('ranks nobody who is said not to be in it', () => {
    const edition = { index: ID, title: texts('2020'), edition: '2020', publishedOn: none, source: ID, units: 152, items: none, method: none, licence: none, url: none };
    const row = { territory: 'PE', rank: 79, score: none, place: 'line 1' };
    const codes = (coverage: string, fields: Document = {}): string[] => found(indexEdition, { ...edition, coverage: [{ territory: 'PE', coverage, place: none }], rows: [row], ...fields }).map(({ code }) => code);
    assert.deepEqual(codes('covered'), []);
    assert.deepEqual(codes('not_covered'), ['ranked_but_not_covered']);
    assert.deepEqual(codes('covered', { units: 70 }), ['too_big']);
  });
});
