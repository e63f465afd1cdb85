/**
 * Word to those who have something to do with a draft, or had: one mail for each person and run. It gives titles and links
 * alone: what a draft says is read after signing in. Which events were told is part of the transaction that writes the mails.
 */
import { peopleAt, peopleById, type Recipient } from '../access/recipients.ts';
import { chooseTitle } from '../i18n/texts.ts';
import { titleOf } from '../kinds/content.ts';
import type { Platform } from '../platform.ts';
import type { Document } from '../kinds/kind.ts';
import type { Database } from '../storage/database.ts';
import type { ReviewAct } from '../storage/tables.ts';
import { preferredLanguages } from '../web/context.ts';
import { oneLine } from './message.ts';
import { type Outgoing, outbox } from './outgoing.ts';

const OFFICE = ['reviewer', 'editor', 'administrator'] as const;
/** In one mail. */
const MOST_NAMED = 50;
const REMINDER_DAYS = 7;

interface Event {
  readonly id: number;
  readonly record_id: string;
  readonly kind: string;
  readonly act: ReviewAct;
  readonly actor: string;
  readonly desk: string | null;
  readonly writers: readonly string[] | null;
  readonly document: Document | null;
}

type Told = 'submitted' | 'approved' | 'returned' | 'published';

interface Item {
  readonly act: Told;
  readonly event: Event;
}

/** Tells what happened since the last run. */
export async function sendReviewNotices(platform: Platform, outgoing: Outgoing = outbox): Promise<void> {
  await platform.database.transaction().execute(async (transaction) => {
    const events: Event[] = await transaction
      .selectFrom('review_event')
      .innerJoin('record', 'record.id', 'review_event.record_id')
      .leftJoin('draft', 'draft.record_id', 'review_event.record_id')
      .leftJoin('version', (join) => join.onRef('version.record_id', '=', 'review_event.record_id').onRef('version.number', '=', 'review_event.version'))
      .select(['review_event.id', 'review_event.record_id', 'record.kind', 'review_event.act', 'review_event.actor', 'draft.desk', 'draft.writers'])
      .select((select) => select.fn.coalesce('draft.document', 'version.document').as('document'))
      .where('review_event.told', '=', false)
      .orderBy('review_event.id')
      .forUpdate('review_event')
      .execute();
    if (events.length === 0) return;
    const byPerson = new Map<string, Item[]>();
    for (const event of events) {
      const act = event.act;
      if (act === 'taken_back') continue;
      for (const { email } of await concerned(transaction, event)) byPerson.set(email, [...(byPerson.get(email) ?? []), { act, event }]);
    }
    for (const [email, items] of byPerson) await outgoing.enqueue(transaction, { to: email, ...textOf(platform, items) });
    await transaction.updateTable('review_event').set({ told: true }).where('id', 'in', events.map(({ id }) => id)).execute();
  });
}

/** Never whoever did it. */
async function concerned(database: Database, event: Event): Promise<Recipient[]> {
  const others = (people: readonly Recipient[]): Recipient[] => people.filter(({ accountId }) => accountId !== event.actor);
  switch (event.act) {
    case 'submitted': {
      const people = event.desk === null ? await peopleAt(database, null, OFFICE) : await peopleAt(database, event.desk, ['approver']);
      return others(people).filter(({ accountId }) => event.writers?.includes(accountId) !== true);
    }
    case 'approved':
      return others(await peopleAt(database, null, OFFICE));
    case 'returned':
      return others(await peopleById(database, event.writers ?? []));
    case 'published':
      return others(await peopleById(database, await partakers(database, event)));
    default:
      return [];
  }
}

/** Those who sent and approved what was published: the draft is gone by then. */
async function partakers(database: Database, { record_id, id }: Event): Promise<string[]> {
  const own = await database.selectFrom('review_event').select(['version']).where('id', '=', id).executeTakeFirst();
  const rows = await database.selectFrom('review_event').select('actor').distinct().where('record_id', '=', record_id).where('version', '=', own?.version ?? 0).where('act', 'in', ['submitted', 'approved']).execute();
  return rows.map(({ actor }) => actor);
}

function textOf(platform: Platform, items: readonly Item[]): { subject: string; text: string } {
  const { configuration, messages } = platform;
  const language = configuration.languages[0] ?? 'es';
  const preferred = preferredLanguages(language, configuration.languages);
  const t = messages.translator(language, preferred);
  const site = chooseTitle(configuration.title, preferred)?.text ?? 'Yupana';
  const lines = items.slice(0, MOST_NAMED).map(({ act, event }) => `- ${t(`review.mail.head.${act}`)}: ${titleOfEvent(platform, event, preferred)}\n  ${linkTo(platform, language, event, act === 'published' ? '' : '/review')}\n`);
  return { subject: t('review.mail.subject', { site, count: items.length }), text: `${lines.join('')}\n${t('review.mail.end')}\n` };
}

type Named = Pick<Event, 'record_id' | 'kind' | 'document'>;

function titleOfEvent({ kinds }: Platform, { record_id, kind, document }: Named, preferred: readonly string[]): string {
  return oneLine((document && chooseTitle(titleOf(kinds.get(kind), document), preferred)?.text) ?? record_id);
}

function linkTo({ origin, kinds }: Platform, language: string, { kind, record_id }: Named, page: string): string {
  return `${origin}/${language}/${kinds.get(kind).path}/${record_id}${page}`;
}

/** Reminds each desk of drafts that have not moved: those who write, those who decide, the office. */
export async function sendReminders(platform: Platform, outgoing: Outgoing = outbox): Promise<void> {
  const { database, configuration, messages, now } = platform;
  const language = configuration.languages[0] ?? 'es';
  const preferred = preferredLanguages(language, configuration.languages);
  const t = messages.translator(language, preferred);
  const site = chooseTitle(configuration.title, preferred)?.text ?? 'Yupana';
  const still = await database
    .selectFrom('draft')
    .innerJoin('record', 'record.id', 'draft.record_id')
    .select(['draft.record_id', 'record.kind', 'draft.document', 'draft.stage', 'draft.desk', 'draft.writers'])
    .where('stage_since', '<', new Date(now().getTime() - REMINDER_DAYS * 86_400_000))
    .where('saved_at', '<', new Date(now().getTime() - REMINDER_DAYS * 86_400_000))
    .orderBy('stage_since')
    .execute();
  const byPerson = new Map<string, Named[]>();
  for (const draft of still) {
    const atOffice = draft.stage === 'approved' || (draft.stage === 'submitted' && draft.desk === null);
    const people = atOffice ? await peopleAt(database, null, OFFICE) : draft.stage === 'submitted' ? await peopleAt(database, draft.desk, ['approver']) : await peopleById(database, draft.writers);
    for (const { email } of people) byPerson.set(email, [...(byPerson.get(email) ?? []), draft]);
  }
  await database.transaction().execute(async (transaction) => {
    for (const [email, drafts] of byPerson) {
      const lines = drafts.slice(0, MOST_NAMED).map((draft) => `- ${titleOfEvent(platform, draft, preferred)}\n  ${linkTo(platform, language, draft, '/review')}\n`);
      await outgoing.enqueue(transaction, { to: email, subject: t('review.mail.reminder_subject', { site }), text: `${t('review.mail.reminder', { days: REMINDER_DAYS })}\n\n${lines.join('')}\n${t('review.mail.end')}\n` });
    }
  });
}
