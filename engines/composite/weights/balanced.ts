/** Weights under which the parts of a group have the importance that was meant (Paruolo, Saisana & Saltelli 2013; Becker et al. 2017). */
import { CompositeError } from '../errors.ts';
import { type Prepared, weigh } from '../run.ts';
import { correlation, type CorrelationMethod } from '../statistics/correlation.ts';
import { at } from '../table.ts';

/** Most rounds of the search. */
const ROUNDS = 4000;

export interface Balance {
  /** By code, summing to 1. */
  readonly weights: Readonly<Record<string, number>>;
  /** Correlation of each part with the group, under these weights. */
  readonly correlations: Readonly<Record<string, number>>;
}

/**
 * Searches weights of the children of a group for which their correlations with the group's score are in proportion to
 * `importance` (all equal where not given). Correlation, not weight, is what a reader takes for importance. Throws
 * `no-solution` where no weights come within `tolerance` of it.
 */
export function balancedWeights(prepared: Prepared, group: string, importance: Readonly<Record<string, number>> = {}, method: CorrelationMethod = 'pearson', tolerance: number = 1e-6): Balance {
  const { structure } = prepared;
  const place = structure.places.get(group);
  const codes = (structure.nodes[place ?? -1]?.children ?? []).map((child) => structure.nodes[child]?.code ?? '');
  if (place === undefined || codes.length < 2) throw new CompositeError('unknown-name', `There is no group ${group} of two parts or more.`, { aggregate: group });
  const wanted = shares(codes.map((code) => importance[code] ?? 1));
  const correlationsAt = (weights: readonly number[]): readonly number[] => {
    const { scores } = weigh(prepared, Object.fromEntries(codes.map((code, index) => [code, at(weights, index)])));
    return codes.map((code) => correlation(scores[structure.places.get(code) ?? -1] ?? [], scores[place] ?? [], method).value);
  };
  // A part that correlates too little gets more weight, by the ratio of what is wanted to what is there.
  let weights = wanted;
  let correlations = correlationsAt(weights);
  let step = 1;
  for (let round = 0; round < ROUNDS && distance(correlations, wanted) > tolerance && step > 1e-6; round++) {
    const tried = shares(weights.map((weight, index) => weight * (at(wanted, index) / Math.max(at(shares(correlations), index), 0.01)) ** step));
    const obtained = correlationsAt(tried);
    // Too long a step overshoots; one that does not bring nearer is halved.
    if (distance(obtained, wanted) < distance(correlations, wanted)) [weights, correlations] = [tried, obtained];
    else step /= 2;
  }
  if (!(distance(correlations, wanted) <= tolerance)) {
    const gap = (index: number): number => Math.abs(at(shares(correlations), index) - at(wanted, index));
    const farthest = [...codes.keys()].toSorted((a, b) => gap(b) - gap(a))[0] ?? 0;
    throw new CompositeError('no-solution', `No weights give the parts of ${group} the importance that is asked for; ${codes[farthest]} stays farthest from it, with a correlation of ${at(correlations, farthest).toFixed(3)}.`, { aggregate: group, indicator: codes[farthest] ?? '' });
  }
  return { weights: Object.fromEntries(codes.map((code, index) => [code, at(weights, index)])), correlations: Object.fromEntries(codes.map((code, index) => [code, at(correlations, index)])) };
}

/** How far the shares of correlations are from those wanted; far off where one is not positive. */
function distance(correlations: readonly number[], wanted: readonly number[]): number {
  const apart = shares(correlations).reduce((most, share, index) => Math.max(most, Math.abs(share - at(wanted, index))), 0);
  return correlations.every((value) => value > 0) ? apart : 1 + apart;
}

function shares(values: readonly number[]): number[] {
  const whole = values.reduce((sum, value) => sum + value, 0);
  return values.map((value) => value / whole);
}
