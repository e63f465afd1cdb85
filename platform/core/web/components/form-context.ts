/** What the parts of an edit form share: where they stand, what they are called, what is wrong with them. */
import { languageName } from '../../i18n/format.ts';
import type { Fault } from '../../kinds/faults.ts';
import { fieldMeta, type FieldMeta } from '../../kinds/fields.ts';
import type { FormNode } from '../../kinds/form-tree.ts';
import type { Kind } from '../../kinds/kind.ts';
import { numberOf } from '../../kinds/form-steps.ts';
import { helpKey, labelKey, withoutPositions } from '../../kinds/labels.ts';
import type { Due } from '../../module.ts';
import type { Mention } from '../../records/read.ts';
import type { PageContext } from '../context.ts';
import { html, type Html } from '../html.ts';

export interface FormContext {
  readonly page: PageContext;
  readonly kind: Kind;
  /** By the place that shows them. */
  readonly faults: ReadonlyMap<string, readonly Fault[]>;
  readonly references: ReferenceHelp;
  /** The place that the cursor goes to when the page opens. */
  readonly focus: string | undefined;
  /** By field: what the law or the platform still asks for. */
  readonly due: ReadonlyMap<string, readonly Due[]>;
  /** By field: how it reads in other records. */
  readonly examples: ReadonlyMap<string, readonly Example[]>;
  /** True where the person may look and not write. */
  readonly readOnly: boolean;
}

/** A text of a public record. */
export interface Example {
  readonly text: string;
  readonly language: string;
  readonly record: Mention;
}

/** What a form knows of the records that its references may mean. */
export interface ReferenceHelp {
  /** The records that are referred to, by id. */
  readonly mentions: ReadonlyMap<string, Mention>;
  /** The records that typed words may mean, by the words and the kinds that are asked for. */
  readonly matches: ReadonlyMap<string, readonly Mention[]>;
  /** Records to pick from, by the id of the list that offers them. */
  readonly pickers: ReadonlyMap<string, readonly Mention[]>;
}

/** One field, or one item of a list, in a form. */
export interface Place {
  /** With positions: `milestones.0.dueOn`. It is the name of the control. */
  readonly path: string;
  /** Without: `milestones.dueOn`. */
  readonly field: string;
  readonly meta: FieldMeta;
  readonly node: FormNode;
  readonly label: string;
  /** Undefined for the items of a list, of which nobody asks for one. */
  readonly need: 'required' | 'optional' | undefined;
}

/** The note for the reader, which is no field of the document. */
export const NOTE = '_note';

/** Apart from the other ids of a page. */
export const idOf = (path: string): string => `f-${path}`;

/** The words of a fault, in the language of the page: what is wrong and what to do. */
export function faultText({ t }: PageContext, { code, params }: Fault): string {
  return t.has(`faults.${code}`) ? t(`faults.${code}`, params) : t('desk.form.other_fault', { code });
}

/** The attributes of a control: its name, what describes it, whether it is at fault. */
export function controlAttributes(form: FormContext, path: string, describedBy: readonly (string | false)[] = []): Html {
  const faulty = form.faults.has(path);
  const texts = [...describedBy.filter((id) => id !== false), ...(faulty ? [`${idOf(path)}-error`] : [])];
  return html` id="${idOf(path)}" name="${path}"${texts.length > 0 && html` aria-describedby="${texts.join(' ')}"`}${faulty && html` aria-invalid="true"`}${form.focus === path && html` autofocus`}`;
}

/** The faults of a place, beside its control. */
export function errorOf(form: FormContext, path: string): Html | false {
  const faults = form.faults.get(path);
  return faults !== undefined && html`<p class="error" id="${idOf(path)}-error">${[...new Set(faults.map((one) => faultText(form.page, one)))].join(' ')}</p>`;
}

/** What stands under a label: who sees the value, what is meant, an example. */
export function helpOf(form: FormContext, { path, field, meta }: Place): Html | false {
  const { t } = form.page;
  const key = helpKey(form.kind.name, field);
  const example = exampleText(meta);
  const lines = [
    // Only whole fields are kept apart by who may see them; what is inside a field goes with it.
    ...(meta.visibility !== 'public' && path === field && !field.includes('.') ? [html`<strong>${t(`desk.form.visible.${meta.visibility}`)}</strong>`] : []),
    ...(t.has(key) ? [t(key)] : []),
    ...(example === undefined ? [] : [html`<span class="example">${t('desk.form.example', { example })}</span>`]),
  ];
  return lines.length > 0 && html`<p class="help" id="${idOf(path)}-help">${lines.map((line, index) => html`${index > 0 && ' '}${line}`)}</p>`;
}

