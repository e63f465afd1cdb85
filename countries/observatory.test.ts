/** The figures of the country packs against the documents from which they were copied. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { computeIndex, parseRecipe, rankingOf, robustnessOf } from '@yupana/composite';
import { isAbsence, present } from '#core/kinds/values.ts';
import type { Index } from '#modules/observatory/kinds/index-kind.ts';
import type { IndexEdition } from '#modules/observatory/kinds/index-edition.ts';
import type { Indicator } from '#modules/observatory/kinds/indicator.ts';
import { keyOf, type ObservationSet, type Row } from '#modules/observatory/kinds/observation-set.ts';
import { numeratorOf } from '#modules/observatory/kinds/shares.ts';
import type { Pack } from '../platform/core/pack/read-pack.ts';
import { linesOf, packFolder, readCountry, sourceLines, withoutSources } from '../test/support/country.ts';
import { TEST_ORIGIN, testPlatform } from '../test/support/platform.ts';

interface Named<T> {
  readonly id: string;
  readonly document: T;
}

function ofKind<T>(pack: Pack, kind: string): Named<T>[] {
  return pack.records.filter((record) => record.kind.name === kind).map(({ id, document }) => ({ id, document: document as T }));
}

interface Country {
  readonly name: string;
  readonly pack: Pack;
  readonly indicators: ReadonlyMap<string, Indicator>;
  readonly sets: readonly ObservationSet[];
  readonly editions: readonly IndexEdition[];
}

async function country(name: string): Promise<Country> {
  const pack = await readCountry(name);
  return {
    name,
    pack,
    indicators: new Map(ofKind<Indicator>(pack, 'indicator').map(({ id, document }) => [id, document])),
    sets: ofKind<ObservationSet>(pack, 'observation-set').map(({ document }) => document),
    editions: ofKind<IndexEdition>(pack, 'index-edition').map(({ document }) => document),
  };
}

const peru = await country('peru');
const mexico = await country('mexico');
const countries = [peru, mexico];

interface Figure {
  readonly row: Row;
  readonly indicator: Indicator;
  readonly source: string;
  readonly title: string;
}

const figuresOf = ({ sets, indicators }: Country): Figure[] =>
  sets.flatMap(({ rows, source, title }) => rows.map((row) => ({ row, indicator: indicators.get(row.indicator) ?? assert.fail(row.indicator), source, title: title['en']?.text ?? '' })));

const described = ({ row, indicator }: Figure): string => `${indicator.code} ${row.territory} ${(row.breakdowns ?? []).map(({ value }) => value).join('/')} ${row.place}`;

/** The value of the one row of an indicator with these breakdowns, in this order; the total where there are none. */
function valueOf(of: Country, code: string, breakdowns: readonly string[] = [], territory = of.name === 'peru' ? 'PE' : 'MX'): number {
  const found = figuresOf(of).filter(({ indicator, row }) => indicator.code === code && row.territory === territory && (row.breakdowns ?? []).map(({ value }) => value).join('/') === breakdowns.join('/'));
  const value = present<string>(found[0]?.row.value);
  assert.ok(found.length === 1 && value !== undefined, `${found.length} figures for ${code} ${breakdowns.join('/')}`);
  return Number(value);
}

/** How many bodies of a type answered so; of all types, or whatever they answered, where it is not given. */
function answers(type: string | undefined, answer?: 'no' | 'yes'): number {
  return valueOf(peru, 'ai-survey-answers', [type, answer].filter((one) => one !== undefined));
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, one) => total + one, 0);

describe('the figures of the packs', () => {
  it('are there, in both packs, and each indicator has some', () => {
    assert.ok(figuresOf(peru).length >= 230, `${figuresOf(peru).length}`);
    assert.ok(figuresOf(mexico).length >= 18, `${figuresOf(mexico).length}`);
    for (const { indicators, sets } of countries) {
      const used = new Set(sets.flatMap(({ rows }) => rows.map(({ indicator }) => indicator)));
      for (const [id, { code }] of indicators) assert.ok(used.has(id), code);
      assert.equal(new Set([...indicators.values()].map(({ code }) => code)).size, indicators.size);
    }
  });

  it('stand once in the whole pack: no set repeats a figure of another', () => {
    for (const { sets } of countries) {
      const keys = sets.flatMap(({ rows }) => rows.map(keyOf));
      assert.equal(new Set(keys).size, keys.length);
    }
  });

  it('are broken down only by what their indicator declares, and printed with the digits that it declares', () => {
    for (const figure of countries.flatMap(figuresOf)) {
      for (const { dimension } of figure.row.breakdowns ?? []) assert.ok(figure.indicator.dimensions?.includes(dimension), `${described(figure)}: ${dimension}`);
      const digits = present<string>(figure.row.value)?.split('.')[1]?.length ?? 0;
      assert.ok(digits <= figure.indicator.decimals, described(figure));
    }
  });

  it('say why, where they are missing: an interval, an empty cell', () => {
    for (const figure of countries.flatMap(figuresOf).filter(({ row }) => isAbsence(row.value))) {
      assert.ok(figure.row.status === 'O' || figure.row.lower !== undefined, described(figure));
      assert.ok(figure.row.note !== undefined, described(figure));
    }
  });
});

