/** Going on with a draft on another device, by the code that its form shows. What a person may see is decided by their account. */
import type { Person } from '../../access/person.ts';
import { mayRead } from '../../access/policy.ts';
import { readDraft } from '../../records/drafts.ts';
import { readId } from '../../records/id.ts';
import { deskCrumbs } from '../components/form-page.ts';
import { href, type PageContext, recordHref } from '../context.ts';
import { html, type Html } from '../html.ts';
import { page } from '../layout.ts';
import type { View } from '../view.ts';
import type { Web } from '../web.ts';

export function continueRoute(web: Web): void {
  web.editorPage('/desk/continue', async (context, person) => {
    const typed = context.url.searchParams.get('code') ?? '';
    const way = await wayOn(context, person, typed);
    return way === undefined ? unknownCode(context, typed) : new Response(null, { status: 303, headers: { Location: way, 'Cache-Control': 'no-store' } });
  });
}

/** For the desk. */
export function continueForm(context: PageContext, typed = ''): Html {
  const { t } = context;
  return html`<form class="search" action="${href(context, 'desk/continue')}"><div><label for="code">${t('form.code.label')}</label><input id="code" name="code" value="${typed}" maxlength="100" autocomplete="off" autocapitalize="none" spellcheck="false" aria-describedby="code-help"><p class="help" id="code-help">${t('form.code.help')}</p></div><button class="button secondary">${t('form.code.button')}</button></form>`;
}

/** Where the draft goes on; undefined where there is none, or none that the person may read. */
async function wayOn(context: PageContext, person: Person, typed: string): Promise<string | undefined> {
  const { platform } = context;
  const id = readId(typed.slice(0, 100));
  const draft = id && (await readDraft(platform.database, id));
  const kind = draft && platform.kinds.find(draft.kind);
  return kind && mayRead(person, kind, draft.document, draft) ? `${recordHref(context, kind, draft.recordId)}/edit` : undefined;
}

/** The same for a code that nobody has and for one of somebody else. */
function unknownCode(context: PageContext, typed: string): View {
  const { t } = context;
  return {
    status: 404,
    html: () => page(context, { title: t('form.code.label'), crumbs: deskCrumbs(context), noIndex: true, body: html`<h1>${t('form.code.label')}</h1><p class="notice" role="alert">${t('form.code.unknown')}</p>${continueForm(context, typed.slice(0, 100))}` }),
  };
}
