/** Refusals of the engine and the choices of a recipe, in the language of a person. */
import type { CompositeError, Factor, ImputeStep, Mean, Place, Recipe, Scaling, Step, Transform } from '@yupana/composite';
import { idOf } from '@yupana/composite';
import { formatList, formatNumber } from '#core/i18n/format.ts';
import type { Translator } from '#core/i18n/messages.ts';
import { fault, type Fault } from '#core/kinds/faults.ts';

/** What units and parts of an index are called; their codes where nobody knows more. */
export interface Names {
  unit(code: string): string;
  part(code: string): string;
}
export const CODES: Names = { unit: (code) => code, part: (code) => code };

const ENGINE = 'observatory.engine';

/** Unit, part and value of a refusal; `none` where it says none of them. */
function whereOf({ unit, indicator, aggregate, value, setting, alternatives }: Place, { unit: nameOf, part }: Names): string {
  const found = [
    ...(unit === undefined ? [] : [nameOf(unit)]),
    ...(indicator ?? aggregate) === undefined ? [] : [part(indicator ?? aggregate ?? '')],
    ...(value === undefined || value === null ? [] : [String(value)]),
    ...(setting !== undefined && unit === undefined && indicator === undefined ? [setting] : []),
    ...Object.entries(alternatives ?? {}).map(([name, label]) => `${name}: ${label}`),
  ];
  return found.length === 0 ? 'none' : found.join(', ');
}

/** Why the engine refused: a sentence with unit, indicator and value. */
export function refusalWords(t: Translator, { code, place }: CompositeError, names: Names): string {
  return t(`faults.refused.${code}`, { where: whereOf(place, names) });
}

/** The same for the author of a recipe, who knows its codes. */
export function refusalFault(path: string, { code, place }: CompositeError): Fault {
  return fault(path, `refused.${code}`, { where: whereOf(place, CODES) });
}

export function scalingWords(t: Translator, scaling: Scaling, names: Names): string {
  return t(`${ENGINE}.scales.${scaling.method}`, scaling.method === 'distance-to-reference' ? { unit: names.unit(scaling.unit) } : {});
}

export function meanWords(t: Translator, mean: Mean): string {
  return typeof mean === 'string' ? t(`${ENGINE}.means.${mean}`) : t(`${ENGINE}.means.power`, { power: formatNumber(t, mean.power) });
}

export function transformWords(t: Translator, transform: Transform): string {
  return typeof transform === 'string' ? t(`${ENGINE}.transforms.${transform}`) : t(`${ENGINE}.transforms.box-cox`, { lambda: formatNumber(t, transform.boxCox) });
}

export function imputationWords(t: Translator, { method, within }: Pick<ImputeStep, 'method' | 'within'>): string {
  const name = t(`${ENGINE}.imputations.${method}`);
  return within === undefined ? name : `${name} ${t(`${ENGINE}.settings.within`, { value: within })}`;
}

export function weightsWords(t: Translator, set: string = 'structure'): string {
  return set === 'equal' || set === 'structure' ? t(`${ENGINE}.weights.${set}`) : t(`${ENGINE}.weights.named`, { name: set });
}

/** What a step does, with its settings: `mín–máx`; `media geométrica, pesos iguales`. */
export function stepWords(t: Translator, step: Step, names: Names): string {
  switch (step.step) {
    case 'normalise':
      return formatList(t, [...new Set([step, ...Object.values(step.indicators ?? {})].map((scaling) => scalingWords(t, scaling, names)))]);
    case 'aggregate': {
      const means = [...new Set([step.method, ...Object.values(step.levels ?? {}), ...Object.values(step.nodes ?? {})].map((mean) => meanWords(t, mean)))];
      return [formatList(t, means), ...(step.weights === undefined ? [] : [weightsWords(t, step.weights)]), ...shareWords(t, step.minimumShare)].join(', ');
    }
    case 'impute':
      return imputationWords(t, step);
    case 'treat':
      return (
        [
          ...(['limit', 'skewness', 'kurtosis'] as const).flatMap((name) => (step[name] === undefined ? [] : [setting(t, name, formatNumber(t, step[name]))])),
          ...(step.otherwise === undefined ? [] : [setting(t, 'otherwise', transformWords(t, step.otherwise))]),
        ].join(', ') || t(`${ENGINE}.steps.treat`)
      );
    case 'screen':
      return [t(`${ENGINE}.steps.screen`), ...shareWords(t, step.minimumShare)].join(', ');
    case 'denominate':
      return t(`${ENGINE}.steps.denominate`);
  }
}

function shareWords(t: Translator, share: number | undefined): string[] {
  return share === undefined ? [] : [setting(t, 'minimumShare', `${formatNumber(t, Math.round(1000 * share) / 10)} %`)];
}

function setting(t: Translator, name: string, value: string): string {
  return t(`${ENGINE}.settings.${name}`, { value });
}

/** What an uncertain choice is about: `la media usada`, `los pesos`. With its own name where another is about the same. */
export function factorWords(t: Translator, recipe: Recipe, name: string): string {
  const factors = recipe.uncertainty?.factors ?? [];
  const factor = factors.find((one) => one.name === name);
  if (factor === undefined) return name;
  const words = wordsOf(t, recipe, factor);
  return factors.some((other) => other !== factor && wordsOf(t, recipe, other) === words) ? `${words} (${name})` : words;
}

function wordsOf(t: Translator, { steps }: Recipe, factor: Factor): string {
  const step = 'step' in factor ? (steps.find((one) => idOf(one) === factor.step)?.step ?? 'aggregate') : 'aggregate';
  const onlyWeights = factor.kind === 'choice' && factor.alternatives.every(({ set = {} }) => Object.keys(set).every((key) => key === 'weights'));
  if (onlyWeights && factor.alternatives.some(({ set }) => set !== undefined)) return t(`${ENGINE}.factors.weight-noise`);
  const range = factor.kind === 'range' ? { setting: factor.setting, from: formatNumber(t, factor.from), to: formatNumber(t, factor.to) } : {};
  return t(`${ENGINE}.factors.${factor.kind}`, { what: t(`${ENGINE}.choices.${step}`), ...range });
}
