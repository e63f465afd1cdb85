import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { pathToFileURL } from 'node:url';

const FOLDER = import.meta.dirname;
const README = readFileSync(join(FOLDER, 'README.md'), 'utf8');

test('the worked example of README.md gives what it says', async () => {
  const code = /```ts\n(?<code>[\s\S]*?)```/.exec(README)?.groups?.['code'] ?? '';
  const checks: { readonly actual: unknown; readonly expected: unknown; readonly line: string }[] = [];
  const script = code
    .replace("'@yupana/composite'", JSON.stringify(pathToFileURL(join(FOLDER, 'index.ts')).href))
    .replaceAll(/^(?<expression>.*); \/\/=> (?<expected>.*)$/gm, (line, expression: string, expected: string) => `checks.push({ actual: ${expression}, expected: ${expected}, line: ${JSON.stringify(line)} });`);
  const module = (await import(`data:text/javascript,${encodeURIComponent(`${script.replace(/^import .*$/m, (line) => `${line}\nexport const checks = [];`)}`)}`)) as { readonly checks: typeof checks };
  assert.ok(module.checks.length >= 10);
  for (const { actual, expected, line } of module.checks) assert.deepEqual(JSON.parse(JSON.stringify(actual)), expected, line);
});

test('the engine needs nothing: no package, no part of Node, no file outside its folder', () => {
  const sources = readdirSync(FOLDER, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts') && !name.startsWith('testing'));
  assert.ok(sources.length > 40);
  for (const name of sources) {
    const text = readFileSync(join(FOLDER, name), 'utf8');
    for (const [, from = ''] of text.matchAll(/from '(?<from>[^']+)'/g)) assert.match(from, /^\.\.?\//, `${name} imports ${from}`);
    assert.doesNotMatch(text, /Math\.random|Date\b|process\.|performance\./, name);
  }
});

test('no file is long', () => {
  for (const name of readdirSync(FOLDER, { recursive: true, encoding: 'utf8' })) if (name.endsWith('.ts')) assert.ok(readFileSync(join(FOLDER, name), 'utf8').split('\n').length <= 300, name);
});
