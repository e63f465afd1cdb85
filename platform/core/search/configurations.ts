/** Which text search configuration reads which language (migrations/0002_search.sql makes them). */

const STEMMED: ReadonlySet<string> = new Set(['es', 'en', 'pt', 'fr']);
export const PLAIN = 'yupana_plain';

/** `yupana_es` for `es` and `es-PE`; the plain one for languages that PostgreSQL has no stemmer for. */
export function configurationFor(language: string): string {
  const base = language.split('-')[0] ?? language;
  return STEMMED.has(base) ? `yupana_${base}` : PLAIN;
}

/** Every configuration in which a text of the deployment may stand: of its languages, and the plain one. */
export function configurationsFor(languages: readonly string[]): string[] {
  return [...new Set([...languages.map(configurationFor), PLAIN])];
}
