/** What a draft would change in what is public. A draft may hold anything: nothing here relies on its being valid. */
import type { Document, Kind } from '../../kinds/kind.ts';
import { changesBetween } from '../../records/diff.ts';
import { isId } from '../../records/id.ts';
import { mentionsOf } from '../../records/read.ts';
import type { PageContext } from '../context.ts';
import { html, type Html } from '../html.ts';
import { row } from './form-difference.ts';
import { mentionTitle } from './text.ts';

/** @param published the newest publication; empty where nothing was ever published: then there is nothing to set the draft beside. */
export async function draftChanges(page: PageContext, kind: Kind, published: Document, draft: Document): Promise<Html> {
  const { t } = page;
  const changes = changesBetween(kind, published, draft);
  if (changes.length === 0) return html`<p class="empty">${t('review.changes.none')}</p>`;
  const mentions = await mentionsOf(page.platform.database, new Set(changes.flatMap(({ before, after }) => [...idsIn(before), ...idsIn(after)])));
  const names = new Map([...mentions].map(([id, mention]) => [id, mentionTitle(page, mention)]));
  const isNew = Object.keys(published).length === 0;
  return html`<div class="scroll" tabindex="0" role="region" aria-label="${t('review.changes.title')}"><table class="${!isNew && 'changes'}"><thead><tr><th scope="col">${t('desk.conflict.field')}</th>${!isNew && html`<th scope="col">${t('review.changes.public')}</th>`}<th scope="col">${t('review.changes.draft')}</th></tr></thead>
<tbody>${changes.map((change) => row(page, kind, change, { names, only: isNew ? 'after' : undefined }))}</tbody></table></div>`;
}

/** Whatever looks like the id of a record, in whatever a draft holds. */
function* idsIn(content: unknown): Generator<string> {
  if (typeof content === 'string' && isId(content)) yield content;
  if (typeof content === 'object' && content !== null) for (const inner of Object.values(content)) yield* idsIn(inner);
}
