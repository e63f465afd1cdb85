/** Ways to the import, for those who may. */
import type { Person } from '#core/access/person.ts';
import { mayStart } from '#core/access/policy.ts';
import { href, type PageContext } from '#core/web/context.ts';
import { html, type Html, nothing } from '#core/web/html.ts';
import { observationSet } from '../kinds/observation-set.ts';
import { START } from './page-parts.ts';

/** @param set for which the figures would be. */
export function importLink(context: PageContext, set?: string): Html {
  return context.person && mayStart(context.person, observationSet) ? html`<p><a class="button secondary" href="${href(context, START, { set })}">${context.t('import.title')}</a></p>` : nothing;
}

/** Async because the desk asks every module so. */
export async function deskSection(context: PageContext, person: Person): Promise<Html> {
  return mayStart(person, observationSet) ? html`<section><h2>${context.t('observatory.title')}</h2>${importLink(context)}</section>` : nothing;
}
