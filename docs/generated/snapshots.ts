/**
 * What is kept in the repository so that a change shows in review. To add one, add a line to {@link snapshots}; then
 * `npm run snapshots`.
 */
import { kindMarkdown } from '../../platform/core/kinds/documentation.ts';
import { apiDocument } from '../../platform/core/web/pages/reference.ts';
import { messagesMarkdown } from './messages-markdown.ts';
import { routesMarkdown } from './routes-markdown.ts';
import { snapshotSite } from './site.ts';

/** Files below this folder, by name. The same sources give the same bytes. */
export async function snapshots(): Promise<ReadonlyMap<string, string>> {
  const { platform, web } = await snapshotSite();
  const { languages } = platform.configuration;
  const t = platform.messages.translator('en', ['en', 'es']);
  return new Map([
    ['openapi.json', `${JSON.stringify(apiDocument(web, 'en'), null, 1)}\n`],
    ['routes.md', routesMarkdown(web.routes, languages)],
    ['messages.md', messagesMarkdown(platform.messages, languages)],
    ...platform.kinds.all.map((kind): [string, string] => [`kinds/${kind.name}.md`, kindMarkdown(kind, t, languages, platform.kinds.computed[kind.name])]),
  ]);
}
