/** A platform of its own for a test: database, texts, kinds, configuration, and the web application over them. */
import { createKinds, createWeb, loadMessages, modules as allModules } from '../../platform/app.ts';
import type { Module } from '../../platform/core/module.ts';
import type { Configuration } from '../../platform/core/pack/configuration.ts';
import { loadPack } from '../../platform/core/pack/load-pack.ts';
import type { Platform } from '../../platform/core/platform.ts';
import type { OpenDataOptions } from '../../platform/core/web/pages/open-data.ts';
import type { Web } from '../../platform/core/web/web.ts';
import { type Scope, testDatabase } from './database.ts';

/** A small deployment, for tests that need no country. */
export const TEST_CONFIGURATION: Configuration = {
  name: 'test',
  title: { es: 'Yupana de prueba', en: 'Yupana for tests', qu: 'Yupana' },
  country: { es: 'Perú', en: 'Peru', qu: 'Piruw' },
  languages: ['es', 'en', 'qu'],
  timezone: 'America/Lima',
};

/** What the clock of a test platform says: 21 November 2026, noon in Lima. */
export const TEST_NOW = new Date('2026-11-21T17:00:00Z');
export const TEST_ORIGIN = 'https://yupana.test';

export interface TestPlatformOptions {
  /** Modules in the place of all modules of the application. */
  readonly modules?: readonly Module[];
  /** The folder of a country pack, which is then loaded. */
  readonly pack?: string;
  /** The clock; {@link TEST_NOW} unless told otherwise. */
  readonly now?: Date | (() => Date);
  /** In the place of {@link TEST_CONFIGURATION}, where no pack is given. */
  readonly configuration?: Configuration;
  /** Where files of everything are kept; nowhere unless told otherwise. */
  readonly openData?: OpenDataOptions;
}

export interface TestPlatform extends Platform {
  /** `web.app.request('/es/actions')` answers like the server. */
  readonly web: Web;
}

export async function testPlatform(scope: Scope, options: TestPlatformOptions = {}): Promise<TestPlatform> {
  const { modules = allModules, pack, now = TEST_NOW, openData } = options;
  const { database } = await testDatabase(scope);
  const [kinds, messages] = [createKinds(modules), await loadMessages(modules)];
  const configuration = pack === undefined ? (options.configuration ?? TEST_CONFIGURATION) : (await loadPack(database, kinds, pack)).configuration;
  const clock = typeof now === 'function' ? now : () => new Date(now);
  const platform: Platform = { database, modules, kinds, messages: messages.inRegion(configuration.region), configuration, origin: TEST_ORIGIN, now: clock };
  return { ...platform, web: await createWeb(platform, TEST_ORIGIN, openData && { openData }) };
}
