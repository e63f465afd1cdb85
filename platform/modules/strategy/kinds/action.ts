import { fault } from '#core/kinds/faults.ts';
import { boolean, choice, date, group, integer, line, list, mayBe, money, multilingual, optional, reference } from '#core/kinds/fields.ts';
import { defineKind } from '#core/kinds/kind.ts';

const responsible = mayBe(reference('institution', { example: 'h7777777777m', facet: true }), 'not_stated', 'unknown');

/** A step towards an action, with its date and its owner. Claims name it by its key. */
const milestone = group({
  key: line({ example: 'pilot', maxLength: 40 }),
  text: multilingual({ example: { es: { text: 'Piloto en tres ministerios', status: 'original' } }, maxLength: 400, search: 'C' }),
  dueOn: mayBe(date({ example: '2027-06' }), 'not_stated', 'unknown'),
  responsible,
});

/** One thing that a strategy says shall be done. */
export const action = defineKind({
  name: 'action',
  path: 'actions',
  schemaVersion: 1,
  title: 'text',
  code: 'printedCode',
  fields: {
    strategy: reference('strategy', { example: 'h7777777777m', facet: true }),
    axis: mayBe(reference('axis', { example: 'h7777777777m', facet: true }), 'not_applicable'),
    objective: mayBe(reference('objective', { example: 'h7777777777m', facet: true }), 'not_applicable'),
    /** As the source prints it: data, never a key. */
    printedCode: mayBe(line({ example: 'A.5.1.5.', maxLength: 40, search: 'A' }), 'not_stated'),
    position: integer({ example: 5 }),
    text: multilingual({ example: { es: { text: 'Poner en marcha un registro de algoritmos del sector público', status: 'original' } }, maxLength: 600, search: 'A' }),
    why: optional(multilingual({ example: { es: { text: 'Para que se sepa qué decide el Estado', status: 'original' } }, maxLength: 2000, search: 'B' })),
    how: optional(multilingual({ example: { es: { text: 'Con un portal público', status: 'original' } }, maxLength: 2000, search: 'B' })),
    kind: choice(
      ['adoption', 'budget', 'channel', 'consultation', 'curriculum', 'data_bank', 'diplomacy', 'event', 'fund', 'governance', 'inclusion', 'incentive', 'indicator', 'infrastructure', 'institution', 'inventory', 'obligation', 'observatory', 'outreach', 'partnership', 'platform', 'policy', 'principles', 'procedure', 'procurement', 'registry', 'research', 'sandbox', 'study', 'talent', 'training'],
      { example: 'registry', facet: true },
    ),
    asksForSystem: boolean({ example: true, facet: true }),
    systemKind: mayBe(
      choice(['course', 'fund', 'platform', 'index_monitoring', 'sandbox', 'observatory', 'api', 'data_bank', 'impact_assessment', 'registry'], { example: 'registry', facet: true }),
      'not_applicable',
    ),
    /** What this platform is to the action: the system itself, the keeper of its records, or only the watcher of its progress. */
    platformRole: optional(choice(['build', 'record', 'track'], { example: 'build', facet: true })),
    territorialScope: choice(['nationwide', 'regions_unnamed', 'named'], { example: 'nationwide', facet: true }),
    territories: optional(list(reference('territory', { example: 'h7777777777m', facet: true }))),
    responsible,
    deadline: mayBe(date({ example: '2026-12' }), 'not_stated', 'unknown'),
    budget: mayBe(money({ example: { amount: '1500000', currency: 'PEN' } }), 'not_stated', 'unknown'),
    baseline: mayBe(multilingual({ example: { es: { text: '0 entidades en 2021', status: 'original' } }, maxLength: 500 }), 'not_stated', 'unknown'),
    target: mayBe(multilingual({ example: { es: { text: '100 entidades', status: 'original' } }, maxLength: 500 }), 'not_stated', 'unknown'),
    /** What of it could be measured, though the source sets no figure. */
    measurable: optional(multilingual({ example: { es: { text: 'Puesto en el índice', status: 'original' } }, maxLength: 500, search: 'D' })),
    milestones: optional(list(milestone)),
    institutions: optional(list(reference('institution', { example: 'h7777777777m', facet: true }))),
    sdgs: optional(list(line({ example: '9.c', maxLength: 10 }))),
    principles: optional(list(line({ example: 'Be collaborative', maxLength: 80 }))),
    horizons: optional(list(choice(['short', 'medium', 'long'], { example: 'medium' }), { facet: true })),
    note: optional(multilingual({ example: { es: { text: 'Sin punto final en el original', status: 'original' } }, maxLength: 1000 })),
  },
  steps: [
    { name: 'what', fields: ['strategy', 'axis', 'objective', 'printedCode', 'position', 'text', 'why', 'how', 'kind'] },
    { name: 'who', fields: ['responsible', 'institutions', 'territorialScope', 'territories', 'deadline', 'horizons', 'budget', 'milestones'] },
    { name: 'measure', fields: ['baseline', 'target', 'measurable', 'asksForSystem', 'systemKind', 'platformRole'] },
    { name: 'record', fields: ['sdgs', 'principles', 'note', 'evidence'] },
  ],
  rules: (document) => {
    const keys = (document.milestones ?? []).map(({ key }) => key);
    return [
      ...keys.flatMap((key, index) => (keys.indexOf(key) < index ? [fault(`milestones.${index}.key`, 'repeated', { value: key })] : [])),
      ...(document.asksForSystem === (typeof document.systemKind === 'string') ? [] : [fault('systemKind', 'system_kind_mismatch')]),
      ...((document.territorialScope === 'named') === ((document.territories ?? []).length > 0) ? [] : [fault('territories', 'territories_mismatch')]),
    ];
  },
});
