/** Structure queries: `/structure/{type}/{agency}/{id}/{version}/{item}?detail&references` of the REST API of SDMX, version 2.2. */
import { type Artefacts, CONCEPTS, type DataStructure, observatoryArtefacts, type Reference, VERSION, writeSdmxStructure } from '#formats/sdmx/index.ts';
import type { Platform } from '#core/platform.ts';
import { newestPublication } from '#core/records/read.ts';
import { observations } from '../observations.ts';
import { agencyOf, readCatalogue } from './catalogue.ts';
import { isAmong, isOurVersion } from './question.ts';
import { Refusal } from './refusal.ts';

const TYPES = { dataflow: 'dataflows', datastructure: 'structures', codelist: 'codelists', conceptscheme: 'conceptSchemes' } as const;
type Type = keyof typeof TYPES;
const NAMES = Object.keys(TYPES) as Type[];
/** Of the standard, and nothing that we have. */
const OTHER_TYPES: ReadonlySet<string> = new Set(['metadatastructure', 'categoryscheme', 'hierarchy', 'hierarchyassociation', 'valuelist', 'agencyscheme', 'dataproviderscheme', 'metadataproviderscheme', 'dataconsumerscheme', 'organisationunitscheme', 'metadataflow', 'reportingtaxonomy', 'provisionagreement', 'metadataprovisionagreement', 'structuremap', 'representationmap', 'conceptschememap', 'categoryschememap', 'organisationschememap', 'reportingtaxonomymap', 'process', 'categorisation', 'dataconstraint', 'metadataconstraint', 'transformationscheme', 'rulesetscheme', 'userdefinedoperatorscheme', 'customtypescheme', 'namepersonalisationscheme', 'vtlmappingscheme']);
/** What refers to what: a dataflow to its definition, that to code lists and concepts. */
const CHILDREN: Readonly<Record<Type, readonly Type[]>> = { dataflow: ['datastructure'], datastructure: ['codelist', 'conceptscheme'], codelist: [], conceptscheme: [] };

/** The message as text; undefined where nothing is so called. @throws Refusal */
export async function answerStructure(platform: Platform, path: readonly string[], search: string, languages: readonly string[]): Promise<string | undefined> {
  const [asked = '*', agency = '*', id = '*', version = '~', item = '*', ...more] = path.filter((part, index) => part !== '' || index < path.length - 1);
  if (more.length > 0) throw new Refusal(404, 'no_such_resource', { what: path.join('/') });
  if (OTHER_TYPES.has(asked)) throw new Refusal(501, 'not_built', { what: asked });
  const types = asked === '*' ? NAMES : NAMES.filter((type) => type === asked);
  if (types.length === 0) throw new Refusal(400, 'bad_path', { value: asked });
  const { stubs, references } = readDetail(search);
  const all = observatoryArtefacts(await readCatalogue(platform, await observations(platform.database, { history: true })));
  const isNamed = (one: Reference): boolean => isAmong(agency, one.agency) && isAmong(id, one.id) && isOurVersion(version, one);
  const chosen = pick(all, (type, one) => types.includes(type) && isNamed(one));
  if (isEmpty(chosen)) return undefined;
  const whole = withReferences(chosen, all, references, types);
  const narrowed = item === '*' ? whole : onlyItems(whole, item.split(','));
  if (!narrowed) return undefined;
  const { sequence, publishedAt } = await newestPublication(platform.database);
  const head = { id: `S${sequence}`, prepared: (publishedAt ?? new Date(0)).toISOString(), sender: { id: agencyOf(platform), names: platform.configuration.title } };
  return writeSdmxStructure(head, narrowed, { languages, stubs, partial: item !== '*', concepts: { agency: agencyOf(platform), id: CONCEPTS, version: VERSION } });
}

