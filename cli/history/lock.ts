/** One writer to a folder. The lock is the operating system's, so it is gone with the process, however that ends. */
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { makeFolder } from './files.ts';

export interface FolderLock {
  release(): void;
}

/**
 * Node gives no way to lock a file but SQLite's; the file stays empty and nothing is ever stored in it.
 * Throws where another process works in the folder.
 */
export function lockFolder(folder: string): FolderLock {
  makeFolder(folder);
  const lock = new DatabaseSync(join(folder, '.lock'));
  try {
    lock.exec('PRAGMA busy_timeout = 0; BEGIN EXCLUSIVE');
  } catch (error) {
    lock.close();
    if (error instanceof Error && /locked/.test(error.message)) throw new Error(`Another process works in ${folder}. End that one first: two of them would contradict each other.`, { cause: error });
    throw error;
  }
  return { release: () => lock.close() };
}
