/** Which choice moves the order most, in a sentence. */
import { formatList, formatNumber } from '#core/i18n/format.ts';
import type { PageContext } from '#core/web/context.ts';
import { factorWords } from '../method-words.ts';
import type { OwnIndex } from '../own-index.ts';

/** The choice that matters most, set against the others: “the mean used matters about four times as much as the weights”. */
export function driverWords({ t }: PageContext, { data: { recipe }, robustness }: OwnIndex): string {
  const [first, ...others] = (robustness?.drivers ?? []).map(({ factor, total }) => ({ name: factorWords(t, recipe, factor), share: total.value })).toSorted((a, b) => b.share - a.share);
  if (!first || !(first.share > 0)) return t('observatory.sure.nothing');
  const multiples = others.filter(({ share }) => share > 0).map(({ name, share }) => ({ name, times: multipleOf(first.share / share) }));
  if (multiples.length === 0) return t('observatory.sure.only', { more: first.name });
  return [...Map.groupBy(multiples, ({ times }) => times)]
    .map(([times, alike]) => t(`observatory.sure.${times < 1.25 ? 'alike' : 'times'}`, { more: first.name, less: formatList(t, alike.map(({ name }) => name)), times: formatNumber(t, times) }))
    .join(' ');
}

/** As exact as a sentence needs it. */
function multipleOf(ratio: number): number {
  return ratio < 3 ? Math.round(10 * ratio) / 10 : Math.round(ratio);
}
