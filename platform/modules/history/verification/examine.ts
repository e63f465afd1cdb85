/**
 * What a proof proves, check by check, so that a page can say which hold. The same code answers in a browser, where nobody
 * else has a part in it, and on the server. No network, no clock but the one passed in.
 */
import {
  type Algorithms,
  canonicalJson,
  type Checkpoint,
  type Cosigned,
  type Json,
  leafHash,
  Malformed,
  parseCheckpoint,
  parseJson,
  parseNote,
  parsePolicy,
  parseTlogProof,
  type Policy,
  quorumState,
  sha256,
  type SignedNote,
  type TlogProof,
  Unverified,
  type VerifierKey,
  verifyInclusion,
  verifyNote,
} from '@yupana/ledger';

/** What somebody holds in their hands. */
export interface Material {
  /** The `.tlog-proof` file. */
  readonly proof: Uint8Array;
  /** Whom they trust: a C2SP tlog-policy. */
  readonly policy: Uint8Array;
  /** The entry, byte for byte; or its hash, as a printed code has it. */
  readonly entry: Uint8Array | undefined;
  readonly leaf: Uint8Array | undefined;
  /** The published document, or the JSON of its version, whose member `document` it is; undefined where only the entry matters. */
  readonly document: Uint8Array | undefined;
}

/** In the order in which they are told. Their texts are the messages `history.findings.<name>`. */
export type Finding =
  | { readonly name: 'proof_unreadable' | 'policy_unreadable' | 'checkpoint_unreadable'; readonly holds: false; readonly reason: string }
  | { readonly name: 'entry_missing'; readonly holds: false }
  | { readonly name: 'entry_differs'; readonly holds: false }
  | { readonly name: 'in_tree'; readonly holds: true; readonly index: number; readonly size: number }
  | { readonly name: 'not_in_tree'; readonly holds: false; readonly index: number; readonly size: number }
  | { readonly name: 'document_same'; readonly holds: true }
  | { readonly name: 'document_differs' | 'document_alone' | 'document_unreadable'; readonly holds: false }
  | { readonly name: 'log_signed'; readonly holds: true; readonly key: string }
  | { readonly name: 'log_unknown'; readonly holds: false; readonly key: string }
  | { readonly name: 'signature_wrong'; readonly holds: false; readonly key: string }
  | { readonly name: 'witnessed'; readonly holds: true; readonly key: string; readonly at: Date }
  | { readonly name: 'witnessed_in_future'; readonly holds: false; readonly key: string; readonly at: Date }
  | { readonly name: 'not_by_witness'; readonly holds: false; readonly key: string }
  | { readonly name: 'quorum_met'; readonly holds: true; readonly key: string }
  | { readonly name: 'quorum_missing'; readonly holds: false; readonly key: string }
  | { readonly name: 'no_quorum_asked'; readonly holds: false };

/**
 * `proved`: all that the policy asks for. `unwitnessed`: so far only the log's own word. `incomplete`: what was given is not
 * enough to check all that was asked. `refused`: something that was given is not what was logged, or not signed as it says.
 */
export type Verdict = 'proved' | 'unwitnessed' | 'incomplete' | 'refused';

export interface Examination {
  readonly verdict: Verdict;
  readonly findings: readonly Finding[];
  readonly checkpoint: Checkpoint | undefined;
  readonly leaf: Uint8Array | undefined;
}

/** Clocks of honest witnesses differ from ours by less. */
const CLOCK_TOLERANCE_MS = 10 * 60 * 1000;

/**
 * Never throws at what somebody pasted: whatever is wrong is a finding.
 * @param pause between two signatures, which take milliseconds each and may be many: where others wait for the same processor.
 */
export async function examine(material: Material, now: Date, algorithms: Algorithms = {}, pause: () => Promise<unknown> = () => Promise.resolve()): Promise<Examination> {
  const proof = readOr(() => parseTlogProof(material.proof));
  if (proof instanceof Malformed) return refused({ name: 'proof_unreadable', holds: false, reason: proof.message });
  const policy = readOr(() => parsePolicy(material.policy));
  if (policy instanceof Malformed) return refused({ name: 'policy_unreadable', holds: false, reason: policy.message });
  const note = readOr(() => parseNote(proof.checkpoint));
  const checkpoint = note instanceof Malformed ? note : readOr(() => parseCheckpoint(note.text));
  if (note instanceof Malformed || checkpoint instanceof Malformed) return refused({ name: 'checkpoint_unreadable', holds: false, reason: (note instanceof Malformed ? note : (checkpoint as Malformed)).message });

  const place = placeOfEntry(material, proof, checkpoint);
  const signatures = await judgeSignatures(note, checkpoint, policy, now, algorithms, pause);
  const ofDocument = material.document ? [judgeDocument(material.document, material.entry ?? proof.extra)] : [];
  const findings = [place.finding, ...ofDocument, ...signatures.findings];
  return { verdict: verdictOf(findings, policy), findings, checkpoint, leaf: place.leaf };
}

/** What cannot be read is not looked at any further. */
function refused(finding: Finding): Examination {
  return { verdict: 'refused', findings: [finding], checkpoint: undefined, leaf: undefined };
}

function verdictOf(findings: readonly Finding[], policy: Policy): Verdict {
  const has = (...names: Finding['name'][]): boolean => findings.some(({ name }) => names.includes(name));
  if (has('not_in_tree', 'entry_differs', 'document_differs', 'signature_wrong', 'log_unknown')) return 'refused';
  if (has('entry_missing', 'document_alone', 'document_unreadable')) return 'incomplete';
  // A time in the future is no witness's word, but no forgery either: the reader's own clock may be behind.
  return policy.quorum === undefined || has('quorum_missing') ? 'unwitnessed' : 'proved';
}

