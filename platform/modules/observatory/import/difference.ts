/** What an import would do to a set: pure, so that the preview and the draft are the same. */
import { isAbsence } from '#core/kinds/values.ts';
import { statusOf } from '../figures.ts';
import { keyOf, type Row } from '../kinds/observation-set.ts';
import { withoutZeros } from './decimals.ts';
import type { Figure, Remark } from './reading.ts';

export interface Step {
  readonly what: 'new' | 'changed' | 'same' | 'ended';
  readonly before: Row | undefined;
  /** Undefined where the figure ends. */
  readonly after: Row | undefined;
  /** The figure of the sheet; undefined where it stands in none. */
  readonly figure: Figure | undefined;
}

export interface Difference {
  readonly steps: readonly Step[];
  /** The rows that the set would have, in its order, and what is new at the end; each with the figure it comes from. */
  readonly rows: readonly Row[];
  readonly figureOf: ReadonlyMap<number, Figure>;
  /** Figures that the sheet gives twice. */
  readonly repeated: readonly Remark[];
}

/** The fields that a figure of a sheet speaks of; what else a row of the set says stays while its figure does. */
export type Spoken = ReadonlySet<'k' | 'n' | 'lower' | 'upper' | 'status' | 'note' | 'place' | 'impossible'>;

export function differenceOf(existing: readonly Row[], figures: readonly Figure[], spoken: Spoken, rest: 'keep' | 'end'): Difference {
  const byKey = new Map<string, Figure>();
  const repeated: Remark[] = [];
  for (const figure of figures) {
    const key = keyOf(figure.row);
    const first = byKey.get(key);
    if (first) repeated.push({ at: figure.at, code: 'repeated', text: String(textOf(figure.row)), params: { other: first.at } });
    else byKey.set(key, figure);
  }
  const rows: Row[] = [];
  const steps: Step[] = [];
  const figureOf = new Map<number, Figure>();
  const put = (row: Row, figure: Figure | undefined): void => {
    if (figure) figureOf.set(rows.length, figure);
    rows.push(row);
  };
  for (const before of existing) {
    const key = keyOf(before);
    const figure = byKey.get(key);
    byKey.delete(key);
    if (!figure) {
      if (rest === 'end') steps.push({ what: 'ended', before, after: undefined, figure });
      else put(before, undefined);
    } else if (isSame(before, figure.row, spoken)) {
      steps.push({ what: 'same', before, after: before, figure });
      put(before, figure);
    } else {
      const after = { ...figure.row, ...(before.breakdowns && { breakdowns: before.breakdowns }) };
      steps.push({ what: 'changed', before, after, figure });
      put(after, figure);
    }
  }
  for (const figure of byKey.values()) {
    steps.push({ what: 'new', before: undefined, after: figure.row, figure });
    put(figure.row, figure);
  }
  return { steps, rows, figureOf, repeated };
}

const textOf = ({ value }: Row): string => (isAbsence(value) ? `[${value.absent}]` : withoutZeros(String(value)));

function isSame(before: Row, after: Row, spoken: Spoken): boolean {
  const same = {
    k: before.k === after.k,
    n: before.n === after.n,
    lower: withoutZeros(before.lower ?? '') === withoutZeros(after.lower ?? ''),
    upper: withoutZeros(before.upper ?? '') === withoutZeros(after.upper ?? ''),
    status: statusOf(before) === statusOf(after),
    note: textIn(before) === textIn(after),
    place: before.place === after.place,
    impossible: (before.impossible ?? false) === (after.impossible ?? false),
  };
  return textOf(before) === textOf(after) && [...spoken].every((field) => same[field]);
}

const textIn = ({ note }: Row): string => Object.values(note ?? {})[0]?.text ?? '';
