/** Officers of one body at the same system: at once, after their session has ended, and on what others told of them. */
import assert from 'node:assert/strict';
import { it } from 'node:test';
import { readDraft, saveDraft, startDraft } from '../../platform/core/records/drafts.ts';
import { newestVersion } from '../../platform/core/records/read.ts';
import { publishSaved } from '../../platform/core/web/pages/testing/publish.ts';
import { deployment } from '../../platform/modules/register/kinds/deployment.ts';
import { type Bench, browserTests } from './support/browser-tests.ts';
import { answer, decide, officer } from './support/officers.ts';

const { options, withBrowser } = await browserTests();

const texts = (text: string) => ({ es: { text, status: 'original' } });
const field = (path: string): string => `[id="f-${path}.es.text"]`;

/** A draft of the sample's body. @returns its id. */
function openDraft({ platform, samples }: Bench, title: string): Promise<string> {
  const { institution } = samples.review;
  return startDraft(platform.database, deployment, { title: texts(title), institution, purpose: texts('Antes'), risks: texts('Antes') }, { name: 'person:otra', institution });
}

async function textOf({ platform }: Bench, id: string, name: string): Promise<string> {
  const text = (await readDraft(platform.database, id))?.document[name] as ReturnType<typeof texts> | undefined;
  return text?.es.text ?? '';
}

for (const javaScriptEnabled of [false, true]) {
  const how = javaScriptEnabled ? 'with' : 'without';

  it(`two officers write in different steps and both are kept; in the same step nothing is lost, ${how} JavaScript`, options, withBrowser(async (bench) => {
    const { institution } = bench.samples.review;
    const id = await openDraft(bench, 'Dos a la vez');
    const [one, two] = await Promise.all(['uno', 'dos'].map((name) => officer(bench, `${name}.${how}@example.org`, { institution, role: 'author' }, { javaScriptEnabled })));
    if (!one || !two) return assert.fail();
    const save = async ({ page }: typeof one): Promise<void> => {
      const answered = page.waitForResponse((response) => response.request().method() === 'POST' && response.request().postData()?.includes('autosave') !== true);
      await page.locator('.form button[value=save]').last().click();
      await answered;
      await page.waitForLoadState();
    };
    await one.go(`/es/systems/${id}/edit?step=3`);
    await two.go(`/es/systems/${id}/edit?step=6`);
    await one.page.locator(field('purpose')).fill('Lo de uno');
    await save(one);
    await two.page.locator(field('risks')).fill('Lo de dos');
    await save(two);
    assert.deepEqual([await textOf(bench, id, 'purpose'), await textOf(bench, id, 'risks')], ['Lo de uno', 'Lo de dos']);

    await one.go(`/es/systems/${id}/edit?step=3`);
    await two.go(`/es/systems/${id}/edit?step=3`);
    await one.page.locator(field('purpose')).fill('Primera');
    await save(one);
    await two.page.locator(field('purpose')).fill('Segunda');
    await save(two);
    const conflict = two.page.locator('section.conflict');
    assert.match((await conflict.textContent()) ?? '', /Primera[\s\S]*Segunda/);
    assert.equal(await two.page.locator(field('purpose')).inputValue(), 'Segunda');
    assert.equal(await textOf(bench, id, 'purpose'), 'Primera', 'nobody is written over unseen');
    await save(two);
    assert.equal(await textOf(bench, id, 'purpose'), 'Segunda');
    assert.deepEqual([...one.complaints, ...two.complaints], []);
  }));

  it(`a session that ends in the middle of the form takes nothing with it, ${how} JavaScript`, options, withBrowser(async (bench) => {
    const { institution } = bench.samples.review;
    const id = await openDraft(bench, 'La sesión termina');
    const { page, go, context } = await officer(bench, `sesion.${how}@example.org`, { institution, role: 'author' }, { javaScriptEnabled });
    page.on('dialog', (dialog) => void dialog.accept());
    await go(`/es/systems/${id}/edit?step=3`);
    await bench.platform.database.deleteFrom('session').execute();
    await page.locator(field('purpose')).fill('Escrito sin sesión');
    await page.locator('.form button[value=save]').last().click();
    const again = page.locator('main form button');
    await again.waitFor();
    assert.equal(await textOf(bench, id, 'purpose'), 'Antes');
    await context.addCookies(await bench.cookies('author'));
    await again.click();
    await page.waitForURL('**saved=**');
    assert.equal(await page.locator(field('purpose')).inputValue(), 'Escrito sin sesión');
    assert.equal(await textOf(bench, id, 'purpose'), 'Escrito sin sesión');
  }));

  it(`what others told of a body becomes its own when it claims the record, ${how} JavaScript`, options, withBrowser(async (bench) => {
    const { institution } = bench.samples.review;
    const id = await tellOfBody(bench, institution);
    const path = `/es/systems/${id}`;
    const author = await officer(bench, `reclama.${how}@example.org`, { institution, role: 'author' }, { javaScriptEnabled });
    const stranger = await officer(bench, `ajena.${how}@example.org`, { institution: bench.samples.institution, role: 'author' }, { javaScriptEnabled });
    const approver = await officer(bench, `aprueba.${how}@example.org`, { institution, role: 'approver' }, { javaScriptEnabled });
    await stranger.go(path);
    assert.equal(await stranger.page.locator('form[action$="/claim"]').count(), 0);
    await author.go(path);
    assert.equal(await author.page.locator('form[action$="/confirm"]').count(), 0, 'nobody confirms what others tell');
    await author.page.locator('form[action$="/claim"] button').click();
    await author.page.waitForURL(`**${path}/edit*`);
    assert.ok(await author.page.locator('[name=claimedByBody][value=true]').isChecked());
    await author.go(`${path}/edit?step=2`);
    for (const [name, text] of Object.entries({ uses: 'none', decisionRole: 'informs', personalData: 'none' })) {
      await answer(author.page, name, text);
    }
    await author.page.locator('.form button[value=save]').last().click();
    await author.page.waitForURL('**saved=**');
    await decide(author, path, 'submit', { note: 'Lo hacemos nuestro' });
    await decide(approver, path, 'approve');
    const reviewer = await officer(bench, `oficina.${how}@example.org`, { institution: undefined, role: 'reviewer' }, { javaScriptEnabled });
    await decide(reviewer, path, 'publish');
    assert.equal((await newestVersion(bench.platform.database, id))?.document?.['claimedByBody'], true);
    await stranger.go(path);
    assert.doesNotMatch((await stranger.page.locator('.tags').textContent()) ?? '', /Lo cuentan otros/);
  }));
}

/** A record of the pack, of which the office has found out whose it is. @returns its id. */
async function tellOfBody({ platform, samples }: Bench, institution: string): Promise<string> {
  const { database } = platform;
  const rows = await database.selectFrom('search_entry').select('record_id').where('kind', '=', 'deployment').orderBy('record_id', 'desc').execute();
  for (const { record_id: id } of rows) {
    const version = await newestVersion(database, id);
    if (id === samples.deployment || version?.document?.['claimedByBody'] !== false || version.document['institution'] === institution || (await readDraft(database, id))) continue;
    const document = { ...version.document, institution };
    await saveDraft(database, id, { revision: 0, version: version.number }, document, { name: 'person:ana' });
    await publishSaved(platform, id);
    return id;
  }
  return assert.fail('the pack has no system that nobody has claimed');
}
