import assert from 'node:assert/strict';
import { test } from 'node:test';
import { formatCheckpoint } from '../checkpoint/checkpoint.ts';
import { Malformed, Unverified } from '../malformed.ts';
import { formatNote } from '../note/note.ts';
import { cosign, signNote } from '../note/sign.ts';
import { ED25519, ED25519_COSIGNATURE, formatVerifierKey, verifierKey } from '../note/verifier-key.ts';
import { ed25519Key, mlDsa44Key, type TestKey, witnessKey } from '../testing/keys.ts';
import { vectorText, withoutVectors } from '../testing/vectors.ts';
import { parsePolicy } from './parse.ts';
import { quorumState } from './policy.ts';
import { judgeCheckpoint } from './verify.ts';

const LOG = ed25519Key('registro.example/log', 1);
const WITNESSES = ['uni1', 'uni2', 'uni3', 'ong1', 'ong2', 'contraloria'].map((name, index) => witnessKey(`${name}.example`, 10 + index));
const [U1, U2, U3, O1, O2, C] = WITNESSES as [TestKey, TestKey, TestKey, TestKey, TestKey, TestKey];
const vkey = ({ key }: TestKey): string => formatVerifierKey(key);
const policyOf = (text: string | Uint8Array) => parsePolicy(typeof text === 'string' ? new TextEncoder().encode(text) : text);

const BY_SECTOR = `# Perú
log ${vkey(LOG)} https://registro.example/log

witness uni1 ${vkey(U1)} https://uni1.example/
witness uni2 ${vkey(U2)}
\twitness  uni3\t${vkey(U3)}  
group universidades 2 uni1 uni2 uni3
witness ong1 ${vkey(O1)}
witness ong2 ${vkey(O2)}
group ong any ong1 ong2
witness contraloria ${vkey(C)}
  # los tres sectores
group sectores all universidades ong contraloria
quorum sectores
`;

const TEXT = formatCheckpoint({ origin: 'registro.example/log', size: 12, root: new Uint8Array(32).fill(1), extensions: [] });
const TIME = 1_790_000_000;

async function checkpoint(...witnesses: readonly TestKey[]): Promise<Uint8Array> {
  const cosignatures = await Promise.all(witnesses.map(({ key, sign }) => cosign(TEXT, key, sign, TIME)));
  return formatNote({ text: TEXT, signatures: [await signNote(TEXT, LOG.key, LOG.sign), ...cosignatures] });
}

test('the example of the standard, with real keys', { skip: withoutVectors }, () => {
  let seed = 40;
  const text = vectorText('policy/c2sp-example-shape.txt').replaceAll(/^(log|witness \S+) <vkey>$/gm, (_, start: string) => `${start} ${vkey(start === 'log' ? LOG : witnessKey(`w${seed}.example`, seed++))}`);
  const policy = policyOf(text);
  assert.deepEqual([policy.logs.length, policy.witnesses.length, policy.groups.map(({ name, threshold }) => [name, threshold])], [1, 6, [['X-witnesses', 2], ['Y-witnesses', 1], ['X-and-Y', 2]]]);
  assert.equal(policy.quorum, policy.groups[2]);
});

test('the test policies of Sigsum, whose bare keys become verifier keys', { skip: withoutVectors }, () => {
  const sizes = ['sigsum-test1-2025', 'sigsum-test2-2025', 'sigsum-test-2025-3'].map((file) => {
    let made = 0;
    const text = vectorText(`policy/${file}.txt`).replaceAll(/^(log|witness\s+\S+)(\s+)([0-9a-f]{64})/gm, (_, start: string, space: string, key: string) => {
      const type = start === 'log' ? ED25519 : ED25519_COSIGNATURE;
      return `${start}${space}${formatVerifierKey(verifierKey(`k${made++}.example`, type, new Uint8Array(Buffer.from(key, 'hex'))))}`;
    });
    const { logs, witnesses, groups } = policyOf(text);
    return [logs.length, witnesses.length, ...groups.map(({ threshold, members }) => `${threshold} of ${members.length}`)];
  });
  assert.deepEqual(sizes, [
    [1, 3, '2 of 3'],
    [1, 7, '2 of 3', '4 of 5'],
    [2, 8, '2 of 3', '4 of 6'],
  ]);
});

