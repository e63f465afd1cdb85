/** What programs can read of the directory's own pages. */
import type { ModuleOperation } from '#core/module.ts';
import { listOf, objectOf, RECORD, TEXT } from '#core/web/answer-schemas.ts';

const multilingual = { $ref: '#/components/schemas/Multilingual' };

export const operations: readonly ModuleOperation[] = [
  { id: 'laws_timeline', pattern: '/laws/timeline', schema: listOf(objectOf({ id: RECORD, date: TEXT, number: { anyOf: [TEXT, { $ref: '#/components/schemas/Absence' }] }, title: multilingual, standing: TEXT })) },
];
