import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { metaAt } from '#core/kinds/content.ts';
import type { Kind } from '#core/kinds/kind.ts';
import { contract } from './kinds/contract.ts';
import { dataset } from './kinds/dataset.ts';
import { deployment } from './kinds/deployment.ts';
import { model } from './kinds/model.ts';
import { product } from './kinds/product.ts';
import { supplier } from './kinds/supplier.ts';
import { DUTY_ITEMS } from './kinds/vocabulary.ts';
import { derivedCounterparts, STANDARDS, standards, TRANSLATED_KINDS } from './standards.ts';

const kinds = new Map<string, Kind>([contract, dataset, deployment, model, product, supplier].map((kind) => [kind.name, kind]));

describe('standards', () => {
  for (const standard of STANDARDS) {
    test(`${standard}: every path is a field, and has a name that is not blank`, () => {
      const wrong = Object.entries(standards[standard]).filter(([path, names]) => {
        const [kind = '', ...field] = path.split('.');
        const found = kinds.get(kind);
        return !found || metaAt(found, field.join('.')) === undefined || names.length === 0 || names.some((name) => name.trim() === '');
      });
      assert.deepEqual(wrong, []);
    });
  }

  test('name only kinds that are said to be translated', () => {
    assert.deepEqual([...kinds.keys()].toSorted(), [...TRANSLATED_KINDS].toSorted());
  });

  test('Croissant RAI has its twenty properties', () => {
    assert.equal(new Set(Object.values(standards.croissant_rai_1_0).flat()).size, 20);
  });

  test('what is computed is nowhere a field as well', () => {
    for (const derived of Object.values(derivedCounterparts)) {
      for (const name of Object.keys(derived)) assert.equal(metaAt(deployment, name), undefined, name);
    }
  });
});

test('what a duty asks for is a field of the deployment', () => {
  assert.deepEqual(DUTY_ITEMS.filter((item) => !Object.hasOwn(deployment.fields, item)), []);
});
