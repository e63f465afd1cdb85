import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { Ajv2020 } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';
import { testPlatform } from '../../test/support/platform.ts';
import { apiDocument } from '../core/web/pages/reference.ts';
import { answerOfModule } from '../core/web/openapi-operations.ts';
import { recordsOfKind } from '../core/records/read.ts';

const platform = await testPlatform({ after }, { pack: new URL('../../countries/peru', import.meta.url).pathname });

/** Not every record of a kind has such a page: only an index of our own has results. */
async function firstAnswer(pattern: string): Promise<Response | undefined> {
  const kind = platform.kinds.all.find(({ path }) => pattern.startsWith(`/${path}/:id`));
  const ids = kind ? (await recordsOfKind(platform.database, kind.name)).map(({ id }) => id) : [''];
  for (const id of ids) {
    const path = pattern.replace(':id', id).replace(':figure', await aFigureOf(id));
    const answer = await platform.web.app.request(`https://yupana.test/es${path}.json`);
    if (answer.status === 200) return answer;
  }
  return undefined;
}

/** Figures are known by a name made of what they say, which the page of their set gives. */
async function aFigureOf(set: string): Promise<string> {
  const page = await platform.web.app.request(`https://yupana.test/es/observations/${set}`);
  return /\/figures\/(f-[\w-]+)/.exec(await page.text())?.[1] ?? '';
}

test('what the pages of modules answer to programs is what the OpenAPI document says of it', async () => {
  const ajv = new Ajv2020({ strict: false });
  formats.default(ajv);
  const { components } = apiDocument(platform.web, 'es') as { components: unknown };
  const [, other = ''] = (await recordsOfKind(platform.database, 'strategy')).map(({ id }) => id);
  let checked = 0;
  for (const { id, pattern } of platform.modules.flatMap(({ operations = [] }) => operations)) {
    const answer = await firstAnswer(pattern.replace(':other', other));
    assert.ok(answer, `${pattern}: no record answers`);
    const isValid = ajv.compile({ $ref: `#/components/schemas/${answerOfModule(id)}`, components });
    assert.ok(isValid(await answer.json()), `${id} ${JSON.stringify(isValid.errors)}`);
    checked += 1;
  }
  assert.ok(checked >= 9);
});
