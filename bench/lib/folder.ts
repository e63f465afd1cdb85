/** Data folders that are gone when the command ends, also by Ctrl-C. */
import { chmodSync, mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export async function inTemporaryFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const home = realpathSync(mkdtempSync(join(tmpdir(), 'yupana-bench-')));
  // As root, PostgreSQL runs as somebody else, who must get through.
  if (process.getuid?.() === 0) chmodSync(home, 0o711);
  try {
    return await work(home);
  } finally {
    rmSync(home, { recursive: true, force: true, maxRetries: 5 });
  }
}
