/**
 * The observatory for catalogues of data: DCAT 3 (W3C Recommendation, 2024) in JSON-LD. Each indicator and each set of figures is
 * a data set with a distribution for each form; the REST API of SDMX is a data service.
 */
import { isAbsence } from '#core/kinds/values.ts';
import type { Node } from '#core/open-data/json-ld.ts';
import { licenceOf } from '#core/open-data/licence.ts';
import { PREFIXES, thingAddress } from '#core/open-data/vocabulary.ts';
import type { Platform } from '#core/platform.ts';
import { newestPublication, type PublicRecord, recordsOfKind } from '#core/records/read.ts';
import { FLOW, idOf, periodBounds, toSdmxTime, VERSION, wordsOf } from '#formats/sdmx/index.ts';
import { type Indicator, indicator } from './kinds/indicator.ts';
import { type ObservationSet, observationSet } from './kinds/observation-set.ts';
import { type Observation, observations } from './observations.ts';
import { agencyOf } from './sdmx/catalogue.ts';

const MEDIA = 'https://www.iana.org/assignments/media-types/';
/** The list of frequencies that DCAT-AP asks for. */
const FREQUENCY = 'http://publications.europa.eu/resource/authority/frequency/';
const FREQUENCIES: Readonly<Record<string, string>> = { daily: 'DAILY', monthly: 'MONTHLY', quarterly: 'QUARTERLY', annual: 'ANNUAL', biennial: 'BIENNIAL', irregular: 'IRREG', once: 'NEVER' };
const OPEN_SDG = 'https://open-sdg.readthedocs.io/en/latest/data-format/';
const SDMX_CSV = 'https://github.com/sdmx-twg/sdmx-csv';
const SDMX_JSON = 'https://json.sdmx.org/2.1/sdmx-json-data-schema.json';

/** What JSON-LD says of an indicator beside its fields. */
export async function indicatorNode(platform: Platform, record: PublicRecord): Promise<Node> {
  return indicatorDataset(platform, record, await observations(platform.database, { indicators: [record.id] }));
}

/** The same of a set of figures. */
export async function setNode(platform: Platform, record: PublicRecord): Promise<Node> {
  return setDataset(platform, record, await observations(platform.database, { sets: [record.id] }));
}

function indicatorDataset(platform: Platform, { id, document, publishedAt }: PublicRecord, figures: readonly Observation[]): Node {
  const { code, definition, frequency, topics } = document as Indicator;
  const [page] = pagesOf(platform, `indicators/${id}`);
  const told = typeof frequency === 'string' ? FREQUENCIES[frequency] : undefined;
  return {
    ...dataset(platform, publishedAt, figures),
    'dct:identifier': code,
    'dcat:keyword': topics,
    ...(!isAbsence(definition) && { 'dct:description': texts(wordsOf(definition)) }),
    ...(told !== undefined && { 'dct:accrualPeriodicity': { '@id': `${FREQUENCY}${told}` } }),
    'dcat:landingPage': { '@id': page },
    'dcat:distribution': [...commonForms(platform, page ?? '', `c[INDICATOR]=${idOf(code)}`), form(platform, 'Open SDG CSV', `${page}/open-sdg.csv`, 'text/csv', OPEN_SDG)],
  };
}

function setDataset(platform: Platform, { id, publishedAt, document }: PublicRecord, figures: readonly Observation[]): Node {
  const [page] = pagesOf(platform, `observations/${id}`);
  return {
    ...dataset(platform, publishedAt, figures),
    'dct:identifier': id,
    'dct:source': { '@id': thingAddress(platform.origin, (document as ObservationSet).source) },
    'dcat:landingPage': { '@id': page },
    'dcat:distribution': commonForms(platform, page ?? '', `c[DATA_SET]=${id}`),
  };
}

/** What every data set of the observatory says. */
function dataset(platform: Platform, publishedAt: Date, figures: readonly Observation[]): Node {
  const modified = figures.reduce((newest, { validFrom }) => (validFrom > newest ? validFrom : newest), publishedAt);
  return {
    '@type': 'dcat:Dataset',
    'dct:publisher': publisher(platform),
    'dct:license': { '@id': licenceOf(platform.configuration).url },
    'dct:modified': { '@value': modified.toISOString(), '@type': 'xsd:dateTime' },
    'dct:conformsTo': { '@id': structureAddress(platform) },
    'dct:language': platform.configuration.languages,
    ...spatial(figures),
    ...temporal(figures),
  };
}

function publisher({ origin, configuration }: Platform): Node {
  return { '@id': `${origin}/`, '@type': 'foaf:Agent', 'foaf:name': texts(configuration.title) };
}

function spatial(figures: readonly Observation[]): Node {
  const territories = [...new Set(figures.map(({ territory }) => territory))].toSorted();
  return territories.length === 0 ? {} : { 'dct:spatial': territories.map((code) => ({ '@type': 'dct:Location', 'dct:identifier': code })) };
}

