import { choice, date, integer, mayBe, optional, reference, url } from '#core/kinds/fields.ts';
import { defineKind } from '#core/kinds/kind.ts';
import { ANY_REASON, endsBeforeStart, ID, UNSAID, words } from './shared.ts';

/** Something that happened with a deployment: it did harm, it was stopped, it went on again. */
export const incident = defineKind({
  name: 'incident',
  path: 'incidents',
  schemaVersion: 1,
  title: 'title',
  fields: {
    deployment: reference('deployment', { example: ID, facet: true }),
    /** The version of the deployment's record that told of it when it happened. */
    deploymentVersion: mayBe(integer({ example: 3, min: 1 }), 'unknown', 'not_applicable'),
    type: choice(['incident', 'suspension', 'resumption', 'error', 'complaint_upheld'], { example: 'incident', facet: true }),
    title: words('Citas perdidas durante dos días', 200, 'A'),
    date: mayBe(date({ example: '2026-09-03' }), ...UNSAID),
    what: words('El programa dejó sin cita a quienes escribieron su distrito sin tilde', 3000, 'B'),
    consequence: mayBe(words('37 personas esperaron una semana más', 2000, 'C'), ...ANY_REASON),
    peopleAffected: optional(mayBe(integer({ example: 37 }), ...ANY_REASON)),
    response: mayBe(words('Se corrigió el error y se llamó a las 37 personas', 2000, 'C'), ...ANY_REASON),
    resolvedOn: optional(mayBe(date({ example: '2026-09-05' }), ...UNSAID, 'not_applicable')),
    toldBy: optional(choice(['body', 'office', 'person', 'press', 'court', 'other'], { example: 'body', facet: true })),
    url: optional(url({ example: 'https://www.gob.pe/comunicado' })),
  },
  rules: (document) => endsBeforeStart(document.date, document.resolvedOn, 'resolvedOn'),
});
