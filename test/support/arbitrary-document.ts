/** Valid documents of any kind, made from the kind itself: every special value, parts left out, several languages, hostile text. */
import * as fc from 'fast-check';
import { leaves } from '../../platform/core/kinds/content.ts';
import { fieldMeta, type FieldMeta } from '../../platform/core/kinds/fields.ts';
import { fromZod } from '../../platform/core/kinds/json-schema-parts.ts';
import type { Document, Fields, Kind } from '../../platform/core/kinds/kind.ts';
import { validate } from '../../platform/core/kinds/validate.ts';
import { type AbsenceCode, CONFIDENCES, TEXT_STATUSES } from '../../platform/core/kinds/values.ts';
import { newId } from '../../platform/core/records/id.ts';
import { arbitraryLine, arbitraryProse } from './arbitrary-text.ts';

export interface ArbitraryOptions {
  /** What references point to; any well-formed id where it is left out. */
  readonly reference?: (kinds: readonly string[]) => fc.Arbitrary<string>;
  /** Longest list; the limit of the kind where that is lower. */
  readonly maxItems?: number;
}

/** Documents that {@link validate} takes, in the form in which they are kept. Rules between fields are met by drawing again. */
export function arbitraryDocument(kind: Kind, options: ArbitraryOptions = {}): fc.Arbitrary<Document> {
  const { evidence, ...fields } = kind.fields;
  const pieces = evidence ? fc.array(arbitraryEvidence(options), { maxLength: 3 }) : fc.constant<Record<string, unknown>[]>([]);
  return fc
    .tuple(arbitraryFields(fields, options), fc.option(pieces, { nil: undefined }), fc.nat())
    .map(([document, found, seed]) => (found === undefined ? document : Object.assign(document, { evidence: standingBehind(kind, document, found, seed) })))
    .map((document) => validate(kind, document).document)
    .filter((document) => document !== undefined);
}

/** A well-formed id. */
export function arbitraryId(): fc.Arbitrary<string> {
  return fc.uint8Array({ minLength: 11, maxLength: 11 }).map((bytes) => newId((into) => into.set(bytes)));
}

function arbitraryFields(fields: Fields, options: ArbitraryOptions): fc.Arbitrary<Record<string, unknown>> {
  const members = Object.fromEntries(Object.entries(fields).map(([name, schema]) => [name, arbitraryValue(schema, options)]));
  const requiredKeys = Object.entries(fields).flatMap(([name, schema]) => (fieldMeta(schema).required ? [name] : []));
  return fc.record(members, { requiredKeys, noNullPrototype: true });
}

/** What one field may hold: a value, or one of its special values. */
export function arbitraryValue(schema: Fields[string], options: ArbitraryOptions = {}): fc.Arbitrary<unknown> {
  const meta = fieldMeta(schema);
  const value = present(meta, schema, options);
  return meta.absences.length === 0 ? value : fc.oneof({ weight: 3, arbitrary: value }, { weight: 1, arbitrary: arbitraryAbsence(meta.absences) });
}

function present(meta: FieldMeta, schema: Fields[string], options: ArbitraryOptions): fc.Arbitrary<unknown> {
  switch (meta.type) {
    case 'line':
      return orExample(arbitraryLine(meta.maxLength), meta);
    case 'prose':
      return orExample(arbitraryProse(meta.maxLength), meta);
    case 'multilingual':
      return fc.dictionary(fc.constantFrom('es', 'en', 'qu', 'ay', 'es-PE', 'quz-Latn-PE'), fc.record({ text: arbitraryProse(meta.maxLength), status: fc.constantFrom(...TEXT_STATUSES) }), { minKeys: 1, maxKeys: 3, noNullPrototype: true });
    case 'boolean':
      return fc.boolean();
    case 'integer': {
      const { minimum, maximum } = limitsOf(schema);
      return fc.oneof(fc.integer({ min: minimum, max: Math.min(maximum, minimum + 50) }), fc.maxSafeInteger().map((number) => Math.min(maximum, Math.max(minimum, number))));
    }
    case 'decimal':
      return arbitraryDecimal();
    case 'money':
      return fc.record({ amount: arbitraryDecimal(), currency: fc.constantFrom('PEN', 'MXN', 'USD', 'EUR') });
    case 'date':
      return arbitraryDate();
    case 'url':
      return fc.webUrl({ withQueryParameters: true, withFragments: true, validSchemes: ['http', 'https'] });
    case 'choice':
      return fc.constantFrom(...meta.options);
    case 'reference':
      return (options.reference ?? arbitraryId)(meta.to);
    case 'list':
      return fc.array(arbitraryValue(meta.element, options), { maxLength: Math.min(meta.maxItems, options.maxItems ?? 3) });
    case 'group':
      return arbitraryFields(meta.fields, options);
  }
}

