/** The figures of an indicator as files: as they are, as they were at a moment, with all vintages, or what changed since. */
import { isAbsence } from '#core/kinds/values.ts';
import { newestVersion, recordsById } from '#core/records/read.ts';
import { plainText } from '#core/web/components/text.ts';
import { href, type PageContext } from '#core/web/context.ts';
import { html, type Html } from '#core/web/html.ts';
import { page } from '#core/web/layout.ts';
import { BadRequest, type CsvCell, type CsvTable, NotFound, type View } from '#core/web/view.ts';
import { statusOf } from '../figures.ts';
import { type Indicator, indicator as kind } from '../kinds/indicator.ts';
import { type ObservationSet, observationSet } from '../kinds/observation-set.ts';
import { readRegions } from '../names.ts';
import { type Observation, observations, sequenceAt, type Wanted } from '../observations.ts';
import { countryCode } from '../overview.ts';
import { chartForms } from '#core/web/charts/chart-forms.ts';
import { dimensionsIn, tidyCells, tidyColumns } from '../tidy.ts';
import { heldDays, sourceTitles } from './figure-parts.ts';
import { type FigureColumn, figureColumns, figureTable, onlySource, sourceColumn } from './figure-table.ts';
import { sourceLine } from './indicator.ts';
import { pictureOf } from './pictures.ts';

const MOST_ROWS = 200;

export async function figuresView(context: PageContext): Promise<View> {
  const { t, platform, param, url } = context;
  const { database } = platform;
  const record = await newestVersion(database, param('id'));
  if (!record?.document || record.kind !== kind.name) throw new NotFound();
  const indicator = record.document as Indicator;
  const figures = await observations(database, { indicators: [record.id], ...(await wanted(context)) });
  const [regions, titles] = await Promise.all([readRegions(database), sourceTitles(context, figures.map(({ source }) => source))]);
  const picture = url.searchParams.has('history') ? undefined : await pictureOf(context, record.id, indicator, figures, regions, await countryCode(database));
  const name = plainText(context, indicator.name);
  return {
    html: () =>
      page(context, {
        title: `${t('observatory.figures.title')}: ${name}`,
        crumbs: [{ label: t('observatory.title'), href: href(context, 'observatory') }, { label: name, href: href(context, `indicators/${record.id}`) }],
        forms: ['csv', 'json', ...(picture ? ['svg', 'png'] : [])],
        noIndex: true,
        body: html`<h1>${name}</h1>${moments(context)}${table()}`,
      }),
    json: () => ({ indicator: record.id, code: indicator.code, figures: figures.map(figureJson) }),
    csv: () => figureCsv(figures, new Map([[record.id, indicator.code]])),
    ...(picture && { others: chartForms(context, picture.svg, { title: `${name} (${plainText(context, indicator.unit)})`, source: sourceLine(context, figures, titles) }) }),
  };

  function table(): Html {
    const shown = figures.slice(0, MOST_ROWS);
    if (shown.length === 0) return html`<p class="absent">${t('observatory.figures.none')}</p>`;
    const columns: FigureColumn[] = [...figureColumns(context, regions, () => indicator.valueType), sourceColumn(context, shown, titles), { name: 'held', cell: (one) => heldDays(context, one) }];
    return html`${figureTable(context, t('observatory.figures.title'), [{ figures: shown }], columns)}${onlySource(context, shown, titles)}${figures.length > shown.length && html`<p>${t('observatory.figures.more', { count: figures.length - shown.length })}</p>`}`;
  }
}

/** The figures of a set, for programs; its page shows the same. */
export async function setFiguresView(context: PageContext): Promise<View> {
  const { t, platform, param } = context;
  const { database } = platform;
  const record = await newestVersion(database, param('id'));
  if (!record?.document || record.kind !== observationSet.name) throw new NotFound();
  const figures = await observations(database, { sets: [record.id], ...(await wanted(context)) });
  const codes = new Map((await recordsById(database, [...new Set(figures.map(({ indicator }) => indicator))])).map(({ id, document }) => [id, (document as Indicator).code]));
  const name = plainText(context, (record.document as ObservationSet).title);
  return {
    html: () =>
      page(context, {
        title: `${t('observatory.figures.title')}: ${name}`,
        crumbs: [{ label: name, href: href(context, `observations/${record.id}`) }],
        forms: ['csv', 'json'],
        noIndex: true,
        body: html`<h1>${name}</h1>${moments(context)}`,
      }),
    json: () => ({ set: record.id, figures: figures.map((one) => ({ indicator: codes.get(one.indicator) ?? one.indicator, ...figureJson(one) })) }),
    csv: () => figureCsv(figures, codes),
  };
}

/** The three questions of SDMX about history, as a form that needs no script. */
function moments({ t, url }: PageContext): Html {
  const asOf = url.searchParams.get('asOf') ?? '';
  return html`<form class="search"><div><label for="f-as-of">${t('observatory.figures.as_of')}</label><input id="f-as-of" type="date" name="asOf" value="${/^\d{4}-\d{2}-\d{2}$/.test(asOf) ? asOf : ''}"></div><div class="option"><input id="f-history" type="checkbox" name="history" value="1"${url.searchParams.has('history') && html` checked`}><label for="f-history">${t('observatory.figures.with_history')}</label></div><button>${t('observatory.figures.show')}</button></form>`;
}

/** `asOf`, `updatedAfter` (a moment of ISO 8601; a day means its end, UTC) and `history`, named as in SDMX. */
async function wanted({ platform, url }: PageContext): Promise<Wanted> {
  const at = async (name: string): Promise<number | undefined> => {
    const text = url.searchParams.get(name) ?? '';
    return text === '' ? undefined : sequenceAt(platform.database, momentOf(text));
  };
  const [asOf, updatedAfter] = [await at('asOf'), await at('updatedAfter')];
  return { ...(asOf !== undefined && { asOf }), ...(updatedAfter !== undefined && { updatedAfter }), history: ['history', 'includeHistory'].some((name) => url.searchParams.has(name)) };
}

/** @throws BadRequest where the text is no moment. */
export function momentOf(text: string): Date {
  const day = /^\d{4}-\d{2}-\d{2}$/.test(text);
  const moment = new Date(day ? `${text}T23:59:59.999Z` : text);
  if (!(day || /^\d{4}-\d{2}-\d{2}T[\d:.]+(Z|[+-]\d{2}:\d{2})$/.test(text)) || Number.isNaN(moment.getTime())) throw new BadRequest('observatory.not_a_moment', { value: text.slice(0, 40) });
  return moment;
}

/** A figure as JSON: what was published, and from when until when it held. */
export function figureJson(one: Observation) {
  const { indicator: _, territory, time, ...rest } = one.content;
  return {
    territory,
    time: isAbsence(time) ? null : time,
    ...rest,
    status: statusOf(one.content),
    set: one.setId,
    source: one.source,
    validFrom: one.validFrom.toISOString(),
    validTo: one.validTo?.toISOString() ?? null,
  };
}

/** The tidy table of figures, with set, source, place and when each held. */
export function figureCsv(figures: readonly Observation[], codes: ReadonlyMap<string, string>): CsvTable {
  const dimensions = dimensionsIn(figures.map(({ content }) => content));
  return {
    columns: [...tidyColumns(dimensions), 'set', 'source', 'place', 'valid_from', 'valid_to'],
    rows: figures.map((one): CsvCell[] => [...tidyCells(one.content, dimensions, codes.get(one.indicator) ?? one.indicator, statusOf(one.content)), one.setId, one.source, one.content.place, one.validFrom.toISOString(), one.validTo?.toISOString() ?? null]),
  };
}
