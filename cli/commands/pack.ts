/** `yupana pack check` and `yupana pack load` */
import { parseArgs } from 'node:util';
import { loadPack } from '#core/pack/load-pack.ts';
import { readPack } from '#core/pack/read-pack.ts';
import { createKinds } from '../../platform/app.ts';
import { type Command, UsageFault } from '../command.ts';
import { openStorage } from '../open.ts';
import { progressBar } from '../progress.ts';
import { packFolder } from './serve.ts';

export const packCheck: Command = {
  help: `
yupana pack check <folder>

Reads all files of a country pack and names every fault with file, line and
field. Needs no database and changes nothing. Exit code 0 when there is none.

Examples:
  yupana pack check countries/peru
  yupana pack check mexico`,
  async run(args) {
    const pack = await readPack(onlyFolder(args), createKinds());
    const counts = Map.groupBy(pack.records, ({ kind }) => kind.name);
    for (const [kind, records] of counts) process.stdout.write(`${String(records.length).padStart(6)}  ${kind}\n`);
    process.stdout.write(`${String(pack.records.length).padStart(6)}  records, no faults\n`);
    return 0;
  },
};

export const packLoad: Command = {
  help: `
yupana pack load <folder>

Checks a country pack and publishes what is new or changed, all of it or
nothing. Loading the same pack twice changes nothing. "serve" does this by
itself; use this to load a pack while the platform runs on DATABASE_URL.

Example:
  DATABASE_URL=postgres://yupana@db/yupana yupana pack load countries/peru`,
  async run(args) {
    const folder = onlyFolder(args);
    const storage = await openStorage();
    const bar = progressBar('Loading the pack');
    try {
      const { published, unchanged } = await loadPack(storage.database, createKinds(), folder, bar.update);
      bar.end();
      process.stdout.write(`${published} published, ${unchanged} unchanged\n`);
      return 0;
    } finally {
      bar.end();
      await storage.close();
    }
  },
};

function onlyFolder(args: readonly string[]): string {
  const { positionals } = parseArgs({ args: [...args], options: {}, allowPositionals: true });
  const [folder, ...rest] = positionals;
  if (folder === undefined || rest.length > 0) throw new UsageFault('Name one folder.');
  return packFolder(folder);
}