describe('what the sources themselves add up', () => {
  const types = ['state-companies', 'local', 'regional', 'autonomous', 'ministries', 'justice', 'social-programmes', 'universities'];
  const withYes = types.filter((type) => !['state-companies', 'justice', 'social-programmes'].includes(type));

  it('the survey of 2021: rows and columns give 449, 39 and 488; the footnote says 454', () => {
    assert.equal(sum(types.map((type) => answers(type, 'no'))), answers(undefined, 'no'));
    assert.equal(sum(withYes.map((type) => answers(type, 'yes'))), answers(undefined, 'yes'));
    assert.equal(sum(types.map((type) => answers(type))), answers(undefined));
    for (const type of withYes) assert.equal(answers(type, 'no') + answers(type, 'yes'), answers(type), type);
    assert.deepEqual([answers(undefined, 'no'), answers(undefined, 'yes'), answers(undefined), valueOf(peru, 'ai-survey-answers', ['answered-by-footnote'])], [449, 39, 488, 454]);
    assert.match(JSON.stringify(peru.sets.flatMap(({ contradictions = [] }) => contradictions)), /488.*454/);
  });

  it('the share of bodies that use AI is computed from the counts, of both totals', () => {
    for (const figure of figuresOf(peru).filter(({ indicator, row }) => indicator.code === 'ai-in-public-bodies' && row.k !== undefined)) {
      const { value, k = 0, n = 1 } = figure.row;
      assert.equal(Number(present<string>(value)).toFixed(1), ((100 * k) / n).toFixed(1), described(figure));
    }
    assert.deepEqual([valueOf(peru, 'ai-in-public-bodies'), valueOf(peru, 'ai-in-public-bodies', ['of-footnote-454'])], [8, 8.6]);
  });

  it('the shares of the four mobile operators make 100 %', () => {
    const shares = figuresOf(peru).flatMap(({ indicator, row }) => (indicator.code === 'mobile-market-share' ? [Math.round(10 * Number(row.value))] : []));
    assert.deepEqual([shares.length, sum(shares)], [4, 1000]);
  });

  it('3G and 4G sites of Internet para Todos in the Amazon, and the people they cover, make those of both', () => {
    for (const code of ['ipt-amazon-sites', 'ipt-amazon-population']) assert.equal(valueOf(peru, code, ['3G']) + valueOf(peru, code, ['4G']), valueOf(peru, code, ['3G-4G']), code);
  });

  it('nine focus groups, by sex and by region; eight and two of ten universities; start-up investment more than doubled', () => {
    assert.equal(sum(['female', 'male', 'mixed'].map((group) => valueOf(peru, 'focus-groups', [group]))), valueOf(peru, 'focus-groups'));
    assert.equal(sum(['PE-SAM', 'PE-UCA', 'PE-HUC'].map((region) => valueOf(peru, 'focus-groups', [], region))), valueOf(peru, 'focus-groups'));
    assert.equal(valueOf(peru, 'top-ai-universities', ['lima']) + valueOf(peru, 'top-ai-universities', ['provinces']), 10);
    const [before = NaN, later = NaN] = figuresOf(peru).flatMap(({ indicator, row }) => (indicator.code === 'startup-investment' ? [Number(row.value)] : []));
    assert.ok(later > 2 * before);
  });

  it('Mexico: the first five sub-sectors make 7,881,752, 80 % of 9.8 million; they come in falling, the last five in rising order', () => {
    const first = ['manufacturing', 'construction', 'wholesale-retail', 'agriculture', 'accommodation-food'].map((sector) => valueOf(mexico, 'exposed-jobs', [sector]));
    const last = ['management-self-employed', 'information-communication', 'arts-recreation', 'finance-insurance', 'education'].map((sector) => valueOf(mexico, 'exposed-jobs', [sector]));
    assert.deepEqual(first, first.toSorted((a, b) => b - a));
    assert.deepEqual(last, last.toSorted((a, b) => a - b));
    assert.equal(sum(first), 7_881_752);
    assert.equal(valueOf(mexico, 'exposed-jobs', ['top-five']), sum(first));
    assert.equal(valueOf(mexico, 'exposed-jobs-top-five').toFixed(1), ((100 * sum(first)) / valueOf(mexico, 'exposed-jobs')).toFixed(1));
    assert.equal(valueOf(mexico, 'exposed-jobs-share'), 19);
  });

  it('the International Labour Organization: the gradients make 427 occupations; a quarter of workers, and of Peru nothing', () => {
    const gradients = ['not-exposed', 'minimal', 'gradient-1', 'gradient-2', 'gradient-3', 'gradient-4'].map((item) => valueOf(peru, 'genai-occupations', [item], '001'));
    assert.deepEqual(gradients, [231, 84, 17, 44, 38, 13]);
    assert.equal(sum(gradients), valueOf(peru, 'genai-occupations', [], '001'));
    assert.deepEqual([valueOf(peru, 'genai-exposed-workers', [], '001'), valueOf(peru, 'genai-exposed-workers', ['gradient-4'], '001'), valueOf(peru, 'computerisation-share', [], 'US')], [25, 3.3, 47]);
    for (const { indicator, row, source } of figuresOf(peru).filter((figure) => figure.indicator.topics.includes('exposure'))) assert.ok(row.territory !== 'PE' && isSecondHand(source), indicator.code);
  });

  it('exposure is never called loss', () => {
    for (const { topics, name, unit } of countries.flatMap(({ indicators }) => [...indicators.values()])) if (topics.includes('exposure')) assert.doesNotMatch(JSON.stringify([name, unit]), /p[ée]rd|lost|loss|destru/i);
  });
});

