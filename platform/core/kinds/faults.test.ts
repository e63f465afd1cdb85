import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import * as fc from 'fast-check';
import { arbitraryDocument } from '../../../test/support/arbitrary-document.ts';
import { sample } from '../../../test/support/sample-kind.ts';
import { valueAt } from './faults.ts';
import { exampleDocument } from './json-schema.ts';
import { validate } from './validate.ts';

const TEXT = { es: { text: 'x', status: 'original' } };
const valid = { ...exampleDocument(sample), person: 'Ana Quispe' };

/** The faults of the example with some fields changed, as `path code`. */
function faultsWith(change: Readonly<Record<string, unknown>>): string[] {
  return (validate(sample, { ...valid, ...change }).faults ?? []).map(({ path, code }) => `${path} ${code}`);
}

describe('each fault has the right code at the right place', () => {
  const cases: [why: string, change: Record<string, unknown>, faults: string[]][] = [
    ['nothing wrong', {}, []],
    ['a required field that is not there', { title: undefined }, ['title required']],
    ['a required yes or no', { open: undefined }, ['open required']],
    ['a field that the kind has not', { surplus: 1 }, ['surplus unknown_field']],
    ['a name that every object has', { constructor: 1 }, ['constructor unknown_field']],
    ['a text where texts by language belong', { title: 'x' }, ['title not_a_text_by_language']],
    ['no language at all', { title: {} }, ['title no_language']],
    ['something that is no language', { title: { spanish: TEXT.es } }, ['title.spanish not_a_language']],
    ['a bare text in a language', { title: { es: 'x' } }, ['title.es not_a_group']],
    ['a text without its status', { title: { es: { text: 'x' } } }, ['title.es.status required']],
    ['a status that there is not', { title: { es: { text: 'x', status: 'good' } } }, ['title.es.status not_an_option']],
    ['an empty text', { title: { es: { text: ' ', status: 'original' } } }, ['title.es.text empty']],
    ['a text that is too long', { title: { es: { text: 'x'.repeat(201), status: 'original' } } }, ['title.es.text too_long']],
    ['a number in place of a text', { remark: 5 }, ['remark not_a_text']],
    ['null in place of a text', { remark: null }, ['remark not_a_text']],
    ['a text in place of yes or no', { open: 'true' }, ['open not_a_boolean']],
    ['a number with a fraction', { number: 1.5 }, ['number not_an_integer']],
    ['a number as text', { number: '7' }, ['number not_an_integer']],
    ['a number beyond its limits', { number: 101 }, ['number too_big']],
    ['a number below its limits', { number: -6 }, ['number too_small']],
    ['a number beyond all numbers', { number: 2 ** 60 }, ['number not_an_integer', 'number too_big']],
    ['an option that there is not', { colour: 'mauve' }, ['colour not_an_option']],
    ['a special value that this field may not take', { colour: { absent: 'unknown' } }, ['colour.absent absence_not_allowed']],
    ['a special value that nothing takes', { colour: { absent: 'no' } }, ['colour.absent not_an_option']],
    ['a special value with more beside it', { colour: { absent: 'not_applicable', value: 'red' } }, ['colour.value unknown_field']],
    ['withheld without a ground', { share: { absent: 'withheld' } }, ['share.ground withheld_without_ground']],
    ['withheld with an empty ground', { share: { absent: 'withheld', ground: '' } }, ['share.ground empty']],
    ['a day of review that is no day', { share: { absent: 'withheld', ground: 'Ley', reviewOn: '2030' } }, ['share.reviewOn not_a_date']],
    ['a decimal with a comma', { share: '1,5' }, ['share not_a_number']],
    ['a decimal as number', { share: 0.5 }, ['share not_a_text']],
    ['a day that there is not', { day: '2021-02-30' }, ['day not_a_date']],
    ['an address of another kind', { site: 'javascript:alert(1)' }, ['site not_an_address']],
    ['an id with a slip', { other: 'h7777777777n' }, ['other not_an_id']],
    ['an amount without a currency', { price: { amount: '5' } }, ['price.currency required']],
    ['a currency that is none', { price: { amount: '5', currency: 'S/' } }, ['price.currency not_a_currency']],
    ['too many items', { counts: [1, 2, 3, 4, 5, 6] }, ['counts too_many']],
    ['one item of a list', { counts: [1, -1, { absent: 'unknown' }] }, ['counts.1 too_small', 'counts.2.absent absence_not_allowed']],
    ['no list', { counts: 'x' }, ['counts not_a_list']],
    ['deep inside', { parts: [{ key: 'a', name: TEXT, amount: { absent: 'not_stated' }, count: 3 }, { key: 'b\nc', name: TEXT, amount: { amount: 'x', currency: 'PEN' }, count: 11 }] }, ['parts.1.key line_break', 'parts.1.amount.amount not_a_number', 'parts.1.count too_big']],
    ['a group that lacks a member', { tile: { column: 1, label: TEXT } }, ['tile.row required']],
    ['a group where a group or a special value may stand', { tile: 3 }, ['tile not_a_group']],
    ['a group and a special value at once', { tile: { absent: 'not_applicable', column: 1 } }, ['tile.column unknown_field']],
    ['evidence behind a field that is not there', { remark: undefined, evidence: [{ field: 'remark', source: 'h7777777777m', place: 'p. 1', confidence: 'official' }] }, ['evidence.0.field evidence_without_field']],
    ['evidence behind one language of a text', { evidence: [{ field: 'title.es', source: 'h7777777777m', place: 'p. 1', confidence: 'official' }] }, ['evidence.0.field evidence_without_field']],
    ['evidence behind something that every object has', { evidence: [{ field: 'title.constructor', source: 'h7777777777m', place: 'p. 1', confidence: 'official' }] }, ['evidence.0.field evidence_without_field']],
  ];
  for (const [why, change, faults] of cases) test(why, () => assert.deepEqual(faultsWith(change), faults));

  test('a whole document that is none', () => {
    for (const document of [null, 'x', 5, [], undefined]) assert.deepEqual(validate(sample, document).faults?.map(({ path }) => path), ['']);
  });

  test('what a parameter says', () => {
    const { faults = [] } = validate(sample, { ...valid, number: 101, colour: 'mauve', title: { es: { text: 'x'.repeat(201), status: 'original' } } });
    assert.deepEqual(faults.map(({ params }) => params), [{ maximum: 200 }, { maximum: 100 }, { options: 'red, green, blue' }]);
  });
});

test('every fault of whatever is sent is at a place of the document, with a code of ours', () => {
  const anything = fc.oneof(fc.anything(), fc.jsonValue());
  const property = fc.property(arbitraryDocument(sample), fc.constantFrom(...Object.keys(sample.fields)), anything, (document, name, value) => {
    for (const { path, code } of validate(sample, { ...document, [name]: value }).faults ?? []) {
      assert.match(code, /^[a-z_]+$/);
      assert.notEqual(code, 'invalid', `${path} ${JSON.stringify(value)}`);
      assert.ok(path === name || path.startsWith(`${name}.`) || path.startsWith('evidence.'), path);
    }
  });
  fc.assert(property, { numRuns: 500 });
});

test('what is kept is valid, and stays as it is', () => {
  fc.assert(fc.property(arbitraryDocument(sample), (document) => assert.deepEqual(validate(sample, document).document, document)));
});

test('a value at a path is one of the document, never one that every object has', () => {
  assert.equal(valueAt({ a: [{ b: 1 }] }, ['a', '0', 'b']), 1);
  for (const path of [['constructor'], ['a', 'length', 'x'], ['a', '1'], ['__proto__']]) assert.equal(valueAt({ a: [] }, path), undefined);
});
