/**
 * How much memory and time does it take to take everything home, of 1,000, 10,000 and 100,000 records?
 *
 *   node bench/bulk.ts [records…]
 */
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { createKinds } from '../platform/app.ts';
import { fill } from './bulk/fill.ts';
import { inTemporaryFolder } from './lib/folder.ts';
import { load, printMachine } from './lib/machine.ts';
import { figure } from './lib/statistics.ts';
import { openBenchStorage } from './lib/storage.ts';
import { printTable } from './lib/table.ts';
import { Synthesis } from './search/records.ts';
import { readVocabulary } from './search/vocabulary.ts';

/** Left to itself the collector lets garbage lie as long as there is room; in a heap of this size what is not constant ends the process. */
const HEAP_MB = 128;
/** From the middle size to the largest: up to the middle one the process fills the heap that it may have. */
const AIM_MB = 50;
const WAYS = [
  ['everything, made and sent', '/bulk/all.jsonl.gz'],
  ['actions as a table, made and sent', '/bulk/action.csv.gz'],
  ['list of actions as CSV', '/es/actions.csv'],
  ['list of actions as JSON-LD', '/es/actions.jsonld'],
] as const;

interface Measured {
  readonly status: number;
  readonly bytes: number;
  readonly seconds: number;
  readonly beforeMb: number;
  readonly peakMb: number;
}

const sizes = process.argv.length > 2 ? process.argv.slice(2).map(Number) : [1000, 10_000, 100_000];
const vocabulary = await readVocabulary(createKinds(), ['peru', 'mexico'].map((name) => new URL(`../countries/${name}`, import.meta.url).pathname));
const results = new Map<number, readonly Measured[]>();
for (const records of sizes) await inTemporaryFolder((folder) => measure(join(folder, 'data'), records));
printTable(
  ['Way', ...sizes.flatMap((size) => [`${size.toLocaleString('en')}: s`, 'records/s', 'MB sent', 'peak MB'])],
  WAYS.map(([name], way) => [
    name,
    ...sizes.flatMap((size) => {
      const { seconds = Number.NaN, bytes = Number.NaN, peakMb = Number.NaN } = results.get(size)?.[way] ?? {};
      return [figure(seconds), figure(size / seconds), figure(bytes / 1e6), figure(peakMb)];
    }),
  ]),
);
const growth = WAYS.map((_, way) => (results.get(sizes.at(-1) ?? 0)?.[way]?.peakMb ?? 0) - (results.get(sizes.at(-2) ?? 0)?.[way]?.peakMb ?? 0));
const met = Math.max(...growth) < AIM_MB;
console.log(`Growth of the peak from ${sizes.at(-2)} to ${sizes.at(-1)} records: ${growth.map(figure).join(', ')} MB; aim < ${AIM_MB}: ${met ? 'met' : 'MISSED'}. Load at the end: ${load()}`);
process.exitCode = met ? 0 : 1;

async function measure(dataDir: string, records: number): Promise<void> {
  const storage = await openBenchStorage(dataDir);
  try {
    if (records === sizes[0]) printMachine(storage.server.version);
    await fill(storage, new Synthesis(vocabulary, 1), records);
    results.set(records, WAYS.map(([, path]) => inOwnProcess(JSON.stringify(storage.server.connection), path)));
  } finally {
    await storage.close();
  }
}

/** Each way in a process of its own, so that the peak of one is not that of another. */
function inOwnProcess(connection: string, path: string): Measured {
  const said = execFileSync(process.execPath, [`--max-old-space-size=${HEAP_MB}`, new URL('bulk/measure.ts', import.meta.url).pathname, path], { env: { ...process.env, NODE_NO_WARNINGS: '1', BENCH_CONNECTION: connection }, encoding: 'utf8' });
  const measured = JSON.parse(said) as Measured;
  if (measured.status !== 200) throw new Error(`${path} answered ${measured.status}`);
  return measured;
}
