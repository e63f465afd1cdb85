/** What programs can read of the register's own pages. */
import type { ModuleOperation } from '#core/module.ts';
import { COUNT, listOf, objectOf, orNull, RECORD, TEXT } from '#core/web/answer-schemas.ts';
import { BODY_STATES } from './bodies.ts';

const states = objectOf(Object.fromEntries(BODY_STATES.map((state) => [state, COUNT])));
const counts = listOf(objectOf({ label: TEXT, number: COUNT }));

export const operations: readonly ModuleOperation[] = [
  { id: 'register_bodies', pattern: '/bodies', schema: objectOf({ bodies: COUNT, states, types: listOf(objectOf({ type: RECORD, bodies: COUNT, states, dueOn: orNull(TEXT) })) }) },
  { id: 'register_statistics', pattern: '/systems/statistics', schema: objectOf({ deployments: COUNT, status: counts, risk: counts, stated: counts, standing: counts }) },
];
