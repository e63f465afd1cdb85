/** What the forms of accounts share: fields, what is wrong at their top, the form that asks for a passkey. */
import type { Context } from 'hono';
import { sentEntries } from '../components/form-request.ts';
import type { PageContext } from '../context.ts';
import { html, type Html } from '../html.ts';
import { page } from '../layout.ts';
import type { View } from '../view.ts';

/** What is wrong with a field, as a message key below `access.faults`. */
export interface FieldFault {
  /** The name of the field; empty where it is the whole form. */
  readonly field: string;
  readonly key: string;
  readonly params?: Readonly<Record<string, string | number>>;
}

export interface TextField {
  readonly name: string;
  /** A message key. */
  readonly label: string;
  readonly type?: 'text' | 'email' | 'password';
  readonly value?: string;
  /** What browsers and password managers fill in (WCAG 2.2: 1.3.5; ASVS 5.0: 6.2.7). */
  readonly autocomplete: string;
  readonly help?: string;
  readonly inputmode?: 'numeric';
}

const idOf = (name: string): string => `f-${name}`;

function faultText({ t }: PageContext, { key, params }: FieldFault): string {
  return t(`access.faults.${key}`, params);
}

export function textField(context: PageContext, faults: readonly FieldFault[], field: TextField): Html {
  const own = faults.filter((one) => one.field === field.name);
  const id = idOf(field.name);
  const described = [field.help !== undefined && `${id}-help`, own.length > 0 && `${id}-error`].filter((one) => one !== false);
  return html`<div class="field"><label for="${id}">${context.t(field.label)}</label>${field.help !== undefined && html`<p class="help" id="${id}-help">${field.help}</p>`}
${own.length > 0 && html`<p class="error" id="${id}-error">${own.map((one) => faultText(context, one)).join(' ')}</p>`}
<input id="${id}" name="${field.name}" type="${field.type ?? 'text'}" value="${field.type === 'password' ? '' : (field.value ?? '')}" autocomplete="${field.autocomplete}" required maxlength="512"${field.inputmode !== undefined && html` inputmode="${field.inputmode}"`}${described.length > 0 && html` aria-describedby="${described.join(' ')}"`}${own.length > 0 && html` aria-invalid="true"`}></div>`;
}

/** The same frame as that of the edit form (components/form-errors.ts). */
export function faultSummary(context: PageContext, faults: readonly FieldFault[]): Html | false {
  return (
    faults.length > 0 &&
    html`<div class="error-summary" role="alert" tabindex="-1" autofocus aria-labelledby="error-summary-title"><h2 id="error-summary-title">${context.t('desk.errors.title', { count: faults.length })}</h2>
<ul>${faults.map((one) => html`<li>${one.field === '' ? faultText(context, one) : html`<a href="#${idOf(one.field)}">${faultText(context, one)}</a>`}</li>`)}</ul></div>`
  );
}

export interface AccessPage {
  readonly title: string;
  readonly body: Html;
  readonly faults?: readonly FieldFault[];
  readonly scripts?: readonly string[];
}

export function accessView(context: PageContext, { title, body, faults = [], scripts = [] }: AccessPage): View {
  const shown = faults.length > 0 ? context.t('desk.errors.page_title', { title }) : title;
  return { html: () => page(context, { title: shown, noIndex: true, scripts, body: html`<h1>${title}</h1>${faultSummary(context, faults)}${body}` }) };
}

export interface PasskeyForm {
  readonly act: 'create' | 'get';
  readonly action: string;
  /** What the browser needs, as WebAuthn writes it in JSON. */
  readonly options: object;
  readonly extra?: Html;
}

/** A form that browser/passkey.ts fills in. Without JavaScript its button stays off and the page says why. */
export function passkeyForm({ t }: PageContext, { act, action, options, extra }: PasskeyForm): Html {
  return html`<form class="form" method="post" action="${action}" data-passkey="${act}" data-options="${JSON.stringify(options)}"><input type="hidden" name="response" value="">${extra}
<p class="notice" data-unsupported>${t('access.passkey.unsupported')}</p><p class="error" data-failed hidden tabindex="-1" role="alert">${t('access.passkey.failed')}</p>
<p class="buttons"><button class="button" disabled>${t(`access.passkey.${act}`)}</button></p></form>`;
}

/** The fields of a form; of those with the same name the first. */
export async function sentFields(request: Context): Promise<(name: string) => string> {
  const sent = new Map((await sentEntries(request)).toReversed());
  return (name) => sent.get(name) ?? '';
}
