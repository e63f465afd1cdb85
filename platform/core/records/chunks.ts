/** Rows in one statement: PostgreSQL takes at most 65,535 parameters, and our widest row has ten. */
const CHUNK = 500;

export function* inChunks<T>(items: readonly T[]): Generator<readonly T[]> {
  for (let start = 0; start < items.length; start += CHUNK) yield items.slice(start, start + CHUNK);
}
