/** `yupana export` */
import { createWriteStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { parseArgs } from 'node:util';
import type { Kind } from '#core/kinds/kind.ts';
import { recordColumns, recordLine, recordRow } from '#core/open-data/table.ts';
import { readDeployment } from '#core/pack/load-pack.ts';
import { allRecords } from '#core/records/read.ts';
import type { Database } from '#core/storage/database.ts';
import { csvStream } from '#core/web/csv.ts';
import { createKinds } from '../../platform/app.ts';
import { type Command, UsageFault } from '../command.ts';
import { openStorage } from '../open.ts';
import { type Progress, progressBar } from '../progress.ts';

const FORMS = ['csv', 'jsonl'] as const;

export const exportCommand: Command = {
  help: `
yupana export <folder> [--form csv|jsonl]

Writes one file for each kind of record with everything that is public now.
  csv     a table for spreadsheets: one row a record, one column a field
  jsonl   one JSON document a line: nothing is left out (the default)

Examples:
  yupana export ./export
  yupana export ./export --form csv`,
  async run(args) {
    const { values, positionals } = parseArgs({ args: [...args], options: { form: { type: 'string', default: 'jsonl' } }, allowPositionals: true });
    const form = FORMS.find((one) => one === values.form);
    const [folder] = positionals;
    if (!form) throw new UsageFault(`"${values.form}" is not a form: give csv or jsonl.`);
    if (folder === undefined || positionals.length > 1) throw new UsageFault('Name one folder to write to.');
    const target = resolve(folder);
    await mkdir(target, { recursive: true });
    const storage = await openStorage();
    const bar = progressBar('Exporting');
    try {
      const languages = (await readDeployment(storage.database))?.configuration.languages ?? ['es', 'en'];
      const total = await countRecords(storage.database);
      let done = 0;
      const counting: Progress = { update: () => bar.update((done += 1), total), end: bar.end };
      for (const kind of createKinds().all) await exportKind(storage.database, kind, languages, form, target, counting);
      bar.end();
      process.stdout.write(`${done} records written to ${target}\n`);
      return 0;
    } finally {
      bar.end();
      await storage.close();
    }
  },
};

async function countRecords(database: Database): Promise<number> {
  const row = await database.selectFrom('search_entry').select((select) => select.fn.countAll<number>().as('records')).executeTakeFirstOrThrow();
  return Number(row.records);
}

async function exportKind(database: Database, kind: Kind, languages: readonly string[], form: (typeof FORMS)[number], folder: string, progress: Progress): Promise<void> {
  const content = form === 'csv' ? csvStream({ columns: recordColumns(kind, languages), rows: rows(database, kind, languages, progress) }) : Readable.from(lines(database, kind, progress));
  await pipeline(content, createWriteStream(join(folder, `${kind.path}.${form}`)));
}

async function* rows(database: Database, kind: Kind, languages: readonly string[], progress: Progress) {
  for await (const record of allRecords(database, kind.name)) {
    progress.update(1, 1);
    yield recordRow(kind, record, languages);
  }
}

async function* lines(database: Database, kind: Kind, progress: Progress) {
  for await (const record of allRecords(database, kind.name)) {
    progress.update(1, 1);
    yield recordLine(record);
  }
}
