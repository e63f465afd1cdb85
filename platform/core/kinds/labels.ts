/** Message keys of a kind's fields. A key follows from the place of the field, so none is written down twice. */

/** Fields that every kind has share their labels. */
const SHARED = 'evidence';

function fieldKey(kind: string, field: string): string {
  const steps = field.split('.');
  const owner = steps[0] === SHARED ? 'kinds.shared' : `kinds.${kind}`;
  return `${owner}.fields.${steps.join('.fields.')}`;
}

/** @param field without positions: `milestones.dueOn`. */
export const labelKey = (kind: string, field: string): string => `${fieldKey(kind, field)}.label`;
export const helpKey = (kind: string, field: string): string => `${fieldKey(kind, field)}.help`;
export const optionKey = (kind: string, field: string, option: string): string => `${fieldKey(kind, field)}.options.${option}`;

/** `milestones.0.dueOn` gives `milestones.dueOn`. */
export const withoutPositions = (path: string): string => path.replace(/\.\d+(?=\.|$)/g, '');
