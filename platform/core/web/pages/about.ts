/** What this site is. */
import { languageName } from '../../i18n/format.ts';
import type { PageContext } from '../context.ts';
import { html } from '../html.ts';
import { page } from '../layout.ts';
import type { View } from '../view.ts';
import type { Web } from '../web.ts';

export function aboutRoutes(web: Web): void {
  web.page('/about', aboutView);
}

async function aboutView(context: PageContext): Promise<View> {
  const { t, platform } = context;
  const title = t('core.about.title');
  const languages = platform.configuration.languages.map((tag) => ({ name: languageName(t, tag), reviewed: platform.messages.isReviewed(tag) }));
  return {
    html: () =>
      page(context, {
        title,
        body: html`<article class="prose"><h1>${title}</h1><p class="lead">${t('core.about.lead')}</p>
${(['rules', 'absent', 'verdicts', 'history', 'access'] as const).map((part) => html`<h2>${t(`core.about.${part}_title`)}</h2><p>${t(`core.about.${part}`)}</p>`)}
<h2>${t('core.about.languages_title')}</h2><ul>${languages.map(({ name, reviewed }) => html`<li>${name}: ${t(reviewed ? 'core.about.reviewed' : 'core.about.unreviewed')}</li>`)}</ul>
<h2>${t('core.about.software_title')}</h2><p>${t('core.about.software')}</p></article>`,
      }),
  };
}
