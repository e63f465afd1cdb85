/** The numbers of an estimate of exposure as tables: two and more scores side by side, groups below each other, and what has no score. */
import { formatNumber } from '#core/i18n/format.ts';
import { optionKey } from '#core/kinds/labels.ts';
import { isAbsence } from '#core/kinds/values.ts';
import { absence, bareText, plainText, text } from '#core/web/components/text.ts';
import { href, type PageContext } from '#core/web/context.ts';
import { html, type Html } from '#core/web/html.ts';
import { type ExposureScoreSet } from '../kinds/exposure-score-set.ts';
import type { Estimate, Line, Scoring } from '../labour/estimate.ts';
import { type Exposure, lostOf, shareOf } from '../labour/exposure.ts';
import { silentOf } from '../labour/employment.ts';
import { dimensionName, groupName, type Regions, territoryName } from '../names.ts';
import { figureHref, number } from './figure-parts.ts';
import { computedNumber, when } from './marks.ts';
import { regionMap } from './regions.ts';

export interface LabourPage {
  readonly context: PageContext;
  readonly estimate: Estimate;
  readonly regions: Regions;
  readonly country: string | undefined;
}

/** Where a page says how its numbers were computed. */
const howOf = ({ id }: Estimate): string => `#how-${id}`;

function percent(page: LabourPage, share: number | undefined): Html | string {
  return share === undefined ? '' : html`${computedNumber(page.context.t, howOf(page.estimate), share, 1)} %`;
}

/** The line of the whole country; of all its jobs where there is none, the first. */
export function wholeOf({ lines }: Estimate, country: string | undefined): Line | undefined {
  return lines.find(({ group }) => group.breakdowns.length === 0 && group.territory === country) ?? lines[0];
}

export function lineName({ context, regions }: LabourPage, { group }: Line): string {
  const names = group.breakdowns.map((one) => groupName(context, one));
  return names.length === 0 ? territoryName(context, group.territory, regions) : names.join(', ');
}

function scroll(label: string, table: Html): Html {
  return html`<div class="scroll" tabindex="0" role="region" aria-label="${label}">${table}</div>`;
}

/** A column for each set of scores, a row for each thing that is said of all jobs. */
export function sideBySide(page: LabourPage, line: Line): Html {
  const { context, estimate } = page;
  const { t } = context;
  const title = t('observatory.labour.all_jobs', { place: lineName(page, line) });
  const row = (name: Html | string, cell: (exposure: Exposure, scoring: Scoring) => Html | string | false): Html =>
    html`<tr><th scope="row">${name}</th>${estimate.scorings.map((scoring, place) => {
      const exposure = line.exposures[place];
      return html`<td class="number">${exposure ? cell(exposure, scoring) : html`<span class="absent">${t('observatory.labour.no_way')}</span>`}</td>`;
    })}</tr>`;
  const range = ({ lower, upper }: { lower: number; upper: number }): Html => html`${computedNumber(t, howOf(estimate), lower, 3)} – ${computedNumber(t, howOf(estimate), upper, 3)}`;
  return html`<h3>${title}</h3>${scroll(
    title,
    html`<table><thead><tr><th scope="col">${t('observatory.labour.measure')}</th>${estimate.scorings.map(({ id, document }) => html`<th scope="col" class="number"><a href="${href(context, `exposure-scores/${id}`)}">${bareText(context, document.title)}</a> <small>${makers(context, document)}</small></th>`)}</tr></thead><tbody>
${row(t('observatory.labour.jobs'), (exposure) => jobs(page, line, exposure))}
${row(t('observatory.labour.mean'), ({ mean }, { document: { scale } }) => (mean === undefined ? '' : html`${computedNumber(t, howOf(estimate), mean, 3)} <small>${t('observatory.labour.scale', { lower: formatNumber(t, scale.lower), upper: formatNumber(t, scale.upper) })}</small>`))}
${row(t('observatory.labour.interval'), ({ interval }) => (interval ? range(interval) : html`<small>${t('observatory.labour.no_interval')}</small>`))}
${row(t('observatory.labour.possible'), ({ possible }) => possible !== undefined && range(possible))}
${row(t('observatory.labour.classes'), (exposure, { document }) => classes(page, exposure, document))}
${row(html`<strong>${t('observatory.labour.no_score')}</strong>`, (exposure) => html`<strong>${percent(page, shareOf(lostOf(exposure), exposure))}</strong>`)}
${row(t('observatory.labour.steps'), (exposure) => html`<ul class="plain">${exposure.losses.map((loss) => html`<li>${percent(page, shareOf(loss.jobs, exposure))} <small>${stepName(page, loss.step)}</small></li>`)}</ul>`)}
</tbody></table>`,
  )}${remarks(page, line)}`;
}

