import { fault } from '#core/kinds/faults.ts';
import { choice, list, multilingual, optional, reference } from '#core/kinds/fields.ts';
import { defineKind } from '#core/kinds/kind.ts';

/** What became of an action when one strategy followed another. */
export const crosswalk = defineKind({
  name: 'crosswalk',
  path: 'crosswalks',
  schemaVersion: 1,
  title: 'note',
  fields: {
    fromStrategy: reference('strategy', { example: 'h7777777777m', facet: true }),
    toStrategy: reference('strategy', { example: 'h7777777777m', facet: true }),
    relation: choice(['kept', 'merged', 'split', 'dropped', 'new'], { example: 'kept', facet: true }),
    from: optional(list(reference('action', { example: 'h7777777777m' }))),
    to: optional(list(reference('action', { example: 'h7777777777m' }))),
    note: multilingual({ example: { es: { text: 'Pasa igual al nuevo plan', status: 'original' } }, maxLength: 1000, search: 'A' }),
  },
  rules: ({ relation, from = [], to = [] }) => {
    const needs = { kept: [1, 1], merged: [2, 1], split: [1, 2], dropped: [1, 0], new: [0, 1] } as const;
    const [fewestFrom, fewestTo] = needs[relation];
    const emptyFrom = relation === 'new' && from.length > 0;
    const emptyTo = relation === 'dropped' && to.length > 0;
    return [
      ...(from.length < fewestFrom || emptyFrom ? [fault('from', 'crosswalk_mismatch', { relation })] : []),
      ...(to.length < fewestTo || emptyTo ? [fault('to', 'crosswalk_mismatch', { relation })] : []),
    ];
  },
});
