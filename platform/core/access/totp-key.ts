/** The key under which the secrets of code applications are kept: from the environment, else in a file of the data folder. */
import { randomBytes } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Database } from '../storage/database.ts';
import { KEY_BYTES, SecretBox } from './secret-box.ts';
import { SECRET_BYTES } from './totp.ts';

const VARIABLE = 'TOTP_KEY';
const FILE = 'totp.key';

/**
 * The key of `TOTP_KEY` (base64, as `openssl rand -base64 32` writes it), else that of the data folder, made where there is none.
 * @throws where what is there is no key.
 */
export async function totpBox(env: NodeJS.ProcessEnv, dataDir: string): Promise<SecretBox> {
  const given = env[VARIABLE];
  if (given) return readKey(given, VARIABLE);
  const file = join(dataDir, FILE);
  await mkdir(dataDir, { recursive: true });
  // Of two processes that begin together one makes it, and both read it.
  await writeFile(file, `${randomBytes(KEY_BYTES).toString('base64')}\n`, { flag: 'wx', mode: 0o600 }).catch((error: NodeJS.ErrnoException) => (error.code === 'EEXIST' ? undefined : Promise.reject(error)));
  return readKey(await readFile(file, 'utf8'), file);
}

function readKey(text: string, where: string): SecretBox {
  const key = Buffer.from(text.trim(), 'base64');
  if (key.length !== KEY_BYTES || key.toString('base64') !== text.trim()) throw new Error(`${where} is not a key: 32 random bytes in base64, such as "openssl rand -base64 32" writes.`);
  return new SecretBox(key);
}

/** Rows of an earlier version hold the secret as it is. */
const isPlain = (kept: Buffer): boolean => kept.length === SECRET_BYTES;

/**
 * Seals the secrets that are kept as they are, before anybody signs in.
 * @throws where some are kept under another key: nobody could sign in by them, and new ones would be kept under two.
 */
export async function sealTotpSecrets(database: Database, box: SecretBox): Promise<void> {
  await database.transaction().execute(async (transaction) => {
    const rows = await transaction.selectFrom('totp').select(['account_id', 'secret']).orderBy('account_id').forUpdate().execute();
    const foreign = rows.filter(({ account_id, secret }) => !isPlain(secret) && box.open(secret, account_id) === undefined);
    if (foreign.length > 0) throw new Error(`The secrets of ${foreign.length} code applications are kept under another key. Give the former one (${VARIABLE}, or ${FILE} in DATA_DIR). Where it is lost, see "Code applications" in docs/operators.md.`);
    for (const { account_id, secret } of rows.filter((one) => isPlain(one.secret))) await transaction.updateTable('totp').set({ secret: box.seal(secret, account_id) }).where('account_id', '=', account_id).execute();
  });
}
