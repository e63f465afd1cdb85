/** The figures of an indicator or set for other programs: SDMX, Open SDG, and what a catalogue of data says of them. */
import { collatorFor } from '#core/i18n/format.ts';
import type { Document } from '#core/kinds/kind.ts';
import type { Multilingual } from '#core/kinds/values.ts';
import { JSON_LD_TYPE } from '#core/open-data/json-ld.ts';
import { newestVersion, recordsOfKind } from '#core/records/read.ts';
import { plainText } from '#core/web/components/text.ts';
import { href, type PageContext } from '#core/web/context.ts';
import { html, type Html } from '#core/web/html.ts';
import { page } from '#core/web/layout.ts';
import { NotFound, type View } from '#core/web/view.ts';
import { writeOpenSdg, writeOpenSdgMetadata, yamlOf } from '#formats/opensdg/index.ts';
import { bestText, idOf, writeSdmxCsv, writeSdmxJson } from '#formats/sdmx/index.ts';
import { catalogueNode } from '../dcat.ts';
import { type Indicator, indicator } from '../kinds/indicator.ts';
import { type ObservationSet, observationSet } from '../kinds/observation-set.ts';
import { dimensionName, groupName } from '../names.ts';
import { observations } from '../observations.ts';
import { countryCode } from '../overview.ts';
import { readCatalogue } from '../sdmx/catalogue.ts';
import { answerData, type DataAnswer, type Scope } from '../sdmx/data.ts';
import { DATA_CSV, DATA_JSON } from '../sdmx/negotiate.ts';
import { structureAddress } from '../sdmx/routes.ts';

/** `/indicators/:id/sdmx`: how to ask for the figures, and both forms of SDMX to take away. */
export async function indicatorSdmxView(context: PageContext): Promise<View> {
  const { id, document } = await recordOf(context, indicator.name);
  const { code, name } = document as Indicator;
  return sdmxView(context, { indicators: [id] }, { path: `indicators/${id}`, name: plainText(context, name), query: `c[INDICATOR]=${idOf(code)}`, hasOpenSdg: true });
}

/** The same of a set of figures. */
export async function setSdmxView(context: PageContext): Promise<View> {
  const { id, document } = await recordOf(context, observationSet.name);
  return sdmxView(context, { sets: [id] }, { path: `observations/${id}`, name: plainText(context, (document as ObservationSet).title), query: `c[DATA_SET]=${id}`, hasOpenSdg: false });
}

async function recordOf({ platform, param }: PageContext, kind: string): Promise<{ id: string; document: Document }> {
  const record = await newestVersion(platform.database, param('id'));
  if (!record?.document || record.kind !== kind) throw new NotFound();
  return { id: record.id, document: record.document };
}

interface Subject {
  /** Of its page, below the language. */
  readonly path: string;
  readonly name: string;
  /** What the REST API is asked for its figures. */
  readonly query: string;
  readonly hasOpenSdg: boolean;
}

async function sdmxView(context: PageContext, scope: Scope, subject: Subject): Promise<View> {
  const { t, platform, preferred } = context;
  const answer = await answerData(platform, [], '', scope);
  return {
    html: () =>
      page(context, {
        title: `SDMX: ${subject.name}`,
        crumbs: [{ label: t('observatory.title'), href: href(context, 'observatory') }, { label: subject.name, href: href(context, subject.path) }],
        noIndex: true,
        body: html`<h1>${t('observatory.sdmx.page.title')}</h1><p class="lead">${t('observatory.sdmx.page.lead')}</p>${undated(context, answer)}
<h2>${t('observatory.sdmx.page.download')}</h2><ul class="plain"><li><a href="${href(context, subject.path)}/sdmx.csv">SDMX-CSV 2.1</a></li><li><a href="${href(context, subject.path)}/sdmx.json">SDMX-JSON 2.1</a></li>${subject.hasOpenSdg && html`<li><a href="${href(context, subject.path)}/open-sdg">Open SDG</a></li>`}<li><a href="${href(context, subject.path)}.jsonld">${t('observatory.sdmx.page.describes')}</a></li></ul>
${questions(context, subject, answer)}${components(context, answer)}`,
      }),
    others: {
      csv: { type: `${DATA_CSV}; charset=utf-8`, content: () => writeSdmxCsv(answer.message, { languages: preferred }).content },
      json: { type: DATA_JSON, content: () => writeSdmxJson(answer.message, { languages: preferred, linkOf: (structure) => structureAddress(platform, structure) }).content },
    },
  };
}

