/** Who saved something, and when. */
import type { Person } from '../../access/person.ts';
import type { Actor } from '../../records/actor.ts';
import type { PageContext } from '../context.ts';

/** A person as the audit trail names them. @param institution the body that they write for; undefined: the office. */
export const actorOf = ({ name, accountId }: Person, institution?: string): Actor => ({ name: `person:${name}`, accountId, ...(institution !== undefined && { institution }) });

/** The name of an actor for people: without the kind of actor before it. */
export const actorName = (actor: string): string => actor.replace(/^person:/, '');

/** Day and time where the country is: of two editors, the minutes matter. */
export function momentText({ t, platform }: PageContext, moment: Date): string {
  return new Intl.DateTimeFormat([...t.locales], { dateStyle: 'medium', timeStyle: 'short', timeZone: platform.configuration.timezone }).format(moment);
}

/** "Saved on … by …"; without a name where an empty one is given. */
export function savedText(context: PageContext, moment: Date, actor: string): string {
  const at = momentText(context, moment);
  return actor === '' ? context.t('desk.conflict.published_at', { at }) : context.t('desk.conflict.saved_by', { at, name: actorName(actor) });
}
