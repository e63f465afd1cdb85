import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { format } from 'node:util';

function quotedUrl(file: string): string {
  return `'${pathToFileURL(join(import.meta.dirname, file)).href}'`;
}

/** The example of the README, with our files for the names of the package. */
async function example(): Promise<string> {
  const readme = await readFile(join(import.meta.dirname, 'README.md'), 'utf8');
  const [, code = assert.fail('the README has an example')] = /```ts\n([\s\S]*?)```/.exec(readme) ?? [];
  return code.replace("'@yupana/ledger'", quotedUrl('index.ts')).replace("'@yupana/ledger/node'", quotedUrl('signatures/node.ts'));
}

test('the example of the README runs and prints what it says', async (t) => {
  const code = await example();
  const expected = [...code.matchAll(/^console\.log\(.*\n\/\/ (.*)$/gm)].map(([, line]) => line);
  assert.equal(expected.length, 3);
  const folder = await mkdtemp(join(tmpdir(), 'ledger-example-'));
  t.after(() => rm(folder, { recursive: true }));
  const file = join(folder, 'example.ts');
  await writeFile(file, code);
  const printed: string[] = [];
  t.mock.method(console, 'log', (...values: readonly unknown[]) => printed.push(format(...values)));
  await import(pathToFileURL(file).href);
  assert.deepEqual(printed, expected);
});
