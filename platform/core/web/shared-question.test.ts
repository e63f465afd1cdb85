import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import * as fc from 'fast-check';
import { SharedQuestion } from './shared-question.ts';

describe('a question that many ask at once', () => {
  it('is asked far less often than it is wanted', async () => {
    let asked = 0;
    const question = new SharedQuestion(async () => {
      asked += 1;
      await new Promise((done) => setTimeout(done, 5));
      return asked;
    });
    await Promise.all(Array.from({ length: 100 }, () => question.answer()));
    assert.ok(asked <= 2, `asked ${asked} times`);
  });

  it('never answers with what was true before it was wanted', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat({ max: 3 }), { minLength: 1, maxLength: 40 }), async (pauses) => {
        let truth = 0;
        const question = new SharedQuestion(async () => {
          const seen = truth;
          await new Promise((done) => setImmediate(done));
          return seen;
        });
        const answers: Promise<void>[] = [];
        for (const pause of pauses) {
          truth += 1;
          const atLeast = truth;
          answers.push(question.answer().then((answer) => assert.ok(answer >= atLeast, `${answer} after ${atLeast}`)));
          for (let turn = 0; turn < pause; turn += 1) await new Promise((done) => setImmediate(done));
        }
        await Promise.all(answers);
      }),
    );
  });

  it('is asked again after it failed', async () => {
    let failing = true;
    const question = new SharedQuestion(() => (failing ? Promise.reject(new Error('no line')) : Promise.resolve('here')));
    await assert.rejects(question.answer(), /no line/);
    failing = false;
    assert.equal(await question.answer(), 'here');
  });
});
