/** `/api/changes`: what was published and withdrawn since a sequence, for whoever keeps a copy. */
import { changesSince, type ChangesRequest, MOST_CHANGES, MOST_DOCUMENTS } from '../../open-data/changes.ts';
import { thingAddress } from '../../open-data/vocabulary.ts';
import type { Platform } from '../../platform.ts';
import { deliver } from '../deliver.ts';
import { FinishedPage } from '../page-cache.ts';
import { BadRequest } from '../view.ts';
import type { Web } from '../web.ts';

export function changesRoutes(web: Web): void {
  web.plain('/api/changes', async (context) => {
    const answer = await changesJson(web.platform, new URL(context.req.url).searchParams);
    return deliver(context, new FinishedPage(200, 'application/json; charset=utf-8', `${JSON.stringify(answer, null, 1)}\n`), 'no-cache');
  });
}

const USUAL = 100;

async function changesJson(platform: Platform, query: URLSearchParams) {
  const withDocuments = readChoice(query.get('documents'));
  const request = readRequest(platform, query, withDocuments);
  const { versions, newest, next, more } = await changesSince(platform.database, request);
  // Such a sequence was never given: the site was put back to an older state, and the copy holds what is no longer here.
  if (request.since > newest) throw new BadRequest('open_data.errors.since_ahead', { newest });
  const following = new URL('/api/changes', platform.origin);
  for (const [name, value] of query) if (name !== 'since') following.searchParams.append(name, value);
  following.searchParams.set('since', String(next));
  return {
    sequence: newest,
    changes: versions.map((version) => ({
      sequence: version.sequence,
      id: version.id,
      kind: version.kind,
      version: version.number,
      act: version.act,
      publishedAt: version.publishedAt.toISOString(),
      url: thingAddress(platform.origin, version.id),
      ...(withDocuments && { document: version.document }),
    })),
    more,
    next: following.href,
  };
}

/** @throws BadRequest where a parameter means nothing. */
function readRequest({ kinds }: Platform, query: URLSearchParams, withDocuments: boolean): ChangesRequest {
  const kind = query.get('kind') || undefined;
  if (kind !== undefined && !kinds.find(kind)) throw new BadRequest('core.errors.no_such_kind', { kind });
  const since = query.get('since') || '0';
  // Not more digits than a number can hold without loss.
  if (!/^\d{1,15}$/.test(since)) throw new BadRequest('open_data.errors.since');
  const maximum = withDocuments ? MOST_DOCUMENTS : MOST_CHANGES;
  const limit = Number(query.get('limit') || USUAL);
  if (!Number.isInteger(limit) || limit < 1 || limit > maximum) throw new BadRequest('open_data.errors.limit', { maximum });
  return { since: Number(since), kind, limit };
}

function readChoice(written: string | null): boolean {
  if (written !== null && !['', '0', '1'].includes(written)) throw new BadRequest('open_data.errors.documents');
  return written === '1';
}
