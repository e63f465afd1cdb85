import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { testDatabase, wholeFile } from '../../../test/support/database.ts';
import { aThing, NOT_STATED, source, texts, thing } from '../../../test/support/kinds.ts';
import { ANA, first, LANGUAGES, publish, publisherOf, publishNew } from '../../../test/support/records.ts';
import { startDraft } from '../records/drafts.ts';
import { withdraw } from '../records/publish.ts';
import type { Database } from '../storage/database.ts';
import { search, type SearchRequest, type SearchResult } from './search.ts';

let database: Database;
before(async () => {
  ({ database } = await testDatabase(wholeFile));
  await publishNew(database, [
    aThing('Política nacional de inteligencia artificial', { code: 'A.1.1.9', topic: 'water', tags: ['ley', 'ética'] }),
    aThing('Registro de algoritmos del sector público', { code: 'A.5.1.5.', topic: 'health', about: texts('Poner en marcha un registro'), tags: ['ley'] }),
    aThing('Secretaría de Gobierno y Transformación Digital', { acronym: 'SGTD', code: 'A.1.1.10' }),
    aThing('Niño y año', { code: 'B.2', topic: { absent: 'withheld', ground: 'Ley 1' } }),
    aThing({ es: 'Agua para el pueblo', qu: "Llaqtapaq p'unchaw yaku", en: 'Water for the people' }, { code: NOT_STATED, topic: 'water', open: false }),
    aThing('Universidad Nacional del Altiplano', { acronym: 'UNA' }),
    aThing('Datos abiertos', { notes: 'Portal y catálogo de conjuntos', topic: { absent: 'unknown' } }),
    aThing('Presidencia del Consejo de Ministros', { acronym: 'P.C.M.' }),
    aThing('Ch’aska quyllur'),
  ]);
  await publish(database, first({ title: 'Estrategia Nacional de Inteligencia Artificial' }, source));
});

async function ask(words: string, more: Partial<SearchRequest> = {}): Promise<SearchResult> {
  return search(database, LANGUAGES, { words, facets: [], sort: 'relevance', size: 50, ...more });
}

/** The titles found, in the order of the alphabet. */
async function found(words: string, more: Partial<SearchRequest> = {}): Promise<string[]> {
  const { hits, total } = await ask(words, more);
  assert.equal(total, hits.length);
  return hits.map(({ title }) => (title['es'] ?? title['und'] ?? '').split(' ').slice(0, 2).join(' ')).toSorted();
}

test('words are found in every form that Spanish gives them', async () => {
  for (const words of ['politica', 'políticas', 'POLÍTICAS', 'polìtica', 'poli\u0301tica']) assert.deepEqual(await found(words), ['Política nacional'], words);
  for (const words of ['algoritmo', 'algoritmos', 'público', 'publicos', 'registros']) assert.deepEqual(await found(words), ['Registro de'], words);
});

test('accents are folded both ways, and so is ñ', async () => {
  for (const words of ['niño', 'nino', 'NIÑO', 'nin\u0303o', 'año', 'ano', 'años']) assert.deepEqual(await found(words), ['Niño y'], words);
  assert.deepEqual(await found('étíca'), ['Política nacional']);
});

test('all words must be there, in whatever language of the deployment', async () => {
  assert.deepEqual(await found('inteligencia artificial'), ['Estrategia Nacional', 'Política nacional']);
  assert.deepEqual(await found('inteligencia política'), ['Política nacional']);
  assert.deepEqual(await found('inteligencia algoritmo'), []);
  for (const words of ['agua', 'water', 'waters', 'yaku', 'llaqtapaq', 'agua yaku people']) assert.deepEqual(await found(words), ['Agua para'], words);
});

test('Quechua words with an apostrophe, whichever it is', async () => {
  for (const words of ["p'unchaw", 'p’unchaw', "P'UNCHAW"]) assert.deepEqual(await found(words), ['Agua para'], words);
  for (const words of ['ch’aska', "ch'aska", "ch'aska quyllur"]) assert.deepEqual(await found(words), ['Ch’aska quyllur'], words);
});

