import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import { parse } from 'csv-parse/sync';
import { InvalidDocument } from '#core/kinds/faults.ts';
import type { Document } from '#core/kinds/kind.ts';
import { validate } from '#core/kinds/validate.ts';
import { newId } from '#core/records/id.ts';
import { decoded, Site } from '#core/web/testing/site.ts';
import { directory } from '#modules/directory/index.ts';
import { texts } from '../../../../test/support/kinds.ts';
import { observatory } from '../index.ts';
import { exposureScoreSet } from '../kinds/exposure-score-set.ts';
import { occupationCrosswalk } from '../kinds/occupation-crosswalk.ts';
import { anIndicator, aRow, aSet, aSource } from '../testing/documents.ts';
import { crosswalk, estimate, LABOUR, labourIds as ids, scoreSet } from '../testing/labour.ts';

const textOf = (html: string): string => html.replace(/<[^>]+>/g, ' ').replace(/\s+/g, ' ');
const empty = await Site.open({ after }, { modules: [directory, observatory] });
const site = await Site.open({ after }, { modules: [directory, observatory] });
const peru = newId();
const place = (iso: string, name: string, column: number): Document => ({ code: iso, iso, name: texts(name), level: 'first', within: peru, tile: { column, row: 1 } });
await site.publishEach([
  { id: peru, kind: 'territory', document: { code: 'PE', iso: 'PE', name: texts('Perú'), level: 'country', within: { absent: 'not_applicable' } }, basedOn: 0 },
  { id: newId(), kind: 'territory', document: place('PE-CUS', 'Cusco', 1), basedOn: 0 },
  { id: newId(), kind: 'territory', document: place('PE-PUN', 'Puno', 2), basedOn: 0 },
  ...LABOUR,
]);

interface Answer {
  readonly estimates: readonly { readonly groups: readonly { readonly territory: string; readonly breakdowns: readonly { readonly value: string }[]; readonly exposures: readonly { total: number; withoutScore: number; mean: number; losses: { step: string; jobs: number }[] }[] }[] }[];
}

describe('the labour observatory without a table of employment', () => {
  it('says that nobody has published one, and shows what others say as they say it', async () => {
    const page = textOf(await empty.text('/en/observatory/labour'));
    assert.match(page, /No employment table by occupation has been published here yet/);
    const source = newId();
    const other = newId();
    await empty.publishEach([
      { id: source, kind: 'source', document: aSource('Informe'), basedOn: 0 },
      { id: other, kind: 'indicator', document: anIndicator('other', source, { topics: ['exposure'], limits: texts({ es: 'Sin método', en: 'No method' }) }), basedOn: 0 },
      { id: newId(), kind: 'observation-set', document: aSet(source, [aRow(other, 'MX', '2018', '19')]), basedOn: 0 },
    ]);
    const published = textOf(await empty.text('/en/observatory/labour'));
    assert.match(published, /What others have published .*Indicator other .*Mexico 19 % .*line 1038.*Source: Informe.*No method.*gives no interval/);
  });
});

