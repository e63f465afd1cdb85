/** Which picture an indicator gets, and what it shows in words. */
import { formatCompact, formatList, formatNumber } from '#core/i18n/format.ts';
import { plainText } from '#core/web/components/text.ts';
import { drawChart, type Plot } from '#core/web/charts/chart.ts';
import { OTHERS, OWN_COUNTRY } from '#core/web/charts/palette.ts';
import type { PageContext } from '#core/web/context.ts';
import { breakdownsOf, byTime, endOf, groupOf, numberOf } from '../figures.ts';
import type { Indicator } from '../kinds/indicator.ts';
import { groupNames, type Regions, territoryName } from '../names.ts';
import type { Observation } from '../observations.ts';

interface Point {
  readonly series: string;
  readonly time: number;
  readonly value: number;
  readonly lower: number;
  readonly upper: number;
  /** Whether it is of the own country as a whole: what the reserved colour is for. */
  readonly own: boolean;
}

interface Bar {
  readonly label: string;
  readonly value: number;
  readonly lower: number;
  readonly upper: number;
  /** Whether it is of the own country as a whole: what the reserved colour is for. */
  readonly own: boolean;
}

export interface Picture {
  readonly svg: string;
  readonly summary: string;
}

/** More lines than this cannot be told apart without colour. */
const MOST_LINES = 6;
const MOST_BARS = 25;
/** More years do not fit below a picture. */
const MOST_YEARS = 6;
const DASHES = ['0', '6 3', '2 3', '9 3 2 3', '1 4', '12 4'];

/** Lines where something changes in time; else bars of the newest figures; nothing where there are fewer than two. */
export async function pictureOf(context: PageContext, id: string, indicator: Indicator, figures: readonly Observation[], regions: Regions, country: string | undefined): Promise<Picture | undefined> {
  const known = figures.filter((one) => numberOf(one.content) !== undefined);
  const lines = linesOf(context, known, regions, country);
  if (lines.length > 0) return lineChart(context, id, indicator, lines);
  const bars = barsOf(context, known, regions, country);
  return bars.length > 1 ? barChart(context, id, indicator, bars) : undefined;
}

function nameOf(context: PageContext, one: Observation, regions: Regions, several: boolean): string {
  const group = groupNames(context, one);
  const place = territoryName(context, one.territory, regions);
  return group === '' ? place : several ? `${place}: ${group}` : group;
}

const isOwn = (one: Observation, country: string | undefined): boolean => one.territory === country && breakdownsOf(one).length === 0;

function pointOf(one: Observation, series: string, own: boolean): Point {
  const value = numberOf(one.content) ?? 0;
  return { series, time: endOf(one.time ?? '0') - 1, value, lower: Number(one.content.lower ?? value), upper: Number(one.content.upper ?? value), own };
}

/** The series with the most points; wholes before groups. */
function linesOf(context: PageContext, known: readonly Observation[], regions: Regions, country: string | undefined): Point[][] {
  const several = new Set(known.map(({ territory }) => territory)).size > 1;
  const series = [...Map.groupBy(known.filter(({ time }) => time !== null), (one) => `${one.territory} ${one.source} ${groupOf(one)}`).values()].filter((list) => new Set(list.map(({ time }) => time)).size > 1);
  return series
    .toSorted((a, b) => groupSize(a) - groupSize(b) || b.length - a.length)
    .slice(0, MOST_LINES)
    .map((list) => list.toSorted(byTime).toReversed().map((one) => pointOf(one, nameOf(context, one, regions, several), isOwn(one, country))));
}

const groupSize = ([one]: readonly Observation[]): number => (one ? breakdownsOf(one).length : 0);

/** The newest of each place and group. */
function barsOf(context: PageContext, known: readonly Observation[], regions: Regions, country: string | undefined): Bar[] {
  const several = new Set(known.map(({ territory }) => territory)).size > 1;
  const newest = [...Map.groupBy(known, (one) => `${one.territory} ${groupOf(one)}`).values()].flatMap((list) => list.toSorted(byTime).slice(0, 1));
  return newest
    .map((one) => ({ label: nameOf(context, one, regions, several), value: numberOf(one.content) ?? 0, lower: Number(one.content.lower ?? Number.NaN), upper: Number(one.content.upper ?? Number.NaN), own: isOwn(one, country) }))
    .toSorted((a, b) => b.value - a.value)
    .slice(0, MOST_BARS);
}

/** A short name for the end of a line: the table beside has the whole one. */
function shortened(label: string): string {
  return cut(label, 18);
}

function cut(label: string, most: number): string {
  return label.length <= most ? label : `${label.slice(0, most - 1)}…`;
}

const LONGEST_BAR_NAME = 30;

