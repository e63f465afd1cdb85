import { choice, date, multilingual, optional, reference } from '#core/kinds/fields.ts';
import { defineKind } from '#core/kinds/kind.ts';

/** From worst to best known; the scale of the Independent Reporting Mechanism of the Open Government Partnership. */
export const FINDINGS = ['no_evidence', 'not_started', 'limited', 'substantial', 'complete'] as const;
export type Finding = (typeof FINDINGS)[number];

/** What an independent reviewer finds of an action. It stands beside the claim, never in its place. */
export const verdict = defineKind({
  name: 'verdict',
  path: 'verdicts',
  schemaVersion: 1,
  title: 'reason',
  fields: {
    action: reference('action', { example: 'h7777777777m', facet: true }),
    claim: optional(reference('claim', { example: 'h7777777777m' })),
    finding: choice(FINDINGS, { example: 'limited', facet: true }),
    reason: multilingual({ example: { es: { text: 'El portal existe pero está vacío', status: 'original' } }, maxLength: 2000, search: 'A' }),
    institution: reference('institution', { example: 'h7777777777m', facet: true }),
    date: date({ example: '2026-08-01' }),
  },
});
