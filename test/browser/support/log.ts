/** The public history of the site of the browser tests: signed, seen by two of three witnesses, with an erasure. */
import type { Database } from '../../../platform/core/storage/database.ts';
import { TestLog } from '../../../platform/modules/history/testing/log.ts';

const SECONDS = 1_795_000_000;

/** @param record one whose history has an erasure. */
export async function keepTestLog(database: Database, record: string): Promise<void> {
  const log = new TestLog(database);
  await log.begin();
  await log.takeOutbox();
  await log.redact(record, 'Ley 29733, art. 20', 2, new Date(SECONDS * 1000));
  await log.sign(['universidad', 'contraloria'], SECONDS);
}
