/** Accounts: one for each e-mail address. */
import { newId } from '../records/id.ts';
import type { Database } from '../storage/database.ts';
import { noteAccess } from './audit.ts';

export interface Account {
  readonly id: string;
  readonly name: string;
  readonly email: string;
  readonly passwordHash: string | undefined;
}

/** An address as it is kept and compared: two writings of it are one account. */
export function foldEmail(typed: string): string {
  return typed.normalize('NFKC').trim().toLowerCase();
}

/** Enough to catch slips; whether mail arrives is known when a link that was sent there is opened. */
export function isEmail(text: string): boolean {
  return text.length <= 254 && /^[^\s@<>"',;:\\]+@[^\s@<>"',;:\\.]+(\.[^\s@<>"',;:\\.]+)+$/u.test(text);
}

export const LONGEST_NAME = 120;

/** A name as people see it: one line, without the signs that turn or hide text. @returns undefined where nothing is left. */
export function cleanName(typed: string): string | undefined {
  const name = typed.normalize('NFC').replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, ' ').replace(/\s+/g, ' ').trim();
  return name === '' || name.length > LONGEST_NAME || !name.isWellFormed() ? undefined : name;
}

const COLUMNS = ['id', 'name', 'email', 'password_hash'] as const;
interface Row {
  id: string;
  name: string;
  email: string;
  password_hash: string | null;
}
const read = (row: Row | undefined): Account | undefined => row && { id: row.id, name: row.name, email: row.email, passwordHash: row.password_hash ?? undefined };

/** @returns undefined where there is none, or it is disabled: nobody learns which. */
export async function accountByEmail(database: Database, email: string): Promise<Account | undefined> {
  return read(await database.selectFrom('account').select(COLUMNS).where('email', '=', foldEmail(email)).where('disabled_at', 'is', null).executeTakeFirst());
}

export async function accountById(database: Database, id: string): Promise<Account | undefined> {
  return read(await database.selectFrom('account').select(COLUMNS).where('id', '=', id).where('disabled_at', 'is', null).executeTakeFirst());
}

export interface NewAccount {
  readonly name: string;
  readonly email: string;
  readonly id?: string;
}

/** True where the address has an account, disabled or not. Only for the owner of the address. */
export async function hasAccount(database: Database, email: string): Promise<boolean> {
  return (await database.selectFrom('account').select('id').where('email', '=', foldEmail(email)).executeTakeFirst()) !== undefined;
}

/** @throws where the address has an account: the database says so. */
export async function makeAccount(database: Database, { name, email, id = newId() }: NewAccount): Promise<Account> {
  const account = { id, name, email: foldEmail(email) };
  await database.insertInto('account').values({ ...account, password_hash: null }).execute();
  await noteAccess(database, 'account-made', { accountId: id, name });
  return { ...account, passwordHash: undefined };
}

/** The account of an address, made where there is none. */
export async function accountFor(database: Database, { name, email }: NewAccount): Promise<Account> {
  const known = read(await database.selectFrom('account').select(COLUMNS).where('email', '=', foldEmail(email)).executeTakeFirst());
  return known ?? makeAccount(database, { name, email });
}

export async function renameAccount(database: Database, account: Account, name: string): Promise<void> {
  await database.updateTable('account').set({ name }).where('id', '=', account.id).execute();
  await noteAccess(database, 'account-renamed', { accountId: account.id, name: account.name }, { to: name });
}

/** The names of accounts, for colleagues. */
export async function namesOf(database: Database, ids: readonly string[]): Promise<Map<string, string>> {
  if (ids.length === 0) return new Map();
  const rows = await database.selectFrom('account').select(['id', 'name']).where('id', 'in', [...new Set(ids)]).execute();
  return new Map(rows.map(({ id, name }) => [id, name]));
}
