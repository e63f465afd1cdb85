/**
 * Ids of SDMX hold letters, digits, `_`, `-`, `@` and `$` only; our codes of groups are what a source calls them. Every other sign
 * becomes its number between `$`: `Claro Perú` is `Claro$20$Per$FA$`. What an id says can so be read without a list.
 */

/** The whole, of which a figure is where it is of no group. */
export const TOTAL = '_T';

export function idOf(text: string): string {
  const id = [...text].map((sign) => (/^[A-Za-z0-9_@-]$/.test(sign) ? sign : `$${(sign.codePointAt(0) ?? 0).toString(16).toUpperCase()}$`)).join('');
  // `_T` and its like mean something of their own.
  return id.startsWith('_') ? `$5F$${id.slice(1)}` : id;
}

/** What {@link idOf} made the id of; an id of somebody else as it is. */
export function textOfId(id: string): string {
  const text = id.replace(/\$([0-9A-F]{1,6})\$/g, (whole, digits: string) => {
    const number = Number.parseInt(digits, 16);
    return number <= 0x10ffff ? String.fromCodePoint(number) : whole;
  });
  return idOf(text) === id ? text : id;
}
