/** The ways through a form in steps: which steps there are and how far each is, the buttons on, what to take along. */
import { type FormPart, type NumberedStep, partOf, WHOLE } from '../../kinds/form-steps.ts';
import type { Kind } from '../../kinds/kind.ts';
import { printId } from '../../records/id.ts';
import { href, type PageContext, recordHref } from '../context.ts';
import { html, type Html, nothing } from '../html.ts';
import type { Progress } from './form-due.ts';
import type { FormPage } from './form-page.ts';

/** Buttons outside of the form name it. */
export const FORM_ID = 'edit';

export function stepName({ t }: PageContext, kind: Kind, { name }: NumberedStep): string {
  return t(`kinds.${kind.name}.steps.${name}`);
}

export function stepTitle(context: PageContext, kind: Kind, step: NumberedStep): Html {
  return html`<h2 class="step"><small>${context.t('form.step', { number: step.number, total: kind.steps.length })}</small> ${stepName(context, kind, step)}</h2>`;
}

/** At the end of a page: on, back, save, check; on the last page on to sending. */
export function buttons({ t }: PageContext, kind: Kind, part: FormPart): Html {
  const number = part.whole ? undefined : Number(part.key);
  const button = (act: string, label: string, look = 'button secondary'): Html => html`<button class="${look}" name="_do" value="${act}">${t(label)}</button> `;
  const isLast = number === undefined || number === kind.steps.length;
  return html`<p class="buttons">${isLast ? button('review', 'form.review', 'button') : button(`go:${number + 1}`, 'form.continue', 'button')}
${button('save', number === undefined ? 'desk.form.save' : 'form.save')}${number !== undefined && number > 1 && button(`go:${number - 1}`, 'form.back')}${button('check', 'desk.form.check')}</p>`;
}

/** Beside the form, or below it where the screen is narrow. */
export function besideForm(context: PageContext, form: FormPage, progress: Progress): Html {
  const { kind, id, part } = form;
  const { t } = context;
  const isLast = !part.whole && Number(part.key) === kind.steps.length;
  return html`${kind.steps.length > 1 && stepList(context, form, progress)}
${progress.list(context, part, part.fields)}${isLast && progress.list(context, partOf(kind, WHOLE), part.fields)}
${id !== undefined && !form.readOnly ? html`<section class="resume"><h2>${t('form.code.title')}</h2><p>${t('form.code.text')} <strong class="code">${printId(id)}</strong></p></section>` : nothing}
<p class="forms"><a href="${href(context, `${kind.path}/form`)}">${t('form.paper.link')}</a>${id !== undefined && html` · <a href="${recordHref(context, kind, id)}/edit?step=${WHOLE}">${t('form.paper.draft')}</a>`}</p>`;
}

/** Each step with how far it is. Going to one saves what was typed in this one: without scripts a link would lose it. */
function stepList(context: PageContext, { kind, part, readOnly }: FormPage, progress: Progress): Html {
  const { t } = context;
  const way = (key: string, name: string, extra: Html | false): Html => {
    if (key === part.key) return html`<li aria-current="step"><strong>${name}</strong>${extra}</li>`;
    if (readOnly) return html`<li><a href="?step=${key}">${name}</a>${extra}</li>`;
    return html`<li><button class="link" form="${FORM_ID}" name="_do" value="go:${key}" aria-label="${t('form.go', { step: name })}">${name}</button>${extra}</li>`;
  };
  const steps = partOf(kind, WHOLE).steps.map((step) => {
    const state = progress.state(step.fields);
    const missing = progress.missing(step.fields).length;
    return way(String(step.number), `${step.number}. ${stepName(context, kind, step)}`, html` <small class="step-${state}">${t(`form.states.${state}`, { count: missing })}</small>`);
  });
  return html`<nav class="steps" aria-label="${t('form.steps')}"><h2>${t('form.steps')}</h2><ol class="records">${steps}${way(WHOLE, t('form.all'), false)}</ol></nav>`;
}