test('a misspelled word is taken for the one it is most like, and that is said', async () => {
  for (const [typed, taken, title] of [['algortimo', 'algoritmos', 'Registro de'], ['inteligensia', 'inteligencia', 'Política nacional'], ['secretraia', 'secretaria', 'Secretaría de']] as const) {
    const { hits, understanding } = await ask(typed);
    assert.ok(hits.some((hit) => hit.title['es']?.startsWith(title)), typed);
    assert.equal(understanding.corrections.length, 1, typed);
    assert.equal(understanding.corrections[0]?.typed, typed);
    assert.ok(understanding.corrections[0]?.taken.includes(taken), typed);
  }
  assert.deepEqual(await found('registro algortimo'), ['Registro de']);
});

test('a word that stands somewhere is not corrected, nor is a short one, a phrase, a code or what must not be there', async () => {
  for (const words of ['política', 'politic', 'agwa', '"algortimo"', '-algortimo', 'algor1tmo', 'zzzzzzzz']) {
    assert.deepEqual((await ask(words)).understanding.corrections, [], words);
  }
});

test('an acronym finds the full name and the other way round, with dots or without', async () => {
  for (const words of ['SGTD', 'sgtd', 'S.G.T.D.', 's.g.t.d', '"SGTD"', 'secretaría digital', '"Secretaría de Gobierno y Transformación Digital"']) {
    assert.deepEqual(await found(words), ['Secretaría de'], words);
  }
  for (const words of ['PCM', 'P.C.M.', 'presidencia consejo']) assert.deepEqual(await found(words), ['Presidencia del'], words);
});

test('an acronym finds what names only the full name, and the full name what names only the acronym', async (t) => {
  const own = await testDatabase(t);
  await publishNew(own.database, [
    aThing('Secretaría de Gobierno y Transformación Digital', { acronym: 'SGTD' }),
    aThing('Informe de la Secretaría de Gobierno y Transformación Digital'),
    aThing('Informe de la S.G.T.D. de marzo'),
  ]);
  for (const words of ['SGTD', 'S.G.T.D.', '"Secretaría de Gobierno y Transformación Digital"']) {
    const { total } = await search(own.database, LANGUAGES, { words, facets: [], sort: 'relevance', size: 10 });
    assert.equal(total, 3, words);
  }
});

test('an acronym that is a stop word is found all the same', async () => {
  assert.deepEqual(await found('UNA'), ['Universidad Nacional']);
});

test('a phrase is found as it stands, with its stop words or across them', async () => {
  assert.deepEqual(await found('"registro de algoritmos"'), ['Registro de']);
  assert.deepEqual(await found('"algoritmos registro"'), []);
  assert.deepEqual(await found('"gobierno y transformación"'), ['Secretaría de']);
});

test('a word with a minus must not be there', async () => {
  assert.deepEqual(await found('inteligencia -política'), ['Estrategia Nacional']);
  assert.deepEqual(await found('inteligencia -"política nacional"'), ['Estrategia Nacional']);
  assert.equal((await found('-inteligencia')).length, 8);
  assert.deepEqual(await found('ex-ministro'), []);
});

test('stop words ask for nothing: alone they list everything, beside others they do not count', async () => {
  assert.equal((await found('')).length, 10);
  for (const words of ['de', 'de la los', 'the of', '"de la"', '-de']) assert.equal((await found(words)).length, 10, words);
  assert.deepEqual(await found('el registro de los algoritmos'), ['Registro de']);
});

test('codes are found as printed, with the last dot or without', async () => {
  for (const words of ['A.5.1.5', 'A.5.1.5.', 'a.5.1.5', '"A.5.1.5."']) assert.deepEqual(await found(words), ['Registro de'], words);
  for (const words of ['A.1.1.9', 'A.1.1.9.']) assert.deepEqual(await found(words), ['Política nacional'], words);
  for (const words of ['A.1.1.10', 'A.1.1.10.']) assert.deepEqual(await found(words), ['Secretaría de'], words);
  for (const words of ['B.2', 'b.2.']) assert.deepEqual(await found(words), ['Niño y'], words);
});

