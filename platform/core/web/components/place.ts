/** Places in a source, as records name them. */
import type { Translator } from '../../i18n/messages.ts';

/** `line 12`, `lines 12-14, 20` and `lines 12 and 20` are said in the language of the page; any other place is said as it stands. */
export function placeText(t: Translator, place: string): string {
  const [, unit, numbers] = /^(line|page|article|section)s? ([\d–, .-]+(?: and [\d–, .-]+)*)$/.exec(place) ?? [];
  if (unit === undefined || numbers === undefined) return place;
  const listed = numbers.replaceAll(' and ', ', ');
  const several = /\d[–, -]+\d/.test(listed) && t.has(`core.places.${unit}s`);
  return t(`core.places.${unit}${several ? 's' : ''}`, { numbers: listed });
}
