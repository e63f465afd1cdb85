/** Figures of an indicator in Open SDG's form. */
import { stringify } from 'csv-stringify/sync';
import { isAbsence } from '#core/kinds/values.ts';
import type { Row } from '#modules/observatory/kinds/observation-set.ts';
import { DIMENSIONS } from '#modules/observatory/kinds/vocabulary.ts';
import { misfit, type Misfit } from './misfit.ts';

export interface OpenSdgOptions {
  /** Rows of it have no `GeoCode`, as those of the country in Open SDG. */
  readonly country: string | undefined;
  /** What the column of a dimension is called. */
  columnName(dimension: string): string;
  /** What a group is called. */
  groupName(breakdown: NonNullable<Row['breakdowns']>[number]): string;
}

/** A figure with the unit it is in and whose figures it is of. */
export interface Written {
  readonly content: Row;
  readonly unit: string;
  readonly series: string;
}

/**
 * `Series` stands where there are several. In the report: periods that are no years; counts, intervals, notes and statuses, which
 * the form has no columns for (any other column would be a breakdown).
 */
export function writeOpenSdg(figures: readonly Written[], { country, columnName, groupName }: OpenSdgOptions): { readonly content: string; readonly report: readonly Misfit[] } {
  const report: Misfit[] = [];
  const fitting = figures.filter(({ content: { time, place } }) => {
    const isYear = !isAbsence(time) && /^\d{4}$/.test(time);
    if (!isYear) report.push(misfit(place, 'not_a_year', isAbsence(time) ? '' : time));
    return isYear;
  });
  for (const { content } of fitting) {
    const left = (['k', 'n', 'lower', 'upper', 'status', 'impossible', 'note'] as const).filter((name) => content[name] !== undefined);
    if (left.length > 0) report.push(misfit(content.place, 'left_out', left.join(', ')));
    if (isAbsence(content.value)) report.push(misfit(content.place, 'reason_left_out', content.value.absent));
  }
  const used = DIMENSIONS.filter((dimension) => fitting.some(({ content }) => content.breakdowns?.some((one) => one.dimension === dimension)));
  const hasPlaces = fitting.some(({ content }) => content.territory !== country);
  const hasSeries = new Set(fitting.map(({ series }) => series)).size > 1;
  const header = ['Year', ...used.map(columnName), 'Units', ...(hasSeries ? ['Series'] : []), ...(hasPlaces ? ['GeoCode'] : []), 'Value'];
  const rows = fitting.map(({ content: { time, territory, breakdowns = [], value }, unit, series }) => [
    String(time),
    ...used.map((dimension) => breakdowns.filter((one) => one.dimension === dimension).map(groupName)[0] ?? ''),
    unit,
    ...(hasSeries ? [series] : []),
    ...(hasPlaces ? [territory === country ? '' : territory] : []),
    isAbsence(value) ? '' : value,
  ]);
  // Numbers keep their sign; text that begins a formula gets an apostrophe (OWASP: CSV injection).
  const cast = { string: (text: string) => (/^-\d+(\.\d+)?$/.test(text) ? { value: text, escape_formulas: false } : text) };
  return { content: stringify([header, ...rows], { record_delimiter: 'windows', escape_formulas: true, cast }), report };
}
