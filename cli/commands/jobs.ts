/** `yupana jobs` */
import { parseArgs } from 'node:util';
import { jobStates } from '#core/jobs/states.ts';
import { deadLetters, waitingMail } from '#core/mail/delivery.ts';
import { type Command } from '../command.ts';
import { openStorage } from '../open.ts';

export const jobsCommand: Command = {
  help: `
yupana jobs

Shows when each job ran last and whether it failed, how much mail waits and why,
and the mail that was given up (dead letters): to whom, when, and the code of the
reason. The texts of mail are not shown, and are not kept once it is given up.

Examples:
  DATABASE_URL=postgres://yupana@db/yupana yupana jobs`,
  async run(args) {
    parseArgs({ args: [...args], options: {} });
    const storage = await openStorage();
    try {
      const { database } = storage;
      const [states, waiting, dead] = [await jobStates(database), await waitingMail(database), await deadLetters(database)];
      const lines = [
        'Jobs (the last day)',
        ...(states.length === 0 ? ['  none ran'] : states.map(({ name, done, failed, lastAt, reason }) => `  ${name.padEnd(18)} done ${done}, failed ${failed}, last ${moment(lastAt)}${reason === undefined ? '' : `, ${reason}`}`)),
        `Mail that waits: ${waiting.mails}${waiting.oldest ? `, the oldest since ${moment(waiting.oldest)}` : ''}`,
        ...waiting.reasons.map(({ reason, mails }) => `  ${reason}: ${mails}`),
        `Dead letters: ${dead.length}`,
        ...dead.map(({ id, to, createdAt, tries, reason }) => `  ${id}  ${moment(createdAt)}  ${to}  ${reason} after ${tries} ${tries === 1 ? 'try' : 'tries'}`),
      ];
      process.stdout.write(`${lines.join('\n')}\n`);
      return 0;
    } finally {
      await storage.close();
    }
  },
};

const moment = (at: Date | null): string => (at === null ? 'never' : at.toISOString());
