/** `yupana erase` */
import { existsSync, readFileSync, statSync } from 'node:fs';
import { userInfo } from 'node:os';
import { parseArgs } from 'node:util';
import { parseVerifierKey } from '@yupana/ledger';
import { readId } from '#core/records/id.ts';
import { eraseReviewText, hasReviewEvent, knownTextErasures, type KnownTextErasure, replayTextErasures, reviewTexts } from '#core/records/review-texts.ts';
import { copyAt, readCopy } from '#modules/history/ledger/copies.ts';
import { articleIn, erase, ErasureRefused, erasureOf, type KnownErasure, replayErasures } from '#modules/history/ledger/erase.ts';
import { stateOf } from '#modules/history/ledger/status.ts';
import type { Database } from '#core/storage/database.ts';
import { createKinds } from '../../platform/app.ts';
import { type Command, UsageFault } from '../command.ts';
import { openStorage } from '../open.ts';
import { shown } from './verify.ts';

export const eraseCommand: Command = {
  help: `
yupana erase --record <id> --article "<law and article>" [--field <name>] [--version <n>]
yupana erase --texts <id>
yupana erase --record <id> --text <number> --article "<law and article>"
yupana erase --list
yupana erase --replay <file, folder or address>

Deletes internal and personal values of a record in every version and in the open
draft, with what opens their commitments. The public log gets an entry: article,
date, fields, how many values; never a value. Every proof stays valid. Public fields
are refused: correct the record or withdraw it.

What reviewers wrote about drafts is free text, which only a person can judge:
--texts shows it, --text deletes one. Who did what and when stays, the audit trail
says that a text was erased; the log never had it. With the database in the data
folder stop the server first.

  --texts   what reviewers wrote about a record, with numbers; for your eyes alone
  --text    deletes the message and remarks that have this number
  --list    every erasure as a line of JSON; keep it away from the backups
  --replay  carries erasures out again after a backup was restored: from a file
            that --list wrote, or from a mirror of the log (proved by its checkpoint,
            and without the texts of reviewers: they are in the list alone)

Examples:
  yupana erase --record dp38mzxnwa4z --field contact --article "Ley 29733, art. 20"
  yupana erase --record dp38mzxnwa4z --text 12 --article "Ley 29733, art. 20"
  yupana erase --replay erasures.jsonl`,
  async run(args) {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: { record: { type: 'string' }, version: { type: 'string' }, field: { type: 'string' }, article: { type: 'string' }, replay: { type: 'string' }, list: { type: 'boolean', default: false }, texts: { type: 'string' }, text: { type: 'string' } },
    });
    const named = [...(values.record === undefined ? [] : [values.record]), ...positionals];
    if (named.length > 1) throw new UsageFault('Name one record.');
    if (values.list || values.replay !== undefined) {
      if (named.length > 0 || values.texts !== undefined || values.text !== undefined || (values.list && values.replay !== undefined)) throw new UsageFault('--list and --replay stand alone.');
      return values.replay === undefined ? list() : replay(values.replay);
    }
    if (values.texts !== undefined) {
      const asked = readId(values.texts);
      if (!asked || named.length > 0 || values.text !== undefined) throw new UsageFault('Say which record, and nothing else: --texts dp38mzxnwa4z');
      return showTexts(asked);
    }
    const recordId = readId(named[0] ?? '');
    if (!recordId) throw new UsageFault('Say which record: --record dp38mzxnwa4z');
    if (!values.article) throw new UsageFault('Say by which law: --article "Ley 29733, art. 20"');
    if (values.text !== undefined) {
      if (values.version !== undefined || values.field !== undefined) throw new UsageFault('A text has a number, and neither field nor version.');
      if (!/^[1-9]\d{0,14}$/.test(values.text)) throw new UsageFault(`"${shown(values.text)}" is no number of a text. See them with: yupana erase --texts ${recordId}`);
      return eraseText(recordId, Number(values.text), values.article);
    }
    const version = values.version === undefined ? undefined : Number(values.version);
    if (version !== undefined && !Number.isSafeInteger(version)) throw new UsageFault(`"${values.version}" is no number of a version.`);
    return withDatabase(async (database) => {
      const { fields, count } = await erase(database, createKinds(), { recordId, article: values.article ?? '', ...(values.field !== undefined && { field: values.field }), ...(version !== undefined && { version }) }, operator());
      process.stdout.write(count === 0 ? 'There was nothing to erase.\n' : `${count} ${count === 1 ? 'value' : 'values'} erased (${fields.join(', ')}). The log will say so. Backups still hold them: see docs/operators.md, "Erasure".\n`);
      const { length } = await reviewTexts(database, recordId);
      if (length > 0) process.stdout.write(`Reviewers wrote ${length} ${length === 1 ? 'text' : 'texts'} about drafts of this record, which may name the person and were left as they are. See them: yupana erase --texts ${recordId}\n`);
      return 0;
    });
  },
};

