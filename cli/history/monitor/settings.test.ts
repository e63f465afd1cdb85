import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createKinds, modules } from '../../../platform/app.ts';
import { monitorSettings } from './settings.ts';

test('unless it is said otherwise, every kind in which something is promised is watched, and no kind that there is not', () => {
  const { kinds } = monitorSettings.parse({ policy: 'a.policy' });
  const promised = modules.flatMap(({ promises = {} }) => Object.keys(promises));
  assert.ok(promised.includes('indicator-link'), 'the figures of targets');
  assert.deepEqual(promised.filter((kind) => !kinds.includes(kind)), []);
  const known = createKinds();
  assert.deepEqual(kinds.filter((kind) => known.find(kind) === undefined), []);
});
