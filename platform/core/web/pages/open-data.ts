/** What takes the data home: contexts and terms of JSON-LD, files of everything, changes, and the page that lists them. */
import type { Context } from 'hono';
import { formatBytes, formatNumber } from '../../i18n/format.ts';
import { BulkStore, type BulkOptions, type Made } from '../../open-data/bulk-store.ts';
import { contextOf } from '../../open-data/json-ld-context.ts';
import { JSON_LD_TYPE } from '../../open-data/json-ld.ts';
import { licenceOf } from '../../open-data/licence.ts';
import { kindName } from '../components/text.ts';
import { href, type PageContext } from '../context.ts';
import { deliver } from '../deliver.ts';
import { html, type Html } from '../html.ts';
import { page } from '../layout.ts';
import { wantedLanguage } from '../negotiate.ts';
import { FinishedPage } from '../page-cache.ts';
import { NotFound, type View } from '../view.ts';
import type { Web } from '../web.ts';
import { bulkRoutes } from './bulk.ts';
import { changesRoutes } from './changes.ts';

export interface OpenDataOptions extends BulkOptions {
  /** Where files of everything are kept; without it they are sent as they are made. */
  readonly bulkFolder?: string;
}

export function openDataRoutes(web: Web, { bulkFolder, ...options }: OpenDataOptions = {}): void {
  const { platform } = web;
  const store = new BulkStore(platform, bulkFolder, options);
  web.plain('/contexts/:kind', (context) => {
    const kind = platform.kinds.find(context.req.param('kind') ?? '');
    if (!kind) throw new NotFound();
    return deliver(context, new FinishedPage(200, JSON_LD_TYPE, `${JSON.stringify(contextOf(platform.origin, kind), null, 1)}\n`), 'no-cache');
  });
  // The part of an address behind # never reaches us: browsers take it along to where they are sent.
  web.plain('/terms', (context) => seeOther(web, context, 'api'));
  web.plain('/terms/:kind', (context) => {
    const kind = platform.kinds.find(context.req.param('kind') ?? '');
    if (!kind) throw new NotFound();
    return seeOther(web, context, `fields/${kind.path}`);
  });
  bulkRoutes(web, store);
  changesRoutes(web);
  // Live: files are made without anything being published.
  web.livePage('/data', (context) => dataView(context, store));
}

function seeOther({ platform }: Web, context: Context, path: string): Response {
  context.header('Vary', 'Accept-Language');
  return context.redirect(`/${wantedLanguage(context, platform.configuration.languages)}/${path}`, 303);
}

async function dataView(context: PageContext, store: BulkStore): Promise<View> {
  const { t, platform } = context;
  const counts = await platform.database.selectFrom('facet_count').select(['kind', 'records']).where('facet', '=', '').execute();
  const records = new Map(counts.map(({ kind, records: number }) => [kind, number]));
  const listed = await store.listing();
  const madeOf = new Map(listed.map(({ file, made }) => [file.name, made]));
  const title = t('core.data.title');
  const kinds = platform.kinds.all.filter(({ name }) => records.has(name));
  const licence = licenceOf(platform.configuration);
  const all = 'all.jsonl.gz';
  return {
    html: () =>
      page(context, {
        title,
        forms: ['json'],
        body: html`<h1>${title}</h1><p class="lead">${t('core.data.lead')}</p>
<p>${t('open_data.licence')} <a href="${licence.url}" rel="license">${licence.name}</a></p>
<h2>${t('open_data.whole.title')}</h2><p>${t('open_data.whole.about')}</p>
<p><a class="button" href="/bulk/${all}">${all}</a> ${figures(context, madeOf.get(all))} <a href="/bulk/${all}.sha256">SHA-256</a></p>
<h2>${t('open_data.by_kind')}</h2>
<div class="scroll" tabindex="0" role="region" aria-label="${t('open_data.by_kind')}"><table><thead><tr><th scope="col">${t('core.data.kind')}</th><th scope="col" class="number">${t('core.data.records')}</th><th scope="col">${t('core.data.files')}</th><th scope="col">${t('open_data.whole.files')}</th><th scope="col">${t('core.data.described')}</th></tr></thead>
<tbody>${kinds.map((kind) => html`<tr><th scope="row"><a href="${href(context, kind.path)}">${kindName(context, kind, 'many')}</a></th><td class="number">${formatNumber(t, records.get(kind.name) ?? 0)}</td>
<td><a href="${href(context, kind.path)}.csv">CSV</a> · <a href="${href(context, kind.path)}.json">JSON</a> · <a href="${href(context, kind.path)}.jsonld">JSON-LD</a></td>
<td><ul class="plain">${(['csv', 'jsonl'] as const).map((form) => html`<li>${bulkLink(context, `${kind.name}.${form}.gz`, madeOf)}</li>`)}</ul></td><td><a href="${href(context, `fields/${kind.path}`)}">${t('core.data.fields')}</a></td></tr>`)}</tbody></table></div>
<h2>${t('open_data.check.title')}</h2><p>${t('open_data.check.about')}</p>
<div class="scroll" tabindex="0" role="region" aria-label="${t('open_data.check.title')}"><pre><code>curl -O ${platform.origin}/bulk/${all}
curl -O ${platform.origin}/bulk/${all}.sha256
sha256sum -c ${all}.sha256</code></pre></div>
<h2>${t('open_data.follow.title')}</h2><p>${t('open_data.follow.about')} <a href="/api/changes">/api/changes</a></p>
<p>${t('core.data.api')} <a href="${href(context, 'api')}">${t('core.footer.api')}</a> · <a href="/bulk.json">bulk.json</a></p>`,
      }),
    json: () => kinds.map((kind) => ({ kind: kind.name, records: records.get(kind.name) ?? 0, csv: `${platform.origin}${href(context, kind.path)}.csv`, json: `${platform.origin}${href(context, kind.path)}.json`, jsonld: `${platform.origin}${href(context, kind.path)}.jsonld`, schema: `${platform.origin}/schemas/${kind.name}` })),
  };
}

function bulkLink({ t }: PageContext, name: string, madeOf: ReadonlyMap<string, Made | undefined>): Html {
  const made = madeOf.get(name);
  return html`<a href="/bulk/${name}">${name}</a> <small>${made && `${formatBytes(t, made.bytes)} · `}<a href="/bulk/${name}.sha256" aria-label="SHA-256: ${name}">SHA-256</a></small>`;
}

function figures({ t }: PageContext, made: Made | undefined): Html {
  return made
    ? html`<small>${t('open_data.whole.figures', { records: made.records, size: formatBytes(t, made.bytes), sequence: formatNumber(t, made.sequence) })}<br><code>${made.sha256}</code></small>`
    : html`<small>${t('open_data.whole.when_asked')}</small>`;
}
