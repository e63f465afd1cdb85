/** Pictures of an index: the ranks with their ranges, and how often each rank comes out. */
import { formatList, formatNumber } from '#core/i18n/format.ts';
import { type ChartTexts, drawChart, type Plot } from '#core/web/charts/chart.ts';
import { OTHERS, OWN_COUNTRY } from '#core/web/charts/palette.ts';
import type { PageContext } from '#core/web/context.ts';
import { territoryName } from '../names.ts';
import { keeping, keyOf } from '../own-index.ts';
import type { IndexRow } from './index-parts.ts';
import type { Picture } from './pictures.ts';
import type { OwnView } from './own-view.ts';

const LINE = 19;
/** More do not fit on a phone, nor into a picture of a few thousand bytes. */
const MOST_UNITS = 60;
/** Tables and pictures with a cell for each rank of each unit. */
export const MOST_RANKS = 20;

type About = Pick<OwnView, 'id' | 'regions' | 'country' | 'own'>;

/** A reader who tries weights asks for the same picture again and again; drawing takes longer than all the rest. */
const kept = keeping<Promise<Picture | undefined>>();

/** What a picture hangs on: names of regions are as old as the state of the page. */
function nameOf({ language, preferred }: PageContext, { id, country, own, regions }: About): string {
  return [id, keyOf(own.result), language, preferred.join(), country, ...own.result.units.map((unit) => JSON.stringify(regions.get(unit)?.title ?? null))].join(' ');
}

/** One line for each unit, from the lowest to the highest rank of its range, with its rank as a dot. */
export function rankPicture(context: PageContext, about: About, rows: readonly IndexRow[]): Promise<Picture | undefined> {
  return kept(`ranks ${nameOf(context, about)}`, () => drawRanks(context, about, rows));
}

async function drawRanks(context: PageContext, { id, regions, country }: About, rows: readonly IndexRow[]): Promise<Picture | undefined> {
  const { t } = context;
  const ranked = rows.filter(({ rank }) => rank > 0).slice(0, MOST_UNITS).map((row) => ({ ...row, name: shortName(territoryName(context, row.unit, regions)) }));
  if (ranked.length < 2) return undefined;
  const title = t('observatory.sure.chart');
  const summary = formatList(t, ranked.map(({ unit, rank, low, high }) => t('observatory.sure.chart_one', { unit: territoryName(context, unit, regions), rank, low: low ?? rank, high: high ?? rank })));
  const colour = ({ unit }: IndexRow): string => (unit === country ? OWN_COUNTRY : OTHERS);
  const svg = await drawChart(texts(id, 'ranks', title, summary), (plot: Plot) => ({
    height: 58 + LINE * ranked.length,
    marginLeft: marginFor(rows.map(({ unit }) => territoryName(context, unit, regions))),
    marginBottom: 38,
    marginRight: 24,
    x: { label: t('observatory.sure.axis'), domain: [0.5, rows.length + 0.5], ticks: ticksUpTo(rows.length), tickFormat: (rank: number) => formatNumber(t, rank), labelArrow: 'none', labelAnchor: 'center', grid: true },
    y: { label: null, domain: ranked.map(({ name }) => name), tickSize: 0 },
    marks: [
      plot.ruleY(ranked.filter(({ low, high }) => low !== undefined && high !== undefined), { y: 'name', x1: 'low', x2: 'high', stroke: colour, strokeWidth: 5, strokeOpacity: 0.45 }),
      // A dot for the own country, a ring for others: shape tells as well as colour does.
      plot.dot(ranked, { y: 'name', x: 'rank', r: 4.5, fill: (row: IndexRow) => (row.unit === country ? OWN_COUNTRY : 'var(--raised)'), stroke: colour, strokeWidth: 2 }),
    ],
  }));
  return { svg, summary };
}

/** A square for each rank of each unit, the darker the more often it comes out. */
export function probabilityPicture(context: PageContext, about: About, rows: readonly IndexRow[]): Promise<Picture | undefined> {
  return kept(`probabilities ${nameOf(context, about)}`, () => drawProbabilities(context, about, rows));
}

