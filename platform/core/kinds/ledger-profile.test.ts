import assert from 'node:assert/strict';
import { test } from 'node:test';
import { aThing, texts, thing } from '../../../test/support/kinds.ts';
import { validate } from './validate.ts';

test('what two readers could hash differently is not published: the fault names the place', () => {
  const wrong: [string, Record<string, unknown>][] = [
    ['title.es.text', { title: texts('Agua \ufdd0') }],
    ['tags.1', { tags: ['agua', 'luz \u{1fffe}'] }],
    ['contact.name', { contact: { name: 'Rosa \ufdef', mail: 'rosa@example.org' } }],
  ];
  for (const [path, fields] of wrong) assert.deepEqual(validate(thing, aThing('Uno', fields)).faults?.map((fault) => [fault.path, fault.code]), [[path, 'forbidden_character']]);
  assert.deepEqual(validate(thing, aThing('Poli\u0301tica')).document?.['title'], texts('Política'), 'NFC is made, not asked for');
});
