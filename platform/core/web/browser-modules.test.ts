import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { createHash } from 'node:crypto';
import { readAssets } from './assets.ts';
import { type BrowserModule, BrowserModules } from './browser-modules.ts';

const folder = await mkdtemp(join(tmpdir(), 'yupana-modules-'));
after(() => rm(folder, { recursive: true }));
const FILES = {
  'package.json': '{ "name": "@test/parts", "type": "module" }',
  'page.ts': "import type { Unused } from './types.ts';\nimport {\n  type Shape,\n  twice,\n  half as part,\n} from './index.ts';\nimport './effect.ts';\nconst shape: Shape = { size: twice(21) };\nexport const size: number = part(shape.size);\n",
  'index.ts': "/** Everything. */\nexport { type Shape, double as twice } from './double.ts';\n// A half.\nexport { half } from './half.ts';\nexport { never } from './never.ts';\n",
  'double.ts': 'export interface Shape { readonly size: number }\nexport function double(n: number): number { return 2 * n; }\n',
  'half.ts': "import * as all from './double.ts';\nexport const half = (n: number): number => n / all.double(1);\n",
  'never.ts': 'export const never = 0;\n',
  'effect.ts': "/**\nimport { read } from './needs-node.ts';\n*/\n",
  'types.ts': 'export type Unused = string;\n',
  'circle-a.ts': "import { b } from './circle-b.ts';\nexport const a = b;\n",
  'circle-b.ts': "import { a } from './circle-a.ts';\nexport const b = a;\n",
  'needs-node.ts': "import { readFile } from 'node:fs';\nexport const read = readFile;\n",
  'asks-too-much.ts': "import { nothing } from './index.ts';\nexport const some = nothing;\n",
};
await Promise.all(Object.entries(FILES).map(([name, text]) => writeFile(join(folder, name), text)));

const addressOf = (name: string, code: string): string => `/assets/${createHash('sha256').update(code).digest('hex').slice(0, 8)}.${name}`;
async function served(name: string): Promise<BrowserModule[]> {
  const modules = new BrowserModules(addressOf);
  await modules.add(join(folder, name));
  return modules.all();
}

describe('modules for browsers', () => {
  it('lose their types, and import what is served under a name that holds its content', async () => {
    const all = await served('page.ts');
    const page = all.find(({ name }) => name === 'page.js') ?? assert.fail('no page.js');
    assert.doesNotMatch(page.code, /: Shape|: number|\.ts'/);
    const addresses = new Set(all.filter(({ name }) => name !== 'page.js').map(({ name, code }) => addressOf(name, code)));
    const imported = [...page.code.matchAll(/(?:from |import )'([^']+)'/g)].map(([, address = '']) => address);
    assert.deepEqual(imported.filter((address) => !addresses.has(address)), []);
    assert.deepEqual([...page.needs].toSorted(), ['test-parts.double.js', 'test-parts.effect.js', 'test-parts.half.js']);
  });

  it('take names from where an index passes them on, so that nothing else is loaded, and run as they would without', async () => {
    const all = await served('page.ts');
    assert.ok(!all.some(({ name }) => /index|never|types/.test(name)));
    const out = await mkdtemp(join(folder, 'out-'));
    await writeFile(join(out, 'package.json'), '{ "type": "module" }');
    for (const { name, code } of all) await writeFile(join(out, addressOf(name, code).slice('/assets/'.length)), code.replaceAll(/'\/assets\//g, "'./"));
    const page = all.find(({ name }) => name === 'page.js') ?? assert.fail('no page.js');
    assert.equal(((await import(join(out, addressOf('page.js', page.code).slice('/assets/'.length)))) as { size: number }).size, 21);
  });

  it('change their address with whatever they import', async () => {
    const [before] = await served('half.ts');
    await writeFile(join(folder, 'double.ts'), `${FILES['double.ts']}// Changed.\n`);
    const [afterwards] = await served('half.ts');
    await writeFile(join(folder, 'double.ts'), FILES['double.ts']);
    assert.notEqual(before?.code, afterwards?.code);
  });

  it('are refused where a browser could not have them', async () => {
    await assert.rejects(served('circle-a.ts'), /in a circle/);
    await assert.rejects(served('needs-node.ts'), /node:fs, which no browser has/);
    await assert.rejects(served('asks-too-much.ts'), /has no nothing/);
  });
});

it('every module of the site imports only what is served', async () => {
  const assets = await readAssets([new URL('../../modules/history/browser/', import.meta.url)]);
  const seen = new Set<string>();
  const follow = (address: string): void => {
    if (seen.has(address)) return;
    seen.add(address);
    const { body } = assets.find(address.replace('/assets/', '')) ?? assert.fail(address);
    for (const [, , imported = ''] of body.toString().replaceAll(/\/\*[\s\S]*?\*\//g, '').matchAll(/^(?:import |(?:import|export)\b[^'"`;]*?\bfrom )(['"])([^'"]+)\1/gm)) follow(imported);
  };
  for (const name of ['passkey.js', 'edit-form.js', 'verify-proof.js']) follow(assets.href(name));
  assert.deepEqual(new Set(assets.needsOf('verify-proof.js')), new Set([...seen].filter((address) => /yupana-|noble-/.test(address) && !address.includes('readability'))));
  assert.ok([...seen].some((address) => address.includes('noble-ed25519')));
});
