/** What a browser is given: nothing of Node's, and nothing that makes two runs differ. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { test } from 'node:test';

const SPECIFIER = /^(?:import|export)[^;]*?from '([^']+)';/gms;

/** All files that a module needs, and the packages beside them. */
function reached(file: string, seen = new Map<string, string>()): Map<string, string> {
  if (seen.has(file)) return seen;
  const source = readFileSync(file, 'utf8');
  seen.set(file, source);
  for (const [, specifier = ''] of source.matchAll(SPECIFIER)) {
    if (specifier.startsWith('.')) reached(resolve(dirname(file), specifier), seen);
    else seen.set(specifier, '');
  }
  return seen;
}

for (const entry of ['index.ts', 'signatures/webcrypto.ts']) {
  test(`${entry} needs no clock, disk, network, process or randomness`, () => {
    const modules = reached(join(import.meta.dirname, entry));
    assert.ok(modules.size > 3);
    for (const [name, source] of modules) {
      if (source === '') assert.match(name, /^@noble\/(?:ed25519|hashes\/sha2\.js)$/);
      const code = source.replaceAll(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, '');
      assert.doesNotMatch(code, /\b(?:Date|Math\.random|performance|fetch|process|Buffer|setTimeout|globalThis|crypto)\b/, name);
    }
  });
}
