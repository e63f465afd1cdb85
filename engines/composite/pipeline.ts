/** The steps of a recipe, one after another. */
import { located } from './errors.ts';
import { type AggregateStep, idOf, type Recipe, type Step } from './recipe/recipe.ts';
import { denominate } from './steps/denominate.ts';
import { impute } from './steps/impute.ts';
import { normalise } from './steps/normalise.ts';
import { screen } from './steps/screen.ts';
import type { Context, Outcome } from './steps/step.ts';
import { treat } from './steps/treat.ts';
import type { Structure } from './structure.ts';
import type { Table } from './table.ts';

export type DataStep = Exclude<Step, AggregateStep>;

export function contextOf(recipe: Recipe, structure: Structure): Context {
  return { structure, indicators: new Map(recipe.indicators.map((spec) => [spec.code, spec])) };
}

/** Every step but the last, which works on scores. */
export function dataSteps({ steps }: Recipe): readonly DataStep[] {
  return steps.filter((step): step is DataStep => step.step !== 'aggregate');
}

export function aggregateStep({ steps }: Recipe): AggregateStep {
  // The validator saw that it is there.
  return steps.find((step): step is AggregateStep => step.step === 'aggregate') ?? { step: 'aggregate', method: 'arithmetic' };
}

/** Does one step. A refusal in it knows which step it was. */
export function applied(step: DataStep, table: Table, context: Context): Outcome {
  return located({ step: idOf(step) }, () => {
    switch (step.step) {
      case 'denominate':
        return denominate(table, step, context);
      case 'screen':
        return screen(table, step, context);
      case 'impute':
        return impute(table, step, context);
      case 'treat':
        return treat(table, step, context);
      case 'normalise':
        return normalise(table, step, context);
    }
  });
}

/** The columns of the indicators in the order of the structure. */
export function indicatorColumns(table: Table, { nodes, leaves }: Structure): Float64Array[] {
  return nodes.slice(0, leaves).map(({ code }) => table.indicators.get(code)?.values ?? new Float64Array());
}
