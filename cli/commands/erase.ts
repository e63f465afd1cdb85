/** `yupana erase` */
import { existsSync, readFileSync, statSync } from 'node:fs';
import { userInfo } from 'node:os';
import { parseArgs } from 'node:util';
import { parseVerifierKey } from '@yupana/ledger';
import { readId } from '#core/records/id.ts';
import { copyAt, readCopy } from '#modules/history/ledger/copies.ts';
import { erase, erasureOf, type KnownErasure, replayErasures } from '#modules/history/ledger/erase.ts';
import { stateOf } from '#modules/history/ledger/status.ts';
import type { Database } from '#core/storage/database.ts';
import { createKinds } from '../../platform/app.ts';
import { type Command, UsageFault } from '../command.ts';
import { openStorage } from '../open.ts';

export const eraseCommand: Command = {
  help: `
yupana erase --record <id> --article "<law and article>" [--field <name>] [--version <n>]
yupana erase --list
yupana erase --replay <file, folder or address>

Deletes internal and personal values of a record in every version and in the open
draft, with what opens their commitments. The public log gets an entry: article,
date, fields, how many values; never a value. Every proof stays valid. Public fields
are refused: correct the record or withdraw it.

  --list    every erasure as a line of JSON; keep it away from the backups
  --replay  carries erasures out again after a backup was restored: from a file
            that --list wrote, or from a mirror of the log (proved by its checkpoint)

Examples:
  yupana erase --record k7m29xq4abcd --field contact --article "Ley 29733, art. 20"
  yupana erase --replay erasures.jsonl`,
  async run(args) {
    const { values } = parseArgs({
      args: [...args],
      options: { record: { type: 'string' }, version: { type: 'string' }, field: { type: 'string' }, article: { type: 'string' }, replay: { type: 'string' }, list: { type: 'boolean', default: false } },
    });
    if (values.list || values.replay !== undefined) {
      if (values.record !== undefined || (values.list && values.replay !== undefined)) throw new UsageFault('--list and --replay stand alone.');
      return values.replay === undefined ? list() : replay(values.replay);
    }
    const recordId = readId(values.record ?? '');
    if (!recordId) throw new UsageFault('Say which record: --record k7m29xq4abcd');
    if (!values.article) throw new UsageFault('Say by which law: --article "Ley 29733, art. 20"');
    const version = values.version === undefined ? undefined : Number(values.version);
    if (version !== undefined && !Number.isSafeInteger(version)) throw new UsageFault(`"${values.version}" is no number of a version.`);
    return withDatabase(async (database) => {
      const { fields, count } = await erase(database, createKinds(), { recordId, article: values.article ?? '', ...(values.field !== undefined && { field: values.field }), ...(version !== undefined && { version }) }, `operator:${userInfo().username}`);
      process.stdout.write(count === 0 ? 'There was nothing to erase.\n' : `${count} ${count === 1 ? 'value' : 'values'} erased (${fields.join(', ')}). The log will say so. Backups still hold them: see docs/operators.md, "Erasure".\n`);
      return 0;
    });
  },
};

function list(): Promise<number> {
  return withDatabase(async (database) => {
    const rows = await database.selectFrom('ledger_notice').select(['details', 'at']).where('type', '=', 'redaction').orderBy('id').execute();
    const entries = await database.selectFrom('ledger_entry').select('entry').where('type', '=', 'redaction').where('notice_id', 'is', null).orderBy('index').execute();
    for (const { entry } of entries) process.stdout.write(`${entry.toString('utf8')}\n`);
    for (const { details, at } of rows) process.stdout.write(`${JSON.stringify({ type: 'redaction', id: details['recordId'], fields: details['fields'], versions: details['versions'], article: details['article'], count: details['count'], at: at.toISOString() })}\n`);
    return 0;
  });
}

function replay(place: string): Promise<number> {
  return withDatabase(async (database) => {
    const erasures = await erasuresAt(database, place);
    const count = await replayErasures(database, createKinds(), erasures);
    process.stdout.write(`${erasures.length} erasures gone through, ${count} values deleted again.\n`);
    return 0;
  });
}

async function erasuresAt(database: Database, place: string): Promise<KnownErasure[]> {
  if (existsSync(place) && statSync(place).isFile()) {
    return readFileSync(place, 'utf8').split('\n').filter(Boolean).map((line) => erasureOf(Buffer.from(line)) ?? fail(line));
  }
  const keys = ((await stateOf(database))?.keys ?? '').split('\n').filter(Boolean).map(parseVerifierKey);
  const { entries } = await readCopy(copyAt(place), keys);
  return entries.flatMap((entry) => erasureOf(entry) ?? []);
}

function fail(line: string): never {
  throw new Error(`This line is no erasure: ${line.slice(0, 80)}`);
}

async function withDatabase(work: (database: Database) => Promise<number>): Promise<number> {
  const storage = await openStorage();
  try {
    return await work(storage.database);
  } finally {
    await storage.close();
  }
}
