import { chmodSync, chownSync, existsSync, lchownSync, lstatSync, mkdirSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { noRights, pathUnreachable, text } from './faults.ts';

/** The user who runs PostgreSQL when we are root, which PostgreSQL refuses to be. */
export interface Account {
  readonly name: string;
  readonly uid: number;
  readonly gid: number;
}

/** The overflow user of Linux, which every system knows as nobody even without a line in /etc/passwd. */
const NOBODY: Account = { name: 'nobody', uid: 65534, gid: 65534 };

/**
 * Who shall run PostgreSQL: undefined means "we ourselves". As root it is the owner of the cluster that is there
 * (so that a cluster made without root stays usable without root), else the system's nobody.
 */
export function serverAccount(cluster: string): Account | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const owner = statSync(cluster, { throwIfNoEntry: false });
  if (owner !== undefined && owner.uid !== 0) return { name: `user ${owner.uid}`, uid: owner.uid, gid: owner.gid };
  // macOS gives nobody a negative id, with which no process can be started; it has _postgres for the purpose.
  return lookUp(process.platform === 'darwin' ? '_postgres' : 'nobody') ?? NOBODY;
}

function lookUp(name: string): Account | undefined {
  let table: string;
  try {
    table = readFileSync('/etc/passwd', 'utf8');
  } catch {
    return undefined;
  }
  for (const line of table.split('\n')) {
    const [user, , uid, gid] = line.split(':');
    if (user === name && Number(uid) > 0 && Number(gid) > 0) return { name, uid: Number(uid), gid: Number(gid) };
  }
  return undefined;
}

/** Makes the data folder and its missing ancestors, such that `account` can pass whatever the umask says. */
export function makeDataFolder(folder: string, account: Account | undefined): void {
  if (existsSync(folder)) return;
  makeDataFolder(dirname(folder), account);
  try {
    // One by one: the recursive mkdir of Node says ENOENT where the system said EROFS.
    mkdirSync(folder);
    if (account !== undefined) chmodSync(folder, 0o711);
  } catch (error) {
    // Another starter was quicker.
    if (text(error, 'code') !== 'EEXIST') throw error;
  }
}

/** Throws 'path-unreachable' when `account` cannot get into `folder`, naming the ancestor that bars the way. */
export function assertReachable(folder: string, account: Account | undefined): void {
  if (account === undefined) return;
  const barrier = barrierTo(folder, account);
  if (barrier !== undefined) throw pathUnreachable(folder, barrier, account.name);
}

function barrierTo(folder: string, account: Account): string | undefined {
  const parent = dirname(folder);
  const above = parent === folder ? undefined : barrierTo(parent, account);
  if (above !== undefined) return above;
  const { mode, uid, gid } = statSync(folder);
  const bit = uid === account.uid ? 0o100 : gid === account.gid ? 0o010 : 0o001;
  return (mode & bit) === 0 ? folder : undefined;
}

/** Gives `path` to the account; nothing to do when we run PostgreSQL ourselves. */
export function give(path: string, account: Account | undefined): void {
  if (account !== undefined) chownSync(path, account.uid, account.gid);
}

/** A cluster that root restored from a backup belongs to root: gives it back, with all that is in it. */
export function giveCluster(cluster: string, account: Account | undefined): void {
  if (account === undefined || lstatSync(cluster).uid === account.uid) return;
  for (const entry of readdirSync(cluster, { recursive: true, withFileTypes: true })) {
    lchownSync(join(entry.parentPath, entry.name), account.uid, account.gid);
  }
  // Last, so that a walk cut short is walked again at the next start.
  chownSync(cluster, account.uid, account.gid);
}

/** Makes a folder that only `account` (and root) can enter. Refuses one that somebody else put there. */
export function makePrivateFolder(folder: string, account: Account | undefined): void {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const found = lstatSync(folder);
  const ours = process.getuid?.() ?? found.uid;
  if (!found.isDirectory() || (found.uid !== ours && found.uid !== account?.uid)) {
    throw noRights(folder, 'it belongs to somebody else');
  }
  if ((found.mode & 0o777) !== 0o700) chmodSync(folder, 0o700);
  if (found.uid !== account?.uid) give(folder, account);
}
