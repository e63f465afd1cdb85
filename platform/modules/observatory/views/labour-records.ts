/** Pages of scores and crosswalks: what they are, and as many rows as a phone can hold. The files have all. */
import { formatNumber } from '#core/i18n/format.ts';
import { mentionsOf, type PublicRecord } from '#core/records/read.ts';
import { facts } from '#core/web/components/facts.ts';
import { bareText, plainText } from '#core/web/components/text.ts';
import { href, type PageContext } from '#core/web/context.ts';
import { html, type Html } from '#core/web/html.ts';
import { exposureScoreSet, type ExposureScoreSet } from '../kinds/exposure-score-set.ts';
import { occupationCrosswalk, type OccupationCrosswalk } from '../kinds/occupation-crosswalk.ts';
import { computed } from './marks.ts';

const MOST_ROWS = 150;

function tableOf({ t }: PageContext, title: string, columns: readonly string[], rows: readonly Html[], all: number): Html {
  return html`<section><h2>${title} <span class="n">${formatNumber(t, all)}</span></h2><div class="scroll" tabindex="0" role="region" aria-label="${title}"><table><thead><tr>${columns.map((column) => html`<th scope="col">${column}</th>`)}</tr></thead><tbody>${rows}</tbody></table></div>${all > rows.length && html`<p>${t('observatory.figures.more', { count: all - rows.length })}</p>`}</section>`;
}

/** Whence every number of the page is, and what it was before. */
function origin(context: PageContext, path: string, said: Html): Html {
  return html`<section id="origin"><p><a href="${href(context, `${path}/versions`)}">${context.t('observatory.edition.earlier')}</a></p>${said}</section>`;
}

export async function scoreSetPage(context: PageContext, { id, document }: PublicRecord): Promise<Html> {
  const { t, platform } = context;
  const { rows, source, classes = [] } = document as ExposureScoreSet;
  const mentions = await mentionsOf(platform.database, [source]);
  const label = (field: string): string => t(`kinds.exposure-score-set.fields.rows.fields.${field}.label`);
  const said = (value: string): Html => computed('#origin', Number(value), formatNumber(t, value));
  const names = new Map(classes.map(({ code, name }) => [code, plainText(context, name)]));
  const shown = rows.slice(0, MOST_ROWS).map(({ occupation, name, score, lower, upper, class: code }) => html`<tr><th scope="row"><code>${occupation}</code> ${name && bareText(context, name)}</th><td>${said(score)}</td><td>${lower !== undefined && upper !== undefined && html`${said(lower)} – ${said(upper)}`}</td><td>${code !== undefined && html`<small>${names.get(code) ?? code}</small>`}</td></tr>`);
  return html`<p class="notice">${t('observatory.labour.not_told')}</p>${origin(context, `exposure-scores/${id}`, facts({ page: context, kind: exposureScoreSet, mentions }, document, ['title', 'rows']))}${tableOf(context, t('kinds.exposure-score-set.fields.rows.label'), [label('occupation'), label('score'), `${label('lower')} – ${label('upper')}`, label('class')], shown, rows.length)}`;
}

export async function crosswalkPage(context: PageContext, { id, document }: PublicRecord): Promise<Html> {
  const { t, platform } = context;
  const { rows, source } = document as OccupationCrosswalk;
  const mentions = await mentionsOf(platform.database, [source]);
  const label = (field: string): string => t(`kinds.occupation-crosswalk.fields.rows.fields.${field}.label`);
  const shown = rows.slice(0, MOST_ROWS).map(({ from, to, weight }) => html`<tr><th scope="row"><code>${from}</code></th><td><code>${to}</code></td><td>${weight !== undefined && computed('#origin', Number(weight), formatNumber(t, weight))}</td></tr>`);
  return html`${origin(context, `occupation-crosswalks/${id}`, facts({ page: context, kind: occupationCrosswalk, mentions }, document, ['title', 'rows']))}${tableOf(context, t('kinds.occupation-crosswalk.fields.rows.label'), [label('from'), label('to'), label('weight')], shown, rows.length)}`;
}
