/** An index in the shape of ASEM, of numbers from a fixed seed. */
import type { Dataset, Recipe } from '../../engines/composite/index.ts';
import { Random } from '../lib/random.ts';

const GROUPS = 8;

/** Values with a tail to the right, related to one another; one in forty is missing. */
export function syntheticData(units: number, indicators: number): Dataset {
  const random = new Random(51_049);
  const level = Array.from({ length: units }, () => random.next());
  const value = (unit: number): number => Math.exp(2 * (level[unit] ?? 0) + 2 * random.next());
  return {
    units: level.map((_, unit) => ({ code: `U${unit}`, groups: { EurAsia_group: unit % 2 === 0 ? 'x' : 'y' } })),
    values: Object.fromEntries(Array.from({ length: indicators }, (_, index) => [`i${index}`, level.map((__, unit) => (unit > 3 && random.below(40) === 0 ? null : value(unit)))])),
  };
}

/** Indicators in eight groups, two sub-indices and an index, with the steps of COINr's example. */
export function syntheticRecipe(indicators: number): Recipe {
  return {
    format: 'composite-recipe/1',
    indicators: Array.from({ length: indicators }, (_, index) => ({ code: `i${index}`, parent: `G${index % GROUPS}`, direction: 1 })),
    aggregates: [...Array.from({ length: GROUPS }, (_, group) => ({ code: `G${group}`, parent: group < 5 ? 'S1' : 'S2' })), { code: 'S1', parent: 'Index' }, { code: 'S2', parent: 'Index' }, { code: 'Index' }],
    steps: [
      { step: 'impute', method: 'mean', within: 'EurAsia_group' },
      { step: 'treat', limit: 5, otherwise: 'log-shifted' },
      { step: 'normalise', method: 'min-max', range: [0, 100] },
      { step: 'aggregate', method: 'arithmetic' },
    ],
  };
}
