/** The frame of every page. */
import { languageName } from '../i18n/format.ts';
import { chooseTitle } from '../i18n/texts.ts';
import { licenceOf } from '../open-data/licence.ts';
import { href, type PageContext } from './context.ts';
import { html, type Html } from './html.ts';

export interface Crumb {
  readonly label: string;
  readonly href: string;
}

export interface PageContent {
  readonly title: string;
  readonly body: Html;
  readonly description?: string;
  readonly crumbs?: readonly Crumb[];
  /** Endings under which the same content can be had: `json`, `csv`. */
  readonly forms?: readonly string[];
  /** The address of a feed of what the page is about. */
  readonly feed?: string;
  readonly noIndex?: boolean;
  /** Browser modules that the page is better with. */
  readonly scripts?: readonly string[];
}

/** The title of the site in the language of the page. */
export function siteTitle({ platform, preferred }: PageContext): string {
  return chooseTitle(platform.configuration.title, preferred)?.text ?? 'Yupana';
}

export function page(context: PageContext, content: PageContent): Html {
  const { t, language, assets, url } = context;
  const site = siteTitle(context);
  const path = url.pathname.replace(/\.[a-z0-9]{2,6}$/, '');
  const title = content.title === site ? site : `${content.title} · ${site}`;
  return html`<!doctype html>
<html lang="${language}" class="no-js">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
${content.description !== undefined && html`<meta name="description" content="${content.description}">`}
${content.noIndex && html`<meta name="robots" content="noindex">`}
<meta name="color-scheme" content="light dark">
<link rel="stylesheet" href="${assets.href('style.css')}">
<link rel="icon" href="${assets.href('icon.svg')}" type="image/svg+xml">
${alternateLanguages(context, path)}
${(content.forms ?? []).map((form) => html`<link rel="alternate" type="${FORM_TYPES[form] ?? 'application/octet-stream'}" href="${path}.${form}${url.search}">`)}
${content.feed !== undefined && html`<link rel="alternate" type="application/atom+xml" title="${content.title}" href="${content.feed}">`}
<link rel="alternate" type="application/atom+xml" title="${site}" href="/${language}/feed.atom">
${(content.scripts ?? []).map((name) => html`${assets.needsOf(name).map((needed) => html`<link rel="modulepreload" href="${needed}">`)}<script type="module" src="${assets.href(name)}"></script>`)}
</head>
<body>
<a class="skip" href="#content">${t('core.skip')}</a>
${header(context, site, path)}
${reviewNotice(context)}
<main id="content" tabindex="-1">
${breadcrumbs(context, content)}
${content.body}
${formsOf(context, content, path)}
</main>
${footer(context)}
</body>
</html>`;
}

export const FORM_TYPES: Readonly<Record<string, string>> = { json: 'application/json', csv: 'text/csv', jsonld: 'application/ld+json', ics: 'text/calendar', svg: 'image/svg+xml', png: 'image/png', atom: 'application/atom+xml' };

function alternateLanguages({ platform }: PageContext, path: string): Html[] {
  return platform.configuration.languages.map((language) => html`<link rel="alternate" hreflang="${language}" href="${platform.origin}${inLanguage(path, language)}">`);
}

/** The same page in another language. */
function inLanguage(path: string, language: string): string {
  return path.replace(/^\/[^/]*/, `/${language}`);
}

