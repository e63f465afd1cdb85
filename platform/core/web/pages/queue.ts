/** The office's desk: what waits for it and since when, desk by desk, and how fast it goes. */
import type { Person } from '../../access/person.ts';
import { mayReview, requireThat } from '../../access/policy.ts';
import { titleOf } from '../../kinds/content.ts';
import { formatNumber } from '../../i18n/format.ts';
import { type Draft, draftsForOffice } from '../../records/drafts.ts';
import { recordsById } from '../../records/read.ts';
import { openByDesk, paceOf, type Throughput } from '../../records/throughput.ts';
import { deskCrumbs } from '../components/form-page.ts';
import { kindName, mentionTitle, recordName } from '../components/text.ts';
import { type PageContext, recordHref } from '../context.ts';
import { html, type Html } from '../html.ts';
import { page } from '../layout.ts';
import type { View } from '../view.ts';
import type { Web } from '../web.ts';

/** Periods of which the pace is told, in days. */
const PERIODS = [30, 90] as const;

export function queueRoutes(web: Web): void {
  web.editorPage('/desk/queue', queueView);
}

async function queueView(context: PageContext, person: Person): Promise<View> {
  requireThat(mayReview(person));
  const { platform, t } = context;
  const { database, now } = platform;
  const [waiting, desks, ...paces] = await Promise.all([draftsForOffice(database), openByDesk(database, now()), ...PERIODS.map((days) => paceOf(database, now(), days))]);
  const bodies = new Map((await recordsById(database, desks.flatMap(({ desk }) => desk ?? []))).map((record) => [record.id, recordName(context, record)]));
  const deskName = (desk: string | null): string => (desk === null ? t('review.office') : (bodies.get(desk) ?? desk));
  const title = t('review.queue.title');
  const number = (value: number | null): string => (value === null ? '–' : formatNumber(t, Math.round(value * 10) / 10));
  return {
    html: () =>
      page(context, {
        title,
        crumbs: deskCrumbs(context),
        noIndex: true,
        body: html`<h1>${title}</h1>
<section><h2>${t('review.queue.waiting', { count: waiting.length })}</h2>${waiting.length === 0 ? html`<p class="empty">${t('review.queue.nothing')}</p>` : html`<ul class="records">${waiting.map((draft) => waitingItem(context, draft, deskName(draft.desk)))}</ul>`}</section>
<section><h2>${t('review.queue.by_desk')}</h2><div class="scroll" tabindex="0" role="region" aria-label="${t('review.queue.by_desk')}"><table><thead><tr><th scope="col">${t('review.queue.desk')}</th>${STAGES.map((stage) => html`<th scope="col" class="number">${t(`review.queue.columns.${stage}`)}</th>`)}<th scope="col" class="number">${t('review.queue.columns.oldestDays')}</th></tr></thead><tbody>${desks.map((row) => html`<tr><th scope="row">${deskName(row.desk)}</th>${STAGES.map((stage) => html`<td class="number">${formatNumber(t, row[stage])}</td>`)}<td class="number">${number(row.oldestDays)}</td></tr>`)}</tbody></table></div></section>
<section><h2>${t('review.queue.pace')}</h2><div class="scroll" tabindex="0" role="region" aria-label="${t('review.queue.pace')}"><table><thead><tr><th scope="col">${t('review.queue.period')}</th><th scope="col" class="number">${t('review.queue.published')}</th><th scope="col" class="number">${t('review.queue.returned')}</th><th scope="col" class="number">${t('review.queue.median')}</th></tr></thead><tbody>${PERIODS.map((days, index) => html`<tr><th scope="row">${t('review.queue.days', { days })}</th><td class="number">${formatNumber(t, paces[index]?.published ?? 0)}</td><td class="number">${formatNumber(t, paces[index]?.returned ?? 0)}</td><td class="number">${number(paces[index]?.medianDays ?? null)}</td></tr>`)}</tbody></table></div></section>`,
      }),
  };
}

const STAGES = ['withOffice', 'withBody', 'returned', 'writing'] as const satisfies readonly (keyof Throughput)[];

function waitingItem(context: PageContext, draft: Draft, desk: string): Html {
  const { t, platform } = context;
  const kind = platform.kinds.get(draft.kind);
  const days = Math.floor((platform.now().getTime() - draft.stageSince.getTime()) / 86_400_000);
  return html`<li><a href="${recordHref(context, kind, draft.recordId)}/review">${mentionTitle(context, { title: titleOf(kind, draft.document) })}</a><small>${kindName(context, kind, 'one')} · ${desk}${draft.act === 'withdrawal' && html` · <span class="flag">${t('core.records.withdrawal')}</span>`} · ${t('review.queue.since', { days: Math.max(0, days) })}</small></li>`;
}
