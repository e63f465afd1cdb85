/** Laws by year, the newest first. */
import { formatDate } from '#core/i18n/format.ts';
import type { DocumentOf } from '#core/kinds/kind.ts';
import { isAbsence } from '#core/kinds/values.ts';
import { recordsOfKind } from '#core/records/read.ts';
import { bareText, text } from '#core/web/components/text.ts';
import { href, type PageContext, recordHref } from '#core/web/context.ts';
import { html, type Html } from '#core/web/html.ts';
import { page } from '#core/web/layout.ts';
import type { View } from '#core/web/view.ts';
import { legalInstrument } from '../kinds/legal-instrument.ts';

type Law = DocumentOf<typeof legalInstrument> & { readonly id: string };

export async function lawsTimeline(context: PageContext): Promise<View> {
  const { t, platform } = context;
  const laws = (await recordsOfKind(platform.database, legalInstrument.name)).map((record): Law => ({ ...(record.document as DocumentOf<typeof legalInstrument>), id: record.id }));
  const dated = laws.flatMap((law) => (isAbsence(law.date) ? [] : [{ law, date: law.date }])).toSorted((a, b) => (a.date < b.date ? 1 : -1));
  const undated = laws.filter((law) => isAbsence(law.date));
  const years = Map.groupBy(dated, ({ date }) => date.slice(0, 4));
  const title = t('directory.laws.timeline');
  return {
    html: () =>
      page(context, {
        title,
        crumbs: [{ label: t('kinds.legal-instrument.many'), href: href(context, legalInstrument.path) }],
        body: html`<h1>${title}</h1><p class="lead">${t('directory.laws.lead')}</p>
<ol class="timeline">${[...years].map(([year, entries]) => html`<li><h2>${year}</h2><ul class="plain">${entries.map(({ law, date }) => entry(context, law, date))}</ul></li>`)}</ol>
${undated.length > 0 && html`<h2>${t('directory.laws.undated')}</h2><ul class="plain">${undated.map((law) => entry(context, law, undefined))}</ul>`}`,
      }),
    json: () => dated.map(({ law, date }) => ({ id: law.id, date, number: law.number, title: law.title, standing: law.standing })),
  };
}

function entry(context: PageContext, law: Law, date: string | undefined): Html {
  const { t } = context;
  return html`<li class="law"><a href="${recordHref(context, legalInstrument, law.id)}">${!isAbsence(law.number) && html`<span class="code">${law.number}</span> `}${bareText(context, law.title)}</a>
<small>${date !== undefined && date.length > 4 && html`<time datetime="${date}">${formatDate(t, date)}</time> · `}${t(`kinds.legal-instrument.fields.type.options.${law.type}`)}${law.standing === 'second_hand' && html` · <strong>${t('kinds.legal-instrument.fields.standing.options.second_hand')}</strong>`}</small>
${!isAbsence(law.summary) && html`<p>${text(context, law.summary)}</p>`}</li>`;
}
