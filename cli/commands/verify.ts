/** `yupana verify proof`, `yupana verify log` */
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { Malformed, type Policy, Unverified } from '@yupana/ledger';
import { pastedHash } from '#modules/history/verification/input.ts';
import { type Command, UsageFault } from '../command.ts';
import { readPolicy, reasonOf } from '../history/config.ts';
import { type LogSource, openSource, Unreachable } from '../history/source.ts';
import { Difference } from '../history/tree.ts';
import { type Comparison, compareLogs } from '../history/verify/compare.ts';
import { type JudgedHead, readHead } from '../history/verify/head.ts';
import { NoEntry, type ProvedEntry, verifyProofFiles } from '../history/verify/proof.ts';
import { type Finding, verifyWholeLog, type WholeLog } from '../history/verify/whole-log.ts';
import { progressBar } from '../progress.ts';

/** 0, 1 and 2 are as for every command. */
export const REFUTED = 3;
const NOT_VOUCHED = 4;

export const CODES = `
Ends with 0 when all holds; 1 when it could not be checked (a file or address
that cannot be read); 2 when the call is wrong; 3 when something does not hold;
4 when nothing is wrong, but nobody vouches for it: the quorum of the policy is
not met, or no policy was given, so that no signature was checked.`;

export const verifyProof: Command = {
  help: `
yupana verify proof <file.tlog-proof> [--entry file] [--leaf hash]
                    [--document file.json] [--policy file] [--json]

Checks a proof (c2sp.org/tlog-proof) without any network: that the entry stands
in the tree, that the log has signed the tree, and that the quorum of witnesses
has seen it.

  --entry     the entry, as the page of the version gives it; not needed where
              the proof brings it along
  --leaf      the hash of the entry, as it is printed beside the code; enough
              in place of the entry, and else it must be the entry's
  --document  the public document of the version, as JSON: is it the one?
  --policy    whom to trust (c2sp.org/tlog-policy); get it from somebody other
              than the log
  --json      the result as JSON
${CODES}

Examples:
  yupana verify proof accion-3.tlog-proof --entry accion-3.json --policy peru.policy
  yupana verify proof a.tlog-proof --entry e.json --document d.json --policy p
  yupana verify proof scanned.txt --leaf "9f86 d081 …" --policy peru.policy`,
  async run(args) {
    const { values, positionals } = parseArgs({ args: [...args], options: { entry: { type: 'string' }, leaf: { type: 'string' }, document: { type: 'string' }, policy: { type: 'string' }, json: { type: 'boolean', default: false } }, allowPositionals: true });
    const [file] = positionals;
    if (file === undefined || positionals.length > 1) throw new UsageFault('Name one proof: file.tlog-proof.');
    const policy = values.policy === undefined ? undefined : readPolicy(values.policy);
    const leaf = values.leaf === undefined ? undefined : pastedHash(values.leaf);
    if (values.leaf !== undefined && leaf === undefined) throw new UsageFault('--leaf is a hash of 64 letters and figures, spaces do not matter.');
    const files = { proof: bytesOf(file), entry: values.entry === undefined ? undefined : bytesOf(values.entry), leaf, document: values.document === undefined ? undefined : bytesOf(values.document) };
    return withVerdict(values.json, async () => {
      const proved = await verifyProofFiles(files, policy);
      return { code: codeOf(proved.head), result: proofResult(proved), lines: proofLines(proved) };
    });
  },
};

export const verifyLog: Command = {
  help: `
yupana verify log <address or folder> [--against <address or folder>]
                  [--policy file] [--hashes-only] [--json]

Reads the whole log and computes it again from its entries: every hash of every
tile, the root that was signed, that each entry is canonical, that each record's
entries name the one before, and that no version is missing. Says the first
difference and its place.

  --against      also compares with a mirror, as far as both reach, and shows
                 the first entry that differs
  --policy       whom to trust (c2sp.org/tlog-policy)
  --hashes-only  does not look into the entries: for logs that are not ours
  --json         the result as JSON
${CODES}

Examples:
  yupana verify log https://ia.gob.pe/log --policy peru.policy
  yupana verify log /var/lib/yupana-mirror/<hash>
  yupana verify log https://ia.gob.pe/log --against https://espejo.ong.example/<hash>`,
  async run(args) {
    const { values, positionals } = parseArgs({ args: [...args], options: { against: { type: 'string' }, policy: { type: 'string' }, 'hashes-only': { type: 'boolean', default: false }, json: { type: 'boolean', default: false } }, allowPositionals: true });
    const [place] = positionals;
    if (place === undefined || positionals.length > 1) throw new UsageFault('Name one log: its address, or a folder with its files.');
    const policy = values.policy === undefined ? undefined : readPolicy(values.policy);
    const source = await openSource(place);
    const other = values.against === undefined ? undefined : await openSource(values.against);
    return withVerdict(values.json, () => checkLog(source, other, policy, values['hashes-only']));
  },
};