async function drawProbabilities(context: PageContext, { id, regions, country, own }: About, rows: readonly IndexRow[]): Promise<Picture | undefined> {
  const { t } = context;
  const { robustness } = own;
  if (robustness === undefined || rows.length > MOST_RANKS) return undefined;
  const cells = rows.flatMap(({ unit }) => {
    const probabilities = robustness.units.find((one) => one.unit === unit)?.probabilities ?? [];
    return probabilities.flatMap((probability, place) => (probability > 0 ? [{ unit, name: shortName(territoryName(context, unit, regions)), rank: place + 1, probability }] : []));
  });
  const title = t('observatory.sure.probabilities');
  const summary = formatList(t, rows.map(({ unit }) => likelyWords(context, own, unit, territoryName(context, unit, regions))));
  const svg = await drawChart(texts(id, 'probabilities', title, summary), (plot: Plot) => ({
    height: 58 + 24 * rows.length,
    marginLeft: marginFor(rows.map(({ unit }) => territoryName(context, unit, regions))),
    marginBottom: 38,
    marginRight: 8,
    x: { label: t('observatory.sure.axis'), domain: rows.map((_, place) => place + 1), tickSize: 0, labelArrow: 'none', labelAnchor: 'center' },
    y: { label: null, domain: rows.map(({ unit }) => shortName(territoryName(context, unit, regions))), tickSize: 0 },
    marks: [
      plot.cell(cells, { x: 'rank', y: 'name', fill: ({ unit }: { unit: string }) => (unit === country ? OWN_COUNTRY : OTHERS), fillOpacity: ({ probability }: { probability: number }) => Math.round(100 * (0.12 + 0.88 * probability)) / 100, inset: 0.5 }),
    ],
  }));
  return { svg, summary };
}

/** The rank that comes out most often: `Perú: 7 (45 %)`. */
export function likelyWords({ t }: PageContext, { robustness }: OwnView['own'], unit: string, name?: string): string {
  const { rank, probability } = mostLikely(robustness, unit);
  const words = t('observatory.sure.likely_value', { rank: formatNumber(t, rank), percent: percentWords(t, probability) });
  return name === undefined ? words : `${name}: ${words}`;
}

/** The rank that comes out most often; the better one of two that come out alike. */
export function mostLikely(robustness: OwnView['own']['robustness'], unit: string): { readonly rank: number; readonly probability: number } {
  const probabilities = robustness?.units.find((one) => one.unit === unit)?.probabilities ?? [];
  const probability = Math.max(...probabilities, 0);
  return { rank: probabilities.indexOf(probability) + 1, probability };
}

/** After a number, on the same line. */
export const PERCENT = '\u00a0%';

/** Never “100 %” of what is not all, nor “0 %” of what is not none. */
export function percentWords(t: PageContext['t'], share: number): string {
  const whole = Math.round(100 * share);
  if (whole === 0 && share > 0) return `<${formatNumber(t, 1)}${PERCENT}`;
  if (whole === 100 && share < 1) return `>${formatNumber(t, 99)}${PERCENT}`;
  return `${formatNumber(t, whole)}${PERCENT}`;
}

function texts(id: string, name: string, title: string, summary: string): ChartTexts {
  return { name: `${name}-${id}`, title, summary };
}

function ticksUpTo(count: number): number[] {
  const step = count <= 12 ? 1 : count <= 30 ? 5 : 10;
  return [...new Set([1, ...Array.from({ length: Math.floor(count / step) }, (_, place) => (place + 1) * step)])];
}

/** Room for the longest name. */
function marginFor(names: readonly string[]): number {
  return 14 + Math.round(6.6 * Math.max(...names.map((name) => shortName(name).length)));
}

function shortName(name: string): string {
  return name.length <= 18 ? name : `${name.slice(0, 17)}…`;
}
