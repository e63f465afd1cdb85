/**
 * How many pages a second, beside a bare Hono application that serves the same bytes with the same headers?
 *
 *   node bench/pages.ts [--rounds 5] [--seconds 3]
 */
import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { get } from 'node:http';
import { join } from 'node:path';
import { parseArgs, promisify } from 'node:util';
import { type ServerProcess, startServer } from './lib/children.ts';
import { inTemporaryFolder } from './lib/folder.ts';
import { load, printMachine } from './lib/machine.ts';
import { family, memoryOf, postmasterOf, processorSeconds, residentOf } from './lib/processes.ts';
import { figure, median } from './lib/statistics.ts';
import { printTable } from './lib/table.ts';
import { postgresVersionOf } from './lib/version.ts';
import type { StaticPage } from './pages/bare-server.ts';
import type { Order, Outcome } from './pages/load.ts';

const CONNECTIONS = 8;
const AIM = 0.5;
const { values: options } = parseArgs({ options: { rounds: { type: 'string', default: '5' }, seconds: { type: 'string', default: '3' } } });
const run = promisify(execFile);

interface Round {
  readonly perSecond: number;
  /** Microseconds of processor time per request, of the web server and of the database. */
  readonly web: number;
  readonly database: number;
  /** Of one answer, head included. */
  readonly bytes: number;
}

await inTemporaryFolder(async (folder) => {
  const dataDir = join(folder, 'data');
  const yupana = await startServer(['cli/yupana.ts', 'serve', '--host', '127.0.0.1'], { DATA_DIR: dataDir, PORT: '0', DATABASE_URL: '' });
  try {
    printMachine(postgresVersionOf(dataDir));
    const paths = [['list of actions', '/es/actions'], ['an action', await firstAction(yupana.origin)], ['home page', '/es/']] as const;
    const pages: StaticPage[] = [];
    for (const [, path] of paths) pages.push(await fetchPage(yupana.origin + path));
    const file = join(folder, 'pages.json');
    writeFileSync(file, JSON.stringify(pages));
    const bare = await startServer(['bench/pages/bare-server.ts', file], {});
    try {
      await compare(yupana, bare, postmasterOf(dataDir), paths);
    } finally {
      await bare.stop();
    }
  } finally {
    await yupana.stop();
  }
});

async function compare(yupana: ServerProcess, bare: ServerProcess, postmaster: number, paths: readonly (readonly [string, string])[]): Promise<void> {
  const cases = paths.flatMap(([name, path], index) => [
    { name: `${name}, kept`, path, server: yupana, unique: false },
    { name: `${name}, made anew`, path, server: yupana, unique: true },
    { name: `${name}, bare`, path: `/${index}`, server: bare, unique: false },
  ]);
  const measured = cases.map((): Round[] => []);
  // The first round warms up code, cache and database; it is not counted.
  for (let round = 0; round <= Number(options.rounds); round++) {
    for (const [index, { server, path, unique }] of cases.entries()) {
      const one = await measure(server, postmaster, { port: Number(new URL(server.origin).port), path, unique, first: round * 1_000_000, connections: CONNECTIONS, milliseconds: Number(options.seconds) * (round === 0 ? 300 : 1000) });
      if (round > 0) measured[index]?.push(one);
    }
  }
  const middle = (index: number, of: keyof Round): number => median((measured[index] ?? []).map((round) => round[of]));
  for (const [index, { name, server }] of cases.entries()) {
    const [own, beside] = [middle(index, 'bytes'), middle(index - (index % 3) + 2, 'bytes')];
    // Pages made anew repeat the query string in their links, so they are a little longer.
    if (server === yupana && Math.abs(own - beside) > 0.1 * beside) throw new Error(`${name}: ${own} bytes beside ${beside}; that is no comparison.`);
  }
  const rows = cases.map(({ name }, index) => {
    const beside = index - (index % 3) + 2;
    const ratio = middle(index, 'perSecond') / middle(beside, 'perSecond');
    const cells = [name, figure(middle(index, 'perSecond')), figure(middle(index, 'web')), figure(middle(index, 'database'))];
    return index === beside ? [...cells, '1', '1'] : [...cells, figure(ratio), figure(middle(beside, 'web') / middle(index, 'web'))];
  });
  console.log(`${CONNECTIONS} connections kept open, brotli, ${options.rounds} rounds of ${options.seconds} s in turn, medians. Load at the end: ${load()}\n`);
  printTable(['Page', 'requests/s', 'web cpu µs', 'database cpu µs', 'ratio', 'ratio by web cpu'], rows);
  console.log(`Memory at the end: Node ${figure(residentOf(yupana.pid))} MB, PostgreSQL ${figure(memoryOf(family(postmaster)))} MB (PSS); bare Hono ${figure(residentOf(bare.pid))} MB`);
  const kept = cases.flatMap(({ unique, server }, index) => (server === yupana && !unique ? [middle(index, 'perSecond') / middle(index + 2, 'perSecond')] : []));
  const met = kept.every((ratio) => ratio >= AIM);
  console.log(`Aim: kept pages at ${AIM} of bare Hono or better: ${met ? 'met' : 'MISSED'}`);
  process.exitCode = met ? 0 : 1;
}

async function measure(server: ServerProcess, postmaster: number, order: Order): Promise<Round> {
  const database = family(postmaster);
  const before = [processorSeconds([server.pid]), processorSeconds(database)] as const;
  const { stdout } = await run(process.execPath, ['bench/pages/load.ts', JSON.stringify(order)]);
  const { requests, seconds, bytes } = JSON.parse(stdout) as Outcome;
  const per = (spent: number): number => (spent * 1_000_000) / requests;
  return { perSecond: requests / seconds, web: per(processorSeconds([server.pid]) - before[0]), database: per(processorSeconds(database) - before[1]), bytes: bytes / requests };
}

async function firstAction(origin: string): Promise<string> {
  const list = (await (await fetch(`${origin}/es/actions.json`)).json()) as { records: { url: string }[] };
  const url = list.records[0]?.url;
  if (url === undefined) throw new Error('The pack has no action.');
  return new URL(url).pathname.replace(/\.json$/, '');
}

/** Bytes as they travel: fetch would unpack them. */
function fetchPage(url: string): Promise<StaticPage> {
  return new Promise((done, failed) => {
    get(url, { headers: { 'Accept-Encoding': 'br', Accept: 'text/html' } }, (answer) => {
      const chunks: Buffer[] = [];
      answer.on('data', (chunk: Buffer) => chunks.push(chunk)).on('error', failed).on('end', () => {
        const own = new Set(['connection', 'keep-alive', 'date', 'transfer-encoding', 'content-length']);
        const headers = Object.fromEntries(Object.entries(answer.headers).flatMap(([name, value]) => (own.has(name) || value === undefined ? [] : [[name, String(value)]])));
        done({ headers, body: Buffer.concat(chunks).toString('base64') });
      });
    }).on('error', failed);
  });
}
