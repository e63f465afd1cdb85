import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { CompositeError, FACTOR_KINDS, IMPUTATIONS, type Mean, MEANS, type Recipe, REFUSALS, type Scaling, SCALINGS, STEPS, type Transform, TRANSFORMS } from '@yupana/composite';
import { loadMessages } from '../../app.ts';
import { CODES, factorWords, imputationWords, meanWords, refusalFault, refusalWords, scalingWords, stepWords, transformWords, weightsWords } from './method-words.ts';
import { HANDBOOK } from './kinds/index-kind.ts';
import { RECIPE } from './testing/b2c.ts';

const messages = await loadMessages();
const LANGUAGES = ['es', 'en', 'qu'];
/** Of this language alone: a text of another one would be no text. */
const speaker = (language: string) => messages.translator(language, []);
const steps: Readonly<Record<(typeof STEPS)[number], Recipe['steps'][number]>> = {
  denominate: { step: 'denominate' },
  screen: { step: 'screen', minimumShare: 0.65 },
  impute: { step: 'impute', method: 'mean', within: 'region' },
  treat: { step: 'treat', limit: 5, otherwise: 'log-gii', skewness: 2, kurtosis: 3.5 },
  normalise: { step: 'normalise', method: 'z-score', indicators: { post: { method: 'rank' } } },
  aggregate: { step: 'aggregate', method: 'geometric', levels: { 2: 'median' }, nodes: { x: { power: 2 } }, weights: 'equal', minimumShare: 0.5 },
};

for (const language of LANGUAGES) {
  describe(`what the engine says, in ${language}`, () => {
    const t = speaker(language);

    it('has a sentence for every refusal, with and without a place', () => {
      const said = REFUSALS.map((code) => refusalWords(t, new CompositeError(code, 'in English'), CODES));
      assert.equal(new Set(said).size, REFUSALS.length);
      for (const sentence of said) assert.doesNotMatch(sentence, /none|\(|in English/);
      const placed = refusalWords(t, new CompositeError('not-positive', 'x', { unit: 'EC', indicator: 'post', value: 0, step: 'aggregate' }), { unit: () => 'Ecuador', part: () => 'Correo' });
      assert.match(placed, /\(.*Ecuador, Correo, 0\)\.$/);
    });

    it('has a name for every choice', () => {
      const scales = SCALINGS.map((method) => scalingWords(t, { method, unit: 'PE' } as Scaling, CODES));
      const means = [...MEANS, { power: 0.5 }].map((mean) => meanWords(t, mean as Mean));
      const transforms = [...TRANSFORMS, { boxCox: 0.5 }].map((transform) => transformWords(t, transform as Transform));
      const imputations = IMPUTATIONS.map((method) => imputationWords(t, { method }));
      for (const names of [scales, means, transforms, imputations, ['equal', 'structure', 'mine'].map((set) => weightsWords(t, set))]) assert.equal(new Set(names).size, names.length, names.join(' | '));
      for (const step of STEPS) assert.ok(stepWords(t, steps[step], CODES).length > 2, step);
      assert.equal(new Set(HANDBOOK.map((step) => t(`observatory.handbook.steps.${step}`))).size, 10);
    });

    it('has a name for every kind of uncertain choice, at every step', () => {
      for (const kind of FACTOR_KINDS) {
        for (const step of STEPS) {
          const factor = { name: 'own name', kind, step, alternatives: [{ label: 'a' }], setting: 'limit', from: 1, to: 5, spread: 0.2, draws: 10 };
          const recipe = { ...RECIPE, steps: STEPS.map((one) => steps[one]), uncertainty: { factors: [factor] } } as unknown as Recipe;
          assert.doesNotMatch(factorWords(t, recipe, 'own name'), /own name|\{/, `${kind} ${step}`);
          const twice = { ...recipe, uncertainty: { factors: [factor, { ...factor, name: 'another' }] } } as unknown as Recipe;
          assert.match(factorWords(t, twice, 'own name'), /own name/, 'two of one kind are told apart by their names');
        }
      }
    });
  });
}

it('a refusal at a field names the codes that its author wrote, and nothing that could be markup', () => {
  const { code, params } = refusalFault('recipe', new CompositeError('zero-range', 'x', { indicator: '<b>', alternatives: { mean: 'median' } }));
  assert.deepEqual([code, params['where']], ['refused.zero-range', '<b>, mean: median']);
  assert.ok(speaker('es')(`faults.${code}`, params).includes('<b>'), 'as text: the page makes it harmless');
});
