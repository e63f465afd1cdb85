/** The ten steps of the OECD/JRC Handbook on Constructing Composite Indicators (2008), and what in an index shows that each was done. */
import { coherenceOf, correlation, effectiveWeights, type GroupCoherence, type ImputeStep, removals, type Step, strengthsAndWeaknesses } from '@yupana/composite';
import { isAbsence } from '#core/kinds/values.ts';
import { HANDBOOK, type HandbookStep, type Index } from './kinds/index-kind.ts';
import type { IndexEdition } from './kinds/index-edition.ts';
import type { OwnIndex } from './own-index.ts';

export type State = 'done' | 'not_done' | 'not_applicable';

export interface Evidence {
  /** Every step, in the order of the handbook. */
  readonly states: Readonly<Record<HandbookStep, State>>;
  readonly cells: { readonly present: number; readonly all: number };
  readonly imputation: { readonly steps: readonly ImputeStep[]; readonly imputed: number };
  readonly treatment: { readonly steps: readonly Step[]; readonly treated: number };
  /** Units that screening left out. */
  readonly screened: number;
  readonly coherence: readonly GroupCoherence[];
  readonly scales: readonly Step[];
  readonly aggregation: Step | undefined;
  /** Share in the index, by code of the indicator. */
  readonly weights: ReadonlyMap<string, number>;
  readonly strengths: readonly string[];
  readonly weaknesses: readonly string[];
  /** The part without which the order changes most. */
  readonly removal: { readonly code: string; readonly places: number } | undefined;
  readonly editions: readonly EditionLink[];
}

export interface EditionLink {
  readonly id: string;
  readonly document: IndexEdition;
  /** Spearman's correlation of the published ranks with ours. */
  readonly value: number;
  readonly units: number;
}

/** Fewer units in common say nothing. */
const FEWEST_IN_COMMON = 5;
/** A removal computes the whole index again for each part. */
const MOST_REMOVALS = 60;

export function evidenceOf(document: Index, own: OwnIndex, unit: string, editions: readonly { readonly id: string; readonly document: IndexEdition }[]): Evidence {
  const { data, result, robustness } = own;
  const { recipe, dataset } = data;
  const notes = result.stages.flatMap((stage) => stage.notes);
  const counted = (what: string): number => notes.filter((note) => note.what === what).length;
  const columns = recipe.indicators.map(({ code }) => dataset.values[code] ?? []);
  const all = columns.reduce((sum, column) => sum + column.length, 0);
  const present = columns.reduce((sum, column) => sum + column.filter((value) => value !== null).length, 0);
  const imputation = { steps: recipe.steps.filter((step) => step.step === 'impute'), imputed: counted('imputed') };
  const coherence = coherenceOf(result);
  const scales = recipe.steps.filter((step) => step.step === 'normalise');
  const unscaled = scales.every((step) => step.step === 'normalise' && step.method === 'none' && step.indicators === undefined);
  const linked = linksOf(own, editions);
  const { strengths, weaknesses } = strengthsAndWeaknesses(result, unit);
  const effective = effectiveWeights(result.structure, result.weights);
  const computable = coherence.some(({ alpha, components }) => alpha !== null || components !== null);
  return {
    states: {
      framework: isAbsence(document.about) ? 'not_done' : 'done',
      selection: 'done',
      imputation: imputation.imputed > 0 ? 'done' : present === all ? 'not_applicable' : 'not_done',
      multivariate: computable ? 'done' : recipe.indicators.length < 2 ? 'not_applicable' : 'not_done',
      normalisation: unscaled ? 'not_done' : 'done',
      weighting: 'done',
      robustness: robustness === undefined ? 'not_done' : 'done',
      back: 'done',
      links: linked.length > 0 ? 'done' : 'not_done',
      presentation: 'done',
    },
    cells: { present, all },
    imputation,
    treatment: { steps: recipe.steps.filter(({ step }) => step === 'treat'), treated: counted('winsorised') + counted('transformed') },
    screened: dataset.units.length - result.units.length,
    coherence,
    scales,
    aggregation: recipe.steps.find(({ step }) => step === 'aggregate'),
    weights: new Map(recipe.indicators.map(({ code }) => [code, effective[result.structure.places.get(code) ?? -1] ?? 0])),
    strengths: strengths.map(({ code }) => code),
    weaknesses: weaknesses.map(({ code }) => code),
    removal: removalOf(own),
    editions: linked,
  };
}

/** What the record says of a step in words of its author. */
export function textOf({ handbook = [] }: Index, step: HandbookStep) {
  return handbook.find((one) => one.step === step)?.text;
}

function removalOf({ data: { dataset, recipe } }: OwnIndex): Evidence['removal'] {
  const { uncertainty: _, ...plain } = recipe;
  if (recipe.indicators.length + recipe.aggregates.length > MOST_REMOVALS) return undefined;
  const [first] = removals(dataset, plain);
  return first && { code: first.code, places: first.comparison.meanShift };
}

/** Published editions that rank enough of the same units. */
function linksOf({ result: { units, ranks } }: OwnIndex, editions: readonly { readonly id: string; readonly document: IndexEdition }[]): EditionLink[] {
  const own = new Map(units.map((unit, place) => [unit, ranks[place] ?? 0]));
  return editions.flatMap(({ id, document }) => {
    const pairs = (document.rows ?? []).flatMap(({ territory, rank }) => {
      const ours = own.get(territory) ?? 0;
      return isAbsence(rank) || ours === 0 ? [] : [[ours, rank] as const];
    });
    if (pairs.length < FEWEST_IN_COMMON) return [];
    const { value } = correlation(pairs.map(([ours]) => ours), pairs.map(([, theirs]) => theirs), 'spearman');
    return Number.isNaN(value) ? [] : [{ id, document, value, units: pairs.length }];
  });
}

export { HANDBOOK };
