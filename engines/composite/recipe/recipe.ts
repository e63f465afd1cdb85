/** The recipe of an index: everything that decides its numbers, as JSON. `validate.ts` says whether a value is one. */

export const RECIPE_FORMAT = 'composite-recipe/1';

export interface Recipe {
  readonly format: typeof RECIPE_FORMAT;
  readonly title?: string;
  /** In the order in which results show them. */
  readonly indicators: readonly IndicatorSpec[];
  /** The groups, and one without parent: the index. Any depth; branches may differ in depth. */
  readonly aggregates: readonly AggregateSpec[];
  /** Named sets of weights; what a set does not name keeps the weight of the structure. */
  readonly weightSets?: Readonly<Record<string, Weights>>;
  /** Done in this order. The last is `aggregate`, after one `normalise`. */
  readonly steps: readonly Step[];
  /** Scores within this share of the largest are tied. 1e-9 where not given. */
  readonly tieTolerance?: number;
  readonly uncertainty?: Uncertainty;
}

export type Weights = Readonly<Record<string, number>>;

export interface IndicatorSpec {
  readonly code: string;
  readonly name?: string;
  readonly unit?: string;
  readonly parent: string;
  /** Relative to its siblings; 1 where not given. */
  readonly weight?: number;
  /** −1 where less is better. */
  readonly direction: 1 | -1;
  readonly denominator?: string;
  /** For distance-to-target. */
  readonly target?: number;
  /** For goalposts: the values that score nothing and everything, worst first. */
  readonly goalposts?: readonly [number, number];
}

export interface AggregateSpec {
  readonly code: string;
  readonly name?: string;
  readonly parent?: string;
  readonly weight?: number;
}

export type Step = DenominateStep | ScreenStep | ImputeStep | TreatStep | NormaliseStep | AggregateStep;

interface Named {
  /** To tell apart two steps of one kind; the kind of step where not given. */
  readonly id?: string;
}

/** Divides indicators by their denominators. */
export interface DenominateStep extends Named {
  readonly step: 'denominate';
  /** Multiplies a denominator first: `{ "population": 0.001 }` gives figures per 1,000. */
  readonly scale?: Readonly<Record<string, number>>;
}

/** Leaves out units with too little data. */
export interface ScreenStep extends Named {
  readonly step: 'screen';
  /** Least share of indicators present, of all. */
  readonly minimumShare?: number;
  /** Least share present in each group of the structure. */
  readonly minimumShareOfGroups?: number;
  /** Least share of the values present that are not zero. */
  readonly minimumNonZero?: number;
  readonly keep?: readonly string[];
  readonly drop?: readonly string[];
}

/** Fills gaps. */
export interface ImputeStep extends Named {
  readonly step: 'impute';
  readonly method: 'mean' | 'median' | 'row-mean' | 'row-median' | 'panel-latest' | 'panel-constant' | 'panel-linear' | 'panel-linear-constant';
  /** For mean and median: of the units in the same group, by this grouping. */
  readonly within?: string;
  /** For panel methods: how many periods back, at most. */
  readonly reach?: number;
  /** Only these; all where not given. */
  readonly indicators?: readonly string[];
  /** What to do where nothing is missing: refuse (as given), or let it pass. */
  readonly idle?: 'refuse' | 'accept';
}

export type Transform = 'none' | 'log' | 'log-shifted' | 'log-shifted-signed' | 'log-one' | 'log-gii' | { readonly boxCox: number };

export interface Treatment {
  /** Most points to winsorise. */
  readonly limit?: number;
  /** If winsorising did not help: transform the original values. */
  readonly otherwise?: Transform;
  /** Transforms the winsorised values instead of the original ones. */
  readonly combine?: boolean;
}

/** Draws outliers in, where |skewness| ≥ 2 and kurtosis ≥ 3.5 (as given). */
export interface TreatStep extends Named, Treatment {
  readonly step: 'treat';
  readonly skewness?: number;
  readonly kurtosis?: number;
  /** Other treatment for single indicators; `"leave"` treats one not at all, `force` transforms one whatever its shape. */
  readonly indicators?: Readonly<Record<string, Treatment | 'leave' | { readonly force: Transform }>>;
}

