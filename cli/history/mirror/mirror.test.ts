import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { ED25519_COSIGNATURE, formatVerifierKey, openNote, parsePolicy, type Policy, tilesOfGrowth, tilePath } from '@yupana/ledger';
import * as fc from 'fast-check';
import { Cosigner } from '../cosigner.ts';
import { httpSource, type LogSource, Unreachable } from '../source.ts';
import { Difference } from '../tree.ts';
import { serveFiles, TestLog, testWitness } from '../testing/log.ts';
import { TestFolders } from '../testing/processes.ts';
import { LogCopy } from './copy.ts';
import { Mirror, type MirrorOptions, type MirrorOutcome } from './mirror.ts';

const folders = new TestFolders();
after(() => folders.remove());

const entry = (index: number): Buffer => Buffer.from(`entry ${index}`);
const entries = (from: number, to: number): Buffer[] => Array.from({ length: to - from }, (_, index) => entry(from + index));

async function logOf(size: number): Promise<TestLog> {
  const log = new TestLog();
  log.append(...entries(0, size));
  await log.publish();
  return log;
}

/** A log that is read straight from its files. */
function sourceOf(log: Pick<TestLog, 'files'>, asked: string[] = []): LogSource {
  return {
    name: 'the log',
    read: async (path) => {
      asked.push(path);
      return log.files.get(path);
    },
  };
}

/** A mirror that was just started on a folder. */
async function mirrorOf(log: TestLog, folder: string, { policy = policyOf(log), cosigner, ...more }: Partial<MirrorOptions> & { readonly policy?: Policy; readonly cosigner?: Cosigner } = {}): Promise<Mirror> {
  const copy = await LogCopy.open({ folder, origin: log.origin, policy, cosigner, now: () => 1_790_000_000 });
  return new Mirror({ source: sourceOf(log), copy, unwitnessed: false, ...more });
}

const look = async (...options: Parameters<typeof mirrorOf>): Promise<MirrorOutcome> => (await mirrorOf(...options)).update();

/** How many entries the folder serves. */
const sizeIn = (folder: string): number => Number(readFileSync(join(folder, 'checkpoint'), 'utf8').split('\n')[1]);

const policyOf = (log: TestLog, text = 'quorum none\n') => parsePolicy(Buffer.from(`log ${log.vkey}\n${text}`));

/** Every file that a static mirror of this size has to have, byte by byte. */
function assertWhole(folder: string, log: TestLog): void {
  for (const tile of tilesOfGrowth(0, log.size)) {
    for (const path of [tilePath(tile), ...(tile.level === 0 ? [tilePath({ ...tile, level: 'entries' })] : [])]) assert.deepEqual(new Uint8Array(readFileSync(join(folder, path))), log.files.get(path), path);
  }
}

