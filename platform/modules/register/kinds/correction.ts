import { fault, type Fault } from '#core/kinds/faults.ts';
import { choice, date, line, mayBe, optional, reference } from '#core/kinds/fields.ts';
import { defineKind } from '#core/kinds/kind.ts';
import { type Absence, isAbsence, type Multilingual } from '#core/kinds/values.ts';
import { endsBeforeStart, ID, words } from './shared.ts';

/** Everything in the register that can be wrong, and the bodies, laws and sources that it stands on. */
export const CORRECTABLE = ['deployment', 'product', 'model', 'dataset', 'supplier', 'contract', 'service', 'waiver', 'incident', 'declaration', 'foreign-case', 'risk-rule', 'duty', 'tranche', 'institution', 'legal-instrument', 'source'] as const;

/** Somebody reported that a record is wrong, and what became of it. Who it was is never in here. */
export const correction = defineKind({
  name: 'correction',
  path: 'corrections',
  schemaVersion: 1,
  title: 'subject',
  fields: {
    record: reference(CORRECTABLE, { example: ID, facet: true }),
    /** The path of the field that is said to be wrong, where it is one. */
    field: optional(line({ example: 'peopleAffected', maxLength: 200 })),
    subject: words('El sistema ya no se usa', 200, 'A'),
    /** Withheld until somebody has read it: a stranger wrote it, and it may name people. */
    what: mayBe(words('Desde junio las citas se dan por teléfono', 3000, 'B'), 'withheld'),
    receivedOn: date({ example: '2026-07-01' }),
    /** By when the body owes an answer: the public clock. */
    dueOn: date({ example: '2026-07-31' }),
    outcome: choice(['open', 'corrected', 'kept', 'partly'], { example: 'corrected', facet: true }),
    answer: mayBe(words('Es cierto: se retiró el 15 de junio y ya figura así', 3000, 'C'), 'not_applicable'),
    answeredOn: mayBe(date({ example: '2026-07-08' }), 'not_applicable'),
  },
  rules: (document) => [...endsBeforeStart(document.receivedOn, document.answeredOn, 'answeredOn'), ...faultsOfAnswer(document)],
});

/** Open means without an answer; every other outcome has one, with its day. */
function faultsOfAnswer({ outcome, answer, answeredOn }: { outcome: string; answer: Multilingual | Absence; answeredOn: string | Absence }): Fault[] {
  const answered = outcome !== 'open';
  return [
    ...(isAbsence(answer) === answered ? [fault('answer', 'answer_mismatch', { outcome })] : []),
    ...(isAbsence(answeredOn) === answered ? [fault('answeredOn', 'answer_mismatch', { outcome })] : []),
  ];
}
