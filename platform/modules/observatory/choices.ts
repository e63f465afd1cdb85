/**
 * An index under other choices: each alternative of the recipe alone, the usual scales and means, without each part, and
 * with weights within bounds. All of it is computed by the engine; what it refuses stays in the list with the reason.
 */
import { canonical, CompositeError, computeIndex, idOf, localShares, prepare, rankBounds, type Recipe, type Step, withoutElement, withSettings } from '@yupana/composite';
import { freeParts, keeping, keyOf, type OwnIndex } from './own-index.ts';

export type Change =
  /** The recipe as it stands. */
  | { readonly kind: 'none' }
  /** Steps as they are after the change; `omitted` names one that is left out. */
  | { readonly kind: 'steps'; readonly steps: readonly Step[]; readonly omitted: boolean }
  | { readonly kind: 'without'; readonly code: string }
  /** Every share of a part among its siblings between these two multiples of itself; any share where there are none. */
  | { readonly kind: 'weights'; readonly multiples: readonly [number, number] | undefined; readonly bounds: Readonly<Record<string, readonly [number, number]>> };

export type Outcome = { readonly ranks: ReadonlyMap<string, number> } | { readonly best: number; readonly worst: number; readonly proven: boolean } | { readonly refused: CompositeError };

export interface Choice {
  readonly change: Change;
  readonly outcome: Outcome;
}

/** The scales and means of the handbook that need no target and no unit of reference. */
const USUAL_SCALES: readonly Readonly<Record<string, unknown>>[] = [{ method: 'min-max', range: [1, 100] }, { method: 'z-score', mean: 10, deviation: 2 }, { method: 'borda' }];
const USUAL_MEANS = ['arithmetic', 'geometric', 'median'] as const;
/** On this a geometric mean has a value for everybody. */
const POSITIVE_SCALE = { method: 'min-max', range: [1, 100] };
/** A fifth of each weight; from two fifths to the double; any. */
const SPREADS: readonly (readonly [number, number] | undefined)[] = [[0.8, 1.2], [0.4, 2], undefined];
/** More than this takes too long for a page. */
const MOST_CELLS = 4000;

const kept = keeping<readonly Choice[]>();

/** For one unit: what its weights can reach is computed for it alone. */
export function choicesOf(own: OwnIndex, unit: string): readonly Choice[] {
  return kept(`${keyOf(own.result)} ${unit}`, () => compute(own, unit));
}

function compute(own: OwnIndex, unit: string): Choice[] {
  const { recipe, dataset } = own.data;
  const plain = withoutUncertainty(recipe);
  const ranked = (change: Change, changed: Recipe): Choice => ({
    change,
    outcome: refusedOr(() => {
      const { units, ranks } = computeIndex(dataset, changed);
      return { ranks: new Map(units.map((code, place) => [code, ranks[place] ?? 0])) };
    }),
  });
  if (recipe.indicators.length * dataset.units.length > MOST_CELLS) return [ranked({ kind: 'none' }, plain)];
  const seen = new Set([canonical(plain.steps)]);
  const fresh = variants(recipe).filter(({ steps }) => {
    const name = canonical(steps);
    return !seen.has(name) && seen.add(name) !== undefined;
  });
  return [
    ranked({ kind: 'none' }, plain),
    ...fresh.map(({ steps, changed }) => ranked({ kind: 'steps', steps: changed, omitted: changed.length === 0 }, { ...plain, steps })),
    ...partsOf(recipe).map((code) => ranked({ kind: 'without', code }, withoutElement(recipe, code))),
    ...SPREADS.map((multiples) => bounded(own, unit, multiples)).filter(({ change }) => change.kind === 'weights' && Object.keys(change.bounds).length > 0),
  ];
}

interface Variant {
  readonly steps: readonly Step[];
  /** Those that are not as in the recipe. */
  readonly changed: readonly Step[];
}

function variants(recipe: Recipe): Variant[] {
  const { steps, uncertainty } = recipe;
  const replaced = (id: string, change: (step: Step) => Step): Variant => ({ steps: steps.map((one) => (idOf(one) === id ? change(one) : one)), changed: steps.filter((one) => idOf(one) === id).map(change) });
  const own = (uncertainty?.factors ?? []).flatMap((factor) =>
    factor.kind === 'choice' ? factor.alternatives.map(({ set, omit }): Variant => (omit ? { steps: steps.filter((one) => idOf(one) !== factor.step), changed: [] } : replaced(factor.step, (step) => withSettings(step, set ?? {})))) : [],
  );
  const [scale, mean] = [steps.find(({ step }) => step === 'normalise'), steps.find(({ step }) => step === 'aggregate')];
  if (!scale || !mean) return own;
  // One scale for all, and one mean on every level: the usual method, not a mixture.
  const scaled = (set: Readonly<Record<string, unknown>>): Step => withSettings({ step: 'normalise', method: 'none', ...(scale.id === undefined ? {} : { id: scale.id }) }, set);
  const averaged = (method: (typeof USUAL_MEANS)[number]): Step => ({ step: 'aggregate', method, ...(mean.id === undefined ? {} : { id: mean.id }), ...(mean.step === 'aggregate' && mean.weights !== undefined ? { weights: mean.weights } : {}), ...(mean.step === 'aggregate' && mean.minimumShare !== undefined ? { minimumShare: mean.minimumShare } : {}) });
  const positive = scaled(POSITIVE_SCALE);
  return [
    ...own,
    ...USUAL_SCALES.map((set) => replaced(idOf(scale), () => scaled(set))),
    ...USUAL_MEANS.map((method) => replaced(idOf(mean), () => averaged(method))),
    { steps: steps.map((one) => (one === scale ? positive : one === mean ? averaged('geometric') : one)), changed: [positive, averaged('geometric')] },
  ];
}

/** The parts below the index: more would fill the page with what hardly moves anything. */
function partsOf({ indicators, aggregates }: Recipe): string[] {
  const root = aggregates.find(({ parent }) => parent === undefined)?.code;
  const children = [...indicators, ...aggregates].filter(({ parent }) => parent === root).map(({ code }) => code);
  return children.length > 1 ? children : [];
}

function bounded({ data: { dataset, recipe } }: OwnIndex, unit: string, multiples: readonly [number, number] | undefined): Choice {
  const prepared = prepare(dataset, withoutUncertainty(recipe));
  const shares = localShares(prepared.structure, prepared.weights);
  const bounds = Object.fromEntries(
    freeParts(prepared).map((place): [string, readonly [number, number]] => [prepared.structure.nodes[place]?.code ?? '', multiples === undefined ? [0, 1] : [(shares[place] ?? 0) * multiples[0], Math.min(1, (shares[place] ?? 0) * multiples[1])]]),
  );
  return {
    change: { kind: 'weights', multiples, bounds },
    outcome: refusedOr(() => {
      const [{ best, worst } = { best: undefined, worst: undefined }] = rankBounds(prepared, bounds, [unit]);
      return { best: best?.rank ?? 0, worst: worst?.rank ?? 0, proven: (best?.proven ?? false) && (worst?.proven ?? false) };
    }),
  };
}

function refusedOr(work: () => Outcome): Outcome {
  try {
    return work();
  } catch (error) {
    if (error instanceof CompositeError) return { refused: error };
    throw error;
  }
}

/** Every change alone: the other uncertain choices have nothing to do with it. */
function withoutUncertainty(recipe: Recipe): Recipe {
  const { uncertainty: _, ...plain } = recipe;
  return plain;
}
