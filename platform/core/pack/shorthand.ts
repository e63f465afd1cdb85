/** From what a person writes in a pack file to a document: texts without a status, keys in the place of ids. */
import { fieldMeta, type FieldMeta } from '../kinds/fields.ts';
import { type Document, fieldsOf, type Kind } from '../kinds/kind.ts';
import { isAbsence } from '../kinds/values.ts';

/** Members of a record in a pack file that are not fields, unless its kind has a field of that name. */
export const RESERVED = ['id', 'key', 'source', 'place', 'confidence'] as const;

export interface FileDefaults {
  readonly source?: string;
  readonly confidence?: string;
  readonly defaults?: Readonly<Record<string, unknown>>;
}

type Raw = Readonly<Record<string, unknown>>;

/**
 * @param idOf the id of a key or id; undefined where there is none: the text is then left, and validation names it.
 */
export function expandRecord(kind: Kind, raw: Raw, file: FileDefaults, idOf: (keyOrId: string) => string | undefined): Document {
  const written = Object.entries({ ...file.defaults, ...raw }).filter(([name]) => Object.hasOwn(kind.fields, name) || !RESERVED.some((reserved) => reserved === name));
  const metas = new Map(fieldsOf(kind).map(([name, meta]) => [name, meta]));
  const withEvidence = new Map(written);
  const evidence = evidenceOf(kind, raw, file);
  const writtenOut = withEvidence.get('evidence');
  if (evidence) withEvidence.set('evidence', Array.isArray(writtenOut) ? [...evidence, ...writtenOut] : (writtenOut ?? evidence));
  return Object.fromEntries(
    [...withEvidence].map(([name, value]) => {
      const meta = metas.get(name);
      return [name, meta ? expand(meta, value, idOf) : value];
    }),
  );
}

/** `source` and `place` make one piece of evidence for the title. */
function evidenceOf(kind: Kind, raw: Raw, file: FileDefaults): unknown[] | undefined {
  const source = raw['source'] ?? file.source;
  const { place } = raw;
  if (source === undefined || place === undefined) return undefined;
  return [{ field: kind.title, source, place, confidence: raw['confidence'] ?? file.confidence ?? 'official' }];
}

function expand(meta: FieldMeta, value: unknown, idOf: (keyOrId: string) => string | undefined): unknown {
  if (isAbsence(value)) return value;
  switch (meta.type) {
    case 'multilingual':
      return isRaw(value) ? Object.fromEntries(Object.entries(value).map(([language, text]) => [language, typeof text === 'string' ? { text, status: 'original' } : text])) : value;
    case 'boolean':
      return value === 'true' ? true : value === 'false' ? false : value;
    case 'integer':
      return typeof value === 'string' && /^-?\d{1,15}$/.test(value) ? Number(value) : value;
    case 'reference':
      return typeof value === 'string' ? (idOf(value) ?? value) : value;
    case 'list': {
      const inner = fieldMeta(meta.element);
      return Array.isArray(value) ? value.map((item) => expand(inner, item, idOf)) : value;
    }
    case 'group':
      return isRaw(value)
        ? Object.fromEntries(
            Object.entries(value).map(([name, item]) => {
              const schema = Object.hasOwn(meta.fields, name) ? meta.fields[name] : undefined;
              return [name, schema ? expand(fieldMeta(schema), item, idOf) : item];
            }),
          )
        : value;
    default:
      return value;
  }
}

export function isRaw(value: unknown): value is Raw {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
