import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { pathToFileURL } from 'node:url';
import { collatorFor, dayOf, formatDate, formatList, formatMoment, formatMoney, formatNumber, languageName } from './format.ts';
import { Messages, readMessages, type Translator } from './messages.ts';

const COUNT = '{n, plural, one {# one} few {# few} many {# many} other {# other}}';

function translator(language: string, fallbacks: readonly string[] = ['es', 'en']): Translator {
  const texts = new Map([['count', COUNT], ['plain', `text of ${language}`], ['hello', '¡Hola, {name}!'], ['quote', "It''s '{'not'}' a place"], ['tags', '<b>{name}</b>']]);
  return new Messages(new Map([['es', new Map([['only', 'sólo en español']])], [language, texts]])).translator(language, fallbacks);
}

function folder(t: TestContext, files: Readonly<Record<string, string>>): URL {
  const path = mkdtempSync(join(tmpdir(), 'yupana-messages-'));
  t.after(() => rmSync(path, { recursive: true }));
  for (const [name, text] of Object.entries(files)) writeFileSync(join(path, name), text);
  return pathToFileURL(`${path}/`);
}

test('parameters are filled in; what looks like a tag is text', () => {
  const t = translator('es');
  assert.equal(t('hello', { name: 'Ana' }), '¡Hola, Ana!');
  assert.equal(t('quote'), "It's {not} a place");
  assert.equal(t('tags', { name: '<script>' }), '<b><script></b>');
  assert.throws(() => t('hello'), /name/);
});

test('an unknown key throws; a key of another language is taken from there and said so', () => {
  const t = translator('qu');
  assert.throws(() => t('no.such.key'), (error: unknown) => error instanceof RangeError && error.message.includes('no.such.key'));
  assert.equal(t('only'), 'sólo en español');
  assert.deepEqual([t.languageOf('only'), t.languageOf('plain'), t.has('only'), t.has('no.such.key')], ['es', 'qu', true, false]);
  assert.throws(() => t('constructor'), RangeError);
});

test('numbers are written as in the country, also in languages that are spoken in several', () => {
  const messages = new Messages(new Map([['es', new Map([['n', '{n, number}']])], ['qu', new Map()], ['en-GB', new Map()]]));
  const written = (region: string | undefined, language: string): string[] => {
    const t = messages.inRegion(region).translator(language, ['es']);
    return [formatNumber(t, 1234567.5), t('n', { n: 1234567.5 })];
  };
  assert.deepEqual(written('PE', 'es'), ['1,234,567.5', '1,234,567.5']);
  assert.deepEqual(written('PE', 'qu')[0], '1,234,567.5');
  assert.deepEqual(written('ES', 'es'), ['1.234.567,5', '1.234.567,5']);
  assert.deepEqual(written(undefined, 'es'), ['1.234.567,5', '1.234.567,5']);
  assert.deepEqual(messages.inRegion('PE').translator('en-GB', []).locales, ['en-GB'], 'a language that names its country keeps it');
});

/** What a program prints that formats in languages that Intl does not know, under a locale of the process. */
function under(locale: string, program: string): string {
  const imports = `import { Messages } from ${JSON.stringify(new URL('messages.ts', import.meta.url).href)}; import * as format from ${JSON.stringify(new URL('format.ts', import.meta.url).href)};`;
  const { stdout, stderr, status } = spawnSync(process.execPath, ['--input-type=module', '--eval', imports + program], { encoding: 'utf8', env: { PATH: process.env['PATH'], LANG: locale, LC_ALL: locale, LANGUAGE: locale } });
  assert.equal(status, 0, stderr);
  return stdout;
}

test('languages without rules of their own take those of a named language, never those of the process', () => {
  // Polish has "few" and "many", Arabic writes other digits: either would show.
  const program = `
    console.log('process', new Intl.PluralRules().select(3), new Intl.NumberFormat().resolvedOptions().locale);
    for (const [language, fallbacks] of [['qu', ['es', 'en']], ['ay', ['es', 'en']], ['ay', []], ['xx', []], ['qu', []]]) {
      const texts = new Map([['count', ${JSON.stringify(COUNT)}], ['day', '{d, date, long}'], ['core.share', '{k} {n} {percent}']]);
      const t = new Messages(new Map([[language, texts]])).translator(language, fallbacks);
      console.log(language, fallbacks.length, t('count', { n: 1 }), t('count', { n: 3 }), t('count', { n: 25000 }), format.formatNumber(t, 1234567.5), format.formatShare(t, 1, 3), format.formatList(t, ['a', 'b']), format.collatorFor(t).compare('ñ', 'o') < 0, format.formatDate(t, '2026-11-21'));
    }`;
  const [plain, polish, arabic] = ['C.UTF-8', 'pl_PL.UTF-8', 'ar_EG.UTF-8'].map((locale) => under(locale, program).split('\n'));
  assert.ok(polish?.[0]?.includes('few'), `the process speaks Polish: ${polish?.[0]}`);
  assert.deepEqual(polish?.slice(1), plain?.slice(1));
  assert.deepEqual(arabic?.slice(1), plain?.slice(1));
  assert.ok(plain?.[1]?.startsWith('qu 2 1 one 3 other 25'), plain?.[1]);
});

