/** Spreadsheets of strangers, read where they can do no harm. */
import { Worker } from 'node:worker_threads';
import { type Details, type Limits, LIMITS, type Reason, SpreadsheetRefused } from './limits.ts';
import type { Workbook } from './workbook.ts';

export { LIMITS, type Limits, type Reason, SpreadsheetRefused } from './limits.ts';
export { addressOf, type Cell, columnName, columnNumber, type Encoding, type Row, type Sheet, type SpreadsheetType, type Workbook } from './workbook.ts';

type Answer = { readonly workbook: Workbook; readonly refused?: never } | { readonly refused: { readonly reason: Reason; readonly details: Details }; readonly workbook?: never };

/** More at once would take the memory of the server for itself; whoever comes later waits. */
const AT_ONCE = 2;
let running = 0;
const waiting: (() => void)[] = [];

/**
 * Reads a spreadsheet in a thread of its own, under limits on memory and time.
 * @param name of the file: its ending must say what the file is.
 * @throws SpreadsheetRefused
 */
export async function readSpreadsheet(bytes: Uint8Array, name: string, limits: Limits = LIMITS): Promise<Workbook> {
  if (bytes.length > limits.bytes) throw new SpreadsheetRefused('too_large', { maximum: Math.floor(limits.bytes / 1024 / 1024) });
  if (running < AT_ONCE) running += 1;
  else await new Promise<void>((resolve) => waiting.push(resolve));
  try {
    return await inThread(bytes, name, limits);
  } finally {
    // Whoever waits takes the place over: nobody who comes now is before them.
    const next = waiting.shift();
    if (next) next();
    else running -= 1;
  }
}

function inThread(bytes: Uint8Array, name: string, limits: Limits): Promise<Workbook> {
  const { promise, resolve, reject } = Promise.withResolvers<Workbook>();
  const worker = new Worker(new URL('worker.ts', import.meta.url), {
    workerData: { bytes, name, limits },
    env: {},
    // What a reader says of a file of a stranger belongs in no log.
    stdout: true,
    stderr: true,
    execArgv: ['--disable-warning=ExperimentalWarning'],
    resourceLimits: { maxOldGenerationSizeMb: limits.megabytes, maxYoungGenerationSizeMb: 64, stackSizeMb: 4 },
  });
  const late = setTimeout(() => reject(new SpreadsheetRefused('too_slow')), limits.milliseconds);
  worker.once('message', ({ workbook, refused }: Answer) => (refused ? reject(new SpreadsheetRefused(refused.reason, refused.details)) : resolve(workbook)));
  // Out of memory, or out of stack: the file asks for more than a table of this size needs.
  worker.once('error', (error: NodeJS.ErrnoException) => reject(error.code === 'ERR_WORKER_OUT_OF_MEMORY' ? new SpreadsheetRefused('bomb') : new SpreadsheetRefused('broken')));
  worker.once('exit', () => reject(new SpreadsheetRefused('broken')));
  return promise.finally(async () => {
    clearTimeout(late);
    await worker.terminate();
  });
}
