/** What an institution is called, for pages about people. */
import { mentionsOf } from '../../records/read.ts';
import { mentionTitle } from '../components/text.ts';
import type { PageContext } from '../context.ts';

/** The title of a public record; its id where it is not public (yet). Undefined is the strategy office. */
export async function institutionName(context: PageContext, institution: string | undefined): Promise<string> {
  if (institution === undefined) return context.t('access.members.office');
  const mention = (await mentionsOf(context.platform.database, [institution])).get(institution);
  return mention ? mentionTitle(context, mention) : institution;
}