/** Is the entry where the proof says? The proof's extra data may be the entry; nobody vouches for it, and the tree decides. */
function placeOfEntry({ entry, leaf }: Material, { index, hashes, extra }: TlogProof, { size, root }: Checkpoint): { readonly finding: Finding; readonly leaf: Uint8Array | undefined } {
  const given = entry ?? (leaf === undefined ? extra : undefined);
  const ofEntry = given && leafHash(given);
  if (ofEntry && leaf && !isSame(ofEntry, leaf)) return { finding: { name: 'entry_differs', holds: false }, leaf };
  const wanted = ofEntry ?? leaf;
  if (wanted === undefined) return { finding: { name: 'entry_missing', holds: false }, leaf: undefined };
  const isThere = index < size && verifyInclusion(wanted, index, size, root, hashes);
  return { finding: isThere ? { name: 'in_tree', holds: true, index, size } : { name: 'not_in_tree', holds: false, index, size }, leaf: wanted };
}

/** The entry of a publication holds the digest of its document in canonical JSON. */
function judgeDocument(bytes: Uint8Array, entry: Uint8Array | undefined): Finding {
  if (entry === undefined) return { name: 'document_alone', holds: false };
  const [given, logged] = [readOr(() => parseJson(bytes)), readOr(() => parseJson(entry))];
  if (given instanceof Malformed) return { name: 'document_unreadable', holds: false };
  const canonical = readOr(() => canonicalJson(memberOf(given, 'document') ?? given));
  if (canonical instanceof Malformed) return { name: 'document_unreadable', holds: false };
  // An entry that names no document is of none.
  const digest = logged instanceof Malformed ? undefined : memberOf(logged, 'sha256');
  return hex(sha256(canonical)) === digest ? { name: 'document_same', holds: true } : { name: 'document_differs', holds: false };
}

function memberOf(value: Json, name: string): Json | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Readonly<Record<string, Json>>)[name] : undefined;
}

function hex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

async function judgeSignatures(note: SignedNote, { origin }: Checkpoint, policy: Policy, now: Date, algorithms: Algorithms, pause: () => Promise<unknown>): Promise<{ readonly findings: readonly Finding[] }> {
  const findings: Finding[] = [];
  const logs = policy.logs.filter(({ key }) => key.name === origin);
  const ofLog: Awaited<ReturnType<typeof judgeKey>>[] = [];
  for (const { key } of logs) {
    await pause();
    ofLog.push(await judgeKey(note, key, algorithms));
  }
  const signed = ofLog.findIndex(({ state }) => state === 'valid');
  if (ofLog.some(({ state }) => state === 'wrong')) findings.push({ name: 'signature_wrong', holds: false, key: origin });
  else findings.push(signed < 0 ? { name: 'log_unknown', holds: false, key: origin } : { name: 'log_signed', holds: true, key: logs[signed]?.key.name ?? origin });

  const cosigned: Cosigned[] = [];
  for (const witness of policy.witnesses) {
    await pause();
    const { state, timestamp = 0 } = await judgeKey(note, witness.key, algorithms);
    const at = new Date(timestamp * 1000);
    if (state === 'wrong') findings.push({ name: 'signature_wrong', holds: false, key: witness.name });
    else if (state === 'absent') findings.push({ name: 'not_by_witness', holds: false, key: witness.name });
    else if (!(at.getTime() <= now.getTime() + CLOCK_TOLERANCE_MS)) findings.push({ name: 'witnessed_in_future', holds: false, key: witness.name, at });
    else {
      cosigned.push({ witness, timestamp });
      findings.push({ name: 'witnessed', holds: true, key: witness.name, at });
    }
  }
  const { quorum } = policy;
  if (quorum === undefined) findings.push({ name: 'no_quorum_asked', holds: false });
  else {
    const { met } = quorumState(quorum, new Set(cosigned.map(({ witness }) => witness)));
    findings.push(met ? { name: 'quorum_met', holds: true, key: quorum.name } : { name: 'quorum_missing', holds: false, key: quorum.name });
  }
  return { findings };
}

/** Has this one key signed? Asked key by key, so that one wrong signature does not hide what the others are worth. */
async function judgeKey(note: SignedNote, key: VerifierKey, algorithms: Algorithms): Promise<{ readonly state: 'valid' | 'wrong' | 'absent'; readonly timestamp?: number }> {
  const own = note.signatures.filter(({ name, keyId }) => name === key.name && keyId === key.id);
  if (own.length === 0) return { state: 'absent' };
  try {
    const { valid } = await verifyNote(note, [key], algorithms);
    const times = valid.flatMap(({ timestamp }) => timestamp ?? []);
    return { state: 'valid', ...(times.length > 0 && { timestamp: Math.max(...times) }) };
  } catch (error) {
    if (!(error instanceof Unverified)) throw error;
    // A key of a kind that this runtime cannot verify is as good as absent.
    return { state: /no known key/.test(error.message) ? 'absent' : 'wrong' };
  }
}

function readOr<T>(read: () => T): T | Malformed {
  try {
    return read();
  } catch (error) {
    if (error instanceof Malformed) return error;
    throw error;
  }
}

function isSame(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, index) => byte === b[index]);
}
