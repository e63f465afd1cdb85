/** A `.tlog-proof` offline: does it prove this entry, and is this document the one that the entry tells of? */
import { createHash } from 'node:crypto';
import { canonicalJson, leafHash, Malformed, parseJson, parseTlogProof, type Policy, RFC8785, Unverified, verifyInclusion } from '@yupana/ledger';
import { type LogEntry, readEntry } from '../entry.ts';
import { nativeHash, same } from '../tree.ts';
import { type JudgedHead, judgedHead } from './head.ts';

export interface ProofFiles {
  readonly proof: Uint8Array;
  /** Undefined where the proof brings it along. */
  readonly entry: Uint8Array | undefined;
  /** The hash of the entry, as paper has it. */
  readonly leaf: Uint8Array | undefined;
  readonly document: Uint8Array | undefined;
}

export interface ProvedEntry {
  readonly index: number;
  readonly head: JudgedHead;
  /** Undefined where only its hash was given, or the log is not one of ours. */
  readonly entry: LogEntry | undefined;
  /** Whether a document was given, and is the one. */
  readonly document: boolean;
}

/** No entry was given, and the proof has none: the call is wrong. */
export class NoEntry extends Error {}

/** Throws `Malformed` or `Unverified`, which says what does not hold. */
export async function verifyProofFiles(files: ProofFiles, policy: Policy | undefined): Promise<ProvedEntry> {
  const proof = parseTlogProof(withFinalNewline(files.proof));
  const bytes = files.entry === undefined ? proof.extra : withoutFinalNewline(files.entry);
  const leaf = leafOf(bytes, files.leaf);
  if (bytes === undefined && files.document !== undefined) throw new NoEntry('The entry names the document, its hash does not. Give the entry with --entry: the log’s page of the version has it.');
  const head = await judgedHead(proof.checkpoint, policy);
  const { size, root } = head.checkpoint;
  if (proof.index >= size) throw new Unverified(`the tree of the checkpoint has ${size} entries, so none with index ${proof.index}`);
  if (!verifyInclusion(leaf, proof.index, size, root, proof.hashes, nativeHash)) throw new Unverified(`the ${bytes === undefined ? 'hash is not that of the entry' : 'entry is not the one'} that the proof is about: it does not lead to the root of the checkpoint`);
  const entry = bytes && entryOf(bytes);
  if (files.document !== undefined) checkDocument(files.document, entry);
  return { index: proof.index, head, entry, document: files.document !== undefined };
}

function leafOf(entry: Uint8Array | undefined, given: Uint8Array | undefined): Uint8Array {
  const leaf = entry === undefined ? given : leafHash(entry, nativeHash);
  if (leaf === undefined) throw new NoEntry('The proof does not bring its entry along. Give it with --entry: the log’s page of the version has it. Or give its hash, as it is printed, with --leaf.');
  if (given !== undefined && !same(given, leaf)) throw new Unverified('the entry has another hash than the one given');
  return leaf;
}

/** The digest is over the canonical document, so spaces and the order of keys in the file do not matter. */
function checkDocument(document: Uint8Array, entry: LogEntry | undefined): void {
  if (entry?.sha256 === undefined) throw new Unverified('the entry names no document');
  const digest = createHash('sha256').update(canonicalJson(parseJson(document, RFC8785), RFC8785)).digest('hex');
  if (digest !== entry.sha256) throw new Unverified(`the document has the digest ${digest}, the entry names ${entry.sha256}: it is another document, or was changed`);
}

function entryOf(bytes: Uint8Array): LogEntry | undefined {
  try {
    return readEntry(bytes);
  } catch (error) {
    if (error instanceof Malformed) return undefined;
    throw error;
  }
}

/** Editors and downloads add one; canonical JSON never ends with it. */
function withoutFinalNewline(bytes: Uint8Array): Uint8Array {
  return bytes.at(-1) === 0x0a && bytes.at(-2) === 0x7d ? bytes.subarray(0, -1) : bytes;
}

/** Programs that read printed codes, and people who paste, add newlines or lose the last one. */
function withFinalNewline(bytes: Uint8Array): Uint8Array {
  const end = bytes.findLastIndex((byte) => byte !== 0x0a && byte !== 0x0d) + 1;
  return Buffer.concat([bytes.subarray(0, end), Buffer.from('\n')]);
}
