/** The import of a spreadsheet, as somebody goes through it in a browser. */
import type { Page } from 'playwright-core';

export interface Sheet {
  readonly name: string;
  readonly content: string | Buffer;
}

let made = 0;

/** With everything that can be asked, and one cell that cannot be read. Its heads are its own: the answers of another one would hold for it. */
function aSheet(): Sheet {
  made += 1;
  return { name: 'cifras.csv', content: `Región;2018;2019 (p);Cuadro ${made}\nCusco;30,5;33,1 a/;\nPunno;n.d.;41,2 %;\nLima;12,5;12 mil;\nFuente: ENAHO;;;\n` };
}

/** Sends the form of a step. */
export async function sendStep(page: Page): Promise<void> {
  await page.locator('main form.form .buttons button').click();
}

/** On the page of the import: chooses a file and sends it. */
export async function uploadSheet(page: Page, { name, content }: Sheet): Promise<void> {
  await page.locator('#f-file').setInputFiles({ name, mimeType: 'application/octet-stream', buffer: Buffer.from(content) });
  await sendStep(page);
  await page.waitForURL('**/observatory/import/*/table');
}

/** On the page of the columns: the first indicator and the first set that there are. */
export async function chooseFirst(page: Page): Promise<void> {
  await page.locator('#f-indicator').selectOption({ index: 1 });
  await page.locator('#f-set').selectOption({ index: 1 });
  await page.locator('#f-scale').selectOption('percent');
}

/** Follows a sheet from the page of the import to one of its steps. */
export async function followImport(page: Page, to: 'table' | 'columns' | 'questions' | 'preview'): Promise<void> {
  await uploadSheet(page, aSheet());
  if (to === 'table') return;
  await sendStep(page);
  await page.waitForURL('**/columns');
  if (to === 'columns') return;
  await chooseFirst(page);
  await sendStep(page);
  await page.waitForURL('**/questions');
  if (to === 'questions') return;
  await answerFirst(page);
  await sendStep(page);
  await page.waitForURL('**/preview');
}

/** The first answer that is offered to each question. */
export async function answerFirst(page: Page): Promise<void> {
  for (const question of await page.locator('main form.form fieldset').all()) await question.locator('input[type=radio]').first().check();
}
