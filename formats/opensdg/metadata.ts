/** The metadata of an indicator: a file of YAML or JSON, flat, its keys Open SDG's fields and the concepts of SDMX. */
import { parse, stringify } from 'yaml';
import { isAbsence, type Multilingual } from '#core/kinds/values.ts';
import type { Indicator } from '#modules/observatory/kinds/indicator.ts';
import { CONCEPTS } from '#modules/observatory/kinds/vocabulary.ts';
import { misfit, type Misfit } from './misfit.ts';

export interface OpenSdgMetadata {
  readonly code?: string;
  readonly name?: string;
  readonly unit?: string;
  readonly decimals?: number;
  readonly metadata: readonly { readonly concept: (typeof CONCEPTS)[number]; readonly text: string }[];
  readonly sources: readonly { readonly producer?: string; readonly title?: string; readonly url?: string }[];
}

const MOST_CHARACTERS = 1_000_000;
const CONCEPT_NAMES: ReadonlySet<string> = new Set(CONCEPTS);
/** Fields of Open SDG's own that say how a page looks, which is not for us to keep. */
const OWN = /^(reporting_status|data_non_statistical|data_show_map|graph_\w+|published|sort|layout|permalink|indicator_sort_order|goal_number|target_number|target_name|goal_name|tags|page_content|national_geographical_coverage|indicator_available|un_\w+|source_active_\d+|source_\w+_\d+|computation_\w+|precision)$/;

/** As the edit form of Open SDG writes it, in one language. @param text the text of the best language. */
export function writeOpenSdgMetadata(indicator: Indicator, text: (words: Multilingual) => string, hasFigures: boolean): Readonly<Record<string, unknown>> {
  const unit = text(indicator.unit);
  const sources = indicator.origins.flatMap(({ producer, title, url }, index): [string, unknown][] => [
    [`source_active_${index + 1}`, true],
    ...(isAbsence(producer) ? [] : [[`source_organisation_${index + 1}`, producer] as [string, unknown]]),
    [`source_url_text_${index + 1}`, title],
    ...(isAbsence(url) ? [] : [[`source_url_${index + 1}`, url] as [string, unknown]]),
  ]);
  return {
    indicator_number: indicator.code,
    indicator_name: text(indicator.name),
    reporting_status: hasFigures ? 'complete' : 'notstarted',
    data_non_statistical: false,
    computation_units: unit,
    precision: [{ unit, decimals: indicator.decimals }],
    // What we keep apart is a concept of theirs; what an officer wrote under the concept goes before it.
    ...(!isAbsence(indicator.definition) && { STAT_CONC_DEF: text(indicator.definition) }),
    ...(indicator.limits && { REC_USE_LIM: text(indicator.limits) }),
    ...Object.fromEntries((indicator.metadata ?? []).map((one) => [one.concept, text(one.text)])),
    ...Object.fromEntries(sources),
  };
}

export function yamlOf(fields: Readonly<Record<string, unknown>>): string {
  return stringify(fields, { lineWidth: 0 });
}

export interface ReadMetadata {
  readonly content: OpenSdgMetadata;
  readonly report: readonly Misfit[];
}

function empty(problem: string): ReadMetadata {
  return { content: { metadata: [], sources: [] }, report: [misfit('file', problem)] };
}

/** Reads YAML, of which JSON is a part. In the report: keys that are neither concepts nor fields of Open SDG. Nothing is thrown. */
export function readOpenSdgMetadata(source: string): ReadMetadata {
  if (source.length > MOST_CHARACTERS) return empty('too_large');
  let root: unknown;
  try {
    // Without aliases, which grow; as maps, in which no name is special.
    root = parse(source.replace(/^---\s*\n([\s\S]*?)\n---\s*$/, '$1'), { maxAliasCount: 0, mapAsMap: true, uniqueKeys: true, logLevel: 'error' });
  } catch {
    return empty('not_yaml');
  }
  if (!(root instanceof Map)) return empty('not_a_table');
  const fields = root as ReadonlyMap<unknown, unknown>;
  const report: Misfit[] = [];
  const metadata = [...fields].flatMap(([key, value]): OpenSdgMetadata['metadata'][number][] => {
    const concept = CONCEPTS.find((one) => one === key);
    if (concept === undefined) {
      if (typeof key !== 'string' || !(OWN.test(key) || key === 'indicator_number' || key === 'indicator_name')) report.push(misfit(String(key).slice(0, 80), CONCEPT_NAMES.has(String(key).toUpperCase()) ? 'lower_case_concept' : 'unknown_field'));
      return [];
    }
    const words = scalarText(value);
    if (words === undefined) report.push(misfit(concept, 'not_a_text'));
    return words === undefined || words.trim() === '' ? [] : [{ concept, text: words }];
  });
  const said = (key: string): string | undefined => scalarText(fields.get(key));
  const numbers = [...new Set([...fields.keys()].flatMap((key) => /^source_\w+_(\d{1,2})$/.exec(String(key))?.[1] ?? []))].toSorted((a, b) => Number(a) - Number(b));
  const sources = numbers.flatMap((number) => {
    const one = { ...some('producer', said(`source_organisation_${number}`)), ...some('title', said(`source_url_text_${number}`)), ...some('url', said(`source_url_${number}`)) };
    return fields.get(`source_active_${number}`) === false || Object.keys(one).length === 0 ? [] : [one];
  });
  const precision: unknown = fields.get('precision');
  const [first] = Array.isArray(precision) ? (precision as unknown[]) : [];
  const decimals: unknown = first instanceof Map ? first.get('decimals') : undefined;
  return { content: { ...some('code', said('indicator_number')), ...some('name', said('indicator_name')), ...some('unit', said('computation_units')), ...(typeof decimals === 'number' && Number.isInteger(decimals) && decimals >= 0 && decimals <= 10 && { decimals }), metadata, sources }, report };
}

function scalarText(value: unknown): string | undefined {
  return typeof value === 'string' ? value : typeof value === 'number' || typeof value === 'boolean' ? String(value) : value === null ? '' : undefined;
}

function some(name: string, value: string | undefined): Record<string, string> {
  return value === undefined || value.trim() === '' ? {} : { [name]: value };
}
