/** `yupana log rotate-key`, `yupana log recover` */
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { parseVerifierKey } from '@yupana/ledger';
import { copyAt } from '#modules/history/ledger/copies.ts';
import { knownErasures, replayErasures } from '#modules/history/ledger/erase.ts';
import { recoverFrom } from '#modules/history/ledger/recover.ts';
import { replaceLostKey, rotateKey } from '#modules/history/ledger/rotate.ts';
import { stateOf } from '#modules/history/ledger/status.ts';
import { createKinds } from '../../platform/app.ts';
import { type Command, UsageFault } from '../command.ts';
import { openStorage } from '../open.ts';

const keyFolder = (): string => join(resolve(process.env['DATA_DIR'] || 'data'), 'keys');

export const logRotateKey: Command = {
  help: `
yupana log rotate-key [--old-key-lost]

Makes a new key for the log in DATA_DIR/keys, lets the old one sign it, and has
the log say so in an entry. From then on checkpoints bear both signatures, until
you take log.old.key away: do that when the witnesses know the new key. A server
that runs takes the new key up by itself. With LOG_KEY in the environment the new
key is left in log.new.key: set LOG_KEY to it and LOG_KEY_OLD to the former one.

  --old-key-lost  where the old key is gone. The entry says so; tell the witnesses
                  by other ways, they have no reason to believe the new key

Examples:
  DATABASE_URL=postgres://yupana@db/yupana yupana log rotate-key`,
  async run(args) {
    const { values } = parseArgs({ args: [...args], options: { 'old-key-lost': { type: 'boolean', default: false } } });
    const storage = await openStorage();
    try {
      const place = { environment: process.env, folder: keyFolder() };
      const { key, file, installed } = await (values['old-key-lost'] ? replaceLostKey(storage.database, place) : rotateKey(storage.database, place));
      process.stdout.write(`${key}\n`);
      process.stderr.write(installed ? `The new key is ${file}. Keep a copy in a safe place, and send the line above to the witnesses.\n` : `The new key is ${file}. Set LOG_KEY to it and LOG_KEY_OLD to the former key, start again, and send the line above to the witnesses.\n`);
      return 0;
    } finally {
      await storage.close();
    }
  },
};

export const logRecover: Command = {
  help: `
yupana log recover --from <folder or address> [--key <verifier key>]

A database restored from a backup does not know the last entries of the log, and
the server refuses to sign. This takes them from a mirror (or any copy with
checkpoint and tile/entries/…), proves each of them by the signed checkpoint, and
carries out the erasures among them again. It lists the publications that are lost
here: publish them again. Stop the server first.

  --key   verifier key of the log, where the backup does not know the present one

Examples:
  yupana log recover --from https://espejo.universidad.example/ia.gob.pe/log`,
  async run(args) {
    const { values } = parseArgs({ args: [...args], options: { from: { type: 'string' }, key: { type: 'string', multiple: true, default: [] } } });
    if (!values.from) throw new UsageFault('Say where the copy of the log is: --from <folder or address>');
    const storage = await openStorage();
    try {
      const known = ((await stateOf(storage.database))?.keys ?? '').split('\n').filter(Boolean);
      const keys = [...new Set([...values.key, ...known])].map(parseVerifierKey);
      if (keys.length === 0) throw new UsageFault('This database does not know the key of the log: --key <verifier key>');
      const { from, to, lost } = await recoverFrom(storage.database, copyAt(values.from), keys);
      const erased = await replayErasures(storage.database, createKinds(), await knownErasures(storage.database));
      process.stdout.write(`Entries ${from} to ${to}: ${to - from} taken. Values erased again: ${erased}. Lost publications: ${lost.length}\n${lost.map(({ recordId, version }) => `  ${recordId} version ${version}\n`).join('')}`);
      return 0;
    } finally {
      await storage.close();
    }
  },
};
