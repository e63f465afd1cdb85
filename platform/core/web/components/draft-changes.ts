/** What a draft would change in what is public. A draft may hold anything: nothing here relies on its being valid. */
import type { Document, Kind } from '../../kinds/kind.ts';
import { changesBetween } from '../../records/diff.ts';
import type { PageContext } from '../context.ts';
import { html, type Html } from '../html.ts';
import { row } from './form-difference.ts';

/** @param published the newest publication; empty where nothing was ever published. */
export function draftChanges(page: PageContext, kind: Kind, published: Document, draft: Document): Html {
  const { t } = page;
  const changes = changesBetween(kind, published, draft);
  if (changes.length === 0) return html`<p class="empty">${t('review.changes.none')}</p>`;
  return html`<div class="scroll" tabindex="0" role="region" aria-label="${t('review.changes.title')}"><table class="changes"><thead><tr><th scope="col">${t('desk.conflict.field')}</th><th scope="col">${t('review.changes.public')}</th><th scope="col">${t('review.changes.draft')}</th></tr></thead>
<tbody>${changes.map((change) => row(page, kind, change))}</tbody></table></div>`;
}
