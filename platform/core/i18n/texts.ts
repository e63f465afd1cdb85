/** A text of a record in the language of the page, or in the next best one, visibly. */
import type { Multilingual, TextStatus } from '../kinds/values.ts';

export interface ChosenText {
  readonly text: string;
  /** `und` for a text in no language. */
  readonly language: string;
  /** Undefined where the status is not known (a title taken from the search row). */
  readonly status: TextStatus | undefined;
  /** True where the language of the page was asked for and is missing. */
  readonly fallback: boolean;
}

/**
 * @param preferred the language of the page, then those to fall back on.
 * @returns undefined for a text that has no language at all.
 */
export function chooseText(texts: Multilingual, preferred: readonly string[]): ChosenText | undefined {
  const language = chooseLanguage(Object.keys(texts), preferred);
  const chosen = language === undefined ? undefined : texts[language];
  return language === undefined || !chosen ? undefined : { text: chosen.text, language, status: chosen.status, fallback: language !== preferred[0] };
}

/** The same for a title, which knows no status. */
export function chooseTitle(titles: Readonly<Record<string, string>>, preferred: readonly string[]): ChosenText | undefined {
  const language = chooseLanguage(Object.keys(titles), preferred);
  const text = language === undefined ? undefined : titles[language];
  return language === undefined || text === undefined ? undefined : { text, language, status: undefined, fallback: language !== preferred[0] && language !== 'und' };
}

function chooseLanguage(available: readonly string[], preferred: readonly string[]): string | undefined {
  return preferred.find((tag) => available.includes(tag)) ?? available[0];
}
