/** `yupana id` */
import { parseArgs } from 'node:util';
import { newId } from '#core/records/id.ts';
import { type Command, UsageFault } from '../command.ts';

export const idCommand: Command = {
  help: `
yupana id [count]

Prints new permanent ids, one a line, for new records in the files of a country
pack. An id is never used again, and never changed once it is published.

Example:
  yupana id 10`,
  async run(args) {
    const { positionals } = parseArgs({ args: [...args], options: {}, allowPositionals: true });
    const [typed = '1', ...more] = positionals;
    const count = Number(typed);
    if (more.length > 0 || !/^\d+$/.test(typed) || count < 1 || count > 100_000) throw new UsageFault('Give a number from 1 to 100000.');
    process.stdout.write(Array.from({ length: count }, () => `${newId()}\n`).join(''));
    return 0;
  },
};
