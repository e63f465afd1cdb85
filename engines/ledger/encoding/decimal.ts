/**
 * ASCII decimal without leading zeroes, as the C2SP formats write sizes, indexes and times. Values above 2^53 − 1 are
 * refused: a number of this engine is exact or it is none. (At a million entries a second that is the year 2311.)
 */
export function fromDecimal(text: string): number | undefined {
  if (!/^(?:0|[1-9][0-9]{0,15})$/.test(text)) return undefined;
  const value = Number(text);
  return Number.isSafeInteger(value) ? value : undefined;
}
