/**
 * Erasure of a person's data (in Peru Law 29733, Art. 20): value and salt are deleted in every version and in open drafts, the log
 * says that it happened, and every proof stays valid, because the entries only ever held digests that nobody can guess.
 */
import type { KindSet } from '#core/kinds/kind.ts';
import { fieldsOf } from '#core/kinds/kind.ts';
import { lockRecord } from '#core/records/drafts.ts';
import { takePublicationLock } from '#core/records/publish.ts';
import type { Database } from '#core/storage/database.ts';
import type { Tables } from '#core/storage/tables.ts';
import { sql, type Transaction } from 'kysely';
import { takeErasureLock } from './append.ts';
import type { Redaction } from './envelope.ts';

/** What cannot be erased, and why. */
export class ErasureRefused extends Error {}

export interface Erasure {
  readonly recordId: string;
  /** All versions, and the open draft, unless one is named. */
  readonly version?: number;
  /** All internal and personal fields unless one is named. */
  readonly field?: string;
  /** The ground in law, for the public entry: `Ley 29733, art. 20`. */
  readonly article: string;
}

export interface Erased {
  readonly fields: readonly string[];
  /** How many values were deleted, those of an open draft included. */
  readonly count: number;
}

const LONGEST_ARTICLE = 200;

/** @param actor for the audit trail. @throws ErasureRefused */
export async function erase(database: Database, kinds: KindSet, erasure: Erasure, actor: string): Promise<Erased> {
  const { recordId, version } = erasure;
  const article = articleIn(erasure.article);
  return database.transaction().execute(async (transaction) => {
    // Nothing may carry the value on meanwhile: no publication of a draft, no entry that is being made, no save.
    await takePublicationLock(transaction);
    await takeErasureLock(transaction);
    const newest = await lockRecord(transaction, recordId);
    const record = await transaction.selectFrom('record').select('kind').where('id', '=', recordId).executeTakeFirst();
    if (newest === undefined || !record) throw new ErasureRefused(`There is no record ${recordId}.`);
    if (version !== undefined && (version < 1 || version > newest)) throw new ErasureRefused(`The record ${recordId} has the versions 1 to ${newest}, not ${version}.`);
    const fields = erasableFields(kinds, record.kind, erasure.field);
    const count = await deleteValues(transaction, recordId, fields, version);
    if (count === 0) return { fields, count };
    const versions = version === undefined ? { from: Math.min(1, newest), to: newest } : { from: version, to: version };
    const redaction: Redaction = { recordId, kind: record.kind, fields, versions, article, count };
    await transaction.insertInto('ledger_notice').values({ type: 'redaction', details: JSON.stringify(redaction) }).execute();
    await transaction.insertInto('audit').values({ actor, act: 'erase', record_id: recordId, details: JSON.stringify({ fields, versions, count }) }).execute();
    return { fields, count };
  });
}

/** The ground in law, as it is kept. @throws ErasureRefused */
export function articleIn(text: string): string {
  const article = text.normalize('NFC').trim();
  if (article === '' || article.length > LONGEST_ARTICLE || /\p{C}/u.test(article)) throw new ErasureRefused(`The article must be one line of up to ${LONGEST_ARTICLE} characters, such as "Ley 29733, art. 20".`);
  return article;
}

function erasableFields(kinds: KindSet, kindName: string, named: string | undefined): string[] {
  const fields = fieldsOf(kinds.get(kindName));
  if (named === undefined) return fields.flatMap(([name, { visibility }]) => (visibility === 'public' ? [] : [name]));
  const found = fields.find(([name]) => name === named);
  if (!found) throw new ErasureRefused(`Records of kind ${kindName} have no field "${named}".`);
  if (found[1].visibility === 'public') {
    throw new ErasureRefused(`"${named}" is public: it stands in every copy of the log's documents and cannot be taken back. Publish a corrected version, or withdraw the record; a document that should never have been public is a matter for the data protection authority.`);
  }
  return [named];
}

