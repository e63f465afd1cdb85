/**
 * Test vectors of other implementations, which lie outside the repository (SOURCE.md beside them tells from where): in
 * `shared/data/tlog` beside the checkout or further up, or where YUPANA_TLOG_VECTORS says. Where they are absent their
 * tests are skipped and say so.
 */
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

function vectorFolder(): string | undefined {
  const named = process.env['YUPANA_TLOG_VECTORS'];
  if (named !== undefined) return named;
  for (let folder = import.meta.dirname; folder !== dirname(folder); folder = dirname(folder)) {
    const candidate = join(folder, 'shared', 'data', 'tlog');
    if (existsSync(candidate)) return candidate;
  }
  return undefined;
}

const FOLDER = vectorFolder();

/** For the options of a test: false, or why it is skipped. */
export const withoutVectors: false | string = FOLDER === undefined ? 'SKIPPED: no shared/data/tlog above this checkout; set YUPANA_TLOG_VECTORS' : false;

export function vectorPath(path: string): string {
  return join(FOLDER ?? '', path);
}

export function vectorBytes(path: string): Uint8Array {
  return new Uint8Array(readFileSync(vectorPath(path)));
}

export function vectorText(path: string): string {
  return readFileSync(vectorPath(path), 'utf8');
}

/** The shape is the vector file's; a test that reads it wrongly fails. */
export function vectorJson<T>(path: string): T {
  return JSON.parse(vectorText(path)) as T;
}
