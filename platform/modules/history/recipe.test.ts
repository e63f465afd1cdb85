/** The five lines of the guide, run by a shell as anyone would. */
import assert from 'node:assert/strict';
import { execFile, execFileSync } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, it } from 'node:test';
import { promisify } from 'node:util';
import { getRequestListener } from '@hono/node-server';
import { Site } from '#core/web/testing/site.ts';
import { moduleOf } from '#core/web/pages/testing/editor.ts';
import { aThing, log as logKind, source, thing } from '../../../test/support/kinds.ts';
import { history } from './index.ts';
import { recipe } from './recipe.ts';
import { LOG_KEY, TestLog } from './testing/log.ts';

const TOOLS = ['bash', 'curl', 'sha256sum', 'python3', 'openssl'];
const missing = TOOLS.filter((tool) => {
  try {
    execFileSync('sh', ['-c', `command -v ${tool}`]);
    return false;
  } catch {
    return true;
  }
});
const skip = missing.length > 0 && `this machine has no ${missing.join(', ')}: THE RECIPE WAS NOT RUN`;
if (skip) console.error(skip);

const site = await Site.open({ after }, { modules: [moduleOf({ after }, [thing, logKind, source]), history] });
const log = new TestLog(site.platform.database);
await log.begin();
for (const title of ['Uno', 'Dos', 'Tres', 'Cuatro', 'Ñandú']) await site.publish(thing, aThing(title));
await log.takeOutbox();
await log.fill(2);
await log.sign(['universidad', 'ong', 'contraloria'], 1_795_000_000);
const server = createServer(getRequestListener(site.platform.web.app.fetch));
await new Promise<void>((done) => void server.listen(0, 'localhost', done));
after(() => {
  server.close();
  server.closeAllConnections();
});
const origin = `http://localhost:${(server.address() as AddressInfo).port}`;

interface Ran {
  readonly code: number;
  readonly out: string;
}

async function run(folder: string, lines: readonly string[]): Promise<Ran> {
  try {
    const { stdout } = await promisify(execFile)('bash', ['-e', '-c', lines.join('\n')], { cwd: folder });
    return { code: 0, out: stdout };
  } catch (error) {
    const { code, stdout } = error as { code: number; stdout: string };
    return { code, out: stdout };
  }
}

for (const index of [0, 3, 4, 6]) {
  it(`proves entry ${index} with curl, sha256sum, python3 and openssl`, { skip }, async () => {
    const folder = await mkdtemp(join(tmpdir(), 'yupana-recipe-'));
    after(() => rm(folder, { recursive: true }));
    const lines = recipe(`${origin}/es/history/entries/${index}`, LOG_KEY);
    assert.equal(lines.length, 5);
    assert.ok(lines.every((line) => !line.includes('\n')));
    const { code, out } = await run(folder, lines);
    assert.equal(code, 0, out);
    const { leafHash } = await site.json<{ leafHash: string }>(`/en/history/entries/${index}.json`);
    assert.match(out, new RegExp(`^${leafHash}\nin the tree\nSignature Verified Successfully`));

    // What was fetched is altered: the same lines, without fetching, say so.
    const entry = await readFile(join(folder, 'entry.json'));
    await writeFile(join(folder, 'entry.json'), Buffer.from(entry.toString('latin1').replace('1', '2'), 'latin1'));
    assert.match((await run(folder, lines.slice(1, 3))).out, /NOT IN THE TREE/);
    await writeFile(join(folder, 'entry.json'), entry);
    const proof = await readFile(join(folder, 'proof.txt'), 'utf8');
    await writeFile(join(folder, 'proof.txt'), proof.replace(/(historia\.ejemplo\/log\n)7\n/, '$18\n'));
    const altered = await run(folder, lines.slice(3));
    assert.notEqual(altered.code, 0);
    assert.doesNotMatch(altered.out, /Successfully/);
  });
}

it('stands on the page as it was run', async () => {
  const html = await site.text('/en/history/how-to-verify');
  const [, list = ''] = /<ol>(<li><code>curl[\s\S]*?)<\/ol>/.exec(html) ?? [];
  const shown = [...list.matchAll(/<code>([\s\S]*?)<\/code>/g)].map(([, code = '']) => code.replaceAll('&quot;', '"').replaceAll('&#39;', "'").replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&'));
  assert.deepEqual(shown, recipe('https://yupana.test/en/history/entries/6', LOG_KEY));
});

it('stands in the documentation as the page has it', async () => {
  const documented = await readFile(new URL('../../../docs/history.md', import.meta.url), 'utf8');
  for (const line of recipe('https://ia.gob.pe/es/history/entries/12', 'ia.gob.pe/log+0f1e2d3c+AaBb')) assert.ok(documented.includes(`${line}\n`), line);
});
