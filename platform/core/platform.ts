/** Everything that a running platform consists of. */
import type { Messages } from './i18n/messages.ts';
import type { KindSet } from './kinds/kind.ts';
import type { Module } from './module.ts';
import type { Configuration } from './pack/configuration.ts';
import type { Publisher } from './records/publish.ts';
import type { Database } from './storage/database.ts';

export interface Platform {
  readonly database: Database;
  readonly modules: readonly Module[];
  readonly kinds: KindSet;
  readonly messages: Messages;
  readonly configuration: Configuration;
  /** Where the site is reached from outside: `https://ia.gob.pe`. Without a slash at the end. */
  readonly origin: string;
  /** The clock, so that tests can set it. */
  now(): Date;
}

/** What publication needs of a platform. */
export function publisherOf({ kinds, configuration }: Platform): Publisher {
  return { kinds, languages: configuration.languages };
}