/** From the first day of the first period to the last day of the last. */
function temporal(figures: readonly Observation[]): Node {
  const bounds = figures.flatMap(({ time }) => (time === null ? [] : [periodBounds(toSdmxTime(time))])).filter((one) => 'start' in one);
  if (bounds.length === 0) return {};
  return { 'dct:temporal': { '@type': 'dct:PeriodOfTime', 'dcat:startDate': day(bounds.map(({ start }) => start ?? '').toSorted()[0]), 'dcat:endDate': day(bounds.map(({ end }) => end ?? '').toSorted().at(-1)) } };
}

function day(moment: string | undefined): Node {
  return { '@value': (moment ?? '').slice(0, 10), '@type': 'xsd:date' };
}

function commonForms(platform: Platform, page: string, query: string): Node[] {
  const service = { 'dcat:accessService': { '@id': serviceAddress(platform) } };
  const address = `${platform.origin}/sdmx/data/dataflow/${agencyOf(platform)}/${FLOW}/${VERSION}?${query.replace('[', '%5B').replace(']', '%5D')}`;
  return [
    form(platform, 'CSV', `${page}/figures.csv`, 'text/csv'),
    form(platform, 'JSON', `${page}/figures.json`, 'application/json'),
    { ...form(platform, 'SDMX-CSV 2.1', `${page}/sdmx.csv`, 'application/vnd.sdmx.data+csv', SDMX_CSV), 'dcat:accessURL': { '@id': address }, ...service },
    { ...form(platform, 'SDMX-JSON 2.1', `${page}/sdmx.json`, 'application/vnd.sdmx.data+json', SDMX_JSON), 'dcat:accessURL': { '@id': address }, ...service },
  ];
}

function form({ configuration }: Platform, title: string, address: string, type: string, standard?: string): Node {
  return {
    '@type': 'dcat:Distribution',
    'dct:title': title,
    'dcat:accessURL': { '@id': address },
    'dcat:downloadURL': { '@id': address },
    'dcat:mediaType': { '@id': `${MEDIA}${type}` },
    'dct:license': { '@id': licenceOf(configuration).url },
    ...(standard !== undefined && { 'dct:conformsTo': { '@id': standard } }),
  };
}

/** The address of a page in each language of the site, the main one first. */
function pagesOf({ origin, configuration }: Platform, path: string): string[] {
  return configuration.languages.map((language) => `${origin}/${language}/${path}`);
}

function structureAddress(platform: Platform): string {
  return `${platform.origin}/sdmx/structure/datastructure/${agencyOf(platform)}/${FLOW}/${VERSION}`;
}

function serviceAddress({ origin }: Platform): string {
  return `${origin}/sdmx/data`;
}

function texts(words: Readonly<Record<string, string>>): Node[] {
  return Object.entries(words).map(([language, text]) => ({ '@value': text, '@language': language }));
}

/** All of it as one catalogue. */
export async function catalogueNode(platform: Platform): Promise<Node> {
  const { database, origin, configuration } = platform;
  const [indicators, sets, figures, { publishedAt }] = await Promise.all([recordsOfKind(database, indicator.name), recordsOfKind(database, observationSet.name), observations(database), newestPublication(database)]);
  const [byIndicator, bySet] = [Map.groupBy(figures, (one) => one.indicator), Map.groupBy(figures, ({ setId }) => setId)];
  const named = (record: PublicRecord, title: Indicator['name'], node: Node): Node => ({ '@id': thingAddress(origin, record.id), 'dct:title': texts(wordsOf(title)), ...node });
  return {
    '@context': PREFIXES,
    '@id': `${origin}/${configuration.languages[0]}/observatory/catalogue`,
    '@type': 'dcat:Catalog',
    'dct:title': texts(configuration.title),
    'dct:publisher': publisher(platform),
    'dct:license': { '@id': licenceOf(configuration).url },
    ...(publishedAt && { 'dct:modified': { '@value': publishedAt.toISOString(), '@type': 'xsd:dateTime' } }),
    'dcat:dataset': [
      ...indicators.map((record) => named(record, (record.document as Indicator).name, indicatorDataset(platform, record, byIndicator.get(record.id) ?? []))),
      ...sets.map((record) => named(record, (record.document as ObservationSet).title, setDataset(platform, record, bySet.get(record.id) ?? []))),
    ],
    'dcat:service': { '@id': serviceAddress(platform), '@type': 'dcat:DataService', 'dct:title': 'SDMX REST 2.2', 'dcat:endpointURL': { '@id': `${origin}/sdmx` }, 'dcat:endpointDescription': { '@id': `${origin}/openapi.json` }, 'dct:conformsTo': { '@id': 'https://github.com/sdmx-twg/sdmx-rest' } },
  };
}
