/**
 * A site against its log: is every version that it shows the one that was logged, and is all there that was logged? The log
 * tells of records without their documents, so a document that was rewritten shows only where the two are compared.
 */
import { createHash } from 'node:crypto';
import { pipeline, Readable } from 'node:stream';
import { parse } from 'csv-parse';
import type { TreeHead } from '@yupana/ledger';
import { reasonOf } from '../config.ts';
import { readEntry } from '../entry.ts';
import { httpSource, type LogSource, Unreachable } from '../source.ts';
import { Difference, same, VerifiedTree } from '../tree.ts';

export interface SiteFinding {
  /** `differs`: shown otherwise than it was logged. `not-logged`: shown, and not in the log. `gone`: logged, and no longer there. */
  readonly what: 'differs' | 'not-logged' | 'gone';
  readonly record: string;
  readonly version: number;
  readonly entry: number | undefined;
  readonly reason: string;
}

export interface SiteComparison {
  /** That the site shows. */
  readonly versions: number;
  /** Of which the document was fetched and is the one that was logged. */
  readonly same: number;
  /** Published after the newest version that is logged, and just now. */
  readonly waiting: number;
  /** The first ones. */
  readonly findings: readonly SiteFinding[];
  readonly faults: number;
}

/** A version as the site lists it. */
export interface ShownVersion {
  readonly record: string;
  readonly version: number;
  readonly withdrawn: boolean;
  readonly publishedAt: number;
  /** Of its page, below the address of the site. */
  readonly path: string;
}

interface LoggedVersion {
  readonly index: number;
  readonly type: string;
  readonly sha256: string | undefined;
}

/** More are counted, not kept. */
const MOST_FINDINGS = 20;
/** Documents that are fetched at once. */
const AT_ONCE = 8;
const DOCUMENT_BYTES = 64 * 1024 * 1024;
/** The list of a large site takes its time; a site that never ends is not waited for. */
const PATIENCE_MS = 10 * 60 * 1000;
/** The log takes a second. Whoever publishes and does not log shall not say "soon" for ever. */
const LONGEST_WAIT_MS = 10 * 60 * 1000;

/** Every version that a site has ever published, as its list of changes tells. Throws `Unreachable`. */
export async function shownVersions(site: string, language: string): Promise<ShownVersion[]> {
  const address = `${site}/${language}/history/changes.csv?from=1900-01-01&to=9999-12-31`;
  try {
    const answer = await fetch(address, { headers: { 'User-Agent': 'yupana' }, signal: AbortSignal.timeout(PATIENCE_MS) });
    if (!answer.ok || answer.body === null) throw new Unreachable(`${address} answers ${answer.status}`);
    const parser = parse({ columns: true, bom: true, max_record_size: 65_536 });
    // What goes wrong on the way comes out of the parser.
    pipeline(Readable.from(answer.body), parser, () => undefined);
    const rows = parser as AsyncIterable<Readonly<Record<string, string>>>;
    const versions: ShownVersion[] = [];
    for await (const row of rows) versions.push(shownVersion(row, address));
    return versions;
  } catch (error) {
    throw error instanceof Unreachable ? error : new Unreachable(`${address} gives no list of versions: ${reasonOf(error)}`, { cause: error });
  }
}

function shownVersion({ record = '', version = '', act = '', published_at: at = '', url = '' }: Readonly<Record<string, string>>, address: string): ShownVersion {
  // Only the path counts: nobody sends us elsewhere.
  const path = URL.parse(url)?.pathname ?? '';
  const publishedAt = Date.parse(at);
  if (!/^[1-9]\d{0,8}$/.test(version) || Number.isNaN(publishedAt) || !path.endsWith(`/${record}/versions/${version}`)) throw new Unreachable(`${address} lists something that is no version: ${JSON.stringify({ record, version, act, at, url }).slice(0, 300)}`);
  return { record, version: Number(version), withdrawn: act === 'withdrawn', publishedAt, path: path.slice(1) };
}

export interface ComparedSite {
  readonly site: string;
  readonly log: LogSource;
  /** Of the log as it was before the site was asked for its list: this much the list must have. */
  readonly before: TreeHead;
  /** As it was after that. */
  readonly head: TreeHead;
  readonly shown: readonly ShownVersion[];
  /** Milliseconds since 1970. */
  now(): number;
  progress?(done: number, total: number): void;
}