/** The example of a field as a person would type it; none for what is chosen and not typed. */
export function exampleText(meta: FieldMeta): string | undefined {
  const { example, type } = meta;
  switch (type) {
    case 'line':
    case 'prose':
    case 'integer':
    case 'decimal':
    case 'date':
    case 'url':
      return String(example);
    case 'money': {
      const { amount, currency } = example as { amount: string; currency: string };
      return `${amount} ${currency}`;
    }
    case 'multilingual':
      return Object.values(example as Record<string, { text: string }>)[0]?.text;
    default:
      return undefined;
  }
}

/** The label with its number and its mark. */
export function labelText({ page: { t }, kind }: FormContext, { field, label, need }: Place): Html {
  const number = need === undefined ? undefined : numberOf(kind, field);
  return html`${number !== undefined && html`<span class="n">${number}</span> `}${label}${need !== undefined && html` <span class="need">${t(`desk.form.${need}`)}</span>`}`;
}

export interface Spot {
  /** The place in the form that shows the fault. */
  readonly path: string;
  readonly label: string;
}

/** The place of the form that a path of a document belongs to, and its name for people: "Milestones 2 › due on". */
export function spotOf(page: PageContext, kind: Kind, path: string): Spot {
  if (path === NOTE) return { path, label: page.t('desk.publish.note_label') };
  const [first = '', ...rest] = path.split('.');
  const schema = Object.hasOwn(kind.fields, first) ? kind.fields[first] : undefined;
  if (!schema) return { path: '', label: page.t('desk.form.whole') };
  return spotBelow(page, kind, fieldMeta(schema), rest, { path: first, label: page.t(labelKey(kind.name, first)) }, first);
}

function spotBelow(page: PageContext, kind: Kind, meta: FieldMeta, steps: readonly string[], spot: Spot, field: string): Spot {
  const [step, ...rest] = steps;
  if (step === undefined) return spot;
  if (meta.absences.length > 0 && ['absent', 'ground', 'reviewOn'].includes(step)) return { ...spot, path: `${spot.path}.${step}` };
  if (meta.type === 'list' && /^\d+$/.test(step)) {
    const item = { path: `${spot.path}.${step}`, label: `${spot.label} ${Number(step) + 1}` };
    return spotBelow(page, kind, fieldMeta(meta.element), rest, item, field);
  }
  if (meta.type === 'group' && Object.hasOwn(meta.fields, step)) {
    const schema = meta.fields[step];
    const inner = `${field}.${step}`;
    const member = { path: `${spot.path}.${step}`, label: `${spot.label} › ${page.t(labelKey(kind.name, inner))}` };
    return schema ? spotBelow(page, kind, fieldMeta(schema), rest, member, inner) : spot;
  }
  if (meta.type === 'multilingual' && languagesOfForm(page, []).includes(step)) {
    return { path: `${spot.path}.${step}.${rest[0] === 'status' ? 'status' : 'text'}`, label: `${spot.label} (${languageName(page.t, step)})` };
  }
  if (meta.type === 'money' && ['amount', 'currency'].includes(step)) return { ...spot, path: `${spot.path}.${step}` };
  return spot;
}

/** Those of the deployment, then those that a text has beyond them. */
export function languagesOfForm({ platform }: PageContext, present: Iterable<string>): string[] {
  return [...new Set([...platform.configuration.languages, ...present])];
}

/** The number of the field that a place belongs to; undefined for the whole document. */
export function numberAt(kind: Kind, path: string): string | undefined {
  const steps = withoutPositions(path).split('.');
  return steps.map((_, index) => numberOf(kind, steps.slice(0, steps.length - index).join('.'))).find((number) => number !== undefined);
}

/** Faults by the place that shows them. */
export function faultsByPlace(page: PageContext, kind: Kind, faults: readonly Fault[]): Map<string, Fault[]> {
  return Map.groupBy(faults, (one) => spotOf(page, kind, one.path).path);
}
