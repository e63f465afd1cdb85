/** The files of everything: one of all kinds, and two of each kind. What is in them hangs on nothing but the sequence. */
import { createHash } from 'node:crypto';
import { Readable, Transform } from 'node:stream';
import { createGzip } from 'node:zlib';
import { recordsAt } from '../records/read.ts';
import type { Kind } from '../kinds/kind.ts';
import type { Platform } from '../platform.ts';
import { csvStream } from '../web/csv.ts';
import { through } from '../web/through.ts';
import { recordColumns, recordLine, recordRow } from './table.ts';

export interface BulkFile {
  /** `action.jsonl.gz` */
  readonly name: string;
  /** Undefined for the file of all kinds. */
  readonly kind: Kind | undefined;
  readonly form: 'jsonl' | 'csv';
}

export function bulkFiles({ kinds }: Pick<Platform, 'kinds'>): readonly BulkFile[] {
  const ofKinds = kinds.all.flatMap((kind) => (['jsonl', 'csv'] as const).map((form): BulkFile => ({ name: `${kind.name}.${form}.gz`, kind, form })));
  return [{ name: 'all.jsonl.gz', kind: undefined, form: 'jsonl' }, ...ofKinds];
}

/** Raised when the same records are written in another way. */
const LAYOUT = 1;

/** What the content depends on beside the sequence: fields and languages give the columns of the tables. */
export function layoutOf({ kinds, configuration }: Pick<Platform, 'kinds' | 'configuration'>): string {
  const columns = kinds.all.map((kind) => [kind.name, recordColumns(kind, configuration.languages)]);
  return createHash('sha256').update(JSON.stringify([LAYOUT, configuration.languages, columns])).digest('hex').slice(0, 8);
}

/** Counts what goes through. */
export interface Tally {
  records: number;
}

/**
 * The file before it is compressed, as the records were at a sequence, in the order of their ids. Versions never change
 * and sequences follow the commits, so no transaction is held open for it, however slowly it is read.
 */
export function contentAt({ database, configuration }: Platform, { kind, form }: BulkFile, sequence: number, tally: Tally): Readable {
  const { languages } = configuration;
  const counted = async function* <T>(write: (record: Parameters<typeof recordLine>[0]) => T): AsyncGenerator<T> {
    for await (const record of recordsAt(database, sequence, kind?.name)) {
      tally.records += 1;
      yield write(record);
    }
  };
  return form === 'csv' && kind ? csvStream({ columns: recordColumns(kind, languages), rows: counted((record) => recordRow(kind, record, languages)) }) : Readable.from(counted(recordLine), { objectMode: false });
}

/** Compressed with settings that are written down here, and without time and system, so that two servers give the same bytes. */
export function gzipOf(content: Readable): Readable {
  return through(content, createGzip({ level: 6, memLevel: 8, windowBits: 15 }), withoutSystem());
}

/** RFC 1952 §2.3: byte 8 tells how hard the compressor tried, byte 9 on which system; 255 is "unknown". Node writes no time. */
function withoutSystem(): Transform {
  let seen = 0;
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      for (const [place, byte] of [[8, 0], [9, 255]] as const) if (place >= seen && place < seen + chunk.length) chunk[place - seen] = byte;
      seen += chunk.length;
      done(null, chunk);
    },
  });
}
