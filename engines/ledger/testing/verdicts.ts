/** Questions with one right answer, asked of the engine wherever it runs. Plain data in and out, so that they can travel. */
import type * as Ledger from '../index.ts';

export interface Questions {
  /** Hexadecimal. */
  readonly signatures: readonly { readonly publicKey: string; readonly message: string; readonly signature: string }[];
  readonly json: readonly string[];
  readonly proof: string;
  readonly policy: string;
  readonly entry: string;
  readonly leaves: number;
}

export interface Verdicts {
  readonly signatures: readonly boolean[];
  readonly json: readonly string[];
  readonly proof: string;
  readonly root: string;
  /** The median of some verifications. */
  readonly proofMilliseconds: number;
}

export async function verdictsOf(ledger: typeof Ledger, questions: Questions): Promise<Verdicts> {
  const json: string[] = [];
  for (const text of questions.json) json.push(await said(() => toHex(ledger.canonicalJson(ledger.parseJson(hex(text))))));
  const policy = ledger.parsePolicy(utf8(questions.policy));
  const leaf = ledger.leafHash(utf8(questions.entry));
  const times: number[] = [];
  let proof = '';
  for (let round = 0; round < 20; round++) {
    const began = performance.now();
    proof = await said(async () => (await ledger.verifyTlogProof(ledger.parseTlogProof(utf8(questions.proof)), leaf, policy)).checkpoint.size);
    times.push(performance.now() - began);
  }
  const range = new ledger.CompactRange();
  for (let index = 0; index < questions.leaves; index++) range.append(ledger.leafHash(utf8(`leaf ${index}`)));
  return {
    signatures: questions.signatures.map(({ publicKey, message, signature }) => ledger.verifyEd25519(hex(publicKey), hex(message), hex(signature))),
    json,
    proof,
    root: toHex(range.root()),
    proofMilliseconds: times.toSorted((a, b) => a - b)[10] ?? Number.NaN,
  };
}

function utf8(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

function hex(text: string): Uint8Array {
  return Uint8Array.from(text.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
}

function toHex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** The answer, or the refusal, in words. */
async function said(work: () => unknown): Promise<string> {
  try {
    return String(await work());
  } catch (error) {
    return String(error);
  }
}
