/** Feeds of publications and withdrawals (RFC 4287). */
import { chooseTitle } from '../i18n/texts.ts';
import type { Platform } from '../platform.ts';
import { type Version, versionOf } from '../records/read.ts';
import { nameOf } from '../records/version-title.ts';
import { preferredLanguages } from './context.ts';
import { html, raw } from './html.ts';

export const ATOM_TYPE = 'application/atom+xml; charset=utf-8';
export const FEED_LENGTH = 50;

export interface Feed {
  /** Below the language, without its ending: `feed`, `actions/feed`. */
  readonly path: string;
  readonly title: string;
  /** What it is a feed of, below the language: the first page, a record's. */
  readonly of: string;
  /** The newest first. */
  readonly versions: readonly Version[];
}

/** The feed in one language. */
export async function atomFeed(platform: Platform, language: string, { path, title, of, versions }: Feed): Promise<string> {
  const preferred = preferredLanguages(language, platform.configuration.languages);
  const t = platform.messages.translator(language, preferred);
  const named = await Promise.all(versions.map(async (version) => ({ version, title: await titleOfVersion(platform, version, preferred) })));
  const self = `${platform.origin}/${language}/${path}.atom`;
  const updated = versions[0]?.publishedAt ?? platform.now();
  return html`${raw('<?xml version="1.0" encoding="utf-8"?>\n')}<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="${language}">
<id>${self}</id><title>${title}</title><updated>${updated.toISOString()}</updated>
<link rel="self" type="application/atom+xml" href="${self}"/><link rel="alternate" type="text/html" href="${platform.origin}/${language}/${of}"/><author><name>${chooseTitle(platform.configuration.title, preferred)?.text}</name></author>
${named.map(({ version, title: name }) => {
    const kind = platform.kinds.get(version.kind);
    return html`<entry><id>urn:yupana:${version.id}:${version.number}</id><title>${t(`core.feed.${version.act}`, { kind: t(`kinds.${kind.name}.one`), title: name })}</title><updated>${version.publishedAt.toISOString()}</updated><link rel="alternate" type="text/html" href="${platform.origin}/${language}/${kind.path}/${version.id}/versions/${version.number}"/><category term="${version.kind}"/></entry>
`;
  })}</feed>
`.toString();
}

async function titleOfVersion(platform: Platform, version: Version, preferred: readonly string[]): Promise<string> {
  // A withdrawal has no document: what was withdrawn is named by the version before.
  const document = version.document ?? (await versionOf(platform.database, version.id, version.number - 1))?.document;
  return (document && nameOf(platform.kinds.get(version.kind), document, preferred)) ?? version.id;
}
