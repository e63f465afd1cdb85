/**
 * The best and the worst rank that a unit can reach while weights stay within bounds. Where means are arithmetic the scores
 * are linear in effective weights, so that this needs no sampling: linear programs bound the rank, and branching on who
 * is above whom closes the gap.
 */
import { CompositeError } from '../errors.ts';
import type { Prepared } from '../run.ts';
import { tieWidth } from '../statistics/rank.ts';
import { aggregate, indexOf } from '../steps/aggregate.ts';
import { at } from '../table.ts';
import { type Constraint, minimise } from './simplex.ts';
import { type Bounds, constraintsOf, largestDifference, linearForm, type LinearForm, sharesAt } from './linear-form.ts';

export interface ReachableRank {
  readonly rank: number;
  /** Shares among siblings, of the weights that were free, at which the unit has this rank. */
  readonly weights: Readonly<Record<string, number>>;
  /** Whether no further rank can be reached. Otherwise the search was cut short, and `limit` is as far as it could be. */
  readonly proven: boolean;
  readonly limit: number;
}

export interface RankBounds {
  readonly unit: string;
  readonly best: ReachableRank;
  readonly worst: ReachableRank;
}

/** Most linear programs per unit and end. */
const PATIENCE = 300;

/**
 * `bounds` by code: least and most share among siblings, from 0 to 1. Where one child of a group has bounds, all its
 * siblings are free; groups without bounds keep their weights. `units`: only these, all where not given.
 */
export function rankBounds(prepared: Prepared, bounds: Bounds, units: readonly string[] = prepared.table.units): RankBounds[] {
  const form = linearForm(prepared, bounds);
  const scores = indexOf(aggregate(prepared.columns, prepared.plan, prepared.weights, prepared.table.units), prepared.structure);
  const width = tieWidth(scores, prepared.tolerance);
  return units.map((unit) => {
    const place = prepared.table.units.indexOf(unit);
    if (place === -1) throw new CompositeError('unknown-name', `There is no unit ${unit}.`, { unit });
    return { unit, best: reach(form, place, width, BEST), worst: reach(form, place, width, WORST) };
  });
}

/** For the best rank, the others are to be kept from being above; for the worst, from being not above. */
interface End {
  readonly sign: 1 | -1;
  /** The rank where so many others could not be kept. */
  rank(failed: number, units: number): number;
}
const BEST: End = { sign: 1, rank: (failed) => failed + 1 };
const WORST: End = { sign: -1, rank: (failed, units) => units - failed };

interface Branch {
  /** Others that must be kept, and those given up. */
  readonly kept: readonly number[];
  readonly lost: readonly number[];
  readonly bound: number;
}

function reach(form: LinearForm, unit: number, width: number, end: End): ReachableRank {
  // How far another may lie on the wrong side: well within a tie for the best rank; for the worst, which a tie does not make, well beyond.
  const slack = end.sign === 1 ? width / 4 : -2 * width;
  const others = [...form.columns[0]?.keys() ?? []].filter((other) => other !== unit);
  const wrong = (other: number): number => largestDifference(form, end.sign === 1 ? other : unit, end.sign === 1 ? unit : other) - slack;
  const right = (other: number): number => largestDifference(form, end.sign === 1 ? unit : other, end.sign === 1 ? other : unit) + slack;
  const lostForSure = others.filter((other) => right(other) < 0).length;
  const open = others.filter((other) => right(other) >= 0 && wrong(other) > 0);
  const excess = new Map(open.map((other) => [other, wrong(other)]));
  const units = others.length + 1;
  let best = { failed: Infinity, weights: form.nominal };
  const queue: Branch[] = [{ kept: [], lost: [], bound: 0 }];
  for (let programs = 0; queue.length > 0; programs++) {
    queue.sort((a, b) => b.bound - a.bound || a.kept.length - b.kept.length);
    const branch = queue.pop();
    if (branch === undefined || branch.bound >= best.failed) break;
    if (programs >= PATIENCE) {
      return { rank: end.rank(lostForSure + best.failed, units), weights: sharesAt(form, best.weights), proven: false, limit: end.rank(lostForSure + branch.bound, units) };
    }
    const undecided = open.filter((other) => !branch.kept.includes(other) && !branch.lost.includes(other));
    const solution = relaxed(form, unit, end, slack, branch.kept, undecided, excess);
    if (solution === undefined) continue;
    const failed = open.filter((other) => excessAt(form, solution.weights, unit, other, end) > slack + width / 4).length;
    if (failed < best.failed) best = { failed, weights: solution.weights };
    const bound = branch.lost.length + Math.ceil(solution.value - 1e-7);
    if (bound >= best.failed) continue;
    const split = undecided.toSorted((a, b) => at(solution.shares, undecided.indexOf(b)) - at(solution.shares, undecided.indexOf(a)))[0];
    if (split === undefined) continue;
    queue.push({ kept: [...branch.kept, split], lost: branch.lost, bound }, { kept: branch.kept, lost: [...branch.lost, split], bound: Math.max(bound, branch.lost.length + 1) });
  }
  if (best.failed === Infinity) throw new CompositeError('no-solution', 'No weights within the bounds were found; they leave no room.', { setting: 'bounds' });
  const rank = end.rank(lostForSure + best.failed, units);
  return { rank, weights: sharesAt(form, best.weights), proven: true, limit: rank };
}

/** By how much another is on the wrong side at these weights. */
function excessAt({ columns }: LinearForm, weights: readonly number[], unit: number, other: number, { sign }: End): number {
  return sign * columns.reduce((sum, column, place) => sum + at(weights, place) * (at(column, other) - at(column, unit)), 0);
}

/** The least sum of shares of wrongness, each from 0 to 1: no more of the undecided can be kept than this leaves. */
function relaxed(form: LinearForm, unit: number, { sign }: End, slack: number, kept: readonly number[], undecided: readonly number[], excess: ReadonlyMap<number, number>): { readonly value: number; readonly weights: readonly number[]; readonly shares: readonly number[] } | undefined {
  const n = form.columns.length;
  const row = (other: number): number[] => form.columns.map((column) => sign * (at(column, other) - at(column, unit)));
  const none = undecided.map(() => 0);
  const constraints: Constraint[] = [
    ...constraintsOf(form).map((constraint) => ({ ...constraint, coefficients: [...constraint.coefficients, ...none] })),
    ...kept.map((other): Constraint => ({ coefficients: [...row(other), ...none], relation: '<=', bound: slack })),
    ...undecided.map((other, place): Constraint => ({ coefficients: [...row(other), ...undecided.map((_, index) => (index === place ? -(excess.get(other) ?? 0) : 0))], relation: '<=', bound: slack })),
  ];
  const solution = minimise([...form.columns.map(() => 0), ...undecided.map(() => 1)], constraints);
  return solution && { value: solution.value, weights: solution.x.slice(0, n), shares: solution.x.slice(n) };
}
