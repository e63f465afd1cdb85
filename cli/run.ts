/** Finds the command, runs it, and says plainly what went wrong. */
import { FaultyPack } from '#core/pack/faults.ts';
import { UsageFault } from './command.ts';
import { COMMANDS } from './commands.ts';

const HELP = `Yupana: a country's AI strategy in public.

Usage: yupana <command> [options]

${COMMANDS.map(({ name, summary }) => `  ${name.padEnd(14)} ${summary}`).join('\n')}

"yupana <command> --help" explains a command, with examples.

Settings for every command, from the environment:
  DATA_DIR      folder of the data; default ./data
  DATABASE_URL  a PostgreSQL server of your own (15 or later) instead of the one in DATA_DIR
`;

/** @returns the exit code: 0 done, 1 something is wrong with the data or the machine, 2 the call is wrong. */
export async function run(args: readonly string[]): Promise<number> {
  const listed = COMMANDS.toSorted((a, b) => b.name.length - a.name.length).find(({ name }) => name.split(' ').every((word, index) => args[index] === word));
  const rest = listed ? args.slice(listed.name.split(' ').length) : args;
  if (!listed) {
    const wantsHelp = args.length === 0 || args.includes('--help') || args.includes('-h');
    (wantsHelp ? process.stdout : process.stderr).write(wantsHelp ? HELP : `There is no command "${args.join(' ')}".\n\n${HELP}`);
    return wantsHelp && args.length > 0 ? 0 : 2;
  }
  const command = await listed.load();
  if (rest.includes('--help') || rest.includes('-h')) {
    process.stdout.write(`${command.help.trim()}\n`);
    return 0;
  }
  try {
    return await command.run(rest);
  } catch (error) {
    return explain(listed.name, error);
  }
}

async function explain(command: string, error: unknown): Promise<number> {
  if (error instanceof UsageFault || isUsageError(error)) {
    process.stderr.write(`${error.message}\n\nSee: yupana ${command} --help\n`);
    return 2;
  }
  // The words for them are the platform's, which most commands do not need.
  if (error instanceof FaultyPack) await (await import('./faults.ts')).reportFaults(error.faults);
  else process.stderr.write(`${error instanceof Error ? (process.env['DEBUG'] ? error.stack : error.message) : String(error)}\n`);
  return 1;
}

function isUsageError(error: unknown): error is Error {
  return error instanceof Error && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS');
}
