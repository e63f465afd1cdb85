import { recipeFaults } from '@yupana/composite';
import { fault, type Fault } from '#core/kinds/faults.ts';
import { boolean, choice, group, line, list, mayBe, optional, prose, reference, url } from '#core/kinds/fields.ts';
import { defineKind, type DocumentOf } from '#core/kinds/kind.ts';
import { ID, territoryCode, territoryFaults, timeFaults, timePeriod, words } from './shared.ts';

const EXAMPLE_RECIPE = JSON.stringify({
  format: 'composite-recipe/1',
  indicators: [
    { code: 'internet-use', parent: 'digital', direction: 1 },
    { code: 'account-share', parent: 'digital', direction: 1 },
  ],
  aggregates: [{ code: 'digital' }],
  steps: [
    { step: 'normalise', method: 'min-max' },
    { step: 'aggregate', method: 'arithmetic' },
  ],
});

/** The ten steps of the OECD/JRC handbook (2008), in its order. */
export const HANDBOOK = ['framework', 'selection', 'imputation', 'multivariate', 'normalisation', 'weighting', 'robustness', 'back', 'links', 'presentation'] as const;
export type HandbookStep = (typeof HANDBOOK)[number];

/** A composite indicator: of others, known by its editions; or our own, computed from a recipe and sets of observations. */
export const index = defineKind({
  name: 'index',
  path: 'indices',
  schemaVersion: 1,
  title: 'name',
  fields: {
    name: words('Índice de comercio electrónico B2C', 250, 'A'),
    acronym: optional(line({ example: 'B2C', maxLength: 30, search: 'A' })),
    owner: line({ example: 'UNCTAD', maxLength: 250, search: 'B' }),
    /** True where the numbers are computed here. */
    own: boolean({ example: true, facet: true }),
    about: mayBe(words('Mide si un país está listo para comprar y vender por internet', 2000, 'B'), 'not_stated', 'unknown'),
    licence: mayBe(line({ example: 'CC BY 4.0', maxLength: 200 }), 'not_stated', 'unknown'),
    url: mayBe(url({ example: 'https://unctad.org/' }), 'not_stated', 'unknown', 'not_applicable'),
    /** JSON of `engines/composite`. Its indicators have the codes of our indicators. */
    recipe: optional(prose({ example: EXAMPLE_RECIPE, maxLength: 200_000 })),
    observationSets: optional(list(reference('observation-set', { example: ID }), { maxItems: 100 })),
    /** What is ranked, in this order where ranks are tied. */
    units: optional(list(territoryCode, { maxItems: 1000 })),
    /** Only figures of this time; the newest of each where it is not given. */
    time: optional(timePeriod),
    /** The edition whose ranks we compute again, to be set beside ours. */
    recomputes: optional(reference('index-edition', { example: ID })),
    /** What no recipe says: why a step of the method was done so, or was not. */
    handbook: optional(list(group({ step: choice(HANDBOOK, { example: 'normalisation' }), text: words('Las cuatro columnas ya van de 0 a 100', 1000) }), { maxItems: HANDBOOK.length })),
    note: optional(words('Solo los diez países de la tabla', 1000)),
  },
  steps: [
    { name: 'what', fields: ['name', 'acronym', 'owner', 'own', 'about', 'licence', 'url'] },
    { name: 'recipe', fields: ['recipe', 'observationSets', 'units', 'time', 'recomputes', 'handbook', 'note', 'evidence'] },
  ],
  rules: ({ own, recipe, observationSets = [], units = [], time, handbook = [] }) => [
    ...(own ? [...(recipe === undefined ? [fault('recipe', 'required')] : faultsOfRecipe(recipe)), ...(observationSets.length > 0 ? [] : [fault('observationSets', 'required')]), ...(units.length > 1 ? [] : [fault('units', 'too_few_units')])] : []),
    ...(!own && recipe !== undefined ? [fault('recipe', 'recipe_of_others')] : []),
    ...units.flatMap((unit, place) => [...territoryFaults(`units.${place}`, unit), ...(units.indexOf(unit) < place ? [fault(`units.${place}`, 'repeated', { value: unit })] : [])]),
    ...(time === undefined ? [] : timeFaults('time', time)),
    ...handbook.flatMap(({ step }, place) => (handbook.findIndex((other) => other.step === step) < place ? [fault(`handbook.${place}.step`, 'repeated', { value: step })] : [])),
  ],
});
export type Index = DocumentOf<typeof index>;

/** The engine's own validator says what is wrong, each with its path inside the recipe. */
function faultsOfRecipe(text: string): Fault[] {
  try {
    return recipeFaults(JSON.parse(text)).map(({ path, message }) => fault('recipe', 'not_a_recipe', { path, message }));
  } catch {
    return [fault('recipe', 'not_json')];
  }
}
