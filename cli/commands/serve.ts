/** `yupana serve` */
import { existsSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { getRequestListener } from '@hono/node-server';
import { accessSettings } from '#core/access/settings.ts';
import { sealTotpSecrets, totpBox } from '#core/access/totp-key.ts';
import { startJobs } from '#core/jobs/runner.ts';
import { mailSettings } from '#core/mail/settings.ts';
import { loadPack, type LoadReport } from '#core/pack/load-pack.ts';
import type { Platform } from '#core/platform.ts';
import { type RunningService, startServices } from '#core/services/service.ts';
import { refreshComputedFacets } from '#core/search/computed-facets.ts';
import { todayOf } from '#core/web/context.ts';
import { createKinds, createWeb, jobsOf, loadMessages, modules } from '../../platform/app.ts';
import { type Command, UsageFault } from '../command.ts';
import { openStorage, type OpenStorage } from '../open.ts';
import { progressBar } from '../progress.ts';

export const serve: Command = {
  help: `
yupana serve [--port 3000] [--host localhost] [--pack countries/peru]

Runs the platform. The first time it makes the database in the data folder and
loads the country pack; later it loads what changed in the pack. Ctrl-C ends it.

  --port   port to listen on; also PORT; default 3000; 0 takes any free one
  --host   address to listen on; also HOST; default localhost.
           Behind a proxy on the same machine leave it; in a container use 0.0.0.0
  --pack   folder of the country pack, or the name of one in countries/;
           also COUNTRY; default peru

From the environment: DATA_DIR, DATABASE_URL (see yupana --help), and
  ORIGIN   address of the site from outside, such as https://ia.gob.pe
  SMTP_URL, MAIL_FROM   mail server and sender, such as
           smtps://user:password@mail.gob.pe and "Yupana <no-responder@ia.gob.pe>"

Examples:
  yupana serve
  PORT=8080 DATA_DIR=/var/lib/yupana yupana serve
  COUNTRY=mexico DATA_DIR=./data-mexico yupana serve`,
  async run(args) {
    const started = performance.now();
    const { values } = parseArgs({ args: [...args], options: { port: { type: 'string' }, host: { type: 'string' }, pack: { type: 'string' } } });
    const port = readPort(values.port ?? process.env['PORT'] ?? '3000');
    const host = values.host ?? process.env['HOST'] ?? 'localhost';
    // Before anything starts: a slip in it is told at once.
    const mail = mailSettings(process.env);
    const folder = packFolder(values.pack ?? process.env['COUNTRY'] ?? 'peru');
    // From the first moment on: Ctrl-C while the database starts must not leave it behind.
    const stop = stopSignal();
    const storage = await openStorage();
    try {
      const kinds = createKinds();
      const [loaded, messages] = await Promise.all([load(storage, kinds, folder), loadMessages()]);
      if (stop.signal.aborted) return 0;
      const server = createServer();
      const publicOrigin = process.env['ORIGIN']?.replace(/\/+$/, '');
      let address = '';
      const platform: Platform = {
        database: storage.database,
        modules,
        kinds,
        messages: messages.inRegion(loaded.configuration.region),
        configuration: loaded.configuration,
        // With port 0 the address is known only once we listen.
        get origin() {
          return publicOrigin ?? address;
        },
        now: () => new Date(),
      };
      const dataDir = resolve(process.env['DATA_DIR'] || 'data');
      const box = await totpBox(process.env, dataDir);
      await sealTotpSecrets(storage.database, box);
      const web = await createWeb(platform, publicOrigin, { access: accessSettings(process.env, box), mail, openData: { bulkFolder: resolve(dataDir, 'bulk') } });
      server.on('request', getRequestListener(web.app.fetch));
      await listen(server, port, host);
      address = `http://${host.includes(':') ? `[${host}]` : host}:${(server.address() as AddressInfo).port}`;
      const jobs = await startJobs({ platform, mailer: mail.mailer, jobs: jobsOf(), connection: storage.config });
      // The day may have changed since the platform last ran. Of a hundred thousand systems it takes some seconds: readers need not wait.
      const refreshed = refreshComputedFacets(storage.database, kinds, todayOf(platform), stop.signal).catch((error: unknown) => process.stderr.write(`The filters that depend on the day could not be made anew: ${String(error)}\n`));
      let services: RunningService | undefined;
      try {
        services = await startServices(modules.flatMap((module) => module.services ?? []), {
          platform,
          connection: storage.config,
          environment: process.env,
          dataFolder: resolve(process.env['DATA_DIR'] || 'data'),
          warn: (event, details) => process.stderr.write(`${JSON.stringify({ level: 'warning', at: platform.now().toISOString(), event, ...details })}\n`),
        });
        banner(address, folder, storage, loaded, mail.folder, performance.now() - started);
        return await untilStopped(storage, stop.signal);
      } finally {
        await refreshed;
        server.close();
        server.closeAllConnections();
        await services?.stop();
        await jobs.stop();
      }
    } finally {
      await storage.close();
    }
  },
};

async function load(storage: OpenStorage, kinds: ReturnType<typeof createKinds>, folder: string): Promise<LoadReport> {
  const bar = progressBar('Loading the pack');
  try {
    return await loadPack(storage.database, kinds, folder, bar.update);
  } finally {
    bar.end();
  }
}

function readPort(text: string): number {
  const port = Number(text);
  if (!Number.isInteger(port) || port < 0 || port > 65_535) throw new UsageFault(`"${text}" is not a port: give a number from 0 to 65535.`);
  return port;
}

/** A folder as it is, or the name of one in countries/. */
export function packFolder(named: string): string {
  const shipped = new URL(`../../countries/${encodeURIComponent(named)}`, import.meta.url).pathname;
  return existsSync(resolve(named)) ? resolve(named) : existsSync(shipped) ? shipped : resolve(named);
}

function listen(server: ReturnType<typeof createServer>, port: number, host: string): Promise<void> {
  return new Promise((done, failed) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const reasons: Record<string, string> = {
        EADDRINUSE: `Port ${port} is taken by another program. Give another one: PORT=${port + 1}`,
        EACCES: `Port ${port} needs rights that this user does not have. Give one above 1023: PORT=3000`,
        ENOTFOUND: `There is no host "${host}" on this machine.`,
        EADDRNOTAVAIL: `The address ${host} is not one of this machine.`,
      };
      failed(new Error(reasons[error.code ?? ''] ?? error.message));
    });
    server.listen(port, host, () => done());
  });
}

