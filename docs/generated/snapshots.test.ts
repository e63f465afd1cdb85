import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { keptFiles } from './kept-files.ts';
import { snapshots } from './snapshots.ts';

const HINT = 'Run `npm run snapshots` and look at what changed.';
const files = await snapshots();

test('the snapshots are those of the code as it is', async () => {
  for (const [name, content] of files) {
    const kept = await readFile(new URL(name, import.meta.url), 'utf8').catch(() => undefined);
    assert.ok(kept !== undefined, `${name} is missing. ${HINT}`);
    assert.ok(kept === content, `${name} is not what the code makes now, first at line ${firstDifference(kept, content)}. ${HINT}`);
  }
});

test('nothing is kept that nothing makes', async () => {
  assert.deepEqual(await keptFiles(), [...files.keys()].toSorted());
});

test('the same sources give the same bytes', async () => {
  assert.deepEqual(await snapshots(), files);
});

function firstDifference(a: string, b: string): number {
  const [left, right] = [a.split('\n'), b.split('\n')];
  return left.findIndex((line, index) => line !== right[index]) + 1 || left.length;
}
