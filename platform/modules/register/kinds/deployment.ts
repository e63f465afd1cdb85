import { fault, type Fault } from '#core/kinds/faults.ts';
import { boolean, choice, date, group, integer, line, list, mayBe, money, optional, reference, url } from '#core/kinds/fields.ts';
import { defineKind, type DocumentOf } from '#core/kinds/kind.ts';
import { type Absence, present } from '#core/kinds/values.ts';
import { DATA_TYPES } from './data-types.ts';
import { DEPLOYMENT_SHORT_ROUTE, DEPLOYMENT_STEPS, FROM_PRODUCT } from './deployment-steps.ts';
import { ANY_REASON, endsBeforeStart, ID, identifiers, publicContact, UNSAID, words } from './shared.ts';
import { AFFECTED_GROUPS, DECISION_ROLES, PERSONAL_DATA, RUNNING, SECTORS, type Status, STATUSES, type Use, USES } from './vocabulary.ts';

/** The norm that lets the body do this, and where in it. */
const legalBasis = group({
  instrument: mayBe(reference('legal-instrument', { example: ID, facet: true }), ...UNSAID),
  article: optional(line({ example: 'art. 79', maxLength: 120 })),
  text: optional(words('La municipalidad ordena el tránsito en su distrito', 2000)),
});

const impactAssessment = group({
  title: words('Evaluación de impacto del sistema de citas', 300),
  url: mayBe(url({ example: 'https://www.gob.pe/evaluacion' }), ...UNSAID, 'withheld'),
  source: optional(reference('source', { example: ID })),
  date: mayBe(date({ example: '2026-05' }), ...UNSAID),
  summary: optional(words('El mayor riesgo es dejar sin cita a quien no tiene teléfono', 3000)),
});

const otherAssessment = group({
  type: choice(['data_protection', 'fundamental_rights', 'algorithmic', 'security', 'ethics', 'equality', 'audit', 'other'], { example: 'data_protection' }),
  title: words('Evaluación de protección de datos', 300),
  url: optional(url({ example: 'https://www.gob.pe/proteccion' })),
  date: optional(date({ example: '2026-04' })),
});

/** How a person objects: what to do, and at least one place where. */
const objection = group({
  text: words('Pida que una persona revise su caso en los 15 días después del aviso', 2000),
  url: optional(url({ example: 'https://www.gob.pe/reclamos' })),
  email: optional(line({ example: 'reclamos@municipio.gob.pe', maxLength: 254 })),
  address: optional(line({ example: 'Mesa de partes, Av. Sol 120, Cusco', maxLength: 300 })),
});

const label = group({
  text: words('Esta respuesta la dio un programa de inteligencia artificial', 500),
  where: words('Al inicio de cada conversación', 300),
});

const securityAudit = group({
  title: words('Auditoría de seguridad antes del uso', 300),
  phase: choice(['before_use', 'during_use'], { example: 'before_use' }),
  date: mayBe(date({ example: '2026-03' }), ...UNSAID),
  url: optional(url({ example: 'https://www.gob.pe/auditoria' })),
});

