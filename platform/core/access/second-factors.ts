/** What people have beside a password: an app that shows codes, and codes on paper. */
import { randomBytes, timingSafeEqual } from 'node:crypto';
import type { Database } from '../storage/database.ts';
import { type Doer, noteAccess } from './audit.ts';
import { slowHash } from './passwords.ts';
import type { SecretBox } from './secret-box.ts';
import { stepOf } from './totp.ts';

export interface Factors {
  readonly password: boolean;
  readonly passkeys: number;
  readonly totp: boolean;
  /** Backup codes that are left. */
  readonly backupCodes: number;
  readonly oidc: number;
}

export async function factorsOf(database: Database, accountId: string): Promise<Factors> {
  const row = await database
    .selectFrom('account')
    .where('id', '=', accountId)
    .select((one) => [
      'password_hash',
      one.selectFrom('passkey').whereRef('passkey.account_id', '=', 'account.id').select(({ fn }) => fn.countAll().as('count')).as('passkeys'),
      one.selectFrom('totp').whereRef('totp.account_id', '=', 'account.id').select(({ fn }) => fn.countAll().as('count')).as('totp'),
      one.selectFrom('backup_code').whereRef('backup_code.account_id', '=', 'account.id').where('used_at', 'is', null).select(({ fn }) => fn.countAll().as('count')).as('codes'),
      one.selectFrom('oidc_identity').whereRef('oidc_identity.account_id', '=', 'account.id').select(({ fn }) => fn.countAll().as('count')).as('oidc'),
    ])
    .executeTakeFirst();
  return { password: (row?.password_hash ?? null) !== null, passkeys: Number(row?.passkeys ?? 0), totp: Number(row?.totp ?? 0) > 0, backupCodes: Number(row?.codes ?? 0), oidc: Number(row?.oidc ?? 0) };
}

/** Something that a stolen password does not have. */
export const hasSecond = ({ passkeys, totp }: Factors): boolean => passkeys > 0 || totp;

/** Takes the code of an app, once. Two requests with the same code: the row lets one of them through. */
export async function useTotp(database: Database, box: SecretBox, accountId: string, typed: string, now: Date): Promise<boolean> {
  const row = await database.selectFrom('totp').select(['secret', 'last_step']).where('account_id', '=', accountId).executeTakeFirst();
  const secret = row && box.open(row.secret, accountId);
  const step = row && secret && stepOf(secret, typed, now, row.last_step);
  if (step === undefined) return false;
  const { numUpdatedRows } = await database.updateTable('totp').set({ last_step: step }).where('account_id', '=', accountId).where('last_step', '<', step).executeTakeFirst();
  return numUpdatedRows === 1n;
}

/** @param step of the code that proved it: it works no second time. */
export async function setTotp(database: Database, box: SecretBox, by: Doer, plain: Buffer, step: number, now: Date): Promise<void> {
  const secret = box.seal(plain, by.accountId);
  await database.insertInto('totp').values({ account_id: by.accountId, secret, last_step: step, created_at: now }).onConflict((conflict) => conflict.column('account_id').doUpdateSet({ secret, last_step: step })).execute();
  await noteAccess(database, 'totp-added', by);
}

export async function removeTotp(database: Database, by: Doer): Promise<void> {
  await database.deleteFrom('totp').where('account_id', '=', by.accountId).execute();
  await database.deleteFrom('backup_code').where('account_id', '=', by.accountId).execute();
  await noteAccess(database, 'totp-removed', by);
}

const CODES = 10;
/** Without signs that look alike (Crockford's base 32). Twelve of them are 60 bits; ASVS 5.0: 6.5.4 asks for 20. */
const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz';
const LENGTH = 12;

function newCode(): string {
  return Array.from(randomBytes(LENGTH), (byte) => ALPHABET.charAt(byte & 31)).join('');
}

const readCode = (typed: string): string => typed.toLowerCase().replace(/[\s-]/g, '').replaceAll('o', '0').replace(/[il]/g, '1');

/** @returns new codes in place of all former ones, to be shown once: `k7m2-9xq4-abcd`. */
export async function makeBackupCodes(database: Database, by: Doer): Promise<string[]> {
  const codes = Array.from({ length: CODES }, newCode);
  const salt = randomBytes(16);
  const hashes: Buffer[] = [];
  for (const code of codes) hashes.push(await slowHash(code, salt));
  await database.transaction().execute(async (transaction) => {
    await transaction.deleteFrom('backup_code').where('account_id', '=', by.accountId).execute();
    await transaction.insertInto('backup_code').values(hashes.map((code_hash) => ({ account_id: by.accountId, salt, code_hash }))).execute();
    await noteAccess(transaction, 'backup-codes-made', by);
  });
  return codes.map((code) => code.replace(/^(.{4})(.{4})(.{4})$/, '$1-$2-$3'));
}

/** Takes a backup code, once. */
export async function useBackupCode(database: Database, by: Doer, typed: string, now: Date): Promise<boolean> {
  const code = readCode(typed);
  if (code.length !== LENGTH) return false;
  const rows = await database.selectFrom('backup_code').select(['salt', 'code_hash']).where('account_id', '=', by.accountId).where('used_at', 'is', null).execute();
  const salt = rows[0]?.salt;
  if (!salt) return false;
  const hash = await slowHash(code, salt);
  const found = rows.find(({ code_hash }) => timingSafeEqual(code_hash, hash));
  if (!found) return false;
  const { numUpdatedRows } = await database.updateTable('backup_code').set({ used_at: now }).where('account_id', '=', by.accountId).where('code_hash', '=', found.code_hash).where('used_at', 'is', null).executeTakeFirst();
  if (numUpdatedRows !== 1n) return false;
  await noteAccess(database, 'backup-code-used', by);
  return true;
}

/** A code of the app or of the paper. @returns which it was. */
export async function useSecondFactor(database: Database, box: SecretBox, by: Doer, typed: string, now: Date): Promise<'totp' | 'backup' | undefined> {
  if (/^\d{6}$/.test(typed.replace(/[\s-]/g, ''))) return (await useTotp(database, box, by.accountId, typed, now)) ? 'totp' : undefined;
  return (await useBackupCode(database, by, typed, now)) ? 'backup' : undefined;
}
