/** The REST API of SDMX: a subset of version 2.2 below `/sdmx`. docs/open-data.md says what is there and what is not. */
import type { Context } from 'hono';
import type { Platform } from '#core/platform.ts';
import { publicState } from '#core/records/read.ts';
import { preferredLanguages } from '#core/web/context.ts';
import { deliver } from '#core/web/deliver.ts';
import { wantedLanguage } from '#core/web/negotiate.ts';
import { FinishedPage, PageCache } from '#core/web/page-cache.ts';
import type { Web } from '#core/web/web.ts';
import { type DataStructure, writeSdmxCsv, writeSdmxJson } from '#formats/sdmx/index.ts';
import { answerData, type DataAnswer } from './data.ts';
import { type Form, wantedData, wantedStructure } from './negotiate.ts';
import { Refusal, refusalAnswer } from './refusal.ts';
import { answerStructure } from './structures.ts';

/** Parts of the standard that we do not have. */
const NOT_BUILT: ReadonlySet<string> = new Set(['availability', 'schema', 'metadata', 'registration']);

export function sdmxRoutes(web: Web): void {
  const cache = new PageCache();
  const { platform } = web;
  web.plain('/sdmx/data/*', async (context) => answering(platform, context, () => dataAnswer(platform, cache, context)));
  web.plain('/sdmx/structure/*', async (context) => answering(platform, context, () => structureAnswer(platform, cache, context)));
  web.plain('/sdmx/:resource/*', async (context) =>
    answering(platform, context, () => {
      const what = context.req.param('resource') ?? '';
      throw NOT_BUILT.has(what) ? new Refusal(501, 'not_built', { what }) : new Refusal(404, 'no_such_resource', { what });
    }),
  );
}

async function answering(platform: Platform, context: Context, answer: () => Promise<Response>): Promise<Response> {
  try {
    return await answer();
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    const language = languageOf(platform, context);
    return refusalAnswer(platform.messages.translator(language, preferredLanguages(language, platform.configuration.languages)), error);
  }
}

function languageOf({ configuration }: Platform, context: Context): string {
  return wantedLanguage(context, configuration.languages);
}

/** The parts of the address behind `/sdmx/data`. */
function pathBehind(context: Context): string[] {
  return new URL(context.req.url).pathname.split('/').slice(3).map(decodeURIComponent);
}

async function dataAnswer(platform: Platform, cache: PageCache, context: Context): Promise<Response> {
  const form = wantedData(context.req.header('accept'));
  return kept(platform, cache, context, form.type, async (languages) => {
    const answer = await answerData(platform, pathBehind(context), new URL(context.req.url).search);
    return answer.message.dataSets.length === 0 ? undefined : dataText(platform, answer, form, languages);
  });
}

async function structureAnswer(platform: Platform, cache: PageCache, context: Context): Promise<Response> {
  const type = wantedStructure(context.req.header('accept'));
  return kept(platform, cache, context, type, async (languages) => {
    const text = await answerStructure(platform, pathBehind(context), new URL(context.req.url).search, languages);
    if (text === undefined) throw new Refusal(404, 'no_such_resource', { what: pathBehind(context).join('/') });
    return text;
  });
}

/** Made once for each question, form and language, until something is published. An empty answer is 204. */
async function kept(platform: Platform, cache: PageCache, context: Context, type: string, make: (languages: readonly string[]) => Promise<string | undefined>): Promise<Response> {
  const language = languageOf(platform, context);
  const { pathname, search } = new URL(context.req.url);
  const key = `${type} ${language} ${pathname}${search}`;
  const state = await publicState(platform.database);
  let page = cache.get(state, key);
  if (!page) {
    const text = await make(preferredLanguages(language, platform.configuration.languages));
    if (text === undefined) return new Response(null, { status: 204, headers: { 'Cache-Control': 'no-cache', Vary: 'Accept, Accept-Language' } });
    page = new FinishedPage(200, type, text);
    cache.set(state, key, page);
  }
  const answer = await deliver(context, page, 'no-cache');
  answer.headers.set('Vary', 'Accept, Accept-Encoding, Accept-Language');
  answer.headers.set('Content-Language', language);
  return answer;
}

/** The message in its form. */
export function dataText(platform: Pick<Platform, 'origin'>, { message, questions: [question] }: DataAnswer, form: Form, languages: readonly string[]): string {
  if (form.form === 'csv') return writeSdmxCsv(message, { labels: form.labels, keys: form.keys, languages }).content;
  return writeSdmxJson(message, { languages, ...(question?.namesDimension && { dimensionAtObservation: question.dimensionAtObservation }), linkOf: (structure) => structureAddress(platform, structure) }).content;
}

export function structureAddress({ origin }: Pick<Platform, 'origin'>, { type, reference }: DataStructure): string {
  return `${origin}/sdmx/structure/${type}/${reference.agency}/${reference.id}/${reference.version ?? '~'}`;
}
