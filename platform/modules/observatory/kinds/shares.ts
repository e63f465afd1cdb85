/** Which percentages k of n can give. */

/** Digits after the point of a decimal as it is printed. */
export function digitsOf(value: string): number {
  return value.split('.')[1]?.length ?? 0;
}

/** True where k of n, in percent and rounded to as many digits as the value has, is the value. Half a unit may go either way. */
export function gives(k: number, n: number, value: string): boolean {
  const digits = digitsOf(value);
  if (n <= 0 || digits > 20) return false;
  // Whole numbers only, so that nothing hangs on how fractions are kept: |200k·10^d − 2·value·10^d·n| ≤ n.
  const scale = 10n ** BigInt(digits);
  const printed = BigInt(value.replace('.', ''));
  const distance = 200n * BigInt(k) * scale - 2n * printed * BigInt(n);
  return (distance < 0n ? -distance : distance) <= BigInt(n);
}

/** A k that n turns into the value, or undefined where no whole number does. */
export function numeratorOf(n: number, value: string): number | undefined {
  const nearest = Math.round((Number(value) * n) / 100);
  return [nearest - 1, nearest, nearest + 1].find((k) => k >= 0 && k <= n && gives(k, n, value));
}
