/** Records beside those of the pack: claims, verdicts, figures, a second version, a withdrawn one. */
import type { Document } from '../../../platform/core/kinds/kind.ts';
import { type Platform, publisherOf } from '../../../platform/core/platform.ts';
import { newId } from '../../../platform/core/records/id.ts';
import { publishAll, withdraw } from '../../../platform/core/records/publish.ts';
import { keyOf, type Row } from '../../../platform/modules/observatory/kinds/observation-set.ts';
import { B2C, b2cRows, ids as b2c } from '../../../platform/modules/observatory/testing/b2c.ts';
import { LABOUR, labourIds } from '../../../platform/modules/observatory/testing/labour.ts';
import { anchorOf } from '../../../platform/modules/observatory/views/figure-parts.ts';
import { newestVersion } from '../../../platform/core/records/read.ts';
import { publishReviewSamples, type ReviewSamples } from './review-samples.ts';

/** Ids of records, by what they are. */
export interface Samples {
  readonly strategy: string;
  readonly otherStrategy: string;
  readonly axis: string;
  readonly objective: string;
  /** With claims, verdict, milestones, figures and two versions. */
  readonly action: string;
  /** As the pack has it. */
  readonly plainAction: string;
  readonly institution: string;
  readonly source: string;
  readonly territory: string;
  readonly law: string;
  readonly table: string;
  readonly claim: string;
  readonly withdrawn: string;
  /** Of the register. */
  readonly deployment: string;
  readonly product: string;
  readonly riskRule: string;
  readonly supplier: string;
  readonly review: ReviewSamples;
  /** Of the observatory. */
  readonly indicator: string;
  readonly figures: string;
  readonly ownIndex: string;
  readonly edition: string;
  /** Address of a figure, below the language. */
  readonly figure: string;
  /** Of the labour observatory: made up for the tests. */
  readonly labour: typeof labourIds;
}

const EDITOR = { name: 'person:ana' };
/** A body of which the others here know nothing. */
const bodyOf = (rows: readonly { kind: string; record_id: string }[]): string => rows.findLast(({ kind }) => kind === 'institution')?.record_id ?? '';
const es = (text: string) => ({ es: { text, status: 'original' } });

export async function publishSamples(platform: Platform): Promise<Samples> {
  const { database, configuration } = platform;
  const publisher = publisherOf(platform);
  const strategy = configuration.strategy ?? '';
  const rows = await database.selectFrom('search_entry').select(['kind', 'record_id']).orderBy('record_id').execute();
  const first = (kind: string, besides = ''): string => rows.find((row) => row.kind === kind && row.record_id !== besides)?.record_id ?? '';
  const actions = await Promise.all(rows.filter(({ kind }) => kind === 'action').map(({ record_id }) => newestVersion(database, record_id)));
  const own = actions.filter((version) => version?.document?.['strategy'] === strategy).toSorted((a, b) => Number(a?.document?.['position']) - Number(b?.document?.['position']));
  const [action, plain] = [own[3], own[7]];
  if (!action?.document || !plain?.document) throw new Error('The pack of Peru has no actions.');
  const other = actions.find((version) => version?.document && version.document['strategy'] !== strategy);
  const [institution, source, otherStrategy] = [first('institution'), first('source'), String(other?.document?.['strategy'])];
  const [claim, withdrawn] = [newId(), newId()];
  const samples: [id: string, kind: string, document: Document][] = [
    [claim, 'claim', {
      action: action.id, milestone: { absent: 'not_applicable' }, says: 'done', text: es('El portal del padrón está en línea desde mayo y recibe solicitudes de todas las regiones'), reason: { absent: 'not_applicable' },
      institution, date: '2026-05-30', proof: 'https://www.gob.pe/un-documento-con-un-nombre-muy-largo-que-no-cabe-en-una-linea-de-telefono-2026.pdf',
      evidence: [{ field: 'says', source, place: 'page 12', confidence: 'official' }],
    }],
    [newId(), 'claim', { action: action.id, milestone: 'pilot', says: 'partly_done', text: es('El piloto avanza'), reason: { absent: 'not_applicable' }, institution: { absent: 'not_stated' }, date: { absent: 'not_stated' } }],
    [newId(), 'verdict', { action: action.id, claim, finding: 'limited', reason: es('El portal existe, pero está vacío'), institution, date: '2026-08-01' }],
    [newId(), 'indicator-link', {
      measures: action.id, title: es('Entidades que usan inteligencia artificial'), unit: 'entidades', direction: 'rising',
      entries: [
        { type: 'baseline', period: '2021', value: '39', enteredOn: '2026-11-21', comment: { absent: 'not_applicable' } },
        { type: 'target', period: '2026', value: '300', enteredOn: '2026-11-21', comment: { absent: 'not_applicable' } },
        { type: 'actual', period: '2026', value: { absent: 'unknown' }, enteredOn: '2026-11-21', comment: { absent: 'not_applicable' } },
      ],
    }],
    [newId(), 'crosswalk', { fromStrategy: strategy, toStrategy: otherStrategy, relation: 'kept', from: [action.id], to: [other?.id], note: es('Pasa con otro nombre') }],
    [withdrawn, 'claim', { action: plain.id, milestone: { absent: 'not_applicable' }, says: 'started', text: es('Una declaración equivocada'), reason: { absent: 'not_applicable' }, institution: { absent: 'not_stated' }, date: '2026-03' }],
  ];
  const edited = {
    ...action.document,
    why: es('Para que se sepa qué hace el Estado con los datos de la gente, y quién responde cuando algo sale mal.'),
    how: es('Con un portal público, un registro abierto y un informe cada año.'),
    deadline: '2026-06',
    budget: { amount: '1500000', currency: 'PEN' },
    responsible: institution,
    milestones: [{ key: 'pilot', text: es('Piloto en tres ministerios'), dueOn: '2026-03', responsible: institution }],
  };
  const publish = (submissions: Parameters<typeof publishAll>[2]) => database.transaction().execute((transaction) => publishAll(transaction, publisher, submissions, EDITOR));
  await publish([{ id: action.id, kind: 'action', document: edited, basedOn: action.number, note: es('Se añaden el plazo y el responsable') as NonNullable<Parameters<typeof publishAll>[2][number]['note']> }]);
  await publish(samples.map(([id, kind, document]) => ({ id, kind, document, basedOn: 0 })));
  await publish(B2C);
  await publish(LABOUR);
  await withdraw(database, publisher, withdrawn, 1, { es: { text: 'Se publicó por error: era de otra acción', status: 'original' } }, EDITOR);
  return {
    strategy, otherStrategy, action: action.id, plainAction: plain.id, institution, source, claim, withdrawn,
    deployment: first('deployment'), product: first('product'), riskRule: first('risk-rule'), supplier: first('supplier'),
    indicator: b2c.internet, figures: b2c.set, ownIndex: b2c.own, edition: b2c.edition, figure: `/observations/${b2c.set}/figures/${anchorOf({ setId: b2c.set, key: keyOf(b2cRows()[0] as Row) })}`, labour: labourIds,
    review: await publishReviewSamples(platform, { institution: bodyOf(rows), product: first('product'), unclaimed: first('deployment') }),
    axis: String(action.document['axis']), objective: String(action.document['objective']), territory: first('territory'), law: first('legal-instrument'), table: first('printed-table'),
  };
}
