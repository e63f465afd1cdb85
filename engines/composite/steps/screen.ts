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
    const { share, nonZero, groups } = availabilityOf(table, structure, index);
    const poorest = Math.min(...groups.values());
    if (step.minimumShare !== undefined && share < step.minimumShare) leave('minimumShare', share);
    else if (step.minimumShareOfGroups !== undefined && poorest < step.minimumShareOfGroups) leave('minimumShareOfGroups', poorest);
    else if (step.minimumNonZero !== undefined && nonZero < step.minimumNonZero) leave('minimumNonZero', nonZero);
  });
  const kept = [...table.units.keys()].filter((index) => !dropped.has(index));
  if (kept.length < 2) throw new CompositeError('too-few-units', `Screening leaves ${kept.length} of ${table.units.length} units: nothing to compare.`);
  return { table: dropped.size === 0 ? table : withUnits(table, kept), notes: [...dropped.values()] };
}

export interface Availability {
  /** Share of the indicators that have a value. */
  readonly share: number;
  /** Share of the values there that are not 0; 1 where there are none. */
  readonly nonZero: number;
  readonly missing: number;
  readonly zeros: number;
  /** By code of each group of the structure: share of the indicators below it that have a value. */
  readonly groups: ReadonlyMap<string, number>;
}

/** What of a unit's data is there. */
export function availabilityOf(table: Table, structure: Structure, unit: number): Availability {
  const values = structure.nodes.slice(0, structure.leaves).map(({ code }) => at(table.indicators.get(code)?.values ?? [Number.NaN], unit));
  const missing = values.filter((value) => Number.isNaN(value)).length;
  const zeros = values.filter((value) => value === 0).length;
  const there = values.length - missing;
  const groups = structure.nodes.flatMap(({ code }, place) => {
    if (place < structure.leaves) return [];
    const leaves = leavesBelow(structure, place);
    return [[code, leaves.filter((leaf) => !Number.isNaN(at(values, leaf))).length / leaves.length] as const];
  });
  return { share: there / values.length, nonZero: there === 0 ? 1 : 1 - zeros / there, missing, zeros, groups: new Map(groups) };
}

function refuseUnknownUnits({ units }: Table, named: readonly string[]): void {
  const unknown = named.find((unit) => !units.includes(unit));
  if (unknown !== undefined) throw new CompositeError('unknown-name', `There is no unit ${unknown}.`, { unit: unknown });
}
