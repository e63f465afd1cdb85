import assert from 'node:assert/strict';
import { test } from 'node:test';
import { loadMessages } from '../../../app.ts';
import { placeText } from './place.ts';

test('a place in a source is said in the language of the page, one or several; what is no such place stands as it is', async () => {
  const t = (await loadMessages()).translator('es', []);
  const said = (place: string): string => placeText(t, place);
  assert.deepEqual(['line 12', 'lines 12-14, 20', 'lines 571, 577, 1495 and 1501', 'page 3', 'article 4.2'].map(said), ['línea 12', 'líneas 12-14, 20', 'líneas 571, 577, 1495, 1501', 'página 3', 'artículo 4.2']);
  for (const place of ['Working Paper 140', 'line', 'lines 1 and x', 'cifras.csv, CSV, C3', '=cmd', 'line 1 <b>']) assert.equal(said(place), place);
});