/** A body uses a product for a purpose, in places, on people. */
export const deployment = defineKind({
  name: 'deployment',
  path: 'systems',
  schemaVersion: 1,
  title: 'title',
  confirmation: 'confirmedOn',
  listed: ['institution', 'status', 'risk'],
  fields: {
    // What it is
    title: words('Citas del centro de salud por orden de urgencia', 200, 'A'),
    /** The first depth of the record: for the person whom it affects. */
    plainSummary: words('Un programa ordena los pedidos de cita según lo urgente que parece cada caso. Una enfermera revisa la lista antes de llamar.', 1500, 'B'),
    /** Not stated where a source tells of a use without naming the body. */
    institution: mayBe(reference('institution', { example: ID, facet: true }), ...UNSAID),
    product: mayBe(reference('product', { example: ID, facet: true }), ...UNSAID),
    sector: choice(SECTORS, { example: 'health', facet: true }),
    status: mayBe(choice(STATUSES, { example: 'in_use', facet: true }), ...UNSAID),
    startedOn: mayBe(date({ example: '2026-03' }), ...UNSAID, 'not_applicable'),
    endedOn: optional(mayBe(date({ example: '2027-12' }), ...UNSAID, 'not_applicable')),
    territories: mayBe(list(reference('territory', { example: ID, facet: true })), ...UNSAID, 'not_applicable'),
    website: optional(url({ example: 'https://www.gob.pe/citas' })),

    // The seven core items
    /** A role, never the name of a person. */
    accountableOwner: mayBe(words('Director de la Red de Salud', 200, 'D'), ...UNSAID),
    purpose: mayBe(words('Atender primero a quien más lo necesita', 2500, 'B'), ...UNSAID),
    legalBasis: mayBe(list(legalBasis, { maxItems: 30 }), ...UNSAID),
    impactAssessment: mayBe(impactAssessment, ...ANY_REASON),
    humanOversight: mayBe(words('Una enfermera revisa la lista y puede cambiar el orden', 2500, 'C'), ...ANY_REASON),
    notice: mayBe(words('Un cartel en la entrada y un aviso en el mensaje de la cita', 2000, 'C'), ...ANY_REASON),
    objection: mayBe(objection, ...UNSAID, 'not_applicable'),
    contact: mayBe(publicContact, ...UNSAID),

    // Whom it acts on, and how much say it has
    benefit: optional(mayBe(words('Menos espera para los casos graves', 2000, 'C'), ...UNSAID)),
    decisionRole: mayBe(choice(DECISION_ROLES, { example: 'recommends', facet: true }), ...UNSAID, 'not_applicable'),
    uses: mayBe(list(choice(USES, { example: 'diagnosis_triage', facet: true }), { maxItems: USES.length }), ...UNSAID),
    affectedGroups: mayBe(list(choice(AFFECTED_GROUPS, { example: 'patients', facet: true }), { maxItems: AFFECTED_GROUPS.length }), ...UNSAID, 'not_applicable'),
    /** In a year. */
    peopleAffected: mayBe(integer({ example: 12000 }), ...ANY_REASON),
    scale: optional(mayBe(words('Unas 50 citas al día en tres centros de salud', 1000), ...ANY_REASON)),
    explanation: optional(mayBe(words('La enfermera le dice qué respuestas suyas cambiaron el orden', 2000, 'D'), ...ANY_REASON)),
    optOut: optional(mayBe(words('Puede pedir su cita en ventanilla, sin el programa', 1000), ...ANY_REASON)),
    consultation: optional(mayBe(words('Se conversó con la junta de usuarios del centro', 2000), ...ANY_REASON)),
    labels: optional(mayBe(list(label, { maxItems: 20 }), ...ANY_REASON)),
    service: optional(mayBe(reference('service', { example: ID, facet: true }), ...UNSAID, 'not_applicable')),

    // Data and workings
    personalData: mayBe(choice(PERSONAL_DATA, { example: 'sensitive', facet: true }), ...UNSAID),
    dataTypes: optional(mayBe(list(choice(DATA_TYPES, { example: 'health', facet: true }), { maxItems: DATA_TYPES.length }), ...UNSAID, 'withheld')),
    datasets: optional(mayBe(list(reference('dataset', { example: ID }), { maxItems: 50 }), ...ANY_REASON)),
    sourceDataNote: optional(mayBe(words('Las respuestas del paciente y su historia clínica', 2500), ...ANY_REASON)),
    models: optional(mayBe(list(reference('model', { example: ID }), { maxItems: 50 }), ...ANY_REASON)),
    performance: optional(mayBe(words('De cada 100 casos graves reconoce 94', 2500), ...ANY_REASON)),
    fairness: optional(mayBe(words('Reconoce igual de bien los casos de mujeres y de hombres', 2500), ...ANY_REASON)),

    // Risks and care
    risks: optional(mayBe(words('Puede poner al final a quien explica mal sus síntomas', 3000, 'D'), ...ANY_REASON)),
    mitigation: optional(mayBe(words('Un caso que espera más de dos días pasa a revisión', 3000), ...ANY_REASON)),
    monitoring: optional(mayBe(words('Cada mes se comparan 50 casos con el criterio de un médico', 2500), ...ANY_REASON)),
    failsafe: optional(mayBe(words('Si falla, las citas se dan por orden de llegada', 2000), ...ANY_REASON)),
    staffTraining: optional(mayBe(words('Ocho horas para cada enfermera antes de usarlo', 2000), ...ANY_REASON)),
    otherAssessments: optional(list(otherAssessment, { maxItems: 30 })),
    securityAudits: optional(mayBe(list(securityAudit, { maxItems: 30 }), ...ANY_REASON)),
    alternatives: optional(mayBe(words('Antes se daban por orden de llegada', 2500), ...ANY_REASON)),
    proportionality: optional(mayBe(words('Se usan solo los datos que ya están en la historia clínica', 2500), ...ANY_REASON)),
    results: optional(mayBe(words('La espera de los casos graves bajó de 9 a 4 días', 2500), ...UNSAID, 'not_applicable')),

    // Money, and what the law asks besides
    contracts: optional(mayBe(list(reference('contract', { example: ID }), { maxItems: 50 }), ...ANY_REASON)),
    annualCost: optional(mayBe(money({ example: { amount: '120000', currency: 'PEN' } }), ...ANY_REASON)),
    /** Where the code stands on the national platform of public software. */
    codeOnPublicPlatform: optional(mayBe(url({ example: 'https://www.softwarepublico.gob.pe/citas' }), ...ANY_REASON)),
    inDigitalPlan: optional(mayBe(boolean({ example: true }), ...UNSAID, 'not_applicable')),
    institutionPolicy: optional(mayBe(url({ example: 'https://www.gob.pe/politica-ia' }), ...UNSAID, 'not_applicable')),
    managementStandard: optional(mayBe(words('NTP-ISO/IEC 42001, en aplicación desde 2026', 500), ...UNSAID, 'not_applicable')),
    /** The day on which the body asked the office in charge which class of risk it is; not applicable where it did not ask. */
    consultedOffice: optional(mayBe(date({ example: '2026-02-10' }), ...UNSAID, 'not_applicable')),
    officeAnswer: optional(mayBe(words('Es un uso de riesgo alto', 1000), ...UNSAID, 'withheld')),

    // The record itself
    /** False where others report it and the body has not taken it over. */
    claimedByBody: boolean({ example: true, facet: true }),
    confirmedOn: optional(mayBe(date({ example: '2026-11-01' }), 'not_stated')),
    reviewDueOn: optional(mayBe(date({ example: '2027-11-01' }), 'not_stated', 'not_applicable')),
    identifiers,
    note: optional(words('Empezó en un solo centro de salud', 1000)),
    /** How the reviewers reach the team. Never published. */
    teamContact: optional(line({ example: 'equipo.citas@municipio.gob.pe', maxLength: 300, visibility: 'internal' })),
  },
  steps: DEPLOYMENT_STEPS,
  shortRoute: DEPLOYMENT_SHORT_ROUTE,
  copyFrom: FROM_PRODUCT,
  vouched: 'claimedByBody',
  rules: (document) => [
    ...endsBeforeStart(document.startedOn, document.endedOn, 'endedOn'),
    ...faultsOfStatus(document),
    ...faultsOfUses(present<Use[]>(document.uses) ?? [], document.personalData),
    ...(document.claimedByBody && typeof document.institution !== 'string' ? [fault('institution', 'claimed_without_body')] : []),
  ],
});
export type Deployment = DocumentOf<typeof deployment>;

