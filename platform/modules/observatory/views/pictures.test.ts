import assert from 'node:assert/strict';
import { test } from 'node:test';
import { barName } from './pictures.ts';

test('names of bars that begin alike stay apart: of each dimension something is shown', () => {
  const names = ['Usar aplicaciones en el teléfono, Confianza', 'Usar aplicaciones en el teléfono, Mucha confianza', 'Usar aplicaciones en el teléfono, Sin confianza', 'Navegar en internet con el teléfono, Confianza'].map(barName);
  assert.equal(new Set(names).size, names.length, names.join('\n'));
  assert.ok(names.every((name) => name.length <= 30), names.join('\n'));
  assert.equal(barName('Lima Metropolitana'), 'Lima Metropolitana');
  assert.equal(barName('Un nombre de un solo grupo que no cabe').length, 30);
});
