/** Indicators brought to one scale on which more is better (handbook, step 5). */
import { CompositeError, located } from '../errors.ts';
import type { IndicatorSpec, NormaliseStep, Scaling } from '../recipe/recipe.ts';
import { momentsOf } from '../statistics/moments.ts';
import { leastRanks } from '../statistics/rank.ts';
import { mapped, type Table } from '../table.ts';
import type { Context, Note, Outcome } from './step.ts';

export function normalise(table: Table, step: NormaliseStep, { indicators }: Context): Outcome {
  const notes: Note[] = [];
  const columns = [...table.indicators].map(([code, { values, marks }]) => {
    const spec = indicators.get(code);
    if (spec === undefined) throw new CompositeError('unknown-name', `There is no indicator ${code}.`, { indicator: code });
    const scaling: Scaling = step.indicators?.[code] ?? step;
    notes.push({ what: 'scaled', indicator: code, method: scaling.method });
    return [code, { values: located({ indicator: code }, () => scaled(values, scaling, spec, table.units)), marks }] as const;
  });
  return { table: { ...table, indicators: new Map(columns) }, notes };
}

/** One column on its new scale. `d` is the direction: 1, or −1 where less is better. */
export function scaled(values: Float64Array, scaling: Scaling, spec: IndicatorSpec, units: readonly string[]): Float64Array {
  const d = spec.direction;
  switch (scaling.method) {
    case 'min-max': {
      const { worst, best } = ends(values, spec);
      const [low, high] = scaling.range ?? [0, 100];
      return mapped(values, (value) => ((value - worst) / (best - worst)) * (high - low) + low);
    }
    case 'z-score': {
      ends(values, spec);
      const { mean, deviation } = momentsOf(values);
      const [centre, width] = [scaling.mean ?? 0, scaling.deviation ?? 1];
      return mapped(values, (value) => ((d * (value - mean)) / deviation) * width + centre);
    }
    case 'scaled': {
      const [low, high] = scaling.bounds;
      if (low === high) throw new CompositeError('zero-range', `The bounds of ${spec.code} are both ${low}.`, { setting: 'bounds' });
      const [worst, best] = d === 1 ? [low, high] : [high, low];
      return mapped(values, (value) => ((value - worst) / (best - worst)) * (scaling.factor ?? 100));
    }
    case 'rank':
      return ranksUp(values, spec);
    case 'borda':
      return mapped(ranksUp(values, spec), (rank) => rank - 1);
    case 'percentile-rank': {
      const { count } = momentsOf(values);
      return mapped(ranksUp(values, spec), (rank) => (rank - 1) / (count - 1));
    }
    case 'distance-to-maximum': {
      const { worst, best } = ends(values, spec);
      return mapped(values, (value) => (value - worst) / (best - worst));
    }
    case 'distance-to-reference':
      return toReference(values, scaling, spec, units);
    case 'distance-to-target':
      return toTarget(values, scaling, spec);
    case 'fraction-of-maximum':
      return ofMaximum(values, spec, units);
    case 'goalposts':
      return betweenGoalposts(values, scaling, spec, units);
    case 'none':
      if (d === -1) throw new CompositeError('invalid-target', `Less is better for ${spec.code}: values that are taken as they are must all point upwards.`);
      return values;
  }
}

/** The least good and the best value. */
function ends(values: Float64Array, { code, direction }: IndicatorSpec): { readonly worst: number; readonly best: number } {
  let [minimum, maximum] = [Infinity, -Infinity];
  for (let index = 0; index < values.length; index++) {
    const value = (values[index] as number);
    if (value < minimum) minimum = value;
    if (value > maximum) maximum = value;
  }
  if (!(minimum < maximum)) throw new CompositeError('zero-range', `${code} has the same value for every unit${minimum === maximum ? `, ${minimum}` : ''}: it tells them not apart, and no scale can be made of it.`, { value: minimum });
  return direction === 1 ? { worst: minimum, best: maximum } : { worst: maximum, best: minimum };
}

