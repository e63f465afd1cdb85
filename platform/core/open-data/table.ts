/** A record as a row of a table and as a line of JSON: the same in lists, files of everything and exports. */
import { csvColumns, csvRow } from '../kinds/csv-columns.ts';
import type { Kind } from '../kinds/kind.ts';
import type { PublicRecord } from '../records/read.ts';

export function recordColumns(kind: Kind, languages: readonly string[]): string[] {
  return ['id', 'record_version', 'published_at', ...csvColumns(kind, languages)];
}

export function recordRow(kind: Kind, { id, number, publishedAt, document }: PublicRecord, languages: readonly string[]) {
  return [id, number, publishedAt.toISOString(), ...csvRow(kind, document, languages)];
}

/** JSON Lines: nothing is left out, and nothing in it depends on where the site is reached. */
export function recordLine({ id, kind, number, publishedAt, document }: PublicRecord): string {
  return `${JSON.stringify({ id, kind, version: number, publishedAt: publishedAt.toISOString(), document })}\n`;
}