/** Some texts are of a form that the rules of their kind alone know: chance finds none. */
function orExample(text: fc.Arbitrary<string>, { example }: FieldMeta): fc.Arbitrary<string> {
  return fc.oneof(text, fc.constant(String(example)));
}

function limitsOf(schema: Fields[string]): { minimum: number; maximum: number } {
  const said = fromZod(schema);
  const own = Array.isArray(said['anyOf']) ? (said['anyOf'][0] as typeof said) : said;
  return { minimum: Number(own['minimum']), maximum: Number(own['maximum']) };
}

function arbitraryDecimal(): fc.Arbitrary<string> {
  return fc.oneof(
    fc.integer({ min: -100_000, max: 10_000_000 }).map(String),
    fc.tuple(fc.boolean(), fc.bigInt({ min: 0n, max: 10n ** 30n - 1n }), fc.bigInt({ min: 0n, max: 10n ** 20n - 1n })).map(([negative, whole, part]) => `${negative ? '-' : ''}${whole}.${part}`),
  );
}

/** Between the years 0 and 9999, as precise as it happens to be. */
export function arbitraryDate(): fc.Arbitrary<string> {
  const day = fc.oneof(
    fc.date({ min: new Date('1990-01-01'), max: new Date('2060-12-31'), noInvalidDate: true }),
    fc.date({ min: new Date('0000-01-01'), max: new Date('9999-12-31'), noInvalidDate: true }),
  );
  return fc.tuple(day, fc.constantFrom(4, 7, 10)).map(([date, length]) => date.toISOString().slice(0, length));
}

function arbitraryAbsence(codes: readonly AbsenceCode[]): fc.Arbitrary<unknown> {
  const ground = arbitraryLine(500);
  const reviewOn = fc.date({ min: new Date('2026-01-01'), max: new Date('2060-12-31'), noInvalidDate: true }).map((date) => date.toISOString().slice(0, 10));
  return fc.constantFrom(...codes).chain((absent) => fc.record({ absent: fc.constant(absent), ground, reviewOn }, { requiredKeys: absent === 'withheld' ? ['absent', 'ground'] : ['absent'], noNullPrototype: true }));
}

function arbitraryEvidence(options: ArbitraryOptions): fc.Arbitrary<Record<string, unknown>> {
  return fc.record(
    { source: (options.reference ?? arbitraryId)(['source']), place: arbitraryLine(300), confidence: fc.constantFrom(...CONFIDENCES), capturedOn: arbitraryDate(), sha256: fc.stringMatching(/^[0-9a-f]{64}$/) },
    { requiredKeys: ['source', 'place', 'confidence'], noNullPrototype: true },
  );
}

/** Evidence stands behind a field that is there. */
function standingBehind(kind: Kind, document: Document, pieces: readonly Record<string, unknown>[], seed: number): unknown[] {
  const paths = [...leaves(kind, document)].map(({ path }) => path).filter((path) => path.length <= 200);
  return pieces.map((piece, index) => ({ field: paths[(seed + index) % paths.length], ...piece }));
}
