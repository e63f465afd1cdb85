import { fault } from '#core/kinds/faults.ts';
import { list, optional, reference } from '#core/kinds/fields.ts';
import { defineKind, type DocumentOf } from '#core/kinds/kind.ts';
import { classified } from './classifications.ts';
import { ID, timeFaults, timePeriod, words } from './shared.ts';

/** Which employment, scores and crosswalks are joined. Its numbers are computed from the newest of each when a page is asked for. */
export const exposureEstimate = defineKind({
  name: 'exposure-estimate',
  path: 'exposure-estimates',
  schemaVersion: 1,
  title: 'title',
  fields: {
    title: words('Exposición del empleo a la IA generativa', 250, 'A'),
    /** A count of jobs or of people who work, by occupation. */
    employment: reference('indicator', { example: ID, facet: true }),
    observationSets: list(reference('observation-set', { example: ID }), { maxItems: 50 }),
    /** Of the codes of occupations in the figures. */
    coded: classified(),
    /** Only figures of this time; the newest that have occupations where it is not given. */
    time: optional(timePeriod),
    /** Set side by side, in this order. */
    scores: list(reference('exposure-score-set', { example: ID }), { maxItems: 6 }),
    crosswalks: optional(list(reference('occupation-crosswalk', { example: ID }), { maxItems: 12 })),
    note: optional(words('El empleo es de la encuesta de hogares', 1000)),
  },
  rules: ({ scores, time, observationSets }) => [
    ...(scores.length > 0 ? [] : [fault('scores', 'required')]),
    ...(observationSets.length > 0 ? [] : [fault('observationSets', 'required')]),
    ...scores.flatMap((id, place) => (scores.indexOf(id) < place ? [fault(`scores.${place}`, 'repeated', { value: id })] : [])),
    ...(time === undefined ? [] : timeFaults('time', time)),
  ],
});
export type ExposureEstimate = DocumentOf<typeof exposureEstimate>;
