/**
 * A report that a record is wrong. It is public at once as a record of the kind `correction`, with its clock: nobody can let it
 * drop. What the stranger wrote waits in the draft of the answer until somebody has read it.
 */
import type { Multilingual } from '#core/kinds/values.ts';
import { type Platform, publisherOf } from '#core/platform.ts';
import { saveWithin } from '#core/records/drafts.ts';
import { newId, type RecordId } from '#core/records/id.ts';
import { publishAll } from '#core/records/publish.ts';
import type { PublicRecord } from '#core/records/read.ts';
import type { Database } from '#core/storage/database.ts';
import type { Tables } from '#core/storage/tables.ts';
import type { Transaction } from 'kysely';
import { chooseTitle } from '#core/i18n/texts.ts';
import { titleOf } from '#core/kinds/content.ts';
import { labelKey } from '#core/kinds/labels.ts';
import { correction } from './kinds/correction.ts';

/** Days that a body has to answer. A promise of the platform, not of a law. */
export const ANSWER_DAYS = 30;

export interface Report {
  /** What is said to be wrong, as public now. */
  readonly record: PublicRecord;
  /** Undefined: the whole record. */
  readonly field: string | undefined;
  readonly what: string;
  /** In which it is written. */
  readonly language: string;
}

export interface Filed {
  readonly id: RecordId;
  readonly dueOn: string;
  /** The body that has to answer; undefined where that is the office. */
  readonly desk: string | undefined;
}

const SYSTEM = { name: 'system' };

/** Writes the report in the transaction of the caller. */
export async function fileReport(transaction: Transaction<Tables>, platform: Platform, report: Report, today: string): Promise<Filed> {
  const { record, field, what, language } = report;
  const [id, dueOn, desk] = [newId(), addDays(today, ANSWER_DAYS), await deskFor(transaction, record)];
  const open = {
    record: record.id,
    ...(field !== undefined && { field }),
    subject: subjectOf(platform, record, field),
    receivedOn: today,
    dueOn,
  };
  const unanswered = { outcome: 'open', answer: { absent: 'not_applicable' }, answeredOn: { absent: 'not_applicable' } };
  const ground = platform.messages.translator(platform.configuration.languages[0] ?? 'es', platform.configuration.languages)('register.report.unread');
  await publishAll(transaction, publisherOf(platform), [{ id, kind: correction.name, document: { ...open, ...unanswered, what: { absent: 'withheld', ground } }, basedOn: 0 }], SYSTEM);
  const typed: Multilingual = { [language]: { text: what, status: 'original' } };
  await saveWithin(transaction, id, { revision: 0, version: 1 }, { ...open, what: typed }, { ...SYSTEM, ...(desk !== undefined && { institution: desk }) });
  return { id, dueOn, desk };
}

/** The body, where it has taken the record over and has people who can answer; else the office. */
async function deskFor(database: Database, { document }: PublicRecord): Promise<string | undefined> {
  const { institution, claimedByBody } = document;
  if (typeof institution !== 'string' || claimedByBody === false) return undefined;
  const people = await database.selectFrom('membership').select('account_id').where('institution', '=', institution).where('role', 'in', ['author', 'approver']).limit(1).execute();
  return people.length > 0 ? institution : undefined;
}

/** In our words, in every language: the reporter's wait until they are read. */
function subjectOf({ messages, configuration, kinds }: Platform, record: PublicRecord, field: string | undefined): Multilingual {
  const kind = kinds.get(record.kind);
  const title = (language: string): string => chooseTitle(titleOf(kind, record.document), [language, ...configuration.languages])?.text ?? record.id;
  return Object.fromEntries(
    configuration.languages.map((language, index) => {
      const t = messages.translator(language, [language]);
      const text = field === undefined ? t('register.report.subject_whole', { record: title(language) }) : t('register.report.subject', { record: title(language), field: t(labelKey(kind.name, field)) });
      return [language, { text: text.slice(0, 200), status: index === 0 ? 'original' : messages.isReviewed(language) ? 'reviewed' : 'machine' }];
    }),
  );
}

function addDays(day: string, days: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);
}