/** Who made the scores, when, and on what terms. */
function makers(context: PageContext, { producer, edition, licence }: ExposureScoreSet): Html {
  return html`${isAbsence(producer) ? absence(context, producer) : producer}, ${edition}. ${isAbsence(licence) ? html`${context.t('kinds.exposure-score-set.fields.licence.label')}: ${absence(context, licence)}` : licence}`;
}

/** The total as the source prints it; where it prints none, the sum. */
function jobs({ context, estimate }: LabourPage, { group }: Line, { total }: Exposure): Html {
  return group.total ? html`<a href="${figureHref(context, group.total)}">${number(context, group.total, 'count')}</a>` : computedNumber(context.t, howOf(estimate), total, 0);
}

function classes(page: LabourPage, exposure: Exposure, { classes: named = [] }: ExposureScoreSet): Html {
  const { context } = page;
  if (named.length === 0) return html`<small>${context.t('observatory.labour.no_classes')}</small>`;
  return html`<ul class="plain">${named.map(({ code, name }) => html`<li>${percent(page, shareOf(exposure.classes.get(code) ?? 0, exposure))} <small>${plainText(context, name)}</small></li>`)}</ul>`;
}

function stepName({ context, estimate }: LabourPage, step: string): Html | string {
  const crosswalk = estimate.crosswalks.get(step);
  return crosswalk ? html`<a href="${href(context, `occupation-crosswalks/${step}`)}">${plainText(context, crosswalk.title)}</a>` : context.t(`observatory.labour.step.${step}`);
}

/** What the table of employment leaves open. */
function remarks({ context: { t } }: LabourPage, { group, exposures }: Line): Html | false {
  const [silent, excess] = [silentOf(group), exposures[0]?.excess ?? 0];
  return (silent > 0 || excess > 0) && html`<p>${silent > 0 && t('observatory.labour.silent', { count: silent })} ${excess > 0 && t('observatory.labour.excess', { count: Math.round(excess) })}</p>`;
}

/** The groups of each dimension, and the places, each in a table of its own. */
export function byGroup(page: LabourPage): Html {
  const { context, estimate, country } = page;
  const whole = wholeOf(estimate, country);
  const others = estimate.lines.filter((line) => line !== whole);
  const families = Map.groupBy(others, ({ group }) => (group.breakdowns.length === 0 ? 'territory' : group.breakdowns.length === 1 && group.territory === whole?.group.territory ? (group.breakdowns[0]?.dimension ?? '') : ''));
  return html`${[...families].filter(([family]) => family !== '').map(([family, lines]) => {
    const title = family === 'territory' ? context.t('observatory.labour.by_place') : context.t('observatory.labour.by', { dimension: dimensionName(context.t, family) });
    return html`<h3>${title}</h3>${family === 'territory' && map(page, lines)}${groupTable(page, title, lines)}`;
  })}${(families.get('') ?? []).length > 0 && html`<p>${context.t('observatory.labour.more_groups', { count: families.get('')?.length ?? 0 })}</p>`}`;
}

