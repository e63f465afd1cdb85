/** Reads records for those who edit them: with the parts that are not public. Never for a page that readers see. */
import type { Document } from '../kinds/kind.ts';
import type { Database } from '../storage/database.ts';

/** A record as an editor takes it up. */
export interface RecordForEditing {
  readonly kind: string;
  /** The newest version; 0 where nothing was ever published. */
  readonly version: number;
  readonly withdrawn: boolean;
  /** The newest publication, its internal and personal fields included; empty where there is none. */
  readonly document: Document;
  readonly publishedAt: Date | undefined;
}

/**
 * A record with the document of its newest publication, even where it was withdrawn since.
 * @returns undefined where there is no such record.
 */
export async function recordForEditing(database: Database, id: string): Promise<RecordForEditing | undefined> {
  const record = await database.selectFrom('record').select(['kind', 'version', 'withdrawn']).where('id', '=', id).executeTakeFirst();
  if (!record) return undefined;
  const newest = await database
    .selectFrom('version')
    .select(['number', 'document', 'published_at'])
    .where('record_id', '=', id)
    .where('act', '=', 'publication')
    .orderBy('number', 'desc')
    .executeTakeFirst();
  const parts = newest ? await restrictedParts(database, id, newest.number) : [];
  const document = Object.assign({}, newest?.document, ...parts) as Document;
  return { kind: record.kind, version: record.version ?? 0, withdrawn: record.withdrawn, document, publishedAt: newest?.published_at };
}

/** The internal and the personal fields of one version. */
async function restrictedParts(database: Database, id: string, number: number): Promise<Document[]> {
  const rows = await database.selectFrom('restricted_part').select('document').where('record_id', '=', id).where('number', '=', number).execute();
  return rows.map(({ document }) => document);
}
