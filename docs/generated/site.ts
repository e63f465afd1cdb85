/** A site to take snapshots of: every module, no data, nothing that changes from one machine or day to another. */
import { DummyDriver, Kysely, PostgresAdapter, PostgresIntrospector, PostgresQueryCompiler } from 'kysely';
import type { Platform } from '../../platform/core/platform.ts';
import type { Tables } from '../../platform/core/storage/tables.ts';
import type { Web } from '../../platform/core/web/web.ts';
import { createKinds, createWeb, loadMessages, modules } from '../../platform/app.ts';

export interface SnapshotSite {
  readonly platform: Platform;
  readonly web: Web;
}

/** @returns the site, over a database that answers every question with nothing. */
export async function snapshotSite(): Promise<SnapshotSite> {
  const platform: Platform = {
    database: new Kysely<Tables>({
      dialect: {
        createAdapter: () => new PostgresAdapter(),
        createDriver: () => new DummyDriver(),
        createIntrospector: (database) => new PostgresIntrospector(database),
        createQueryCompiler: () => new PostgresQueryCompiler(),
      },
    }),
    modules,
    kinds: createKinds(),
    messages: await loadMessages(),
    configuration: { name: 'snapshot', title: { es: 'Yupana', en: 'Yupana' }, country: { es: 'País', en: 'Country' }, languages: ['es', 'en', 'qu'], timezone: 'America/Lima' },
    origin: 'https://example.org',
    now: () => new Date('2026-11-21T17:00:00Z'),
  };
  return { platform, web: await createWeb(platform) };
}
