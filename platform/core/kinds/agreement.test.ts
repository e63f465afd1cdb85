/** That everything which follows from a kind agrees with it: form, CSV, JSON Schema, OpenAPI, documentation, labels. */
import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import * as fc from 'fast-check';
import { createKinds, loadMessages } from '../../app.ts';
import { snapshotSite } from '../../../docs/generated/site.ts';
import { arbitraryDocument, arbitraryId } from '../../../test/support/arbitrary-document.ts';
import { sample } from '../../../test/support/sample-kind.ts';
import type { Messages, Translator } from '../i18n/messages.ts';
import { typeName } from '../web/openapi-components.ts';
import { apiDocument } from '../web/pages/reference.ts';
import { leaves } from './content.ts';
import { csvColumns } from './csv-columns.ts';
import { dictionaryOf, kindMarkdown } from './documentation.ts';
import { fieldMeta, type FieldMeta } from './fields.ts';
import { fromFormEntries, toFormEntries } from './form.ts';
import { exampleDocument, type JsonSchema, kindSchema } from './json-schema.ts';
import { type Fields, fieldsOf, type Kind } from './kind.ts';
import { labelKey, optionKey, withoutPositions } from './labels.ts';
import { validate } from './validate.ts';

const LANGUAGES = ['es', 'en', 'qu'];
const real: readonly Kind[] = createKinds().all;
const all: readonly Kind[] = [...real, sample];

let messages: Messages;
let t: Translator;
let components: Record<string, JsonSchema>;
before(async () => {
  messages = await loadMessages();
  t = messages.translator('en', ['es']);
  const { web } = await snapshotSite();
  components = (apiDocument(web, 'en')['components'] as { schemas: Record<string, JsonSchema> }).schemas;
});

/** Every field of a kind, also those inside others, with its schema: walked here once more, apart from the code under test. */
function* everyField(fields: Fields, prefix = ''): Generator<[field: string, meta: FieldMeta, schema: Fields[string]]> {
  for (const [name, schema] of Object.entries(fields)) {
    const meta = fieldMeta(schema);
    yield [`${prefix}${name}`, meta, schema];
    const inner = innermost(meta);
    if (inner.type === 'group') yield* everyField(inner.fields, `${prefix}${name}.`);
  }
}

function innermost(meta: FieldMeta): FieldMeta {
  return meta.type === 'list' ? innermost(fieldMeta(meta.element)) : meta;
}

/** The dotted names of the properties in a JSON Schema, through lists and special values; shared parts apart. */
function propertiesOf(schema: JsonSchema, definitions: Record<string, JsonSchema>, prefix = ''): string[] {
  return Object.entries((schema['properties'] ?? {}) as Record<string, JsonSchema>).flatMap(([name, property]) => {
    const field = `${prefix}${name}`;
    const target = field === 'evidence' ? (definitions['evidence'] ?? definitions['Evidence'] ?? property) : property;
    const alternatives = (target['anyOf'] ?? [target]) as JsonSchema[];
    const value = alternatives[0] ?? target;
    return [field, ...propertiesOf((value['items'] ?? value) as JsonSchema, definitions, `${field}.`)];
  });
}

