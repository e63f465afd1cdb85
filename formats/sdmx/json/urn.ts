/** Names of artefacts: `urn:sdmx:org.sdmx.infomodel.datastructure.Dataflow=PERU:OBSERVATORY(1.0)`. */
import { type ArtefactType, type Reference, referenceOf, referenceText } from '../model.ts';

const CLASSES = {
  dataflow: 'datastructure.Dataflow',
  datastructure: 'datastructure.DataStructure',
  dataprovision: 'registry.ProvisionAgreement',
  codelist: 'codelist.Codelist',
  conceptscheme: 'conceptscheme.ConceptScheme',
} as const;
const PREFIX = 'urn:sdmx:org.sdmx.infomodel.';

export function urnOf(type: keyof typeof CLASSES, reference: Reference): string {
  return `${PREFIX}${CLASSES[type]}=${referenceText(reference)}`;
}

/** Of one concept of a scheme. */
export function conceptUrn(scheme: Reference, id: string): string {
  return `${PREFIX}conceptscheme.Concept=${referenceText(scheme)}.${id}`;
}

/** The artefact that a name is of; of an item, its scheme. */
export function referenceOfUrn(urn: string): Reference | undefined {
  const [, text] = /^urn:sdmx:org\.sdmx\.infomodel\.\w+\.\w+=([^)]*\)?)/.exec(urn) ?? [];
  return text === undefined ? undefined : referenceOf(text);
}

/** The id of the item that a name ends with. */
export function itemOfUrn(urn: string): string | undefined {
  return /\)\.([\w@$-]+)$/.exec(urn)?.[1];
}

export function artefactTypeOf(urn: string): ArtefactType | undefined {
  if (!urn.startsWith(PREFIX)) return undefined;
  // Version 1.0 of SDMX-JSON has another package in its samples.
  const [, name = ''] = /^\w+\.(\w+)=/.exec(urn.slice(PREFIX.length)) ?? [];
  return ({ Dataflow: 'dataflow', DataStructure: 'datastructure', ProvisionAgreement: 'dataprovision' } as const)[name as 'Dataflow'];
}
