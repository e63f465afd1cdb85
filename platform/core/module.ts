/** What a module brings: see docs/architecture.md. */
import type { Document, Gate, Kind } from './kinds/kind.ts';
import type { PublicRecord } from './records/read.ts';
import type { MigrationFolder } from './storage/migrate.ts';
import type { PageContext } from './web/context.ts';
import type { Html } from './web/html.ts';
import type { View } from './web/view.ts';
import type { Web } from './web/web.ts';

export interface NavigationItem {
  /** Below the language: `actions`. */
  readonly path: string;
  /** A message key. */
  readonly label: string;
}

export interface Module {
  readonly name: string;
  readonly kinds: readonly Kind[];
  /** By kind: what must hold before a record may be public. */
  readonly gates?: Readonly<Record<string, Gate>>;
  /** Folders of message catalogues. */
  readonly messages: readonly URL[];
  readonly migrations?: MigrationFolder;
  readonly navigation?: readonly NavigationItem[];
  /** Adds the pages that are the module's own. */
  routes?(web: Web): void;
  /** The first page; the first module that has one gives it. */
  home?(context: PageContext): Promise<View>;
  /** By kind: what its records show in place of the default rendering of the fields. */
  readonly recordPages?: Readonly<Record<string, RecordPage>>;
  /** By kind: what a draft still owes beside what its kind requires. */
  readonly due?: Readonly<Record<string, DueFinder>>;
}

/** Something that a draft still owes, at a field of it. */
export interface Due {
  /** The name of the field, as the kind has it. */
  readonly field: string;
  /** Why, in words. */
  readonly reason: string;
  /** Where that is said. */
  readonly basis?: { readonly label: string; readonly href: string };
  /** True where nothing is published without it. */
  readonly blocks: boolean;
}

/** Looks through a draft, which may be incomplete and wrong. @param id undefined for a record that does not exist yet. */
export type DueFinder = (context: PageContext, document: Document, id: string | undefined) => Promise<readonly Due[]>;

/** The body of a record's page between heading and history. */
export type RecordPage = (context: PageContext, record: PublicRecord) => Promise<Html>;
