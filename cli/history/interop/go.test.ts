/**
 * Our logs before Go's own implementation (golang.org/x/mod/sumdb), and a log that it makes before our command. Needs Go and that
 * package: on Debian `apt install golang-go golang-golang-x-mod-dev`.
 */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { formatTlogProof, inclusionProof } from '@yupana/ledger';
import { call } from '../../testing/call.ts';
import { TestFolders } from '../testing/processes.ts';
import { TestLog, testWitness } from '../testing/log.ts';

const SIZES = [1, 255, 256, 257, 65_536 + 300];
const folders = new TestFolders();
after(() => folders.remove());

const program = join(folders.next(), 'tlog');
const { PATH, HOME } = process.env;
const built = spawnSync('go', ['build', '-o', program, join(import.meta.dirname, 'tlog.go')], { env: { PATH, HOME, GO111MODULE: 'off', GOPATH: '/usr/share/gocode' }, encoding: 'utf8' });
const skip = built.status === 0 ? false : 'no Go with golang.org/x/mod here (Debian: golang-go golang-golang-x-mod-dev)';

function go(...args: readonly string[]): { readonly out: string; readonly err: string } {
  const { stdout, stderr } = spawnSync(program, args, { encoding: 'utf8' });
  return { out: stdout.trim(), err: stderr.trim() };
}

async function ours(size: number): Promise<{ readonly log: TestLog; readonly folder: string }> {
  const log = new TestLog('historia.example/log');
  log.append(...Array.from({ length: size }, (_, n) => ({ n })));
  await log.publish(testWitness('uni.example'));
  const folder = folders.next();
  log.write(folder);
  return { log, folder };
}

describe('Go reads what we write', { skip }, () => {
  for (const size of SIZES) {
    it(`takes our checkpoint with its witness, and proves each of ${size} entries and the growth from our tiles`, async () => {
      const { log, folder } = await ours(size);
      assert.deepEqual(go('check', folder, log.vkey), { out: `${size} entries hold`, err: '' });
    });
  }

  it('takes our proof of an entry, for that entry alone and by our key alone', async () => {
    const { log } = await ours(1000);
    const folder = folders.next();
    const [proof, entry, other] = ['proof', 'entry', 'other'].map((name) => join(folder, name)) as [string, string, string];
    writeFileSync(proof, formatTlogProof({ extra: undefined, index: 700, hashes: inclusionProof(700, 1000, log.nodes(1000)), checkpoint: await log.checkpoint() }));
    writeFileSync(entry, log.entries[700] ?? '');
    writeFileSync(other, log.entries[701] ?? '');
    assert.equal(go('proof', proof, entry, log.vkey).out, 'entry 700 of 1000 holds');
    assert.match(go('proof', proof, other, log.vkey).err, /invalid transparency proof/);
    assert.match(go('proof', proof, entry, new TestLog('historia.example/log').vkey).err, /no verifiable signatures/);
  });
});

describe('we read what Go writes', { skip }, () => {
  for (const size of SIZES) {
    it(`verify log computes a log of ${size} entries to the root that Go signed`, () => {
      const folder = folders.next();
      const policy = join(folders.next(), 'policy');
      writeFileSync(policy, `log ${go('write', folder, String(size)).out}\nquorum none\n`);
      const { code, out } = call(['verify', 'log', folder, '--hashes-only', '--policy', policy]);
      assert.match(out, new RegExp(`^Entries +${size}$`, 'm'));
      assert.match(out, /HOLDS: .* the log has signed it; the policy asks for no witness\./);
      assert.equal(code, 0);
    });
  }
});