function banner(address: string, folder: string, storage: OpenStorage, loaded: LoadReport, mailFolder: string | undefined, milliseconds: number): void {
  const pack = loaded.published > 0 ? `${loaded.published} records published` : 'unchanged';
  process.stdout.write(`
  Yupana runs.

  Open     ${address}/
  Country  ${folder} (${pack})
  Data     ${storage.description}
  Mail     ${mailFolder === undefined ? 'sent by SMTP' : `written to ${mailFolder}, shown at ${address}/dev/mail`}
  Ready in ${(milliseconds / 1000).toFixed(1)} s. Ctrl-C ends it.

`);
}

/** Hears Ctrl-C and its like. A second one ends the process at once, as everywhere. */
function stopSignal(): AbortController {
  const stop = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => stop.abort());
  return stop;
}

/** @returns the exit code: 0 when somebody ended it, 1 when the database went away. */
async function untilStopped(storage: OpenStorage, signal: AbortSignal): Promise<number> {
  const stopped = new Promise<undefined>((done) => {
    if (signal.aborted) done(undefined);
    signal.addEventListener('abort', () => done(undefined));
  });
  const lost = await Promise.race([stopped, storage.lost]);
  if (!lost) return 0;
  process.stderr.write(`The database stopped by itself: ${lost.message}. Start again; what was published is safe.\n`);
  return 1;
}
