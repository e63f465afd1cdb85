import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import { aThing, log, thing } from '../../../test/support/kinds.ts';
import { newId } from '../records/id.ts';
import { Site } from './testing/site.ts';

const site = await Site.open({ after });
const about = (texts: Readonly<Record<string, readonly [text: string, status: string]>>) => Object.fromEntries(Object.entries(texts).map(([language, [text, status]]) => [language, { text, status }]));
const id = newId();
await site.publish(thing, {
  ...aThing(''),
  title: about({ es: ['Solo en castellano', 'original'] }),
  about: about({ es: ['Texto propio', 'original'], qu: ['Kikin qillqa', 'machine'], en: ['Checked text', 'reviewed'] }),
}, id);

describe('a text of a record', () => {
  it('stands in the language of the page, without a mark, where it was written or reviewed', async () => {
    assert.match(await site.text(`/es/things/${id}`), /<dd>Texto propio<\/dd>/);
    assert.match(await site.text(`/en/things/${id}`), /<dd>Checked text<\/dd>/);
  });

  it('that a machine translated says that nobody reviewed it', async () => {
    assert.match(await site.text(`/qu/things/${id}`), /<dd>Kikin qillqa <small class="mark">[^<]+<\/small><\/dd>/);
  });

  it('that is missing falls back to the main language, with its language for screen readers and a mark for all', async () => {
    const page = await site.text(`/en/things/${id}`);
    assert.match(page, /<h1><span lang="es">Solo en castellano<\/span> <small class="mark">only in Spanish<\/small><\/h1>/);
    assert.match(await site.text(`/qu/things/${id}`), /<h1><span lang="es">Solo en castellano<\/span> <small class="mark">/);
    assert.doesNotMatch(await site.text(`/es/things/${id}`), /class="mark"/);
  });

  it('in another language is marked as such in lists and links too', async () => {
    assert.match(await site.text('/en/things'), /<span lang="es">Solo en castellano<\/span>/);
    assert.doesNotMatch(await site.text('/es/things'), /<span lang="es">/);
  });

  it('in a language that the site does not have is shown rather than nothing', async () => {
    const other = await site.publish(thing, { ...aThing(''), title: about({ ay: ['Aymar aru', 'original'] }) });
    assert.match(await site.text(`/en/things/${other.id}`), /<span lang="ay">Aymar aru<\/span> <small class="mark">only in Aymara<\/small>/);
  });

  it('is the same in JSON whatever the language of the address, with every status', async () => {
    const documents = await Promise.all(['es', 'en', 'qu'].map(async (language) => (await site.json<{ document: Record<string, unknown> }>(`/${language}/things/${id}.json`)).document));
    assert.deepEqual(documents[1], documents[0]);
    assert.deepEqual(documents[2], documents[0]);
    assert.deepEqual(documents[0]?.['about'], about({ es: ['Texto propio', 'original'], qu: ['Kikin qillqa', 'machine'], en: ['Checked text', 'reviewed'] }));
  });
});

describe('the texts of the site', () => {
  it('that no speaker has reviewed say so on every page, and on no other', async () => {
    for (const path of ['things', `things/${id}`, 'about', 'search', 'nothing']) {
      assert.match(await (await site.ask(`/qu/${path}`)).text(), /<aside class="review"/, path);
      for (const language of ['es', 'en']) assert.doesNotMatch(await (await site.ask(`/${language}/${path}`)).text(), /<aside class="review"/, path);
    }
  });

  it('name the language of the page in its markup', async () => {
    for (const language of ['es', 'en', 'qu']) assert.match(await site.text(`/${language}/about`), new RegExp(`<html lang="${language}"`));
  });
});

describe('a value that is not there', () => {
  it('says why, each reason in its own words', async () => {
    const reasons = [{ absent: 'not_stated' }, { absent: 'unknown' }, { absent: 'withheld', ground: 'Ley 27806, art. 15' }, { absent: 'not_applicable' }];
    const words = await Promise.all(reasons.map(async (topic) => {
      const { id: one } = await site.publish(thing, aThing('Falta', { topic }));
      return /<dt>label topic<\/dt><dd>(.*?)<\/dd>/.exec(await site.text(`/en/things/${one}`))?.[1] ?? '';
    }));
    assert.equal(new Set(words).size, reasons.length);
    assert.match(words[2] ?? '', /Withheld<\/span> <small>Ley 27806, art\. 15<\/small>/);
  });

  it('that names a record which was withdrawn leads to the page that says why', async () => {
    const target = await site.publish(log, { title: 'Se irá', entries: [] });
    const { id: one } = await site.publish(thing, aThing('Nombra', { related: [target.id] }));
    await site.withdraw(target, 'Duplicado');
    assert.match(await site.text(`/en/things/${one}`), new RegExp(`<a href="/id/${target.id}">Withdrawn record</a>`));
  });
});
