/** The controls of single values. Each shows what was typed, right or wrong. */
import { optionKey } from '../../kinds/labels.ts';
import { below, positionsOf } from '../../kinds/form-tree.ts';
import { languageName } from '../../i18n/format.ts';
import { languageTag, TEXT_STATUSES } from '../../kinds/values.ts';
import { html, type Html } from '../html.ts';
import { easeNote } from './reading-ease.ts';
import { controlAttributes, errorOf, type FormContext, idOf, languagesOfForm, type Place } from './form-context.ts';

/** Texts that may be longer than this get several lines. */
const ONE_LINE = 160;

/** An input of one line; `extra` are attributes that say what is typed in it. */
export function input(form: FormContext, path: string, text: string, describedBy: readonly (string | false)[], extra?: Html): Html {
  return html`<input${controlAttributes(form, path, describedBy)} value="${text}"${extra}>`;
}

export function textArea(form: FormContext, path: string, text: string, describedBy: readonly (string | false)[], extra?: Html): Html {
  const rows = Math.min(20, Math.max(3, Math.ceil(text.length / 70) + 1));
  // Browsers take the first line break of a text area away: this one is theirs.
  return html`<textarea${controlAttributes(form, path, describedBy)} rows="${rows}"${extra}>${'\n'}${text}</textarea>`;
}

interface Option {
  readonly value: string;
  readonly label: string;
}

/** A choice with an empty first option. A text that is none of the options is kept as one more. */
export function select(form: FormContext, path: string, chosen: string, options: readonly Option[], describedBy: readonly (string | false)[], extra?: Html): Html {
  const known = chosen === '' || options.some(({ value }) => value === chosen);
  const all = [{ value: '', label: form.page.t('desk.form.choose') }, ...options, ...(known ? [] : [{ value: chosen, label: chosen }])];
  return html`<select${controlAttributes(form, path, describedBy)}${extra}>${all.map(({ value, label }) => html`<option value="${value}"${value === chosen && html` selected`}>${label}</option>`)}</select>`;
}

export function choiceControl(form: FormContext, { path, field, node }: Place, options: readonly string[], describedBy: readonly (string | false)[]): Html {
  const labelled = options.map((value) => ({ value, label: form.page.t(optionKey(form.kind.name, field, value)) }));
  return select(form, path, node.text, labelled, describedBy);
}

/** Yes, no, and for an optional field the way back to neither. */
export function booleanControl(form: FormContext, { path, node, need }: Place): Html {
  const { t } = form.page;
  const options = [
    { value: 'true', label: t('core.values.yes') },
    { value: 'false', label: t('core.values.no') },
    ...(need === 'required' ? [] : [{ value: '', label: t('desk.form.no_answer') }]),
    ...(['', 'true', 'false'].includes(node.text) ? [] : [{ value: node.text, label: node.text }]),
  ];
  return html`<div class="options">${options.map(
    ({ value, label }, index) =>
      html`<div class="option"><input type="radio" id="${idOf(path)}-${index}" name="${path}" value="${value}"${value === node.text && html` checked`}><label for="${idOf(path)}-${index}">${label}</label></div>`,
  )}</div>`;
}

/** Amount and currency side by side. */
export function moneyControl(form: FormContext, { path, node }: Place): Html {
  const part = (name: 'amount' | 'currency', extra: Html): Html => {
    const at = `${path}.${name}`;
    return html`<div class="part"><label for="${idOf(at)}">${form.page.t(`desk.form.${name}`)}</label>${errorOf(form, at)}${input(form, at, below(node, name).text, [], extra)}</div>`;
  };
  return html`<div class="parts">${part('amount', html` inputmode="decimal" autocomplete="off"`)}${part('currency', html` size="4" autocomplete="off" autocapitalize="characters"`)}</div>`;
}

/**
 * Boxes to tick for a list of choices. Those that are ticked keep the places that they have in the list, because their
 * order means something; what is no option, or there twice, stays as one more box.
 */
export function choiceBoxes(form: FormContext, { path, field, node }: Place, options: readonly string[]): Html {
  const { t } = form.page;
  const taken = positionsOf(node).flatMap((position) => (below(node, String(position)).text === '' ? [] : [{ position, value: below(node, String(position)).text }]));
  const free = (taken.at(-1)?.position ?? -1) + 1;
  const first = (value: string) => taken.find((one) => one.value === value);
  const known = options.map((value, index) => ({ value, label: t(optionKey(form.kind.name, field, value)), position: first(value)?.position ?? free + index, checked: first(value) !== undefined }));
  const others = taken.filter((one) => first(one.value) !== one || !options.includes(one.value)).map(({ position, value }) => ({ value, label: value, position, checked: true }));
  return html`<div class="boxes">${[...known, ...others].map(({ value, label, position, checked }) => {
    const at = `${path}.${position}`;
    return html`<div class="option"><input type="checkbox"${controlAttributes(form, at)} value="${value}"${checked && html` checked`}><label for="${idOf(at)}">${label}</label></div>${errorOf(form, at)}`;
  })}</div>`;
}

/** The main language of the deployment, then those of others out of the way, open where they hold something. */
export function multilingualControl(form: FormContext, place: Place, maxLength: number): Html {
  const { page } = form;
  const { path, node } = place;
  const present = [...node.below].filter(([language, text]) => languageTag.safeParse(language).success && below(text, 'text').text !== '').map(([language]) => language);
  const [main = 'es', ...others] = languagesOfForm(page, present);
  const isOpen = present.some((language) => language !== main) || statusOf(place, main, main) !== 'original' || [...form.faults.keys()].some((at) => at.startsWith(`${path}.`) && at !== `${path}.${main}.text`);
  return html`<div class="language">${languageText(form, place, main, maxLength)}</div>
<details class="languages-more"${isOpen && html` open`}><summary>${page.t('form.other_languages')}</summary>${languageStatus(form, place, main, main)}
${others.map((language) => html`<div class="language">${languageText(form, place, language, maxLength)}${languageStatus(form, place, language, main)}</div>`)}</details>`;
}

function languageText(form: FormContext, { path, node }: Place, language: string, maxLength: number): Html {
  const text = below(below(node, language), 'text').text;
  const textPath = `${path}.${language}.text`;
  const inLanguage = html` lang="${language}"`;
  return html`<label for="${idOf(textPath)}">${languageName(form.page.t, language)}</label>${errorOf(form, textPath)}
${maxLength > ONE_LINE ? html`${textArea(form, textPath, text, [], inLanguage)}${easeNote(form.page, language, text, idOf(textPath))}` : input(form, textPath, text, [], inLanguage)}`;
}

/** A text that is typed in the main language is, unless somebody says otherwise, the original. */
function statusOf({ node }: Place, language: string, main: string): string {
  const [text, status] = ['text', 'status'].map((part) => below(below(node, language), part).text);
  return status === '' && text === '' && language === main ? 'original' : (status ?? '');
}

function languageStatus(form: FormContext, place: Place, language: string, main: string): Html {
  const { t } = form.page;
  const statusPath = `${place.path}.${language}.status`;
  const statuses = TEXT_STATUSES.map((value) => ({ value, label: t(`desk.statuses.${value}`) }));
  return html`<label for="${idOf(statusPath)}" class="status">${t('desk.form.status', { language: languageName(t, language) })}</label>${errorOf(form, statusPath)}
${select(form, statusPath, statusOf(place, language, main), statuses, [])}`;
}
