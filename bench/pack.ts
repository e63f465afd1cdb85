/**
 * How long does Peru's pack take to load, and how long until a fresh machine serves its first page?
 *
 *   node bench/pack.ts [--rounds 5] [--starts 3]
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { checkPack, readPackFiles } from '../platform/core/pack/read-pack.ts';
import { loadPack } from '../platform/core/pack/load-pack.ts';
import { connect } from '../platform/core/storage/database.ts';
import { migrate } from '../platform/core/storage/migrate.ts';
import { createKinds, migrations } from '../platform/app.ts';
import { startServer } from './lib/children.ts';
import { inTemporaryFolder } from './lib/folder.ts';
import { load, printMachine } from './lib/machine.ts';
import { family, memoryOf, postmasterOf, residentOf } from './lib/processes.ts';
import { figure, median, timed } from './lib/statistics.ts';
import { type BenchStorage, openBenchStorage } from './lib/storage.ts';
import { printTable } from './lib/table.ts';

const AIM_FIRST_S = 10;
const AIM_AGAIN_S = 2;
const PACK = new URL('../countries/peru', import.meta.url).pathname;
const { values: options } = parseArgs({ options: { rounds: { type: 'string', default: '5' }, starts: { type: 'string', default: '3' } } });

await inTemporaryFolder(async (folder) => {
  const storage = await openBenchStorage(join(folder, 'data'));
  try {
    printMachine(storage.server.version);
    await loads(storage);
  } finally {
    await storage.close();
  }
  await starts(folder);
});

/** Every round in a database of its own, in which nothing is but the tables. */
async function loads({ server, pool }: BenchStorage): Promise<void> {
  const kinds = createKinds();
  const spent = { read: [], check: [], tables: [], first: [], again: [] } satisfies Record<string, number[]> as Record<'read' | 'check' | 'tables' | 'first' | 'again', number[]>;
  let records = 0;
  for (let round = 0; round < Number(options.rounds); round++) {
    const read = await timed(() => readPackFiles(PACK));
    const check = await timed(() => Promise.resolve(checkPack(read.result, kinds)));
    const name = `bench_${round}`;
    await pool.query(`create database ${name} template template0`);
    const { database, close } = await connect({ ...server.connection, database: name });
    try {
      const tables = await timed(() => migrate(database, migrations));
      const first = await timed(() => loadPack(database, kinds, PACK));
      const again = await timed(() => loadPack(database, kinds, PACK));
      records = first.result.published;
      for (const [key, { milliseconds }] of Object.entries({ read, check, tables, first, again })) spent[key as keyof typeof spent].push(milliseconds);
    } finally {
      await close();
    }
    await pool.query(`drop database ${name}`);
  }
  console.log(`Pack of Peru, ${records} records; ${options.rounds} rounds, medians of milliseconds\n`);
  printTable(['Step', 'median', 'fastest', 'slowest'], [
    ['read the files', ...three(spent.read)],
    ['check them (YAML, schemas, references)', ...three(spent.check)],
    ['make the tables', ...three(spent.tables)],
    ['load into an empty database', ...three(spent.first)],
    ['load again, unchanged', ...three(spent.again)],
  ]);
}

function three(values: readonly number[]): string[] {
  return [median(values), Math.min(...values), Math.max(...values)].map(figure);
}

/** As an operator meets it: from the command to the first page, beside the least that a Hono server takes. */
async function starts(folder: string): Promise<void> {
  const [first, again, bare] = [[], [], []] as [number[], number[], number[]];
  const memory: { node: number; postgres: number }[] = [];
  const page = join(folder, 'pages.json');
  writeFileSync(page, JSON.stringify([{ headers: {}, body: '' }]));
  for (let round = 0; round < Number(options.starts); round++) {
    const home = join(folder, `start-${round}`);
    mkdirSync(home);
    const dataDir = join(home, 'data');
    // A fresh machine has no compiled code either.
    const env = { DATA_DIR: dataDir, DATABASE_URL: '', PORT: '0', NODE_COMPILE_CACHE: join(home, 'compiled') };
    const yupana = ['cli/yupana.ts', 'serve', '--host', '127.0.0.1'];
    first.push(await untilFirstPage(yupana, env, '/es/'));
    again.push(
      await untilFirstPage(yupana, env, '/es/', (pid) => {
        const postgres = memoryOf(family(postmasterOf(dataDir)));
        memory.push({ node: residentOf(pid), postgres });
      }),
    );
    bare.push(await untilFirstPage(['bench/pages/bare-server.ts', page], env, '/0'));
  }
  console.log(`From the command to the first page (200), ${options.starts} fresh data folders; seconds. Load at the end: ${load()}\n`);
  printTable(['Start', 'median', 'fastest', 'slowest'], [
    ['first: database made, pack loaded', ...three(first)],
    ['again, nothing changed', ...three(again)],
    ['bare Hono, for comparison', ...three(bare)],
  ]);
  console.log(`Memory after the first page: Node ${figure(median(memory.map(({ node }) => node)))} MB resident, PostgreSQL ${figure(median(memory.map(({ postgres }) => postgres)))} MB (PSS)`);
  const met = median(first) < AIM_FIRST_S && median(again) < AIM_AGAIN_S;
  console.log(`Aims: first < ${AIM_FIRST_S} s, later < ${AIM_AGAIN_S} s: ${met ? 'met' : 'MISSED'}`);
  process.exitCode = met ? 0 : 1;
}

async function untilFirstPage(args: readonly string[], env: Readonly<Record<string, string>>, path: string, atPage?: (pid: number) => void): Promise<number> {
  const began = performance.now();
  const server = await startServer(args, env);
  try {
    const response = await fetch(server.origin + path);
    await response.arrayBuffer();
    if (response.status !== 200) throw new Error(`${path} answers ${response.status}.`);
    const seconds = (performance.now() - began) / 1000;
    atPage?.(server.pid);
    return seconds;
  } finally {
    await server.stop();
  }
}
