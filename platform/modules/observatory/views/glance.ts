/** The country at a glance: of every indicator the newest figure, how it moved, whence it is, and what is special about it. */
import { formatNumber } from '#core/i18n/format.ts';
import { optionKey } from '#core/kinds/labels.ts';
import { mentionsOf } from '#core/records/read.ts';
import { bareText, kindName, mentionTitle, plainText } from '#core/web/components/text.ts';
import { href, type PageContext } from '#core/web/context.ts';
import { html, type Html } from '#core/web/html.ts';
import { page } from '#core/web/layout.ts';
import type { View } from '#core/web/view.ts';
import { type Newest, newestOf, numberOf, rounded, statusOf } from '../figures.ts';
import { importLink } from '../import/links.ts';
import { index } from '../kinds/index-kind.ts';
import { indicator as kind } from '../kinds/indicator.ts';
import { TOPICS } from '../kinds/vocabulary.ts';
import { groupNames, readRegions, territoryName, timeName } from '../names.ts';
import type { Observation } from '../observations.ts';
import { countryCode, type IndicatorRecord, readIndicators } from '../overview.ts';
import { countOf, figureHref, number, placeLink, status } from './figure-parts.ts';

interface Line {
  readonly record: IndicatorRecord;
  readonly newest: Newest | undefined;
}

export async function glanceView(context: PageContext): Promise<View> {
  const { t, platform } = context;
  const { database } = platform;
  const [records, country, regions] = await Promise.all([readIndicators(database), countryCode(database), readRegions(database)]);
  const lines = records.map((record): Line => ({ record, newest: country === undefined ? undefined : newestOf(record.figures, country) }));
  const mentions = await mentionsOf(database, lines.flatMap(({ newest }) => (newest ? [newest.newest.source] : [])));
  const titles = new Map([...mentions].map(([id, mention]) => [id, mentionTitle(context, mention)]));
  const topics = TOPICS.map((topic) => ({ topic, lines: lines.filter(({ record }) => record.document.topics[0] === topic) })).filter((one) => one.lines.length > 0);
  const title = t('observatory.title');
  const name = country === undefined ? '' : territoryName(context, country, regions);
  return {
    html: () =>
      page(context, {
        title,
        forms: ['json', 'csv'],
        body: html`<h1>${title}</h1><p class="lead">${t('observatory.lead', { country: name, count: lines.length })}</p>
<p><a href="${href(context, 'observatory/compare')}">${t('observatory.compare.title')}</a> · <a href="${href(context, kind.path)}">${kindName(context, kind, 'many')}</a> · <a href="${href(context, index.path)}">${kindName(context, index, 'many')}</a></p>${importLink(context)}
${topics.map(({ topic, lines: of }) => section(t(optionKey(kind.name, 'topics', topic)), of))}${topics.length === 0 && html`<p class="empty">${t('observatory.figures.none')}</p>`}`,
      }),
    json: () => ({ country: country ?? null, indicators: lines.map(lineJson) }),
    csv: () => ({
      columns: ['code', 'indicator', 'topic', 'territory', 'time', 'value', 'status', 'change', 'since', 'source', 'place'],
      rows: lines.map(({ record: { id, document }, newest }) => {
        const change = newest && changeOf(newest);
        return [document.code, id, document.topics[0] ?? null, country ?? null, newest?.newest.time ?? null, newest ? String(newest.newest.content.value) : null, newest ? statusOf(newest.newest.content) : null, change?.difference ?? null, change?.since ?? null, newest?.newest.source ?? null, newest?.newest.content.place ?? null];
      }),
    }),
  };

  function section(heading: string, of: readonly Line[]): Html {
    return html`<section><h2>${heading}</h2><div class="scroll" tabindex="0" role="region" aria-label="${heading}"><table><thead><tr>${(['indicator', 'value', 'change', 'time', 'place'] as const).map((column) => html`<th scope="col"${column === 'value' && html` class="number"`}>${t(`observatory.figures.${column}`)}</th>`)}</tr></thead><tbody>${of.map(row)}</tbody></table></div></section>`;
  }

  function row({ record, newest }: Line): Html {
    const { id, document } = record;
    const name = html`<a href="${href(context, `indicators/${id}`)}">${bareText(context, document.name)}</a>`;
    if (!newest) return html`<tr><th scope="row">${name}</th><td class="number absent">${t('observatory.figures.no_country')}</td><td></td><td></td><td></td></tr>`;
    const { newest: one } = newest;
    return html`<tr><th scope="row">${name} <small>${plainText(context, document.unit)}</small></th><td class="number"><a href="${figureHref(context, one)}">${number(context, one, document.valueType)}</a></td><td>${change(context, newest, document.direction)}</td><td>${timeName(t, one.time)}${group(context, record, one)} ${countOf(context, one)} ${status(context, one)}</td><td>${placeLink(context, one, titles)}</td></tr>`;
  }
}

/** Of which group the figure is, and how many others there are: where nobody gives the whole, no group stands for it. */
function group(context: PageContext, { figures }: IndicatorRecord, one: Observation): Html | false {
  const name = groupNames(context, one);
  const others = figures.filter((other) => other !== one && other.setId === one.setId && other.territory === one.territory && other.time === one.time).length;
  return name !== '' && html` · ${name}${others > 0 && html` <small>${context.t('observatory.more_groups', { count: others })}</small>`}`;
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
function change({ t }: PageContext, newest: Newest, direction: string): string {
  const found = changeOf(newest);
  if (!found) return '';
  const { difference, since } = found;
  const sense = difference === 0 ? 'same' : difference > 0 ? 'up' : 'down';
  const verdict = difference === 0 || direction === 'none' ? '' : difference > 0 === (direction === 'higher_better') ? ` ${t('observatory.change.better')}` : ` ${t('observatory.change.worse')}`;
  return `${t(`observatory.change.${sense}`, { difference: formatNumber(t, Math.abs(difference)), since: timeName(t, since) })}${verdict}`;
}

function lineJson({ record: { id, document }, newest }: Line) {
  const change = newest && changeOf(newest);
  return { id, code: document.code, topic: document.topics[0] ?? null, newest: newest ? { time: newest.newest.time, value: newest.newest.content.value, status: statusOf(newest.newest.content), source: newest.newest.source, place: newest.newest.content.place } : null, change: change ?? null };
}

