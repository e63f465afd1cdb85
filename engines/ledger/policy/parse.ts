/** Policy files, C2SP tlog-policy “Policy file syntax and structure”. */
import { sameBytes } from '../encoding/bytes.ts';
import { fromUtf8 } from '../encoding/utf8.ts';
import { Malformed } from '../malformed.ts';
import { ED25519, parseVerifierKey, type VerifierKey } from '../note/verifier-key.ts';
import type { Policy, PolicyGroup, PolicyLog, PolicyMember, PolicyWitness } from './policy.ts';

/** Far beyond the 32 logs, 32 witnesses and 32 groups that the standard asks for. */
export const POLICY_LIMITS = { bytes: 1024 * 1024, definitions: 1024 } as const;

const FORMAT = 'policy';

export function parsePolicy(bytes: Uint8Array): Policy {
  if (bytes.length > POLICY_LIMITS.bytes) throw new Malformed(FORMAT, `longer than ${POLICY_LIMITS.bytes} bytes`, { byte: POLICY_LIMITS.bytes });
  const forbidden = bytes.findIndex((byte) => (byte < 0x20 && byte !== 0x09 && byte !== 0x0a) || byte === 0x7f);
  if (forbidden >= 0) throw new Malformed(FORMAT, 'a control character', { byte: forbidden });
  if (bytes.length > 0 && bytes.at(-1) !== 0x0a) throw new Malformed(FORMAT, 'the last line does not end with a newline', { byte: bytes.length });
  const reading = new Reading();
  const lines = octetsOf(bytes).split('\n').slice(0, -1);
  for (const [index, line] of lines.entries()) reading.line(line, index + 1);
  return reading.policy(lines.length);
}

/** “Character set”: names are opaque octets, so one character here is one octet. */
function octetsOf(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => String.fromCharCode(byte)).join('');
}

/** For people: as UTF-8 where the octets are. */
function shown(octets: string): string {
  return fromUtf8(Uint8Array.from(octets, (letter) => letter.charCodeAt(0))) ?? octets;
}

class Reading {
  readonly #logs: PolicyLog[] = [];
  readonly #witnesses: PolicyWitness[] = [];
  readonly #groups: PolicyGroup[] = [];
  /** By the octets of their names. */
  readonly #named = new Map<string, PolicyMember>();
  /** Names that some group has already: each witness may count in one way only. */
  readonly #grouped = new Set<string>();
  #quorum: { readonly member: PolicyMember | undefined } | undefined;
  #at = 0;

  line(line: string, number: number): void {
    this.#at = number;
    const [keyword, ...items] = line.split(/[ \t]+/).filter((item) => item !== '');
    if (keyword === undefined || keyword.startsWith('#')) return;
    if (this.#logs.length + this.#named.size >= POLICY_LIMITS.definitions) throw this.#fault(`more than ${POLICY_LIMITS.definitions} definitions`);
    if (keyword === 'log') this.#log(items);
    else if (keyword === 'witness') this.#witness(items);
    else if (keyword === 'group') this.#group(items);
    else if (keyword === 'quorum') this.#quorumLine(items);
    else throw this.#fault('neither log, witness, group nor quorum');
  }

  policy(lines: number): Policy {
    if (this.#quorum === undefined) throw new Malformed(FORMAT, 'no quorum line', { line: lines });
    return { logs: this.#logs, witnesses: this.#witnesses, groups: this.#groups, quorum: this.#quorum.member };
  }

  #log([keyText, url, ...more]: readonly string[]): void {
    if (keyText === undefined || more.length > 0) throw this.#fault('not of the form log <vkey> [<url>]');
    const key = this.#key(keyText);
    if (isAmong(key, this.#logs)) throw this.#fault('a key that another log has');
    this.#logs.push({ key, url: url === undefined ? undefined : shown(url) });
  }

  #witness([name, keyText, url, ...more]: readonly string[]): void {
    if (name === undefined || keyText === undefined || more.length > 0) throw this.#fault('not of the form witness <name> <vkey> [<url>]');
    const key = this.#key(keyText);
    if (key.type === ED25519) throw this.#fault('a key that makes no cosignatures');
    if (isAmong(key, this.#witnesses)) throw this.#fault('a key that another witness has');
    const witness: PolicyWitness = { type: 'witness', name: shown(name), key, url: url === undefined ? undefined : shown(url) };
    this.#define(name, witness);
    this.#witnesses.push(witness);
  }

  #group([name, thresholdText, ...names]: readonly string[]): void {
    if (name === undefined || thresholdText === undefined || names.length === 0) throw this.#fault('not of the form group <name> all|any|<k> <name>...');
    const threshold = thresholdText === 'any' ? 1 : thresholdText === 'all' ? names.length : this.#number(thresholdText);
    if (threshold < 1 || threshold > names.length) throw this.#fault(`${thresholdText} of ${names.length} members`);
    const members = names.map((member) => this.#member(member));
    const group: PolicyGroup = { type: 'group', name: shown(name), threshold, members };
    this.#define(name, group);
    this.#groups.push(group);
  }

  #quorumLine([name, ...more]: readonly string[]): void {
    if (name === undefined || more.length > 0) throw this.#fault('not of the form quorum <name>');
    if (this.#quorum !== undefined) throw this.#fault('a second quorum line');
    const member = this.#named.get(name);
    if (member === undefined && name !== 'none') throw this.#fault(`${shown(name)} is not defined above`);
    this.#quorum = { member };
  }

  #member(name: string): PolicyMember {
    const member = this.#named.get(name);
    if (member === undefined) throw this.#fault(`${shown(name)} is not defined above`);
    if (this.#grouped.has(name)) throw this.#fault(`${shown(name)} is a member twice`);
    this.#grouped.add(name);
    return member;
  }

  #define(name: string, member: PolicyMember): void {
    if (name === 'none') throw this.#fault('none is a name of the standard');
    if (this.#named.has(name)) throw this.#fault(`${shown(name)} is defined twice`);
    this.#named.set(name, member);
  }

  #key(text: string): VerifierKey {
    try {
      return parseVerifierKey(shown(text));
    } catch (error) {
      throw error instanceof Malformed ? this.#fault(error.message) : error;
    }
  }

  #number(text: string): number {
    if (!/^[1-9][0-9]{0,3}$/.test(text)) throw this.#fault(`${shown(text)} is neither all, any nor a number`);
    return Number(text);
  }

  #fault(reason: string): Malformed {
    return new Malformed(FORMAT, reason, { line: this.#at });
  }
}

/** “Duplicate” is the same public key, whatever its name and id. */
function isAmong({ publicKey }: VerifierKey, others: readonly { readonly key: VerifierKey }[]): boolean {
  return others.some(({ key }) => sameBytes(key.publicKey, publicKey));
}
