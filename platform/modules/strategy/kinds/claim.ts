import { fault } from '#core/kinds/faults.ts';
import { choice, date, line, mayBe, multilingual, optional, reference, url } from '#core/kinds/fields.ts';
import { defineKind } from '#core/kinds/kind.ts';

/** What the government says was done about an action. Without evidence it is shown as a claim without evidence. */
export const claim = defineKind({
  name: 'claim',
  path: 'claims',
  schemaVersion: 1,
  title: 'text',
  fields: {
    action: reference('action', { example: 'h7777777777m', facet: true }),
    /** The key of the milestone that the claim is about, where it is about one. */
    milestone: mayBe(line({ example: 'pilot', maxLength: 40 }), 'not_applicable'),
    says: choice(['started', 'partly_done', 'done', 'not_pursued'], { example: 'done', facet: true }),
    text: multilingual({ example: { es: { text: 'El registro está en línea', status: 'original' } }, maxLength: 1000, search: 'A' }),
    reason: mayBe(multilingual({ example: { es: { text: 'Se unió a otra acción', status: 'original' } }, maxLength: 1000, search: 'B' }), 'not_applicable'),
    institution: mayBe(reference('institution', { example: 'h7777777777m', facet: true }), 'not_stated'),
    date: mayBe(date({ example: '2026-05-30' }), 'not_stated'),
    proof: optional(url({ example: 'https://www.gob.pe/registro' })),
  },
  rules: (document) =>
    document.says === 'not_pursued' && 'absent' in document.reason ? [fault('reason', 'not_pursued_without_reason')] : [],
});