function readDetail(search: string): { stubs: boolean; references: string } {
  const parameters = new URLSearchParams(search);
  for (const name of parameters.keys()) if (!['detail', 'references', 'asOf'].includes(name)) throw new Refusal(400, 'unknown_parameter', { name });
  if (parameters.has('asOf')) throw new Refusal(501, 'not_built', { what: 'asOf' });
  const detail = parameters.get('detail') ?? 'full';
  if (['referencestubs', 'referencecompletestubs', 'referencepartial'].includes(detail)) throw new Refusal(501, 'not_built', { what: `detail=${detail}` });
  if (!['full', 'raw', 'allstubs', 'allcompletestubs'].includes(detail)) throw new Refusal(400, 'bad_value', { name: 'detail', value: detail });
  return { stubs: detail.startsWith('all'), references: parameters.get('references') ?? 'none' };
}

function pick(artefacts: Artefacts, wanted: (type: Type, one: Reference) => boolean): Artefacts {
  return {
    dataflows: artefacts.dataflows.filter((one) => wanted('dataflow', one)),
    structures: artefacts.structures.filter((one: DataStructure) => wanted('datastructure', one.reference)),
    codelists: artefacts.codelists.filter((one) => wanted('codelist', one)),
    conceptSchemes: artefacts.conceptSchemes.filter((one) => wanted('conceptscheme', one)),
  };
}

function isEmpty(artefacts: Artefacts): boolean {
  return NAMES.every((type) => artefacts[TYPES[type]].length === 0);
}

/** A dataflow and its definition have one id; all definitions share their code lists and concepts. */
function withReferences(chosen: Artefacts, all: Artefacts, references: string, types: readonly Type[]): Artefacts {
  const present = types.filter((type) => chosen[TYPES[type]].length > 0);
  const added = new Set(references.split(',').flatMap((one) => present.flatMap((type) => referred(type, one))));
  const ids = new Set([...chosen.dataflows.map(({ id }) => id), ...chosen.structures.map(({ reference }) => reference.id)]);
  const isOfThem = (type: Type, { id }: Reference): boolean => type === 'codelist' || type === 'conceptscheme' || ids.size === 0 || ids.has(id);
  return pick(all, (type, one) => (added.has(type) && isOfThem(type, one)) || chosen[TYPES[type]].some((other) => ('reference' in other ? other.reference : other).id === one.id));
}

function referred(type: Type, references: string): readonly Type[] {
  const parents = (of: Type): Type[] => NAMES.filter((one) => CHILDREN[one].includes(of));
  const below = (of: Type): Type[] => CHILDREN[of].flatMap((one) => [one, ...below(one)]);
  const above = (of: Type): Type[] => parents(of).flatMap((one) => [one, ...above(one)]);
  const siblings = parents(type).flatMap((one) => [one, ...CHILDREN[one]]);
  switch (references) {
    case 'none':
      return [];
    case 'children':
      return CHILDREN[type];
    case 'descendants':
      return below(type);
    case 'parents':
      return parents(type);
    case 'ancestors':
      return above(type);
    case 'parentsandsiblings':
      return siblings;
    case 'all':
      return [...siblings, ...below(type)];
    default: {
      const named = NAMES.filter((one) => one === references);
      if (named.length === 0 && !OTHER_TYPES.has(references)) throw new Refusal(400, 'bad_value', { name: 'references', value: references });
      return named;
    }
  }
}

/** Some codes or concepts alone. Undefined where none is so called. */
function onlyItems(artefacts: Artefacts, ids: readonly string[]): Artefacts | undefined {
  if (artefacts.dataflows.length > 0 || artefacts.structures.length > 0) throw new Refusal(400, 'bad_path', { value: ids.join(',') });
  const codelists = artefacts.codelists.map((one) => ({ ...one, codes: one.codes.filter(({ id }) => ids.includes(id)) })).filter(({ codes }) => codes.length > 0);
  const conceptSchemes = artefacts.conceptSchemes.map((one) => ({ ...one, concepts: one.concepts.filter(({ id }) => ids.includes(id)) })).filter(({ concepts }) => concepts.length > 0);
  return codelists.length + conceptSchemes.length === 0 ? undefined : { ...artefacts, codelists, conceptSchemes };
}