export interface Verdict {
  readonly code: number;
  readonly result: Readonly<Record<string, unknown>>;
  readonly lines: readonly string[];
}

async function checkLog(source: LogSource, other: LogSource | undefined, policy: Policy | undefined, hashesOnly: boolean): Promise<Verdict> {
  const head = await readHead(source, policy);
  const there = other && { source: other, head: await readHead(other, policy) };
  if (there && there.head.checkpoint.origin !== head.checkpoint.origin) throw new Unverified(`${source.name} is the log ${head.checkpoint.origin}, ${there.source.name} is ${there.head.checkpoint.origin}: these are two logs`);
  const bar = progressBar('Checking');
  const whole = await verifyWholeLog(source, head.checkpoint, { hashesOnly, progress: bar.update }).finally(bar.end);
  // A log that does not hold by itself is not compared: whatever came out would say nothing.
  const broken = whole.findings.some(({ what }) => what === 'different');
  const comparison = there && !broken ? await compareLogs({ source, head: head.checkpoint }, { source: there.source, head: there.head.checkpoint }) : undefined;
  const refuted = whole.faults > 0 || comparison?.difference !== undefined;
  const code = refuted ? REFUTED : Math.max(codeOf(head), there ? codeOf(there.head) : 0);
  return {
    code,
    result: { ...headResult(head), ...whole, ...(comparison && there && { comparison: comparisonResult(comparison, there) }) },
    lines: [...headLines(head), ...wholeLines(whole, hashesOnly), ...(comparison && there ? comparisonLines(comparison, head, there) : []), verdictLine(code, head)],
  };
}

export function codeOf({ vouched }: JudgedHead): number {
  return vouched === 'witnessed' ? 0 : NOT_VOUCHED;
}

const VERDICTS: Readonly<Record<number, string>> = { 0: 'holds', 1: 'not-checked', [REFUTED]: 'refuted', [NOT_VOUCHED]: 'not-vouched' };

export async function withVerdict(json: boolean, check: () => Promise<Verdict>): Promise<number> {
  const { code, result, lines } = await check().catch(failed);
  if (json) process.stdout.write(`${JSON.stringify({ verdict: VERDICTS[code], ...result }, undefined, 2)}\n`);
  else (code === 0 || code === NOT_VOUCHED ? process.stdout : process.stderr).write(`${lines.join('\n')}\n`);
  return code;
}

function failed(error: unknown): Verdict {
  if (error instanceof NoEntry) throw new UsageFault(error.message);
  const refuted = error instanceof Malformed || error instanceof Unverified || error instanceof Difference;
  if (!refuted && !(error instanceof Unreachable)) throw error;
  const reason = reasonOf(error);
  const entry = error instanceof Difference ? error.entry : undefined;
  return refuted ? { code: REFUTED, result: { reason, entry }, lines: [`DOES NOT HOLD: ${reason}.`] } : { code: 1, result: { reason }, lines: [`Could not be checked: ${reason}${/[.?]$/.test(reason) ? '' : '.'}`] };
}

export function headResult({ checkpoint, vouched, witnesses, missing }: JudgedHead): Record<string, unknown> {
  return { origin: checkpoint.origin, size: checkpoint.size, root: Buffer.from(checkpoint.root).toString('base64'), vouched, witnesses, missing };
}

export function headLines({ checkpoint, vouched, witnesses, missing }: JudgedHead): string[] {
  return [
    `Log       ${shown(checkpoint.origin)}`,
    `Entries   ${checkpoint.size}`,
    `Root      ${Buffer.from(checkpoint.root).toString('base64')}`,
    ...(vouched === 'unchecked' ? [] : [`Signed    by the log${witnesses.length === 0 ? '; by no witness of the policy' : ''}`]),
    ...witnesses.map(({ name, at }) => `Witness   ${shown(name)}, ${at}`),
    ...missing.map((name) => `Missing   ${shown(name)}`),
  ];
}