/** Deletes values and what opens their commitments. Harmless twice. */
async function deleteValues(transaction: Transaction<Tables>, recordId: string, fields: readonly string[], version: number | undefined): Promise<number> {
  const list = sql`${[...fields]}::text[]`;
  const ofVersion = version === undefined ? sql`` : sql`and number = ${version}`;
  const { rows: values } = await sql<{ count: number }>`
    select count(*) as count from restricted_part cross join lateral jsonb_object_keys(document) as field where record_id = ${recordId} and field = any(${list}) ${ofVersion}`.execute(transaction);
  await sql`update restricted_part set document = document - ${list} where record_id = ${recordId} ${ofVersion}`.execute(transaction);
  await sql`delete from restricted_part where record_id = ${recordId} and document = '{}'`.execute(transaction);
  const disclosures = transaction.deleteFrom('ledger_disclosure').where('record_id', '=', recordId).where(sql<boolean>`field = any(${list})`);
  const { numDeletedRows } = await (version === undefined ? disclosures : disclosures.where('version', '=', version)).executeTakeFirstOrThrow();
  const drafts = version === undefined ? await deleteFromDraft(transaction, recordId, fields) : 0;
  // A disclosure whose value is gone already is a value all the same: it holds it.
  return Math.max(values[0]?.count ?? 0, Number(numDeletedRows)) + drafts;
}

/** Whoever has the draft open in a browser has seen another revision: their next save is refused, not written over this. */
async function deleteFromDraft(transaction: Transaction<Tables>, recordId: string, fields: readonly string[]): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*) as count from draft cross join lateral jsonb_object_keys(document) as field where record_id = ${recordId} and field = any(${[...fields]}::text[])`.execute(transaction);
  const count = rows[0]?.count ?? 0;
  if (count === 0) return 0;
  const { draft_revision: revision } = await transaction
    .updateTable('record')
    .set((record) => ({ draft_revision: record('draft_revision', '+', 1) }))
    .where('id', '=', recordId)
    .returning('draft_revision')
    .executeTakeFirstOrThrow();
  await sql`update draft set document = document - ${[...fields]}::text[], revision = ${revision} where record_id = ${recordId}`.execute(transaction);
  return count;
}

/** An erasure as an entry of the log tells of it. */
export interface KnownErasure {
  readonly recordId: string;
  readonly fields: readonly string[];
  readonly versions: { readonly from: number; readonly to: number };
}

/** The erasure that an entry tells of; undefined for every other entry, and for what is none. */
export function erasureOf(entry: Uint8Array): KnownErasure | undefined {
  const { type, id, fields, versions } = JSON.parse(Buffer.from(entry).toString('utf8')) as Record<string, unknown>;
  const { from, to } = (versions ?? {}) as Record<string, unknown>;
  if (type !== 'redaction' || typeof id !== 'string' || !Array.isArray(fields) || typeof from !== 'number' || typeof to !== 'number') return undefined;
  return { recordId: id, fields: fields.map(String), versions: { from, to } };
}

/**
 * Carries erasures out again, over a database that was restored from before them. The log has their entries already, or gets
 * them from a mirror: nothing is added to it. Public fields are passed over, whatever an entry says.
 * @returns how many values were deleted.
 */
export async function replayErasures(database: Database, kinds: KindSet, erasures: readonly KnownErasure[]): Promise<number> {
  let count = 0;
  for (const { recordId, fields, versions } of erasures) {
    count += await database.transaction().execute(async (transaction) => {
      await takePublicationLock(transaction);
      await takeErasureLock(transaction);
      const newest = await lockRecord(transaction, recordId);
      const record = await transaction.selectFrom('record').select('kind').where('id', '=', recordId).executeTakeFirst();
      if (newest === undefined || !record) return 0;
      const hidden = new Set(erasableFields(kinds, record.kind, undefined));
      const named = fields.filter((field) => hidden.has(field));
      let deleted = 0;
      for (let number = versions.from; number <= Math.min(versions.to, newest); number += 1) deleted += await deleteValues(transaction, recordId, named, number);
      // One that went through all versions of its day went through the draft too; of a single version it did not.
      return deleted + (versions.from <= 1 && versions.to >= newest ? await deleteFromDraft(transaction, recordId, named) : 0);
    });
  }
  return count;
}

/** Every erasure that the log of this database tells of, and those that it will. */
export async function knownErasures(database: Database): Promise<KnownErasure[]> {
  const logged = await database.selectFrom('ledger_entry').select('entry').where('type', '=', 'redaction').orderBy('index').execute();
  const waiting = await database.selectFrom('ledger_notice').select('details').where('type', '=', 'redaction').orderBy('id').execute();
  return [...logged.flatMap(({ entry }) => erasureOf(entry) ?? []), ...waiting.map(({ details }) => details as unknown as KnownErasure)];
}
