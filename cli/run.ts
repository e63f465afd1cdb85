/** Finds the command, runs it, and says plainly what went wrong. */
import { FaultyPack } from '#core/pack/faults.ts';
import { OtherCountry } from '#core/pack/load-pack.ts';
import { StorageFault } from '#core/storage/postgres/index.ts';
import type { Command } from './command.ts';
import { UsageFault } from './command.ts';
import { eraseCommand } from './commands/erase.ts';
import { exportCommand } from './commands/export.ts';
import { idCommand } from './commands/id.ts';
import { figuresConvert } from './commands/figures-convert.ts';
import { indexRerun } from './commands/index-rerun.ts';
import { jobsCommand } from './commands/jobs.ts';
import { logRecover, logRotateKey } from './commands/log.ts';
import { mirrorCommand } from './commands/mirror.ts';
import { monitorCommand } from './commands/monitor.ts';
import { packCheck, packLoad } from './commands/pack.ts';
import { serve } from './commands/serve.ts';
import { signInLink } from './commands/sign-in-link.ts';
import { verifyLog, verifyProof } from './commands/verify.ts';
import { verifySite } from './commands/verify-site.ts';
import { witnessCommand } from './commands/witness.ts';
import { reportFaults } from './faults.ts';

const COMMANDS: readonly Command[] = [
  serve, packCheck, packLoad, exportCommand, idCommand, signInLink, jobsCommand, eraseCommand, logRotateKey, logRecover,
  witnessCommand, mirrorCommand, verifyProof, verifyLog, verifySite, monitorCommand, indexRerun, figuresConvert,
];

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
  const command = COMMANDS.toSorted((a, b) => b.name.length - a.name.length).find(({ name }) => name.split(' ').every((word, index) => args[index] === word));
  const rest = command ? args.slice(command.name.split(' ').length) : args;
  if (!command) {
    const wantsHelp = args.length === 0 || args.includes('--help') || args.includes('-h');
    (wantsHelp ? process.stdout : process.stderr).write(wantsHelp ? HELP : `There is no command "${args.join(' ')}".\n\n${HELP}`);
    return wantsHelp && args.length > 0 ? 0 : 2;
  }
  if (rest.includes('--help') || rest.includes('-h')) {
    process.stdout.write(`${command.help.trim()}\n`);
    return 0;
  }
  try {
    return await command.run(rest);
  } catch (error) {
    return explain(command, error);
  }
}

async function explain(command: Command, error: unknown): Promise<number> {
  if (error instanceof UsageFault || isUsageError(error)) {
    process.stderr.write(`${error.message}\n\nSee: yupana ${command.name} --help\n`);
    return 2;
  }
  if (error instanceof FaultyPack) await reportFaults(error.faults);
  else if (error instanceof StorageFault || error instanceof OtherCountry) process.stderr.write(`${error.message}\n`);
  else process.stderr.write(`${error instanceof Error ? (process.env['DEBUG'] ? error.stack : error.message) : String(error)}\n`);
  return 1;
}

function isUsageError(error: unknown): error is Error {
  return error instanceof Error && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS');
}
