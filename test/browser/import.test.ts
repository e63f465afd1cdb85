/** An officer without training brings figures from a spreadsheet: on a phone, with and without JavaScript. */
import assert from 'node:assert/strict';
import { it } from 'node:test';
import { utils, write } from '@e965/xlsx';
import { browserTests } from './support/browser-tests.ts';
import { answerFirst, chooseFirst, sendStep, uploadSheet } from './support/import.ts';
import { officer } from './support/officers.ts';

const { options, withBrowser } = await browserTests();
const PHONE = { viewport: { width: 360, height: 740 } };

function workbook(rows: unknown[][]): Buffer {
  const book = utils.book_new();
  utils.book_append_sheet(book, utils.aoa_to_sheet(rows), 'Cuadro 1');
  return write(book, { type: 'buffer', bookType: 'xlsx' }) as Buffer;
}

for (const javaScriptEnabled of [false, true]) {
  it(`a sheet with faults is corrected, loaded and sent to review, ${javaScriptEnabled ? 'with' : 'without'} JavaScript`, options, withBrowser(async (bench) => {
    const { page, go, complaints } = await officer(bench, `hoja.${javaScriptEnabled}@example.org`, { institution: undefined, role: 'editor' }, { ...PHONE, javaScriptEnabled });
    const year = javaScriptEnabled ? '2031' : '2032';
    await go('/es/desk');
    await page.locator('a[href="/es/observatory/import"]').click();
    await uploadSheet(page, { name: 'cifras.xlsx', content: workbook([['Región', year], ['Cusco', '30,5'], ['Punno', 'n.d.'], ['Lima', '12 mil']]) });
    await sendStep(page);
    await chooseFirst(page);
    await sendStep(page);
    await page.waitForURL('**/questions');
    await answerFirst(page);
    await sendStep(page);
    await page.waitForURL('**/preview');
    assert.match((await page.locator('.error-summary').textContent()) ?? '', /Hay palabras o signos junto al número.*B4 «12 mil»/s);
    assert.equal(await page.getByRole('button', { name: 'Hacer el borrador' }).count(), 0);

    await page.locator('.error-summary a').click();
    await page.waitForURL('**/observatory/import');
    await uploadSheet(page, { name: 'cifras.xlsx', content: workbook([['Región', year], ['Cusco', '30,5'], ['Puno', 'n.d.'], ['Lima', '12']]) });
    // What was said of these columns and marks holds for the corrected sheet.
    await sendStep(page);
    await page.waitForURL('**/columns');
    await sendStep(page);
    await page.waitForURL('**/preview');
    assert.deepEqual(await page.locator('.figures strong').allTextContents(), ['3', '0', '0', '0']);
    assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= document.documentElement.clientWidth), 'the preview fits a phone');
    await page.getByRole('button', { name: 'Hacer el borrador' }).click();
    await page.waitForURL('**/observations/*/review');
    await page.locator('button[name=_do][value=submit]').click();
    const id = new URL(page.url()).pathname.split('/')[3] ?? '';
    const draft = await bench.platform.database.selectFrom('draft').select(['stage', 'document']).where('record_id', '=', id).executeTakeFirstOrThrow();
    assert.equal(draft.stage, 'submitted');
    assert.ok(JSON.stringify(draft.document).includes('cifras.xlsx, Cuadro 1, B2'));
    await bench.platform.database.deleteFrom('draft').where('record_id', '=', id).execute();
    assert.deepEqual(complaints, []);
  }));
}
