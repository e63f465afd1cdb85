import assert from 'node:assert/strict';
import { mkdtempSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { isId } from '#core/records/id.ts';
import { call, callEach } from './testing/call.ts';

const COMMANDS = ['serve', 'pack check', 'pack load', 'export', 'id', 'sign-in-link', 'witness', 'mirror', 'verify proof', 'verify log', 'monitor', 'index rerun', 'figures convert'];

const home = mkdtempSync(join(tmpdir(), 'yupana-cli-'));
after(() => rmSync(home, { recursive: true }));
const CONFIGURATION = 'name: broken\ntitle: {es: Prueba}\ncountry: {es: Prueba}\nlanguages: [es]\ntimezone: America/Lima\n';

function pack(name: string, files: Readonly<Record<string, string>>): string {
  const folder = join(home, name);
  for (const [file, content] of Object.entries(files)) {
    mkdirSync(join(folder, file, '..'), { recursive: true });
    writeFileSync(join(folder, file), content);
  }
  return folder;
}

const broken = pack('broken', {
  'pack.yaml': CONFIGURATION,
  'more/types.yaml': `kind: institution-type
records:
  - id: h7777777777m
    name: {es: Ministerio}
    publicBody: perhaps
  - id: h7777777777m
    publicBody: true
`,
  'territories.yaml': 'kind: territory\nrecords:\n  - {id: x, code: "1", name: {es: Uno}, level: ninth, within: nowhere}\n',
  'bad.yaml': 'kind: [unclosed\n',
  'other.yaml': 'kind: dragon\nrecords: []\n',
});
const noTimeZone = pack('no-zone', { 'pack.yaml': CONFIGURATION.replace('America/Lima', 'Atlantis') });
const sound = pack('sound', { 'pack.yaml': CONFIGURATION, 'types.yaml': 'kind: institution-type\nrecords:\n  - {id: h7777777777m, name: {es: Ministerio}, publicBody: true}\n' });

describe('help', () => {
  const [root, bare, ...each] = callEach([{ args: ['--help'] }, { args: [] }, ...COMMANDS.flatMap((name) => [{ args: [...name.split(' '), '--help'] }, { args: [...name.split(' '), '-h'] }])]);

  it('names every command and how to learn more', () => {
    assert.equal(root?.code, 0);
    for (const name of COMMANDS) assert.match(root?.out ?? '', new RegExp(`^  ${name} +\\w`, 'm'));
    for (const part of [/<command> --help/, /DATA_DIR/, /DATABASE_URL/]) assert.match(root?.out ?? '', part);
    assert.equal(root?.err, '');
  });

  it('is what a call without a command gets, which is wrong all the same', () => {
    assert.equal(bare?.code, 2);
    assert.equal(bare?.out, root?.out);
  });

  it('of a command shows how it is called, says what it does, and has an example', () => {
    for (const [index, name] of COMMANDS.entries()) {
      const [long, short] = [each[index * 2], each[index * 2 + 1]];
      assert.equal(long?.code, 0, name);
      assert.ok(long?.out.startsWith(`yupana ${name}`), name);
      assert.match(long?.out ?? '', new RegExp(`Examples?:\\n  .*yupana ${name}`), name);
      assert.ok((long?.out ?? '').length > 150, name);
      for (const line of (long?.out ?? '').split('\n')) assert.ok(line.length <= 100, line);
      assert.deepEqual(short, long, name);
    }
  });
});

describe('a wrong call', () => {
  const WRONG: readonly (readonly [args: readonly string[], says: RegExp])[] = [
    [['fly'], /There is no command "fly"/], [['pack'], /There is no command "pack"/], [['pack', 'eat'], /There is no command "pack eat"/], [['Serve'], /There is no command/], [['__proto__'], /There is no command/],
    [['serve', '--port', 'x'], /"x" is not a port: give a number from 0 to 65535/], [['serve', '--port', '70000'], /not a port/], [['serve', '--port=-1'], /not a port/], [['serve', 'peru'], /peru/], [['serve', '--fly'], /--fly/], [['serve', '--port'], /--port/],
    [['pack', 'check'], /Name one folder/], [['pack', 'check', 'a', 'b'], /Name one folder/], [['pack', 'load'], /Name one folder/], [['pack', 'check', 'peru', '--x'], /--x/],
    [['export'], /Name one folder/], [['export', 'a', 'b'], /Name one folder/], [['export', 'a', '--form', 'pdf'], /"pdf" is not a form: give csv or jsonl/],
    [['id', 'many'], /number from 1 to 100000/], [['id', '0'], /number/], [['id', '-1'], /-1/], [['id', '1e3'], /number/], [['id', '5', '6'], /number/], [['sign-in-link'], /Say who|--person/], [['sign-in-link', '--person', ' '], /Say who|--person/],
    [['witness'], /--config witness\.yaml/], [['mirror', '--twice'], /--twice/], [['monitor', 'x'], /x/], [['verify'], /There is no command "verify"/], [['verify', 'proof'], /Name one proof/], [['verify', 'log', 'a', 'b'], /Name one log/],
  ];

  it('ends with 2, says what is wrong and where the help is, and writes nothing to the output', () => {
    const outcomes = callEach([...WRONG.map(([args]) => ({ args })), { args: ['serve'], env: { PORT: '80a' } }]);
    for (const [index, [args, says]] of WRONG.entries()) {
      const { code, out, err } = outcomes[index] ?? assert.fail();
      const what = args.join(' ');
      assert.equal(code, 2, `${what}: ${err}`);
      assert.match(err, says, what);
      assert.match(err, /--help/, what);
      assert.doesNotMatch(err, /at .*\.ts:|Error:/, what);
      assert.equal(out, '', what);
    }
    assert.deepEqual([outcomes.at(-1)?.code, /"80a" is not a port/.test(outcomes.at(-1)?.err ?? '')], [2, true]);
  });

  it('ends the process with the same code', () => {
    assert.equal(call(['fly']).code, 2);
    const { code, out } = call(['id', '3']);
    assert.equal(code, 0);
    assert.equal(out.trim().split('\n').filter(isId).length, 3);
  });
});

const places = (text = ''): string[] => text.split('\n').slice(0, -2).map((line) => line.slice(0, line.indexOf(': ')));

describe('pack check', () => {
  const [spanish, english, other, c, missing, empty, zone, good, peru, mexico] = callEach([
    { args: ['pack', 'check', broken], env: { LANG: 'es_PE.UTF-8' } }, { args: ['pack', 'check', broken], env: { LANG: 'en_GB' } }, { args: ['pack', 'check', broken], env: { LANG: 'es_PE.UTF-8', LC_ALL: 'en_US.UTF-8' } }, { args: ['pack', 'check', broken], env: { LANG: 'C' } },
    { args: ['pack', 'check', join(home, 'nothing')] }, { args: ['pack', 'check', home] }, { args: ['pack', 'check', noTimeZone] }, { args: ['pack', 'check', sound] }, { args: ['pack', 'check', 'peru'] }, { args: ['pack', 'check', 'countries/mexico'] },
  ]);

  it('names file, line and field of every fault, in the order of the files', () => {
    assert.equal(english?.code, 1);
    const lines = (english?.err ?? '').trim().split('\n');
    for (const place of [/^bad\.yaml:\d: /, /^more\/types\.yaml:5 publicBody: Answer/, /^more\/types\.yaml:6 id: /, /^more\/types\.yaml:\d name: This is missing/, /^other\.yaml:1 kind: .*dragon/, /^territories\.yaml:3 id: /, /^territories\.yaml:3 level: /, /^territories\.yaml:3 within: .*nowhere/]) assert.ok(lines.some((line) => place.test(line)), `${place.source} in:\n${english?.err}`);
    assert.match(lines.at(-1) ?? '', /^\d+ faults\. Nothing was loaded\.$/);
    const files = lines.slice(0, -1).map((line) => line.split(':')[0] ?? '');
    assert.deepEqual(files, files.toSorted());
  });

  it('speaks the language of the terminal: the same places, other words', () => {
    assert.deepEqual(places(spanish?.err), places(english?.err));
    assert.notEqual(spanish?.err, english?.err);
    assert.match(spanish?.err ?? '', /Falta|Responda|sí/);
    assert.equal(other?.err, english?.err, 'LC_ALL goes before LANG');
    assert.equal(c?.err, english?.err);
  });

  it('says plainly that a folder is not there or holds no pack, and that a time zone does not exist', () => {
    for (const outcome of [missing, empty]) {
      assert.equal(outcome?.code, 1);
      assert.match(outcome?.err ?? '', /^pack\.yaml: .*yupana-cli-/);
    }
    assert.equal(zone?.code, 1);
    assert.match(zone?.err ?? '', /^pack\.yaml:5 timezone: /);
  });

  it('counts the records of a sound pack by kind, also one that is named without its folder', () => {
    assert.deepEqual([good?.code, good?.out, good?.err], [0, '     1  institution-type\n     1  records, no faults\n', '']);
    assert.match(peru?.out ?? '', /records, no faults/);
    assert.match(mexico?.out ?? '', /32|33 {2}territory/);
    assert.deepEqual([peru?.code, mexico?.code], [0, 0]);
  });
});
