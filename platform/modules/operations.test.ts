import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { Ajv2020 } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';
import { testPlatform } from '../../test/support/platform.ts';
import { apiDocument } from '../core/web/pages/reference.ts';
import { answerOfModule } from '../core/web/openapi-operations.ts';
import { recordsOfKind } from '../core/records/read.ts';

const platform = await testPlatform({ after }, { pack: new URL('../../countries/peru', import.meta.url).pathname });

test('what the pages of modules answer to programs is what the OpenAPI document says of it', async () => {
  const ajv = new Ajv2020({ strict: false });
  formats.default(ajv);
  const { components } = apiDocument(platform.web, 'es') as { components: unknown };
  const [strategy, other] = (await recordsOfKind(platform.database, 'strategy')).map(({ id }) => id);
  let checked = 0;
  for (const { id, pattern } of platform.modules.flatMap(({ operations = [] }) => operations)) {
    const path = pattern.replace(':id', strategy ?? '').replace(':other', other ?? '');
    const answer = await platform.web.app.request(`https://yupana.test/es${path}.json`);
    assert.equal(answer.status, 200, path);
    const isValid = ajv.compile({ $ref: `#/components/schemas/${answerOfModule(id)}`, components });
    assert.ok(isValid(await answer.json()), `${id} ${JSON.stringify(isValid.errors)}`);
    checked += 1;
  }
  assert.ok(checked >= 9);
});