test('facets narrow, and their counts are exact', async () => {
  const { facets } = await ask('', { kind: 'thing' });
  const counts = (field: string, from = facets) => Object.fromEntries((from.find((facet) => facet.field === field)?.values ?? []).map(({ value, records }) => [value, records]));
  assert.deepEqual(counts('topic'), { not_stated: 4, water: 2, health: 1, unknown: 1, withheld: 1 });
  assert.deepEqual(counts('open'), { true: 8, false: 1 });
  assert.deepEqual(counts('tags'), { ley: 2, ética: 1 });
  assert.deepEqual(counts('reviewer'), {}, 'what is internal is no facet');
  const narrowed = await ask('', { kind: 'thing', facets: ['tags:ley'] });
  assert.deepEqual([narrowed.total, counts('topic', narrowed.facets)], [2, { water: 1, health: 1 }]);
  assert.equal((await ask('', { kind: 'thing', facets: ['tags:ley', 'topic:water'] })).total, 1);
  assert.equal((await ask('', { facets: ['topic:not_stated'] })).total, 4);
  assert.equal((await ask('', { facets: ['topic:withheld'] })).total, 1);
  assert.equal((await ask('', { facets: ["tags:'; drop table record; --"] })).total, 0);
});

test('over all kinds the kinds themselves are the facet', async () => {
  for (const words of ['', 'inteligencia']) {
    const { facets } = await ask(words);
    assert.deepEqual(facets.map(({ field }) => field), ['kind']);
    assert.deepEqual(facets[0]?.values.map(({ value, records }) => `${value} ${records}`), words === '' ? ['thing 9', 'source 1'] : ['source 1', 'thing 1']);
  }
  assert.deepEqual(await found('inteligencia', { kind: 'source' }), ['Estrategia Nacional']);
});

test('names sort as people expect: 9 before 10, accents folded', async (t) => {
  const own = await testDatabase(t);
  await publishNew(own.database, ['A.1.1.10', 'A.1.1.9', 'A.1.1.9.1', 'A.10.1', 'A.2'].map((code) => aThing('x', { code })));
  await publishNew(own.database, ['Zeta', 'árbol', 'Ñandú', 'nube', 'oso'].map((title) => aThing(title)));
  const { hits } = await search(own.database, LANGUAGES, { words: '', facets: [], sort: 'name', size: 50 });
  assert.deepEqual(hits.map(({ code, title }) => code ?? title['es']), ['A.1.1.9', 'A.1.1.9.1', 'A.1.1.10', 'A.2', 'A.10.1', 'árbol', 'Ñandú', 'nube', 'oso', 'Zeta']);
});

test('the newest come first where that is asked for', async () => {
  for (const words of ['', 'inteligencia']) {
    const { hits } = await ask(words, { sort: 'newest' });
    assert.equal(hits[0]?.title['und'], 'Estrategia Nacional de Inteligencia Artificial');
  }
});

test('what weighs more is ranked higher', async (t) => {
  const own = await testDatabase(t);
  await publishNew(own.database, [aThing('Otro asunto', { notes: 'aquí se habla de glaciares' }), aThing('Glaciares'), aThing('Tercero', { about: texts('glaciares') })]);
  const { hits } = await search(own.database, LANGUAGES, { words: 'glaciares', facets: [], sort: 'relevance', size: 10 });
  assert.deepEqual(hits.map(({ title }) => title['es']), ['Glaciares', 'Tercero', 'Otro asunto']);
});

