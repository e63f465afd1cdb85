/** Asks the owner of an address whether they want to follow a record (double opt-in). */
import type { Message } from '../mail/message.ts';
import { oneLine } from '../mail/message.ts';
import type { Outgoing } from '../mail/outgoing.ts';
import type { Platform } from '../platform.ts';
import { newestVersion } from '../records/read.ts';
import type { Database } from '../storage/database.ts';
import { preferredLanguages } from '../web/context.ts';
import { chooseTitle } from '../i18n/texts.ts';
import { namesOf } from './names.ts';
import { CONFIRM_HOURS, keepWish, type Wish } from './subscriptions.ts';

/**
 * Sends the mail with the link that confirms. The same mail goes out whether the address follows the record already or
 * not, so that nobody learns which.
 * @returns false where nothing was ever published under the id.
 */
export async function askToSubscribe(transaction: Database, platform: Platform, outgoing: Outgoing, wish: Wish): Promise<boolean> {
  const version = await newestVersion(transaction, wish.recordId);
  if (!version) return false;
  const preferred = preferredLanguages(wish.language, platform.configuration.languages);
  const name = (await namesOf(transaction, platform, [wish.recordId], preferred)).get(wish.recordId) ?? wish.recordId;
  await outgoing.enqueue(transaction, confirmation(platform, wish, name, await keepWish(transaction, wish, platform.now())));
  return true;
}

function confirmation(platform: Platform, { email, language }: Wish, name: string, token: string): Message {
  const preferred = preferredLanguages(language, platform.configuration.languages);
  const t = platform.messages.translator(language, preferred);
  const site = chooseTitle(platform.configuration.title, preferred)?.text ?? 'Yupana';
  return {
    to: email,
    subject: t('subscriptions.mail.confirm_subject', { site }),
    text: t('subscriptions.mail.confirm_text', { site, title: oneLine(name), link: `${platform.origin}/${language}/subscriptions/confirm/${token}`, hours: CONFIRM_HOURS }),
  };
}