describe('where the sources contradict themselves', () => {
  const contradictions = JSON.stringify(peru.sets.flatMap(({ contradictions: all = [] }) => all));

  it('four percentages of the focus groups are given by no k of 33, and only those are marked', () => {
    const shares = figuresOf(peru).filter(({ row }) => row.n === 33);
    assert.equal(shares.length, 23);
    const impossible = shares.filter(({ row }) => numeratorOf(33, String(row.value)) === undefined);
    assert.deepEqual(impossible.map(({ row }) => Number(row.value)).toSorted((a, b) => a - b), [28, 46, 60, 66]);
    for (const { row } of shares) assert.equal(row.impossible === true, numeratorOf(33, String(row.value)) === undefined, row.place);
    for (const { row } of shares.filter((figure) => !impossible.includes(figure))) assert.equal(row.k, numeratorOf(33, String(row.value)), row.place);
  });

  it('the printed mean of the salaries lies below the least that minimum and quartiles allow', () => {
    const [least, q1, mean, median, q3] = ['min', 'q1', 'mean', 'median', 'q3'].map((item) => valueOf(peru, 'ai-salary', [item]));
    assert.deepEqual([least, q1, mean, median, q3], [2000, 4000, 6000, 7500, 12_500]);
    assert.ok(Number(mean) < sum([least, q1, median, q3].map(Number)) / 4);
    assert.match(contradictions, /6500 soles/);
  });

  it('publications grew fourfold in five years in one place, by almost 400 % in seven in another: both stand', () => {
    assert.deepEqual([valueOf(peru, 'ai-publications-multiple'), valueOf(peru, 'ai-publications-increase')], [4, 400]);
    assert.match(contradictions, /"lines 541, 620"/);
  });

  it('the parts of Yape’s users do not make the total; 16 banks are nearly 20 elsewhere', () => {
    const known = valueOf(peru, 'yape-users', ['urban-connected']) + valueOf(peru, 'yape-users', ['yape-card']);
    assert.ok(known + 700_000 < valueOf(peru, 'yape-users'));
    assert.notEqual(valueOf(peru, 'financial-institutions', ['commercial-banks']), valueOf(peru, 'financial-institutions', ['commercial-banks-operating']));
    assert.match(contradictions, /"lines 917, 1004"/);
  });
});

