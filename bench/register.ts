/**
 * How fast are the public pages of the register with 100,000 deployments, each page made anew?
 *
 *   node bench/register.ts [deployments] [--requests 60] [--keep folder]
 */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { sql } from 'kysely';
import { createKinds, createWeb, loadMessages, modules } from '../platform/app.ts';
import type { Platform } from '../platform/core/platform.ts';
import { refreshComputedFacets } from '../platform/core/search/computed-facets.ts';
import { todayOf } from '../platform/core/web/context.ts';
import type { Web } from '../platform/core/web/web.ts';
import { inTemporaryFolder } from './lib/folder.ts';
import { load, printMachine } from './lib/machine.ts';
import { Random } from './lib/random.ts';
import { figure, median, quantile, timed } from './lib/statistics.ts';
import { type BenchStorage, openBenchStorage } from './lib/storage.ts';
import { printTable } from './lib/table.ts';
import { publishCountry } from './register/country.ts';

const AIM_MS = 100;
const WARM_UP = 5;
const { values: options, positionals } = parseArgs({ allowPositionals: true, options: { requests: { type: 'string', default: '60' }, keep: { type: 'string' } } });
const kinds = createKinds();
const deployments = Number(positionals[0] ?? 100_000);
let met = true;
if (options.keep === undefined) await inTemporaryFolder((folder) => run(join(folder, 'data')));
else {
  mkdirSync(options.keep, { recursive: true });
  await run(join(options.keep, String(deployments)));
}
process.exitCode = met ? 0 : 1;

async function run(dataDir: string): Promise<void> {
  const storage = await openBenchStorage(dataDir);
  try {
    console.log(`\n## ${deployments.toLocaleString('en')} deployments\n`);
    printMachine(storage.server.version);
    await fill(storage);
    const web = await open(storage);
    await refresh(storage, web);
    await ask(storage, web);
  } finally {
    await storage.close();
  }
}

async function fill({ database, pool }: BenchStorage): Promise<void> {
  const { rows } = await sql<{ there: boolean }>`select exists (select from search_entry) as there`.execute(database);
  if (rows[0]?.there) return console.log('(The records of an earlier run, kept by --keep.)\n');
  const { milliseconds } = await timed(() => publishCountry(database, kinds, deployments, (done) => process.stderr.write(`\r${done}`)));
  process.stderr.write('\n');
  console.log(`Published by the real publication, 1,000 at a time, in ${figure(milliseconds / 1000)} s (${figure(deployments / (milliseconds / 1000))} deployments a second).\n`);
  await pool.query('vacuum analyze');
}

async function open({ database }: BenchStorage): Promise<Web> {
  const platform: Platform = {
    database, modules, kinds, messages: await loadMessages(), origin: 'https://bench.example', now: () => new Date(),
    configuration: { name: 'bench', title: { es: 'Prueba' }, country: { es: 'País' }, languages: ['es', 'en', 'qu'], timezone: 'America/Lima' },
  };
  return createWeb(platform);
}

/** What `serve` does once a day: the first time for another day, so that all are computed; then once more, when nothing is left. */
async function refresh({ database }: BenchStorage, { platform }: Web): Promise<void> {
  const today = todayOf(platform);
  await sql`update computed_facets set basis = ''`.execute(database);
  const first = await timed(() => refreshComputedFacets(database, kinds, today));
  const again = await timed(() => refreshComputedFacets(database, kinds, today));
  console.log(`Computed facets of all made anew for a day: ${figure(first.milliseconds / 1000)} s (${first.result} changed); asked again on that day: ${figure(again.milliseconds)} ms\n`);
}

interface Asked {
  readonly name: string;
  readonly hasAim: boolean;
  path(random: Random): string;
}

async function idsOf({ pool }: BenchStorage, kind: string, most: number): Promise<string[]> {
  const { rows } = await pool.query<{ id: string }>('select record_id as id from search_entry where kind = $1 order by record_id limit $2', [kind, most]);
  return rows.map(({ id }) => id);
}

/** The values of a facet, the most frequent first. */
async function valuesOf({ pool }: BenchStorage, field: string): Promise<string[]> {
  const { rows } = await pool.query<{ facet: string }>("select facet from facet_count where kind = 'deployment' and facet like $1 order by records desc, facet", [`${field}:%`]);
  return rows.map(({ facet }) => facet);
}

