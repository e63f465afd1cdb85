/** What programs can read of the pages of a strategy. */
import type { ModuleOperation } from '#core/module.ts';
import { COUNT, listOf, mapOf, objectOf, orNull, RECORD, TEXT } from '#core/web/answer-schemas.ts';

const ids = listOf(RECORD);
const byInstitution = listOf(objectOf({ institution: RECORD, actions: ids }));

export const operations: readonly ModuleOperation[] = [
  { id: 'strategy_gaps', pattern: '/strategies/:id/gaps', schema: objectOf({ strategy: RECORD, actions: COUNT, stating: mapOf(COUNT), claimsWithoutEvidence: ids }) },
  { id: 'strategy_calendar', pattern: '/strategies/:id/calendar', schema: listOf(objectOf({ date: TEXT, action: RECORD, milestone: orNull(TEXT) })) },
  { id: 'strategy_institutions', pattern: '/strategies/:id/institutions', schema: objectOf({ responsible: byInstitution, named: byInstitution, withoutResponsible: ids }) },
  { id: 'strategy_territories', pattern: '/strategies/:id/territories', schema: listOf(objectOf({ territory: RECORD, code: TEXT, actions: ids, institutions: COUNT })) },
  { id: 'strategy_results', pattern: '/strategies/:id/results', schema: objectOf({ 'iati-version': { const: '2.03' }, 'iati-identifier': TEXT, result: listOf({ type: 'object' }) }) },
  { id: 'strategy_comparison', pattern: '/strategies/:id/with/:other', schema: objectOf({ from: RECORD, to: RECORD, entries: listOf({ $ref: '#/components/schemas/CrosswalkDocument' }), unmapped: listOf(objectOf({ strategy: RECORD, actions: ids })) }) },
];
