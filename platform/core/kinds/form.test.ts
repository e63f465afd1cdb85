import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import * as fc from 'fast-check';
import { strategyModule } from '#modules/strategy/index.ts';
import { directory } from '#modules/directory/index.ts';
import { arbitraryDocument } from '../../../test/support/arbitrary-document.ts';
import { log, thing } from '../../../test/support/kinds.ts';
import { sample } from '../../../test/support/sample-kind.ts';
import { group, integer, line, list, mayBe, multilingual, optional } from './fields.ts';
import { faultsInForm, fromFormEntries, toFormEntries } from './form.ts';
import type { FormEntry } from './form-tree.ts';
import { defineKind } from './kind.ts';
import { validate } from './validate.ts';

const id = 'h7777777777m';
const read = (...entries: FormEntry[]) => fromFormEntries(sample, entries);

/** What no kind of ours has, though a kind may: groups that may be empty, lists of lists, special values of whole lists. */
const odd = defineKind({
  name: 'odd',
  path: 'odds',
  schemaVersion: 1,
  title: 'name',
  fields: {
    name: line({ example: 'x' }),
    loose: optional(group({ one: optional(line({ example: 'x' })), inner: optional(group({ two: optional(integer({ example: 1 })) })) })),
    table: list(list(mayBe(integer({ example: 1 }), 'unknown'))),
    maybe: mayBe(list(group({ label: optional(multilingual({ example: { es: { text: 'x', status: 'original' } } })) })), 'not_stated', 'withheld'),
  },
});

describe('documents as forms', () => {
  for (const kind of [...strategyModule.kinds, ...directory.kinds, thing, log, sample, odd]) {
    it(`gives every valid ${kind.name} back as it was`, () => {
      fc.assert(
        fc.property(arbitraryDocument(kind), (document) => {
          const entries = toFormEntries(kind, document);
          assert.deepStrictEqual(fromFormEntries(kind, entries), document);
          // The way through a browser: names and texts as a query string, line breaks as CR LF.
          const sent = new URLSearchParams(entries.map(([name, text]) => [name, text.replaceAll('\n', '\r\n')]));
          assert.deepStrictEqual(fromFormEntries(kind, [...new URLSearchParams(sent.toString())]), document);
        }),
        { numRuns: 60 },
      );
    });
  }

  it('gives a draft back after a second round, whatever was typed', () => {
    const names = ['title.es.text', 'title.es.status', 'code', 'code.absent', 'open', 'number', 'share', 'share.absent', 'share.ground', 'price.amount', 'price.absent', 'other', 'other.pick', 'names', 'names.0', 'names.3', 'counts.1', 'counts.1.absent', 'parts.0.key', 'parts.2.amount.currency', 'parts.2.kinds.0', 'tile', 'tile.column', 'tile.absent', 'evidence.0.field', 'evidence.0.place'];
    const typed = fc.array(fc.tuple(fc.constantFrom(...names), fc.oneof(fc.string(), fc.constantFrom('', ' ', 'none', 'given', 'true', '12', '-0', '1e5', '99999999999999999999', 'unknown', id, 'H777-7777-777m', 'parts.2.key', 'parts.0.key'))), { maxLength: 30 });
    fc.assert(
      fc.property(typed, (entries) => {
        const once = fromFormEntries(sample, entries);
        assert.deepStrictEqual(fromFormEntries(sample, toFormEntries(sample, once)), once);
      }),
      { numRuns: 500 },
    );
  });
});

describe('what is typed', () => {
  it('is kept where it is wrong, so that validation names it', () => {
    const draft = read(['number', 'abc'], ['open', 'perhaps'], ['day', 'mañana'], ['colour', 'pink'], ['other', 'the one about health']);
    assert.deepEqual(draft, { number: 'abc', open: 'perhaps', day: 'mañana', colour: 'pink', other: 'the one about health' });
    const { faults } = validate(sample, draft);
    const codes = Object.fromEntries((faults ?? []).map(({ path, code }) => [path, code]));
    assert.equal(codes['number'], 'not_an_integer');
    assert.equal(codes['open'], 'not_a_boolean');
    assert.equal(codes['other'], 'not_an_id');
  });

  it('is left out where it is empty', () => {
    assert.deepEqual(read(['title.es.text', ''], ['title.es.status', 'original'], ['number', '  '], ['price.amount', ''], ['parts.0.key', ''], ['other', '']), {});
  });

  it('is a number only where the number says the same', () => {
    assert.deepEqual(read(['number', ' 007 ']), { number: 7 });
    assert.deepEqual(read(['number', '-0']), { number: 0 });
    for (const text of ['1.5', '1e3', '0x10', '1 000', '9007199254740993', 'Infinity', '٣']) assert.deepEqual(read(['number', text]), { number: text });
  });

  it('may be an id as printed, and a match that was picked wins over the words', () => {
    assert.deepEqual(read(['other', 'H777-7777-777M']), { other: id });
    assert.deepEqual(read(['other', 'health'], ['other.pick', id]), { other: id });
    assert.deepEqual(read(['other', 'health'], ['other.pick', '']), { other: 'health' });
  });

  it('says that a list is empty only where that was said', () => {
    assert.deepEqual(read(['names', 'none']), { names: [] });
    assert.deepEqual(read(['names', 'none'], ['names.0', 'Qosqo']), { names: ['Qosqo'] });
    assert.deepEqual(read(['names.0', '']), {});
  });
});

