/** What programs can read of the pages of the history. */
import type { ModuleOperation } from '#core/module.ts';
import { COUNT, listOf, objectOf, orNull, RECORD, TEXT } from '#core/web/answer-schemas.ts';

const MOMENT = { type: 'string', format: 'date-time' } as const;
const entry = objectOf({ index: COUNT, type: { enum: ['publication', 'withdrawal', 'redaction', 'key'] }, record: orNull(RECORD), version: orNull(COUNT), leafHash: TEXT, appendedAt: MOMENT, url: TEXT });
const head = objectOf({ size: COUNT, root: TEXT, signedAt: MOMENT, witnessedAt: orNull(MOMENT), note: TEXT });
const facts = { origin: orNull(TEXT), keys: listOf(TEXT), policy: orNull(TEXT) };

export const operations: readonly ModuleOperation[] = [
  {
    id: 'history_overview',
    pattern: '/history',
    schema: objectOf({ ...facts, halted: orNull(TEXT), entries: COUNT, waiting: COUNT, erasures: COUNT, checkpoint: orNull(head), witnessedCheckpoint: orNull(head), witnesses: listOf(objectOf({ name: TEXT, key: TEXT, at: orNull(MOMENT) })), quorumMet: orNull({ type: 'boolean' }), recent: listOf(entry) }),
  },
  { id: 'history_entries', pattern: '/history/entries', schema: objectOf({ size: COUNT, entries: listOf(entry), next: orNull(TEXT) }) },
  {
    id: 'history_changes',
    pattern: '/history/changes',
    schema: objectOf({
      from: TEXT,
      to: TEXT,
      timeZone: TEXT,
      start: MOMENT,
      end: MOMENT,
      added: COUNT,
      changed: COUNT,
      withdrawn: COUNT,
      changes: listOf(objectOf({ sequence: COUNT, publishedAt: MOMENT, id: RECORD, kind: TEXT, version: COUNT, what: { enum: ['added', 'changed', 'withdrawn'] }, act: TEXT, title: TEXT, fields: listOf(TEXT), url: TEXT })),
      next: orNull(TEXT),
    }),
  },
  { id: 'history_redactions', pattern: '/history/redactions', schema: objectOf({ erasures: COUNT, values: COUNT, redactions: listOf(objectOf({ entry: COUNT, record: RECORD, article: TEXT, at: MOMENT, count: COUNT })), next: orNull(TEXT) }) },
];