export type Scaling =
  | { readonly method: 'min-max'; readonly range?: readonly [number, number] }
  | { readonly method: 'z-score'; readonly mean?: number; readonly deviation?: number }
  | { readonly method: 'scaled'; readonly bounds: readonly [number, number]; readonly factor?: number }
  | { readonly method: 'rank' | 'percentile-rank' | 'borda' | 'distance-to-maximum' | 'fraction-of-maximum' | 'none' }
  | { readonly method: 'distance-to-reference'; readonly unit: string; readonly cap?: boolean }
  | { readonly method: 'distance-to-target'; readonly cap?: boolean }
  | { readonly method: 'goalposts'; readonly factor?: number; readonly cap?: boolean; readonly logarithm?: boolean };

/** Brings indicators to one scale on which more is better. */
export type NormaliseStep = Named & Scaling & { readonly step: 'normalise'; readonly indicators?: Readonly<Record<string, Scaling>> };

export type Mean = 'arithmetic' | 'geometric' | 'harmonic' | 'median' | 'copeland' | { readonly power: number };

/** Puts indicators together, group by group, up to the index. */
export interface AggregateStep extends Named {
  readonly step: 'aggregate';
  readonly method: Mean;
  /** By height above the indicators: `{ "2": "geometric" }` for groups of groups. */
  readonly levels?: Readonly<Record<string, Mean>>;
  /** For single groups, by code; stronger than `levels`. */
  readonly nodes?: Readonly<Record<string, Mean>>;
  /** Name of a weight set; `"equal"` and `"structure"` (as given in indicators and aggregates) always exist. */
  readonly weights?: string;
  /** Least share of children present for a group to have a score. Where not given, a missing value is refused. */
  readonly minimumShare?: number;
}

export interface Uncertainty {
  readonly factors: readonly Factor[];
  /** Largest product of alternatives that is counted out; 100,000 where not given. */
  readonly enumerateUpTo?: number;
  /** Base size of the quasi-random design, a power of 2; 1,024 where not given. */
  readonly samples?: number;
  readonly seed?: number;
}

export type Factor = ChoiceFactor | RangeFactor | WeightNoiseFactor | MeasurementErrorFactor | ImputationErrorFactor;

/** Alternatives for a step: each replaces the settings that it names. The recipe as it stands is one only if listed. */
export interface ChoiceFactor {
  readonly name: string;
  readonly kind: 'choice';
  /** Id of the step. */
  readonly step: string;
  readonly alternatives: readonly { readonly label: string; readonly set?: Readonly<Record<string, unknown>>; readonly omit?: true }[];
}

/** A number anywhere between two, all equally likely. Makes counting out impossible. */
export interface RangeFactor {
  readonly name: string;
  readonly kind: 'range';
  readonly step: string;
  /** Name of the setting, with dots into it: `method.power`. */
  readonly setting: string;
  readonly from: number;
  readonly to: number;
}

/** Weights multiplied by numbers between 1 − spread and 1 + spread, drawn from a seeded generator. */
export interface WeightNoiseFactor {
  readonly name: string;
  readonly kind: 'weight-noise';
  readonly spread: number;
  /** Heights of the nodes whose weights are uncertain: 0 the indicators. All where not given. */
  readonly levels?: readonly number[];
  readonly draws: number;
}

/** Values drawn from normal distributions around the observed ones, with the standard errors of the data set. */
export interface MeasurementErrorFactor {
  readonly name: string;
  readonly kind: 'measurement-error';
  readonly draws: number;
}

/**
 * Multiple imputation: what the step imputes is drawn instead from observed values of the same group (approximate
 * Bayesian bootstrap, Rubin & Schenker 1986).
 */
export interface ImputationErrorFactor {
  readonly name: string;
  readonly kind: 'imputation-error';
  /** Id of the impute step. */
  readonly step: string;
  readonly draws: number;
}

export function idOf(step: Step): string {
  return step.id ?? step.step;
}
