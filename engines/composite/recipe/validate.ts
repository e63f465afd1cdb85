/** Whether a value is a recipe, and if not, every place where it is none. */
import { CompositeError, type Fault } from '../errors.ts';
import { type Factor, idOf, type Recipe, RECIPE_FORMAT, type Step } from './recipe.ts';
import { code, constant, list, number, object, record, type Shape, text, under, variants } from './shapes.ts';
import { withSetting, withSettings } from './settings.ts';
import { stepShape } from './steps.ts';

export const FACTOR_KINDS = ['choice', 'range', 'weight-noise', 'measurement-error', 'imputation-error'] as const;

const weight = number({ least: 0 });
const step = { step: code };

const recipeShape = object(
  {
    format: constant(RECIPE_FORMAT),
    indicators: list(
      object(
        { code, parent: code, direction: constant(1, -1) },
        { name: text, unit: text, weight, denominator: code, target: number(), goalposts: list(number(), { exactly: 2 }) },
      ),
      { least: 1 },
    ),
    aggregates: list(object({ code }, { name: text, parent: code, weight }), { least: 1 }),
    steps: list(stepShape, { least: 1 }),
  },
  {
    title: text,
    weightSets: record(record(weight)),
    tieTolerance: number({ least: 0, most: 0.1 }),
    uncertainty: object(
      {
        factors: list(
          variants('kind', {
            choice: object({ name: text, kind: text, ...step, alternatives: list(object({ label: text }, { set: record(() => undefined), omit: constant(true) }), { least: 2 }) }),
            range: object({ name: text, kind: text, ...step, setting: text, from: number(), to: number() }),
            'weight-noise': object({ name: text, kind: text, spread: number({ above: 0, most: 1 }), draws: number({ least: 2, whole: true, most: 100_000 }) }, { levels: list(number({ least: 0, whole: true }), { least: 1 }) }),
            'measurement-error': object({ name: text, kind: text, draws: number({ least: 2, whole: true, most: 100_000 }) }),
            'imputation-error': object({ name: text, kind: text, ...step, draws: number({ least: 2, whole: true, most: 100_000 }) }),
          } satisfies Record<(typeof FACTOR_KINDS)[number], Shape>),
          { least: 1 },
        ),
      },
      { enumerateUpTo: number({ least: 1, whole: true, most: 1_000_000 }), samples: number({ least: 16, most: 65_536, whole: true }), seed: number({ least: 0, most: 2 ** 32 - 1, whole: true }) },
    ),
  },
);

/** The faults of a value as a recipe; none where it is one. */
export function recipeFaults(value: unknown): Fault[] {
  const faults: Fault[] = [];
  recipeShape(value, '', faults);
  // Only a value of the right shape can be read for sense.
  if (faults.length === 0) {
    const recipe = value as Recipe;
    faults.push(...structureFaults(recipe), ...weightFaults(recipe), ...stepFaults(recipe), ...factorFaults(recipe));
  }
  return faults;
}

/** The value as a recipe. Throws `invalid-recipe` with every fault. */
export function parseRecipe(value: unknown): Recipe {
  const faults = recipeFaults(value);
  if (faults.length > 0) {
    const [first] = faults;
    throw new CompositeError('invalid-recipe', `The recipe has ${faults.length === 1 ? 'a fault' : `${faults.length} faults`}: ${first?.path ?? ''} ${first?.message ?? ''}`, { setting: first?.path ?? '' }, faults);
  }
  return value as Recipe;
}

function structureFaults({ indicators, aggregates }: Recipe): Fault[] {
  const faults: Fault[] = [];
  const seen = new Set<string>();
  const entries = [...indicators.map((one, index) => [`indicators.${index}`, one] as const), ...aggregates.map((one, index) => [`aggregates.${index}`, one] as const)];
  const parents = new Map(aggregates.map((one) => [one.code, one.parent]));
  for (const [path, { code, parent }] of entries) {
    if (seen.has(code)) faults.push({ path: `${path}.code`, message: `${code} stands here twice` });
    seen.add(code);
    if (parent !== undefined && !parents.has(parent)) faults.push({ path: `${path}.parent`, message: `there is no group ${parent}` });
  }
  const roots = aggregates.filter(({ parent }) => parent === undefined);
  if (roots.length !== 1) faults.push({ path: 'aggregates', message: `exactly one has no parent, the index; here ${roots.length} have none` });
  const used = new Set(entries.map(([, { parent }]) => parent));
  aggregates.forEach(({ code }, index) => {
    if (!used.has(code)) faults.push({ path: `aggregates.${index}`, message: `${code} has nothing below it` });
    const way = new Set<string>();
    for (let place: string | undefined = code; place !== undefined; place = parents.get(place)) {
      if (way.has(place)) return void faults.push({ path: `aggregates.${index}.parent`, message: `${code} is above itself` });
      way.add(place);
    }
  });
  return faults;
}

