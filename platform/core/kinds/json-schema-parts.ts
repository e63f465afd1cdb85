/**
 * The parts that the JSON Schemas of all kinds share: special values, texts in several languages, dates, ids.
 *
 * JSON Schema cannot say everything that our own schemas say: that a text is in NFC, that the check character of an id
 * is right, that the name of a host is well formed. What is valid for us is always valid for it.
 */
import { z } from 'zod';
import { ID_PATTERN } from '../records/id.ts';
import { absenceSchema, decimalText, FORBIDDEN_CHARACTERS, languageTag, LINE_BREAKS, money, TEXT_STATUSES } from './values.ts';

export interface JsonSchema {
  readonly [keyword: string]: unknown;
}

/** The address of a shared part: `#/$defs/absence` in a schema that stands alone, elsewhere in an OpenAPI document. */
export type PartAddress = (part: string) => string;

/** Text as it is kept: trimmed, without forbidden characters. */
const TEXT = String.raw`^[^\s${FORBIDDEN_CHARACTERS}]([^${FORBIDDEN_CHARACTERS}]*[^\s${FORBIDDEN_CHARACTERS}])?$`;
const LINE = String.raw`^[^\s${FORBIDDEN_CHARACTERS}]([^${LINE_BREAKS}${FORBIDDEN_CHARACTERS}]*[^\s${FORBIDDEN_CHARACTERS}])?$`;

/** A year, a year and month, or a day that the calendar has. */
const PARTIAL_DATE = String.raw`^\d{4}(-(0[1-9]|1[0-2]))?$|${z.regexes.date.source}`;

/** Every shared part by name; `evidence` is made with the kinds, because it is a field. */
export function valueParts(at: PartAddress): Readonly<Record<string, JsonSchema>> {
  const absence = fromZod(absenceSchema);
  return {
    line: { type: 'string', pattern: LINE },
    prose: { type: 'string', pattern: TEXT },
    languageTag: fromZod(languageTag),
    multilingual: {
      type: 'object',
      minProperties: 1,
      propertyNames: { $ref: at('languageTag') },
      additionalProperties: {
        type: 'object',
        properties: { text: { $ref: at('prose') }, status: { enum: TEXT_STATUSES } },
        required: ['text', 'status'],
        additionalProperties: false,
      },
    },
    absence: {
      ...absence,
      properties: { ...(absence['properties'] as JsonSchema), ground: { $ref: at('line'), maxLength: 500 } },
      if: { properties: { absent: { const: 'withheld' } } },
      // oxlint-disable-next-line unicorn/no-thenable -- a keyword of JSON Schema; nobody awaits a schema
      then: { required: ['absent', 'ground'] },
    },
    date: { type: 'string', pattern: PARTIAL_DATE },
    decimal: fromZod(decimalText),
    money: fromZod(money),
    url: { type: 'string', maxLength: 2000, pattern: String.raw`^[Hh][Tt][Tt][Pp][Ss]?://[^\s${FORBIDDEN_CHARACTERS}]+$` },
    recordId: { type: 'string', pattern: ID_PATTERN.source },
  };
}

/** What zod says of a schema, as a part of a larger one. */
export function fromZod(schema: z.ZodType): JsonSchema {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { io: 'input' });
  return rest;
}
