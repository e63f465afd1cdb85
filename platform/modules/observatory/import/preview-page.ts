/** What would be written: counts, what cannot be read, what changes, what was done to the numbers. */
import { formatNumber } from '#core/i18n/format.ts';
import { optionKey } from '#core/kinds/labels.ts';
import { type Absence, isAbsence } from '#core/kinds/values.ts';
import { faultText } from '#core/web/components/form-context.ts';
import { absence } from '#core/web/components/text.ts';
import { href, type PageContext } from '#core/web/context.ts';
import { html, type Html } from '#core/web/html.ts';
import type { View } from '#core/web/view.ts';
import type { Row } from '../kinds/observation-set.ts';
import { groupName, timeName } from '../names.ts';
import type { Step } from './difference.ts';
import { cut, START, stepHref, stepView } from './page-parts.ts';
import type { PlacedFault, Preview } from './preview.ts';
import type { Remark } from './reading.ts';
import type { Context } from './rows.ts';
import type { Import } from './store.ts';

const MOST_ROWS = 50;
const MOST_CELLS = 20;

export interface Shown {
  readonly preview: Preview;
  readonly context: Context;
  /** Of what is shown: the draft is made of this and nothing else. */
  readonly digest: string;
  readonly notice?: string;
}

export function previewView(page: PageContext, one: Import, { preview, context, digest, notice }: Shown): View {
  const { t } = page;
  const { reading, difference, faults, isReady, isUnchanged } = preview;
  const errors = [...reading.errors, ...difference.repeated];
  const counts = Map.groupBy(difference.steps, ({ what }) => what);
  const of = (what: Step['what']): readonly Step[] => counts.get(what) ?? [];
  const open = reading.questions.filter(({ answer }) => answer === undefined).length;
  return stepView(page, one, {
    step: 'preview',
    body: html`${notice !== undefined && html`<p class="notice" role="alert">${notice}</p>`}
${isUnchanged && html`<p class="notice" role="status">${t('import.preview.unchanged')}</p>`}
${open > 0 && html`<p class="notice">${t('import.preview.open', { count: open })} <a href="${stepHref(page, one.id, 'questions')}">${t('import.preview.answer')}</a></p>`}
${errors.length + faults.length > 0 && html`<div class="error-summary" role="alert" tabindex="-1" autofocus aria-labelledby="wrong"><h2 id="wrong">${t('import.preview.errors', { count: errors.length + faults.length })}</h2><p>${t('import.preview.errors_help')} <a href="${href(page, START)}">${t('import.preview.again')}</a></p>${errorGroups(page, errors)}${faultGroups(page, faults)}</div>`}
<dl class="figures">${(['new', 'changed', 'same', 'ended'] as const).map((what) => html`<div class="figure"><dt>${t(`import.preview.${what}`)}</dt><dd><strong>${formatNumber(t, of(what).length)}</strong></dd></div>`)}</dl>
${isReady && html`<form method="post" action="${stepHref(page, one.id, 'load')}"><input type="hidden" name="digest" value="${digest}"><p class="buttons"><button class="button">${t('import.preview.load')}</button></p><p class="help">${t('import.preview.load_help')}</p></form>`}
${!isReady && !isUnchanged && difference.steps.length === 0 && html`<p class="empty">${t('import.preview.nothing')}</p>`}
${changes('changed', of('changed'))}${changes('ended', of('ended'))}${changes('new', of('new'))}
${reading.treatments.length > 0 && html`<section><h2>${t('import.preview.treatments')}</h2><p>${t('import.preview.treatments_help')}</p>${groups(page, reading.treatments, 'treatments')}</section>`}`,
  });

  function changes(what: 'changed' | 'ended' | 'new', steps: readonly Step[]): Html | false {
    const heading = t(`import.preview.${what}`);
    return steps.length > 0 && html`<section><h2>${heading} <span class="n">${formatNumber(t, steps.length)}</span></h2><div class="scroll" tabindex="0" role="region" aria-label="${heading}"><table class="stack"><thead><tr>${(['territory', 'time', 'group', 'indicator'] as const).map((column) => html`<th scope="col">${t(`observatory.figures.${column}`)}</th>`)}<th scope="col">${t('import.preview.cell')}</th>${what !== 'new' && html`<th scope="col" class="number">${t('import.preview.before')}</th>`}${what !== 'ended' && html`<th scope="col" class="number">${t('import.preview.after')}</th>`}</tr></thead><tbody>${steps.slice(0, MOST_ROWS).map((step) => line(what, step))}</tbody></table></div>${steps.length > MOST_ROWS && html`<p>${t('import.preview.more', { count: steps.length - MOST_ROWS })}</p>`}</section>`;
  }

  function line(what: Step['what'], { before, after, figure }: Step): Html {
    const row = after ?? before;
    if (!row) return html``;
    const indicator = context.indicators.all.find(({ id }) => id === row.indicator)?.name ?? row.indicator;
    const territory = context.territories.all.find(({ id }) => id === row.territory)?.name ?? row.territory;
    return html`<tr><th scope="row">${territory}</th><td>${timeName(t, isAbsence(row.time) ? null : (row.time as string))}</td><td>${(row.breakdowns ?? []).map((group) => groupName(page, group)).join(', ')}</td><td>${indicator}</td><td>${figure?.at ?? '–'}</td>${what !== 'new' && html`<td class="number">${before ? valueOf(page, before) : '–'}</td>`}${what !== 'ended' && html`<td class="number">${what === 'changed' && '→ '}${after ? valueOf(page, after) : '–'}</td>`}</tr>`;
  }
}

