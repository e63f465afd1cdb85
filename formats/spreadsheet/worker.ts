/** The thread in which a spreadsheet is read: it gives back a workbook, or why there is none, and ends. */
import { parentPort, workerData } from 'node:worker_threads';
import { type Limits, SpreadsheetRefused } from './limits.ts';
import { parseSpreadsheet } from './parse.ts';

const { bytes, name, limits } = workerData as { readonly bytes: Uint8Array; readonly name: string; readonly limits: Limits };
try {
  parentPort?.postMessage({ workbook: parseSpreadsheet(bytes, name, limits) }, []);
} catch (error) {
  parentPort?.postMessage({ refused: error instanceof SpreadsheetRefused ? { reason: error.reason, details: error.details } : { reason: 'broken', details: {} } }, []);
}