/** A policy may ask for no witness: then none is claimed. */
const seenBy = ({ witnesses }: JudgedHead): string => (witnesses.length === 0 ? 'the log has signed it; the policy asks for no witness' : 'the quorum of witnesses has seen it');

function verdictLine(code: number, head: JudgedHead): string {
  const { vouched } = head;
  if (code === REFUTED) return 'DOES NOT HOLD.';
  if (code === 0) return `HOLDS: nothing was changed, removed or reordered, and ${seenBy(head)}.`;
  return vouched === 'unchecked' ? 'Nothing is wrong with it, but no signature was checked: give --policy.' : 'Nothing is wrong with it, but it is not yet witnessed: the quorum is not met.';
}

function wholeLines({ findings, faults, types, records, again }: WholeLog, hashesOnly: boolean): string[] {
  const counted = Object.entries(types).map(([type, count]) => `${count} ${shown(type)}`);
  return [
    ...(hashesOnly ? [] : [`Content   ${records} records; ${counted.join(', ') || 'no entries'}`]),
    ...again.map(({ entry, record, version }) => `Again     entry ${entry}, record ${shown(record)}: version ${version} a second time, as the log says itself: a restored backup had lost the first`),
    ...findings.map((finding, index) => `${index === 0 ? 'FIRST DIFFERENCE  ' : 'Then  '}${placeOf(finding)}${shown(finding.reason)}`),
    ...(faults > findings.length ? [`and ${faults - findings.length} more`] : []),
  ];
}

function placeOf({ entry, record, path }: Finding): string {
  const parts = [...(entry === undefined ? [] : [`entry ${entry}`]), ...(record === undefined ? [] : [`record ${shown(record)}`]), ...(path === undefined ? [] : [path])];
  return `${parts.join(', ')}: `;
}

function comparisonResult({ common, difference }: Comparison, there: { readonly source: LogSource; readonly head: JudgedHead }): Record<string, unknown> {
  return { with: there.source.name, ...headResult(there.head), common, difference: difference && { entry: difference.entry, here: textOf(difference.here), there: textOf(difference.there) } };
}

function comparisonLines({ common, difference }: Comparison, here: JudgedHead, there: { readonly source: LogSource; readonly head: JudgedHead }): string[] {
  const [ours, theirs] = [here.checkpoint.size, there.head.checkpoint.size];
  const further = ours === theirs ? '' : theirs < ours ? `; the other is ${ours - theirs} entries behind` : `; the other has ${theirs - ours} entries more`;
  if (difference === undefined) return [`Against   ${there.source.name}: the same ${common} entries${further}`];
  return [`FIRST DIFFERENCE  entry ${difference.entry}, of which there are two, both under a head of the log:`, `  here   ${shown(textOf(difference.here))}`, `  there  ${shown(textOf(difference.there))}  (${there.source.name})`];
}

function proofResult({ index, head, entry, document }: ProvedEntry): Record<string, unknown> {
  return { ...headResult(head), index, entry: entry?.members, document: document ? 'the one that was logged' : undefined };
}

function proofLines({ index, head, entry, document }: ProvedEntry): string[] {
  return [
    ...headLines(head),
    `Entry     ${index}${entry === undefined ? '' : `: ${[entry.type, entry.kind, entry.record, entry.version === undefined ? undefined : `version ${entry.version}`, entry.at].filter((part) => part !== undefined).map(shown).join(' ')}`}`,
    ...(document ? ['Document  is the one that was logged'] : []),
    head.vouched === 'witnessed' ? `HOLDS: the entry is in the log, and ${seenBy(head)}.` : verdictLine(NOT_VOUCHED, head),
  ];
}

function textOf(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('utf8');
}

/** What strangers wrote is shown, never obeyed: control characters would move the cursor or change colours. */
export function shown(text: string): string {
  return text.replaceAll(/[\p{Cc}\p{Cf}\u2028\u2029]/gu, (character) => `\\u${(character.codePointAt(0) ?? 0).toString(16).padStart(4, '0')}`);
}

function bytesOf(file: string): Uint8Array {
  try {
    return new Uint8Array(readFileSync(file));
  } catch (error) {
    throw new Error(`${file} cannot be read: ${reasonOf(error)}`, { cause: error });
  }
}
