import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { addItem, follow, type FormEntry, removeItem, treeOf } from './form-tree.ts';

const entries: FormEntry[] = [
  ['parts.0.key', 'a'], ['parts.0.dates.0', '2020'], ['parts.0.dates.1', '2021'], ['parts.1.key', 'b'], ['parts.2.key', 'c'],
  ['evidence.0.field', 'parts.1.key'], ['evidence.1.field', 'parts.2.key'], ['evidence.2.field', 'parts.0.key'], ['evidence.2.place', 'parts.2.key'], ['note', 'parts.2'],
];

describe('adding an item', () => {
  it('puts an empty one at the end of the list', () => {
    assert.deepEqual(addItem(entries, 'parts'), { entries: [...entries, ['parts.3', '']], item: 'parts.3' });
    assert.equal(addItem(entries, 'parts.0.dates').item, 'parts.0.dates.2');
    assert.equal(addItem([], 'parts').item, 'parts.0');
  });
});

describe('removing an item', () => {
  it('moves the later ones up, and the evidence with them', () => {
    const left = removeItem(entries, 'parts.1');
    assert.deepEqual(left, [
      ['parts.0.key', 'a'], ['parts.0.dates.0', '2020'], ['parts.0.dates.1', '2021'], ['parts.1.key', 'c'],
      ['evidence.0.field', ''], ['evidence.1.field', 'parts.1.key'], ['evidence.2.field', 'parts.0.key'], ['evidence.2.place', 'parts.2.key'], ['note', 'parts.2'],
    ]);
  });

  it('works inside items', () => {
    assert.deepEqual(removeItem(entries, 'parts.0.dates.0').slice(0, 2), [['parts.0.key', 'a'], ['parts.0.dates.0', '2021']]);
  });

  it('takes nothing away where no item is named', () => {
    for (const item of ['', 'parts', 'note', 'parts.9', '.1', 'parts.x', '__proto__.0']) assert.deepEqual(removeItem(entries, item), entries);
  });
});

describe('the tree', () => {
  it('is as deep as a form can be, and no deeper', () => {
    assert.equal(treeOf([[Array.from({ length: 17 }, () => 'a').join('.'), 'x']]).below.size, 0);
    assert.equal(treeOf([[Array.from({ length: 16 }, () => 'a').join('.'), 'x']]).below.size, 1);
  });
});

describe('following a place', () => {
  it('goes by the longest beginning that moved', () => {
    const moves = new Map([['a.1', 'a.0'], ['a.1.b.3', 'a.0.b.2'], ['a.2', undefined]]);
    assert.equal(follow('a.1.b.3.c', moves), 'a.0.b.2.c');
    assert.equal(follow('a.1.b.4', moves), 'a.0.b.4');
    assert.equal(follow('a.10', moves), 'a.10');
    assert.equal(follow('a.2.x', moves), undefined);
  });
});