function weightFaults({ indicators, aggregates, weightSets = {} }: Recipe): Fault[] {
  const codes = new Set([...indicators, ...aggregates].map(({ code }) => code));
  return Object.entries(weightSets).flatMap(([name, set]) => [
    ...(name === 'equal' || name === 'structure' ? [{ path: under('weightSets', name), message: 'this name is taken' }] : []),
    ...Object.keys(set).filter((code) => !codes.has(code)).map((code) => ({ path: `weightSets.${name}.${code}`, message: `there is no indicator or group ${code}` })),
  ]);
}

function stepFaults(recipe: Recipe): Fault[] {
  const { steps } = recipe;
  const faults: Fault[] = [];
  const ids = new Set<string>();
  steps.forEach((step, index) => {
    if (ids.has(idOf(step))) faults.push({ path: `steps.${index}`, message: `two steps are called ${idOf(step)}; give one an id of its own` });
    ids.add(idOf(step));
    faults.push(...referenceFaults(step, `steps.${index}`, recipe));
  });
  const normalise = steps.findIndex(({ step }) => step === 'normalise');
  if (normalise === -1) faults.push({ path: 'steps', message: 'a step normalise is missing; where values are on one scale, its method is "none"' });
  if (steps.filter(({ step }) => step === 'normalise').length > 1) faults.push({ path: 'steps', message: 'values are normalised once' });
  if (steps.filter(({ step }) => step === 'denominate').length > 1) faults.push({ path: 'steps', message: 'values are divided once' });
  faults.push(...imputationFaults(steps));
  steps.forEach(({ step }, index) => {
    if (step === 'aggregate' && index !== steps.length - 1) faults.push({ path: `steps.${index}`, message: 'aggregate is the last step, and there is one' });
    if ((step === 'denominate' || step === 'treat') && normalise !== -1 && index > normalise) faults.push({ path: `steps.${index}`, message: `${step} comes before normalise` });
  });
  if (steps.at(-1)?.step !== 'aggregate') faults.push({ path: 'steps', message: 'the last step is aggregate' });
  return faults;
}

/** Other periods and other indicators are looked at as they are in the data: what has been transformed or scaled is another thing. */
function imputationFaults(steps: readonly Step[]): Fault[] {
  const first = (kinds: readonly string[]): number => steps.findIndex(({ step }) => kinds.includes(step));
  const [treated, normalised] = [first(['treat', 'normalise']), first(['normalise'])];
  return steps.flatMap((step, index) => {
    if (step.step !== 'impute') return [];
    if (step.method.startsWith('panel-') && treated !== -1 && index > treated) return [{ path: `steps.${index}`, message: 'imputation from other periods comes before treat and normalise' }];
    return step.method.startsWith('row-') && normalised !== -1 && index > normalised ? [{ path: `steps.${index}`, message: 'imputation by rows comes before normalise' }] : [];
  });
}