function valueOf(page: PageContext, { value, k, n, status }: Row): Html {
  const beside = [k !== undefined && n !== undefined ? page.t('observatory.k_of_n', { k, n }) : n === undefined ? '' : page.t('observatory.of_n', { n }), status === undefined ? '' : page.t(optionKey('observation-set', 'rows.status', status))].filter((text) => text !== '').join(' · ');
  return html`${isAbsence(value) ? absence(page, value as Absence) : formatNumber(page.t, value as string)}${beside !== '' && html` <small>${beside}</small>`}`;
}

/** Those of a sort together: what is wrong and what to do once, then the cells. */
function groups({ t }: PageContext, remarks: readonly Remark[], of: 'errors' | 'treatments'): Html {
  return html`${[...Map.groupBy(remarks, ({ code }) => code)].map(([code, same]) => {
    const cells = html`<ul>${same.slice(0, MOST_CELLS).map(({ at, text, params }) => html`<li><strong>${at}</strong>${text !== '' && html` «${cut(text)}»`}${params?.['value'] !== undefined && html` → ${params['value']}`}${params?.['other'] !== undefined && html` = ${params['other']}`}</li>`)}</ul>${same.length > MOST_CELLS && html`<p>${t('import.preview.more_cells', { count: same.length - MOST_CELLS })}</p>`}`;
    const title = t(`import.${of}.${code}`, same[0]?.params);
    return of === 'errors' ? html`<h3>${title}</h3>${cells}` : html`<details><summary>${title} <span class="n">${same.length}</span></summary>${cells}</details>`;
  })}`;
}

const errorGroups = (page: PageContext, errors: readonly Remark[]): Html => groups(page, errors, 'errors');

function faultGroups(page: PageContext, faults: readonly PlacedFault[]): Html | false {
  return faults.length > 0 && html`<ul>${faults.slice(0, MOST_ROWS).map(({ fault, at, text }) => html`<li>${at !== undefined && html`<strong>${at}</strong> `}${text !== '' && html`«${text}»: `}${faultText(page, fault)}</li>`)}</ul>${faults.length > MOST_ROWS && html`<p>${page.t('import.preview.more_cells', { count: faults.length - MOST_ROWS })}</p>`}`;
}