interface Life {
  readonly status: Status | Absence;
  readonly startedOn: string | Absence;
  readonly endedOn?: string | Absence | undefined;
}

function faultsOfStatus({ status, startedOn, endedOn }: Life): Fault[] {
  if (typeof status !== 'string') return [];
  const ended = typeof endedOn === 'string';
  const noEnd = endedOn === undefined || (!ended && endedOn.absent === 'not_applicable');
  const notStarted = typeof startedOn !== 'string' && startedOn.absent === 'not_applicable';
  return [
    ...(status === 'retired' && noEnd ? [fault('endedOn', 'retired_without_end')] : []),
    ...(status !== 'retired' && ended ? [fault('status', 'ended_but_not_retired', { end: endedOn })] : []),
    ...(RUNNING.includes(status) && notStarted ? [fault('startedOn', 'running_without_start')] : []),
  ];
}

function faultsOfUses(uses: readonly Use[], personalData: string | Absence): Fault[] {
  const seesBodies = uses.includes('realtime_biometrics') || uses.includes('emotion_inference');
  return [
    ...(uses.includes('none') && uses.length > 1 ? [fault('uses', 'none_and_more')] : []),
    // A face, a voice or a feeling belongs to a person.
    ...(seesBodies && personalData === 'none' ? [fault('personalData', 'biometrics_without_personal_data')] : []),
  ];
}