const operator = (): string => `operator:${userInfo().username}`;

/** To the terminal of whoever asks, and nowhere else. */
function showTexts(recordId: string): Promise<number> {
  return withDatabase(async (database) => {
    const texts = await reviewTexts(database, recordId);
    if (texts.length === 0) process.stdout.write('Reviewers have left no text about this record.\n');
    for (const { number, act, side, at, version, public: isPublic, message, remarks } of texts) {
      process.stdout.write(`${number}  ${at.toISOString()}  ${act} by the ${side}, ${version === null ? 'on the way of the open draft' : `on the way to version ${version}`}${isPublic ? ', public' : ''}\n`);
      if (message !== '') process.stdout.write(`    ${shown(message)}\n`);
      for (const remark of remarks) process.stdout.write(`    ${shown(remark.field)}: ${shown(remark.text)}\n`);
    }
    return 0;
  });
}

function eraseText(recordId: string, number: number, article: string): Promise<number> {
  const ground = articleIn(article);
  return withDatabase(async (database) => {
    if (!(await hasReviewEvent(database, recordId, number))) throw new ErasureRefused(`There is no text ${number} about the record ${recordId}. See them with: yupana erase --texts ${recordId}`);
    const done = await eraseReviewText(database, { recordId, number, article: ground }, operator());
    process.stdout.write(done ? `The text ${number} is erased. Backups still hold it: see docs/operators.md, "Erasure".\n` : 'There was nothing to erase.\n');
    return 0;
  });
}

function list(): Promise<number> {
  return withDatabase(async (database) => {
    const rows = await database.selectFrom('ledger_notice').select(['details', 'at']).where('type', '=', 'redaction').orderBy('id').execute();
    const entries = await database.selectFrom('ledger_entry').select('entry').where('type', '=', 'redaction').where('notice_id', 'is', null).orderBy('index').execute();
    for (const { entry } of entries) process.stdout.write(`${entry.toString('utf8')}\n`);
    for (const { details, at } of rows) process.stdout.write(`${JSON.stringify({ type: 'redaction', id: details['recordId'], fields: details['fields'], versions: details['versions'], article: details['article'], count: details['count'], at: at.toISOString() })}\n`);
    for (const { recordId, event, eventAt, article, at } of await knownTextErasures(database)) process.stdout.write(`${JSON.stringify({ type: 'review-text', id: recordId, event, eventAt, article, at: at.toISOString() })}\n`);
    return 0;
  });
}

function replay(place: string): Promise<number> {
  return withDatabase(async (database) => {
    const { values, texts } = await erasuresAt(database, place);
    const count = await replayErasures(database, createKinds(), values);
    const textCount = await replayTextErasures(database, texts, operator());
    process.stdout.write(`${values.length + texts.length} erasures gone through, ${count} values deleted again${texts.length === 0 ? '' : `, ${textCount} texts of reviewers`}.\n`);
    return 0;
  });
}

interface Erasures {
  readonly values: readonly KnownErasure[];
  /** In the list of the operator alone: the log tells nothing of them. */
  readonly texts: readonly KnownTextErasure[];
}

async function erasuresAt(database: Database, place: string): Promise<Erasures> {
  if (existsSync(place) && statSync(place).isFile()) {
    const lines = readFileSync(place, 'utf8').split('\n').filter(Boolean).map((line) => textErasureOf(line) ?? erasureOf(Buffer.from(line)) ?? fail(line));
    return { values: lines.filter((one) => 'fields' in one), texts: lines.filter((one) => 'event' in one) };
  }
  const keys = ((await stateOf(database))?.keys ?? '').split('\n').filter(Boolean).map(parseVerifierKey);
  const { entries } = await readCopy(copyAt(place), keys);
  return { values: entries.flatMap((entry) => erasureOf(entry) ?? []), texts: [] };
}

function textErasureOf(line: string): KnownTextErasure | undefined {
  const { type, id, event, eventAt, article } = JSON.parse(line) as Record<string, unknown>;
  if (type !== 'review-text' || typeof id !== 'string' || !Number.isSafeInteger(event) || typeof eventAt !== 'string' || typeof article !== 'string') return undefined;
  return { recordId: id, event: Number(event), eventAt, article: articleIn(article) };
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
