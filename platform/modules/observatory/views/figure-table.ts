/** A table of figures, a row for each: a column in which nothing would stand is left out, and on a phone the cells follow each other. */
import { placeText } from '#core/web/components/place.ts';
import { href, type PageContext } from '#core/web/context.ts';
import { html, type Html } from '#core/web/html.ts';
import type { ValueType } from '../kinds/vocabulary.ts';
import type { Regions } from '../names.ts';
import { territoryName } from '../names.ts';
import type { Observation } from '../observations.ts';
import { countOf, figureLink, groupLabel, interval, note, placeLink, status } from './figure-parts.ts';
import { when } from './marks.ts';

export interface FigureColumn {
  /** A message below `observatory.figures`. */
  readonly name: 'territory' | 'time' | 'group' | 'value' | 'status' | 'place' | 'held';
  readonly cell: (one: Observation) => Html;
}

/** Rows that belong together, below what they are of. */
export interface FigureGroup {
  readonly heading?: Html;
  readonly figures: readonly Observation[];
}

/** Of which place, time and group a figure is, the figure, and what is said of it. */
export function figureColumns(context: PageContext, regions: Regions, typeOf: (one: Observation) => ValueType): FigureColumn[] {
  const { t } = context;
  return [
    { name: 'territory', cell: (one) => html`${territoryName(context, one.territory, regions)}` },
    { name: 'time', cell: (one) => when(t, one.time) },
    { name: 'group', cell: (one) => html`${groupLabel(context, one)}` },
    { name: 'value', cell: (one) => html`${figureLink(context, one, typeOf(one))}${interval(context, one)}` },
    { name: 'status', cell: (one) => spaced([countOf(context, one), status(context, one), note(context, one)]) },
  ];
}

/** The place in a source that is named above the table. */
export function placeColumn({ t }: PageContext): FigureColumn {
  return { name: 'place', cell: ({ content }) => html`<span class="place">${placeText(t, content.place)}</span>` };
}

/** Source and place of each; where all are of one set only the place, for {@link onlySource} names the set once. */
export function sourceColumn(context: PageContext, figures: readonly Observation[], titles: ReadonlyMap<string, string>): FigureColumn {
  return onlySet(figures) === undefined ? { name: 'place', cell: (one) => placeLink(context, one, titles) } : placeColumn(context);
}

/** The source of all figures of a table, leading to the set that they are of. */
export function onlySource(context: PageContext, figures: readonly Observation[], titles: ReadonlyMap<string, string>): Html | false {
  const only = onlySet(figures);
  return only !== undefined && html`<p class="place"><a href="${href(context, `observations/${only.setId}`)}">${context.t('observatory.chart.source', { sources: titles.get(only.source) ?? only.source })}</a></p>`;
}

function onlySet(figures: readonly Observation[]): Observation | undefined {
  return figures.length > 1 && new Set(figures.map(({ setId }) => setId)).size === 1 ? figures[0] : undefined;
}

/** With nothing at all where there is nothing: a browser takes a space for content. */
export function spaced(parts: readonly (Html | string | false)[]): Html {
  return html`${parts.filter((part) => part !== false && String(part) !== '').map((part, index) => html`${index > 0 && ' '}${part}`)}`;
}

/** @param idOf what names the row of a figure on the page. */
export function figureTable({ t }: PageContext, title: string, groups: readonly FigureGroup[], columns: readonly FigureColumn[], idOf?: (one: Observation) => string): Html {
  const bodies = groups.map(({ heading, figures }) => ({ heading, rows: figures.map((one) => ({ one, cells: columns.map(({ cell }) => cell(one)) })) }));
  const used = columns.map((_, place) => bodies.some(({ rows }) => rows.some(({ cells }) => String(cells[place]) !== '')));
  const shown = columns.filter((_, place) => used[place]);
  const row = ({ one, cells: [head, ...cells] }: (typeof bodies)[number]['rows'][number]): Html =>
    html`<tr${idOf && html` id="${idOf(one)}"`}><th scope="row">${head}</th>${cells.map((cell, place) => used[place + 1] && html`<td${columns[place + 1]?.name === 'value' && html` class="number"`}>${cell}</td>`)}</tr>`;
  return html`<div class="scroll" tabindex="0" role="region" aria-label="${title}"><table class="stack"><thead><tr>${shown.map(({ name }) => html`<th scope="col"${name === 'value' && html` class="number"`}>${t(`observatory.figures.${name}`)}</th>`)}</tr></thead>${bodies.map(
    ({ heading, rows }) => html`<tbody>${heading && html`<tr><th scope="rowgroup" colspan="${shown.length}"><strong>${heading}</strong></th></tr>`}${rows.map(row)}</tbody>`,
  )}</table></div>`;
}
