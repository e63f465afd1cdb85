/** Short ways to say what the JSON of a page looks like, for the OpenAPI document. */
import type { JsonSchema } from '../kinds/json-schema.ts';

export const COUNT: JsonSchema = { type: 'integer', minimum: 0 };
export const TEXT: JsonSchema = { type: 'string' };
export const RECORD: JsonSchema = { $ref: '#/components/schemas/RecordId' };

/** An object that has all of these members. */
export function objectOf(properties: Readonly<Record<string, JsonSchema>>): JsonSchema {
  return { type: 'object', properties, required: Object.keys(properties) };
}

export function listOf(items: JsonSchema): JsonSchema {
  return { type: 'array', items };
}

export function orNull(schema: JsonSchema): JsonSchema {
  return { anyOf: [schema, { type: 'null' }] };
}

/** An object whose members all have one shape: `{ late: 3, silent: 7 }`. */
export function mapOf(values: JsonSchema): JsonSchema {
  return { type: 'object', additionalProperties: values };
}
