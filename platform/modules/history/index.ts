/** The public history that no one can quietly rewrite: a log of every publication, with witnesses. */
import type { Module } from '#core/module.ts';
import { ledgerRoutes } from './ledger/routes.ts';
import { logService } from './ledger/service.ts';
import { historyPages } from './pages.ts';

export const history: Module = {
  ...historyPages,
  name: 'history',
  kinds: [],
  migrations: { owner: 'history', folder: new URL('migrations/', import.meta.url) },
  services: [logService],
  routes(web) {
    ledgerRoutes(web);
    historyPages.routes(web);
  },
};
