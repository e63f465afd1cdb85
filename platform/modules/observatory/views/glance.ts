/** The country at a glance: where it stands, and by topic the newest figures, how they moved, whence they are; a topic whole where it is asked for. */
import { formatNumber } from '#core/i18n/format.ts';
import { optionKey } from '#core/kinds/labels.ts';
import { placeText } from '#core/web/components/place.ts';
import { bareText, kindName, plainText } from '#core/web/components/text.ts';
import { href, type PageContext } from '#core/web/context.ts';
import { html, type Html } from '#core/web/html.ts';
import { page } from '#core/web/layout.ts';
import type { View } from '#core/web/view.ts';
import { importLink } from '../import/links.ts';
import { breakdownsOf, type Newest, newestOf, numberOf, rounded, statusOf } from '../figures.ts';
import { index } from '../kinds/index-kind.ts';
import { indicator as kind } from '../kinds/indicator.ts';
import { TOPICS } from '../kinds/vocabulary.ts';
import { readRegions, territoryName, timeName } from '../names.ts';
import type { Observation } from '../observations.ts';
import { countryCode, type IndicatorRecord, readIndicators } from '../overview.ts';
import { countOf, figureLink, groupLabel, interval, placeLink, sourceTitles, status } from './figure-parts.ts';
import { computed, when } from './marks.ts';
import { standingSection } from './standing.ts';

interface Line {
  readonly record: IndicatorRecord;
  readonly newest: Newest | undefined;
}

export async function glanceView(context: PageContext): Promise<View> {
  const { t, platform, url } = context;
  const { database } = platform;
  const [records, country, regions] = await Promise.all([readIndicators(database), countryCode(database), readRegions(database)]);
  const lines = records.map((record): Line => ({ record, newest: country === undefined ? undefined : newestOf(record.figures, country) }));
  const titles = await sourceTitles(context, lines.flatMap(({ newest }) => (newest ? [newest.newest.source] : [])));
  const topics = TOPICS.map((topic) => ({ topic, lines: lines.filter(({ record }) => record.document.topics[0] === topic) })).filter((one) => one.lines.length > 0);
  const title = t('observatory.title');
  const name = country === undefined ? '' : territoryName(context, country, regions);
  const how = html`<section id="how-change"><h2>${t('observatory.change.how_title')}</h2><p>${t('observatory.change.how')}</p></section>`;
  const asked = topics.find(({ topic }) => topic === url.searchParams.get('topic'));
  const standing = asked === undefined && country !== undefined && (await standingSection(context, country));
  return {
    html: () => (asked ? ofTopic(asked) : glance()),
    json: () => ({ country: country ?? null, indicators: lines.map(lineJson) }),
    csv: () => ({
      columns: ['code', 'indicator', 'topic', 'territory', 'time', 'value', 'status', 'change', 'since', 'source', 'place'],
      rows: lines.map(({ record: { id, document }, newest }) => {
        const change = newest && changeOf(newest);
        return [document.code, id, document.topics[0] ?? null, country ?? null, newest?.newest.time ?? null, newest ? String(newest.newest.content.value) : null, newest ? statusOf(newest.newest.content) : null, change?.difference ?? null, change?.since ?? null, newest?.newest.source ?? null, newest?.newest.content.place ?? null];
      }),
    }),
  };

  function glance(): Html {
    return page(context, {
      title,
      forms: ['json', 'csv'],
      body: html`<h1>${title}</h1><p class="lead">${t('observatory.lead', { country: name, count: lines.length })}</p>
<p><a href="${href(context, 'observatory/compare')}">${t('observatory.compare.title')}</a> · <a href="${href(context, 'observatory/labour')}">${t('observatory.labour.title')}</a> · <a href="${href(context, kind.path)}">${kindName(context, kind, 'many')}</a> · <a href="${href(context, index.path)}">${kindName(context, index, 'many')}</a> · <a href="${href(context, 'observatory/catalogue')}">${t('observatory.sdmx.catalogue.title')}</a></p>${importLink(context)}
${topics.length > 1 && html`<p>${t('observatory.glance.topics')}: ${topics.map(({ topic }, place) => html`${place > 0 && ' · '}<a href="#topic-${topic}">${topicName(topic)}</a>`)}</p>`}
${standing}
${topics.map(({ topic, lines: of }) => {
        const shown = of.toSorted(byWeight).slice(0, MOST_AT_A_GLANCE);
        return html`<section id="topic-${topic}"><h2>${topicName(topic)}</h2>${table(topicName(topic), shown.length === of.length ? of : shown)}${of.length > shown.length && html`<p><a href="${url.pathname}?topic=${topic}">${t('observatory.glance.all', { count: of.length, topic: topicName(topic) })}</a></p>`}</section>`;
      })}${topics.length === 0 ? html`<p class="empty">${t('observatory.figures.none')}</p>` : how}`,
    });
  }

  function ofTopic({ topic, lines: of }: (typeof topics)[number]): Html {
    const heading = topicName(topic);
    return page(context, {
      title: `${heading}: ${title}`,
      crumbs: [{ label: title, href: url.pathname }],
      body: html`<h1>${heading}</h1><p class="lead">${t('observatory.lead', { country: name, count: of.length })}</p>${table(heading, of)}${how}`,
    });
  }

  function topicName(topic: string): string {
    return t(optionKey(kind.name, 'topics', topic));
  }

  /** The lines of a topic, and their source below them. */
  function table(heading: string, of: readonly Line[]): Html {
    const sources = new Set(of.flatMap(({ newest }) => (newest ? [newest.newest.source] : [])));
    // One source for all is said once below them: repeated in each row it would be most of the page.
    // Nor does a column take room in which nothing stands.
    const moved = of.some(({ newest }) => newest !== undefined && changeOf(newest) !== undefined);
    const only = sources.size === 1 ? [...sources][0] : undefined;
    return html`<div class="scroll" tabindex="0" role="region" aria-label="${heading}"><table class="stack"><thead><tr>${COLUMNS.filter((column) => column !== 'change' || moved).map((column) => html`<th scope="col"${column === 'value' && html` class="number"`}>${t(`observatory.figures.${column}`)}</th>`)}</tr></thead><tbody>${of.map((line) => row(line, only, moved))}</tbody></table></div>${only !== undefined && html`<p class="place"><a href="${href(context, `sources/${only}`)}">${t('observatory.chart.source', { sources: titles.get(only) ?? only })}</a></p>`}`;
  }

  function row({ record, newest }: Line, only: string | undefined, moved: boolean): Html {
    const { id, document } = record;
    const name = html`<a href="${href(context, `indicators/${id}`)}">${bareText(context, document.name)}</a>`;
    if (!newest) return html`<tr><th scope="row">${name}</th><td class="number absent">${t('observatory.figures.no_country')}</td>${moved && html`<td></td>`}<td></td></tr>`;
    const { newest: one } = newest;
    const others = groupsBeside(record, one);
    const several = (of: readonly Observation[]): Html => html`<ul class="plain">${of.map((other) => html`<li>${groupLabel(context, other)} ${figureLink(context, other, document.valueType)} <small>${countOf(context, other)}</small></li>`)}</ul>`;
    const timed = html`<small>${when(t, one.time)}</small>`;
    const rest = others.slice(MOST_GROUPS);
    const value =
      others.length > 1
        ? html`<td class="number">${timed} ${several(others.slice(0, MOST_GROUPS))}${rest.length > 0 && html`<details><summary>${t('observatory.more_groups', { count: rest.length })}</summary>${several(rest)}</details>`}</td>`
        : html`<td class="number">${figureLink(context, one, document.valueType)}${interval(context, one)} ${timed} ${groupLabel(context, one)} <small>${countOf(context, one)} ${status(context, one)}</small></td>`;
    return html`<tr><th scope="row">${name} <small>${plainText(context, document.unit)}</small></th>${value}${moved && html`<td>${change(context, newest, document.direction)}</td>`}<td>${only === undefined ? placeLink(context, one, titles) : html`<span class="place">${placeText(t, one.content.place)}</span>`}</td></tr>`;
  }
}

