/** What the register shows at the desk of a body's people: what to confirm, what the law asks of their systems, what to take over. */
import { formatDate } from '#core/i18n/format.ts';
import { ownBodies } from '#core/access/policy.ts';
import type { Person } from '#core/access/person.ts';
import { recordsLinking } from '#core/records/read.ts';
import { confirmForm } from '#core/web/pages/confirm.ts';
import { text } from '#core/web/components/text.ts';
import { type PageContext, recordHref } from '#core/web/context.ts';
import { html, type Html, nothing } from '#core/web/html.ts';
import { type Freshness, freshnessOf } from '../freshness.ts';
import { deployment } from '../kinds/deployment.ts';
import { as, type Of, readAnswers } from '../queries.ts';
import { claimForm } from './claim.ts';

/** Records whose review is due within so many days are shown. */
const SOON_DAYS = 30;
/** A desk with more than this is worked off from the list of systems. */
const MOST_SHOWN = 50;

export async function deskSections(context: PageContext, person: Person): Promise<Html> {
  const { platform, today } = context;
  const own = (await recordsLinking(platform.database, deployment.name, 'institution', ownBodies(person))).map((record) => as<typeof deployment>(record));
  const claimed = own.filter(({ document }) => document.claimedByBody);
  const stale = claimed.map((one) => ({ one, fresh: freshnessOf(one.document, today) })).filter(({ fresh }) => isDue(fresh, addDays(today, SOON_DAYS)));
  // What has a draft is worked on already: it stands among the drafts.
  const open = new Set((await draftsOf(context, own)).map(({ record_id }) => record_id));
  const idle = ({ id }: Of<typeof deployment>): boolean => !open.has(id);
  return html`${toConfirm(context, stale.filter(({ one }) => idle(one)).slice(0, MOST_SHOWN))}${await due(context, claimed.slice(0, MOST_SHOWN))}${toClaim(context, own.filter((one) => !one.document.claimedByBody && idle(one)).slice(0, MOST_SHOWN))}`;
}

async function draftsOf({ platform }: PageContext, own: readonly Of<typeof deployment>[]): Promise<{ record_id: string }[]> {
  if (own.length === 0) return [];
  return platform.database.selectFrom('draft').select('record_id').where('record_id', 'in', own.map(({ id }) => id)).execute();
}

function isDue({ state, reviewDueOn }: Freshness, soon: string): boolean {
  return state !== 'fresh' || (reviewDueOn !== undefined && reviewDueOn <= soon);
}

function addDays(day: string, days: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);
}

function link(context: PageContext, { id, document }: Of<typeof deployment>): Html {
  return html`<a href="${recordHref(context, deployment, id)}">${text(context, document.title)}</a>`;
}

function toConfirm(context: PageContext, stale: readonly { one: Of<typeof deployment>; fresh: Freshness }[]): Html {
  const { t } = context;
  if (stale.length === 0) return nothing;
  return html`<section><h2>${t('review.confirm.due')} <span class="n">${stale.length}</span></h2><p>${t('review.confirm.help')}</p><ul class="records">${stale.map(({ one, fresh }) => html`<li>${link(context, one)}<small>${fresh.confirmedOn === undefined ? t('review.confirm.never') : t('review.confirm.since', { date: formatDate(t, fresh.confirmedOn) })}${fresh.reviewDueOn !== undefined && ` · ${t('register.fresh.review_due', { date: formatDate(t, fresh.reviewDueOn) })}`}</small>${confirmForm(context, deployment, one.id, one.record.number)}</li>`)}</ul></section>`;
}

async function due(context: PageContext, claimed: readonly Of<typeof deployment>[]): Promise<Html> {
  const { t, platform, today } = context;
  const all = await Promise.all(claimed.map(async (one) => ({ one, answers: (await readAnswers(platform.database, one.record, today)).answers.filter(({ state }) => state === 'due_since') })));
  const owing = all.filter(({ answers }) => answers.length > 0);
  if (owing.length === 0) return nothing;
  return html`<section><h2>${t('register.desk.due')} <span class="n">${owing.length}</span></h2><ul class="records">${owing.map(({ one, answers }) => html`<li>${link(context, one)}<ul>${answers.map(({ item, day }) => html`<li>${t(`kinds.deployment.fields.${item}.label`)}: ${t('register.duties.states.due_since', { day: day === undefined ? '' : formatDate(t, day) })}</li>`)}</ul></li>`)}</ul></section>`;
}

function toClaim(context: PageContext, unclaimed: readonly Of<typeof deployment>[]): Html {
  const { t } = context;
  if (unclaimed.length === 0) return nothing;
  return html`<section><h2>${t('register.desk.unclaimed')} <span class="n">${unclaimed.length}</span></h2><p>${t('review.claim.text')}</p><ul class="records">${unclaimed.map((one) => html`<li>${link(context, one)}${claimForm(context, one.id)}</li>`)}</ul></section>`;
}
