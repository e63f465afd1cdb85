/** The pages of the history: what its module brings for readers. */
import type { Module } from '#core/module.ts';
import { wantedLanguage } from '#core/web/negotiate.ts';
import { NotFound } from '#core/web/view.ts';
import type { Web } from '#core/web/web.ts';
import { pastedHash } from './verification/input.ts';
import { ledgerState } from './queries.ts';
import { changesView } from './views/changes.ts';
import { entriesView } from './views/entries.ts';
import { entryView } from './views/entry.ts';
import { howToVerifyView, mirrorGuideView, witnessGuideView } from './views/guides.ts';
import { overviewView } from './views/overview.ts';
import { chainView, versionFooter, versionNotes } from './views/record.ts';
import { redactionsView } from './views/redactions.ts';
import { verifyAction, verifyView } from './views/verify.ts';
import { operations } from './pages-operations.ts';

export const historyPages = {
  messages: ['pages', 'verify', 'guides', 'api'].map((folder) => new URL(`messages/${folder}/`, import.meta.url)),
  navigation: [{ path: 'history', label: 'history.navigation' }],
  browser: new URL('browser/', import.meta.url),
  operations,
  state: ledgerState,
  versionFooter,
  versionNotes,
  routes: historyRoutes,
} satisfies Partial<Module>;

function historyRoutes(web: Web): void {
  web.page('/history', overviewView);
  web.page('/history/entries', entriesView);
  web.page('/history/entries/:index', entryView);
  web.page('/history/changes', changesView);
  web.page('/history/redactions', redactionsView);
  web.page('/history/verify', verifyView);
  verifyAction(web);
  web.page('/history/how-to-verify', howToVerifyView);
  web.page('/history/witness', witnessGuideView);
  web.page('/history/mirror', mirrorGuideView);
  web.page('/:path/:id/history', chainView);
  printedRoutes(web);
}

/** The short address of a printed code. It is in capitals, as codes of capitals are smaller; people may type it as they like. */
function printedRoutes(web: Web): void {
  for (const letter of ['L', 'l']) {
    for (const pattern of [`/${letter}/:index`, `/${letter}/:index/:leaf`]) {
      web.plain(pattern, (context) => {
        const [index = '', leaf] = [context.req.param('index'), context.req.param('leaf') as string | undefined];
        const hash = leaf === undefined ? undefined : pastedHash(leaf);
        if (!/^\d{1,15}$/.test(index) || (leaf !== undefined && !hash)) throw new NotFound();
        context.header('Vary', 'Accept-Language');
        const query = hash ? `?leaf=${Buffer.from(hash).toString('hex')}` : '';
        return context.redirect(`/${wantedLanguage(context, web.platform.configuration.languages)}/history/entries/${Number(index)}${query}`, 303);
      });
    }
  }
}
