/** How long ago a body said that its record is still true. A record that nobody confirms grows stale, and says so. */
import { lastDay, present } from '#core/kinds/values.ts';
import type { Deployment } from './kinds/deployment.ts';

/** Where a body names no day for the next look, one year after the last. */
const REVIEW_DAYS = 365;

export interface Freshness {
  readonly state: 'fresh' | 'review_due' | 'never_confirmed';
  /** The last day on which the body confirmed the record. */
  readonly confirmedOn: string | undefined;
  readonly reviewDueOn: string | undefined;
}

/** A retired deployment no longer changes: its record does not grow stale. */
export function freshnessOf(deployment: Pick<Deployment, 'status' | 'confirmedOn' | 'reviewDueOn'>, today: string): Freshness {
  const confirmedOn = present<string>(deployment.confirmedOn);
  const said = present<string>(deployment.reviewDueOn);
  // Who confirms the record on the day that was named, or after it, has done that review: the next one is due in a year.
  const named = said !== undefined && confirmedOn !== undefined && lastDay(said) <= lastDay(confirmedOn) ? undefined : said;
  const reviewDueOn = named ?? (confirmedOn === undefined ? undefined : addDays(lastDay(confirmedOn), REVIEW_DAYS));
  if (deployment.status === 'retired') return { state: 'fresh', confirmedOn, reviewDueOn: undefined };
  if (confirmedOn === undefined && named === undefined) return { state: 'never_confirmed', confirmedOn, reviewDueOn };
  return { state: reviewDueOn !== undefined && lastDay(reviewDueOn) < today ? 'review_due' : 'fresh', confirmedOn, reviewDueOn };
}

function addDays(day: string, days: number): string {
  const date = new Date(`${day}T00:00:00Z`);
  date.setUTCDate(date.getUTCDate() + days);
  return date.toISOString().slice(0, 10);
}
