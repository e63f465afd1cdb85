/** A step with a setting changed, for alternatives. */
import type { Step } from './recipe.ts';
import { isObject } from './shapes.ts';

/** The step with a number at a path into its settings: `method.power`. */
export function withSetting(step: Step, path: string, value: number): Step {
  return replaced(step, path.split('.'), value) as Step;
}

/** The step with whole settings replaced. Another normalisation takes none of the settings of the one before: they mean something else. */
export function withSettings(step: Step, changed: Readonly<Record<string, unknown>>): Step {
  if (step.step !== 'normalise' || !Object.hasOwn(changed, 'method')) return { ...step, ...changed } as Step;
  const { id, indicators } = step;
  return { step: 'normalise', ...(id === undefined ? {} : { id }), ...(indicators === undefined ? {} : { indicators }), ...changed } as Step;
}

function replaced(whole: unknown, [key, ...rest]: readonly string[], value: number): unknown {
  if (key === undefined) return value;
  if (Array.isArray(whole)) return whole.map((entry, index) => (String(index) === key ? replaced(entry, rest, value) : entry));
  return { ...(isObject(whole) ? whole : {}), [key]: replaced(isObject(whole) ? whole[key] : undefined, rest, value) };
}
