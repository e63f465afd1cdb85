/** Mail about a report: to those who have to answer, and to the reporter, who may wish to hear the answer. */
import { peopleAt } from '#core/access/recipients.ts';
import { formatDate } from '#core/i18n/format.ts';
import { outbox } from '#core/mail/outgoing.ts';
import type { PublicRecord } from '#core/records/read.ts';
import type { Database } from '#core/storage/database.ts';
import { askToSubscribe } from '#core/subscriptions/ask.ts';
import { recordName } from '#core/web/components/text.ts';
import { type PageContext, recordHref } from '#core/web/context.ts';
import { correction } from '../kinds/correction.ts';
import type { Filed } from '../reports.ts';

/** @param email of the reporter; empty where none was given. It is kept by the subscription alone, apart from the report. */
export async function noticeOfReport(transaction: Database, context: PageContext, record: PublicRecord, { id, dueOn, desk }: Filed, email: string): Promise<void> {
  const { platform, language } = context;
  const [main = 'es'] = platform.configuration.languages;
  const t = platform.messages.translator(main, platform.configuration.languages);
  const link = `${platform.origin}${recordHref({ language: main }, correction, id)}/edit`;
  const people = await peopleAt(transaction, desk ?? null, desk === undefined ? ['reviewer', 'editor', 'administrator'] : ['author', 'approver']);
  for (const { email: to } of people) {
    await outbox.enqueue(transaction, { to, subject: t('register.report.mail_subject'), text: t('register.report.mail_text', { title: recordName(context, record), day: formatDate(t, dueOn), link }) });
  }
  if (email !== '') await askToSubscribe(transaction, platform, outbox, { email, language, recordId: id });
}