function header(context: PageContext, site: string, path: string): Html {
  const { t, platform, language, url } = context;
  const items = platform.modules.flatMap((module) => module.navigation ?? []);
  return html`<header class="site">
<div class="bar">
<a class="brand" href="${href(context, '')}">${LOGO}<span>${site}</span></a>
<form class="find" role="search" action="${href(context, 'search')}"><label for="site-q" class="hidden">${t('core.search.label')}</label><input id="site-q" name="q" type="search" maxlength="300" placeholder="${t('core.search.placeholder')}"><button>${t('core.search.button')}</button></form>
<nav class="languages" aria-label="${t('core.languages')}"><ul>${platform.configuration.languages.map(
    (tag) => html`<li><a href="${inLanguage(path, tag)}${url.search}" lang="${tag}" hreflang="${tag}"${tag === language && html` aria-current="true"`}>${languageName(platform.messages.translator(tag, [tag, 'es']), tag)}</a></li>`,
  )}</ul></nav>
</div>
<nav class="main" aria-label="${t('core.navigation')}"><ul>${items.map((item) => {
    const target = href(context, item.path);
    return html`<li><a href="${target}"${path === target && html` aria-current="page"`}>${t(item.label)}</a></li>`;
  })}</ul></nav>
</header>`;
}

/** A counting board with four counted columns: the yupana of the name. */
const LOGO = html`<svg class="logo" viewBox="0 0 32 32" width="32" height="32" aria-hidden="true" focusable="false"><rect width="32" height="32" rx="5"/><circle cx="8" cy="8" r="2.6"/><circle cx="8" cy="16" r="2.6"/><circle cx="8" cy="24" r="2.6"/><circle cx="16" cy="8" r="2.6" class="open"/><circle cx="16" cy="16" r="2.6"/><circle cx="16" cy="24" r="2.6"/><circle cx="24" cy="8" r="2.6" class="open"/><circle cx="24" cy="16" r="2.6" class="open"/><circle cx="24" cy="24" r="2.6"/></svg>`;

/** A language whose texts no speaker has reviewed says so on every page. */
function reviewNotice({ t, language, platform }: PageContext): Html | false {
  return !platform.messages.isReviewed(language) && html`<aside class="review" aria-label="${t('core.unreviewed.title')}"><p><strong>${t('core.unreviewed.title')}</strong> ${t('core.unreviewed.text')}</p></aside>`;
}

function breadcrumbs({ t }: PageContext, { crumbs = [] }: PageContent): Html | false {
  return crumbs.length > 0 && html`<nav class="crumbs" aria-label="${t('core.breadcrumbs')}"><ol>${crumbs.map(({ label, href: target }) => html`<li><a href="${target}">${label}</a></li>`)}</ol></nav>`;
}

function formsOf({ t, url }: PageContext, { forms = [] }: PageContent, path: string): Html | false {
  return forms.length > 0 && html`<p class="forms">${t('core.forms')} ${forms.map((form, index) => html`${index > 0 && ' · '}<a href="${path}.${form}${url.search}">${formName(t, form)}</a>`)}</p>`;
}

/** What a form is called, and what it is good for where not everybody knows. */
function formName(t: PageContext['t'], form: string): string {
  const key = `open_data.forms.${form}`;
  return t.has(key) ? t(key) : form.toUpperCase();
}

function footer(context: PageContext): Html {
  const { t, person, platform } = context;
  const licence = licenceOf(platform.configuration);
  return html`<footer class="site"><div>
<p>${t('core.footer.about')} <a href="${licence.url}" rel="license">${licence.name}</a></p>
<ul>
${platform.modules.flatMap(({ reference = [] }) => reference).map(({ path, label }) => html`<li><a href="${href(context, path)}">${t(label)}</a></li>`)}
<li><a href="${href(context, 'about')}">${t('core.footer.about_link')}</a></li>
<li><a href="${href(context, 'data')}">${t('core.footer.data')}</a></li>
<li><a href="${href(context, 'fields')}">${t('core.footer.fields')}</a></li>
<li><a href="${href(context, 'api')}">${t('core.footer.api')}</a></li>
<li><a href="${href(context, 'feed')}.atom">${t('core.footer.feed')}</a></li>
${person ? html`<li><a href="${href(context, 'desk')}">${t('core.footer.desk')}</a></li>` : html`<li><a href="${href(context, 'sign-in')}">${t('core.footer.sign_in')}</a></li>`}
</ul>
</div></footer>`;
}