/** 1 for the worst; tied values share the least rank. */
function ranksUp(values: Float64Array, spec: IndicatorSpec): Float64Array {
  ends(values, spec);
  return leastRanks(spec.direction === 1 ? values : mapped(values, (value) => -value));
}

/** 1 − (x_ref − x)/(x_ref − x_worst): the reference unit scores 1, the worst 0. */
function toReference(values: Float64Array, { unit, cap = false }: Extract<Scaling, { method: 'distance-to-reference' }>, spec: IndicatorSpec, units: readonly string[]): Float64Array {
  const { worst } = ends(values, spec);
  const place = units.indexOf(unit);
  if (place === -1) throw new CompositeError('unknown-name', `There is no unit ${unit} to refer to.`, { unit, setting: 'unit' });
  const reference = (values[place] as number);
  if (Number.isNaN(reference)) throw new CompositeError('missing-value', `${unit}, the unit of reference, has no value of ${spec.code}.`, { unit });
  if (reference === worst) throw new CompositeError('zero-range', `${unit}, the unit of reference, has the worst value of ${spec.code}: no other can be put between them.`, { unit, value: reference });
  return mapped(values, (value) => capped((value - worst) / (reference - worst), cap));
}

/** (x − worst)/(target − worst): 0 for the worst value, 1 at the target. */
function toTarget(values: Float64Array, { cap = false }: Extract<Scaling, { method: 'distance-to-target' }>, spec: IndicatorSpec): Float64Array {
  const { worst } = ends(values, spec);
  const { target } = spec;
  if (target === undefined) throw new CompositeError('invalid-target', `${spec.code} has no target.`);
  if (spec.direction * (target - worst) <= 0) throw new CompositeError('invalid-target', `The target of ${spec.code}, ${target}, is no better than the worst value, ${worst}.`, { setting: 'target', value: target });
  return mapped(values, (value) => capped((value - worst) / (target - worst), cap));
}

/** x/max, or min/x where less is better: 1 for the best. Speaks of ratios, so every value must be above 0 where divided by. */
function ofMaximum(values: Float64Array, spec: IndicatorSpec, units: readonly string[]): Float64Array {
  const { best } = ends(values, spec);
  const bad = values.findIndex((value) => (spec.direction === 1 ? value < 0 : value <= 0));
  if (bad !== -1) {
    throw new CompositeError(spec.direction === 1 ? 'negative-value' : 'not-positive', `${spec.code} of ${units[bad]} is ${(values[bad] as number)}: a fraction of the best value has no sense.`, { unit: units[bad] ?? '', value: values[bad] as number });
  }
  return spec.direction === 1 ? mapped(values, (value) => value / best) : mapped(values, (value) => best / value);
}

/** (x − worst)/(best − worst) between fixed posts, which later data do not move; on logarithms where differences are ratios. */
function betweenGoalposts(values: Float64Array, { factor = 100, cap = true, logarithm = false }: Extract<Scaling, { method: 'goalposts' }>, spec: IndicatorSpec, units: readonly string[]): Float64Array {
  const [worst, best] = spec.goalposts ?? [Number.NaN, Number.NaN];
  if (!((best - worst) * spec.direction > 0)) throw new CompositeError('invalid-target', `The goalposts of ${spec.code} go from the worst, ${worst}, to the best, ${best}; ${spec.direction === 1 ? 'more' : 'less'} is better here.`, { setting: 'goalposts' });
  if (logarithm) {
    const bad = values.findIndex((value) => value <= 0);
    if (bad !== -1 || worst <= 0 || best <= 0) throw new CompositeError('not-positive', `${spec.code} has a value or goalpost that is not positive: there is no logarithm of it.`, bad === -1 ? {} : { unit: units[bad] ?? '', value: values[bad] as number });
  }
  const scale = logarithm ? Math.log : (value: number): number => value;
  const [low, high] = [scale(worst), scale(best)];
  return mapped(values, (value) => {
    const share = (scale(value) - low) / (high - low);
    return factor * (cap && share < 0 ? 0 : capped(share, cap));
  });
}

function capped(value: number, cap: boolean): number {
  return cap && value > 1 ? 1 : value;
}
