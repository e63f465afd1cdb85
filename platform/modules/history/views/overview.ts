/** The first page of the history: how far it is signed, who saw it, what came last. */
import { formatNumber } from '#core/i18n/format.ts';
import { href, type PageContext } from '#core/web/context.ts';
import { html, type Html } from '#core/web/html.ts';
import { page } from '#core/web/layout.ts';
import type { View } from '#core/web/view.ts';
import { countErasures, entriesBelow, latestHead, latestWitnessedHead, logSize, logState, type LogState, type SignedHead, waitingVersions } from '../queries.ts';
import { asWitnessed, witnessedSize, witnessingOf, type Witnessing } from '../witnessed.ts';
import { entryJson, entryList, hashGroups, headJson, instant, witnessList } from './parts.ts';

const RECENT = 10;
const LINKS = ['entries', 'changes', 'redactions', 'verify', 'how-to-verify', 'witness', 'mirror'] as const;

export async function overviewView(context: PageContext): Promise<View> {
  const { platform, t } = context;
  const { database } = platform;
  const [state, newest, marked, size, waiting, erased] = await Promise.all([logState(database), latestHead(database), latestWitnessedHead(database), logSize(database), waitingVersions(database), countErasures(database)]);
  const recent = await entriesBelow(database, size, RECENT);
  const seen = await witnessedSize(database, state);
  const [head, witnessed] = [newest && asWitnessed(newest, seen), marked?.size === seen ? marked : undefined];
  const witnessing = state && head && (await witnessingOf(state, head));
  const list = await entryList(context, recent);
  const title = t('history.title');
  return {
    html: () =>
      page(context, {
        title,
        forms: ['json'],
        body: html`<h1>${title}</h1><p class="lead">${t('history.lead')}</p>
${state?.halted && html`<div class="notice"><h2>${t('history.halted.title')}</h2><p>${t('history.halted.text')} <code>${state.halted}</code></p></div>`}
${figures(context, [['entries', size], ['waiting', waiting], ['erasures', erased.erasures]])}
<div class="columns wide"><section><h2>${t('history.head.title')}</h2>${state && head ? headSection(context, state, head, witnessed, witnessing) : html`<p class="empty">${t('history.head.none')}</p>`}</section>
<section><h2>${t('history.more')}</h2><ul class="plain">${LINKS.map((path) => html`<li><a href="${href(context, `history/${path}`)}">${t(`history.links.${path}`)}</a></li>`)}</ul></section></div>
<section><h2>${t('history.recent')}</h2>${list}</section>`,
      }),
    json: () => ({
      origin: state?.origin ?? null,
      keys: state?.keys ?? [],
      policy: state?.policy ?? null,
      halted: state?.halted ?? null,
      entries: size,
      waiting,
      erasures: erased.erasures,
      checkpoint: head ? headJson(head) : null,
      witnessedCheckpoint: witnessed ? headJson(witnessed) : null,
      witnesses: witnessing?.witnesses.map(({ name, key, at }) => ({ name, key, at: at?.toISOString() ?? null })) ?? [],
      quorumMet: witnessing?.quorum?.met ?? null,
      recent: recent.map((entry) => entryJson(context, entry)),
    }),
  };
}

function figures({ t }: PageContext, of: readonly (readonly [name: string, number: number])[]): Html {
  return html`<dl class="figures">${of.map(([name, number]) => html`<div class="figure"><dt>${t(`history.figures.${name}`, { n: number })}</dt><dd><strong>${formatNumber(t, number)}</strong></dd></div>`)}</dl>`;
}

/** The head that the log signed last, and the last one that the quorum saw where that is another. */
function headSection(context: PageContext, { origin }: LogState, head: SignedHead, witnessed: SignedHead | undefined, witnessing: Witnessing | undefined): Html {
  const { t } = context;
  const rows: readonly (readonly [label: string, value: Html | string])[] = [
    ['origin', html`<code>${origin}</code>`],
    ['size', formatNumber(t, head.size)],
    ['signed', instant(context, head.signedAt)],
    ['root', hashGroups(head.root)],
    ['state', head.witnessedAt ? html`<strong>${t('history.head.witnessed')}</strong> ${instant(context, head.witnessedAt)}` : html`<strong>${t('history.head.not_yet_witnessed')}</strong>`],
    ...(witnessed && witnessed.size !== head.size ? ([['last_witnessed', html`${formatNumber(t, witnessed.size)}, ${instant(context, witnessed.witnessedAt ?? witnessed.signedAt)}`]] as const) : []),
  ];
  return html`<dl class="facts">${rows.map(([label, value]) => html`<div><dt>${t(`history.head.${label}`)}</dt><dd>${value}</dd></div>`)}</dl>
<h3>${t('history.witnesses.title')}</h3>${witnessing ? witnessList(context, witnessing) : html`<p class="error">${t('history.witnesses.broken')}</p>`}`;
}