async function pages(storage: BenchStorage): Promise<Asked[]> {
  const values = Object.fromEntries(await Promise.all(['risk', 'duty', 'status', 'sector', 'region', 'bodyType', 'institution', 'supplier', 'product'].map(async (field) => [field, await valuesOf(storage, field)] as const)));
  const [systems, suppliers, products, bodies] = await Promise.all([idsOf(storage, 'deployment', 500), idsOf(storage, 'supplier', 300), idsOf(storage, 'product', 300), idsOf(storage, 'institution', 300)]);
  const f = (random: Random, ...fields: string[]): string => fields.map((field) => `f=${encodeURIComponent(random.pick(values[field] ?? []))}`).join('&');
  const most = (field: string): string => `f=${encodeURIComponent(values[field]?.find((facet) => /:[a-z_]+$|:\w{12}$/.test(facet)) ?? '')}`;
  return [
    { name: '/systems, nothing chosen', hasAim: true, path: () => '/es/systems?' },
    { name: '… one region', hasAim: true, path: (random) => `/es/systems?${f(random, 'region')}` },
    { name: '… one class of risk', hasAim: true, path: (random) => `/es/systems?${f(random, 'risk')}` },
    { name: '… the most frequent class', hasAim: true, path: () => `/es/systems?${most('risk')}` },
    { name: '… class, state, sector', hasAim: true, path: (random) => `/es/systems?${f(random, 'risk', 'status', 'sector')}` },
    { name: '… duty and region', hasAim: true, path: (random) => `/es/systems?${f(random, 'duty', 'region')}` },
    { name: '… type of body and state', hasAim: true, path: (random) => `/es/systems?${f(random, 'bodyType', 'status')}` },
    { name: '… supplier', hasAim: true, path: (random) => `/es/systems?${f(random, 'supplier')}` },
    { name: '… body', hasAim: true, path: (random) => `/es/systems?${f(random, 'institution')}` },
    { name: '… one word and class', hasAim: true, path: (random) => `/es/systems?q=becas&${f(random, 'risk')}` },
    { name: '… class, newest first', hasAim: true, path: (random) => `/es/systems?sort=newest&${f(random, 'risk')}` },
    { name: 'a system', hasAim: true, path: (random) => `/es/systems/${random.pick(systems)}?` },
    { name: 'a product', hasAim: true, path: (random) => `/es/products/${random.pick(products)}?` },
    { name: 'a supplier', hasAim: true, path: (random) => `/es/suppliers/${random.pick(suppliers)}?` },
    { name: 'a body', hasAim: true, path: (random) => `/es/institutions/${random.pick(bodies)}?` },
    { name: '/bodies', hasAim: false, path: () => '/es/bodies?' },
    { name: '/systems/map', hasAim: true, path: () => '/es/systems/map?' },
    { name: '/systems/statistics', hasAim: true, path: () => '/es/systems/statistics?' },
  ];
}

/** The pages in turn, so that a busy moment of the machine hits all alike; each beside a bare count by its facets. */
async function ask(storage: BenchStorage, web: Web): Promise<void> {
  const asked = await pages(storage);
  const spent = asked.map((): number[] => []);
  const bare = asked.map((): number[] => []);
  const bytes = asked.map(() => 0);
  const random = new Random(11);
  const requests = Number(options.requests);
  for (let round = -WARM_UP; round < requests; round++) {
    for (const [index, { path }] of asked.entries()) {
      const address = path(random);
      // Another address each time: no page comes from the cache.
      const { result, milliseconds } = await timed(async () => {
        const answer = await web.app.request(`https://bench.example${address}&bench=${round + WARM_UP}`, { headers: { 'accept-encoding': 'br' } });
        if (answer.status !== 200) throw new Error(`${address} answered ${answer.status}`);
        return answer.arrayBuffer();
      });
      if (round < 0) continue;
      spent[index]?.push(milliseconds);
      bytes[index] = Math.max(bytes[index] ?? 0, result.byteLength);
      const facets = new URL(address, 'https://bench.example').searchParams.getAll('f');
      if (facets.length > 0) bare[index]?.push((await timed(() => storage.pool.query("select count(*) from search_entry where kind = 'deployment' and facets @> $1", [facets]))).milliseconds);
    }
  }
  console.log(`${requests} requests of each page, one after another, the pages in turn, each made anew and compressed; milliseconds. Beside it the bare count of the same facets. Load at the end: ${load()}\n`);
  const rows = asked.map(({ name, hasAim }, index) => {
    const own = spent[index] ?? [];
    const p95 = quantile(own, 0.95);
    if (hasAim && p95 >= AIM_MS) met = false;
    const counts = bare[index] ?? [];
    return [name, figure(median(own)), figure(p95), figure(Math.max(...own)), figure((bytes[index] ?? 0) / 1024), counts.length > 0 ? figure(median(counts)) : '-', hasAim ? (p95 < AIM_MS ? 'yes' : 'NO') : 'no aim'];
  });
  printTable(['Page', 'p50', 'p95', 'max', 'KB brotli', 'bare p50', `p95 < ${AIM_MS}`], rows);
}
