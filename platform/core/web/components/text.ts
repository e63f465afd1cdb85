/** Texts of records: in the language of the page where there is one, marked where there is none or nobody checked it. */
import { languageName } from '../../i18n/format.ts';
import { chooseText, chooseTitle, type ChosenText } from '../../i18n/texts.ts';
import type { Kind } from '../../kinds/kind.ts';
import { isAbsence, type Absence, type Multilingual } from '../../kinds/values.ts';
import { titleOf } from '../../kinds/content.ts';
import type { Mention, PublicRecord } from '../../records/read.ts';
import { type PageContext, recordHref } from '../context.ts';
import { html, type Html } from '../html.ts';

/** A text with its marks: language where it is another one, "not reviewed" where it is a machine's. */
export function text(context: PageContext, texts: Multilingual): Html {
  const chosen = chooseText(texts, context.preferred);
  return chosen ? html`${inItsLanguage(context, chosen)}${marks(context, chosen)}` : absence(context, { absent: 'not_stated' });
}

/** The same without marks, for headings and links. */
export function bareText(context: PageContext, texts: Multilingual): Html | string {
  const chosen = chooseText(texts, context.preferred);
  return chosen ? inItsLanguage(context, chosen) : '';
}

/** As plain text, for titles of pages and pictures. */
export function plainText(context: PageContext, texts: Multilingual | Absence | undefined): string {
  return texts === undefined || isAbsence(texts) ? '' : (chooseText(texts as Multilingual, context.preferred)?.text ?? '');
}

function inItsLanguage({ language }: PageContext, chosen: ChosenText): Html | string {
  return chosen.language === language || chosen.language === 'und' ? chosen.text : html`<span lang="${chosen.language}">${chosen.text}</span>`;
}

function marks(context: PageContext, { language, status, fallback }: ChosenText): Html | false {
  const { t } = context;
  if (fallback) return html` <small class="mark">${t('core.texts.only_in', { language: languageName(t, language) })}</small>`;
  return status === 'machine' && html` <small class="mark">${t('core.texts.machine')}</small>`;
}

/** A special value, in words. */
export function absence({ t }: PageContext, { absent, ground, reviewOn }: Absence): Html {
  return html`<span class="absent absent-${absent}">${t(`core.absences.${absent}`)}</span>${ground !== undefined && html` <small>${ground}</small>`}${reviewOn !== undefined && html` <small>${t('core.absences.review_on', { date: reviewOn })}</small>`}`;
}

/** The title of a record as plain text in the best language. */
export function mentionTitle({ preferred, t }: PageContext, mention: Pick<Mention, 'title'>): string {
  return chooseTitle(mention.title, preferred)?.text ?? t('core.records.untitled');
}

/** The name of a public record as plain text. */
export function recordName(context: PageContext, { kind, document }: Pick<PublicRecord, 'kind' | 'document'>): string {
  return mentionTitle(context, { title: titleOf(context.platform.kinds.get(kind), document) });
}

/** A link to a record by its code and title. */
export function mentionLink(context: PageContext, mention: Mention): Html {
  const chosen = chooseTitle(mention.title, context.preferred);
  const kind = context.platform.kinds.get(mention.kind);
  return html`<a href="${recordHref(context, kind, mention.id)}">${mention.code !== undefined && html`<span class="code">${mention.code}</span> `}${chosen ? inItsLanguage(context, chosen) : mention.id}</a>`;
}

/** The name of a kind: one, or several. */
export function kindName({ t }: PageContext, kind: Kind, number: 'one' | 'many'): string {
  return t(`kinds.${kind.name}.${number}`);
}
