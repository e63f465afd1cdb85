/** A made-up country's register: the same records in every run, published through the real publication. */
import type { Document, KindSet } from '../../platform/core/kinds/kind.ts';
import { newId } from '../../platform/core/records/id.ts';
import { publishAll, type Submission } from '../../platform/core/records/publish.ts';
import type { Database } from '../../platform/core/storage/database.ts';
import { AFFECTED_GROUPS, DECISION_ROLES, PERSONAL_DATA, SECTORS, STATUSES, USES } from '../../platform/modules/register/kinds/vocabulary.ts';
import { DATA_TYPES } from '../../platform/modules/register/kinds/data-types.ts';
import { Random } from '../lib/random.ts';

const notStated = { absent: 'not_stated' } as const;
const none = { absent: 'not_applicable' } as const;
const ACTOR = { name: 'bench' };
const LANGUAGES = ['es', 'en', 'qu'];
/** A form sends one; a pack or an import sends many. */
const BATCH = 1000;

export interface Frame {
  readonly types: readonly string[];
  readonly institutions: readonly string[];
  readonly regions: readonly string[];
  readonly districts: readonly string[];
  readonly suppliers: readonly string[];
  readonly products: readonly string[];
  readonly deployments: readonly string[];
}

const WORDS = 'citas agua salud ingreso registro turno pedido escuela tránsito cosecha becas multas juicios compras licencias quejas empleo riesgo aviso orden'.split(' ');

const of = (kind: string, list: readonly string[], document: (index: number) => Document): Submission[] => list.map((one, index) => ({ id: one, kind, document: document(index), basedOn: 0 }));

const text = (es: string): Document => ({ es: { text: es, status: 'original' } });

