import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { gunzipSync } from 'node:zlib';
import { aThing, thing } from '../test/support/kinds.ts';
import { TEST_ORIGIN } from '../test/support/platform.ts';
import { Site } from '../platform/core/web/testing/site.ts';

const text = readFileSync(new URL('open-data.md', import.meta.url), 'utf8');
const site = await Site.open({ after });
const folder = mkdtempSync(join(tmpdir(), 'yupana-docs-'));
after(() => rmSync(folder, { recursive: true }));

function recipe(language: string): string {
  return new RegExp(`\`\`\`${language}\n([^]*?)\`\`\``).exec(text)?.[1] ?? assert.fail(`no recipe in ${language}`);
}

describe('the recipes of docs/open-data.md', () => {
  it('keep a copy that is the register: from the beginning, and from the file on', async (t) => {
    const [first] = [await site.publish(thing, aThing('Uno')), await site.publish(thing, aThing('Dos'))];
    const { follow } = (await import(`data:text/javascript,${encodeURIComponent(recipe('js'))}`)) as { follow(origin: string, copy: Map<string, unknown>, since?: number): Promise<number> };
    t.mock.method(globalThis, 'fetch', async (address: string) => site.platform.web.app.request(address));
    const copy = new Map<string, unknown>();
    const since = await follow(TEST_ORIGIN, copy);
    assert.equal(copy.size, 2);
    const lines = gunzipSync(Buffer.from(await (await site.ask('/bulk/all.jsonl.gz')).arrayBuffer())).toString().trimEnd().split('\n');
    const fromFile = new Map(lines.map((line) => JSON.parse(line) as { id: string; kind: string; document: unknown }).map(({ id, kind, document }) => [id, { kind, document }]));
    const { sequence } = await site.json<{ sequence: number }>('/bulk.json');
    await site.withdraw(first, 'Sobraba');
    await site.publish(thing, aThing('Tres'));
    await follow(TEST_ORIGIN, copy, since);
    await follow(TEST_ORIGIN, fromFile, sequence);
    assert.equal(copy.size, 2);
    assert.ok(!copy.has(first.id));
    assert.deepEqual(fromFile, copy);
    await assert.rejects(follow(TEST_ORIGIN, copy, 99_999));
  });

  it('check a download with the program that they name', async () => {
    for (const line of recipe('sh').trim().split('\n')) {
      const path = /^curl -O https:\/\/ia\.example(\/\S+)$/.exec(line)?.[1];
      if (path === undefined) assert.match(execFileSync('sh', ['-c', line], { cwd: folder, encoding: 'utf8' }), /OK/);
      else writeFileSync(join(folder, path.slice(path.lastIndexOf('/') + 1)), Buffer.from(await (await site.ask(path)).arrayBuffer()));
    }
  });
});
