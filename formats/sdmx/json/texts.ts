/** Localised texts of SDMX-JSON: `name` in the best language, `names` in all. */
import { bestText, type Text } from '../model.ts';
import { type Json, objectAt, textAt } from './parse.ts';

/** BCP 47 as far as anything here needs it. */
export const LANGUAGE = /^[A-Za-z]{1,8}(-[A-Za-z0-9]{1,8})*$/;
/** The language of a text that a message gives without one. */
export const UNSAID = 'und';

/** `{ name, names }`, ready to be spread into an object. @param fallback the name of what has none. */
export function namesAs(text: Text, languages: readonly string[], fallback: string): { name: string; names?: Text } {
  const name = bestText(text, languages);
  return name === undefined ? { name: fallback } : { name, ...(Object.keys(text).every((language) => language !== UNSAID) && { names: text }) };
}

/** What an object is called: `names`, else `name` in a language that nobody says. Version 1.0 has both as well. */
export function namesOf(value: Json | undefined): Text {
  const names = objectAt(value, 'names');
  if (names && names.size > 0) return textOf(names);
  const name = textAt(value, 'name');
  return name === undefined ? {} : { [UNSAID]: name };
}

/** The members that are texts by language; nothing else. */
export function textOf(members: ReadonlyMap<string, Json>): Text {
  return Object.fromEntries([...members].flatMap(([language, text]) => (LANGUAGE.test(language) && typeof text === 'string' ? [[language, text]] : [])));
}
