import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { Validator } from '@seriousme/openapi-schema-validator';
import { Ajv2020 } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';
import { snapshotSite } from '../../../docs/generated/site.ts';
import { exampleDocument, referencesIn } from '../kinds/json-schema.ts';
import { exampleAnswer } from './openapi-examples.ts';
import { typeName } from './openapi-components.ts';
import { answerOfModule, operationsOf } from './openapi-operations.ts';
import { apiDocument } from './pages/reference.ts';
import type { Web } from './web.ts';

interface OpenApi {
  readonly paths: Record<string, { get: { operationId: string; parameters: { $ref: string }[]; responses: Record<string, unknown> } }>;
  readonly components: { readonly parameters: Record<string, { in: string }> } & Record<string, Record<string, unknown>>;
}

let web: Web;
let document: OpenApi;
before(async () => {
  ({ web } = await snapshotSite());
  document = apiDocument(web, 'en') as unknown as OpenApi;
});

/** Checks values against a schema of the document. */
function validatorFor(name: string) {
  const ajv = new Ajv2020({ strict: true, strictTypes: false, strictRequired: false, allErrors: true });
  for (const keyword of ['x-yupana', 'components']) ajv.addKeyword(keyword);
  formats.default(ajv);
  return ajv.compile({ $ref: `#/components/schemas/${name}`, components: document.components });
}

describe('the OpenAPI document', () => {
  test('is valid under the schema of OpenAPI 3.1', async () => {
    const { valid, errors } = await new Validator().validate(structuredClone(document) as never);
    assert.ok(valid, JSON.stringify(errors));
  });

  test('refers to nothing that is not there, and holds no component that nothing refers to', () => {
    const used = new Set(referencesIn(document));
    const there = Object.entries(document.components).flatMap(([section, parts]) => Object.keys(parts).map((name) => `#/components/${section}/${name}`));
    assert.deepEqual([...used].filter((address) => !there.includes(address)), []);
    assert.deepEqual(there.filter((address) => !used.has(address)), []);
  });

  test('names every operation once', () => {
    const ids = Object.values(document.paths).map(({ get }) => get.operationId);
    assert.equal(new Set(ids).size, ids.length);
  });

  test('describes each place in an address, and nothing else as one', () => {
    for (const [address, { get }] of Object.entries(document.paths)) {
      const places = [...address.matchAll(/\{(\w+)\}/g)].map(([, name]) => name).toSorted();
      const described = get.parameters.map(({ $ref }) => $ref.slice($ref.lastIndexOf('/') + 1)).filter((name) => document.components.parameters[name]?.in === 'path');
      assert.deepEqual(described.toSorted(), places, address);
    }
  });

  test('has every operation for every kind, because every route is there', () => {
    const { kinds, configuration } = web.platform;
    assert.equal(operationsOf(web.routes, configuration.languages).length, 23);
    const ofModules = web.platform.modules.flatMap(({ operations = [] }) => operations);
    assert.ok(ofModules.length >= 9);
    const plain = web.platform.modules.flatMap(({ plainOperations = [] }) => plainOperations);
    assert.equal(Object.keys(document.paths).length, 15 + ofModules.length + plain.length + 8 * kinds.all.length);
  });

  test('has the pages of the modules that give JSON, each with its schema', () => {
    for (const { id, pattern } of web.platform.modules.flatMap(({ operations = [] }) => operations)) {
      const path = document.paths[`/{language}${pattern.replace(/:(\w+)/g, '{$1}')}.json`];
      assert.ok(path, id);
      assert.ok(JSON.stringify(path.get.responses[200]).includes(`#/components/schemas/${answerOfModule(id)}"`), id);
    }
  });

  test('promises no operation whose route is gone', () => {
    const routes = web.routes.filter(({ pattern }) => !pattern.includes('compare'));
    const left = new Set(operationsOf(routes, web.platform.configuration.languages).map(({ id }) => id));
    assert.ok(left.has('record') && !left.has('compare'));
  });
});

describe('the schemas in it', () => {
  test('take the example of every kind', () => {
    for (const kind of web.platform.kinds.all) {
      const isValid = validatorFor(`${typeName(kind.name)}Document`);
      assert.ok(isValid(exampleDocument(kind)), `${kind.name} ${JSON.stringify(isValid.errors)}`);
      assert.equal(isValid({}), false);
    }
  });

  test('take the example answer of every operation', () => {
    const { platform } = web;
    let checked = 0;
    for (const operation of operationsOf(web.routes, platform.configuration.languages)) {
      for (const kind of platform.kinds.all) {
        const answer = exampleAnswer(operation, { origin: 'https://example.org', language: 'es', kind });
        if (answer === undefined) continue;
        const isValid = validatorFor(operation.answer.replace('*', typeName(kind.name)));
        assert.ok(isValid(answer), `${operation.id} ${kind.name} ${JSON.stringify(isValid.errors)}`);
        checked += 1;
      }
    }
    assert.ok(checked >= 8 * platform.kinds.all.length);
  });
});
