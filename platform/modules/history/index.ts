/** The public history that no one can quietly rewrite: a log of every publication, with witnesses. */
import type { Module } from '#core/module.ts';
import { historyPages } from './pages.ts';

export const history: Module = {
  ...historyPages,
  name: 'history',
  kinds: [],
  migrations: { owner: 'history', folder: new URL('migrations/', import.meta.url) },
};
