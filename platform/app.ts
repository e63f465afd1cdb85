/** The list of modules: the only file that knows them all. */
import { type AccessSettings, accessSettings } from '#core/access/settings.ts';
import { readMessages } from '#core/i18n/messages.ts';
import { CORE_JOBS } from '#core/jobs/core-jobs.ts';
import type { Job } from '#core/jobs/job.ts';
import { KindSet } from '#core/kinds/kind.ts';
import { type MailSettings, mailSettings } from '#core/mail/settings.ts';
import type { Module } from '#core/module.ts';
import type { Platform } from '#core/platform.ts';
import { CORE_MIGRATIONS, type MigrationFolder } from '#core/storage/migrate.ts';
import { readAssets } from '#core/web/assets.ts';
import { NotFound } from '#core/web/view.ts';
import { aboutRoutes } from '#core/web/pages/about.ts';
import { accountRoutes } from '#core/web/pages/account.ts';
import { deskRoutes } from '#core/web/pages/desk.ts';
import { devMailRoutes } from '#core/web/pages/dev-mail.ts';
import { feedRoutes } from '#core/web/pages/feeds.ts';
import { type OpenDataOptions, openDataRoutes } from '#core/web/pages/open-data.ts';
import { recordRoutes } from '#core/web/pages/records.ts';
import { referenceRoutes } from '#core/web/pages/reference.ts';
import { siteRoutes } from '#core/web/pages/site.ts';
import { subscriptionRoutes } from '#core/web/pages/subscribe.ts';
import { Web } from '#core/web/web.ts';
import { directory } from '#modules/directory/index.ts';
import { history } from '#modules/history/index.ts';
import { observatory } from '#modules/observatory/index.ts';
import { register } from '#modules/register/index.ts';
import { strategyModule } from '#modules/strategy/index.ts';

export const modules: readonly Module[] = [strategyModule, register, observatory, directory, history];

export function createKinds(of: readonly Module[] = modules): KindSet {
  return new KindSet(
    of.flatMap(({ kinds }) => kinds),
    Object.fromEntries(of.flatMap(({ gates = {} }) => Object.entries(gates))),
    Object.fromEntries(of.flatMap(({ computedFacets = {} }) => Object.entries(computedFacets))),
    Object.fromEntries(of.flatMap(({ projections = {} }) => Object.entries(projections))),
  );
}

export const migrations: readonly MigrationFolder[] = [CORE_MIGRATIONS, ...modules.flatMap((module) => module.migrations ?? [])];

/** What a server does by the clock. */
export function jobsOf(of: readonly Module[] = modules): Job[] {
  return [...CORE_JOBS, ...of.flatMap((module) => module.jobs ?? [])];
}

const CORE_MESSAGES = ['common', 'kinds', 'desk', 'form', 'reference', 'access', 'accounts', 'review', 'mail', 'open-data', 'charts'].map((folder) => new URL(`core/messages/${folder}/`, import.meta.url));

export function loadMessages(of: readonly Module[] = modules) {
  return readMessages([...CORE_MESSAGES, ...of.flatMap(({ messages }) => messages)]);
}

export interface WebOptions {
  /** How people sign in. */
  readonly access?: AccessSettings;
  /** Where mail is kept that no server sends. */
  readonly mail?: Pick<MailSettings, 'folder'>;
  /** Where files of everything are kept; nowhere unless told otherwise. */
  readonly openData?: OpenDataOptions;
}

/**
 * The web application of a platform.
 * @param publicOrigin where the site is reached from outside, when a proxy stands before it.
 * @param options what differs from the environment.
 */
export async function createWeb(platform: Platform, publicOrigin?: string, options: WebOptions = {}): Promise<Web> {
  const { access = accessSettings(process.env), mail = mailSettings(process.env), openData = {} } = options;
  const web = new Web(platform, await readAssets(platform.modules.flatMap(({ browser }) => browser ?? [])), publicOrigin, access.proxies);
  siteRoutes(web);
  const home = platform.modules.map((module) => module.home).find((one) => one !== undefined);
  web.page('/', (context) => (home ? home(context) : Promise.reject(new NotFound())));
  aboutRoutes(web);
  referenceRoutes(web);
  openDataRoutes(web, openData);
  accountRoutes(web, access);
  deskRoutes(web);
  devMailRoutes(web, mail);
  subscriptionRoutes(web, access);
  for (const module of platform.modules) module.routes?.(web);
  // Last: they match any path.
  feedRoutes(web);
  recordRoutes(web);
  return web;
}
