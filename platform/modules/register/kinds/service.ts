import { choice, integer, line, mayBe, optional, reference, url } from '#core/kinds/fields.ts';
import { defineKind } from '#core/kinds/kind.ts';
import { ID, UNSAID, words } from './shared.ts';
import { SECTORS } from './vocabulary.ts';

/** A service or procedure that people ask of a body, in which systems work. */
export const service = defineKind({
  name: 'service',
  path: 'services',
  schemaVersion: 1,
  title: 'name',
  code: 'code',
  fields: {
    name: words('Cita en un centro de salud', 200, 'A'),
    /** As the body numbers its procedures (TUPA in Peru). */
    code: mayBe(line({ example: 'PA1100A2B3', maxLength: 60, search: 'A' }), ...UNSAID, 'not_applicable'),
    institution: mayBe(reference('institution', { example: ID, facet: true }), ...UNSAID),
    type: choice(['procedure', 'benefit', 'public_service', 'control', 'internal', 'other'], { example: 'public_service', facet: true }),
    sector: choice(SECTORS, { example: 'health', facet: true }),
    summary: mayBe(words('Reserva de una consulta médica', 1000, 'B'), ...UNSAID),
    casesPerYear: optional(mayBe(integer({ example: 48000 }), ...UNSAID)),
    instrument: optional(reference('legal-instrument', { example: ID })),
    url: optional(url({ example: 'https://www.gob.pe/cita' })),
  },
});
