/** One way of taking everything home, in a process of its own: prints how long it took and how much memory at most, as JSON. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Platform } from '../../platform/core/platform.ts';
import { connect } from '../../platform/core/storage/database.ts';
import { createKinds, createWeb, loadMessages, modules } from '../../platform/app.ts';

const [path = ''] = process.argv.slice(2);
const { database, close } = await connect(JSON.parse(process.env['BENCH_CONNECTION'] ?? '{}'));
const folder = mkdtempSync(join(tmpdir(), 'yupana-bench-bulk-'));
const platform: Platform = {
  database,
  modules,
  kinds: createKinds(),
  messages: await loadMessages(),
  configuration: { name: 'bench', title: { es: 'Yupana' }, country: { es: 'País' }, languages: ['es', 'en', 'qu'], timezone: 'America/Lima' },
  origin: 'https://example.org',
  now: () => new Date(),
};
const web = await createWeb(platform, platform.origin, { openData: { bulkFolder: folder } });
// What the first request of all costs is not part of it.
await (await web.app.request('https://example.org/healthz')).text();
const before = process.resourceUsage().maxRSS;
const began = performance.now();
const answer = await web.app.request(`https://example.org${path}`);
let bytes = 0;
for await (const chunk of answer.body ?? []) bytes += (chunk as Uint8Array).byteLength;
const seconds = (performance.now() - began) / 1000;
// Of Linux in kilobytes.
process.stdout.write(JSON.stringify({ status: answer.status, bytes, seconds, beforeMb: before / 1024, peakMb: process.resourceUsage().maxRSS / 1024 }));
await close();
rmSync(folder, { recursive: true, force: true });
