/**
 * Tells subscribers what is new: one mail for each person and run. How far they were told, the mails and the links in
 * them are one transaction: each publication is told once to each subscriber, whatever dies when. (From there to the mail
 * server it is at least once: see mail/delivery.ts.)
 */
import { chooseTitle } from '../i18n/texts.ts';
import { type Message, oneLine } from '../mail/message.ts';
import { type Outgoing, outbox } from '../mail/outgoing.ts';
import type { Platform } from '../platform.ts';
import { inChunks } from '../records/chunks.ts';
import { newestSequence } from '../records/read.ts';
import { nameOf } from '../records/version-title.ts';
import type { Database } from '../storage/database.ts';
import { preferredLanguages } from '../web/context.ts';
import { namesOf } from './names.ts';
import { type News, type NewsFor, newsBetween } from './news.ts';
import { makeLink } from './subscriptions.ts';

/** A mail names so many publications, and counts the others. */
const MOST_NAMED = 50;

/** What one mail tells. */
interface Digest {
  /** By followed record. */
  readonly named: Map<string, News[]>;
  count: number;
}

/** Sends a digest of what was published since the last one. */
export async function sendDigests(platform: Platform, outgoing: Outgoing = outbox): Promise<void> {
  await platform.database.transaction().execute(async (transaction) => {
    const { sequence: told } = await transaction.selectFrom('digest_progress').select('sequence').forUpdate().executeTakeFirstOrThrow();
    // Sequences are given in the order of commit: nothing below the newest is still to come.
    const newest = await newestSequence(transaction);
    if (newest <= told) return;
    const digests = await collect(newsBetween(transaction, platform, told, newest));
    for (const chunk of inChunks([...digests.keys()])) {
      const people = await transaction.selectFrom('subscriber').select(['id', 'email', 'language']).where('id', 'in', chunk).orderBy('id').forKeyShare().execute();
      for (const person of people) {
        const digest = digests.get(person.id);
        if (digest) await outgoing.enqueue(transaction, await write(transaction, platform, person, digest));
      }
    }
    await transaction.updateTable('digest_progress').set({ sequence: newest }).execute();
  });
}

async function collect(all: AsyncIterable<NewsFor>): Promise<Map<string, Digest>> {
  const digests = new Map<string, Digest>();
  for await (const { subscriberId, followed, news } of all) {
    const digest = digests.get(subscriberId) ?? { named: new Map<string, News[]>(), count: 0 };
    digests.set(subscriberId, digest);
    if (digest.count < MOST_NAMED) digest.named.set(followed, [...(digest.named.get(followed) ?? []), news]);
    digest.count += 1;
  }
  return digests;
}

interface Subscriber {
  readonly id: string;
  readonly email: string;
  readonly language: string;
}

async function write(transaction: Database, platform: Platform, { id, email, language: wanted }: Subscriber, { named, count }: Digest): Promise<Message> {
  const { configuration, messages, origin, kinds } = platform;
  // The deployment may have dropped a language since.
  const language = configuration.languages.includes(wanted) ? wanted : (configuration.languages[0] ?? 'es');
  const preferred = preferredLanguages(language, configuration.languages);
  const t = messages.translator(language, preferred);
  const site = chooseTitle(configuration.title, preferred)?.text ?? 'Yupana';
  const names = await namesOf(transaction, platform, [...named.keys()], preferred);
  const item = ({ id: record, kind, number, act, document }: News): string => {
    const title = oneLine((document && nameOf(kinds.get(kind), document, preferred)) ?? record);
    const what = act === 'withdrawal' ? 'withdrawal' : number === 1 ? 'first' : 'version';
    return `- ${t(`subscriptions.news.${what}`, { kind: t(`kinds.${kind}.one`), title, number })}\n  ${origin}/${language}/${kinds.get(kind).path}/${record}${act === 'withdrawal' ? '' : `/versions/${number}`}\n`;
  };
  const sections = [...named].map(([followed, news]) => `${oneLine(names.get(followed) ?? followed)}\n\n${news.map(item).join('')}`);
  const more = count > MOST_NAMED ? `${t('subscriptions.mail.more', { count: count - MOST_NAMED })}\n\n` : '';
  const link = `${origin}/${language}/subscriptions/${await makeLink(transaction, id, platform.now())}`;
  return {
    to: email,
    subject: t('subscriptions.mail.digest_subject', { site, count }),
    text: `${sections.join('\n')}\n${more}-- \n${t('subscriptions.mail.end', { site, link })}`,
    headers: { 'List-Unsubscribe': `<${link}>`, 'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click' },
  };
}