const COLUMNS = ['indicator', 'value', 'change', 'place'] as const;

/** More of each topic is a page of its own: what is seen at a glance fits a few screens of a phone. */
const MOST_AT_A_GLANCE = 5;

/** First what is said of the whole country, the newest before the older; then parts of it; last what has no figure. */
function byWeight(a: Line, b: Line): number {
  const weight = ({ newest }: Line): number => (newest === undefined ? 2 : breakdownsOf(newest.newest).length > 0 ? 1 : 0);
  const time = ({ newest }: Line): string => newest?.newest.time ?? '';
  return weight(a) - weight(b) || (time(a) < time(b) ? 1 : time(a) > time(b) ? -1 : 0);
}

/** More groups at once push the next indicator off the screen; the rest opens beside them. */
const MOST_GROUPS = 6;

/** Where nobody gives the whole, no group stands for it: all of the same set, place, time and dimensions, the largest first. */
function groupsBeside({ figures }: IndicatorRecord, one: Observation): Observation[] {
  if (breakdownsOf(one).length === 0) return [];
  return figures
    .filter((other) => other.setId === one.setId && other.territory === one.territory && other.time === one.time && dimensionsOf(other) === dimensionsOf(one))
    .toSorted((a, b) => (numberOf(b.content) ?? -Infinity) - (numberOf(a.content) ?? -Infinity));
}

function dimensionsOf(one: Observation): string {
  return breakdownsOf(one).map(({ dimension }) => dimension).toSorted().join(' ');
}

interface Change {
  readonly difference: number;
  readonly since: string;
}

export function changeOf({ newest, before }: Newest): Change | undefined {
  const [now, then] = [numberOf(newest.content), before && numberOf(before.content)];
  return now === undefined || then === undefined || before?.time == null ? undefined : { difference: rounded(now - then), since: before.time };
}

/** In words, because an arrow alone says nothing to some, and a rise is not always good. */
function change({ t }: PageContext, newest: Newest, direction: string): Html | string {
  const found = changeOf(newest);
  if (!found) return '';
  const { difference, since } = found;
  const sense = difference === 0 ? 'same' : difference > 0 ? 'up' : 'down';
  const verdict = difference === 0 || direction === 'none' ? '' : difference > 0 === (direction === 'higher_better') ? ` ${t('observatory.change.better')}` : ` ${t('observatory.change.worse')}`;
  return html`${computed('#how-change', difference, t(`observatory.change.${sense}`, { difference: formatNumber(t, Math.abs(difference)), since: timeName(t, since) }))}${verdict}`;
}

function lineJson({ record: { id, document }, newest }: Line) {
  const change = newest && changeOf(newest);
  return { id, code: document.code, topic: document.topics[0] ?? null, newest: newest ? { time: newest.newest.time, value: newest.newest.content.value, status: statusOf(newest.newest.content), source: newest.newest.source, place: newest.newest.content.place } : null, change: change ?? null };
}