/** Codes in a step that name nothing. */
export function referenceFaults(step: Step, path: string, { indicators, aggregates, weightSets = {} }: Recipe): Fault[] {
  const known = new Set(indicators.map(({ code }) => code));
  const unknown = (codes: readonly string[], from: ReadonlySet<string>, key: string, what: string): Fault[] => codes.filter((code) => !from.has(code)).map((code) => ({ path: `${path}.${key}`, message: `there is no ${what} ${code}` }));
  switch (step.step) {
    case 'denominate':
      return [
        ...unknown(Object.keys(step.scale ?? {}), new Set(indicators.flatMap(({ denominator }) => denominator ?? [])), 'scale', 'denominator'),
        ...(indicators.some(({ denominator }) => denominator !== undefined) ? [] : [{ path, message: 'no indicator names a denominator, so this step would not be applied' }]),
      ];
    case 'screen':
      return Object.keys(step).some((key) => key !== 'step' && key !== 'id') ? [] : [{ path, message: 'no rule is given, so this step would not be applied' }];
    case 'impute':
      return [
        ...unknown(step.indicators ?? [], known, 'indicators', 'indicator'),
        ...(step.within !== undefined && step.method !== 'mean' && step.method !== 'median' ? [{ path: `${path}.within`, message: `${step.method} does not look at groups of units, so this would not be applied` }] : []),
        ...(step.reach !== undefined && step.method !== 'panel-latest' ? [{ path: `${path}.reach`, message: `${step.method} does not look back period by period, so this would not be applied` }] : []),
      ];
    case 'treat':
      return [
        ...unknown(Object.keys(step.indicators ?? {}), known, 'indicators', 'indicator'),
        ...(step.limit === undefined && step.otherwise === undefined && step.indicators === undefined ? [{ path, message: 'neither a limit nor a transformation is given, so this step would not be applied' }] : []),
      ];
    case 'normalise':
      return [
        ...unknown(Object.keys(step.indicators ?? {}), known, 'indicators', 'indicator'),
        ...indicators.flatMap(({ code, target, goalposts }) => {
          const { method } = step.indicators?.[code] ?? step;
          if (method === 'distance-to-target' && target === undefined) return [{ path, message: `${code} has no target` }];
          return method === 'goalposts' && goalposts === undefined ? [{ path, message: `${code} has no goalposts` }] : [];
        }),
      ];
    case 'aggregate':
      return [
        ...unknown(Object.keys(step.nodes ?? {}), new Set(aggregates.map(({ code }) => code)), 'nodes', 'group'),
        ...unknown(step.weights === undefined ? [] : [step.weights], new Set(['equal', 'structure', ...Object.keys(weightSets)]), 'weights', 'weight set'),
      ];
  }
}

function factorFaults(recipe: Recipe): Fault[] {
  const { factors = [], samples = 1024 } = recipe.uncertainty ?? {};
  const names = new Set<string>();
  const uneven = Number.isInteger(Math.log2(samples)) ? [] : [{ path: 'uncertainty.samples', message: `must be a power of 2, or the sample is uneven; is ${samples}` }];
  return uneven.concat(factors.flatMap((factor, index) => {
    const path = `uncertainty.factors.${index}`;
    const twice = names.has(factor.name) ? [{ path: `${path}.name`, message: 'two factors have this name' }] : [];
    names.add(factor.name);
    return [...twice, ...singleFactorFaults(factor, path, recipe)];
  }));
}

function singleFactorFaults(factor: Factor, path: string, recipe: Recipe): Fault[] {
  if (factor.kind === 'weight-noise' || factor.kind === 'measurement-error') return [];
  const step = recipe.steps.find((one) => idOf(one) === factor.step);
  if (step === undefined) return [{ path: `${path}.step`, message: `there is no step ${factor.step}, so this would not be applied` }];
  if (factor.kind === 'imputation-error') {
    const drawn = step.step === 'impute' && (step.method === 'mean' || step.method === 'median');
    return drawn ? [] : [{ path: `${path}.step`, message: `${factor.step} does not impute by the values of other units, so nothing can be drawn` }];
  }
  if (factor.kind === 'range') {
    const faults: Fault[] = factor.from < factor.to ? [] : [{ path: `${path}.from`, message: 'must be less than to' }];
    for (const end of [factor.from, factor.to]) stepShape(withSetting(step, factor.setting, end), `${path}.step`, faults);
    return faults;
  }
  return factor.alternatives.flatMap(({ set, omit }, index) => {
    const place = `${path}.alternatives.${index}`;
    if (omit) {
      if (set !== undefined) return [{ path: place, message: 'a step that is omitted has no settings' }];
      return step.step === 'aggregate' || step.step === 'normalise' ? [{ path: `${place}.omit`, message: `${step.step} cannot be omitted` }] : [];
    }
    const changed = withSettings(step, set ?? {});
    if (changed.step !== step.step) return [{ path: `${place}.set.step`, message: 'an alternative does not change the kind of a step' }];
    const faults: Fault[] = [];
    stepShape(changed, `${place}.set`, faults);
    if (faults.length > 0) return faults;
    return [...referenceFaults(changed, `${place}.set`, recipe), ...imputationFaults(recipe.steps.map((one) => (one === step ? changed : one))).map(({ message }) => ({ path: `${place}.set`, message }))];
  });
}
