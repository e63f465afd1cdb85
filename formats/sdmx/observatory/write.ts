/** Our figures as observations of SDMX. README.md has the table of what becomes what. */
import { isAbsence, type Multilingual } from '#core/kinds/values.ts';
import type { Row } from '#modules/observatory/kinds/observation-set.ts';
import { statusOf } from '#modules/observatory/kinds/status.ts';
import { idOf, TOTAL } from '../codes.ts';
import type { Observation, Text, Value } from '../model.ts';
import { frequencyOf, toSdmxTime } from '../time.ts';
import { type Catalogue, type Dimension, DIMENSION_IDS } from './structure.ts';

/** One figure of a set. */
export interface Figure {
  readonly setId: string;
  readonly source: string;
  readonly content: Row;
}

export type Indicators = ReadonlyMap<string, Catalogue['indicators'][number]>;

/** Indicators by the id of their record. */
export function indicatorsOf({ indicators }: Catalogue): Indicators {
  return new Map(indicators.map((one) => [one.id, one]));
}

/** The observation of a figure: of the dataflow without a time dimension where the source gives no time. */
export function toObservation({ setId, source, content }: Figure, indicators: Indicators): Observation {
  const { time, breakdowns = [], value } = content;
  const indicator = indicators.get(content.indicator);
  const groups = new Map(breakdowns.map((one) => [one.dimension as Dimension, idOf(one.value)]));
  const key: [string, string][] = [
    ['FREQ', isAbsence(time) ? '_U' : frequencyOf(time)],
    ['REF_AREA', idOf(content.territory)],
    ['INDICATOR', idOf(indicator?.code ?? content.indicator)],
    ...Object.entries(DIMENSION_IDS).map(([dimension, id]): [string, string] => [id, groups.get(dimension as Dimension) ?? TOTAL]),
    ['DATA_SET', setId],
    ...(isAbsence(time) ? [] : [['TIME_PERIOD', toSdmxTime(time)] as [string, string]]),
  ];
  const said: [string, Value | undefined][] = [
    ['UNIT_MEASURE', indicator?.unitCode === undefined ? undefined : idOf(indicator.unitCode)],
    ['UNIT_TEXT', indicator && indicator.unit],
    ['UNIT_MULT', '0'],
    ['DECIMALS', indicator && String(indicator.decimals)],
    ['SOURCE', source],
    ['OBS_STATUS', statusOf(content)],
    ['CONF_STATUS', isAbsence(value) && value.absent === 'withheld' ? 'C' : 'F'],
    ['MISSING_REASON', isAbsence(value) ? value.absent : undefined],
    ['MISSING_GROUND', isAbsence(value) ? value.ground : undefined],
    ['MISSING_REVIEW', isAbsence(value) ? value.reviewOn : undefined],
    ['TIME_MISSING', isAbsence(time) ? time.absent : undefined],
    ['NUMERATOR', numberText(content.k)],
    ['DENOMINATOR', numberText(content.n)],
    ['LOWER_BOUND', content.lower],
    ['UPPER_BOUND', content.upper],
    ['IMPOSSIBLE_SHARE', content.impossible === undefined ? undefined : String(content.impossible)],
    ['SOURCE_PLACE', content.place],
    ['COMMENT_OBS', content.note && wordsOf(content.note)],
  ];
  return {
    key: new Map(key),
    measures: isAbsence(value) ? new Map() : new Map([['OBS_VALUE', value]]),
    attributes: new Map(said.flatMap(([id, one]) => (one === undefined ? [] : [[id, one]]))),
  };
}

function numberText(number: number | undefined): string | undefined {
  return number === undefined ? undefined : String(number);
}

/** A text of ours without how it came to be, for which SDMX has no place. */
export function wordsOf(text: Multilingual): Text {
  return Object.fromEntries(Object.entries(text).map(([language, { text: words }]) => [language, words]));
}
