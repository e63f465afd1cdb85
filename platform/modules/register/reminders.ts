/** On the first of the month: which records a body has to confirm, and which reports it has left without an answer. */
import { peopleAt } from '#core/access/recipients.ts';
import { chooseTitle } from '#core/i18n/texts.ts';
import { titleOf } from '#core/kinds/content.ts';
import type { Kind } from '#core/kinds/kind.ts';
import { oneLine } from '#core/mail/message.ts';
import { type Outgoing, outbox } from '#core/mail/outgoing.ts';
import type { Platform } from '#core/platform.ts';
import { allRecords, type PublicRecord } from '#core/records/read.ts';
import { preferredLanguages, todayOf } from '#core/web/context.ts';
import { freshnessOf } from './freshness.ts';
import { correction } from './kinds/correction.ts';
import { deployment } from './kinds/deployment.ts';
import { as } from './queries.ts';

/** In one mail. */
const MOST_NAMED = 50;

interface Owed {
  readonly stale: PublicRecord[];
  readonly late: PublicRecord[];
}

/** Writes one mail to each person of each body that owes something; a second run would write it again. */
export async function sendConfirmationReminders(platform: Platform, outgoing: Outgoing = outbox): Promise<void> {
  const { database, configuration, messages, origin } = platform;
  const owed = await owedByBody(platform);
  const language = configuration.languages[0] ?? 'es';
  const preferred = preferredLanguages(language, configuration.languages);
  const t = messages.translator(language, preferred);
  const site = chooseTitle(configuration.title, preferred)?.text ?? 'Yupana';
  const list = (kind: Kind, records: readonly PublicRecord[]): string =>
    records.slice(0, MOST_NAMED).map(({ id, document }) => `- ${oneLine(chooseTitle(titleOf(kind, document), preferred)?.text ?? id)}\n  ${origin}/${language}/${kind.path}/${id}\n`).join('');
  await database.transaction().execute(async (transaction) => {
    for (const [body, { stale, late }] of owed) {
      const parts = [...(stale.length > 0 ? [`${t('register.reminder.text')}\n\n${list(deployment, stale)}`] : []), ...(late.length > 0 ? [`${t('register.reminder.late')}\n\n${list(correction, late)}`] : [])];
      for (const { email } of await peopleAt(transaction, body, ['author', 'approver'])) await outgoing.enqueue(transaction, { to: email, subject: t('register.reminder.subject', { site }), text: parts.join('\n') });
    }
  });
}

async function owedByBody(platform: Platform): Promise<Map<string, Owed>> {
  const { database } = platform;
  const today = todayOf(platform);
  const owed = new Map<string, Owed>();
  const of = (body: string): Owed => {
    const known = owed.get(body) ?? { stale: [], late: [] };
    owed.set(body, known);
    return known;
  };
  for await (const record of allRecords(database, deployment.name)) {
    const { document } = as<typeof deployment>(record);
    if (document.claimedByBody && typeof document.institution === 'string' && freshnessOf(document, today).state !== 'fresh') of(document.institution).stale.push(record);
  }
  for await (const record of allRecords(database, correction.name)) {
    const { document } = as<typeof correction>(record);
    const draft = document.outcome === 'open' && document.dueOn < today ? await database.selectFrom('draft').select('desk').where('record_id', '=', record.id).executeTakeFirst() : undefined;
    if (draft?.desk) of(draft.desk).late.push(record);
  }
  return owed;
}
