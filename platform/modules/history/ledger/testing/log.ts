/** A log over a test database, written when a test says so. */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type pg from 'pg';
import type { Scope, TestDatabase } from '../../../../../test/support/database.ts';
import type { RunningService } from '#core/services/service.ts';
import type { Database } from '#core/storage/database.ts';
import { bundleOfTree, decodeBundle, inclusionProof, leafHash, nodesOfTiles, openNote, parseCanonicalJson, LEDGER, parseCheckpoint, parseVerifierKey, TILE_WIDTH, tilePath, verifyInclusion } from '@yupana/ledger';
import type { FaultPoint } from '../append.ts';
import { readLogFiles } from '../files.ts';
import { keepLog } from '../service.ts';
import type { LogSettings } from '../settings.ts';
import { statusOf } from '../status.ts';

export const ORIGIN = 'yupana.test/log';

export interface Warning {
  readonly event: string;
  readonly details: Readonly<Record<string, string | number>>;
}

export interface TestLog {
  readonly settings: LogSettings;
  readonly warnings: Warning[];
  /** Starts a server's service. */
  start(options?: { readonly fault?: FaultPoint; readonly settings?: Partial<LogSettings>; readonly connection?: pg.PoolConfig; readonly environment?: Readonly<Record<string, string>>; readonly now?: () => Date }): RunningService;
}

export function testLog(scope: Scope, { database, config }: TestDatabase, policyText?: string): TestLog {
  const folder = mkdtempSync(join(tmpdir(), 'yupana-log-'));
  scope.after(async () => rmSync(folder, { recursive: true, force: true }));
  const settings: LogSettings = { origin: ORIGIN, address: `https://${ORIGIN}`, keyFolder: join(folder, 'keys'), policyText, mirrors: [] };
  const warnings: Warning[] = [];
  return {
    settings,
    warnings,
    start: ({ fault, settings: other = {}, connection = config, environment = {}, now = () => new Date() } = {}) => {
      const running = keepLog({ connection }, { database, settings: { ...settings, ...other }, environment, now, warn: (event, details) => void warnings.push({ event, details }), pauseMs: 20, ...(fault && { fault }) });
      // A test that fails must not leave it running.
      scope.after(() => running.stop());
      return running;
    },
  };
}

/** For what comes within a second on a quiet machine: a busy one is no failure. */
const PATIENCE_S = 180;

export async function until(holds: () => boolean | Promise<boolean>, what: string, seconds = PATIENCE_S): Promise<void> {
  for (const end = performance.now() + seconds * 1000; performance.now() < end; ) {
    if (await holds()) return;
    await new Promise((done) => void setTimeout(done, 10));
  }
  assert.fail(what);
}

/** Until everything that was published is under a checkpoint. */
export async function untilLogged(database: Database): Promise<void> {
  await until(async () => {
    const { waiting, latest } = await statusOf(database);
    const { size } = await database.selectFrom('ledger_entry').select(({ fn }) => fn.countAll<number>().as('size')).executeTakeFirstOrThrow();
    return waiting === 0 && (latest?.size ?? 0) === size;
  }, 'everything is logged');
}

/** Everything that must hold of a log at any moment: for the checks after kills. */
export async function assertWholeLog(database: Database): Promise<number> {
  const entries = await database.selectFrom('ledger_entry').selectAll().orderBy('index').execute();
  assert.deepEqual(entries.map(({ index }) => index), entries.map((_, at) => at), 'indexes without a gap');
  const sequences = entries.flatMap(({ sequence }) => (sequence === null ? [] : [sequence]));
  assert.deepEqual(sequences, sequences.toSorted((a, b) => a - b), 'in the order of publication');
  const versions = await database.selectFrom('version').select(['sequence', 'record_id', 'number']).orderBy('sequence').execute();
  assert.deepEqual(sequences, versions.slice(0, sequences.length).map(({ sequence }) => sequence), 'each publication once, none passed over');
  const checkpoints = await database.selectFrom('ledger_checkpoint').selectAll().orderBy('size').execute();
  const state = await statusOf(database);
  for (const checkpoint of checkpoints) {
    const { size } = checkpoint;
    const { text } = await openNote(Buffer.from(checkpoint.cosigned ?? checkpoint.note), state.keys.map(parseVerifierKey));
    const said = parseCheckpoint(text);
    assert.deepEqual([said.origin, said.size, Buffer.from(said.root)], [ORIGIN, size, checkpoint.root]);
    assert.ok(size <= entries.length, 'nothing is signed that is not there');
  }
  const newest = checkpoints.at(-1);
  if (newest) await assertEveryProof(database, newest.size, newest.root, entries);
  return entries.length;
}

async function assertEveryProof(database: Database, size: number, root: Uint8Array, entries: readonly { readonly index: number; readonly entry: Buffer }[]): Promise<void> {
  const files = await readLogFiles(database, [...pathsOf(size)]);
  const read = (path: string): Uint8Array => files.get(path) ?? assert.fail(`no ${path}`);
  const nodes = nodesOfTiles(size, (tile) => read(tilePath(tile)));
  for (let bundle = 0; bundle * TILE_WIDTH < size; bundle += 1) {
    const place = bundleOfTree(bundle, size);
    for (const [at, bytes] of decodeBundle(place, read(tilePath(place))).entries()) {
      const index = bundle * TILE_WIDTH + at;
      assert.ok(entries[index]?.entry.equals(bytes), `entry ${index} is that of its bundle`);
      parseCanonicalJson(bytes, LEDGER);
      if (index % 7 === 0 || index === size - 1) assert.ok(verifyInclusion(leafHash(bytes), index, size, root, inclusionProof(index, size, nodes)), `proof of ${index}`);
    }
  }
}

function* pathsOf(size: number): Generator<string> {
  for (let level = 0; TILE_WIDTH ** level <= size; level += 1) {
    const hashes = Math.floor(size / TILE_WIDTH ** level);
    for (let index = 0; index * TILE_WIDTH < hashes; index += 1) yield tilePath({ level, index, width: Math.min(TILE_WIDTH, hashes - index * TILE_WIDTH) });
  }
  for (let index = 0; index * TILE_WIDTH < size; index += 1) yield tilePath(bundleOfTree(index, size));
}