test('a quorum by sector is met exactly by those sets of witnesses that it names', () => {
  const policy = policyOf(BY_SECTOR);
  const quorum = policy.quorum ?? assert.fail();
  for (let set = 0; set < 64; set++) {
    const has = (index: number): number => (set >> index) & 1;
    const expected = has(0) + has(1) + has(2) >= 2 && has(3) + has(4) >= 1 && has(5) === 1;
    assert.equal(quorumState(quorum, new Set(policy.witnesses.filter((_, index) => has(index) === 1))).met, expected, set.toString(2));
  }
});

test('a checkpoint is judged: its log, its witnesses with their times, and which sector is missing', async () => {
  const policy = policyOf(BY_SECTOR);
  const complete = await judgeCheckpoint(await checkpoint(U1, U3, O2, C), policy);
  assert.equal(complete.witnessed, true);
  assert.deepEqual(complete.cosignatures.map(({ witness, timestamp }) => [witness.name, timestamp]), ['uni1', 'uni3', 'ong2', 'contraloria'].map((name) => [name, TIME]));
  assert.equal(complete.log.url, 'https://registro.example/log');
  const lacking = await judgeCheckpoint(await checkpoint(U1, U3, C, witnessKey('nadie.example', 99)), policy);
  assert.equal(lacking.witnessed, false);
  assert.deepEqual(lacking.quorum?.members.map(({ member, met }) => [member.name, met]), [['universidades', true], ['ong', false], ['contraloria', true]]);
  assert.deepEqual(lacking.ignored.map(({ name }) => name), ['nadie.example']);
});

test('a witness that signs twice counts once, and a log cannot witness itself by its plain key', async () => {
  const policy = policyOf(BY_SECTOR);
  assert.equal((await judgeCheckpoint(await checkpoint(U1, U1, O1, C), policy)).witnessed, false);
  assert.throws(() => policyOf(`witness yo ${vkey(LOG)}\nquorum yo\n`), /no cosignatures/);
});

test('an unknown log, another origin, and a wrong cosignature are refused', async () => {
  const signed = await checkpoint(U1);
  await assert.rejects(judgeCheckpoint(signed, policyOf(`log ${vkey(ed25519Key('otra.example', 7))}\nquorum none\n`)), /no known key/);
  await assert.rejects(judgeCheckpoint(signed, policyOf(`log ${vkey(ed25519Key('otra.example', 1))}\nwitness u ${vkey(U1)}\nquorum none\n`)), /no log of the policy/);
  const other = ed25519Key('otra.example', 7);
  const foreign = formatNote({ text: TEXT, signatures: [await signNote(TEXT, other.key, other.sign)] });
  await assert.rejects(judgeCheckpoint(foreign, policyOf(`log ${vkey(other)}\nquorum none\n`)), /no log of the policy has signed this checkpoint of registro/);
  const wrong = { ...(await cosign(TEXT, U2.key, U1.sign, TIME)), name: U2.key.name };
  const note = formatNote({ text: TEXT, signatures: [await signNote(TEXT, LOG.key, LOG.sign), wrong] });
  await assert.rejects(judgeCheckpoint(note, policyOf(BY_SECTOR)), Unverified);
  assert.equal((await judgeCheckpoint(signed, policyOf(`log ${vkey(LOG)}\nquorum none\n`))).witnessed, true);
});

test('logs and witnesses may have ML-DSA-44 keys', () => {
  const key = vkey(mlDsa44Key('moderna.example'));
  assert.equal(policyOf(`log ${key}\nwitness m ${key}\nquorum m\n`).witnesses.length, 1);
});

