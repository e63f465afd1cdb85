/** Steps of the drills: a log that was written, a backup of it and the way back, a log that has halted. */
import { sql } from 'kysely';
import type { TestDatabase } from '../../../../../test/support/database.ts';
import { aThing } from '../../../../../test/support/kinds.ts';
import { publishNew } from '../../../../../test/support/records.ts';
import type { Database } from '#core/storage/database.ts';
import { statusOf } from '../status.ts';
import { type TestLog, until, untilLogged } from './log.ts';

export const halted = (database: Database, code: string): Promise<void> => until(async () => (await statusOf(database)).halted?.code === code, `it is halted: ${code}`);

/** Logs and signs so many records, with the service stopped afterwards. */
export async function logged(db: TestDatabase, log: TestLog, count: number): Promise<void> {
  await publishNew(db.database, Array.from({ length: count }, (_, at) => aThing(`Registro ${at}`, { contact: { name: 'Rosa', mail: 'rosa@example.org' } })));
  const running = log.start();
  await untilLogged(db.database);
  await running.stop();
}

/** Past the triggers, as whoever has the server can. */
export async function behindTheBack(database: Database, work: (one: Database) => Promise<unknown>): Promise<void> {
  await database.connection().execute(async (one) => {
    await sql`set session_replication_role = replica`.execute(one);
    await work(one);
    await sql`set session_replication_role = origin`.execute(one);
  });
}

/** The log tables and versions as a backup holds them, and the way back: what came after is gone, as if it had never been. */
export async function backup(database: Database): Promise<() => Promise<void>> {
  const [{ size }, { sequence }] = [
    await database.selectFrom('ledger_entry').select(({ fn }) => fn.countAll<number>().as('size')).executeTakeFirstOrThrow(),
    await database.selectFrom('version').select(({ fn }) => fn.max('sequence').as('sequence')).executeTakeFirstOrThrow(),
  ];
  const files = await database.selectFrom('ledger_file').selectAll().execute();
  const disclosures = await database.selectFrom('ledger_disclosure').selectAll().execute();
  const parts = await database.selectFrom('restricted_part').selectAll().execute();
  return async () => {
    await behindTheBack(database, async (one) => {
      for (const table of ['ledger_checkpoint where size > ', 'ledger_entry where index >= ', 'ledger_redaction where index >= ']) await sql`delete from ${sql.raw(table)} ${sql.lit(size)}`.execute(one);
      for (const table of ['outbox', 'version']) await sql`delete from ${sql.raw(table)} where sequence > ${sql.lit(sequence)}`.execute(one);
      for (const table of ['ledger_file', 'ledger_disclosure', 'restricted_part', 'ledger_notice']) await sql`delete from ${sql.raw(table)}`.execute(one);
      await one.insertInto('ledger_file').values(files).execute();
      await one.insertInto('ledger_disclosure').values(disclosures).execute();
      await one.insertInto('restricted_part').values(parts.map((part) => ({ ...part, document: JSON.stringify(part.document) }))).execute();
    });
  };
}
