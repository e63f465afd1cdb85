/** One figure, as pages show it: the number with what it is of, its status, its place, what it was before. */
import { createHash } from 'node:crypto';
import { formatMoment, formatNumber } from '#core/i18n/format.ts';
import { optionKey } from '#core/kinds/labels.ts';
import { type Absence, isAbsence } from '#core/kinds/values.ts';
import { placeText } from '#core/web/components/facts.ts';
import { absence, text } from '#core/web/components/text.ts';
import { href, type PageContext } from '#core/web/context.ts';
import { html, type Html } from '#core/web/html.ts';
import { statusOf } from '../figures.ts';
import type { ValueType } from '../kinds/vocabulary.ts';
import type { Observation } from '../observations.ts';

/** Where on the page of its indicator a figure stands. */
export function anchorOf({ setId, key }: Pick<Observation, 'setId' | 'key'>): string {
  return `f-${createHash('sha256').update(`${setId} ${key}`).digest('base64url').slice(0, 10)}`;
}

export function figureHref(context: Pick<PageContext, 'language'>, one: Observation): string {
  return `${href(context, `indicators/${one.indicator}`)}#${anchorOf(one)}`;
}

/** `38 %`, `52,5`, or why there is none. */
export function number(context: PageContext, { content }: Observation, type: ValueType): Html {
  if (isAbsence(content.value)) return absence(context, content.value as Absence);
  return html`<data value="${content.value as string}">${formatNumber(context.t, content.value as string)}${type === 'share' && ' %'}</data>`;
}

/** How many of how many, where they were counted; that no count gives the percentage, where none does. */
export function countOf({ t }: PageContext, { content: { k, n, impossible } }: Observation): Html | string {
  if (impossible && n !== undefined) return html`<span class="flag">${t('observatory.impossible', { n })}</span>`;
  if (k !== undefined && n !== undefined) return t('observatory.k_of_n', { k, n });
  return n === undefined ? '' : t('observatory.of_n', { n });
}

/** The status in words; nothing where there is nothing special about the figure. */
export function status({ t }: PageContext, one: Observation): Html | string {
  const code = statusOf(one.content);
  return code === 'A' ? '' : html`<abbr title="SDMX ${code}">${t(optionKey('observation-set', 'rows.status', code))}</abbr>`;
}

/** The place in the source, as a link to the set that the figure is of. */
export function placeLink(context: PageContext, one: Observation, titles: ReadonlyMap<string, string>): Html {
  return html`<a href="${href(context, `observations/${one.setId}`)}">${titles.get(one.source) ?? one.source}</a>, ${placeText(context.t, one.content.place)}`;
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

/** The note of a figure. */
export function note(context: PageContext, { content }: Observation): Html | false {
  return content.note !== undefined && html`<small>${text(context, content.note)}</small>`;
}