test('the same key in the same language under two fallbacks takes the rules of each', () => {
  const messages = new Messages(new Map([['ay', new Map([['count', COUNT]])]]));
  assert.equal(messages.translator('ay', ['pl'])('count', { n: 3 }), '3 few');
  assert.equal(messages.translator('ay', ['es'])('count', { n: 3 }), '3 other');
});

test('dates are no more precise than they are given, in Quechua too', () => {
  const [es, en, qu] = [translator('es'), translator('en'), translator('qu')];
  assert.deepEqual(['2021', '2021-01', '2021-01-15'].map((date) => formatDate(es, date)), ['2021', 'enero de 2021', '15 de enero de 2021']);
  assert.deepEqual(['2021', '2021-01', '2021-01-15'].map((date) => formatDate(en, date)), ['2021', 'January 2021', 'January 15, 2021']);
  assert.equal(formatDate(qu, '2021'), '2021');
  assert.match(formatDate(qu, '2021-01'), /^enero 2021$/i);
  assert.match(formatDate(qu, '2021-01-15'), /15/);
  // The year before 100 and the last day of a leap year.
  assert.equal(formatDate(es, '2024-02-29'), '29 de febrero de 2024');
});

test('a moment is of the day that it is in the country', () => {
  const moment = new Date('2026-11-22T03:30:00Z');
  assert.equal(dayOf(moment, 'America/Lima'), '2026-11-21');
  assert.equal(dayOf(moment, 'UTC'), '2026-11-22');
  assert.equal(formatMoment(translator('es'), moment, 'America/Lima'), '21 de noviembre de 2026');
});

test('numbers lose no digit; amounts bear their currency', () => {
  const es = translator('es');
  assert.equal(formatNumber(es, '123456789012345678901234567890.12345'), '123.456.789.012.345.678.901.234.567.890,12345');
  assert.match(formatMoney(es, '1500000.50', 'PEN'), /1\.500\.000,50/);
  assert.match(formatMoney(translator('es-PE'), '1500000', 'PEN'), /S\/\s1,500,000/);
  assert.equal(formatList(translator('en'), ['a', 'b', 'c']), 'a, b, and c');
});

test('people order texts without accents, with ñ, 9 before 10', () => {
  const collator = collatorFor(translator('es'));
  assert.deepEqual(['oso', 'Ñandú', 'nube', 'árbol', 'Ayni 10', 'ayni 9'].toSorted(collator.compare), ['árbol', 'ayni 9', 'Ayni 10', 'nube', 'Ñandú', 'oso']);
});

test('languages have names', () => {
  const es = translator('es');
  assert.equal(languageName(es, 'qu'), 'quechua');
  assert.equal(languageName(es, 'es'), 'español');
});

test('catalogues are read from folders, nested or not, and say when nobody reviewed them', async (t) => {
  const [one, two] = [folder(t, { 'es.json': '{"a": {"b": "uno"}, "c.d": "dos"}', 'qu.json': '{"@status": "unreviewed", "a": {"b": "huk"}}', 'README.md': '' }), folder(t, { 'es.json': '{"e": "tres"}', 'qu.json': '{"@status": "unreviewed"}' })];
  const messages = await readMessages([one, two]);
  assert.deepEqual(messages.languages.toSorted(), ['es', 'qu']);
  assert.deepEqual([...messages.texts('es')], [['a.b', 'uno'], ['c.d', 'dos'], ['e', 'tres']]);
  assert.deepEqual(['es', 'qu', 'ay'].map((language) => messages.isReviewed(language)), [true, false, false]);
});

test('catalogues that contradict one another or are none are refused', async (t) => {
  await assert.rejects(readMessages([folder(t, { 'es.json': '{"a": "1"}' }), folder(t, { 'es.json': '{"a": "2"}' })]), /"a"/);
  for (const wrong of ['{"a": 1}', '{"a": null}', '{"a": true}', '{']) await assert.rejects(readMessages([folder(t, { 'es.json': wrong })]), Error, wrong);
});
