import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Multilingual } from '../kinds/values.ts';
import { chooseText, chooseTitle } from './texts.ts';

const both: Multilingual = { es: { text: 'agua', status: 'original' }, qu: { text: 'yaku', status: 'machine' } };

test('the language of the page where there is one, else the next best, visibly', () => {
  assert.deepEqual(chooseText(both, ['qu', 'es']), { text: 'yaku', language: 'qu', status: 'machine', fallback: false });
  assert.deepEqual(chooseText(both, ['en', 'es']), { text: 'agua', language: 'es', status: 'original', fallback: true });
  assert.deepEqual(chooseText(both, ['en', 'fr'])?.fallback, true, 'any language is better than none');
  assert.equal(chooseText({}, ['es']), undefined);
});

test('a title in no language falls back on nothing', () => {
  assert.deepEqual(chooseTitle({ und: 'ENIA' }, ['qu', 'es']), { text: 'ENIA', language: 'und', status: undefined, fallback: false });
  assert.deepEqual(chooseTitle({ es: 'agua' }, ['qu', 'es'])?.fallback, true);
  assert.equal(chooseTitle({}, ['es']), undefined);
});

test('a language that bears the name of a member of every object is a language that is not there', () => {
  assert.equal(chooseText(both, ['constructor', 'es'])?.language, 'es');
});
