/** Kinds for tests of the core: one with every type of field and every option, and the few that it needs around it. */
import { isDeepStrictEqual } from 'node:util';
import { fault } from '../../platform/core/kinds/faults.ts';
import { boolean, choice, date, decimal, group, integer, line, list, mayBe, money, multilingual, optional, parent, prose, reference, url } from '../../platform/core/kinds/fields.ts';
import { defineKind, type Document, KindSet } from '../../platform/core/kinds/kind.ts';
import type { Multilingual } from '../../platform/core/kinds/values.ts';

const text = (es: string) => ({ es: { text: es, status: 'original' } });

/** What evidence points to: every set of kinds has it. */
export const source = defineKind({
  name: 'source',
  path: 'sources',
  schemaVersion: 1,
  title: 'title',
  fields: { title: line({ example: 'Estrategia', search: 'A' }) },
});

const step = group({
  key: line({ example: 'pilot', maxLength: 40 }),
  text: multilingual({ example: text('Piloto'), search: 'C' }),
  dueOn: mayBe(date({ example: '2027-06' }), 'not_stated', 'unknown'),
  owner: mayBe(reference('thing', { example: 'h7777777777m' }), 'not_stated'),
});

/** Every type of field, every option of a field, every visibility. */
export const thing = defineKind({
  name: 'thing',
  path: 'things',
  schemaVersion: 3,
  title: 'title',
  code: 'code',
  fields: {
    title: multilingual({ example: text('Registro de algoritmos'), search: 'A' }),
    acronym: optional(line({ example: 'SGTD', maxLength: 30, search: 'A' })),
    code: mayBe(line({ example: 'A.5.1.5.', maxLength: 40, search: 'A' }), 'not_stated'),
    about: optional(mayBe(multilingual({ example: text('Para saber qué decide el Estado'), maxLength: 2000, search: 'B' }), 'not_stated')),
    notes: optional(prose({ example: 'Dos líneas', maxLength: 5000, search: 'D' })),
    /** Public, but not for search. */
    remark: optional(line({ example: 'visto' })),
    topic: mayBe(choice(['water', 'health', 'school'], { example: 'water', facet: true }), 'not_stated', 'unknown', 'withheld', 'not_applicable'),
    open: boolean({ example: true, facet: true }),
    position: optional(integer({ example: 5, max: 1000 })),
    share: optional(decimal({ example: '0.5' })),
    since: optional(mayBe(date({ example: '2021-01' }), 'not_stated')),
    link: optional(url({ example: 'https://www.gob.pe/' })),
    budget: optional(mayBe(money({ example: { amount: '10', currency: 'PEN' } }), 'not_stated')),
    within: optional(mayBe(parent('thing', { example: 'h7777777777m', facet: true }), 'not_applicable')),
    related: optional(list(reference(['thing', 'log'], { example: 'h7777777777m', facet: true }))),
    tags: optional(list(line({ example: 'agua', maxLength: 60, search: 'C' }), { maxItems: 20, facet: true })),
    steps: optional(list(step, { maxItems: 50 })),
    size: optional(group({ width: integer({ example: 2 }), depth: optional(integer({ example: 2 })) })),
    reviewer: optional(line({ example: 'oficina 3', search: 'A', facet: true, visibility: 'internal' })),
    remarks: optional(list(prose({ example: 'revisar', search: 'A', visibility: 'internal' }))),
    contact: optional(group({ name: line({ example: 'Rosa', search: 'A', visibility: 'personal' }), mail: line({ example: 'rosa@example.org', facet: true, visibility: 'personal' }) }, { visibility: 'personal' })),
    informant: optional(reference('thing', { example: 'h7777777777m', visibility: 'personal' })),
  },
  rules: (document) => (document.position === 13 ? [fault('position', 'repeated', { value: 13 })] : []),
});

/** Entries are only ever added, as in an indicator. */
export const log = defineKind({
  name: 'log',
  path: 'logs',
  schemaVersion: 1,
  title: 'title',
  fields: {
    title: line({ example: 'Cifras', search: 'A' }),
    entries: list(group({ period: date({ example: '2021' }), value: mayBe(decimal({ example: '39' }), 'not_stated', 'withheld'), unit: line({ example: '%' }) })),
  },
  transition: (former, next) => former.entries.flatMap((old, index) => (isDeepStrictEqual(old, next.entries[index]) ? [] : [fault(`entries.${index}`, 'entry_changed')])),
});

export const TEST_KINDS = new KindSet([thing, log, source]);

/** A text by language: a bare one is Spanish. */
export function texts(by: string | Readonly<Record<string, string>>): Multilingual {
  const given = typeof by === 'string' ? { es: by } : by;
  return Object.fromEntries(Object.entries(given).map(([language, one]) => [language, { text: one, status: 'original' as const }]));
}

export const NOT_STATED = { absent: 'not_stated' } as const;

/** A valid thing: what a test does not name is as short as can be. */
export function aThing(title: string | Readonly<Record<string, string>>, fields: Document = {}): Document {
  return { title: texts(title), code: NOT_STATED, topic: NOT_STATED, open: true, ...fields };
}