test('what is no policy is refused, with the line', () => {
  const [l, a, b, c] = [vkey(LOG), vkey(U1), vkey(U2), vkey(U3)];
  const cases: readonly (readonly [string | Uint8Array, RegExp])[] = [
    ['', /no quorum line/],
    ['\n', /no quorum line/],
    ['quorum none', /newline/],
    ['quorum none\nquorum none\n', /second quorum line, at line 2/],
    ['quorum\n', /quorum <name>/],
    ['quorum none none\n', /quorum <name>/],
    ['quorum x\n', /x is not defined/],
    [`quorum x\nwitness x ${a}\n`, /x is not defined above, at line 1/],
    ['Quorum none\n', /neither log/],
    ['logs x\n', /neither log/],
    ['log\n', /log <vkey>/],
    ['log x\n', /not of the form name/],
    [`log ${l} https://a b\n`, /log <vkey>/],
    [`log ${l}\nlog ${l}\nquorum none\n`, /another log has, at line 2/],
    [`log ${l}\nlog ${vkey(ed25519Key('otro.example', 1))}\nquorum none\n`, /another log has/],
    ['witness x\n', /witness <name>/],
    [`witness x ${a} url more\n`, /witness <name>/],
    [`witness none ${a}\n`, /none is a name/],
    [`witness x ${a}\nwitness x ${b}\n`, /x is defined twice/],
    [`witness x ${a}\nwitness y ${a}\n`, /another witness has/],
    [`witness x ${l}\n`, /no cosignatures/],
    [`witness x ${a}\ngroup g any\n`, /group <name>/],
    [`witness x ${a}\ngroup g 2 x\n`, /2 of 1 members/],
    [`witness x ${a}\ngroup g 0 x\n`, /neither all/],
    [`witness x ${a}\ngroup g 01 x\n`, /neither all/],
    [`witness x ${a}\ngroup g some x\n`, /neither all/],
    [`witness x ${a}\ngroup g any none\n`, /none is not defined/],
    ['group g any g\n', /g is not defined/],
    [`witness x ${a}\ngroup x any x\n`, /x is defined twice/],
    [`witness x ${a}\ngroup none any x\n`, /none is a name/],
    [`witness x ${a}\ngroup g any x x\n`, /x is a member twice/],
    [`witness x ${a}\nwitness y ${b}\ngroup g any x\ngroup h any x y\n`, /x is a member twice, at line 4/],
    [`witness x ${a}\r\nquorum x\n`, /control character/],
    [`witness x ${a}\u00a0url\nquorum x\n`, /verifier key/],
    [Buffer.from('quorum none\n\0'), /control character, at byte 12/],
    [Buffer.from('quorum none\x7f\n'), /control character/],
    [`${Array.from({ length: 1025 }, (_, index) => `group g${index} any x`).join('\n')}\n`, /x is not defined/],
  ];
  for (const [text, reason] of cases) assert.throws(() => policyOf(text), (error) => error instanceof Malformed && reason.test(error.message), `${text.slice(0, 60).toString()} for ${reason}`);
  assert.ok(policyOf(`witness x ${a}\nwitness y ${b}\nwitness z ${c}\ngroup g 2 x y\ngroup h all g z\nquorum h\n`));
});

test('names are octets: what looks alike or is no UTF-8 is told apart', () => {
  const [kelvin, latin] = [Buffer.from('\u212a'), Buffer.from([0xe9])];
  const file = Buffer.concat([Buffer.from(`witness K ${vkey(U1)}\nwitness `), kelvin, Buffer.from(` ${vkey(U2)}\nwitness `), latin, Buffer.from(` ${vkey(U3)}\nwitness é ${vkey(O1)}\ngroup g all K `), kelvin, Buffer.from(' '), latin, Buffer.from(' é\nquorum g\n')]);
  const { quorum } = policyOf(file);
  assert.deepEqual(quorum?.type === 'group' && quorum.members.map(({ name }) => name), ['K', '\u212a', 'é', 'é']);
});

test('32 logs, 32 witnesses and 32 groups are no trouble', () => {
  const lines = [
    ...Array.from({ length: 32 }, (_, index) => `log ${vkey(ed25519Key(`log${index}.example`, 100 + index))}`),
    ...Array.from({ length: 32 }, (_, index) => `witness w${index} ${vkey(witnessKey(`w${index}.example`, 150 + index))}`),
    'group g0 any w0',
    ...Array.from({ length: 31 }, (_, index) => `group g${index + 1} all g${index} w${index + 1}`),
    'quorum g31',
  ];
  const policy = policyOf(`${lines.join('\n')}\n`);
  assert.ok(quorumState(policy.quorum ?? assert.fail(), new Set(policy.witnesses)).met);
  assert.ok(!quorumState(policy.quorum ?? assert.fail(), new Set(policy.witnesses.slice(1))).met);
});
