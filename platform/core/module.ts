/** What a module brings: see docs/architecture.md. */
import type { ComputedFacets } from './kinds/computed-facets.ts';
import type { Gate, Kind } from './kinds/kind.ts';
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
  /** By kind: facets that follow from several records. */
  readonly computedFacets?: Readonly<Record<string, ComputedFacets>>;
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
  /** By kind, be it of another module: what the module adds below the body of a record's page. */
  readonly recordSections?: Readonly<Record<string, RecordPage>>;
}

/** The body of a record's page between heading and history. */
export type RecordPage = (context: PageContext, record: PublicRecord) => Promise<Html>;
