/** What only a person can say: what a comma is, what a dash stands for, which place a name means. */
import type { PageContext } from '#core/web/context.ts';
import { html, type Html } from '#core/web/html.ts';
import type { View } from '#core/web/view.ts';
import { tidy } from './marks.ts';
import type { Names } from './names.ts';
import { choices, cut, type Option, stepHref, stepView } from './page-parts.ts';
import type { Question } from './reading.ts';
import type { Context } from './rows.ts';
import type { Import } from './store.ts';

/** More on one page nobody answers; the next ones come after these. */
export const MOST_QUESTIONS = 40;
const MOST_NEAR = 4;
const MOST_CELLS = 6;

export function questionsView(page: PageContext, one: Import, questions: readonly Question[], context: Context, faults: readonly string[] = []): View {
  const { t } = page;
  const shown = questionsShown(questions);
  const lists = (['territory', 'indicator'] as const).filter((about) => shown.some((question) => question.about === about));
  return stepView(page, one, {
    step: 'questions',
    faults,
    body:
      shown.length === 0
        ? html`<p>${t('import.questions.none')}</p><p class="buttons"><a class="button" href="${stepHref(page, one.id, 'preview')}">${t('import.next')}</a></p>`
        : html`<p>${t('import.questions.lead')}</p><form class="form" method="post" action="${stepHref(page, one.id, 'questions')}">
${lists.map((about) => html`<datalist id="names-${about}">${namesOf(context, about).all.map(({ id, name }) => html`<option value="${about === 'territory' ? id : name}">${name}</option>`)}</datalist>`)}
${shown.map((question, index) => questionField(page, question, index, context, faults.length > 0 && question.answer === undefined))}<p class="buttons"><button class="button">${t('import.next')}</button></p></form>`,
  });
}

/** Those without an answer first, so that none is left behind on another page. */
export function questionsShown(questions: readonly Question[]): Question[] {
  return questions.toSorted((a, b) => Number(a.answer !== undefined) - Number(b.answer !== undefined)).slice(0, MOST_QUESTIONS);
}

const namesOf = (context: Context, about: 'territory' | 'indicator'): Names => (about === 'territory' ? context.territories : context.indicators);

function questionField(page: PageContext, question: Question, index: number, context: Context, unanswered: boolean): Html {
  const { t } = page;
  const { about, text, at, key, answer, suggested } = question;
  const name = `q-${index}`;
  const cells = t('import.questions.cells', { cells: at.slice(0, MOST_CELLS).join(', '), more: Math.max(0, at.length - MOST_CELLS) });
  const legend = text === '' ? t('import.questions.blank') : t(`import.questions.${about}`, { text: cut(text) });
  const isName = about === 'territory' || about === 'indicator';
  const options = isName ? namedOptions(page, question, namesOf(context, about)) : question.options.map((value): Option => ({ value, label: t(`import.answers.${about}.${value}`, { text: cut(text) }) }));
  const isOther = answer !== undefined && !options.some(({ value }) => value === answer);
  return html`<fieldset><legend>${legend}</legend><input type="hidden" name="key-${index}" value="${key}"><p class="help">${cells}</p>${unanswered && html`<p class="error">${t('import.questions.unanswered')}</p>`}${choices(name, options, answer ?? (about === 'missing' ? suggested : undefined))}${
    isName && html`<label for="f-${name}-other">${t('import.questions.other')}</label> <input id="f-${name}-other" name="${name}-other" list="names-${about}" value="${isOther ? answer : ''}" autocomplete="off">`
  }</fieldset>`;
}

/** The nearest names, and to leave it out. */
function namedOptions({ t }: PageContext, { text, suggested }: Question, names: Names): Option[] {
  const near = names.nearest(text, MOST_NEAR);
  const first = names.all.find(({ id }) => id === suggested);
  const offered = first && !near.includes(first) ? [first, ...near] : near;
  return [...offered.map(({ id, name }) => ({ value: id, label: name })), { value: 'skip', label: t('import.answers.left_out') }];
}

/** What a form answers, by key; what was typed and is no name comes back as a fault. */
export function answersOf(page: PageContext, sent: ReadonlyMap<string, string>, context: Context): { readonly answers: Record<string, string>; readonly faults: string[] } {
  const answers: Record<string, string> = {};
  const faults: string[] = [];
  for (let index = 0; index < MOST_QUESTIONS; index += 1) {
    const key = sent.get(`key-${index}`);
    const typed = tidy(sent.get(`q-${index}-other`) ?? '');
    if (key === undefined) break;
    const about = key.startsWith('indicator:') ? 'indicator' : 'territory';
    const found = typed === '' ? sent.get(`q-${index}`) : namesOf(context, about).find(typed);
    if (found !== undefined && found !== '') answers[key.slice(0, 400)] = found.slice(0, 100);
    else if (typed !== '') faults.push(page.t('import.questions.unknown', { text: cut(typed) }));
  }
  return { answers, faults };
}
