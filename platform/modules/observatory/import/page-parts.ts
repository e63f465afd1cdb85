/** What the pages of an import share. */
import { href, type PageContext } from '#core/web/context.ts';
import { html, type Html } from '#core/web/html.ts';
import { page } from '#core/web/layout.ts';
import type { View } from '#core/web/view.ts';
import type { Import } from './store.ts';

export const STEPS = ['table', 'columns', 'questions', 'preview'] as const;
export type Step = (typeof STEPS)[number];

export const START = 'observatory/import';
export const stepHref = (context: PageContext, id: string, step: Step | 'load' | 'discard'): string => href(context, `${START}/${id}/${step}`);

export interface StepPage {
  readonly step: Step;
  readonly body: Html;
  /** Why the page comes back: what is to be corrected first. */
  readonly faults?: readonly string[];
  readonly status?: 404;
}

/** A page of the assistant: where one is, what is wrong, the form, the way out. */
export function stepView(context: PageContext, one: Import, { step, body, faults = [] }: StepPage): View {
  const { t } = context;
  const title = t(`import.steps.${step}`);
  return {
    html: () =>
      page(context, {
        title: `${title}: ${one.fileName}`,
        crumbs: [{ label: t('observatory.title'), href: href(context, 'observatory') }, { label: t('import.title'), href: href(context, START) }],
        noIndex: true,
        body: html`<h1><small>${t('import.step', { number: STEPS.indexOf(step) + 1, total: STEPS.length })}</small> ${title}</h1><p class="help">${one.fileName}</p>
${faultList(context, faults)}${body}
<p>${STEPS.slice(0, STEPS.indexOf(step)).map((before, index) => html`${index > 0 && ' · '}<a href="${stepHref(context, one.id, before)}">${t('import.back', { step: t(`import.steps.${before}`) })}</a>`)}</p>
<form method="post" action="${stepHref(context, one.id, 'discard')}"><button class="button secondary">${t('import.discard')}</button></form>`,
      }),
  };
}

/** Takes the focus, so that screen readers begin with it. */
export function faultList({ t }: PageContext, faults: readonly string[]): Html | false {
  return faults.length > 0 && html`<div class="error-summary" role="alert" tabindex="-1" autofocus aria-labelledby="faults"><h2 id="faults">${t('import.faults')}</h2><ul>${faults.map((one) => html`<li>${one}</li>`)}</ul></div>`;
}

export interface Option {
  readonly value: string;
  readonly label: string;
}

export function selectField(name: string, label: Html | string, options: readonly Option[], chosen: string, help?: string): Html {
  return html`<div class="field"><label for="f-${name}">${label}</label>${help !== undefined && html`<p class="help" id="h-${name}">${help}</p>`}<select id="f-${name}" name="${name}"${help !== undefined && html` aria-describedby="h-${name}"`}>${options.map(({ value, label: text }) => html`<option value="${value}"${value === chosen && html` selected`}>${text}</option>`)}</select></div>`;
}

export function choiceField(name: string, legend: string, options: readonly Option[], chosen: string | undefined): Html {
  return html`<fieldset><legend>${legend}</legend>${choices(name, options, chosen)}</fieldset>`;
}

export function choices(name: string, options: readonly Option[], chosen: string | undefined): Html {
  return html`${options.map(({ value, label }, index) => html`<div class="option"><input type="radio" id="f-${name}-${index}" name="${name}" value="${value}"${value === chosen && html` checked`}><label for="f-${name}-${index}">${label}</label></div>`)}`;
}

/** A text of a cell as it is shown: not longer than a line. */
export function cut(text: string): string {
  return text.length > 60 ? `${text.slice(0, 59)}…` : text;
}
