/** Addresses of the site as a whole: first page, permanent ids, feeds, files. */
import type { Context } from 'hono';
import { chooseTitle } from '../../i18n/texts.ts';
import { isId, readId } from '../../records/id.ts';
import { latestVersions, newestSequence, newestVersion } from '../../records/read.ts';
import type { Platform } from '../../platform.ts';
import { atomFeed, ATOM_TYPE, FEED_LENGTH } from '../atom.ts';
import { preferredLanguages } from '../context.ts';
import { html, raw } from '../html.ts';
import { wantedCoding, wantedForm, wantedLanguage } from '../negotiate.ts';
import { FinishedPage } from '../page-cache.ts';
import { NotFound } from '../view.ts';
import { deliver } from '../deliver.ts';
import type { Web } from '../web.ts';

export function siteRoutes(web: Web): void {
  const { platform } = web;
  const { languages } = platform.configuration;
  web.plain('/', (context) => redirectByLanguage(context, `/${wantedLanguage(context, languages)}/`));
  web.plain('/id/:id', (context) => redirectToRecord(platform, context));
  web.plain('/healthz', async () => Response.json({ status: 'ok', sequence: await newestSequence(platform.database) }, { headers: { 'Cache-Control': 'no-store' } }));
  web.plain('/robots.txt', (context) => context.text(`User-agent: *\nDisallow: /*/sign-in\nDisallow: /*/desk\nDisallow: /*/subscriptions/\nSitemap: ${platform.origin}/sitemap.xml\n`));
  web.plain('/sitemap.xml', (context) => sitemapIndex(platform, context));
  web.plain('/sitemap/:page', (context) => sitemapPage(platform, context));
  web.plain('/assets/:name', (context) => serveAsset(web, context));
  web.plain('/favicon.ico', (context) => context.redirect(web.assets.href('icon.svg'), 302));
  for (const language of languages) web.plain(`/${language}/feed`, (context) => feed(platform, language, context));
  for (const language of languages) web.plain(`/${language}`, (context) => context.redirect(`/${language}/${new URL(context.req.url).search}`, 308));
}

function redirectByLanguage(context: Context, target: string): Response {
  context.header('Vary', 'Accept-Language');
  return context.redirect(target, 302);
}

/** The permanent address of a record: it leads to the page of today, in the language and form that was asked for. */
async function redirectToRecord(platform: Platform, context: Context): Promise<Response> {
  const id = readId(context.req.param('id') ?? '');
  const version = id && (await newestVersion(platform.database, id));
  if (!id || !version) throw new NotFound();
  context.header('Vary', 'Accept, Accept-Language');
  const language = wantedLanguage(context, platform.configuration.languages);
  const form = wantedForm(context);
  return context.redirect(`/${language}/${platform.kinds.get(version.kind).path}/${id}${['json', 'jsonld', 'csv'].includes(form) ? `.${form}` : ''}`, 303);
}

/** Assets never change under their name: the name holds a hash. */
function serveAsset(web: Web, context: Context): Response {
  const asset = web.assets.find(context.req.param('name') ?? '');
  if (!asset) throw new NotFound();
  const coding = wantedCoding(context);
  const headers = new Headers({ 'Content-Type': asset.type, 'Cache-Control': 'public, max-age=31536000, immutable', Vary: 'Accept-Encoding' });
  if (coding) headers.set('Content-Encoding', coding);
  return new Response(coding === 'br' ? asset.brotli : coding === 'gzip' ? asset.gzip : asset.body, { headers });
}

/** Publications and withdrawals of every kind. */
async function feed(platform: Platform, language: string, context: Context): Promise<Response> {
  const preferred = preferredLanguages(language, platform.configuration.languages);
  const t = platform.messages.translator(language, preferred);
  const versions = await latestVersions(platform.database, FEED_LENGTH);
  const body = await atomFeed(platform, language, { path: 'feed', title: `${chooseTitle(platform.configuration.title, preferred)?.text}: ${t('core.feed.title')}`, of: '', versions });
  return deliver(context, new FinishedPage(200, ATOM_TYPE, body), 'no-cache');
}

/** As many records as one file of a sitemap takes: each stands in it once per language, and 50,000 is the limit of the protocol. */
const SITEMAP_RECORDS = 5000;

async function sitemapIndex(platform: Platform, context: Context): Promise<Response> {
  const { rows } = await countRecords(platform);
  const pages = Math.max(1, Math.ceil(rows / SITEMAP_RECORDS));
  const body = html`${raw('<?xml version="1.0" encoding="utf-8"?>\n')}<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">${Array.from({ length: pages }, (_, index) => html`<sitemap><loc>${platform.origin}/sitemap/${index + 1}.xml</loc></sitemap>`)}</sitemapindex>`;
  return deliver(context, new FinishedPage(200, 'application/xml; charset=utf-8', body.toString()), 'no-cache');
}

async function countRecords(platform: Platform): Promise<{ rows: number }> {
  const row = await platform.database.selectFrom('facet_count').select((select) => select.fn.sum<number>('records').as('rows')).where('facet', '=', '').executeTakeFirst();
  return { rows: Number(row?.rows ?? 0) };
}

async function sitemapPage(platform: Platform, context: Context): Promise<Response> {
  const page = Number(context.req.param('page'));
  if (!Number.isInteger(page) || page < 1 || page > 10_000) throw new NotFound();
  const rows = await platform.database
    .selectFrom('search_entry')
    .select(['record_id', 'kind', 'published_at'])
    .orderBy('record_id')
    .limit(SITEMAP_RECORDS)
    .offset((page - 1) * SITEMAP_RECORDS)
    .execute();
  // The first names the home pages, also where nothing is published.
  if (page > 1 && rows.length === 0) throw new NotFound();
  const { languages } = platform.configuration;
  const locations = rows.filter(({ record_id }) => isId(record_id)).flatMap((row) => languages.map((language) => ({ address: `${platform.origin}/${language}/${platform.kinds.get(row.kind).path}/${row.record_id}`, changed: row.published_at })));
  const homes = page === 1 ? languages.map((language) => ({ address: `${platform.origin}/${language}/`, changed: undefined })) : [];
  const body = html`${raw('<?xml version="1.0" encoding="utf-8"?>\n')}<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">${[...homes, ...locations].map(({ address, changed }) => html`<url><loc>${address}</loc>${changed && html`<lastmod>${changed.toISOString()}</lastmod>`}</url>`)}</urlset>`;
  return deliver(context, new FinishedPage(200, 'application/xml; charset=utf-8', body.toString()), 'no-cache');
}
