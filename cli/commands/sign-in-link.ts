/** `yupana sign-in-link` */
import { parseArgs } from 'node:util';
import { cleanName, foldEmail, isEmail } from '#core/access/accounts.ts';
import { readMembership } from '#core/access/memberships.ts';
import type { Membership } from '#core/access/person.ts';
import { createSignInLink } from '#core/access/sign-in-links.ts';
import { readDeployment } from '#core/pack/load-pack.ts';
import { readId } from '#core/records/id.ts';
import { type Command, UsageFault } from '../command.ts';
import { openStorage } from '../open.ts';

export const signInLink: Command = {
  help: `
yupana sign-in-link --person <e-mail> [--name "Ana Quispe"] [--role <role>]
                    [--origin http://localhost:3000]

Prints a link that signs a person in, once, within the hour. Makes the account
where there is none. It brings the first administrator in, and is the last
resort for a person who lost every way to sign in. Give it to that person only.

  --role   office:reviewer, office:editor, office:administrator, or the id of an
           institution with author, approver or administrator. It is added to
           the roles that the person has

While "yupana serve" runs on the data folder, that folder is taken. Stop it
first, or run both on DATABASE_URL.

Examples:
  yupana sign-in-link --person ana@example.org --name "Ana Quispe" --role office:administrator
  yupana sign-in-link --person beto@example.org --role dp38mzxnwa4z:author`,
  async run(args) {
    const { values } = parseArgs({
      args: [...args],
      options: { person: { type: 'string' }, name: { type: 'string' }, role: { type: 'string' }, origin: { type: 'string', default: process.env['ORIGIN'] ?? `http://localhost:${process.env['PORT'] ?? '3000'}` } },
    });
    const person = foldEmail(values.person ?? '');
    if (!isEmail(person)) throw new UsageFault('Say who signs in: --person ana@example.org');
    const name = values.name === undefined ? undefined : cleanName(values.name);
    if (values.name !== undefined && name === undefined) throw new UsageFault('The name must be one line of up to 120 characters: --name "Ana Quispe"');
    const membership = values.role === undefined ? undefined : readRole(values.role);
    const storage = await openStorage();
    try {
      const token = await createSignInLink(storage.database, person, new Date(), { ...(name !== undefined && { name }), ...(membership && { membership }) });
      const language = (await readDeployment(storage.database))?.configuration.languages[0] ?? 'es';
      process.stdout.write(`${values.origin.replace(/\/+$/, '')}/${language}/sign-in/${token}\n`);
      return 0;
    } finally {
      await storage.close();
    }
  },
};

/** `office:administrator` or `dp38mzxnwa4z:author`. @throws UsageFault */
export function readRole(text: string): Membership {
  const [place = '', role = ''] = text.split(':');
  const institution = place === 'office' ? undefined : readId(place);
  const membership = place === 'office' || institution !== undefined ? readMembership(institution, role) : undefined;
  if (!membership) throw new UsageFault(`"${text}" is not a role: write office:administrator or dp38mzxnwa4z:author.`);
  return membership;
}