describe('UNCTAD’s B2C index of 2020', () => {
  const own = ofKind<Index>(peru.pack, 'index').find(({ document }) => document.own)?.document ?? assert.fail('no index of our own');
  const published = (peru.editions.find(({ units }) => units === 152)?.rows ?? assert.fail('no edition')).filter(({ rank }) => !isAbsence(rank));

  it('has ten countries and the region, with four indicators each', () => {
    const territories = figuresOf(peru).filter(({ indicator }) => indicator.code.startsWith('b2c-')).map(({ row }) => row.territory);
    assert.equal(territories.length, 44);
    assert.deepEqual([...new Set(territories)].toSorted(), [...own.units ?? [], '419'].toSorted());
    assert.deepEqual(published.map(({ territory }) => territory), own.units);
  });

  const codes = ['b2c-internet-use', 'b2c-account', 'b2c-secure-servers', 'b2c-postal-reliability'];
  const units = own.units ?? [];
  const data = { units: units.map((code) => ({ code })), values: Object.fromEntries(codes.map((code) => [code, units.map((unit) => valueOf(peru, code, [], unit))])) };
  const recipe = parseRecipe(JSON.parse(own.recipe ?? ''));

  it('comes out in the published order when the recipe of the pack is run, with Peru fifth of the ten', () => {
    const ranking = rankingOf(computeIndex(data, recipe));
    const order = published.toSorted((a, b) => Number(a.rank) - Number(b.rank)).map(({ territory }) => territory);
    assert.deepEqual(ranking.map(({ unit }) => unit), order);
    assert.equal(order.indexOf('PE'), 4);
  });

  it('puts Peru as the text of the index says: second in post, sixth in servers, ninth in internet use, tenth in accounts', () => {
    const places = codes.map((code) => 1 + units.filter((unit) => valueOf(peru, code, [], unit) > valueOf(peru, code)).length);
    assert.deepEqual(places, [9, 10, 6, 2]);
    assert.match(JSON.stringify(own.about), /segundo de los diez en correo, sexto en servidores, noveno en uso de internet y décimo en cuentas/);
  });

  it('puts Peru between fifth and ninth under the choices that the recipe leaves open, all of them computed', () => {
    const { design, units: robust } = robustnessOf(data, recipe);
    assert.deepEqual(design, { kind: 'enumerated', runs: 240 });
    const one = robust[units.indexOf('PE')];
    assert.deepEqual([one?.nominal, one?.low, one?.high], [5, 5, 9]);
  });
});

const standing = new Map(countries.flatMap(({ pack }) => ofKind<{ standing: string }>(pack, 'source').map(({ id, document }) => [id, document.standing] as const)));
const isSecondHand = (source: string): boolean => standing.get(source) === 'second_hand';

describe('the editions of outside indices', () => {
  it('say in their note that they are second-hand, exactly where their source is', () => {
    const editions = countries.flatMap(({ editions: all }) => all);
    assert.equal(editions.filter(({ source }) => standing.get(source) === 'second_hand').length, 8);
    for (const { source, note, title } of editions) assert.equal(standing.get(source) === 'second_hand', note?.['es']?.text.startsWith('De segunda mano') === true, title['es']?.text);
  });

  it('name no other edition as comparable: their makers change countries and questions', () => {
    for (const { comparableWith, title } of countries.flatMap(({ editions }) => editions)) assert.equal(comparableWith, undefined, title['es']?.text);
  });
});

/** Numbers that the sources write as words, as far as the packs use them. */
const WORDS: Readonly<Record<string, number>> = { one: 1, two: 2, three: 3, four: 4, five: 5, six: 6, nine: 9, second: 2, sixth: 6, quadrupled: 4, quarter: 25 };
const SCALES: Readonly<Record<string, number>> = { million: 1e6, billion: 1e9 };

/** Every number that a text prints, in figures or in words. */
function numbersIn(text: string): number[] {
  const figures = [...text.matchAll(/\d[\d,]*(?:\.\d+)?(?: (million|billion)\b)?/g)].map(([whole, scale = '']) => {
    const plain = Number(whole.replace(/ .*/, '').replaceAll(',', ''));
    return Math.round(plain * (SCALES[scale] ?? 1) * 1e6) / 1e6;
  });
  return [...figures, ...(text.toLowerCase().match(/[a-z]+/g) ?? []).flatMap((word) => (Object.hasOwn(WORDS, word) ? [WORDS[word] ?? NaN] : []))];
}

