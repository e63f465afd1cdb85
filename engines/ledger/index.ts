/** Append-only logs that anyone can check. README.md shows the way; every name is its standard's. */
export { Malformed, type Place, Unverified } from './malformed.ts';
export { type Hash, HASH_BYTES, sha256 } from './hash.ts';

// RFC 8785
export { canonicalJson, parseCanonicalJson } from './json/canonical.ts';
export { parseJson } from './json/parse.ts';
export { type JsonProfile, LEDGER, RFC8785 } from './json/profile.ts';
export type { Json, JsonObject } from './json/value.ts';

// RFC 6962, RFC 9162, draft-ietf-plants-merkle-tree-certs
export { CompactRange, type NodeListener } from './merkle/compact-range.ts';
export { consistencyProof, subtreeConsistencyProof, type TreeHead, verifyConsistency, verifySubtreeConsistency } from './merkle/consistency.ts';
export { emptyRoot, leafHash, nodeHash } from './merkle/hash.ts';
export { inclusionProof, rootOfInclusion, verifyInclusion, verifySubtreeInclusion } from './merkle/inclusion.ts';
export { type Interval, isSubtree, type Node, type NodeReader, subtreeHash } from './merkle/subtree.ts';

// C2SP tlog-tiles
export { type FileSource, filesToResume, LogAppender, type LogFile } from './tiles/appender.ts';
export { bundleOfTree, decodeBundle, encodeBundle, firstDifference, MAX_ENTRY_BYTES } from './tiles/bundle.ts';
export { type EntryBundle, fullTilePath, parseTilePath, tilePath } from './tiles/path.ts';
export {
  hashesOfTile,
  hashesOnLevel,
  nodesOfTiles,
  partialTiles,
  type Tile,
  TILE_WIDTH,
  tileOfTree,
  tilesForConsistency,
  tilesForInclusion,
  tilesForRoot,
  tilesForSubtreeConsistency,
  tilesOfGrowth,
  type TileSource,
} from './tiles/tile.ts';

// C2SP signed-note
export { formatNote, NOTE_LIMITS, type NoteSignature, parseNote, type SignedNote } from './note/note.ts';
export { cosign, cosignSubtree, signNote } from './note/sign.ts';
export { ED25519, ED25519_COSIGNATURE, formatVerifierKey, isKeyName, ML_DSA_44_COSIGNATURE, parseVerifierKey, type SignatureType, type VerifierKey, verifierKey } from './note/verifier-key.ts';
export { openNote, type ValidSignature, type VerifiedNote, verifyNote, verifySubtreeCosignature } from './note/verify.ts';

// C2SP tlog-checkpoint, tlog-cosignature
export { type Checkpoint, formatCheckpoint, parseCheckpoint } from './checkpoint/checkpoint.ts';
export {
  type CosignedSubtree,
  ed25519CosignedMessage,
  formatTimestampedSignature,
  mlDsa44CheckpointMessage,
  mlDsa44CosignedMessage,
  parseTimestampedSignature,
  type TimestampedSignature,
} from './checkpoint/cosignature.ts';

// C2SP tlog-policy, tlog-proof
export { parsePolicy } from './policy/parse.ts';
export { type Policy, type PolicyGroup, type PolicyLog, type PolicyMember, type PolicyWitness, quorumState, type QuorumState } from './policy/policy.ts';
export { type Cosigned, judgeCheckpoint, type JudgedCheckpoint } from './policy/verify.ts';
export { formatTlogProof, parseTlogProof, type TlogProof, verifyTlogProof } from './proof/tlog-proof.ts';

// C2SP tlog-witness, tlog-mirror
export {
  type AddCheckpoint,
  formatAddCheckpoint,
  formatCosignatures,
  formatSizeBody,
  originHash,
  parseAddCheckpoint,
  parseCosignatures,
  parseSizeBody,
  refusedGrowth,
  SIZE_CONTENT_TYPE,
} from './witness/add-checkpoint.ts';
export {
  type AddEntries,
  AddEntriesReader,
  entryPackages,
  type EntryPackage,
  formatAddEntries,
  formatEntryPackage,
  formatMirrorInfo,
  MIRROR_INFO_CONTENT_TYPE,
  type MirrorInfo,
  packageSubtree,
  parseMirrorInfo,
} from './witness/add-entries.ts';
export { formatSignSubtree, parseSignSubtree, type SignSubtree } from './witness/sign-subtree.ts';
export { judgeAddCheckpoint, type WitnessedLog, type WitnessVerdict } from './witness/witness.ts';

// RFC 9901
export { decoyDigest, type Disclosure, disclosureDigest, encodeDisclosure, MIN_SALT_BYTES, parseDisclosure } from './commitments/disclosure.ts';
export { commitFields, type CommitOptions, type CommittedDocument, type CommittedField, discloseFields, type DisclosedDocument, eraseField, type SaltSource } from './commitments/redaction.ts';

// Ed25519
export type { Algorithms, Sign, VerifyMlDsa44 } from './signatures/algorithms.ts';
export { verifyEd25519 } from './signatures/ed25519.ts';
