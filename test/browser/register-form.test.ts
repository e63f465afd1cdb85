/** An officer files a system, step by step, with the keyboard alone, and goes on with it on another device. */
import assert from 'node:assert/strict';
import { brotliCompressSync } from 'node:zlib';
import { it } from 'node:test';
import type { Page } from 'playwright-core';
import { validate } from '../../platform/core/kinds/validate.ts';
import { readDraft } from '../../platform/core/records/drafts.ts';
import { printId } from '../../platform/core/records/id.ts';
import { deployment } from '../../platform/modules/register/kinds/deployment.ts';
import { type Bench, browserTests } from './support/browser-tests.ts';
import { leastAnswers } from './support/filing.ts';

const { options, withBrowser } = await browserTests();

for (const javaScriptEnabled of [false, true]) {
  it(`a system is filed with the keyboard alone, ${javaScriptEnabled ? 'with' : 'without'} JavaScript`, options, withBrowser(async (bench) => {
    const { page, go, complaints } = await bench.visitor({ person: 'ana', javaScriptEnabled });
    const steps = leastAnswers(bench.samples.institution, bench.samples.product);
    await go('/es/desk/new/systems');
    for (const [index, answers] of steps.entries()) {
      assert.match((await page.locator('h2.step').textContent()) ?? '', new RegExp(`Paso ${index + 1} de 8`));
      for (const [name, text] of Object.entries(answers)) await answer(page, name, text);
      await reach(page, `.buttons button[value="go:${index + 2}"]`);
      await Promise.all([page.waitForURL(`**/edit?step=${index + 2}&saved=1`), page.keyboard.press('Enter')]);
    }
    const id = page.url().split('/')[5] ?? '';
    assert.deepEqual(await page.locator('.steps li small').allTextContents(), ['completo', 'completo', 'completo', 'completo', ...Array.from({ length: 4 }, () => 'nada obligatorio')]);
    const document = (await readDraft(bench.platform.database, id))?.document;
    assert.deepEqual(validate(deployment, document).faults, undefined);
    const asked = steps.flatMap((answers) => Object.keys(answers)).length;
    assert.ok(asked <= 22, `${asked} answers`);
    console.log(`least answers for a system bought as it is: ${asked}`);
    await goOnElsewhere(bench, id, javaScriptEnabled);
    assert.deepEqual(complaints, []);
  }));
}

/** Goes to a control with the tab key, from wherever the cursor is. */
async function reach(page: Page, selector: string): Promise<void> {
  const target = page.locator(selector).first();
  for (let presses = 0; presses < 250; presses += 1) {
    if (await target.evaluate((element) => element === element.ownerDocument.activeElement)) return;
    await page.keyboard.press('Tab');
  }
  assert.fail(`${selector} is not reached with the tab key`);
}

async function answer(page: Page, name: string, text: string): Promise<void> {
  const control = page.locator(`[name="${name}"], [name^="${name}."][type=checkbox][value="${text}"]`).first();
  const kind = await control.evaluate((element) => (element instanceof HTMLSelectElement ? 'select' : element instanceof HTMLInputElement ? element.type : 'text'));
  if (kind === 'radio') {
    // The arrow keys choose among radio buttons; the tab key comes to the first of them.
    await reach(page, `[name="${name}"]`);
    await page.keyboard.press('Space');
  } else if (kind === 'checkbox') {
    await reach(page, `[name^="${name}."][value="${text}"]`);
    await page.keyboard.press('Space');
  } else if (kind === 'select') {
    await reach(page, `select[name="${name}"]`);
    const label = await page.locator(`select[name="${name}"] option[value="${text}"]`).textContent();
    // As far as a plain keyboard has its letters: others are put into text only.
    await page.keyboard.type(/^[ -~]*/.exec(label ?? '')?.[0] ?? '');
  } else {
    await reach(page, `[name="${name}"]`);
    await page.keyboard.type(text);
  }
}

async function goOnElsewhere({ visitor }: Bench, id: string, javaScriptEnabled: boolean): Promise<void> {
  const { page, go } = await visitor({ person: 'ana', javaScriptEnabled });
  await go('/es/desk');
  await page.locator('#code').fill(printId(id).toUpperCase());
  await page.locator('form[action$="/desk/continue"] button').click();
  await page.waitForURL(`**/es/systems/${id}/edit`);
  assert.match((await page.locator('h2.step').textContent()) ?? '', /Paso 4 de 8/);
}

it('no step is larger than 14 KB with its style, compressed', options, withBrowser(async ({ visitor, samples }) => {
  const { page, go } = await visitor({ person: 'ana' });
  await go(`/es/systems/${samples.deployment}/edit?step=1`);
  const size = async (path: string): Promise<number> => brotliCompressSync(Buffer.from(await page.evaluate(async (address) => (await fetch(address)).text(), path))).length;
  const style = await size((await page.locator('link[rel=stylesheet]').getAttribute('href')) ?? '');
  const sizes = await Promise.all(['1', '2', '3', '4', '5', '6', '7', '8'].map((step) => size(`/es/systems/${samples.deployment}/edit?step=${step}`)));
  console.log(`style ${style}, steps ${sizes.join(' ')} bytes`);
  assert.deepEqual(sizes.filter((bytes) => bytes + style > 14 * 1024), []);
}));
