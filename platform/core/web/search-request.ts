/** A search as the address says it: `?q=…&kind=…&f=axis:…&sort=newest&after=…`. */
import { isId } from '../records/id.ts';
import { type Cursor, type SearchRequest, type Sort, SORTS } from '../search/search.ts';
import type { Kind, KindSet } from '../kinds/kind.ts';
import { BadRequest } from './view.ts';

export const PAGE_SIZE = 30;
export const LARGEST_PAGE = 500;
export const MOST_FACETS = 12;

/** @throws BadRequest where a parameter means nothing; the words may be anything. */
export function readSearchRequest(url: URL, kinds: KindSet, kind?: Kind): SearchRequest {
  const { searchParams } = url;
  const kindName = kind?.name ?? (searchParams.get('kind') || undefined);
  if (kindName !== undefined && !kinds.find(kindName)) throw new BadRequest('core.errors.no_such_kind', { kind: kindName });
  const facets = searchParams.getAll('f').filter((facet) => facet !== '');
  if (facets.length > MOST_FACETS || facets.some((facet) => !/^[\w.]{1,80}:[^\0]{1,120}$/.test(facet))) throw new BadRequest('core.errors.facet');
  const after = searchParams.get('after');
  const before = searchParams.get('before');
  const cursor = after ? readCursor('after', after) : before ? readCursor('before', before) : undefined;
  const sort = readSort(searchParams.get('sort'));
  if (cursor && sort === 'newest' && !/^\d{16}$/.test(cursor.value)) throw new BadRequest('core.errors.cursor');
  return {
    words: searchParams.get('q') ?? '',
    ...(kindName !== undefined && { kind: kindName }),
    facets,
    sort,
    size: readSize(searchParams.get('size')),
    ...(cursor && { cursor }),
  };
}

function readSort(typed: string | null): Sort {
  if (typed === null || typed === '') return 'relevance';
  const sort = SORTS.find((one) => one === typed);
  if (!sort) throw new BadRequest('core.errors.sort', { sorts: SORTS.join(', ') });
  return sort;
}

function readSize(typed: string | null): number {
  if (typed === null || typed === '') return PAGE_SIZE;
  const size = Number(typed);
  if (!Number.isInteger(size) || size < 1 || size > LARGEST_PAGE) throw new BadRequest('core.errors.size', { maximum: LARGEST_PAGE });
  return size;
}

/** A cursor as text of an address. */
export function writeCursor({ value, id }: Cursor): string {
  return Buffer.from(JSON.stringify([value, id])).toString('base64url');
}

function readCursor(direction: Cursor['direction'], written: string): Cursor {
  try {
    const [value, id]: unknown[] = JSON.parse(Buffer.from(written, 'base64url').toString('utf8'));
    if (typeof value === 'string' && !value.includes('\0') && typeof id === 'string' && isId(id)) return { direction, value, id };
  } catch {
    // Not what we wrote: told below.
  }
  throw new BadRequest('core.errors.cursor');
}
