/** HTML by tagged templates: what is put in is escaped, what a template made is not escaped twice. */
import { html as template, raw as unescaped } from 'hono/html';
import type { HtmlEscapedString } from 'hono/utils/html';

export type Html = HtmlEscapedString;
type Part = Html | string | number | undefined | null | false | readonly Part[];

/** Templates of ours hold no promises, so the result is there at once. */
export function html(strings: TemplateStringsArray, ...parts: readonly Part[]): Html {
  return template(strings, ...parts.map((part) => (part === undefined || part === false ? '' : part))) as Html;
}

/** Text that is markup already. Only for markup of our own making: never for a text of a record. */
export const raw = (markup: string): Html => unescaped(markup) as Html;
export const nothing: Html = raw('');