/** More rows make a page that a phone cannot hold; the files have all. */
const MOST_LINES = 60;

export function groupTable(page: LabourPage, title: string, lines: readonly Line[]): Html {
  const { context, estimate } = page;
  const { t } = context;
  const how = howOf(estimate);
  return html`${scroll(
    title,
    html`<table><thead><tr><th scope="col">${t('observatory.figures.group')}</th><th scope="col" class="number">${t('observatory.labour.jobs')}</th>${estimate.scorings.map(({ document }) => html`<th scope="col" class="number">${t('observatory.labour.mean_of', { scores: plainText(context, document.title) })}</th><th scope="col" class="number">${t('observatory.labour.no_score')}</th>`)}</tr></thead><tbody>${lines.slice(0, MOST_LINES).map((line) => {
      const some = line.exposures.find((one) => one !== undefined);
      return html`<tr><th scope="row">${lineName(page, line)}</th><td class="number">${some && jobs(page, line, some)}</td>${line.exposures.map((exposure) => html`<td class="number">${exposure?.mean !== undefined && computedNumber(t, how, exposure.mean, 3)}</td><td class="number">${exposure && percent(page, shareOf(lostOf(exposure), exposure))}</td>`)}</tr>`;
    })}</tbody></table>`,
  )}${lines.length > MOST_LINES && html`<p>${t('observatory.figures.more', { count: lines.length - MOST_LINES })}</p>`}`;
}

/** Of the first set of scores; the table beside it has the others. */
function map({ context, estimate, regions }: LabourPage, lines: readonly Line[]): Html | false {
  const { t } = context;
  const numbers = new Map(lines.flatMap(({ group, exposures: [first] }): [string, number][] => (first?.mean === undefined ? [] : [[group.territory, Number(first.mean.toFixed(2))]])));
  const title = plainText(context, estimate.scorings[0]?.document.title);
  return regionMap(context, regions, numbers, { title, caption: t('observatory.labour.map', { scores: title }) });
}

/** What every number of the estimate was made of and how, and what the scores do not tell. */
export function method(page: LabourPage): Html {
  const { context, estimate } = page;
  const { t } = context;
  const { document, scorings, crosswalks, table, id } = estimate;
  const used = new Set(scorings.flatMap(({ way }) => (way?.crosswalks ?? []).map((one) => one.id)));
  return html`<section id="how-${id}"><h3>${t('observatory.labour.how.title')}</h3><ol>
<li>${t('observatory.labour.how.employment')} <a href="${href(context, `indicators/${document.employment}`)}">${t('observatory.labour.how.employment_link')}</a>, ${when(t, table?.time ?? null)}, ${t(optionKey('exposure-estimate', 'coded.classification', document.coded.classification))}, ${t('observatory.labour.digits', { count: document.coded.digits })}.</li>
${[...crosswalks].filter(([one]) => used.has(one)).map(([one, { title, division }]) => html`<li>${t(`observatory.labour.how.crosswalk_${division}`)} <a href="${href(context, `occupation-crosswalks/${one}`)}">${bareText(context, title)}</a></li>`)}
<li>${t('observatory.labour.how.mean')}</li><li>${t('observatory.labour.how.loss')}</li><li>${t('observatory.labour.how.interval')}</li></ol>
${scorings.map(({ id: one, document: { title, meaning, notTold, uncertainty } }) => html`<p><strong><a href="${href(context, `exposure-scores/${one}`)}">${bareText(context, title)}</a></strong>: ${text(context, meaning)} ${uncertainty && html`${t('kinds.exposure-score-set.fields.uncertainty.label')}: ${text(context, uncertainty)}.`} <strong>${t('kinds.exposure-score-set.fields.notTold.label')}:</strong> ${text(context, notTold)}</p>`)}
<p><a href="${href(context, `exposure-estimates/${id}/versions`)}">${t('observatory.labour.how.earlier')}</a></p></section>`;
}

