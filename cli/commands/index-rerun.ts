/** `yupana index rerun` */
import { readFile, writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { rerun } from '@yupana/composite';
import { type Command, UsageFault } from '../command.ts';

export const indexRerun: Command = {
  help: `
yupana index rerun <bundle.json> [--out <file>]

Computes an index again from the data and the recipe in its bundle, and says
whether the result is the published one, byte for byte. It needs no network and
no database. The bundle is on the page of the index.

  --out <file>   writes the text that was computed now

Exit code: 0 where it is the same, 1 where it differs or the bundle is broken.

Example:
  yupana index rerun bundle.json`,
  async run(args) {
    const { positionals, values } = parseArgs({ args: [...args], options: { out: { type: 'string' } }, allowPositionals: true });
    const [file, ...more] = positionals;
    if (file === undefined || more.length > 0) throw new UsageFault('Name one bundle.');
    const { same, text, otherEngine, differences } = rerun(await readFile(file, 'utf8'));
    if (values.out !== undefined) await writeFile(values.out, text);
    if (otherEngine !== null) process.stdout.write(`The bundle was made by ${otherEngine}, which is not this engine.\n`);
    process.stdout.write(same ? 'The same, byte for byte.\n' : `Not the same. ${differences.length === 0 ? 'The results agree; the text is written in another way.' : `It differs at:\n${differences.map((path) => `  ${path}`).join('\n')}`}\n`);
    return same ? 0 : 1;
  },
};
