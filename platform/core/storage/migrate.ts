/** Brings the tables of a database up to date: numbered SQL files, each run once, each in a transaction. */
import { readdir, readFile } from 'node:fs/promises';
import { sql } from 'kysely';
import { type Migration, Migrator } from 'kysely/migration';
import type { Database } from './database.ts';

export interface MigrationFolder {
  /** Comes before the number in the name under which a migration is remembered: `core/0001_records`. */
  readonly owner: string;
  readonly folder: URL;
}

export const CORE_MIGRATIONS: MigrationFolder = { owner: 'core', folder: new URL('migrations/', import.meta.url) };

/**
 * Runs what has not been run yet. Several processes may call it at once: the first does the work, the others wait.
 * @returns the names of the migrations that were run now.
 * @throws the fault of the database, naming the migration.
 */
export async function migrate(database: Database, folders: readonly MigrationFolder[]): Promise<string[]> {
  const migrations = await readMigrations(folders);
  const migrator = new Migrator({
    db: database,
    // A module that is added later brings numbers that are lower than some of another module.
    allowUnorderedMigrations: true,
    provider: { getMigrations: () => Promise.resolve(migrations) },
  });
  const { error, results = [] } = await migrator.migrateToLatest();
  const failed = results.find((result) => result.status === 'Error');
  if (failed) throw new Error(`Migration ${failed.migrationName} failed`, { cause: error });
  if (error) throw error;
  return results.map((result) => result.migrationName);
}

async function readMigrations(folders: readonly MigrationFolder[]): Promise<Record<string, Migration>> {
  const perFolder = await Promise.all(
    folders.map(async ({ owner, folder }) => {
      const files = (await readdir(folder)).filter((file) => file.endsWith('.sql')).toSorted();
      return Promise.all(
        files.map(async (file): Promise<[string, Migration]> => {
          const text = await readFile(new URL(file, folder), 'utf8');
          // The core sorts before the modules, which build on it.
          const rank = owner === CORE_MIGRATIONS.owner ? 0 : 1;
          return [`${rank}-${owner}/${file.slice(0, -'.sql'.length)}`, { up: async (db) => void (await sql.raw(text).execute(db)) }];
        }),
      );
    }),
  );
  return Object.fromEntries(perFolder.flat());
}
