/**
 * The values that every kind shares: the special values that say why a value is not there, texts in several languages,
 * dates of the precision that the source gives, money, and evidence.
 */
import { z } from 'zod';
import { ID_PATTERN, isId } from '../records/id.ts';

/** Why a value is not there. An empty cell never means "no". */
export const ABSENCES = ['not_stated', 'unknown', 'withheld', 'not_applicable'] as const;
export type AbsenceCode = (typeof ABSENCES)[number];

/** How sure we are of what a piece of evidence says. */
export const CONFIDENCES = ['official', 'inferred', 'reported'] as const;

/** How a text in one language came to be. A language that is not there is missing, and is shown as missing. */
export const TEXT_STATUSES = ['original', 'reviewed', 'machine'] as const;
export type TextStatus = (typeof TEXT_STATUSES)[number];

/** The last two code points of every plane above the first; as pairs of surrogates, which every dialect of patterns can read. */
const NONCHARACTERS_ABOVE = Array.from({ length: 16 }, (_, plane) => {
  const high = (0xd800 + (((plane + 1) * 0x10000 + 0xfffe - 0x10000) >> 10)).toString(16);
  return String.raw`\u${high}\udffe\u${high}\udfff`;
}).join('');

/**
 * Control characters except tab and newline, lone surrogates, the marks that turn the direction of text around, and what
 * Unicode never gives a character (RFC 8785 and our log want texts that every reader takes alike); as the inside of a
 * character class, which JSON Schema takes over.
 */
export const FORBIDDEN_CHARACTERS = String.raw`\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff${NONCHARACTERS_ABOVE}`;
const FORBIDDEN = new RegExp(`[${FORBIDDEN_CHARACTERS}]`, 'u');
/** Newline and tab, and the two line separators of Unicode, at which a reader may break a line as well. */
export const LINE_BREAKS = String.raw`\n\t\u2028\u2029`;
const LINE_BREAK = new RegExp(`[${LINE_BREAKS}]`, 'u');

/** Text as it is kept: NFC, trimmed, no control characters. */
export function cleanText(maxLength: number): z.ZodString {
  return z
    .string()
    .overwrite((text) => text.replace(/\r\n?/g, '\n'))
    .normalize('NFC')
    .trim()
    .min(1, { error: 'empty' })
    .max(maxLength, { error: 'too_long' })
    .refine((text) => !FORBIDDEN.test(text), { error: 'forbidden_character' });
}

/** The same on one line. */
export function cleanLine(maxLength: number): z.ZodString {
  return cleanText(maxLength).refine((text) => !LINE_BREAK.test(text), { error: 'line_break' });
}

const codeSchema = z.enum(ABSENCES);

/** `{ absent: 'not_stated' }`; a withheld value names its ground. */
export const absenceSchema = z
  .strictObject({
    absent: codeSchema,
    ground: cleanLine(500).optional(),
    reviewOn: z.iso.date({ error: 'not_a_date' }).optional(),
  })
  .refine((absence) => absence.absent !== 'withheld' || absence.ground !== undefined, {
    error: 'withheld_without_ground',
    path: ['ground'],
  });
export type Absence = z.infer<typeof absenceSchema>;

/** True where a value is one of the special values. */
export function isAbsence(value: unknown): value is Absence {
  return typeof value === 'object' && value !== null && 'absent' in value;
}

/** The value, or undefined where it is absent or was never given. */
export function present<T>(value: T | Absence | undefined): T | undefined {
  return value === undefined || isAbsence(value) ? undefined : (value as T);
}

const LANGUAGE_TAG = /^[a-z]{2,3}(-[A-Z][a-z]{3})?(-[A-Z]{2})?$/;

/** A language tag of BCP 47 of the form `es`, `qu`, `es-PE`, `sr-Latn`. */
export const languageTag = z.string().regex(LANGUAGE_TAG, { error: 'not_a_language' });

export function languageText(maxLength: number) {
  return z.strictObject({ text: cleanText(maxLength), status: z.enum(TEXT_STATUSES) });
}

/** A text in one or more languages, each with its status. */
export function multilingualText(maxLength: number) {
  return z
    .record(languageTag, languageText(maxLength))
    .refine((texts) => Object.keys(texts).length > 0, { error: 'no_language' });
}
export type LanguageText = z.infer<ReturnType<typeof languageText>>;
export type Multilingual = Record<string, LanguageText>;

const PARTIAL_DATE = /^\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?$/;

/** `2021`, `2021-01` or `2021-01-15`: no more precise than the source (EDTF level 0, ISO 8601-2). */
export const partialDate = z
  .string()
  .regex(PARTIAL_DATE, { error: 'not_a_date', abort: true })
  .refine(existsInCalendar, { error: 'not_a_date' });

function existsInCalendar(text: string): boolean {
  const [year = 0, month = 1, day = 1] = text.split('-').map(Number);
  // Not Date.UTC: it takes the years 0 to 99 for those of the twentieth century.
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  return date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
}

/** The last day that a partial date can mean: `2021-02` gives `2021-02-28`. A deadline has passed only after it. */
export function lastDay(date: string): string {
  const [year = 0, month, day] = date.split('-').map(Number);
  if (day !== undefined) return date;
  const end = new Date(0);
  end.setUTCFullYear(year, month ?? 12, 0);
  return end.toISOString().slice(0, 10);
}

/** A decimal as text, so that no digit is lost between here and the reader. */
export const decimalText = z.string().regex(/^-?\d{1,30}(\.\d{1,20})?$/, { error: 'not_a_number' });

export const money = z.strictObject({
  amount: decimalText,
  currency: z.string().regex(/^[A-Z]{3}$/, { error: 'not_a_currency' }),
});

/** http and https only: a `javascript:` address in a record must never become a link. */
export const webAddress = z
  .url({ protocol: /^https?$/, hostname: z.regexes.domain, error: 'not_an_address' })
  .max(2000, { error: 'too_long' })
  // The address is kept as it was typed, and the URL parser forgives what neither a page nor the database can hold.
  .refine((text) => !/\s/.test(text) && !FORBIDDEN.test(text), { error: 'not_an_address' });

export const recordReference = z.string().regex(ID_PATTERN, { error: 'not_an_id', abort: true }).refine((text): boolean => isId(text), { error: 'not_an_id' });
