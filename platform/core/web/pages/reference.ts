/** What is said of the data for those who build on it: JSON Schemas, the OpenAPI document, the pages about both. */
import type { Context } from 'hono';
import { chooseTitle } from '../../i18n/texts.ts';
import { kindSchema } from '../../kinds/json-schema.ts';
import { licenceOf } from '../../open-data/licence.ts';
import { preferredLanguages } from '../context.ts';
import { openApi } from '../openapi.ts';
import { FinishedPage } from '../page-cache.ts';
import { NotFound } from '../view.ts';
import { deliver } from '../deliver.ts';
import type { Web } from '../web.ts';
import { apiView } from './reference-api.ts';
import { fieldsOfKindView, fieldsView } from './reference-fields.ts';
import { filtersView } from './reference-filters.ts';

export function referenceRoutes(web: Web): void {
  const { platform } = web;
  const finished = new Map<string, FinishedPage>();
  // Nothing of this changes while the server runs: each is made once for each language.
  const once = (context: Context, name: string, type: string, make: (language: string) => unknown): Promise<Response> => {
    const language = askedLanguage(context, platform.configuration.languages);
    const key = `${name} ${language}`;
    const known = finished.get(key) ?? new FinishedPage(200, type, `${JSON.stringify(make(language), null, 1)}\n`);
    finished.set(key, known);
    return deliver(context, known, 'no-cache');
  };
  web.plain('/schemas/:kind', (context) => {
    const kind = platform.kinds.find(context.req.param('kind') ?? '');
    if (!kind) throw new NotFound();
    return once(context, kind.name, 'application/schema+json', (language) => kindSchema(kind, translatorFor(web, language), platform.origin));
  });
  web.plain('/openapi.json', (context) => once(context, 'openapi.json', 'application/json; charset=utf-8', (language) => apiDocument(web, language)));
  web.page('/api', (context) => apiView(web, context));
  web.page('/fields', fieldsView);
  web.page('/fields/:path/filters', filtersView);
  web.page('/fields/:path', fieldsOfKindView);
}

/** The OpenAPI document of a site in one of its languages. */
export function apiDocument(web: Web, language: string) {
  const { kinds, configuration, origin, modules } = web.platform;
  const preferred = preferredLanguages(language, configuration.languages);
  const title = chooseTitle(configuration.title, preferred)?.text ?? 'Yupana';
  return openApi({ kinds: kinds.all, languages: configuration.languages, t: translatorFor(web, language), origin, title, routes: web.routes, licence: licenceOf(configuration), ofModules: modules.flatMap(({ operations = [], plainOperations = [] }) => [...operations, ...plainOperations]) });
}

function translatorFor({ platform: { messages, configuration } }: Web, language: string) {
  return messages.translator(language, preferredLanguages(language, configuration.languages));
}

/** These addresses hold no language: the main one, unless `?lang=` asks for another. */
function askedLanguage(context: Context, languages: readonly string[]): string {
  const asked = context.req.query('lang');
  return languages.find((language) => language === asked) ?? languages[0] ?? 'es';
}
