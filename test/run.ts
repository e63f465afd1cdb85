/**
 * Runs the tests: `npm test`, `npm test -- platform/core/search`, `npm test -- --only database`.
 *
 * One PostgreSQL serves the whole run; every test that asks for a database gets a copy of a template in it
 * (support/database.ts). The last line is the total.
 */
import { globSync, readFileSync, statSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { relative, resolve } from 'node:path';
import { run } from 'node:test';
import { parseArgs } from 'node:util';
import { Report } from './support/report.ts';
import { startTestServer, VARIABLE } from './support/server.ts';

const ROOT = resolve(import.meta.dirname, '..');
const FOLDERS = ['platform', 'engines', 'formats', 'cli', 'test', 'docs', 'countries'];
/** One more than there are processors: files that start processes and wait for them leave theirs idle. */
const AT_ONCE = Math.max(2, availableParallelism()) + 1;
/** No file takes as long; one that hangs must not hang the run. */
const LONGEST_FILE_MS = 10 * 60_000;

/** The test files below the given files and folders. */
function testFiles(places: readonly string[]): string[] {
  const files = places.flatMap((place) =>
    statSync(place, { throwIfNoEntry: false })?.isFile() === true
      ? [resolve(place)]
      : globSync('**/*.test.ts', { cwd: place, exclude: (name) => name === 'node_modules' }).map((name) => resolve(place, name)),
  );
  // Browsers take longest: what would come last alone leaves a core idle.
  return [...new Set(files)].toSorted((a, b) => Number(inBrowser(b)) - Number(inBrowser(a)) || (a < b ? -1 : 1));
}

const inBrowser = (file: string): boolean => relative(ROOT, file).startsWith('test/browser/');

/** Where the SQL is that another version of PostgreSQL could understand otherwise; pages above it, what a kill leaves, and what is said to witnesses, mirrors and after a disaster are the same on all. */
const SQL = /^platform\/(core\/(storage|records|search|access)|modules\/(history\/ledger|observatory\/observations))(?!.*(?:kill|claims|drills|mirrors|mirror-client)\.test)/;

/** Files of tests that talk to PostgreSQL, through support/ or through a server of their own. */
function usesDatabase(file: string): boolean {
  return SQL.test(relative(ROOT, file)) && /support\/(?:database|platform)\.ts'|postgres\/testing\/|from '\.\/testing\/harness\.ts'/.test(readFileSync(file, 'utf8'));
}

/** Tests that say themselves which PostgreSQL to start; YUPANA_POSTGRES_BIN would overrule them. */
function choosesPrograms(file: string): boolean {
  return /\bbinDir\b/.test(readFileSync(file, 'utf8'));
}

async function runFiles(files: string[], stopped: AbortSignal, report: Report): Promise<void> {
  if (files.length === 0 || stopped.aborted) return;
  const events = run({ files, concurrency: AT_ONCE, timeout: LONGEST_FILE_MS, signal: stopped, cwd: ROOT });
  for await (const event of events) {
    switch (event.type) {
      case 'test:start':
        report.started(event.data);
        break;
      case 'test:pass':
      case 'test:fail':
        report.finished(event.data, event.type === 'test:pass');
        // A file that ends with an error of its own has no summary.
        if (event.data.name === event.data.file) report.fileEnded(event.data.file);
        break;
      case 'test:diagnostic':
        report.noted(event.data);
        break;
      case 'test:stdout':
      case 'test:stderr':
        report.wrote(event.data);
        break;
      case 'test:summary':
        if (event.data.file !== undefined) report.fileEnded(event.data.file);
        break;
    }
  }
}

const { values, positionals } = parseArgs({ options: { only: { type: 'string' } }, allowPositionals: true });
if (values.only !== undefined && values.only !== 'database') throw new Error('The option --only knows one value: database.');
const places = positionals.length > 0 ? positionals : FOLDERS.map((folder) => resolve(ROOT, folder));
const files = testFiles(places).filter((file) => values.only === undefined || usesDatabase(file));
const began = performance.now();
const stop = new AbortController();
// The first Ctrl-C ends the tests and lets us tidy up; PostgreSQL has a session of its own and does not hear it.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => stop.abort());

// Who reads our output may go away (`| head`); the server must be stopped all the same.
process.stdout.on('error', () => stop.abort());

const server = await startTestServer();
const report = new Report((line) => console.log(line));
try {
  // A third off the start of every test file, and of the many processes that the kill tests start.
  process.env['NODE_COMPILE_CACHE'] ??= resolve(ROOT, 'node_modules/.cache/compile');
  process.env[VARIABLE] = JSON.stringify({ connection: server.connection, template: server.template });
  console.log(`${files.length} test files on PostgreSQL ${server.version}${files.length === 1 ? `: ${relative(ROOT, files[0] ?? '')}` : ''}`);
  const choosing = process.env['YUPANA_POSTGRES_BIN'] ? files.filter(choosesPrograms) : [];
  await runFiles(files.filter((file) => !choosing.includes(file)), stop.signal, report);
  delete process.env['YUPANA_POSTGRES_BIN'];
  await runFiles(choosing, stop.signal, report);
} finally {
  await server.stop();
}
if (stop.signal.aborted) console.log('Stopped before the end.');
const { passed, failed } = report.counts;
if (passed + failed === 0) console.log('No test was run.');
report.end(server.version, performance.now() - began);
process.exitCode = failed > 0 || passed === 0 || stop.signal.aborted ? 1 : 0;