/** Throws `Difference` where the log is not what its head says, `Unreachable` where something cannot be had. */
export async function compareSite({ site, log, before, head, shown, now, progress }: ComparedSite): Promise<SiteComparison> {
  const { versions, newestAt } = await loggedVersions(log, before, head);
  const findings: SiteFinding[] = [];
  const counts = { same: 0, waiting: 0, faults: 0, done: 0 };
  const found = (finding: SiteFinding): void => {
    counts.faults++;
    if (findings.length < MOST_FINDINGS) findings.push(finding);
  };
  const pages = httpSource(site);
  const check = async (one: ShownVersion): Promise<void> => {
    const { record, version, publishedAt } = one;
    const logged = versions.get(nameOf(one));
    if (logged === undefined) {
      if (publishedAt > newestAt && now() - publishedAt < LONGEST_WAIT_MS) counts.waiting++;
      else found({ what: 'not-logged', record, version, entry: undefined, reason: `the site shows it, and ${log.name} does not have it` });
      return;
    }
    const fault = await faultOf(one, logged, pages);
    if (fault === undefined) counts.same++;
    else found({ ...fault, record, version, entry: logged.index });
  };
  for (let at = 0; at < shown.length; at += AT_ONCE) {
    await Promise.all(shown.slice(at, at + AT_ONCE).map(check));
    progress?.(Math.min(at + AT_ONCE, shown.length), shown.length);
  }
  const there = new Set(shown.map(nameOf));
  for (const [name, { index }] of versions) {
    const [record = '', version = ''] = name.split(' ');
    if (index < before.size && !there.has(name)) found({ what: 'gone', record, version: Number(version), entry: index, reason: 'the log has it, and the site does not list it' });
  }
  return { versions: shown.length, same: counts.same, waiting: counts.waiting, findings, faults: counts.faults };
}

const nameOf = ({ record, version }: { readonly record: string; readonly version: number }): string => `${record} ${version}`;

async function faultOf({ withdrawn, path }: ShownVersion, { type, sha256 }: LoggedVersion, pages: LogSource): Promise<Pick<SiteFinding, 'what' | 'reason'> | undefined> {
  if (withdrawn !== (type === 'withdrawal')) return { what: 'differs', reason: withdrawn ? 'the site says that it is withdrawn, the log that it was published' : 'the site shows a document, the log has a withdrawal' };
  if (withdrawn) return undefined;
  const document = await pages.read(`${path}.canonical`, DOCUMENT_BYTES);
  if (document === undefined) return { what: 'gone', reason: 'the log has it, and the site no longer gives its document' };
  const digest = createHash('sha256').update(document).digest('hex');
  return digest === sha256 ? undefined : { what: 'differs', reason: `its document has the digest ${digest}, the log names ${sha256}: it was changed` };
}

/** The newest entry of each version: a number comes twice where a restored backup had lost the first. */
async function loggedVersions(log: LogSource, before: TreeHead, head: TreeHead): Promise<{ readonly versions: ReadonlyMap<string, LoggedVersion>; readonly newestAt: number }> {
  const versions = new Map<string, LoggedVersion>();
  let newestAt = -Infinity;
  if (head.size < before.size) throw new Difference(`${log.name} had ${before.size} entries a moment ago, and has ${head.size}`);
  const tree = await VerifiedTree.open(log, head);
  if (before.size > 0 && !same(await tree.rootOf(before.size), before.root)) throw new Difference(`${log.name} does not begin with the ${before.size} entries that it had a moment ago`);
  if (head.size === 0) return { versions, newestAt };
  for await (const { start, entries } of tree.bundlesFrom(0)) {
    for (const [at, bytes] of entries.entries()) {
      const { type, record, version, sha256, at: time } = readEntry(bytes);
      if (record === undefined || version === undefined || (type !== 'publication' && type !== 'withdrawal')) continue;
      versions.set(nameOf({ record, version }), { index: start + at, type, sha256 });
      newestAt = Math.max(newestAt, Date.parse(time ?? '') || -Infinity);
    }
  }
  return { versions, newestAt };
}