function undated({ t }: PageContext, { message }: DataAnswer): Html | false {
  const count = message.dataSets.filter(({ structure }) => structure.timeDimension === undefined).reduce((sum, { observations: { length } }) => sum + length, 0);
  return count > 0 && html`<p class="notice">${t('observatory.sdmx.page.left_out', { count })}</p>`;
}

/** Addresses that can be asked as they stand. */
function questions({ t, platform }: PageContext, { query }: Subject, { questions: [question] }: DataAnswer): Html | false {
  if (!question) return false;
  const { reference } = question.structure;
  const address = `${platform.origin}/sdmx/data/dataflow/${reference.agency}/${reference.id}/${reference.version}`;
  const lines = [`curl -g '${address}?${query}'`, `curl -g -H 'Accept: ${DATA_CSV};labels=both' '${address}?${query}&c[TIME_PERIOD]=ge:2015'`];
  const past = [`curl -g '${address}?${query}&asOf=2026-01-31'`, `curl -g '${address}?${query}&includeHistory=true'`, `curl -g '${address}?${query}&updatedAfter=2026-01-31T12:00:00Z'`];
  return html`<h2>${t('observatory.sdmx.page.ask')}</h2><p>${t('observatory.sdmx.page.ask_about')}</p>${code(t('observatory.sdmx.page.ask'), [...lines, `curl '${address}/A.*.*'`])}<h2>${t('observatory.sdmx.page.history')}</h2><p>${t('observatory.sdmx.page.history_about')}</p>${code(t('observatory.sdmx.page.history'), past)}`;
}

function code(label: string, lines: readonly string[]): Html {
  return html`<div class="scroll" tabindex="0" role="region" aria-label="${label}"><pre><code>${lines.join('\n')}</code></pre></div>`;
}

function components({ t, platform, preferred }: PageContext, { questions: [question] }: DataAnswer): Html | false {
  if (!question) return false;
  const { structure } = question;
  const title = t('observatory.sdmx.page.structure');
  const rows = [...structure.dimensions.map((one) => ({ one, role: 'dimension' })), ...structure.measures.map((one) => ({ one, role: 'measure' })), ...structure.attributes.map((one) => ({ one, role: 'attribute' }))];
  const list = (agency: string, id: string, version: string | undefined): string => `${platform.origin}/sdmx/structure/codelist/${agency}/${id}/${version ?? '~'}`;
  return html`<h2>${title}</h2><p><a href="${structureAddress(platform, structure)}?references=all">${structureAddress(platform, structure)}?references=all</a></p><div class="scroll" tabindex="0" role="region" aria-label="${title}"><table class="stack"><thead><tr><th scope="col">${t('observatory.sdmx.page.code')}</th><th scope="col">${t('observatory.sdmx.page.component')}</th><th scope="col">${t('observatory.sdmx.page.role')}</th></tr></thead><tbody>${rows.map(
    ({ one, role }) => html`<tr><th scope="row"><code>${one.id}</code></th><td>${one.codelist ? html`<a href="${list(one.codelist.agency, one.codelist.id, one.codelist.version)}">${bestText(one.names, preferred)}</a>` : bestText(one.names, preferred)}</td><td>${t(`observatory.sdmx.page.${role}`)}</td></tr>`,
  )}</tbody></table></div>`;
}

