/** One figure, as pages show it: the number with what it is of, its status, its place, what it was before. */
import { createHash } from 'node:crypto';
import { formatMoment, formatNumber } from '#core/i18n/format.ts';
import { optionKey } from '#core/kinds/labels.ts';
import { type Absence, isAbsence } from '#core/kinds/values.ts';
import { placeText } from '#core/web/components/place.ts';
import { mentionsOf } from '#core/records/read.ts';
import { absence, mentionTitle, text } from '#core/web/components/text.ts';
import { href, type PageContext } from '#core/web/context.ts';
import { html, type Html } from '#core/web/html.ts';
import { statusOf } from '../figures.ts';
import type { ValueType } from '../kinds/vocabulary.ts';
import { groupNames } from '../names.ts';
import type { Observation } from '../observations.ts';

/** What names a figure: on the page of its indicator, and in the address of its own. */
export function anchorOf({ setId, key }: Pick<Observation, 'setId' | 'key'>): string {
  return `f-${createHash('sha256').update(`${setId} ${key}`).digest('base64url').slice(0, 10)}`;
}

/** The page of a figure: where it comes from, how it was made, what it was before. */
export function figureHref(context: Pick<PageContext, 'language'>, one: Observation): string {
  return href(context, `observations/${one.setId}/figures/${anchorOf(one)}`);
}

/** `38 %`, `52,5`, or why there is none. */
export function number(context: PageContext, { content }: Observation, type: ValueType): Html {
  if (isAbsence(content.value)) return absence(context, content.value as Absence);
  return html`<data value="${content.value as string}">${formatNumber(context.t, content.value as string)}${type === 'share' && ' %'}</data>`;
}

/** How many of how many, where they were counted; that no count gives the percentage, where none does. */
export function countOf({ t }: PageContext, { content: { k, n, impossible } }: Observation): Html | string {
  if (n === undefined) return '';
  if (impossible) return html`<data class="flag" value="${n}">${t('observatory.impossible', { n })}</data>`;
  return html`<data value="${k ?? n}">${k === undefined ? t('observatory.of_n', { n }) : t('observatory.k_of_n', { k, n })}</data>`;
}

/** The status in words; nothing where there is nothing special about the figure. */
export function status({ t }: PageContext, one: Observation): Html | string {
  const code = statusOf(one.content);
  return code === 'A' ? '' : html`<abbr title="SDMX ${code}">${t(optionKey('observation-set', 'rows.status', code))}</abbr>`;
}

/** The titles of sources by their ids. */
export async function sourceTitles(context: PageContext, sources: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const mentions = await mentionsOf(context.platform.database, [...new Set(sources)]);
  return new Map([...mentions].map(([id, mention]) => [id, mentionTitle(context, mention)]));
}

/** The place in the source, as a link to the set that the figure is of. */
export function placeLink(context: PageContext, one: Observation, titles: ReadonlyMap<string, string>): Html {
  return html`<span class="place"><a href="${href(context, `observations/${one.setId}`)}">${titles.get(one.source) ?? one.source}</a>, ${placeText(context.t, one.content.place)}</span>`;
}

/** What was published of the same before, with the days. */
export function earlier(context: PageContext, vintages: readonly Observation[], type: ValueType): Html | false {
  const { t, platform } = context;
  const day = (moment: Date): string => formatMoment(t, moment, platform.configuration.timezone);
  return (
    vintages.length > 0 &&
    html`<details><summary>${t('observatory.earlier', { count: vintages.length })}</summary><ul>${vintages.map((one) => html`<li>${number(context, one, type)} <small>${t('observatory.held', { from: day(one.validFrom), until: one.validTo ? day(one.validTo) : '' })}</small></li>`)}</ul></details>`
  );
}

/** From when until when it is what is published; until today where it holds. */
export function heldDays({ t, platform }: PageContext, { validFrom, validTo }: Observation): Html {
  const day = (moment: Date): Html => html`<time datetime="${moment.toISOString()}">${formatMoment(t, moment, platform.configuration.timezone)}</time>`;
  return html`${day(validFrom)} – ${validTo ? day(validTo) : t('observatory.figure.holds')}`;
}

/** The note of a figure. */
export function note(context: PageContext, { content }: Observation): Html | false {
  return content.note !== undefined && html`<small>${text(context, content.note)}</small>`;
}

/** Between which numbers the source puts it; nothing where it does not say. */
export function interval({ t }: PageContext, { content: { lower, upper } }: Observation): Html | false {
  return lower !== undefined && upper !== undefined && html` <small><data value="${lower}/${upper}">${t('observatory.interval', { lower: formatNumber(t, lower), upper: formatNumber(t, upper) })}</data></small>`;
}

/** Of which group a figure is; nothing where it is of the whole. */
export function groupLabel(context: PageContext, one: Observation): Html | false {
  const name = groupNames(context, one);
  return name !== '' && html`<span class="group">${name}</span>`;
}

/** A figure that leads to its page. */
export function figureLink(context: PageContext, one: Observation, type: ValueType): Html {
  return html`<a href="${figureHref(context, one)}">${number(context, one, type)}</a>`;
}
