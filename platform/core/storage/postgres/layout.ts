import { createHash } from 'node:crypto';
import { existsSync, realpathSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join, resolve } from 'node:path';

/** Where everything of one data folder lies. */
export interface Layout {
  readonly folder: string;
  readonly cluster: string;
  readonly passwordFile: string;
  readonly logFile: string;
  readonly socketFolder: string;
  /** the socket had to move out of the data folder, whose path is too long for the operating system */
  readonly socketElsewhere: boolean;
}

/** The one superuser of the cluster, the database that Yupana works in, and the name part of the socket. */
export const USER = 'yupana';
export const DATABASE = 'yupana';
export const PORT = 5432;

/** Room for a socket path in `sockaddr_un`, without its closing zero. */
const SOCKET_PATH_LIMIT = process.platform === 'darwin' ? 103 : 107;

/** Computes the places of a data folder, which need not exist yet. */
export function layoutOf(dataDir: string): Layout {
  const folder = realPath(resolve(dataDir));
  const inside = join(folder, 'postgres-socket');
  const socketElsewhere = Buffer.byteLength(join(inside, `.s.PGSQL.${PORT}`)) > SOCKET_PATH_LIMIT;
  return {
    folder,
    cluster: join(folder, 'postgres'),
    passwordFile: join(folder, 'postgres.password'),
    logFile: join(folder, 'postgres.log'),
    socketFolder: socketElsewhere ? join(tmpdir(), `yupana-${hash(folder)}`) : inside,
    socketElsewhere,
  };
}

/** Two names of one folder (symbolic links) must give one socket: resolves the part of the path that exists. */
function realPath(path: string): string {
  if (existsSync(path)) return realpathSync(path);
  const parent = dirname(path);
  return parent === path ? path : join(realPath(parent), basename(path));
}

function hash(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 16);
}
