/** The jobs of the core. */
import { forgetOld } from '../access/attempts.ts';
import { MINUTE } from '../access/tokens.ts';
import { deliverMail, forgetDeadLetters } from '../mail/delivery.ts';
import { OUTBOX_CHANNEL } from '../mail/outgoing.ts';
import { sendReminders, sendReviewNotices } from '../mail/review-notices.ts';
import { sendDigests } from '../subscriptions/digest.ts';
import { forgetUnconfirmed } from '../subscriptions/subscriptions.ts';
import { refreshComputedFacets } from '../search/computed-facets.ts';
import { todayOf } from '../web/context.ts';
import type { Job } from './job.ts';

/** Well below what a job may take: the rest is taken up a minute later at the latest. */
const AT_A_TIME_MS = 5 * MINUTE;

/** Mail goes out as it is written; every minute what must be tried again. */
const mail: Job = {
  name: 'mail',
  cron: '* * * * *',
  wokenBy: OUTBOX_CHANNEL,
  async run({ platform, mailer, signal, warn }) {
    const { dead } = await deliverMail(platform.database, mailer, () => platform.now(), AbortSignal.any([signal, AbortSignal.timeout(AT_A_TIME_MS)]));
    for (const letter of dead) warn('mail-given-up', letter);
  },
};

const digest: Job = { name: 'digest', cron: '5 * * * *', run: ({ platform }) => sendDigests(platform) };

/** What no longer means anything, and addresses that nobody confirmed. */
const forget: Job = {
  name: 'forget',
  cron: '20 3 * * *',
  async run({ platform: { database, now } }) {
    await forgetOld(database, now());
    await forgetDeadLetters(database, now());
  },
};

/** Every hour, because 48 hours were promised. */
const forgetRequests: Job = { name: 'forget-requests', cron: '35 * * * *', run: ({ platform: { database, now } }) => forgetUnconfirmed(database, now()) };

/** Word of what happened to drafts, gathered so that nobody gets one mail for each. */
const reviewNotices: Job = { name: 'review-notices', cron: '*/10 * * * *', run: ({ platform }) => sendReviewNotices(platform) };

/** On Monday morning, of drafts that do not move. */
const reviewReminders: Job = { name: 'review-reminders', cron: '0 8 * * 1', run: ({ platform }) => sendReminders(platform) };

/** What lists are narrowed by may hang on the day. */
const computedFacets: Job = {
  name: 'computed-facets',
  cron: '1 0 * * *',
  async run({ platform, signal }) {
    await refreshComputedFacets(platform.database, platform.kinds, todayOf(platform), signal);
  },
};

export const CORE_JOBS: readonly Job[] = [computedFacets, mail, digest, forget, forgetRequests, reviewNotices, reviewReminders];