describe('the numbers in the sources', () => {
  const FILES: readonly (readonly [RegExp, string])[] = [[/Primer borrador/, 'enia-2021-draft.txt'], [/DECA/, 'deca-peru-2022.txt'], [/Entrevista a Fernando/, 'interview-produce.txt'], [/nota de política 15/, 'mexico-policy-brief.txt']];
  const files = new Map(countries.flatMap(({ pack }) => ofKind<{ title: unknown }>(pack, 'source').map(({ id, document }) => [id, FILES.find(([title]) => title.test(JSON.stringify(document.title)))?.[1]] as const)));

  function printedAt(source: string, place: string): number[] {
    const lines = sourceLines(files.get(source) ?? assert.fail(`no file for ${source}`));
    const numbers = linesOf(place) ?? assert.fail(`"${place}" names no line`);
    for (const number of numbers) assert.ok(number <= lines.length, `there is no ${place}`);
    return numbersIn(numbers.map((number) => lines[number - 1] ?? '').join(' '));
  }

  it('are printed in the line that each row names, but for nine that were computed here and say so', { skip: withoutSources }, () => {
    const computed: string[] = [];
    let checked = 0;
    for (const figure of countries.flatMap(figuresOf).filter(({ source }) => !isSecondHand(source))) {
      const { value, lower, upper } = figure.row;
      const printed = printedAt(figure.source, figure.row.place);
      for (const one of [present<string>(value), lower, upper]) {
        if (one === undefined) continue;
        checked += 1;
        if (printed.includes(Number(one))) continue;
        assert.equal(figure.indicator.processing.level, 'minor', described(figure));
        computed.push(one);
      }
      if (figure.indicator.code === 'ai-in-public-bodies') for (const count of [figure.row.k, figure.row.n]) assert.ok(count === undefined || printed.includes(count), described(figure));
    }
    assert.deepEqual(computed.toSorted(), ['12.5', '14.3', '26.1', '6.7', '7.2', '7881752', '8.0', '8.6', '80.4']);
    assert.ok(checked > 230, `only ${checked} numbers`);
  });

  it('are the ranks, scores and sizes of the editions that first-hand sources speak of', { skip: withoutSources }, () => {
    let checked = 0;
    for (const { source, rows = [], units, items, evidence } of countries.flatMap(({ editions }) => editions as (IndexEdition & { evidence?: readonly { place: string }[] })[])) {
      if (files.get(source) === undefined) continue;
      const about = printedAt(source, evidence?.[0]?.place ?? assert.fail('no place'));
      for (const size of [units, items]) {
        if (isAbsence(size)) continue;
        assert.ok(about.includes(size), `${evidence?.[0]?.place}: ${size}`);
        checked += 1;
      }
      for (const { rank, score, place } of rows) {
        for (const number of [rank, score]) {
          if (isAbsence(number)) continue;
          assert.ok(printedAt(source, place).includes(Number(number)), `${place}: ${number}`);
          checked += 1;
        }
      }
    }
    assert.ok(checked >= 20, `only ${checked} numbers`);
  });

  it('are not missed: every percentage in the lines of the focus groups has its row', { skip: withoutSources }, () => {
    const lines = sourceLines('deca-peru-2022.txt');
    for (const line of [571, 577, 1495, 1501, 1507]) {
      const printed = [...(lines[line - 1] ?? '').matchAll(/(\w+) percent\b/g)].map(([, word = '']) => WORDS[word] ?? Number(word));
      const rows = figuresOf(peru).filter(({ row }) => row.n === 33 && row.place === `line ${line}`).map(({ row }) => Number(row.value));
      assert.deepEqual(rows.toSorted((a, b) => a - b), printed.toSorted((a, b) => a - b), `line ${line}`);
    }
  });
});

describe('a platform with the pack', () => {
  for (const { name, indicators, sets, editions } of countries) {
    it(`of ${name} publishes its indicators, figures and editions`, async (test) => {
      const platform = await testPlatform({ after: (done) => test.after(done) }, { pack: packFolder(name) });
      const total = async (path: string): Promise<number> => ((await (await platform.web.app.request(`${TEST_ORIGIN}/es/${path}.json`)).json()) as { total: number }).total;
      assert.deepEqual([await total('indicators'), await total('observations'), await total('index-editions')], [indicators.size, sets.length, editions.length]);
    });
  }
});
