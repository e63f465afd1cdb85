import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { breaksIn } from './dependency-rule.ts';
import { importsOf } from './imports.ts';

const PROGRAM = fileURLToPath(new URL('dependency-rule.ts', import.meta.url));

/** A tree of files, while the work goes on. */
async function withTree<T>(files: Readonly<Record<string, string>>, work: (root: string) => Promise<T>): Promise<T> {
  const root = await mkdtemp(join(tmpdir(), 'yupana-rule-'));
  try {
    for (const [name, content] of Object.entries(files)) {
      await mkdir(dirname(join(root, name)), { recursive: true });
      await writeFile(join(root, name), content);
    }
    return await work(root);
  } finally {
    await rm(root, { recursive: true });
  }
}

const PACKAGES = { 'engines/ledger/package.json': '{"name":"@yupana/ledger"}', 'engines/audit/package.json': '{"name":"@yupana/audit"}', 'formats/dcat/package.json': '{"name":"@yupana/dcat"}' };
const found = (source: string): string[] => importsOf(source).map(({ specifier, line }) => `${line} ${specifier}`);
const breaksOf = (file: string, source: string): Promise<string[]> =>
  withTree({ ...PACKAGES, [file]: source }, async (root) => (await breaksIn(root)).map(({ place, reason }) => `${place} ${reason}`));

describe('what breaks the rule', () => {
  const broken: [file: string, imported: string, reason: RegExp][] = [
    ['engines/ledger/tree.ts', '../../platform/core/kinds/kind.ts', /an engine imports nothing/],
    ['engines/ledger/tree.ts', '#core/kinds/kind.ts', /an engine imports nothing/],
    ['engines/ledger/tree.ts', '../audit/plan.ts', /an engine imports nothing/],
    ['engines/ledger/tree.ts', '@yupana/audit', /an engine imports nothing/],
    ['engines/ledger/tree.ts', '@yupana/dcat/write.ts', /an engine imports nothing/],
    ['formats/dcat/write.ts', '#core/web/web.ts', /a format imports only/],
    ['formats/dcat/write.ts', '#modules/opendata/service.ts', /a format imports only/],
    ['formats/dcat/write.ts', '../ods/write.ts', /a format imports only/],
    ['platform/core/web/web.ts', '#modules/strategy/index.ts', /the core imports only engines/],
    ['platform/core/web/web.ts', '../../modules/strategy/index.ts', /the core imports only engines/],
    ['platform/core/web/web.ts', '@yupana/dcat', /the core imports only engines/],
    ['platform/core/web/web.ts', '../../app.ts', /the core imports only engines/],
    ['platform/core/web/web.ts', '../../../test/support/kinds.ts', /the core imports only engines/],
    ['platform/modules/strategy/index.ts', '#modules/directory/kinds/source.ts', /never imports another module/],
    ['platform/modules/strategy/index.ts', '../directory/index.ts', /never imports another module/],
    ['platform/modules/strategy/index.ts', '../../app.ts', /a module imports only/],
    ['platform/modules/strategy/index.ts', '../../../cli/yupana.ts', /a module imports only/],
    ['platform/server.ts', './core/web/web.ts', /no room/],
    ['platform/core/x.ts', '../../scripts/y.ts', /no room/],
  ];
  for (const [file, imported, reason] of broken) {
    test(`${file} → ${imported}`, async () => {
      const [found, ...others] = await breaksOf(file, `// first line\nimport { x } from '${imported}';\n`);
      assert.deepEqual(others, []);
      assert.match(found ?? '', reason);
      assert.ok(found?.startsWith(`${file}:2 ${imported}: `), found);
    });
  }
});

describe('what keeps it', () => {
  const kept: [file: string, imported: string][] = [
    ['engines/ledger/tree.ts', './hash.ts'],
    ['engines/ledger/tree.ts', 'node:crypto'],
    ['engines/ledger/tree.test.ts', '#core/kinds/kind.ts'],
    ['formats/dcat/write.ts', '@yupana/ledger'],
    ['formats/dcat/write.ts', '#modules/opendata/kinds/dataset.ts'],
    ['formats/dcat/write.ts', '#core/kinds/values.ts'],
    ['platform/core/records/publish.ts', '@yupana/ledger/tree.ts'],
    ['platform/core/records/publish.ts', '../kinds/kind.ts'],
    ['platform/core/kinds/agreement.test.ts', '../../app.ts'],
    ['platform/modules/strategy/routes.ts', '#core/web/web.ts'],
    ['platform/modules/strategy/routes.ts', '@yupana/dcat'],
    ['platform/modules/strategy/routes.ts', './service.ts'],
    ['platform/app.ts', '#modules/strategy/index.ts'],
    ['cli/yupana.ts', '../platform/app.ts'],
    ['docs/generated/write.ts', '../../platform/app.ts'],
    ['test/support/platform.ts', '#modules/strategy/index.ts'],
    ['bench/search.ts', '#core/search/search.ts'],
  ];
  for (const [file, imported] of kept) test(`${file} → ${imported}`, async () => assert.deepEqual(await breaksOf(file, `import x from '${imported}';`), []));

  test('the tree as it is', async () => {
    assert.deepEqual(await breaksIn(fileURLToPath(new URL('../..', import.meta.url))), []);
  });
});

describe('what counts as an import', () => {
  test('every form of it', () => {
    const source = ["import a from 'a';", 'import type { B } from "b";', 'import {', '  c,', '  type D,', "} from 'c';", "import * as e from 'e';", "import 'f';", "export { g } from 'g';", "export * from 'h';", "export type { I } from 'i';", "const j = await import('j');", "type K = import('k').K;", 'const l = import(`l`);', "import m, { n } from 'm' with { type: 'json' };"].join('\n');
    assert.deepEqual(found(source), ['1 a', '2 b', '6 c', '7 e', '8 f', '9 g', '10 h', '11 i', '12 j', '13 k', '14 l', '15 m']);
  });

  test('not what stands in a comment, a string or a template', () => {
    const source = ["// import a from 'a';", '/*', "import b from 'b';", "import('b2');", '*/', 'const c = `', "import d from 'd';", '`;', "const e = \"import f from 'f'\";", "export const g = 'from';", "const address = 'https://example.org'; const h = await import('h');"].join('\n');
    assert.deepEqual(found(source), ['11 h']);
  });
});

describe('as a program', () => {
  test('ends with 1 and says where', () =>
    withTree({ 'platform/core/a.ts': "\n\nexport * from '#modules/x/index.ts';\n" }, async (root) => {
      const { status, stderr } = spawnSync(process.execPath, [PROGRAM, root], { encoding: 'utf8' });
      assert.equal(status, 1);
      assert.match(stderr, /^platform\/core\/a\.ts:3 #modules\/x\/index\.ts: the core imports only engines/);
    }));

  test('ends with 0 where all is well', () =>
    withTree({ 'platform/core/a.ts': "import 'node:fs';\n" }, async (root) => {
      const { status, stderr } = spawnSync(process.execPath, [PROGRAM, root], { encoding: 'utf8' });
      assert.deepEqual([status, stderr], [0, '']);
    }));
});
