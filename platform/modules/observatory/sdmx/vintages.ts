/** Figures with their vintages as the data sets that SDMX makes of them. Pure: what the table says goes in, data sets come out. */
import type { Action } from '#formats/sdmx/index.ts';
import type { Observation } from '../observations.ts';

/** A moment by the publication before it, and as it was asked for. */
export interface Moment {
  readonly sequence: number;
  readonly at: Date;
}

export interface Asked {
  readonly asOf?: Moment | undefined;
  readonly updatedAfter?: Moment | undefined;
  readonly history: boolean;
}

export interface Part {
  readonly action: Extract<Action, 'Replace' | 'Delete'>;
  readonly validFrom?: Date;
  readonly validTo?: Date;
  readonly figures: readonly Observation[];
}

/**
 * - Nothing asked: what holds now, to replace what the reader has.
 * - `asOf`: what held then, valid at that moment.
 * - `updatedAfter`: what is gone since, then what is new or different since.
 * - `includeHistory`: for each publication what it took away without putting anything in its place, then what it brought, in the
 *   order of publication. Applied one after the other they give every state that was ever public.
 *
 * @param vintages every vintage that matters: with history, up to `asOf`, after `updatedAfter`.
 */
export function partsOf(vintages: readonly Observation[], { asOf, updatedAfter, history }: Asked): Part[] {
  const known = asOf ? vintages.flatMap((one) => asKnownAt(one, asOf.sequence)) : vintages;
  if (history) return byPublication(known, updatedAfter?.sequence ?? 0);
  const current = known.filter(({ toSequence }) => toSequence === null);
  const validity = asOf && { validFrom: asOf.at, validTo: asOf.at };
  if (!updatedAfter) return parts([{ action: 'Replace', ...validity, figures: current }]);
  const { sequence } = updatedAfter;
  const held = new Set(current.map(nameOf));
  const gone = known.filter((one) => one.fromSequence <= sequence && one.toSequence !== null && one.toSequence > sequence && !held.has(nameOf(one)));
  return parts([
    { action: 'Delete', ...validity, figures: gone },
    { action: 'Replace', ...validity, figures: current.filter(({ fromSequence }) => fromSequence > sequence) },
  ]);
}

/** What ended later had not ended then. */
function asKnownAt(one: Observation, sequence: number): Observation[] {
  if (one.fromSequence > sequence) return [];
  return [one.toSequence !== null && one.toSequence > sequence ? { ...one, toSequence: null, validTo: null } : one];
}

function byPublication(known: readonly Observation[], after: number): Part[] {
  const began = Map.groupBy(known, ({ fromSequence }) => fromSequence);
  const ended = Map.groupBy(known.filter(({ toSequence }) => toSequence !== null), ({ toSequence }) => toSequence ?? 0);
  const sequences = [...new Set([...began.keys(), ...ended.keys()])].filter((one) => one > after).toSorted((a, b) => a - b);
  return sequences.flatMap((sequence) => {
    const brought = began.get(sequence) ?? [];
    const again = new Set(brought.map(nameOf));
    const taken = (ended.get(sequence) ?? []).filter((one) => !again.has(nameOf(one)));
    const [validTo, validFrom] = [taken[0]?.validTo, brought[0]?.validFrom];
    return parts([
      { action: 'Delete', ...(validTo && { validTo }), figures: taken },
      { action: 'Replace', ...(validFrom && { validFrom }), figures: brought },
    ]);
  });
}

/** What tells one figure from all others, whatever it says. */
function nameOf({ setId, key }: Pick<Observation, 'setId' | 'key'>): string {
  return `${setId} ${key}`;
}

function parts(of: readonly Part[]): Part[] {
  return of.filter(({ figures }) => figures.length > 0);
}