/** A short name for a bar: of a group in several dimensions something of each, else names that begin alike would be the same. */
export function barName(label: string): string {
  if (label.length <= LONGEST_BAR_NAME) return label;
  const parts = label.split(', ');
  return parts.map((part) => cut(part, Math.floor((LONGEST_BAR_NAME + 2) / parts.length) - 2)).join(', ');
}

/** Room for the longest of the names: a letter takes less than seven points. */
function roomFor(names: readonly string[]): number {
  return Math.max(70, 16 + 6.6 * Math.max(...names.map(({ length }) => length)));
}

async function lineChart(context: PageContext, id: string, indicator: Indicator, lines: readonly (readonly Point[])[]): Promise<Picture> {
  const { t } = context;
  const unit = plainText(context, indicator.unit);
  const summary = formatList(
    t,
    lines.flatMap((points) => {
      const [first, last] = [points[0], points.at(-1)];
      return first && last ? [t('observatory.chart.line', { series: first.series, first: formatNumber(t, first.value), from: yearOf(first.time), last: formatNumber(t, last.value), until: yearOf(last.time) })] : [];
    }),
  );
  const points = lines.flat();
  const years = [...new Set(points.map(({ time }) => Math.floor(time)))];
  const uncertain = points.filter(({ lower, upper }) => lower < upper);
  const ends = lines.flatMap((list) => list.slice(-1));
  const svg = await drawChart({ name: `chart-${id}`, title: plainText(context, indicator.name), summary }, (plot: Plot) => ({
    height: 240,
    marginRight: 110,
    x: { label: null, tickFormat: (year: number) => (Number.isInteger(year) ? String(year) : ''), ticks: years.length > MOST_YEARS ? MOST_YEARS : years },
    y: { label: unit, grid: true, nice: true, zero: indicator.valueType === 'share', tickFormat: (value: number) => formatCompact(t, value), ticks: 5, labelArrow: 'none', reverse: indicator.valueType === 'rank' },
    marks: [
      ...(uncertain.length > 0 ? [plot.ruleX(uncertain, { x: 'time', y1: 'lower', y2: 'upper', stroke: 'var(--strong-line)' })] : []),
      ...lines.map((list, index) => plot.line(list, { x: 'time', y: 'value', stroke: list[0]?.own ? OWN_COUNTRY : OTHERS, strokeWidth: list[0]?.own ? 2.5 : 1.5, strokeDasharray: DASHES[index] ?? '0' })),
      plot.dot(points, { x: 'time', y: 'value', fill: 'currentColor', r: 2.5 }),
      plot.text(spread(ends), { x: 'time', y: 'value', text: (one: Point) => shortened(one.series), textAnchor: 'start', dx: 8 }),
    ],
  }));
  return { svg, summary };
}

/** Names at the ends of lines, moved apart where they would lie upon each other. */
function spread(ends: readonly Point[]): Point[] {
  const values = ends.map(({ value }) => value);
  const step = (Math.max(...values) - Math.min(0, ...values)) / 18;
  let floor = -Infinity;
  return ends
    .toSorted((a, b) => a.value - b.value)
    .map((one) => {
      floor = Math.max(one.value, floor + step);
      return { ...one, value: floor };
    });
}

function yearOf(time: number): string {
  return String(Math.floor(time));
}

async function barChart(context: PageContext, id: string, indicator: Indicator, bars: readonly Bar[]): Promise<Picture> {
  const { t } = context;
  const summary = formatList(t, bars.map(({ label, value }) => `${label}: ${formatNumber(t, value)}`));
  const uncertain = bars.filter(({ lower, upper }) => lower < upper);
  const svg = await drawChart({ name: `chart-${id}`, title: plainText(context, indicator.name), summary }, (plot: Plot) => ({
    height: 70 + 22 * bars.length,
    marginBottom: 40,
    marginLeft: roomFor(bars.map(({ label }) => barName(label))),
    marginRight: 45,
    x: { label: plainText(context, indicator.unit), zero: true, ticks: 5, tickFormat: (value: number) => formatCompact(t, value), labelArrow: 'none' },
    y: { label: null, domain: bars.map(({ label }) => label), tickFormat: barName, tickSize: 0 },
    marks: [
      plot.barX(bars, { x: 'value', y: 'label', fill: ({ own }: Bar) => (own ? OWN_COUNTRY : OTHERS), insetTop: 3, insetBottom: 3 }),
      ...(uncertain.length > 0 ? [plot.ruleY(uncertain, { y: 'label', x1: 'lower', x2: 'upper', stroke: 'currentColor', strokeWidth: 2 })] : []),
      plot.text(bars, { x: (one: Bar) => Math.max(one.value, one.upper || one.value), y: 'label', text: (one: Bar) => formatCompact(t, one.value), textAnchor: 'start', dx: 5 }),
      plot.ruleX([0]),
    ],
  }));
  return { svg, summary };
}

