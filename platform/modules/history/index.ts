/** The public history that no one can quietly rewrite: a log of every publication, with witnesses. */
import type { Module } from '#core/module.ts';

export const history: Module = {
  name: 'history',
  kinds: [],
  messages: [],
  migrations: { owner: 'history', folder: new URL('migrations/', import.meta.url) },
};
