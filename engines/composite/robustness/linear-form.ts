/** The index as a sum of effective weights times scores, and the effective weights that bounds allow. */
import { CompositeError } from '../errors.ts';
import type { Prepared } from '../run.ts';
import { aggregate } from '../steps/aggregate.ts';
import { rootOf } from '../structure.ts';
import { at } from '../table.ts';
import { effectiveWeights, localShares } from '../weights/sets.ts';
import type { Constraint } from './simplex.ts';

export type Bounds = Readonly<Record<string, readonly [number, number]>>;

/** A node of the tree as far down as weights are free. */
interface Branch {
  readonly code: string;
  /** Share of its parent: least and most. Equal where it is fixed. */
  readonly least: number;
  readonly most: number;
  readonly children: readonly Branch[];
  /** Place among the columns, for one below which nothing is free. */
  readonly column: number;
}

export interface LinearForm {
  readonly root: Branch;
  /** Scores of the ends of the tree, whose effective weights are the variables. */
  readonly columns: readonly Float64Array[];
  /** Effective weights as the recipe has them. */
  readonly nominal: readonly number[];
}

export function linearForm({ structure, plan, columns, weights, table }: Prepared, bounds: Bounds): LinearForm {
  const { nodes, places } = structure;
  for (const [code, [least, most]] of Object.entries(bounds)) {
    if (!places.has(code) || places.get(code) === rootOf(structure)) throw new CompositeError('unknown-name', `There is no weight of ${code} to bound.`, { indicator: code, setting: `bounds.${code}` });
    if (!(least >= 0 && least <= most && most <= 1)) throw new CompositeError('infeasible-bounds', `The bounds of ${code}, ${least} to ${most}, are not two shares in order.`, { indicator: code, setting: `bounds.${code}` });
  }
  const scores = aggregate(columns, plan, weights, table.units);
  const shares = localShares(structure, weights);
  const effective = effectiveWeights(structure, weights);
  const free = nodes.map(({ children }) => children.some((child) => Object.hasOwn(bounds, nodes[child]?.code ?? '')));
  const freeBelow = [...free];
  nodes.forEach(({ parent }, place) => {
    if (freeBelow[place] && parent >= 0) freeBelow[parent] = true;
  });
  const ends: Float64Array[] = [];
  const nominal: number[] = [];
  const branch = (place: number, least: number, most: number): Branch => {
    const { code = '', children = [] } = nodes[place] ?? {};
    if (!freeBelow[place]) {
      const column = scores[place] ?? new Float64Array();
      const gap = column.findIndex((score) => Number.isNaN(score));
      if (gap !== -1) throw new CompositeError('missing-value', `${table.units[gap]} has no score of ${code}: with other weights on what is there, ranks are not a matter of weights alone.`, { unit: table.units[gap] ?? '', indicator: code });
      nominal.push(at(effective, place));
      return { code, least, most, children: [], column: ends.push(column) - 1 };
    }
    if (plan.methods[place] !== 'arithmetic') throw new CompositeError('not-linear', `${code} is not an arithmetic mean: the ranks that weights below it can reach are no linear program.`, { aggregate: code });
    const inner = children.map((child) => {
      const share = at(shares, child);
      const [low, high] = free[place] ? (bounds[nodes[child]?.code ?? ''] ?? [0, 1]) : [share, share];
      return branch(child, low, high);
    });
    if (inner.reduce((sum, one) => sum + one.least, 0) > 1 + 1e-12 || inner.reduce((sum, one) => sum + one.most, 0) < 1 - 1e-12) {
      throw new CompositeError('infeasible-bounds', `No shares of the parts of ${code} keep their bounds and sum to 1.`, { aggregate: code });
    }
    return { code, least, most, children: inner, column: -1 };
  };
  const root = branch(rootOf(structure), 1, 1);
  if (root.column !== -1) throw new CompositeError('step-without-effect', 'No weight has bounds, so no rank can move.', { setting: 'bounds' });
  return { root, columns: ends, nominal };
}

/** The most by which one unit can be above another: in every group the free share goes where it helps most. */
export function largestDifference({ root, columns }: LinearForm, unit: number, other: number): number {
  const most = ({ children, column }: Branch): number => {
    if (column !== -1) return at(columns[column] ?? [], unit) - at(columns[column] ?? [], other);
    const parts = children.map((child) => ({ child, gain: most(child) })).toSorted((a, b) => b.gain - a.gain);
    let left = 1 - children.reduce((sum, { least }) => sum + least, 0);
    return parts.reduce((sum, { child, gain }) => {
      const more = Math.max(0, Math.min(left, child.most - child.least));
      left -= more;
      return sum + gain * (child.least + more);
    }, 0);
  };
  return most(root);
}

/** What effective weights must keep: they sum to 1, and each part of a group is within its share of the group. */
export function constraintsOf({ root, columns }: LinearForm): Constraint[] {
  const below = ({ children, column }: Branch): number[] => (column !== -1 ? columns.map((_, place) => (place === column ? 1 : 0)) : columns.map((_, place) => children.reduce((sum, child) => sum + at(below(child), place), 0)));
  const inside = (parent: Branch): Constraint[] =>
    parent.children.flatMap((child) => {
      const [own, whole] = [below(child), below(parent)];
      const most: Constraint = { coefficients: own.map((value, place) => value - child.most * at(whole, place)), relation: '<=', bound: 0 };
      const least: Constraint = { coefficients: own.map((value, place) => child.least * at(whole, place) - value), relation: '<=', bound: 0 };
      const limits = child.least === child.most ? [{ ...most, relation: '=' as const }] : [...(child.most < 1 ? [most] : []), ...(child.least > 0 ? [least] : [])];
      return [...limits, ...inside(child)];
    });
  return [{ coefficients: columns.map(() => 1), relation: '=', bound: 1 }, ...inside(root)];
}

/** Effective weights told as shares among siblings, of the nodes whose share is not fixed. */
export function sharesAt({ root }: LinearForm, weights: readonly number[]): Record<string, number> {
  const sum = ({ children, column }: Branch): number => (column !== -1 ? at(weights, column) : children.reduce((whole, child) => whole + sum(child), 0));
  const told = (parent: Branch): (readonly [string, number])[] => {
    const whole = sum(parent);
    return parent.children.flatMap((child) => [...(child.least === child.most ? [] : [[child.code, whole > 0 ? sum(child) / whole : child.least] as const]), ...told(child)]);
  };
  return Object.fromEntries(told(root));
}
