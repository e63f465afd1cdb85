/** Weights from the first principal component of a group, refused where they would be negative. */
import { CompositeError } from '../errors.ts';
import { principalComponents } from '../statistics/pca.ts';
import type { Scores } from '../steps/aggregate.ts';
import type { Structure } from '../structure.ts';

export interface PcaWeights {
  /** By code of the children, on the scale of a unit vector. */
  readonly weights: Readonly<Record<string, number>>;
  /** Share of the group's variance that the first component explains. */
  readonly explained: number;
  /** Units with every value. */
  readonly units: number;
}

/**
 * The loadings of the first component, which carry the most of the group's variance into its score. A negative one
 * would let more of something good lower the index (in COINr it does): that the group does not hang together is the
 * finding then, and it is refused with the names of what pulls against the rest.
 */
export function pcaWeights(structure: Structure, scores: Scores, group: string): PcaWeights {
  const place = structure.places.get(group);
  const children = structure.nodes[place ?? -1]?.children ?? [];
  if (place === undefined || children.length === 0) throw new CompositeError('unknown-name', `There is no group ${group}.`, { aggregate: group });
  const codes = children.map((child) => structure.nodes[child]?.code ?? '');
  const { loadings: [first = []], shares, units } = principalComponents(children.map((child) => scores[child] ?? []), codes);
  // The sign of a component is arbitrary: taken so that most of it points up.
  const sign = first.reduce((sum, loading) => sum + loading, 0) < 0 ? -1 : 1;
  const against = codes.filter((_, index) => sign * (first[index] ?? 0) < 0);
  if (against.length > 0) {
    throw new CompositeError('invalid-weight', `The first component of ${group} has negative loadings: ${against.join(', ')} pull${against.length === 1 ? 's' : ''} against the others, and would have a negative weight.`, { aggregate: group, indicator: against[0] ?? '' });
  }
  return { weights: Object.fromEntries(codes.map((code, index) => [code, sign * (first[index] ?? 0)])), explained: shares[0] ?? Number.NaN, units };
}
