/** Gaps between groups of people: the two groups, the difference, and how sure it is, or why that cannot be told. */
import { formatNumber } from '#core/i18n/format.ts';
import type { PageContext } from '#core/web/context.ts';
import { html, type Html } from '#core/web/html.ts';
import { breakdownsOf, type Gap } from '../figures.ts';
import type { ValueType } from '../kinds/vocabulary.ts';
import { dimensionName, groupName, type Regions, territoryName } from '../names.ts';
import type { Observation } from '../observations.ts';
import { countOf, figureLink } from './figure-parts.ts';
import { computed, computedNumber, when } from './marks.ts';

const MOST_GAPS = 40;

/** Each with the two groups, so that nobody needs to know which is subtracted from which. */
export function gapSection(context: PageContext, found: readonly Gap[], regions: Regions, type: ValueType): Html | false {
  const { t } = context;
  if (found.length === 0) return false;
  const title = t('observatory.gaps.title');
  return html`<section><h2>${title}</h2><p id="how-gaps">${t('observatory.gaps.about')} ${t('observatory.gaps.method')}</p><div class="scroll" tabindex="0" role="region" aria-label="${title}"><table><thead><tr><th scope="col">${t('observatory.gaps.of')}</th><th scope="col">${t('observatory.gaps.more')}</th><th scope="col">${t('observatory.gaps.less')}</th><th scope="col" class="number">${t('observatory.gaps.gap')}</th></tr></thead><tbody>${found.slice(0, MOST_GAPS).map((gap) => row(context, gap, regions, type))}</tbody></table></div></section>`;
}

function row(context: PageContext, gap: Gap, regions: Regions, type: ValueType): Html {
  const { t } = context;
  return html`<tr><th scope="row">${dimensionName(t, gap.dimension)} <small>${territoryName(context, gap.more.territory, regions)}, ${when(t, gap.more.time)}</small></th><td>${side(context, gap.more, type)}</td><td>${side(context, gap.less, type)}</td><td class="number">${computedNumber(t, '#how-gaps', gap.difference, 6)} <small>${sureness(context, gap)}</small></td></tr>`;
}

function side(context: PageContext, one: Observation, type: ValueType): Html {
  const [breakdown] = breakdownsOf(one);
  return html`${breakdown && html`<span class="group">${groupName(context, breakdown)}</span>`} ${figureLink(context, one, type)} <small>${countOf(context, one)}</small>`;
}

function sureness({ t }: PageContext, { interval, more, less }: Gap): Html | string {
  if (interval) return computed('#how-gaps', Number(interval.lower.toFixed(1)), t('observatory.interval', { lower: formatNumber(t, Number(interval.lower.toFixed(1))), upper: formatNumber(t, Number(interval.upper.toFixed(1))) }));
  const counted = [more, less].every(({ content }) => content.n !== undefined);
  return t(`observatory.gaps.no_interval.${counted ? 'k' : 'n'}`);
}
