/** Imports between upload and draft: bound to one person, gone after a day. Nothing of them is ever in a page as a hidden field. */
import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import { brotliCompress, brotliDecompress, constants } from 'node:zlib';
import { sql } from 'kysely';
import { newId } from '#core/records/id.ts';
import type { Database } from '#core/storage/database.ts';
import type { Workbook } from '#formats/spreadsheet/index.ts';
import type { Plan } from './plan.ts';

export interface Import {
  readonly id: string;
  readonly fileName: string;
  readonly sha256: string;
  readonly workbook: Workbook;
  readonly plan: Plan;
  readonly createdAt: Date;
}

/** More open ones of one person than this push out the oldest. */
const MOST_OPEN = 5;
const KEPT_MS = 24 * 60 * 60 * 1000;

const pack = promisify(brotliCompress);
const unpack = promisify(brotliDecompress);

export const sha256Of = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

/** @returns the id. */
export async function keepImport(database: Database, accountId: string, of: Omit<Import, 'id' | 'createdAt'>, now: Date): Promise<string> {
  const id = newId();
  const workbook = await pack(JSON.stringify(of.workbook), { params: { [constants.BROTLI_PARAM_QUALITY]: 4 } });
  await database.transaction().execute(async (transaction) => {
    await sql`insert into observation_import (id, account_id, file_name, sha256, workbook, plan, created_at) values (${id}, ${accountId}, ${of.fileName}, ${of.sha256}, ${workbook}, ${JSON.stringify(of.plan)}, ${now})`.execute(transaction);
    await sql`delete from observation_import where account_id = ${accountId} and id not in (select id from observation_import where account_id = ${accountId} order by number desc limit ${MOST_OPEN})`.execute(transaction);
  });
  return id;
}

/** Undefined where there is none, where it is somebody else's, and where its day is over. */
export async function readImport(database: Database, accountId: string, id: string, now: Date): Promise<Import | undefined> {
  const { rows } = await sql<{ fileName: string; sha256: string; workbook: Buffer; plan: Plan; createdAt: Date }>`
    select file_name as "fileName", sha256, workbook, plan, created_at as "createdAt" from observation_import
    where id = ${id} and account_id = ${accountId} and created_at > ${new Date(now.getTime() - KEPT_MS)}`.execute(database);
  const [row] = rows;
  return row && { ...row, id, workbook: JSON.parse((await unpack(row.workbook)).toString('utf8')) as Workbook };
}

export interface OpenImport {
  readonly id: string;
  readonly fileName: string;
  readonly createdAt: Date;
}

export async function openImports(database: Database, accountId: string, now: Date): Promise<OpenImport[]> {
  const { rows } = await sql<OpenImport>`
    select id, file_name as "fileName", created_at as "createdAt" from observation_import
    where account_id = ${accountId} and created_at > ${new Date(now.getTime() - KEPT_MS)} order by number desc`.execute(database);
  return rows;
}

export async function savePlan(database: Database, accountId: string, id: string, plan: Plan): Promise<void> {
  await sql`update observation_import set plan = ${JSON.stringify(plan)} where id = ${id} and account_id = ${accountId}`.execute(database);
}

/** @returns false where somebody has done it already. */
export async function dropImport(database: Database, accountId: string, id: string): Promise<boolean> {
  const { numAffectedRows = 0n } = await sql`delete from observation_import where id = ${id} and account_id = ${accountId}`.execute(database);
  return numAffectedRows > 0n;
}

export async function forgetOldImports(database: Database, now: Date): Promise<void> {
  await sql`delete from observation_import where created_at <= ${new Date(now.getTime() - KEPT_MS)}`.execute(database);
}
