import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Row } from './kinds/observation-set.ts';
import { endOf, gapsOf, newestOf, statusOf } from './figures.ts';
import type { Observation } from './observations.ts';

let sequence = 0;
function figure(territory: string, time: string | null, value: string, fields: Partial<Row> = {}, source = 's'): Observation {
  sequence += 1;
  const content = { indicator: 'i', territory, time: time ?? { absent: 'not_stated' as const }, value, place: 'line 1', ...fields } as Row;
  return { setId: 'set', key: String(sequence), indicator: 'i', territory, time, source, content, fromSequence: sequence, validFrom: new Date(0), toSequence: null, validTo: null };
}
const sex = (value: string) => ({ breakdowns: [{ dimension: 'sex' as const, value }] });

describe('the newest figure', () => {
  it('is the last in time, whatever the order and the way in which time is given', () => {
    const figures = [figure('PE', '2018', '1'), figure('PE', '2018-Q3', '2'), figure('PE', '2019-06', '3'), figure('PE', '2014/2020', '4'), figure('CL', '2024', '9'), figure('PE', null, '5')];
    assert.equal(newestOf(figures, 'PE')?.newest.content.value, '4');
    assert.deepEqual(['2018', '2018-Q3', '2018-S1', '2018-06', '2014/2018'].map(endOf), [2019, 2018.75, 2018.5, 2018.5, 2019]);
  });

  it('is compared with the one before of the same source and group, and across no break', () => {
    const figures = [figure('PE', '2016', '1'), figure('PE', '2017', '2', {}, 'other'), figure('PE', '2018', '3'), figure('PE', '2017', '8', sex('F'))];
    assert.equal(newestOf(figures, 'PE')?.before?.content.value, '1');
    assert.equal(newestOf([...figures, figure('PE', '2019', '4', { status: 'B' })], 'PE')?.before, undefined);
  });

  it('is one of a whole where there is one', () => {
    assert.equal(newestOf([figure('PE', '2018', '3'), figure('PE', '2019', '4', sex('F'))], 'PE')?.newest.content.value, '3');
    assert.equal(newestOf([figure('PE', '2019', '4', sex('F'))], 'PE')?.newest.content.value, '4');
    assert.equal(newestOf([], 'PE'), undefined);
  });
});

describe('the gap between groups', () => {
  it('is in points, with its interval where both are counted', () => {
    const [gap] = gapsOf([figure('PE', '2018', '60', { ...sex('F'), k: 48, n: 80 }), figure('PE', '2018', '80', { ...sex('M'), k: 56, n: 70 })]);
    assert.deepEqual([gap?.dimension, gap?.difference, gap?.more.content.breakdowns?.[0]?.value], ['sex', 20, 'M']);
    assert.ok(Math.abs((gap?.interval?.lower ?? 0) - 5.24) < 0.005 && Math.abs((gap?.interval?.upper ?? 0) - 33.39) < 0.005);
    assert.equal(gapsOf([figure('PE', '2018', '60', sex('F')), figure('PE', '2018', '80.3', sex('M'))])[0]?.difference, 20.3);
  });

  it('is between groups of people only: operators, technologies and questions are no groups that have less', () => {
    for (const dimension of ['operator', 'technology', 'item', 'sector', 'city'] as const) assert.deepEqual(gapsOf(['a', 'b'].map((value, place) => figure('PE', '2018', String(20 * (place + 1)), { breakdowns: [{ dimension, value }] }))), [], dimension);
    for (const dimension of ['sex', 'area', 'age', 'language', 'ethnicity', 'disability', 'education', 'income'] as const) assert.equal(gapsOf(['a', 'b'].map((value, place) => figure('PE', '2018', String(20 * (place + 1)), { breakdowns: [{ dimension, value }] })))[0]?.difference, 20, dimension);
  });

  it('is never between places, times or sets, nor of one group alone', () => {
    assert.deepEqual(gapsOf([figure('PE', '2018', '60', sex('F')), figure('CL', '2018', '80', sex('M')), figure('PE', '2019', '80', sex('M'))]), []);
  });
});

describe('the status', () => {
  it('of what is missing follows from why', () => {
    assert.deepEqual((['not_stated', 'unknown', 'withheld', 'not_applicable'] as const).map((absent) => statusOf({ value: { absent } })), ['O', 'L', 'Q', 'M']);
    assert.deepEqual([statusOf({ value: '1' }), statusOf({ value: '1', status: 'E' })], ['A', 'E']);
  });
});
