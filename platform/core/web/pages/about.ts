/** What this site is, and how to take its data home. */
import { languageName } from '../../i18n/format.ts';
import { kindName } from '../components/text.ts';
import { href, type PageContext } from '../context.ts';
import { html } from '../html.ts';
import { page } from '../layout.ts';
import type { View } from '../view.ts';
import type { Web } from '../web.ts';

export function aboutRoutes(web: Web): void {
  web.page('/about', aboutView);
  web.page('/data', dataView);
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

async function dataView(context: PageContext): Promise<View> {
  const { t, platform } = context;
  const counts = await platform.database.selectFrom('facet_count').select(['kind', 'records']).where('facet', '=', '').execute();
  const records = new Map(counts.map(({ kind, records: number }) => [kind, number]));
  const title = t('core.data.title');
  const kinds = platform.kinds.all.filter(({ name }) => records.has(name));
  return {
    html: () =>
      page(context, {
        title,
        forms: ['json'],
        body: html`<h1>${title}</h1><p class="lead">${t('core.data.lead')}</p>
<div class="scroll" tabindex="0" role="region" aria-label="${title}"><table><thead><tr><th scope="col">${t('core.data.kind')}</th><th scope="col" class="number">${t('core.data.records')}</th><th scope="col">${t('core.data.files')}</th><th scope="col">${t('core.data.described')}</th></tr></thead>
<tbody>${kinds.map((kind) => html`<tr><th scope="row"><a href="${href(context, kind.path)}">${kindName(context, kind, 'many')}</a></th><td class="number">${records.get(kind.name) ?? 0}</td>
<td><a href="${href(context, kind.path)}.csv">CSV</a> · <a href="${href(context, kind.path)}.json">JSON</a></td><td><a href="${href(context, `fields/${kind.path}`)}">${t('core.data.fields')}</a></td></tr>`)}</tbody></table></div>
<p>${t('core.data.licence')}</p><p>${t('core.data.api')} <a href="${href(context, 'api')}">${t('core.footer.api')}</a></p>`,
      }),
    json: () => kinds.map((kind) => ({ kind: kind.name, records: records.get(kind.name) ?? 0, csv: `${platform.origin}${href(context, kind.path)}.csv`, json: `${platform.origin}${href(context, kind.path)}.json`, schema: `${platform.origin}/schemas/${kind.name}` })),
  };
}