/** Publishes so many deployments, and what they need around them. */
export async function publishCountry(database: Database, kinds: KindSet, deployments: number, onProgress: (done: number) => void): Promise<Frame> {
  const random = new Random(7);
  const phrase = (words: number): string => Array.from({ length: words }, () => random.pick(WORDS)).join(' ');
  const id = (): string => newId(random.bytes);
  const some = <T>(from: readonly T[], most: number): T[] => [...new Set(Array.from({ length: 1 + random.below(most) }, () => random.pick(from)))];
  const ids = (count: number): string[] => Array.from({ length: count }, id);
  /** The first are named far more often than the last, as with real suppliers and products. */
  const skewed = <T>(from: readonly T[]): T => from[Math.floor(random.next() ** 2.2 * from.length)] ?? random.pick(from);
  const publish = async (all: readonly Submission[]): Promise<void> => {
    for (let start = 0; start < all.length; start += BATCH) {
      await database.transaction().execute((transaction) => publishAll(transaction, { kinds, languages: LANGUAGES }, all.slice(start, start + BATCH), ACTOR));
    }
  };

  const [types, regions, law] = [ids(12), ids(25), id()];
  const country = id();
  const [districts, institutions, suppliers, products] = [ids(1800), ids(2700), ids(400), ids(3000)];
  const [tranches, rules, duties] = [ids(3), ids(24), ids(14)];
  await publish([
    ...of('institution-type', types, (index) => ({ name: text(`Tipo de entidad ${index}`), publicBody: index < 10 })),
    ...of('territory', [country], () => ({ code: '00', name: text('País'), level: 'country', within: none })),
    ...of('territory', regions, (index) => ({ code: String(index + 1).padStart(2, '0'), name: text(`Región ${index + 1}`), level: 'first', within: country, tile: { column: index % 5, row: Math.floor(index / 5) } })),
    ...of('territory', districts, (index) => ({ code: String(index).padStart(6, '0'), name: text(`Distrito ${index}`), level: 'third', within: regions[index % 25] })),
    ...of('institution', institutions, (index) => ({ name: text(`Entidad ${phrase(2)} ${index}`), type: types[index % 12], partOf: none, territory: regions[index % 25] })),
    ...of('legal-instrument', [law], () => ({ number: 'D.S. 1', title: text('Reglamento'), type: 'supreme_decree', topic: 'artificial_intelligence', date: notStated, summary: notStated, issuer: notStated, standing: 'first_hand' })),
    ...of('supplier', suppliers, (index) => ({ name: `Proveedor ${index}`, type: 'company', taxId: notStated, country: 'PE' })),
    ...of('product', products, (index) => ({
      name: text(`Programa de ${phrase(2)} ${index}`), summary: text(phrase(20)), supplier: index % 9 === 0 ? notStated : skewed(suppliers), builtBy: notStated, developedBy: notStated, offTheShelf: index % 3 === 0 ? notStated : index % 2 === 0,
      categories: ['scoring'], techniques: notStated, howItWorks: notStated, inputs: notStated, outputs: notStated, limits: notStated, codeUrl: notStated,
    })),
    ...of('tranche', tranches, (index) => ({ title: text(`Grupo ${index}`), institutionTypes: types.slice(index * 3, index * 3 + 3), dueOn: `${2020 + index * 8}-09-10`, instrument: law, article: notStated, confidence: 'official' })),
    ...of('risk-rule', rules, (index) => ({
      code: `R-${index}`, title: text(`Regla ${index}`), explanation: text(phrase(15)), riskClass: index < 6 ? 'prohibited' : index < 23 ? 'high' : 'acceptable', position: index, anyUse: index === 23 ? [] : [USES[index % USES.length]],
      ...(index >= 6 && index < 12 && { andDecisionRole: ['decides_alone'] }), instrument: law, article: notStated, inForceFrom: '2020', confidence: 'official',
    })),
    ...of('duty', duties, (index) => ({
      code: `D-${index}`, title: text(`Deber ${index}`), whyItMatters: text(phrase(10)), requires: [['impactAssessment', 'humanOversight', 'notice', 'risks', 'contact', 'explanation', 'purpose'][index % 7]], statuses: index % 2 === 0 ? ['in_use', 'pilot'] : ['planned', 'in_development'],
      ...(index % 3 === 0 && { riskClasses: ['high'] }), instrument: law, article: notStated, confidence: 'official', tranches, dueOn: notStated,
    })),
  ]);
  const all = ids(deployments);
  const one = (): Document => {
    const status = random.pick(STATUSES);
    const claimed = random.next() < 0.7;
    const usual = random.next() < 0.5;
    // Where a use knows people by their bodies, there are personal data.
    const personalData = random.next() < 0.1 ? notStated : usual ? random.pick(PERSONAL_DATA) : random.pick(['ordinary', 'sensitive']);
    return {
      title: text(`${phrase(4)}`), plainSummary: text(phrase(40)), institution: claimed || random.next() < 0.5 ? skewed(institutions) : notStated, product: random.next() < 0.1 ? notStated : skewed(products),
      sector: skewed(SECTORS), status, startedOn: status === 'planned' || status === 'in_development' ? none : '2026-03', ...(status === 'retired' && { endedOn: '2026-09' }),
      territories: random.next() < 0.2 ? notStated : random.next() < 0.2 ? [country] : some([...districts.slice(0, 400), ...regions], 3), contact: notStated,
      accountableOwner: text('Gerente'), purpose: text(phrase(30)), legalBasis: [{ instrument: law, article: 'art. 3' }], impactAssessment: { title: text('Evaluación'), url: 'https://example.org/e', date: notStated },
      humanOversight: text(phrase(15)), notice: text(phrase(10)), objection: { text: text(phrase(12)), email: 'reclamos@example.org' },
      decisionRole: random.pick(DECISION_ROLES), uses: usual ? ['none'] : some(USES.filter((use) => use !== 'none'), 3), affectedGroups: some(AFFECTED_GROUPS, 3), peopleAffected: random.below(100_000), personalData,
      dataTypes: some(DATA_TYPES, 3), claimedByBody: claimed, ...(random.next() < 0.5 && { confirmedOn: random.next() < 0.5 ? '2026-11-01' : '2024-01-01' }),
    };
  };
  for (let start = 0; start < all.length; start += BATCH) {
    await publish(of('deployment', all.slice(start, start + BATCH), one));
    onProgress(Math.min(start + BATCH, all.length));
  }
  await publish(of('contract', ids(4000), (index) => ({
    title: text(`Contrato ${index}`), ocid: notStated, buyer: skewed(institutions), supplier: skewed(suppliers), amount: index % 4 === 0 ? notStated : { amount: `${random.below(900_000)}.50`, currency: index % 5 === 0 ? 'USD' : 'PEN' }, signedOn: '2026-01-10', procedure: notStated, url: notStated,
  })));
  await publish(of('declaration', ids(500), (index) => ({ institution: institutions[index * 5], says: index % 2 === 0 ? 'none' : 'in_preparation', statement: text('Declara'), date: '2026-08-20' })));
  return { types, institutions, regions, districts, suppliers, products, deployments: all };
}
