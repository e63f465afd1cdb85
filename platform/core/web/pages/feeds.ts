/** The feeds of a kind and of a record. That of the whole site is in site.ts. */
import { latestVersionsAbout, latestVersionsOfKind, newestVersion } from '../../records/read.ts';
import { namesOf } from '../../subscriptions/names.ts';
import { atomFeed, ATOM_TYPE, type Feed, FEED_LENGTH } from '../atom.ts';
import { kindName } from '../components/text.ts';
import type { PageContext } from '../context.ts';
import { siteTitle } from '../layout.ts';
import { NotFound, type View } from '../view.ts';
import type { Web } from '../web.ts';
import { idAt, kindAt } from './record-address.ts';

export function feedRoutes(web: Web): void {
  web.page('/:path/feed', kindFeed);
  web.page('/:path/:id/feed', recordFeed);
}

async function feedView(context: PageContext, feed: Feed): Promise<View> {
  const content = await atomFeed(context.platform, context.language, feed);
  return {
    html: () => {
      throw new NotFound();
    },
    others: { atom: { type: ATOM_TYPE, content: () => content } },
  };
}

async function kindFeed(context: PageContext): Promise<View> {
  const kind = kindAt(context);
  const versions = await latestVersionsOfKind(context.platform.database, kind.name, FEED_LENGTH);
  return feedView(context, { path: `${kind.path}/feed`, title: `${siteTitle(context)}: ${kindName(context, kind, 'many')}`, of: kind.path, versions });
}

async function recordFeed(context: PageContext): Promise<View> {
  const { platform, preferred } = context;
  const { database } = platform;
  const [kind, id] = [kindAt(context), idAt(context)];
  if ((await newestVersion(database, id))?.kind !== kind.name) throw new NotFound();
  const name = (await namesOf(database, platform, [id], preferred)).get(id) ?? id;
  return feedView(context, { path: `${kind.path}/${id}/feed`, title: `${siteTitle(context)}: ${name}`, of: `${kind.path}/${id}`, versions: await latestVersionsAbout(database, id, FEED_LENGTH) });
}
