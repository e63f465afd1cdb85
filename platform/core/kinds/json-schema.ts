/** The JSON Schema (draft 2020-12) of a kind's documents: what is valid, and for people what it means. */
import type { Translator } from '../i18n/messages.ts';
import { fieldMeta, type FieldMeta } from './fields.ts';
import { fromZod, type JsonSchema, type PartAddress, valueParts } from './json-schema-parts.ts';
import { type Fields, fieldsOf, type Kind } from './kind.ts';
import { helpKey, labelKey, optionKey } from './labels.ts';

export type { JsonSchema, PartAddress } from './json-schema-parts.ts';

const inDefinitions: PartAddress = (part) => `#/$defs/${part}`;

/** The schema of a kind as a document of its own, with the shared parts that it needs. */
export function kindSchema(kind: Kind, t: Translator, origin: string): JsonSchema {
  const body = documentSchema(kind, t, inDefinitions);
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    $id: `${origin}/schemas/${kind.name}`,
    ...body,
    $defs: neededParts(body, sharedParts(kind, t, inDefinitions)),
  };
}

/**
 * The schema of a kind's documents.
 *
 * A field that not everybody sees is never required: a published document goes without it.
 */
export function documentSchema(kind: Kind, t: Translator, at: PartAddress): JsonSchema {
  const scope = { kind: kind.name, t, at };
  const required = fieldsOf(kind).flatMap(([name, meta]) => (meta.required && meta.visibility === 'public' ? [name] : []));
  return {
    title: textOf(t, `kinds.${kind.name}.one`, kind.name),
    ...described(t, `kinds.${kind.name}.about`),
    type: 'object',
    properties: { ...propertiesOf(scope, withoutEvidence(kind.fields), ''), evidence: { $ref: at('evidence') } },
    required,
    additionalProperties: false,
    'x-yupana': { kind: kind.name, schemaVersion: kind.schemaVersion, title: kind.title, ...(kind.code !== undefined && { code: kind.code }) },
  };
}

/** The parts that the schemas of all kinds share. Evidence is the same in every kind, so any kind will do. */
export function sharedParts(kind: Kind, t: Translator, at: PartAddress): Readonly<Record<string, JsonSchema>> {
  const { evidence } = kind.fields;
  return { ...valueParts(at), ...(evidence && { evidence: fieldSchema({ kind: kind.name, t, at }, evidence, 'evidence') }) };
}

interface Scope {
  readonly kind: string;
  readonly t: Translator;
  readonly at: PartAddress;
}

function withoutEvidence(fields: Fields): Fields {
  return Object.fromEntries(Object.entries(fields).filter(([name]) => name !== 'evidence'));
}

function propertiesOf(scope: Scope, fields: Fields, prefix: string): Record<string, JsonSchema> {
  return Object.fromEntries(Object.entries(fields).map(([name, schema]) => [name, fieldSchema(scope, schema, `${prefix}${name}`)]));
}

/** A field: its value, or one of its special values; with name, help, example, and what only we know of it. */
function fieldSchema(scope: Scope, schema: Fields[string], field: string): JsonSchema {
  const { kind, t } = scope;
  const meta = fieldMeta(schema);
  return {
    title: textOf(t, labelKey(kind, field), field),
    ...described(t, helpKey(kind, field)),
    ...valueOrAbsence(scope, schema, field),
    examples: [meta.example],
    'x-yupana': notes(scope, meta, field),
  };
}

function valueOrAbsence(scope: Scope, schema: Fields[string], field: string): JsonSchema {
  const meta = fieldMeta(schema);
  const value = valueSchema(scope, schema, meta, field);
  if (meta.absences.length === 0) return value;
  return { anyOf: [value, { $ref: scope.at('absence'), properties: { absent: { enum: meta.absences } } }] };
}

function valueSchema(scope: Scope, schema: Fields[string], meta: FieldMeta, field: string): JsonSchema {
  const { at } = scope;
  switch (meta.type) {
    case 'line':
    case 'prose':
      return { $ref: at(meta.type), maxLength: meta.maxLength };
    case 'multilingual':
      return { $ref: at('multilingual'), additionalProperties: { properties: { text: { maxLength: meta.maxLength } } } };
    case 'reference':
      return { $ref: at('recordId') };
    case 'date':
    case 'decimal':
    case 'money':
    case 'url':
      return { $ref: at(meta.type) };
    case 'list':
      return { type: 'array', maxItems: meta.maxItems, items: valueOrAbsence(scope, meta.element, field) };
    case 'group':
      return {
        type: 'object',
        properties: propertiesOf(scope, meta.fields, `${field}.`),
        required: Object.entries(meta.fields).flatMap(([name, inner]) => (fieldMeta(inner).required ? [name] : [])),
        additionalProperties: false,
      };
    default: {
      // Zod knows the limits of a number and the codes of a choice. Of "a value, or why there is none" it is the first.
      const { anyOf, ...whole } = fromZod(schema);
      return Array.isArray(anyOf) ? (anyOf[0] as JsonSchema) : whole;
    }
  }
}

function notes({ kind, t }: Scope, meta: FieldMeta, field: string): JsonSchema {
  const inner = meta.type === 'list' ? fieldMeta(meta.element) : meta;
  return {
    type: meta.type,
    facet: meta.facet || inner.facet,
    visibility: meta.visibility,
    ...(meta.absences.length > 0 && { absences: meta.absences }),
    ...(inner.type === 'reference' && { references: inner.to }),
    ...(inner.type === 'choice' && { options: Object.fromEntries(inner.options.map((option) => [option, textOf(t, optionKey(kind, field, option), option)])) }),
  };
}

function textOf(t: Translator, key: string, otherwise: string): string {
  return t.has(key) ? t(key) : otherwise;
}

function described(t: Translator, key: string): { description?: string } {
  return t.has(key) ? { description: t(key) } : {};
}

/** The parts that a schema refers to, and those that these refer to, in the order of their names. */
export function neededParts(schema: unknown, parts: Readonly<Record<string, JsonSchema>>): Record<string, JsonSchema> {
  const needed = new Set<string>();
  const waiting = [schema];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    for (const address of referencesIn(next)) {
      const name = address.slice(address.lastIndexOf('/') + 1);
      if (needed.has(name) || !parts[name]) continue;
      needed.add(name);
      waiting.push(parts[name]);
    }
  }
  return Object.fromEntries(Object.entries(parts).filter(([name]) => needed.has(name)));
}

/** Every `$ref` in a schema. */
export function referencesIn(node: unknown): string[] {
  if (typeof node !== 'object' || node === null) return [];
  return Object.entries(node).flatMap(([key, value]) => (key === '$ref' && typeof value === 'string' ? [value] : referencesIn(value)));
}

/** A document made of the example of each public field: it shows them all, and need not keep the rules between them. */
export function exampleDocument(kind: Kind): Record<string, unknown> {
  const fields = fieldsOf(kind).filter(([name, meta]) => meta.visibility === 'public' && name !== 'evidence');
  const evidence = { field: kind.title, source: 'h7777777777m', place: 'line 1038', confidence: 'official' };
  return { ...Object.fromEntries(fields.map(([name, meta]) => [name, meta.example])), evidence: [evidence] };
}
