/**
 * Strategies as results of the International Aid Transparency Initiative, version 2.03, in JSON.
 *
 * The members are the elements and attributes of `iati-activity/result` in the activity standard 2.03, in their
 * spelling, as an object for each element (attributes and children alike). One result stands for one action, or
 * for one objective that is measured: an action without an indicator is a result without one, because IATI has no way to
 * say "not stated" and an omission would look like a plan without promises. IATI keeps one target and one actual value
 * per period; former values go to `x-history`, which is ours.
 */
import type { DocumentOf } from '#core/kinds/kind.ts';
import { lastDay, present } from '#core/kinds/values.ts';
import type { Multilingual } from '#core/kinds/values.ts';
import type { action } from '#modules/strategy/kinds/action.ts';
import type { objective } from '#modules/strategy/kinds/objective.ts';
import type { indicatorLink } from '#modules/strategy/kinds/indicator-link.ts';
import type { strategy } from '#modules/strategy/kinds/strategy.ts';

interface Of<D> {
  readonly id: string;
  readonly document: D;
}
type Link = DocumentOf<typeof indicatorLink>;
type Entry = Link['entries'][number];

/** What an action promises by itself. */
const OUTPUT = '1';
/** What an objective wants to come of its actions. */
const OUTCOME = '2';
/** Measure 1 is "unit". */
const UNIT = '1';

export function iatiResults(of: Of<DocumentOf<typeof strategy>>, actions: readonly Of<DocumentOf<typeof action>>[], objectives: readonly Of<DocumentOf<typeof objective>>[], links: readonly Of<Link>[], origin: string) {
  const byMeasured = Map.groupBy(links, ({ document }) => document.measures);
  return {
    'iati-version': '2.03',
    'iati-identifier': `${origin}/id/${of.id}`,
    title: narrative(of.document.title),
    result: [
      ...actions.map(({ id, document }) => result(OUTPUT, id, document.text, document.why, byMeasured.get(id), origin)),
      ...objectives.filter(({ id }) => byMeasured.has(id)).map(({ id, document }) => result(OUTCOME, id, document.title, undefined, byMeasured.get(id), origin)),
    ],
  };
}

function result(type: string, id: string, title: Multilingual, why: Multilingual | undefined, links: readonly Of<Link>[] | undefined, origin: string) {
  return {
    type,
    'aggregation-status': '0',
    title: narrative(title),
    reference: [{ code: id, vocabulary: '99', 'vocabulary-uri': `${origin}/id/${id}` }],
    ...(why && { description: narrative(why) }),
    indicator: (links ?? []).map(({ id: link, document }) => indicator(link, document, origin)),
  };
}

function narrative(texts: Multilingual) {
  return { narrative: Object.entries(texts).map(([language, { text }]) => ({ 'xml:lang': language, text })) };
}

function indicator(id: string, { title, direction, entries }: Link, origin: string) {
  const periods = Map.groupBy(entries.filter(({ type }) => type !== 'baseline'), ({ period }) => period);
  return {
    measure: UNIT,
    ascending: direction !== 'falling',
    'aggregation-status': '0',
    title: narrative(title),
    reference: [{ code: id, vocabulary: '99', 'indicator-uri': `${origin}/id/${id}` }],
    baseline: entries.filter(({ type }) => type === 'baseline').map((entry) => ({ year: entry.period.slice(0, 4), ...(entry.period.length === 10 && { 'iso-date': entry.period }), ...valueOf(entry) })),
    period: [...periods].map(([period, ofPeriod]) => ({
      'period-start': { 'iso-date': firstDay(period) },
      'period-end': { 'iso-date': lastDay(period) },
      ...newest(ofPeriod, 'target'),
      ...newest(ofPeriod, 'actual'),
      'x-history': ofPeriod.map((entry) => ({ type: entry.type, 'entered-on': entry.enteredOn, ...valueOf(entry) })),
    })),
  };
}

/** The entry that was added last is the one that holds. */
function newest(entries: readonly Entry[], type: 'target' | 'actual') {
  const entry = entries.findLast((one) => one.type === type);
  return entry && { [type]: [valueOf(entry)] };
}

function valueOf({ value, comment }: Entry) {
  const number = present<string>(value);
  const said = present<Multilingual>(comment);
  return { ...(number !== undefined && { value: number }), ...(said && { comment: narrative(said) }) };
}

function firstDay(date: string): string {
  const [year = '', month = '01', day = '01'] = date.split('-');
  return `${year}-${month}-${day}`;
}
