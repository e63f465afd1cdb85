/** The list of modules: the only file that knows them all. */
import { type AccessSettings, accessSettings } from '#core/access/settings.ts';
import { readMessages } from '#core/i18n/messages.ts';
import { KindSet } from '#core/kinds/kind.ts';
import type { Module } from '#core/module.ts';
import type { Platform } from '#core/platform.ts';
import { CORE_MIGRATIONS, type MigrationFolder } from '#core/storage/migrate.ts';
import { readAssets } from '#core/web/assets.ts';
import { NotFound } from '#core/web/view.ts';
import { aboutRoutes } from '#core/web/pages/about.ts';
import { accountRoutes } from '#core/web/pages/account.ts';
import { deskRoutes } from '#core/web/pages/desk.ts';
import { recordRoutes } from '#core/web/pages/records.ts';
import { referenceRoutes } from '#core/web/pages/reference.ts';
import { siteRoutes } from '#core/web/pages/site.ts';
import { Web } from '#core/web/web.ts';
import { directory } from '#modules/directory/index.ts';
import { register } from '#modules/register/index.ts';
import { strategyModule } from '#modules/strategy/index.ts';

export const modules: readonly Module[] = [strategyModule, register, directory];

export function createKinds(of: readonly Module[] = modules): KindSet {
  return new KindSet(
    of.flatMap(({ kinds }) => kinds),
    Object.fromEntries(of.flatMap(({ gates = {} }) => Object.entries(gates))),
  );
}

export const migrations: readonly MigrationFolder[] = [CORE_MIGRATIONS, ...modules.flatMap((module) => module.migrations ?? [])];

const CORE_MESSAGES = ['common', 'kinds', 'desk', 'form', 'reference', 'access'].map((folder) => new URL(`core/messages/${folder}/`, import.meta.url));

export function loadMessages(of: readonly Module[] = modules) {
  return readMessages([...CORE_MESSAGES, ...of.flatMap(({ messages }) => messages)]);
}

/**
 * The web application of a platform.
 * @param publicOrigin where the site is reached from outside, when a proxy stands before it.
 * @param access how people sign in; what the environment says unless told otherwise.
 */
export async function createWeb(platform: Platform, publicOrigin?: string, access: AccessSettings = accessSettings(process.env)): Promise<Web> {
  const web = new Web(platform, await readAssets(), publicOrigin);
  siteRoutes(web);
  const home = platform.modules.map((module) => module.home).find((one) => one !== undefined);
  web.page('/', (context) => (home ? home(context) : Promise.reject(new NotFound())));
  aboutRoutes(web);
  referenceRoutes(web);
  accountRoutes(web, access);
  deskRoutes(web);
  for (const module of platform.modules) module.routes?.(web);
  // Last: they match any path.
  recordRoutes(web);
  return web;
}
