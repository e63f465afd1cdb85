/** `yupana figures convert` */
import { readFile, stat, writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { csvText } from '#core/web/csv.ts';
import { readOpenSdg } from '#formats/opensdg/index.ts';
import { readSdmxCsv, readSdmxJson } from '#formats/sdmx/index.ts';
import type { ReadRow } from '#modules/observatory/kinds/read-row.ts';
import { dimensionsIn, tidyCells, tidyColumns } from '#modules/observatory/tidy.ts';
import { type Command, UsageFault } from '../command.ts';

interface Reading {
  readonly rows: readonly ReadRow[];
  readonly report: readonly { readonly place: string; readonly problem: string; readonly detail?: string }[];
}

const READERS: Readonly<Record<string, (text: string, territory: string | undefined) => Reading>> = {
  'sdmx-json': readSdmxJson,
  'sdmx-csv': (text) => readSdmxCsv(text),
  'open-sdg': (text, territory) => readOpenSdg(text, territory === undefined ? {} : { territory }),
};

export const figuresConvert: Command = {
  help: `
yupana figures convert <file> --from sdmx-json|sdmx-csv|open-sdg
                       [--territory PE] [--out file.csv]

Reads a data message of SDMX-JSON 1.0, 2.0 or 2.1, of SDMX-CSV 1.0, 2.0 or 2.1,
or a file of Open SDG, and writes the figures as a tidy CSV: the one that an
indicator offers, which "Bring figures from a spreadsheet" takes as it is. What
did not fit is told on standard error, with its place.

  --territory  where rows without a place of their own are of (Open SDG)
  --out        writes to a file instead of standard output

Exit code: 0 where all fitted, 3 where something is left out, 1 where it cannot
be read.

Example:
  yupana figures convert desempleo.json --from sdmx-json --out desempleo.csv`,
  async run(args) {
    const { positionals, values } = parseArgs({ args: [...args], options: { from: { type: 'string' }, territory: { type: 'string' }, out: { type: 'string' } }, allowPositionals: true });
    const [file, ...more] = positionals;
    if (file === undefined || more.length > 0) throw new UsageFault('Name one file.');
    const read = Object.hasOwn(READERS, values.from ?? '') ? READERS[values.from ?? ''] : undefined;
    if (!read) throw new UsageFault(`Say what it is: --from ${Object.keys(READERS).join('|')}.`);
    const { size } = await stat(file);
    if (size > MOST_BYTES) throw new Error(`The file has ${megabytes(size)} MB; at most ${megabytes(MOST_BYTES)} MB are read. Split it, for instance by year.`);
    const { rows, report } = read(await readFile(file, 'utf8'), values.territory);
    for (const { place, problem, detail } of report) process.stderr.write(`${harmless(place)}: ${problem}${detail === undefined ? '' : ` (${harmless(detail)})`}\n`);
    process.stderr.write(`${rows.length} figures read; ${report.length} remarks.\n`);
    // A sheet with nothing but its heads would pass for a result.
    if (rows.length === 0) return 1;
    const text = tidyCsv(rows);
    if (values.out === undefined) process.stdout.write(text);
    else await writeFile(values.out, text);
    return report.length === 0 ? 0 : 3;
  },
};

/** More than a text of the program can hold is not even begun. */
const MOST_BYTES = 200_000_000;
const megabytes = (bytes: number): number => Math.round(bytes / 1_000_000);

/** What a file says is shown on a terminal, which obeys control characters. */
function harmless(text: string): string {
  return text.replace(/\p{C}/gu, '\u{FFFD}');
}

/** The table that the observatory offers of its own figures, as far as a stranger's file can fill it. */
function tidyCsv(rows: readonly ReadRow[]): string {
  const dimensions = dimensionsIn(rows);
  return csvText([...tidyColumns(dimensions), 'place'], rows.map((row) => [...tidyCells(row, dimensions, row.indicator ?? null, row.status ?? null), row.place]));
}
