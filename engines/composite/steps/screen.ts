/** Units with too little data to be ranked are left out, each with the rule that it did not meet (handbook, step 3). */
import { CompositeError } from '../errors.ts';
import type { ScreenStep } from '../recipe/recipe.ts';
import { leavesBelow, type Structure } from '../structure.ts';
import { at, type Table, withUnits } from '../table.ts';
import type { Context, Note, Outcome } from './step.ts';

export function screen(table: Table, step: ScreenStep, { structure }: Context): Outcome {
  refuseUnknownUnits(table, [...(step.keep ?? []), ...(step.drop ?? [])]);
  const [keep, drop] = [new Set(step.keep), new Set(step.drop)];
  const dropped = new Map<number, Note>();
  table.units.forEach((unit, index) => {
    const leave = (rule: Extract<Note, { what: 'dropped' }>['rule'], share: number | null): void => void dropped.set(index, { what: 'dropped', unit, rule, share });
    if (drop.has(unit)) return leave('drop', null);
    if (keep.has(unit)) return;
    const { share, nonZero } = presenceOf(table, index);
    const poorest = step.minimumShareOfGroups === undefined ? 1 : Math.min(...groupSharesOf(table, structure, index).values());
    if (step.minimumShare !== undefined && share < step.minimumShare) leave('minimumShare', share);
    else if (step.minimumShareOfGroups !== undefined && poorest < step.minimumShareOfGroups) leave('minimumShareOfGroups', poorest);
    else if (step.minimumNonZero !== undefined && nonZero < step.minimumNonZero) leave('minimumNonZero', nonZero);
  });
  const kept = [...table.units.keys()].filter((index) => !dropped.has(index));
  if (kept.length < 2) throw new CompositeError('too-few-units', `Screening leaves ${kept.length} of ${table.units.length} units: nothing to compare.`);
  return { table: dropped.size === 0 ? table : withUnits(table, kept), notes: [...dropped.values()] };
}

export interface Availability extends Presence {
  /** By code of each group of the structure: share of the indicators below it that have a value. */
  readonly groups: ReadonlyMap<string, number>;
}

export interface Presence {
  /** Share of the indicators that have a value. */
  readonly share: number;
  /** Share of the values there that are not 0; 1 where there are none. */
  readonly nonZero: number;
  readonly missing: number;
  readonly zeros: number;
}

/** What of a unit's data is there. */
export function availabilityOf(table: Table, structure: Structure, unit: number): Availability {
  return { ...presenceOf(table, unit), groups: groupSharesOf(table, structure, unit) };
}

function presenceOf({ indicators }: Table, unit: number): Presence {
  let [missing, zeros] = [0, 0];
  for (const { values } of indicators.values()) {
    if (Number.isNaN(at(values, unit))) missing++;
    else if (at(values, unit) === 0) zeros++;
  }
  const there = indicators.size - missing;
  return { share: there / indicators.size, nonZero: there === 0 ? 1 : 1 - zeros / there, missing, zeros };
}

function groupSharesOf({ indicators }: Table, structure: Structure, unit: number): ReadonlyMap<string, number> {
  const there = structure.nodes.slice(0, structure.leaves).map(({ code }) => !Number.isNaN(at(indicators.get(code)?.values ?? [Number.NaN], unit)));
  return new Map(
    structure.nodes.slice(structure.leaves).map(({ code }, index) => {
      const leaves = leavesBelow(structure, structure.leaves + index);
      return [code, leaves.filter((leaf) => there[leaf]).length / leaves.length];
    }),
  );
}

function refuseUnknownUnits({ units }: Table, named: readonly string[]): void {
  const unknown = named.find((unit) => !units.includes(unit));
  if (unknown !== undefined) throw new CompositeError('unknown-name', `There is no unit ${unknown}.`, { unit: unknown });
}
