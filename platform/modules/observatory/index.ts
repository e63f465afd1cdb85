import type { Module } from '#core/module.ts';
import { index } from './kinds/index-kind.ts';
import { indexEdition } from './kinds/index-edition.ts';
import { indicator } from './kinds/indicator.ts';
import { observationSet } from './kinds/observation-set.ts';

/** Where the country stands: figures with their sources, and indices that tell how sure they are. */
export const observatory: Module = {
  name: 'observatory',
  kinds: [indicator, observationSet, index, indexEdition],
  messages: [new URL('messages/kinds/', import.meta.url)],
};
