/** The shape of each step of a recipe. */
import { code, constant, either, isObject, list, number, object, record, type Shape, text, truth, variants } from './shapes.ts';

const isText = (value: unknown): boolean => typeof value === 'string';
const share = number({ least: 0, most: 1 });
const pair = list(number(), { exactly: 2 });

/** What a setting may be called, for whoever shows recipes to people; those with a number of their own (Box–Cox, power) apart. */
export const TRANSFORMS = ['none', 'log', 'log-shifted', 'log-shifted-signed', 'log-one', 'log-gii'] as const;
export const MEANS = ['arithmetic', 'geometric', 'harmonic', 'median', 'copeland'] as const;
export const IMPUTATIONS = ['mean', 'median', 'row-mean', 'row-median', 'panel-latest', 'panel-constant', 'panel-linear', 'panel-linear-constant'] as const;

const transform = either(
  { when: isObject, shape: object({ boxCox: number() }) },
  { when: isText, shape: constant(...TRANSFORMS) },
);
const treatment = { limit: number({ least: 0, whole: true }), otherwise: transform, combine: truth };

export const mean = either(
  { when: isObject, shape: object({ power: number() }) },
  { when: isText, shape: constant(...MEANS) },
);

export const SCALINGS = ['min-max', 'z-score', 'scaled', 'rank', 'percentile-rank', 'borda', 'distance-to-maximum', 'fraction-of-maximum', 'none', 'distance-to-reference', 'distance-to-target', 'goalposts'] as const;

/** The scalings; as a step they have `step`, `id` and `indicators` besides. */
function scalings(needed: Readonly<Record<string, Shape>>, optional: Readonly<Record<string, Shape>>): Shape {
  const scaling = (own: Readonly<Record<string, Shape>>, free: Readonly<Record<string, Shape>> = {}): Shape => object({ ...needed, method: text, ...own }, { ...optional, ...free });
  return variants('method', {
    'min-max': scaling({}, { range: pair }),
    'z-score': scaling({}, { mean: number(), deviation: number({ above: 0 }) }),
    scaled: scaling({ bounds: pair }, { factor: number() }),
    rank: scaling({}),
    'percentile-rank': scaling({}),
    borda: scaling({}),
    'distance-to-maximum': scaling({}),
    'fraction-of-maximum': scaling({}),
    none: scaling({}),
    'distance-to-reference': scaling({ unit: code }, { cap: truth }),
    'distance-to-target': scaling({}, { cap: truth }),
    goalposts: scaling({}, { factor: number(), cap: truth, logarithm: truth }),
  } satisfies Record<(typeof SCALINGS)[number], Shape>);
}

const step = { step: text };
const id = { id: code };

export const STEPS = ['denominate', 'screen', 'impute', 'treat', 'normalise', 'aggregate'] as const;

export const stepShape = variants('step', {
  denominate: object(step, { ...id, scale: record(number({ above: 0 })) }),
  screen: object(step, { ...id, minimumShare: share, minimumShareOfGroups: share, minimumNonZero: share, keep: list(code), drop: list(code) }),
  impute: object(
    { ...step, method: constant(...IMPUTATIONS) },
    { ...id, within: text, reach: number({ least: 1, whole: true }), indicators: list(code, { least: 1 }), idle: constant('refuse', 'accept') },
  ),
  treat: object(step, {
    ...id,
    ...treatment,
    skewness: number({ above: 0 }),
    kurtosis: number(),
    indicators: record(either({ when: (value) => isObject(value) && 'force' in value, shape: object({ force: transform }) }, { when: isObject, shape: object({}, treatment) }, { when: () => true, shape: constant('leave') })),
  }),
  normalise: scalings(step, { ...id, indicators: record(scalings({}, {})) }),
  aggregate: object({ ...step, method: mean }, { ...id, levels: record(mean), nodes: record(mean), weights: text, minimumShare: share }),
} satisfies Record<(typeof STEPS)[number], Shape>);
