import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { z } from 'zod';
import { choice, date, fieldMeta, group, integer, line, list, mayBe, multilingual, optional, parent, reference } from './fields.ts';
import { defineKind, KindSet } from './kind.ts';

describe('what is noted beside a field', () => {
  test('belongs to one field, though the schema below serves many', () => {
    const [first, second] = [date({ example: '2021', facet: true }), date({ example: '2022' })];
    assert.equal(fieldMeta(first).example, '2021');
    assert.equal(fieldMeta(second).facet, false);
  });

  test('passes through "may be absent" and "may be left out"', () => {
    const meta = fieldMeta(optional(mayBe(line({ example: 'x', maxLength: 9, search: 'B', facet: true }), 'unknown', 'withheld')));
    assert.deepEqual(meta, { type: 'line', maxLength: 9, required: false, absences: ['unknown', 'withheld'], visibility: 'public', facet: true, search: 'B', example: 'x' });
  });

  test('a list takes the example and facet of its values unless it says otherwise', () => {
    assert.deepEqual(fieldMeta(list(integer({ example: 3, facet: true }))).example, [3]);
    assert.equal(fieldMeta(list(integer({ example: 3, facet: true }))).facet, true);
    assert.equal(fieldMeta(list(integer({ example: 3 }), { facet: true, example: [1, 2] })).facet, true);
  });

  test('a group takes its example from its members', () => {
    assert.deepEqual(fieldMeta(group({ a: line({ example: 'x' }), b: optional(integer({ example: 1 })) })).example, { a: 'x', b: 1 });
  });

  test('is asked of fields only', () => assert.throws(() => fieldMeta(z.string()), /not a field/));
});

describe('what nobody may declare', () => {
  test('a group or list that everybody sees, with something in it that not everybody may see', () => {
    const secret = line({ example: 'x', visibility: 'personal' });
    assert.throws(() => group({ name: line({ example: 'x' }), secret }), /"secret" is personal in a group that is public/);
    assert.throws(() => list(secret, { visibility: 'public' }), /holds values that are personal/);
    assert.equal(fieldMeta(list(group({ secret }, { visibility: 'personal' }))).visibility, 'personal');
  });

  test('kinds that share a name or a path, or refer to what is not there', () => {
    const title = multilingual({ example: { es: { text: 'x', status: 'original' } } });
    const kind = (name: string, path: string, fields = {}) => defineKind({ name, path, schemaVersion: 1, title: 'title', fields: { title, ...fields } });
    const source = kind('source', 'sources');
    assert.throws(() => new KindSet([source, kind('source', 'others')]), /share/);
    assert.throws(() => new KindSet([source, kind('other', 'sources')]), /share/);
    assert.throws(() => new KindSet([source, kind('a', 'as', { b: optional(list(group({ c: mayBe(reference('b', { example: 'x' }), 'unknown') }))) })]), /unknown kinds: b/);
    assert.throws(() => new KindSet([source, kind('a', 'as', { up: parent('b', { example: 'x' }) })]), /unknown kinds: b/);
    const set = new KindSet([source, kind('a', 'as')]);
    assert.equal(set.get('a'), set.atPath('as'));
    assert.throws(() => set.get('b'), /no kind "b"/);
  });
});

test('a choice refuses what is not on its list, in the same way as any other field', () => {
  const schema = mayBe(choice(['a', 'b'], { example: 'a' }), 'unknown');
  assert.ok(schema.safeParse('a').success && schema.safeParse({ absent: 'unknown' }).success);
  for (const wrong of ['c', '', null, undefined, 1, ['a'], { absent: 'withheld', ground: 'Ley' }]) assert.ok(!schema.safeParse(wrong).success);
});