describe('a mirror', () => {
  it('keeps a log as it grows, through every width of tiles, and only what is new is fetched', async () => {
    const folder = folders.next();
    const log = new TestLog();
    const asked: string[] = [];
    const mirror = await mirrorOf(log, folder, { source: sourceOf(log, asked) });
    for (const size of [1, 3, 255, 256, 257, 512, 700, 1023]) {
      log.append(...entries(log.size, size));
      await log.publish();
      asked.length = 0;
      assert.deepEqual(await mirror.update(), { outcome: 'grown', size });
      assertWhole(folder, log);
      assert.deepEqual(new Uint8Array(readFileSync(join(folder, 'checkpoint'))), log.files.get('checkpoint'));
      assert.deepEqual(await mirror.update(), { outcome: 'unchanged', size });
    }
    assert.ok(!asked.includes('tile/entries/000') && asked.includes('tile/entries/002'), asked.join(' '));
    assert.ok(!existsSync(join(folder, 'tile/entries/000.p')) && !existsSync(join(folder, 'tile/0/001.p')), 'what was outgrown is gone');
  });

  it('grows over three levels of tiles', async () => {
    const log = await logOf(66_000);
    const folder = folders.next();
    assert.deepEqual(await look(log, folder), { outcome: 'grown', size: 66_000 });
    assertWhole(folder, log);
  });

  it('waits for the quorum, takes later cosignatures, and signs what it keeps', async () => {
    const [uni, ong] = [testWitness('uni.example'), testWitness('ong.example')];
    const log = new TestLog();
    log.append(...entries(0, 300));
    const policy = policyOf(log, `witness uni ${formatVerifierKey(uni.key)}\nwitness ong ${formatVerifierKey(ong.key)}\ngroup all all uni ong\nquorum all\n`);
    const cosigner = new Cosigner('espejo.example', [generateKeyPairSync('ed25519').privateKey]);
    const folder = folders.next();
    const mirror = await mirrorOf(log, folder, { policy, cosigner });
    await log.publish(uni);
    assert.deepEqual(await mirror.update(), { outcome: 'not-witnessed', size: 300 });
    assert.ok(!existsSync(join(folder, 'checkpoint')));
    await log.publish(uni, ong);
    assert.deepEqual(await mirror.update(), { outcome: 'grown', size: 300 });
    const kept = await openNote(new Uint8Array(readFileSync(join(folder, 'checkpoint'))), [log.key, uni.key, ong.key, ...cosigner.keys]);
    assert.deepEqual(kept.valid.map(({ key, timestamp }) => [key.name, key.type === ED25519_COSIGNATURE && (timestamp ?? 0) > 0]), [[log.origin, false], ['uni.example', true], ['ong.example', true], ['espejo.example', true]]);
    assert.equal(kept.ignored.length, 0);
    const loose = await mirrorOf(log, folders.next(), { policy, unwitnessed: true });
    await log.publish();
    assert.equal((await loose.update()).outcome, 'grown');
    const third = testWitness('tercero.example');
    log.files.set('checkpoint', await log.checkpoint(300, [uni, ong, third]));
    await mirror.update();
    assert.deepEqual((await openNote(new Uint8Array(readFileSync(join(folder, 'checkpoint'))), [third.key])).valid.length, 1);
  });

  it('a log behind what is kept is no fork if it is the beginning of it', async () => {
    const log = await logOf(700);
    const mirror = await mirrorOf(log, folders.next());
    await mirror.update();
    log.files.set('checkpoint', await log.checkpoint(300));
    assert.deepEqual(await mirror.update(), { outcome: 'behind', size: 300 });
  });

  it('keeps both heads of a fork, smaller, equal and larger, and takes nothing more', async () => {
    const log = await logOf(700);
    const folder = folders.next();
    await look(log, folder);
    const before = new Map(readdirSync(folder, { recursive: true }).map((name) => [String(name), existsSync(join(folder, String(name)))]));
    for (const size of [300, 700, 701, 1400]) {
      const other = new TestLog(log.origin, log.privateKey);
      other.append(...entries(0, 100), Buffer.from('another'), ...entries(101, size));
      await other.publish();
      const found = await look(log, folder, { source: sourceOf(other) });
      assert.equal(found.outcome, 'fork');
      assert.ok(found.outcome === 'fork' && found.files.length === 2);
      const [ours, theirs] = found.outcome === 'fork' ? found.files.map((file) => new Uint8Array(readFileSync(file))) : [];
      assert.deepEqual([ours, theirs], [log.files.get('checkpoint'), other.files.get('checkpoint')]);
      const again = await look(log, folder, { source: sourceOf(other) });
      assert.deepEqual(again, found, 'the same evidence is kept once');
    }
    assertWhole(folder, log);
    const files = readdirSync(folder, { recursive: true }).map(String).filter((name) => !name.startsWith('fork-'));
    assert.deepEqual(files.toSorted(), [...before.keys()].toSorted());
    assert.equal((await look(log, folder)).outcome, 'unchanged', 'the honest log is followed on');
  });

  it('any flipped bit is refused with its place, and what is kept stays whole', async () => {
    const log = await logOf(300);
    const small = new Map(log.files);
    log.append(...entries(300, 800));
    await log.publish();
    const paths = tilesOfGrowth(300, 800).flatMap((tile) => [tilePath(tile), ...(tile.level === 0 ? [tilePath({ ...tile, level: 'entries' })] : [])]);
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...paths), fc.nat(), async (path, choice) => {
        const bytes = Uint8Array.from(log.files.get(path) ?? assert.fail(path));
        const bit = choice % (bytes.length * 8);
        const folder = folders.next();
        await look(log, folder, { source: sourceOf({ files: small }) });
        bytes[bit >> 3] = (bytes[bit >> 3] ?? 0) ^ (1 << (bit & 7));
        const source = sourceOf({ files: new Map([...log.files, [path, bytes]]) });
        await assert.rejects(look(log, folder, { source }), (error) => error instanceof Difference && error.message.includes(path.split('.p/')[0] ?? path));
        assert.equal(sizeIn(folder), 300);
        assert.equal((await look(log, folder)).outcome, 'grown');
        assertWhole(folder, log);
      }),
      { numRuns: 60 },
    );
  });

  it('refuses entries in another order', async () => {
    const log = await logOf(40);
    const swapped = new TestLog(log.origin, log.privateKey);
    swapped.append(...entries(0, 10), entry(11), entry(10), ...entries(12, 40));
    const files = new Map([...log.files, ['tile/entries/000.p/40', swapped.files.get('tile/entries/000.p/40') ?? assert.fail()]]);
    await assert.rejects(look(log, folders.next(), { source: sourceOf({ files }) }), (error) => error instanceof Difference && error.entry === 10);
  });

  it('goes on where it was interrupted, whatever was half written', async () => {
    const log = await logOf(1000);
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 9 }), fc.nat(400), async (reads, torn) => {
        const folder = folders.next();
        let left = reads;
        const dying: LogSource = { name: 'the log', read: async (path) => (left-- > 0 ? log.files.get(path) : Promise.reject(new Unreachable('away'))) };
        await look(log, folder, { source: dying }).catch(() => undefined);
        // What a power cut may do to a file that was not yet made durable.
        const found = readdirSync(folder, { recursive: true }).map(String).filter((name) => name.startsWith('tile/entries/') && !name.endsWith('.p'));
        const [half] = found;
        if (half !== undefined) writeFileSync(join(folder, half), readFileSync(join(folder, half)).subarray(0, torn));
        const asked: string[] = [];
        assert.equal((await look(log, folder, { source: sourceOf(log, asked) })).outcome, 'grown');
        assertWhole(folder, log);
        const again = found.slice(1).filter((path) => asked.includes(path));
        assert.deepEqual(again, [], 'fetched twice');
      }),
      { numRuns: 25 },
    );
  });

  it('a full disk stops it without harm', { skip: process.platform !== 'linux' ? 'SKIPPED: no /dev/full' : false }, async () => {
    const log = await logOf(100);
    const folder = folders.next();
    await look(log, folder);
    log.append(...entries(100, 200));
    await log.publish();
    for (const path of ['tile/entries/000.p/200', 'tile/0/000.p/200', 'checkpoint']) {
      const next = join(folder, `${path}.new`);
      mkdirSync(join(next, '..'), { recursive: true });
      symlinkSync('/dev/full', next);
      await assert.rejects(look(log, folder), /ENOSPC/);
      assert.equal(sizeIn(folder), 100);
    }
    assert.equal((await look(log, folder)).outcome, 'grown');
    assertWhole(folder, log);
  });

  it('refuses a head that no key of the policy signed, a hostile note, and a damaged own head', async () => {
    const log = await logOf(20);
    const folder = folders.next();
    const stranger = await logOf(20);
    await assert.rejects(look(log, folder, { source: sourceOf(stranger) }), /no known key has signed/);
    for (const note of ['', 'x', `${log.origin}\n20\n\u0007\n\n— x AAAA\n`, `${'x'.repeat(100_000)}\n`]) {
      await assert.rejects(look(log, folder, { source: sourceOf({ files: new Map([...log.files, ['checkpoint', Buffer.from(note)]]) }) }));
    }
    await look(log, folder);
    const file = join(folder, 'checkpoint');
    writeFileSync(file, readFileSync(file, 'utf8').replace('\n20\n', '\n19\n'));
    await assert.rejects(look(log, folder), /is damaged/);
  });

  it('over HTTP takes the full tile where the partial one is gone, and says who does not answer', async () => {
    const log = await logOf(300);
    const later = new Map(log.files);
    log.append(...entries(300, 520));
    for (const path of ['tile/0/001', 'tile/entries/001']) later.set(path, log.files.get(path) ?? assert.fail(path));
    for (const path of later.keys()) if (path.includes('/001.p/')) later.delete(path);
    const server = await serveFiles((path) => later.get(path));
    const folder = folders.next();
    assert.deepEqual(await look(log, folder, { source: httpSource(server.url) }), { outcome: 'grown', size: 300 });
    assert.equal(readFileSync(join(folder, 'tile/entries/001.p/44')).length, later.get('tile/entries/001')?.subarray(0, 44 * 11).length);
    await server.close();
    await assert.rejects(look(log, folder, { source: httpSource(server.url) }), (error) => error instanceof Unreachable && error.message.includes(server.url));
    rmSync(join(folder, 'tile'), { recursive: true });
  });

});