/** `/indicators/:id/open-sdg`: figures as `.csv`, metadata as `.yaml` and `.json`. */
export async function openSdgView(context: PageContext): Promise<View> {
  const { t, platform } = context;
  const { database } = platform;
  const { id, document } = await recordOf(context, indicator.name);
  const found = document as Indicator;
  const [figures, country] = await Promise.all([observations(database, { indicators: [id] }), countryCode(database)]);
  const { sets } = await readCatalogue(platform, figures);
  const titles = new Map(sets.map((one) => [one.id, bestText(one.names, context.preferred) ?? one.id]));
  const words = (text: Multilingual): string => plainText(context, text);
  const written = writeOpenSdg(figures.map(({ content, setId }) => ({ content, unit: words(found.unit), series: titles.get(setId) ?? setId })), { country, columnName: (dimension) => dimensionName(t, dimension), groupName: (one) => groupName(context, one) });
  const fields = writeOpenSdgMetadata(found, words, figures.length > 0);
  const path = `indicators/${id}`;
  const name = words(found.name);
  const title = t('observatory.sdmx.page.open_sdg');
  return {
    html: () =>
      page(context, {
        title: `Open SDG: ${name}`,
        crumbs: [{ label: t('observatory.title'), href: href(context, 'observatory') }, { label: name, href: href(context, path) }],
        forms: ['csv', 'json'],
        noIndex: true,
        body: html`<h1>${name}</h1><p class="lead">${title}</p><ul class="plain"><li><a href="${href(context, path)}/open-sdg.csv">CSV</a></li><li><a href="${href(context, path)}/open-sdg.yaml">YAML</a></li></ul>${code('CSV', written.content.split('\r\n').slice(0, 12))}${code('YAML', yamlOf(fields).split('\n').slice(0, 40))}`,
      }),
    others: {
      csv: { type: 'text/csv; charset=utf-8', content: () => written.content },
      yaml: { type: 'application/yaml; charset=utf-8', content: () => yamlOf(fields) },
      json: { type: 'application/json; charset=utf-8', content: () => `${JSON.stringify(fields, null, 1)}\n` },
    },
  };
}

/** `/observatory/catalogue`: every data set of the observatory, for people a list, for catalogues `.jsonld` (DCAT 3). */
export async function catalogueView(context: PageContext): Promise<View> {
  const { t, platform } = context;
  const [indicators, sets] = await Promise.all([recordsOfKind(platform.database, indicator.name), recordsOfKind(platform.database, observationSet.name)]);
  const node = await catalogueNode(platform);
  const title = t('observatory.sdmx.catalogue.title');
  const byName = <T>(records: readonly T[], nameOf: (one: T) => Multilingual): T[] => records.toSorted((a, b) => collatorFor(t).compare(plainText(context, nameOf(a)), plainText(context, nameOf(b))));
  const listed = (path: string, id: string, name: Multilingual): Html => html`<li><a href="${href(context, `${path}/${id}`)}">${plainText(context, name)}</a> <small><a href="${href(context, `${path}/${id}/sdmx`)}" aria-label="SDMX: ${plainText(context, name)}">SDMX</a></small></li>`;
  return {
    html: () =>
      page(context, {
        title,
        crumbs: [{ label: t('observatory.title'), href: href(context, 'observatory') }],
        body: html`<h1>${title}</h1><p class="lead">${t('observatory.sdmx.catalogue.lead')}</p><p>${t('observatory.sdmx.catalogue.whole')} <a href="${href(context, 'observatory/catalogue.jsonld')}">DCAT 3</a> · <a href="/sdmx/data/">SDMX-JSON</a> · <a href="/sdmx/structure/dataflow?references=all">${t('observatory.sdmx.page.structure')}</a></p><h2>${t('kinds.indicator.many')}</h2><ul class="plain">${byName(indicators, ({ document }) => (document as Indicator).name).map(({ id, document }) => listed('indicators', id, (document as Indicator).name))}</ul><h2>${t('kinds.observation-set.many')}</h2><ul class="plain">${byName(sets, ({ document }) => (document as ObservationSet).title).map(({ id, document }) => listed('observations', id, (document as ObservationSet).title))}</ul>`,
      }),
    others: { jsonld: { type: JSON_LD_TYPE, content: () => `${JSON.stringify(node, null, 1)}\n` } },
  };
}

