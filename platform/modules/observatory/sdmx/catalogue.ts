/** The names and codes of what the observatory holds, in every language of the site: what code lists and labels are made of. */
import { optionKey } from '#core/kinds/labels.ts';
import type { Multilingual } from '#core/kinds/values.ts';
import type { Platform } from '#core/platform.ts';
import { recordsById, recordsOfKind } from '#core/records/read.ts';
import { preferredLanguages } from '#core/web/context.ts';
import { type Catalogue, type Dimension, idOf, type Named, type Text, wordsOf } from '#formats/sdmx/index.ts';
import { type Indicator, indicator } from '../kinds/indicator.ts';
import type { ObservationSet } from '../kinds/observation-set.ts';
import { breakdownsOf } from '../figures.ts';
import { readRegions, territoryName } from '../names.ts';
import type { Observation } from '../observations.ts';

/** The agency of the site: the name of its country pack in capitals. */
export function agencyOf({ configuration }: Pick<Platform, 'configuration'>): string {
  return configuration.name.toUpperCase();
}

/** @param figures those whose territories, groups, sets and sources have to have names. */
export async function readCatalogue(platform: Platform, figures: readonly Observation[]): Promise<Catalogue> {
  const { database, configuration, messages } = platform;
  const used = (pick: (one: Observation) => string): string[] => [...new Set(figures.map(pick))].toSorted();
  const [setIds, sourceIds] = [used(({ setId }) => setId), used(({ source }) => source)];
  const [indicators, records, regions] = await Promise.all([recordsOfKind(database, indicator.name), recordsById(database, [...setIds, ...sourceIds]), readRegions(database)]);
  const titles = new Map(records.map(({ id, document }) => [id, wordsOf((document as unknown as Pick<ObservationSet, 'title'>).title)]));
  const translators = configuration.languages.map((language) => ({ language, t: messages.translator(language, preferredLanguages(language, configuration.languages)), preferred: preferredLanguages(language, configuration.languages) }));
  const inEach = (say: (one: (typeof translators)[number]) => string): Text => Object.fromEntries(translators.map((one) => [one.language, say(one)]));
  const named = (ids: readonly string[]): Named[] => ids.map((id) => ({ id, names: titles.get(id) ?? {} }));
  return {
    agency: agencyOf(platform),
    names: inEach(({ t }) => t('observatory.sdmx.flow')),
    indicators: indicators.map(({ id, document }) => {
      const { code, name, unit, unitCode, decimals } = document as Indicator;
      return { id, code, names: wordsOf(name), unit: wordsOf(unit), unitCode, decimals };
    }),
    territories: used(({ territory }) => territory).map((id) => ({ id, names: inEach((one) => territoryName(one, id, regions)) })),
    sets: named(setIds),
    sources: named(sourceIds),
    groups: groupsOf(figures, (dimension, value, label) => {
      const known = `observatory.groups.${dimension}.${value}`;
      return label ? wordsOf(label) : inEach(({ t }) => (t.has(known) ? t(known) : value));
    }),
    words: (key) => inEach(({ t }) => t(messageOf(key))),
  };
}

/** By dimension the groups that occur, each once. */
function groupsOf(figures: readonly Observation[], namesOf: (dimension: string, value: string, label: Multilingual | undefined) => Text): Map<Dimension, Named[]> {
  const found = new Map<Dimension, Map<string, Named>>();
  for (const { dimension, value, label } of figures.flatMap(breakdownsOf)) {
    const groups = found.get(dimension) ?? new Map<string, Named>();
    if (!groups.has(value) || label) groups.set(value, { id: value, names: namesOf(dimension, value, label) });
    found.set(dimension, groups);
  }
  return new Map([...found].map(([dimension, groups]) => [dimension, [...groups.values()].toSorted((a, b) => (idOf(a.id) < idOf(b.id) ? -1 : 1))]));
}

/** Codes that forms and pages have words for already keep them. */
function messageOf(key: string): string {
  const [group, code = ''] = key.split('.');
  if (group === 'statuses') return optionKey('observation-set', 'rows.status', code);
  if (group === 'absences') return `core.absences.${code}`;
  return `observatory.sdmx.${key}`;
}
