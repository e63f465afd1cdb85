/** What a reader's weights mean, the same on the server and in a browser. */

/** Weights as typed, by code of the part. Undefined where one of them is none. */
export function weightsOf(typed: Iterable<readonly [code: string, text: string]>): Record<string, number> | undefined {
  const weights = [...typed].map(([code, text]) => [code, text.trim() === '' ? Number.NaN : Number(text.replace(',', '.'))] as const);
  return weights.every(([, weight]) => weight >= 0 && weight <= 1e9) ? Object.fromEntries(weights) : undefined;
}

export interface Stand {
  readonly kind: 'inside' | 'edge' | 'better' | 'worse';
  /** From the nearer end of the range. */
  readonly places: number;
}

/** Where a rank stands against a range of ranks. */
export function standOf(rank: number, low: number, high: number): Stand {
  if (rank < low) return { kind: 'better', places: low - rank };
  if (rank > high) return { kind: 'worse', places: rank - high };
  const places = Math.min(rank - low, high - rank);
  return { kind: places === 0 ? 'edge' : 'inside', places };
}


/** Messages below `observatory.panel`, for a translator or a template with the same texts. */
export type Say = (key: string, params: Readonly<Record<string, string>>) => string;

export function standWords(say: Say, { kind, places }: Stand): string {
  return say(kind, { places: say(places === 1 ? 'places_one' : 'places_many', { n: String(places) }) });
}

/** The same for a narrow column: “inside by 2”. */
export function standShort(say: Say, { kind, places }: Stand): string {
  return say(`short_${kind}`, { n: String(places) });
}

/** By rank, then in the order of before: so a browser orders the rows as the server does. */
export function inOrder<T>(rows: readonly T[], rankOf: (row: T) => number): T[] {
  return rows.toSorted((a, b) => (rankOf(a) || Infinity) - (rankOf(b) || Infinity));
}
