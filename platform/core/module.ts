/** What a module brings: see docs/architecture.md. */
import type { Job } from './jobs/job.ts';
import type { ComputedFacets } from './kinds/computed-facets.ts';
import type { JsonSchema } from './kinds/json-schema.ts';
import type { Document, Gate, Kind, Projection } from './kinds/kind.ts';
import type { Person } from './access/person.ts';
import type { Node } from './open-data/json-ld.ts';
import type { Platform } from './platform.ts';
import type { PublicRecord, Version } from './records/read.ts';
import type { Database } from './storage/database.ts';
import type { Service } from './services/service.ts';
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
  /** By kind: tables of the module that follow from the newest versions. */
  readonly projections?: Readonly<Record<string, Projection>>;
  /** Folders of message catalogues. */
  readonly messages: readonly URL[];
  readonly migrations?: MigrationFolder;
  /** What the head of every page leads to: the door of the module. */
  readonly navigation?: readonly NavigationItem[];
  /** What the foot of every page leads to beside it. */
  readonly reference?: readonly NavigationItem[];
  /** Adds the pages that are the module's own. */
  routes?(web: Web): void;
  /** What programs can read of them, for the OpenAPI document. */
  readonly operations?: readonly ModuleOperation[];
  /** The same of addresses below no language. */
  readonly plainOperations?: readonly PlainOperation[];
  /** The first page; the first module that has one gives it. */
  home?(context: PageContext): Promise<View>;
  /** What else every record of a kind says at its end, beside its history. */
  recordFooter?(context: PageContext, kind: Kind, id: string): Html;
  /** What it says at the end of every page that shows one version whole: the record, the version, what was withdrawn. */
  versionFooter?(context: PageContext, kind: Kind, version: Version): Promise<Html>;
  /** By number of version: what it says of each in the list of versions. */
  versionNotes?(context: PageContext, kind: Kind, id: string): Promise<ReadonlyMap<number, Html>>;
  /** What its pages tell beside what is published, in a few characters that differ when it does: see `Web.page`. */
  state?(database: Database): Promise<string>;
  /** By kind: the fields that hold what was promised. Edits of them are shown first among changes. */
  readonly promises?: Readonly<Record<string, readonly string[]>>;
  /** A folder of modules for browsers, beside those of the core: each is an asset by its name. */
  readonly browser?: URL;
  /** What else the desk of a person shows: what is due from their bodies. */
  desk?(context: PageContext, person: Person): Promise<Html>;
  /** What is done by the clock. */
  readonly jobs?: readonly Job[];
  /** What a server does all the time. */
  readonly services?: readonly Service[];
  /**
   * By kind: fields by which news of what links to a record of the kind reaches further. With `product: ['supplier']`
   * whoever follows a supplier hears of the deployments of its products.
   */
  readonly passesNewsOn?: Readonly<Record<string, readonly string[]>>;
  /** By kind: what its records show in place of the default rendering of the fields. */
  readonly recordPages?: Readonly<Record<string, RecordPage>>;
  /** By kind, be it of another module: what the module adds below the body of a record's page. */
  readonly recordSections?: Readonly<Record<string, RecordPage>>;
  /** By kind: what JSON-LD says of a record beside its fields, in the prefixes of the context (`dcat:distribution`). */
  readonly linkedData?: Readonly<Record<string, (platform: Platform, record: PublicRecord) => Promise<Node>>>;
  /** By kind: what a draft still owes beside what its kind requires. */
  readonly due?: Readonly<Record<string, DueFinder>>;
}

/** A page of a module as JSON. Its texts are the messages `reference.operations.<id>.title` and `.about`. */
export interface ModuleOperation {
  readonly id: string;
  /** Of a route of the module, as it was given to `web.page`: `/strategies/:id/gaps`. */
  readonly pattern: string;
  /** What the JSON looks like. */
  readonly schema: JsonSchema;
}

/** What a module answers below no language, in a form of its own. Its texts are the same messages. */
export interface PlainOperation {
  readonly id: string;
  /** As it was given to `web.plain`: `/sdmx/data/*`. */
  readonly route: string;
  /** An address of it that can be asked as it stands. */
  readonly address: string;
  readonly type: string;
  readonly schema: JsonSchema;
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
