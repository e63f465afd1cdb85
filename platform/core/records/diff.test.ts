import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { aThing, NOT_STATED, texts, thing } from '../../../test/support/kinds.ts';
import type { Document } from '../kinds/kind.ts';
import { type Change, changesBetween } from './diff.ts';

const PLAIN = { noNullPrototype: true } as const;
const word = fc.constantFrom('agua', 'sol', 'río', 'ñandú');
const multilingual = fc.dictionary(fc.constantFrom('es', 'en', 'qu'), fc.record({ text: word, status: fc.constantFrom('original', 'machine') }, PLAIN), { minKeys: 1, noNullPrototype: true });
const absence = fc.constantFrom({ absent: 'not_stated' }, { absent: 'unknown' });
const id = fc.constantFrom('h7777777777m', 'k0000000000a');
const step = fc.record({ key: fc.constantFrom('a', 'b', 'c'), text: multilingual, dueOn: fc.oneof(fc.constantFrom('2026', '2027-01'), absence), owner: fc.oneof(id, absence) }, PLAIN);

const single = {
  title: multilingual,
  code: fc.oneof(fc.constantFrom('A.1', 'A.2'), absence),
  about: fc.oneof(multilingual, absence),
  topic: fc.oneof(fc.constantFrom('water', 'health'), absence),
  open: fc.boolean(),
  position: fc.nat(3),
  budget: fc.oneof(fc.record({ amount: fc.constantFrom('1', '2'), currency: fc.constant('PEN') }, PLAIN), absence),
  size: fc.record({ width: fc.nat(2), depth: fc.nat(2) }, { requiredKeys: ['width'], ...PLAIN }),
  contact: fc.record({ name: word, mail: word }, PLAIN),
};
const lists = { tags: fc.array(word, { maxLength: 4 }), steps: fc.array(step, { maxLength: 4 }) };
const withoutLists: fc.Arbitrary<Document> = fc.record(single, { requiredKeys: ['title', 'code', 'topic', 'open'], ...PLAIN });
const anyDocument: fc.Arbitrary<Document> = fc.record({ ...single, ...lists }, { requiredKeys: ['title', 'code', 'topic', 'open'], ...PLAIN });

/** The document with each change made at its path. */
function applied(document: Document, changes: readonly Change[]): unknown {
  const result: Record<string, unknown> = structuredClone(document);
  for (const { path, after } of changes) {
    const steps = path.split('.');
    const last = steps.pop() ?? '';
    const owner = steps.reduce<Record<string, unknown>>((value, name) => value[name] as Record<string, unknown>, result);
    if (after === undefined) delete owner[last];
    else owner[last] = after;
  }
  return result;
}

test('equal documents have no changes, different ones have some', () => {
  fc.assert(fc.property(anyDocument, (document) => assert.deepEqual(changesBetween(thing, document, structuredClone(document)), [])));
  fc.assert(
    fc.property(anyDocument, anyDocument, (a, b) => {
      let same = true;
      try {
        assert.deepEqual(a, b);
      } catch {
        same = false;
      }
      assert.equal(changesBetween(thing, a, b).length === 0, same);
    }),
    { numRuns: 500 },
  );
});

test('the order in which the members of a value are written is no change', () => {
  const [a, b] = [aThing('x', { size: { width: 1, depth: 2 } }), aThing('x', { size: { depth: 2, width: 1 } })];
  assert.deepEqual(changesBetween(thing, a, b), []);
});

test('the changes from a to b, made to a, give b', () => {
  fc.assert(fc.property(withoutLists, withoutLists, (a, b) => assert.deepEqual(applied(a, changesBetween(thing, a, b)), b)), { numRuns: 500 });
});

test('there are as many changes from b to a as from a to b', () => {
  fc.assert(fc.property(anyDocument, anyDocument, (a, b) => assert.equal(changesBetween(thing, b, a).length, changesBetween(thing, a, b).length)), { numRuns: 2000 });
});

test('every change names a field of the kind, and a value that differs', () => {
  fc.assert(
    fc.property(anyDocument, anyDocument, (a, b) => {
      for (const change of changesBetween(thing, a, b)) {
        assert.notDeepEqual(change.before, change.after);
        assert.ok(change.path === change.field || change.path.startsWith(change.field.split('.')[0] ?? ''));
        assert.equal(change.language !== undefined, change.meta.type === 'multilingual' && /\.[a-z]{2}$/.test(change.path) && change.path.endsWith(`.${change.language}`));
      }
    }),
  );
});

const summary = (changes: readonly Change[]) => changes.map(({ path, before, after }) => [path, before, after]);

test('texts change by language', () => {
  const changes = changesBetween(thing, aThing({ es: 'Uno', en: 'One' }), aThing({ es: 'Uno', en: 'The one', qu: 'Huk' }));
  assert.deepEqual(changes.map(({ path, field, language }) => [path, field, language]), [['title.en', 'title', 'en'], ['title.qu', 'title', 'qu']]);
});

test('a special value that becomes a value changes as a whole', () => {
  const [a, b] = [aThing('x', { about: NOT_STATED }), aThing('x', { about: texts('algo') })];
  assert.deepEqual(summary(changesBetween(thing, a, b)), [['about', NOT_STATED, texts('algo')]]);
});

test('items of a list are the same where they bear the same key, wherever they stand', () => {
  const [pilot, rest] = [{ key: 'pilot', text: texts('Piloto'), dueOn: '2026', owner: NOT_STATED }, { key: 'rest', text: texts('Resto'), dueOn: '2027', owner: NOT_STATED }];
  const changes = changesBetween(thing, aThing('x', { steps: [pilot, rest] }), aThing('x', { steps: [rest, { ...pilot, dueOn: '2028' }] }));
  assert.deepEqual(summary(changes), [['steps.1.dueOn', '2026', '2028']]);
});

test('an item that is equal is never taken for one that bears the same key', () => {
  const [old, made] = [{ key: 'a', text: texts('Viejo'), dueOn: '2026', owner: NOT_STATED }, { key: 'a', text: texts('Nuevo'), dueOn: '2026', owner: NOT_STATED }];
  assert.deepEqual(summary(changesBetween(thing, aThing('x', { steps: [old] }), aThing('x', { steps: [made, old] }))), [['steps.0', undefined, made]]);
});

test('an order that changed is a change, since the order of a list means something', () => {
  const changes = changesBetween(thing, aThing('x', { tags: ['a', 'b'] }), aThing('x', { tags: ['b', 'a'] }));
  assert.deepEqual(summary(changes), [['tags', ['a', 'b'], ['b', 'a']]]);
});
