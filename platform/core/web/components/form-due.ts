/** What a draft still owes, beside its fields and in a list: what its kind requires, and what a module knows of the law. */
import { valueAt, type Fault } from '../../kinds/faults.ts';
import type { FormPart } from '../../kinds/form-steps.ts';
import type { Document, Kind } from '../../kinds/kind.ts';
import { labelKey } from '../../kinds/labels.ts';
import { validate } from '../../kinds/validate.ts';
import { faultsInForm } from '../../kinds/form.ts';
import type { Due } from '../../module.ts';
import type { PageContext } from '../context.ts';
import { html, type Html } from '../html.ts';
import { type FormContext, numberAt, type Place } from './form-context.ts';
import { placeHref } from './form-errors.ts';

/** What the modules say that a draft owes, by field. */
export async function findDue(context: PageContext, kind: Kind, document: Document, id: string | undefined): Promise<Map<string, Due[]>> {
  const finders = context.platform.modules.flatMap((module) => module.due?.[kind.name] ?? []);
  const found = await Promise.all(finders.map((find) => find(context, document, id)));
  return Map.groupBy(found.flat(), ({ field }) => field);
}

/** Beside a field: why it is asked for, and where that is said. */
export function dueOf({ page, due }: FormContext, { path }: Place): Html | false {
  const own = due.get(path) ?? [];
  return own.length > 0 && html`<ul class="due">${own.map((one) => html`<li>${dueText(page, one)}</li>`)}</ul>`;
}

function dueText({ t }: PageContext, { reason, basis, blocks }: Due): Html {
  return html`${reason}${blocks && html` <strong>${t('form.due.blocks')}</strong>`}${basis && html` <a href="${basis.href}">${basis.label}</a>`}`;
}

export type StepState = 'untouched' | 'optional' | 'complete' | 'missing';

/** How far the steps of a form are, and what is open in them. */
export class Progress {
  readonly #kind: Kind;
  readonly #document: Document;
  readonly #faults: ReadonlyMap<string, readonly Fault[]>;
  readonly #due: ReadonlyMap<string, readonly Due[]>;

  constructor(kind: Kind, document: Document, due: ReadonlyMap<string, readonly Due[]>) {
    this.#kind = kind;
    this.#document = document;
    this.#due = due;
    this.#faults = Map.groupBy(faultsInForm(document, validate(kind, document).faults ?? []), ({ path }) => path.split('.')[0] ?? '');
  }

  /** The fields that keep the record from being published. */
  missing(fields: readonly string[]): string[] {
    return fields.filter((field) => this.#faults.has(field) || this.#due.get(field)?.some(({ blocks }) => blocks) === true);
  }

  state(fields: readonly string[]): StepState {
    const open = this.missing(fields).length > 0;
    if (fields.some((field) => this.#document[field] !== undefined)) return open ? 'missing' : 'complete';
    return open ? 'untouched' : 'optional';
  }

  /** What was typed and is wrong, without what is only missing yet. */
  wrong(fields: readonly string[]): Fault[] {
    return fields.flatMap((field) => this.#faults.get(field) ?? []).filter(({ path }) => valueAt(this.#document, path.split('.')) !== undefined);
  }

  faults(fields: readonly string[]): Fault[] {
    return fields.flatMap((field) => this.#faults.get(field) ?? []);
  }

  /** What is open in a part of the form, each field with the reasons. */
  list(page: PageContext, { fields, whole }: FormPart, shown: readonly string[]): Html {
    const { t } = page;
    const open = fields.filter((field) => this.#faults.has(field) || this.#due.has(field));
    const items = open.map((field) => {
      const label = html`<a href="${placeHref(this.#kind, field, shown)}">${numberAt(this.#kind, field)} ${t(labelKey(this.#kind.name, field))}</a>`;
      const reasons = [...this.#ofKind(page, field), ...(this.#due.get(field) ?? []).map((one) => dueText(page, one))];
      return html`<li>${label}: ${reasons.map((reason, index) => html`${index > 0 && ' '}${reason}`)}</li>`;
    });
    return html`<details><summary>${t(whole ? 'form.due.whole_title' : 'form.due.title')} <span class="n">${open.length}</span></summary>${items.length === 0 ? html`<p>${t('form.due.none')}</p>` : html`<ul class="plain">${items}</ul>`}</details>`;
  }

  #ofKind({ t }: PageContext, field: string): string[] {
    if (!this.#faults.has(field)) return [];
    return [t(this.#document[field] === undefined ? 'form.due.required' : 'form.due.wrong')];
  }
}