describe('the labour observatory', () => {
  it('puts two scores side by side, with the jobs that have none at each step', async () => {
    const page = textOf(await site.text('/en/observatory/labour'));
    assert.match(page, /Direct scores Synthetic, 1\. CC0 Foreign scores Synthetic, 1\. CC0/);
    assert.match(page, /Mean exposure 0\.371 from 0 to 1 0\.45 from 0 to 1/);
    assert.match(page, /Jobs without a score 30 % 40 %/);
    assert.match(page, /10 % the table gives no occupation 20 % their occupation has no score/);
    assert.match(page, /10 % the table gives no occupation 20 % ISCO to SOC 10 % their occupation has no score/);
    assert.match(page, /With the ends of the scores 0\.271 – 0\.529 These scores give no interval/);
    assert.match(page, /If all had a score, between 0\.26 – 0\.56 0\.27 – 0\.67/);
    assert.match(page, /30 % Baja 40 % Alta/);
  });

  it('shows women and men, and regions as tiles with the same as a table', async () => {
    const page = await site.text('/en/observatory/labour');
    assert.match(textOf(page), /By group: Sex .*Women 400 0\.425 0 % .*Men 300 0\.3 0 %/);
    assert.match(page, /<desc id="tiles-text">Cusco: 0\.5; Puno: 0\.2<\/desc>/);
    assert.match(textOf(page), /By territory .*Cusco 50 0\.5 0 % 0\.8 25 % .*Puno 50 0\.2 0 % 0\.1 0 %/);
  });

  it('speaks of exposure, and of nothing lost', async () => {
    for (const language of ['es', 'en']) {
      const page = textOf(await site.text(`/${language}/observatory/labour`)).replace(/[Dd]ónde se perdieron|Where they were lost/g, '');
      assert.doesNotMatch(page, /jobs lost|lost jobs|job loss|destroy|empleos perdidos|pérdida|destru/i, language);
      assert.match(page, language === 'es' ? /No dice cuántos empleos cambian/ : /It does not say how many jobs change/);
    }
  });

  it('gives the same as JSON and as a table', async () => {
    const { estimates: [found] } = await site.json<Answer>('/en/observatory/labour.json');
    const whole = found?.groups[0];
    assert.deepEqual([whole?.territory, whole?.breakdowns, whole?.exposures.map(({ total, withoutScore }) => [total, withoutScore])], ['PE', [], [[1000, 30], [1000, 40]]]);
    assert.ok(Math.abs((whole?.exposures[0]?.mean ?? NaN) - 260 / 700) < 1e-12);
    const rows: Record<string, string>[] = parse(await decoded(await site.ask('/en/observatory/labour.csv')), { columns: true, bom: true });
    assert.equal(rows.length, 10);
    assert.deepEqual(rows.filter((row) => row['group'] === 'sex=F').map((row) => [row['jobs'], row['mean_exposure']]), [['400', '0.425'], ['400', String(190 / 325)]]);
  });

  it('has a page for the estimate, its scores and its crosswalk, in every language', async () => {
    for (const language of ['es', 'en', 'qu']) {
      for (const path of ['observatory/labour', `exposure-estimates/${ids.estimate}`, `exposure-scores/${ids.direct}`, `occupation-crosswalks/${ids.crosswalk}`]) {
        const page = await site.text(`/${language}/${path}`);
        assert.ok(Buffer.byteLength(page) < 60_000, path);
        assert.doesNotMatch(page, /observatory\.[a-z]+\.|kinds\.[a-z-]+\.|<script| style="|undefined|NaN/, `${language} ${path}`);
      }
    }
    assert.match(textOf(await site.text(`/en/exposure-estimates/${ids.estimate}`)), /1111 400 0\.5 0\.8 .*3333 200 no score no score/);
  });
});

const codes = (kind: typeof exposureScoreSet | typeof occupationCrosswalk, document: Document): string[] => (validate(kind, document).faults ?? []).map(({ path, code }) => `${path} ${code}`);

describe('a set of scores', () => {
  const isco = { classification: 'isco-08', digits: 4 };
  const rowFaults = (row: Document, fields: Document = {}): string[] => codes(exposureScoreSet, scoreSet('x', isco, [row], fields));

  it('stays in its scale, with codes of its classification, each once, in classes that it has', () => {
    assert.deepEqual(rowFaults({ occupation: '1111', score: '0.5' }), []);
    assert.deepEqual(rowFaults({ occupation: '1111', score: '1.5' }), ['rows.0.score outside_scale']);
    assert.deepEqual(rowFaults({ occupation: '111', score: '0.5' }), ['rows.0.occupation other_digits']);
    assert.deepEqual(rowFaults({ occupation: '1111', score: '0.5', lower: '0.6' }), ['rows.0.lower outside_interval']);
    assert.deepEqual(rowFaults({ occupation: '1111', score: '0.5', class: 'x' }), ['rows.0.class unknown_class']);
    assert.deepEqual(rowFaults({ occupation: '1111', score: '0.5' }, { classes: [{ code: 'g', name: texts('G') }] }), ['rows.0.class required']);
    assert.deepEqual(rowFaults({ occupation: '1111', score: '0.5' }, { scale: { lower: '1', upper: '0' } }), ['scale.upper scale_reversed', 'rows.0.score outside_scale']);
    assert.deepEqual(codes(exposureScoreSet, scoreSet('x', isco, [{ occupation: '1111', score: '0' }, { occupation: '1111', score: '1' }])), ['rows.1.occupation repeated']);
  });
});

const rows = (...weights: (string | undefined)[]): Document[] => weights.map((weight, index) => ({ from: '1111', to: `11-101${index}`, ...(weight !== undefined && { weight }) }));

describe('a crosswalk', () => {
  it('divides each occupation whole: its weights make 1, but for rounding', () => {
    assert.deepEqual(codes(occupationCrosswalk, crosswalk({ rows: rows('0.333', '0.333', '0.333') })), []);
    assert.deepEqual(codes(occupationCrosswalk, crosswalk({ rows: rows('0.5', '0.4') })), ['rows.0.weight weights_not_one']);
    assert.deepEqual(codes(occupationCrosswalk, crosswalk({ rows: rows('0', '1') })), ['rows.0.weight weight_out_of_range']);
    assert.deepEqual(codes(occupationCrosswalk, crosswalk({ rows: rows(undefined) })), ['rows.0.weight required', 'rows.0.weight weights_not_one']);
    assert.deepEqual(codes(occupationCrosswalk, crosswalk({ division: 'equal', rows: rows(undefined, undefined) })), []);
    assert.deepEqual(codes(occupationCrosswalk, crosswalk({ division: 'equal', rows: rows('1') })), ['rows.0.weight weight_of_equal_parts']);
    assert.deepEqual(codes(occupationCrosswalk, crosswalk({ to: { classification: 'isco-08', digits: 4 }, rows: [{ from: '1111', to: '1112', weight: '1' }] })), ['to same_classification']);
  });
});

const refusal = async (fields: Document): Promise<string[]> => {
  const fault = await site.publishEach([{ id: newId(), kind: 'exposure-estimate', document: estimate(fields), basedOn: 0 }]).then(() => undefined, (error: unknown) => error);
  assert.ok(fault instanceof InvalidDocument, String(fault));
  return fault.faults.map(({ path, code }) => `${path} ${code}`);
};

describe('an estimate', () => {
  it('is refused without employment by occupation, or without a way to its scores', async () => {
    assert.deepEqual(await refusal({ crosswalks: [] }), ['scores.1 no_way']);
    assert.deepEqual(await refusal({ coded: { classification: 'cno-2015', digits: 4 } }), ['scores.0 no_way', 'scores.1 no_way']);
    assert.deepEqual(await refusal({ time: '1999' }), ['observationSets no_occupations']);
    assert.deepEqual(await refusal({ scores: [ids.direct, ids.direct] }), ['scores.1 repeated']);
  });

  it('says so where its figures went away', async () => {
    const [set] = await site.publishEach([{ id: newId(), kind: 'observation-set', document: aSet(ids.source, [aRow(ids.employment, 'PE', '2025', '5', { breakdowns: [{ dimension: 'occupation', value: '1111' }] })]), basedOn: 0 }]);
    const id = newId();
    await site.publishEach([{ id, kind: 'exposure-estimate', document: estimate({ observationSets: [set?.id ?? ''] }), basedOn: 0 }]);
    assert.match(textOf(await site.text(`/en/exposure-estimates/${id}`)), /Mean exposure 0\.5/);
    await site.withdraw(set ?? assert.fail(), 'Error');
    assert.match(await site.text(`/en/exposure-estimates/${id}`), /figures of employment that it uses are no longer there/);
  });
});
