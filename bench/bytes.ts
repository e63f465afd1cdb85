/**
 * How many bytes does a first view take: page and style sheet together, as they travel?
 *
 *   node bench/bytes.ts [--all]
 *
 * Asks for every page that readers can reach: of records every single one, of which the largest is shown.
 */
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { sql } from 'kysely';
import { loadPack } from '../platform/core/pack/load-pack.ts';
import { createKinds, createWeb, loadMessages, modules } from '../platform/app.ts';
import { observations } from '../platform/modules/observatory/observations.ts';
import { figureHref } from '../platform/modules/observatory/views/figure-parts.ts';
import { type Address, addressesOf } from './bytes/addresses.ts';
import { logEverything } from './bytes/log.ts';
import { inTemporaryFolder } from './lib/folder.ts';
import { printMachine } from './lib/machine.ts';
import { figure } from './lib/statistics.ts';
import { type BenchStorage, openBenchStorage } from './lib/storage.ts';
import { printTable } from './lib/table.ts';

/** The first flight of TCP: ten segments (RFC 6928) less their headers and ours; see design.md §6. */
const AIM = 14 * 1024;
const LANGUAGES = ['es', 'qu'] as const;
const PACK = new URL('../countries/peru', import.meta.url).pathname;
const { values: options } = parseArgs({ options: { all: { type: 'boolean', default: false } } });

interface Measured extends Address {
  readonly raw: number;
  readonly brotli: number;
}

await inTemporaryFolder(async (folder) => {
  const storage = await openBenchStorage(join(folder, 'data'));
  try {
    printMachine(storage.server.version);
    await measure(storage, folder);
  } finally {
    await storage.close();
  }
});

async function measure(storage: BenchStorage, folder: string): Promise<void> {
  const { database } = storage;
  const [kinds, messages] = [createKinds(), await loadMessages()];
  const { configuration } = await loadPack(database, kinds, PACK);
  const entries = await logEverything(storage, folder);
  const web = await createWeb({ database, modules, kinds, messages, configuration, origin: 'https://ia.gob.pe', now: () => new Date('2026-11-21T17:00:00Z') }, 'https://ia.gob.pe');
  const style = web.assets.find(web.assets.href('style.css').replace('/assets/', ''));
  if (!style) throw new Error('There is no style sheet.');
  const { rows: records } = await sql<{ id: string; kind: string }>`select id, kind from record order by id`.execute(database);
  const figures = (await observations(database)).map((one) => figureHref({ language: '' }, one).replace(/^\/+/, '/'));
  const addresses = addressesOf(web, records.map(({ id, kind }) => ({ id, kind, path: kinds.get(kind).path })), kinds.all.map(({ name, path }) => ({ name, path })), entries, figures);
  const largest = new Map<string, Partial<Record<string, Measured>>>();
  for (const address of addresses) {
    for (const language of LANGUAGES) {
      const one = await measureOne(web, address, language);
      if (!one) continue;
      const known = largest.get(address.page) ?? {};
      const former = known[language];
      if (!former || former.brotli < one.brotli) largest.set(address.page, { ...known, [language]: one });
      if (options.all) console.log(`${one.brotli} ${one.raw} /${language}${address.path}`);
    }
  }
  report(largest, style.brotli.length);
}

async function measureOne(web: Awaited<ReturnType<typeof createWeb>>, address: Address, language: string): Promise<Measured | undefined> {
  const answer = async (coding: string): Promise<number | undefined> => {
    const response = await web.app.request(`/${language}${address.path}`, { headers: { Accept: 'text/html', 'Accept-Encoding': coding } });
    const bytes = (await response.arrayBuffer()).byteLength;
    // Sends on whoever is not signed in, to a page that is measured by itself.
    if (response.status === 303) return undefined;
    const { status = 200 } = address;
    if (status === 'refusal' ? response.status >= 500 : response.status !== status) throw new Error(`/${language}${address.path} answers ${response.status}.`);
    return bytes;
  };
  const [raw, brotli] = [await answer('identity'), await answer('br')];
  return raw === undefined || brotli === undefined ? undefined : { ...address, raw, brotli };
}

function report(largest: ReadonlyMap<string, Partial<Record<string, Measured>>>, style: number): void {
  const rows = [...largest].map(([page, byLanguage]) => {
    const cells = LANGUAGES.flatMap((language) => {
      const one = byLanguage[language];
      return one ? [one.raw, one.brotli, one.brotli + style] : [];
    });
    return { page, cells, sum: Math.max(cells[2] ?? 0, cells[5] ?? 0), path: byLanguage.es?.path ?? '' };
  });
  const above = rows.filter(({ sum }) => sum > AIM);
  console.log(`Style sheet: ${style.toLocaleString('en')} bytes brotli, kept by the browser after the first page. Aim: ${AIM.toLocaleString('en')} bytes together.\n`);
  printTable(
    ['Page', ...LANGUAGES.flatMap((language) => [`${language} HTML`, `${language} br`, `${language} br + CSS`]), 'of the aim'],
    rows.map(({ page, cells, sum }) => [page, ...cells.map((bytes) => bytes.toLocaleString('en')), `${figure((100 * sum) / AIM)} %`]),
  );
  for (const { page, sum, path } of above) console.log(`ABOVE THE AIM by ${(sum - AIM).toLocaleString('en')} bytes: ${page} (/es${path})`);
  console.log(above.length === 0 ? 'Aim: met by every page.' : `Aim: MISSED by ${above.length} of ${rows.length} pages.`);
  process.exitCode = above.length === 0 ? 0 : 1;
}