test('drafts, former versions, withdrawn and internal texts are never found, counted or suggested', async (t) => {
  const own = await testDatabase(t);
  const ask = (words: string) => search(own.database, LANGUAGES, { words, facets: [], sort: 'relevance', size: 10 });
  const [gone = '', changed = ''] = await publishNew(own.database, [
    aThing('Chinchilla secreta', { acronym: 'CHS', tags: ['chinchilla'] }),
    aThing('Vizcacha antigua', { reviewer: 'Guanaco', contact: { name: 'Guanaco', mail: 'guanaco@example.org' } }),
  ]);
  await startDraft(own.database, thing, aThing('Taruka en borrador'), ANA);
  await withdraw(own.database, publisherOf(), gone, 1, texts('chinchilla'), ANA);
  await publish(own.database, { id: changed, kind: 'thing', document: aThing('Título nuevo'), basedOn: 1 });
  for (const words of ['chinchilla', 'chinchila', 'CHS', 'vizcacha', 'viscacha', 'guanaco', 'guanacos', 'taruka', 'tarruka']) {
    const result = await ask(words);
    assert.deepEqual([result.total, result.hits, result.facets, result.understanding.corrections], [0, [], [], []], words);
  }
  const whole = JSON.stringify(await ask(''));
  assert.ok(!/chinchilla|vizcacha|guanaco|taruka|CHS/i.test(whole));
  // The word is public again as soon as a public text has it.
  await publishNew(own.database, [aThing('Chinchillas del sur')]);
  assert.deepEqual((await ask('chinchila')).hits.map(({ title }) => title['es']), ['Chinchillas del sur']);
});

const HOSTILE = [
  '"', '""', '"""', '-', '--', '- -', '-"', '"-', "'", "''", '\\', '\\\\', '\0', 'agua\0', '\0\0"\0', '|', '&', '!', '!!', '<->', '<2>', ':*', 'agua:*', 'agua & !', '(', ')', '((((', '*', '%', '_',
  "'; drop table record; --", "' or '1'='1", '${1}', '$1', '{{7*7}}', '<script>alert(1)</script>', '../../etc/passwd', 'null', 'undefined', '[object Object]', '__proto__', 'constructor',
  '🦙', '🦙🦙 agua', '👨‍👩‍👧‍👦', 'سياسة الذكاء', 'מדיניות', '\u202eagua\u202c', '政策', '\ud800', 'agua\udfff', 'a\ud83d b', '\ufeffagua', '\ufffe', '\u200b', 'é'.repeat(50),
  '.', '..', '...', 'a.', '.a', 'a.b', 'a.b.c.d.', '-.-', 'http://a.b/c?d=e&f', 'x@y.z', '1e400', '-1', '--1', '0x', 'NaN', '1.1.1.1.1.1.1.1', '/', '//', 'a/b/c', 'a-b-c', '-a-b',
  'a '.repeat(5000), 'algoritmo'.repeat(60), '"'.repeat(10_000), 'agua"'.repeat(2000), '-'.repeat(10_000), '🦙'.repeat(5000), `${'x'.repeat(299)}🦙`, `${'algoritm '.repeat(33)}🦙🦙🦙`, `a${'́'.repeat(5000)}`, 'ﷺ'.repeat(3000), '\n\t\r agua', '\u2028agua',
];

test('any text is a query', async () => {
  for (const words of HOSTILE) {
    for (const sort of ['relevance', 'name', 'newest'] as const) {
      const began = performance.now();
      const { total, hits } = await ask(words, { sort }).catch((error: unknown) => assert.fail(`${JSON.stringify(words.slice(0, 60))}: ${String(error)}`));
      assert.ok(total <= 10 && hits.length === total);
      assert.ok(performance.now() - began < 2000, `slow: ${words.slice(0, 60)}`);
    }
  }
  assert.equal((await ask('')).total, 10, 'and nothing was harmed');
});

test('any facet value is a facet value', async () => {
  for (const value of HOSTILE) assert.equal((await ask('', { facets: [`tags:${value.replaceAll('\0', '').slice(0, 100)}`] })).total, 0);
});