describe('a value and a reason why there is none', () => {
  const draft = read(['share', '0.5'], ['share.absent', 'withheld'], ['share.ground', 'Ley 29733']);

  it('are both kept and make the draft invalid, named as what they are', () => {
    assert.deepEqual(draft, { share: { absent: 'withheld', ground: 'Ley 29733', value: '0.5' } });
    const faults = faultsInForm(draft, validate(sample, draft).faults ?? []);
    assert.deepEqual(faults.filter(({ path }) => path.startsWith('share')), [{ path: 'share', code: 'value_and_absence', params: {} }]);
  });

  it('come back to the form as they were typed', () => {
    assert.deepEqual(Object.fromEntries(toFormEntries(sample, draft)), { share: '0.5', 'share.absent': 'withheld', 'share.ground': 'Ley 29733' });
  });

  it('are told apart for groups and texts too', () => {
    for (const [value, name] of [['tile.column', 'tile'], ['parts.0.amount.amount', 'parts.0.amount']] as const) {
      const both = read([value, '3'], [`${name}.absent`, 'not_applicable']);
      const faults = faultsInForm(both, validate(sample, both).faults ?? []);
      assert.ok(faults.some(({ path, code }) => path === name && code === 'value_and_absence'), name);
    }
  });
});

describe('lists', () => {
  it('close up in their order', () => {
    assert.deepEqual(read(['names.12', 'c'], ['names.2', 'b'], ['names.0', 'a'], ['names.5', ' ']), { names: ['a', 'b', 'c'] });
  });

  it('take the evidence along that stands behind what moves, and leave none behind the wrong item', () => {
    const draft = read(
      ['parts.0.key', ''], ['parts.1.key', 'first'], ['parts.4.key', 'second'],
      ['evidence.0.field', 'parts.4.key'], ['evidence.0.place', 'a'],
      ['evidence.1.field', 'parts.0.key'], ['evidence.1.place', 'b'],
      ['evidence.2.field', 'title'], ['evidence.3.field', 'parts.9.key'],
    );
    assert.deepEqual(draft['evidence'], [{ field: 'parts.1.key', place: 'a' }, { place: 'b' }, { field: 'title' }, { field: 'parts.9.key' }]);
  });
});

describe('hostile names', () => {
  it('do nothing', () => {
    const hostile: FormEntry[] = [
      ['__proto__', 'x'], ['__proto__.polluted', 'x'], ['constructor.prototype.polluted', 'x'], ['title.__proto__.text', 'x'], ['title.constructor.text', 'x'],
      ['parts.__proto__.key', 'x'], ['parts.0.__proto__.key', 'x'], ['names.1e6', 'x'], ['names.-1', 'x'], ['names.01', 'x'], ['names.length', '4294967295'], ['names.4294967296', 'x'],
      ['', 'x'], ['.', 'x'], ['..', 'x'], ['title..text', 'x'], ['no_such_field', 'x'], [Array.from({ length: 100_000 }, () => 'a').join('.'), 'x'], ['price.absent.absent', 'x'], ['toString', 'x'],
    ];
    assert.deepEqual(read(...hostile), {});
    assert.equal(Reflect.get({}, 'polluted'), undefined);
  });

  it('may name a position as high as they like: the list holds what was typed', () => {
    assert.deepEqual(read(['names.999999999', 'last'], ['names.1000000', 'million']), { names: ['million', 'last'] });
  });

  it('may come twice: the first text counts', () => {
    assert.deepEqual(read(['remark', ''], ['remark', 'one'], ['remark', 'two']), { remark: 'one' });
  });

  it('may be any text', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.oneof(fc.string(), fc.array(fc.constantFrom('title', 'parts', '0', '1', 'es', 'text', '__proto__', 'absent', 'value', '', 'constructor')).map((steps) => steps.join('.'))), fc.string())), (entries) => {
        const draft = fromFormEntries(sample, entries);
        assert.equal(Object.getPrototypeOf(draft), Object.prototype);
        validate(sample, draft);
        assert.doesNotThrow(() => JSON.stringify(toFormEntries(sample, draft)));
      }),
      { numRuns: 500 },
    );
  });

  it('leave no character that the database refuses', () => {
    assert.deepEqual(read(['remark', 'a\0b\ud800c'], ['names.0', '\0']), { remark: 'ab\ufffdc' });
  });
});

describe('drafts that are not of their kind', () => {
  it('are shown as far as they are', () => {
    assert.deepEqual(toFormEntries(sample, { title: 'text', names: 'text', parts: [null, 3, { key: {} }], price: [], tile: 5, number: null, gone: 1 }), [
      ['title', 'text'], ['names', 'text'], ['parts.1', '3'], ['parts.2', 'given'], ['tile', '5'],
    ]);
  });
});
