/** `yupana sign-in-link` */
import { parseArgs } from 'node:util';
import { createSignInLink } from '#core/access/sessions.ts';
import { readDeployment } from '#core/pack/load-pack.ts';
import { type Command, UsageFault } from '../command.ts';
import { openStorage } from '../open.ts';

export const signInLink: Command = {
  name: 'sign-in-link',
  summary: 'make a link with which a person signs in to edit',
  help: `
yupana sign-in-link --person <name or e-mail> [--origin http://localhost:3000]

Prints a link that signs a person in, once, within the hour. The name goes to
the audit trail. Give the link to that person only.

While "yupana serve" runs on the data folder, that folder is taken. Stop it
first, or run both on DATABASE_URL.

Example:
  yupana sign-in-link --person ana@example.org`,
  async run(args) {
    const { values } = parseArgs({ args: [...args], options: { person: { type: 'string' }, origin: { type: 'string', default: process.env['ORIGIN'] ?? `http://localhost:${process.env['PORT'] ?? '3000'}` } } });
    const person = values.person?.trim();
    if (!person || person.length > 200) throw new UsageFault('Say who signs in: --person ana@example.org');
    const storage = await openStorage();
    try {
      const token = await createSignInLink(storage.database, person, new Date());
      const language = (await readDeployment(storage.database))?.configuration.languages[0] ?? 'es';
      process.stdout.write(`${values.origin.replace(/\/+$/, '')}/${language}/sign-in/${token}\n`);
      return 0;
    } finally {
      await storage.close();
    }
  },
};