for (const kind of all) {
  describe(kind.name, () => {
    const names = [...everyField(kind.fields)].map(([field]) => field);

    test('JSON Schema, OpenAPI and documentation have the same fields', () => {
      const schema = kindSchema(kind, t, 'https://example.org');
      assert.deepEqual(propertiesOf(schema, schema['$defs'] as Record<string, JsonSchema>), names);
      assert.deepEqual(dictionaryOf(kind, t, LANGUAGES).map(({ field }) => field), names);
      const component = components[`${typeName(kind.name)}Document`];
      if (kind !== sample) assert.deepEqual(component && propertiesOf(component, components), names);
    });

    test('JSON Schema and kind ask for the same fields', () => {
      const schema = kindSchema(kind, t, 'https://example.org');
      assert.deepEqual(schema['required'], fieldsOf(kind).filter(([, meta]) => meta.required && meta.visibility === 'public').map(([name]) => name));
      const without = validate(kind, {}).faults?.filter(({ code }) => code === 'required' || code.startsWith('not_a')).map(({ path }) => path);
      assert.deepEqual(without?.toSorted(), fieldsOf(kind).filter(([, meta]) => meta.required).map(([name]) => name).toSorted());
    });

    test('the CSV header is what the documentation says, and nobody sees in it what is not public', () => {
      // A group is documented with the columns of its members, which are documented with them too.
      const documented = dictionaryOf(kind, t, LANGUAGES).flatMap(({ columns }) => columns);
      assert.deepEqual([...new Set(documented)].toSorted(), csvColumns(kind, LANGUAGES).toSorted());
    });

    test('every example is a value of its field', () => {
      for (const [field, meta, schema] of everyField(kind.fields)) assert.ok(schema.safeParse(meta.example).success, `${field} ${JSON.stringify(meta.example)}`);
      const hidden = Object.fromEntries(fieldsOf(kind).filter(([, meta]) => meta.visibility !== 'public').map(([name, meta]) => [name, meta.example]));
      const { faults } = validate({ ...kind, rules: () => [] }, { ...exampleDocument(kind), ...hidden });
      assert.deepEqual(faults ?? [], []);
    });

    test('what is in a document is in the documentation, under the same name', () => {
      const known = new Set(names);
      fc.assert(fc.property(arbitraryDocument(kind), (document) => [...leaves(kind, document)].every(({ path, field }) => known.has(field) && withoutPositions(path) === field)), { numRuns: 40 });
    });

    test('a form gives back the document that it shows', () => {
      fc.assert(fc.property(arbitraryDocument(kind), (document) => {
        const back = fromFormEntries(kind, toFormEntries(kind, document));
        assert.deepEqual(back, document);
        assert.deepEqual(validate(kind, back).faults ?? [], []);
      }), { numRuns: 100 });
    });

    test('the form has an entry for each value, under the name of its field', () => {
      const known = new Set(names);
      const entries = toFormEntries(kind, { ...exampleDocument(kind) });
      const unknown = entries.map(([name]) => withoutPositions(name)).filter((name) => !known.has(name) && ![...known].some((field) => name.startsWith(`${field}.`)));
      assert.deepEqual(unknown, []);
      const shown = new Set(entries.map(([name]) => name.split('.')[0]));
      assert.deepEqual(Object.keys(exampleDocument(kind)).filter((name) => !shown.has(name)), []);
    });

    test('the documentation names every special value and every option', () => {
      const text = kindMarkdown(kind, t, LANGUAGES);
      for (const [field, meta] of everyField(kind.fields)) {
        assert.ok(text.includes(`${field.split('.').at(-1)}\``), field);
        if (meta.type === 'choice') for (const option of meta.options) assert.ok(text.includes(`- \`${option}\`: `), `${field} ${option}`);
        for (const absence of meta.absences) assert.ok(text.includes(t(`core.absences.${absence}`)), `${field} ${absence}`);
      }
    });
  });
}

describe('labels', () => {
  for (const language of ['es', 'en']) {
    for (const kind of real) {
      test(`${kind.name} in ${language}: the kind, every field, every option`, () => {
        const options = [...everyField(kind.fields)].flatMap(([field, meta]) => {
          const inner = innermost(meta);
          return inner.type === 'choice' ? inner.options.map((option) => optionKey(kind.name, field, option)) : [];
        });
        const keys = [...['one', 'many', 'about'].map((part) => `kinds.${kind.name}.${part}`), ...[...everyField(kind.fields)].map(([field]) => labelKey(kind.name, field)), ...options];
        assert.deepEqual(keys.filter((key) => !messages.texts(language).has(key)), []);
      });
    }
  }

  test('none is left over from a field, an option or a kind that is gone', () => {
    const known = new Set(real.flatMap((kind) => [...everyField(kind.fields)].flatMap(([field, meta]) => {
      const inner = innermost(meta);
      return [labelKey(kind.name, field), ...(inner.type === 'choice' ? inner.options.map((option) => optionKey(kind.name, field, option)) : [])];
    })));
    const leftOver = [...messages.texts('es').keys()].filter((key) => /^kinds\..*\.(label|options\.[^.]+)$/.test(key) && !known.has(key));
    assert.deepEqual(leftOver, []);
  });
});

test('an id made for a test is an id', () => {
  fc.assert(fc.property(arbitraryId(), (id) => assert.match(id, /^[a-z][0-9a-z]{11}$/)));
});
