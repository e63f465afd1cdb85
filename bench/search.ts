/**
 * How fast is search over 100,000 and 1,000,000 records?
 *
 *   node bench/search.ts [records…] [--queries 200] [--keep folder]
 */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { sql } from 'kysely';
import { search } from '../platform/core/search/search.ts';
import { createKinds } from '../platform/app.ts';
import { inTemporaryFolder } from './lib/folder.ts';
import { load, printMachine } from './lib/machine.ts';
import { family, memoryOf, postmasterOf, residentOf } from './lib/processes.ts';
import { figure, median, quantile, timed } from './lib/statistics.ts';
import { type BenchStorage, openBenchStorage } from './lib/storage.ts';
import { printTable } from './lib/table.ts';
import { assertAgreement } from './search/agree.ts';
import { loadRecords, sizes } from './search/load.ts';
import { type QueryClass, queryClasses } from './search/queries.ts';
import { Synthesis } from './search/records.ts';
import { readVocabulary, type Vocabulary } from './search/vocabulary.ts';

const LANGUAGES = ['es', 'en', 'qu'];
const SEED = 1;
const AIM_MS = 50;
const WARM_UP = 20;
/** A query that finds more is not selective; the aim is not for it. */
const SELECTIVE = 1000;

const { values: options, positionals } = parseArgs({ allowPositionals: true, options: { queries: { type: 'string', default: '200' }, keep: { type: 'string' } } });
const countries = ['peru', 'mexico'].map((name) => new URL(`../countries/${name}`, import.meta.url).pathname);
const kinds = createKinds();
const vocabulary = await readVocabulary(kinds, countries);
let met = true;
for (const records of positionals.length > 0 ? positionals.map(Number) : [100_000, 1_000_000]) {
  if (options.keep === undefined) await inTemporaryFolder((folder) => run(join(folder, 'data'), records));
  else {
    mkdirSync(options.keep, { recursive: true });
    await run(join(options.keep, String(records)), records);
  }
}
process.exitCode = met ? 0 : 1;

async function run(dataDir: string, records: number): Promise<void> {
  const storage = await openBenchStorage(dataDir);
  try {
    console.log(`\n## ${records.toLocaleString('en')} records\n`);
    printMachine(storage.server.version);
    await fill(storage, records);
    await ask(storage, vocabulary, records);
    const postmaster = postmasterOf(dataDir);
    console.log(`Memory after all queries: Node ${figure(residentOf(process.pid))} MB resident (the synthesis included), PostgreSQL ${figure(memoryOf(family(postmaster)))} MB (PSS)\n`);
  } finally {
    await storage.close();
  }
}

async function fill(storage: BenchStorage, records: number): Promise<void> {
  const { rows } = await sql<{ there: boolean }>`select exists (select from search_entry) as there`.execute(storage.database);
  if (rows[0]?.there) return console.log('(The records of an earlier run, kept by --keep.)\n');
  const loaded = await loadRecords(storage, kinds, new Synthesis(vocabulary, SEED), records);
  const compared = await assertAgreement(storage.database, kinds, LANGUAGES, vocabulary, SEED);
  console.log(`Rows written in ${figure(loaded.rows)} s; ${compared} of them compared with what publication writes: equal.\n`);
  printTable(['Index', 'build s'], [...loaded.indexes.map(({ name, seconds }) => [name, figure(seconds)]), ['together', figure(loaded.indexes.reduce((sum, { seconds }) => sum + seconds, 0))]]);
  printTable(['On disk', 'MB'], (await sizes(storage)).filter(({ megabytes }) => megabytes >= 1).map(({ name, megabytes }) => [name, figure(megabytes)]));
}

async function ask(storage: BenchStorage, vocabulary: Vocabulary, records: number): Promise<void> {
  const synthesis = new Synthesis(vocabulary, SEED);
  // Makes the institutions again, and with them their acronyms.
  for (let made = 0; made < 2500; made++) synthesis.next();
  const queries = Number(options.queries);
  const warm = await queryClasses(storage.database, vocabulary, synthesis, records, WARM_UP, SEED + 1);
  await measure(storage, warm);
  const classes = await queryClasses(storage.database, vocabulary, synthesis, records, queries, SEED + 2);
  const { spent, bare, hits } = await measure(storage, classes);
  console.log(`${queries} queries of each class, one after another, the classes in turn; milliseconds. Load at the end: ${load()}\n`);
  const rows = classes.flatMap(({ name, aim }, index) => {
    const measured = (spent[index] ?? []).map((own, query) => ({ own, hits: hits[index]?.[query] ?? 0, bare: bare[index]?.[query] }));
    if (aim !== 'selective') return [rowOf(name, measured, aim === 'all')];
    const [few, many] = [measured.filter((one) => one.hits <= SELECTIVE), measured.filter((one) => one.hits > SELECTIVE)];
    return [rowOf(name, few, true), ...(many.length > 0 ? [rowOf(`… those that found over ${SELECTIVE.toLocaleString('en')}`, many, false)] : [])];
  });
  printTable(['Query', 'queries', 'hits (median)', 'p50', 'p95', 'max', 'bare p50', `p95 < ${AIM_MS}`], rows);
}

interface MeasuredQuery {
  readonly own: number;
  readonly hits: number;
  readonly bare: number | undefined;
}

function rowOf(name: string, measured: readonly MeasuredQuery[], hasAim: boolean): string[] {
  const own = measured.map((one) => one.own);
  const bare = measured.flatMap((one) => one.bare ?? []);
  const p95 = quantile(own, 0.95);
  if (hasAim && p95 >= AIM_MS) met = false;
  const verdict = p95 < AIM_MS ? 'yes' : 'NO';
  return [name, String(own.length), figure(median(measured.map((one) => one.hits))), figure(median(own)), figure(p95), figure(Math.max(...own)), bare.length > 0 ? figure(median(bare)) : '-', hasAim ? verdict : 'no aim'];
}

/** The classes in turn, query by query, so that a busy moment of the machine hits all alike; each beside the bare query. */
async function measure({ database, pool }: BenchStorage, classes: readonly QueryClass[]) {
  const [spent, bare, hits] = [classes.map((): number[] => []), classes.map((): number[] => []), classes.map((): number[] => [])];
  for (const index of classes[0]?.requests.keys() ?? []) {
    for (const [place, { requests }] of classes.entries()) {
      const request = requests[index];
      if (!request) continue;
      const { result, milliseconds } = await timed(() => search(database, LANGUAGES, request));
      spent[place]?.push(milliseconds);
      hits[place]?.push(result.total);
      if (request.words === '') continue;
      // What a plain query by words would take that counts nothing, corrects nothing and narrows by nothing.
      const plain = await timed(() => pool.query("select record_id, title from search_entry where words @@ plainto_tsquery('yupana_es', $1) limit 30", [request.words]));
      bare[place]?.push(plain.milliseconds);
    }
  }
  return { spent, bare, hits };
}
