/** A draft as readers would see it: for those who may read it, and for whoever has a link that one of them made. */
import type { Kind } from '../../kinds/kind.ts';
import { splitByVisibility } from '../../kinds/content.ts';
import { validate } from '../../kinds/validate.ts';
import type { Platform } from '../../platform.ts';
import type { Actor } from '../../records/actor.ts';
import { identityOf } from '../../records/actor.ts';
import { noteDraft } from '../../records/audit.ts';
import { type Draft, readDraft } from '../../records/drafts.ts';
import { DAY, hashOf, newToken } from '../../access/tokens.ts';
import { draftChanges } from '../components/draft-changes.ts';
import { kindName } from '../components/text.ts';
import type { PageContext } from '../context.ts';
import { html } from '../html.ts';
import { page } from '../layout.ts';
import { NotFound, type View } from '../view.ts';
import type { Web } from '../web.ts';
import { recordContent } from './records.ts';
import { draftAt } from './draft-address.ts';

const PREVIEW_DAYS = 7;

export function previewRoutes(web: Web): void {
  web.editorPage('/:path/:id/preview', async (context, person) => {
    const { kind, draft } = await draftAt(context, person);
    return previewView(context, kind, draft);
  });
  web.ownPage('/preview/:token', async (context, request) => {
    const { database, now, kinds } = context.platform;
    const link = await database.selectFrom('preview_link').select('record_id').where('token_hash', '=', hashOf(context.param('token'))).where('expires_at', '>', now()).executeTakeFirst();
    const draft = link && (await readDraft(database, link.record_id));
    if (!draft) throw new NotFound();
    return web.respond(request, await previewView(context, kinds.get(draft.kind), draft));
  });
}

/** @returns the address; it holds the secret, of which only the hash is kept. */
export async function makePreview({ database, origin, now }: Platform, language: string, recordId: string, actor: Actor): Promise<string> {
  const token = newToken();
  await database.insertInto('preview_link').values({ token_hash: hashOf(token), record_id: recordId, made_by: identityOf(actor), expires_at: new Date(now().getTime() + PREVIEW_DAYS * DAY) }).execute();
  await noteDraft(database, actor, 'preview-link-made', recordId);
  return `${origin}/${language}/preview/${token}`;
}

/** Only what would be public. What is not valid yet has no page of its kind: its fields are shown as they are. */
async function previewView(context: PageContext, kind: Kind, draft: Draft): Promise<View> {
  const { t, platform } = context;
  const { document } = validate(kind, draft.document);
  const shown = document && { id: draft.recordId, kind: kind.name, number: draft.basedOn + 1, act: 'publication' as const, document: splitByVisibility(kind, document).public, note: draft.note, publishedAt: platform.now(), sequence: 0 };
  const content = shown ? await recordContent(context, kind, shown, []) : html`<h1>${kindName(context, kind, 'one')}</h1>${await draftChanges(context, kind, {}, splitByVisibility(kind, draft.document).public)}`;
  return {
    html: () => page(context, { title: t('review.preview.title'), noIndex: true, body: html`<p class="notice" role="status">${t('review.preview.notice')}</p><article class="record kind-${kind.name}">${content}</article>` }),
  };
}
