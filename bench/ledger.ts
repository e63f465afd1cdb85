/**
 * How fast is the public log of the platform, with PostgreSQL, key and witnesses: how many entries of 1 KB a second does the
 * writer take in, and how long is it from a publication to a checkpoint that a quorum of local witnesses has cosigned?
 *
 *   node bench/ledger.ts [--entries 20000] [--publications 100]
 */
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { sql } from 'kysely';
import { newId } from '#core/records/id.ts';
import type { Database } from '#core/storage/database.ts';
import { keepLog } from '#modules/history/ledger/service.ts';
import type { LogSettings } from '#modules/history/ledger/settings.ts';
import { statusOf } from '#modules/history/ledger/status.ts';
import { policyOf, testWitness } from '../platform/modules/history/ledger/testing/witness.ts';
import { aThing } from '../test/support/kinds.ts';
import { publishNew } from '../test/support/records.ts';
import { inTemporaryFolder } from './lib/folder.ts';
import { load, printMachine } from './lib/machine.ts';
import { figure, median, quantile } from './lib/statistics.ts';
import { openBenchStorage } from './lib/storage.ts';
import { printTable } from './lib/table.ts';

const AIM_ENTRIES = 1000;
const AIM_P95_MS = 2000;
const ORIGIN = 'bench.example/log';
const { values: options } = parseArgs({ options: { entries: { type: 'string', default: '20000' }, publications: { type: 'string', default: '100' } } });
const ENTRIES = Number(options.entries);
const PUBLICATIONS = Number(options.publications);

/** Versions as publication leaves them, by bulk SQL: twelve pieces of evidence make an entry of 1 KB. */
async function fill(database: Database): Promise<void> {
  const evidence = Array.from({ length: 12 }, (_, index) => ({ sha256: createHash('sha256').update(String(index)).digest('hex') }));
  for (let done = 0; done < ENTRIES; done += 5000) {
    const ids = Array.from({ length: Math.min(5000, ENTRIES - done) }, () => newId());
    await sql`insert into record (id, kind, version) select id, 'thing', 1 from unnest(${ids}::text[]) as id`.execute(database);
    await sql`with made as (
      insert into version (record_id, number, kind, schema_version, act, document)
      select id, 1, 'thing', 1, 'publication', ${JSON.stringify({ title: 'Registro', evidence })}::jsonb from unnest(${ids}::text[]) as id returning sequence, record_id, number
    ) insert into outbox (sequence, record_id, number) select * from made`.execute(database);
  }
}

async function until(holds: () => Promise<boolean>, everyMs: number): Promise<void> {
  while (!(await holds())) await sleep(everyMs);
}

const row = (name: string, times: readonly number[]): string[] => [name, figure(median(times)), figure(quantile(times, 0.95)), figure(Math.max(...times))];

const met = await inTemporaryFolder(async (folder) => {
  const storage = await openBenchStorage(join(folder, 'data'));
  const { database } = storage;
  const endings: (() => Promise<void>)[] = [];
  try {
    printMachine(storage.server.version);
    let known: readonly string[] = [];
    const scope = { after: (hook: () => Promise<void>) => void endings.push(hook) };
    const witnesses = await Promise.all(['uni-a', 'uni-b', 'contralor'].map((name) => testWitness(scope, name, ORIGIN, () => known)));
    const settings: LogSettings = { origin: ORIGIN, address: `https://${ORIGIN}`, keyFolder: join(folder, 'keys'), policyText: undefined, mirrors: [] };
    const begin = (policyText: string | undefined) => keepLog({ connection: storage.server.connection }, { database, settings: { ...settings, policyText }, environment: {}, now: () => new Date(), warn: (event) => event === 'log-key-made' || console.error(event) });

    await fill(database);
    const began = performance.now();
    const first = begin(undefined);
    await until(async () => (await statusOf(database)).latest?.size === ENTRIES, 50);
    const seconds = (performance.now() - began) / 1000;
    await first.stop();
    const { bytes } = await database.selectFrom('ledger_entry').select(sql<number>`avg(length(entry))`.as('bytes')).executeTakeFirstOrThrow();

    known = (await statusOf(database)).keys;
    const second = begin(policyOf(2, ...witnesses));
    await until(async () => (await statusOf(database)).witnessed?.size === ENTRIES, 50);
    const [signed, seen]: [number[], number[]] = [[], []];
    for (let count = 1; count <= PUBLICATIONS; count += 1) {
      // At any moment of the writer's pause, as people publish.
      await sleep(Math.random() * 500);
      await publishNew(database, [aThing(`Registro ${count}`)]);
      const published = performance.now();
      await until(async () => ((await statusOf(database)).latest?.size ?? 0) >= ENTRIES + count, 5);
      signed.push(performance.now() - published);
      await until(async () => ((await statusOf(database)).witnessed?.size ?? 0) >= ENTRIES + count, 5);
      seen.push(performance.now() - published);
    }
    await second.stop();

    const rate = ENTRIES / seconds;
    console.log(`${figure(ENTRIES)} entries of ${figure(Number(bytes))} bytes logged, read back and signed in ${figure(seconds)} s: ${figure(rate)} entries/s\n`);
    printTable(['From publication to, ms', 'p50', 'p95', 'max'], [row('signed checkpoint', signed), row('quorum of 2 of 3 witnesses', seen)]);
    const aims = [rate >= AIM_ENTRIES, quantile(seen, 0.95) < AIM_P95_MS];
    console.log(`Load at the end: ${load()}\nAims: ≥ ${figure(AIM_ENTRIES)} entries/s ${aims[0] ? 'met' : 'MISSED'}; p95 to the quorum < ${figure(AIM_P95_MS)} ms ${aims[1] ? 'met' : 'MISSED'}`);
    return aims.every(Boolean);
  } finally {
    for (const end of endings) await end();
    await storage.close();
  }
});
process.exitCode = met ? 0 : 1;
