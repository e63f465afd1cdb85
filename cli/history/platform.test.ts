/** The log of a served platform in the hands of others, each with their own command: witnesses, a mirror, a monitor, whoever doubts. */
import assert from 'node:assert/strict';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { sql } from 'kysely';
import type pg from 'pg';
import { formatVerifierKey, openNote, originHash, parseCheckpoint, parseNote, parseVerifierKey } from '@yupana/ledger';
import { newId } from '#core/records/id.ts';
import { withdraw } from '#core/records/publish.ts';
import { connect, type Database } from '#core/storage/database.ts';
import { createKey, keyFiles } from '#modules/history/ledger/keys.ts';
import { behindTheBack } from '#modules/history/ledger/testing/backup.ts';
import { createKinds } from '../../platform/app.ts';
import { testDatabase, wholeFile } from '../../test/support/database.ts';
import { copyDatabase, databaseUrl, dropDatabase, eventually, freePort, run, serve, type Served, smallPack } from './testing/platform.ts';
import { type RunningCommand, startCommand, TestFolders } from './testing/processes.ts';

const ORIGIN = 'historia.tierra.example/log';
const ARTICLE = 'Ley 29733, art. 20';

const folders = new TestFolders();
const commands: RunningCommand[] = [];
const sites: Served[] = [];
const copies: pg.PoolConfig[] = [];
after(async () => {
  for (const site of sites) site.kill();
  await Promise.all(commands.map((command) => command.end('SIGKILL')));
  await Promise.all(copies.map(dropDatabase));
  folders.remove();
});

const home = folders.next();
const place = (name: string): string => join(home, name);
const write = (name: string, text: string): string => {
  writeFileSync(place(name), text);
  return place(name);
};
const pack = smallPack(place('pack'), 4);
const TARGETS = ['100 entidades en 2030', '24 regiones', '1 000 becas'];
pack.write(TARGETS);
const { config } = await testDatabase(wholeFile);
const port = await freePort();
const data = place('data');
const env = (database: pg.PoolConfig, more: Record<string, string> = {}): Record<string, string> => ({ DATABASE_URL: databaseUrl(database), DATA_DIR: data, COUNTRY: pack.folder, PORT: String(port), LOG_ORIGIN: ORIGIN, ...more });
const address = `http://localhost:${port}`;

async function inDatabase<T>(which: pg.PoolConfig, work: (database: Database) => Promise<T>): Promise<T> {
  const { database, close } = await connect(which);
  try {
    return await work(database);
  } finally {
    await close();
  }
}

async function rewrite(which: pg.PoolConfig, ...statements: readonly ReturnType<typeof sql>[]): Promise<void> {
  await inDatabase(which, (database) =>
    behindTheBack(database, async (session) => {
      for (const statement of statements) await statement.execute(session);
    }),
  );
}

async function copyOf(name: string): Promise<pg.PoolConfig> {
  const copy = await copyDatabase(config, `${config.database}_${name}`);
  copies.push(copy);
  return copy;
}

async function served(more: Record<string, string>): Promise<Served> {
  // What a test that failed has left running.
  for (const former of sites.splice(0)) await former.stop();
  const site = await serve(more);
  sites.push(site);
  return site;
}

const bytesAt = async (url: string): Promise<Uint8Array | undefined> => {
  const answer = await fetch(url);
  return answer.ok ? new Uint8Array(await answer.arrayBuffer()) : undefined;
};
const headAt = async (prefix: string): Promise<{ readonly size: number; readonly note: Uint8Array; readonly signers: readonly string[] } | undefined> => {
  const note = await bytesAt(`${prefix}/checkpoint`);
  if (note === undefined) return undefined;
  const { text, signatures } = parseNote(note);
  return { size: parseCheckpoint(text).size, note, signers: signatures.map(({ name }) => name) };
};
/** The head that both witnesses have cosigned. */
const witnessedAt = (size: number) =>
  eventually(`${size} entries that both witnesses have seen`, async () => {
    const head = await headAt(`${address}/log`);
    return head?.size === size && COSIGNERS.every((name) => head.signers.includes(name)) ? head : undefined;
  });
const fetched = async (path: string, name: string): Promise<string> => {
  writeFileSync(place(name), (await bytesAt(`${address}${path}`)) ?? assert.fail(path));
  return place(name);
};

const key = formatVerifierKey(createKey(keyFiles(join(data, 'keys')).present, ORIGIN).verifier);
const hash = originHash(ORIGIN);

async function witness(name: string): Promise<string> {
  mkdirSync(place(name));
  const configuration = write(`${name}/witness.yaml`, `name: ${name}\nlisten: 127.0.0.1:0\nlogs:\n  - keys: ["${key}"]\n`);
  const command = await startCommand(['witness', '--config', configuration]);
  commands.push(command);
  const [, verifier] = /^witness \S+ (\S+)/m.exec(await (await fetch(command.address)).text()) ?? [];
  return `witness ${name} ${verifier} ${command.address}\n`;
}
/** A mirror that fetches nothing (its log is nowhere): what it has, the log has brought. */
async function archive(name: string): Promise<string> {
  mkdirSync(place(name));
  write(`${name}/log.policy`, `log ${key} http://127.0.0.1:9/log\nquorum none\n`);
  const configuration = write(`${name}/mirror.yaml`, `every: 86400\nfiles: copies\nname: ${name}\nlogs:\n  - policy: log.policy\nserve: {listen: "127.0.0.1:0", submissions: true}\n`);
  const command = await startCommand(['mirror', '--config', configuration]);
  commands.push(command);
  const [, line] = /^(witness \S+ \S+)$/m.exec(await (await fetch(command.address)).text()) ?? [];
  return `${line} ${command.address}\n`;
}
const COSIGNERS = ['testigo-a.example', 'testigo-b.example', 'archivo.example'];
const witnesses = [await witness('testigo-a.example'), await witness('testigo-b.example'), await archive('archivo.example')].join('');
const QUORUM = 'group universidades 1 testigo-a.example\ngroup ong 1 testigo-b.example\ngroup todos 3 universidades ong archivo.example\nquorum todos\n';
/** What the operator writes; the log adds its own lines. */
const LOG_POLICY = write('operator.policy', `${witnesses}${QUORUM}`);
/** What somebody outside writes. */
const policy = write('reader.policy', `log ${key} ${address}/log\n${witnesses}${QUORUM}`);
const monitored = write('monitor.yaml', `policy: reader.policy\nstate: monitor-state\nkinds: [action]\nsilenceHours: 8760\n`);
/** Of a person: internal fields of a system, which the erasure is about. */
const system = newId();
let before: pg.PoolConfig;
let mirror: RunningCommand;
const mirrored = (size: number) => eventually(`a mirror of ${size}`, async () => ((await headAt(`${mirror.address}/${hash}`))?.size === size ? true : undefined));

describe('a served platform', () => {
  let site: Served;

  it('has its log cosigned to the quorum of LOG_POLICY, and verified whole from outside', async () => {
    site = await served(env(config, { LOG_POLICY }));
    await witnessedAt(4);
    await inDatabase(config, async (database) => {
      await sql`insert into record (id, kind, version) values (${system}, 'deployment', 1)`.execute(database);
      await sql`with made as (insert into version (record_id, number, kind, schema_version, act, document) values (${system}, 1, 'deployment', 1, 'publication', '{}') returning sequence) insert into outbox select sequence, ${system}, 1 from made`.execute(database);
      await sql`insert into restricted_part values (${system}, 1, 'internal', '{"teamContact": "rosa@example.org"}')`.execute(database);
    });
    await witnessedAt(5);
    const own = await (await fetch(`${address}/log/policy`)).text();
    assert.deepEqual([own.startsWith(`log ${key} ${address}/log\n`), own.endsWith('\nquorum todos\n')], [true, true], own);
    const overview = (await (await fetch(`${address}/es/history.json`)).json()) as { quorumMet: boolean; waiting: number; halted: unknown };
    assert.deepEqual([overview.quorumMet, overview.waiting, overview.halted], [true, 0, null]);
    const verified = await run(['verify', 'log', `${address}/log`, '--policy', policy]);
    assert.equal(verified.code, 0, verified.err);
    const kept = await run(['verify', 'log', `${/^witness archivo.* (\S+)$/m.exec(witnesses)?.[1]}/${hash}`, '--policy', policy, '--against', `${address}/log`]);
    assert.equal(kept.code, 4, `the copy that the log has brought is whole; its head bears the archive's signature alone: ${kept.out}${kept.err}`);
    assert.match(verified.out, /Entries {3}5\n[\s\S]*Witness {3}testigo-a\.example, 20[\s\S]*Witness {3}testigo-b\.example, 20[\s\S]*Witness {3}archivo\.example, 20[\s\S]*5 publication\n[\s\S]*HOLDS/);
  });

  it('gives what proves a version offline, against its document and against no other', async () => {
    const files = {
      proof: await fetched(`/es/actions/${pack.actions[0]}/versions/1.tlog-proof`, 'accion.tlog-proof'),
      entry: await fetched(`/es/actions/${pack.actions[0]}/versions/1.entry`, 'accion.json'),
      document: await fetched(`/es/actions/${pack.actions[0]}/versions/1.canonical`, 'accion-documento.json'),
    };
    // Nobody answers any more: what follows is the reader's alone.
    await site.stop();
    await assert.rejects(fetch(address));
    const verify = (document = files.document, entry = files.entry) => run(['verify', 'proof', files.proof, '--entry', entry, '--document', document, '--policy', policy]);
    const proved = await verify();
    assert.equal(proved.code, 0, proved.err);
    assert.match(proved.out, /publication action \S+ version 1[\s\S]*Document {2}is the one that was logged[\s\S]*HOLDS/);
    const text = readFileSync(files.document, 'utf8');
    assert.match(text, /100 entidades/);
    const rewritten = await verify(write('otro.json', text.replace('100 entidades', '10 entidades')));
    assert.deepEqual([rewritten.code, /DOES NOT HOLD/.test(rewritten.err)], [3, true], rewritten.out);
    const other = await verify(files.document, write('otra.json', readFileSync(files.entry, 'utf8').replace('"version":1', '"version":2')));
    assert.deepEqual([other.code, /DOES NOT HOLD/.test(other.err)], [3, true], other.out);
  });

  it('is mirrored; a monitor reports the edit of a target, a withdrawal, an erasure and a change of key', async () => {
    before = await copyOf('backup');
    site = await served(env(config, { LOG_POLICY }));
    const keeping = write('mirror.yaml', `every: 1\nfiles: copies\nname: espejo.example\nlogs:\n  - policy: reader.policy\nserve: {listen: "127.0.0.1:0"}\n`);
    mirror = await startCommand(['mirror', '--config', keeping]);
    commands.push(mirror);
    await mirrored(5);
    const first = await run(['monitor', '--config', monitored, '--once']);
    assert.equal(first.code, 0, first.err);
    assert.match(first.out, /^\S+ baseline /);

    pack.write(['10 entidades en 2030', ...TARGETS.slice(1)]);
    assert.equal((await run(['pack', 'load', pack.folder], env(config))).out, '1 published, 3 unchanged\n');
    await inDatabase(config, (database) => withdraw(database, { kinds: createKinds() }, pack.actions[1] ?? '', 1, { es: { text: 'Ya no se hará', status: 'original' } }, { name: 'person:ana@example.org' }));
    const erased = await run(['erase', '--record', system, '--article', ARTICLE], env(config));
    assert.match(erased.out, /^1 value erased \(teamContact\)/, erased.err);
    await witnessedAt(8);
    const rotated = await run(['log', 'rotate-key'], env(config));
    assert.equal(rotated.code, 0, rotated.err);
    const [newKey] = rotated.out.split('\n');
    assert.ok(existsSync(keyFiles(join(data, 'keys')).former));
    // The server takes it up by itself: both keys sign, and so the witnesses that know the old one alone go on.
    const { note } = await witnessedAt(9);
    const { valid } = await openNote(note, [parseVerifierKey(newKey ?? ''), parseVerifierKey(key)]);
    assert.equal(valid.length, 2);
    assert.equal(await (await fetch(`${address}/log/key`)).text(), `${newKey}\n${key}\n`);

    await mirrored(9);
    const second = await run(['monitor', '--config', monitored, '--once']);
    assert.equal(second.code, 0, second.out);
    const reports = second.out.trim().split('\n').map((line) => line.split(' ').slice(1).join(' '));
    assert.deepEqual(reports, [
      `edit ${ORIGIN} entry 5: action ${pack.actions[0]} was changed: version 2`,
      `withdrawal ${ORIGIN} entry 6: action ${pack.actions[1]} was withdrawn`,
      `redaction ${ORIGIN} entry 7: deployment ${system}: 1 values were erased (${ARTICLE})`,
      `key ${ORIGIN} entry 8: the log has a new key, which the one before has signed: ${newKey}. Ask its office by another way, then put it into your policy`,
    ]);
    const compared = await run(['verify', 'log', `${address}/log`, '--policy', policy, '--against', `${mirror.address}/${hash}`]);
    assert.equal(compared.code, 0, compared.err);
    assert.match(compared.out, /Against {3}\S+: the same 9 entries\n/);
    await site.stop();
  });
});

describe('a record that is rewritten behind the back of the log', () => {
  it('in the row of a version: its document is not the one that was logged', async () => {
    const copy = await copyOf('row');
    await rewrite(copy, sql`update version set document = jsonb_set(document, '{target,es,text}', '"1 entidad"') where record_id = ${pack.actions[0]} and number = 1`);
    const site = await served(env(copy, { LOG_POLICY }));
    const [proof, entry, document] = [await fetched(`/es/actions/${pack.actions[0]}/versions/1.tlog-proof`, 'r.tlog-proof'), await fetched(`/es/actions/${pack.actions[0]}/versions/1.entry`, 'r.json'), await fetched(`/es/actions/${pack.actions[0]}/versions/1.canonical`, 'r-documento.json')];
    assert.match(readFileSync(document, 'utf8'), /"1 entidad"/);
    const judged = await run(['verify', 'proof', proof, '--entry', entry, '--document', document, '--policy', policy]);
    assert.equal(judged.code, 3, judged.out);
    assert.match(judged.err, /DOES NOT HOLD: .*document/);
    // Whoever does not know where to look finds it as well.
    const whole = await run(['verify', 'site', address, '--policy', policy]);
    assert.equal(whole.code, 3, whole.out);
    assert.match(whole.err, new RegExp(`FIRST DIFFERENCE {2}differs: record ${pack.actions[0]}, version 1, entry \\d+: `));
    assert.doesNotMatch(whole.err, /Then/);
    assert.match(await (await fetch(`${address}/es/actions/${pack.actions[0]}/versions/1`)).text(), /NO es lo que se anotó/);
    await site.stop();
  });

  it('in an entry too: the whole log no longer fits its signed root, and the place is named', async () => {
    const copy = await copyOf('entry');
    const at = await inDatabase(copy, async (database) => {
      const { bytes } = await database.selectFrom('ledger_file').select('bytes').where('path', '=', 'tile/entries/000.p/9').executeTakeFirstOrThrow();
      const digest = bytes.indexOf('"sha256":"', bytes.indexOf(`"id":"${pack.actions[0]}"`)) + '"sha256":"'.length;
      bytes[digest] = bytes[digest] === 0x30 ? 0x31 : 0x30;
      await database.updateTable('ledger_file').set({ bytes }).where('path', '=', 'tile/entries/000.p/9').execute();
      return (await database.selectFrom('ledger_entry').select('index').where('record_id', '=', pack.actions[0] ?? '').orderBy('index').executeTakeFirstOrThrow()).index;
    });
    const site = await served(env(copy, { LOG_POLICY }));
    const judged = await run(['verify', 'log', `${address}/log`, '--policy', policy]);
    assert.equal(judged.code, 3, judged.out);
    assert.match(judged.err, new RegExp(`FIRST DIFFERENCE {2}entry ${at}\\b`));
    await site.stop();
  });

  it('with the whole log made anew and signed with the true key: the witnesses do not sign, the mirror shows both histories, and the first difference is printed with its place', async () => {
    const copy = await copyOf('forged');
    await rewrite(
      copy,
      sql`update version set document = jsonb_set(document, '{target,es,text}', '"1 entidad"') where record_id = ${pack.actions[0]} and number = 1`,
      sql`truncate ledger_entry, ledger_file, ledger_checkpoint, ledger_disclosure, ledger_redaction, ledger_state cascade`,
    );
    const keys = place('forged/keys');
    cpSync(join(data, 'keys'), keys, { recursive: true });
    rmSync(join(keys, 'log.signed'));
    const forger = { ...env(copy), DATA_DIR: place('forged') };

    // With the witnesses asked, nothing is signed at all.
    const honest = await served({ ...forger, LOG_POLICY });
    await eventually('the log halts', () => (/"LOG-HALTED","code":"fork"/.test(honest.errors()) ? true : undefined));
    assert.equal((await headAt(`${address}/log`))?.size, undefined);
    await honest.stop();

    // Without them it is signed, and nobody else has.
    const site = await served(forger);
    const { signers } = await eventually('another history of nine', async () => {
      const head = await headAt(`${address}/log`);
      return head?.size === 9 ? head : undefined;
    });
    assert.deepEqual([...new Set(signers)], [ORIGIN]);
    const alone = await run(['verify', 'log', `${address}/log`, '--policy', policy]);
    assert.deepEqual([alone.code, /not yet witnessed: the quorum is not met/.test(alone.out)], [4, true], alone.out + alone.err);
    const judged = await run(['verify', 'log', `${address}/log`, '--policy', policy, '--against', `${mirror.address}/${hash}`]);
    assert.equal(judged.code, 3, judged.out);
    const { here, there, index } = await inDatabase(copy, async (database) => {
      const entry = await database.selectFrom('ledger_entry').select(['index', 'entry']).where('record_id', '=', pack.actions[0] ?? '').orderBy('index').executeTakeFirstOrThrow();
      return { here: entry.entry.toString(), there: readFileSync(place('accion.json'), 'utf8'), index: entry.index };
    });
    assert.notEqual(here, there);
    const [, first, ours, theirs] = /FIRST DIFFERENCE {2}entry (\d+), of which there are two, both under a head of the log:\n {2}here {3}(.*)\n {2}there {2}(.*) {2}\(/.exec(judged.err) ?? assert.fail(judged.err);
    assert.deepEqual([Number(first), ours, theirs], [index, here, there]);
    await eventually('the alarm of the mirror', () => (/FORK: the log has signed two histories/.test(mirror.errors()) ? true : undefined));
    const evidence = readdirSync(join(place('copies'), hash)).filter((name) => name.startsWith('fork-'));
    assert.equal(evidence.length, 2);
    assert.equal((await headAt(`${mirror.address}/${hash}`))?.signers.includes('testigo-a.example'), true, 'the mirror holds on to what was witnessed');
    const watched = await run(['monitor', '--config', monitored, '--once']);
    assert.deepEqual([watched.code, /ALARM fork/.test(watched.out)], [3, true], watched.out);
    await site.stop();
  });
});

describe('after a restored backup', () => {
  const restored = place('restored');
  const haltedSite = async (more: Record<string, string>): Promise<string> => {
    const site = await served({ ...env(before), DATA_DIR: restored, ...more });
    const errors = await eventually('the log halts', () => (/"LOG-HALTED".*/.test(site.errors()) ? site.errors() : undefined));
    assert.equal((await headAt(`${address}/log`))?.size, 5, 'nothing was signed');
    await site.stop();
    return errors;
  };

  it('the log halts by the word of LOG_MIRRORS, and by that of the witnesses of LOG_POLICY', async () => {
    pack.write(TARGETS);
    cpSync(join(data, 'keys'), join(restored, 'keys'), { recursive: true });
    // The backup of the machine is as old as that of the database.
    rmSync(join(restored, 'keys/log.signed'));
    assert.match(await haltedSite({ LOG_MIRRORS: `${mirror.address}/${hash}/` }), /"code":"fork","because":"the mirror \S+ has seen 9 entries; here are 5"/);
    assert.match(await haltedSite({ LOG_POLICY }), /"code":"fork","because":"testigo-[ab]\.example has seen 9 entries; here are 5; it shows a head of 9 entries that this log has signed \(kept beside its key: fork-9-[0-9a-f]{8}\.note\)"/);
  });

  it('erasures are replayed from a mirror, the log recovers from it, and goes on where the world last saw it', async () => {
    const database = { ...env(before), DATA_DIR: restored };
    const personal = () => inDatabase(before, async (one) => (await one.selectFrom('restricted_part').selectAll().execute()).length);
    assert.equal(await personal(), 1, 'the backup has brought it back');
    const replayed = await run(['erase', '--replay', `${mirror.address}/${hash}`], database);
    assert.equal(replayed.out, '1 erasures gone through, 1 values deleted again.\n', replayed.err);
    assert.equal(await personal(), 0);
    const elsewhere = await run(['log', 'recover', '--from', place('nowhere')], database);
    assert.deepEqual([elsewhere.code, /has no checkpoint/.test(elsewhere.err)], [1, true], elsewhere.err);
    assert.equal((await run(['log', 'recover'], database)).code, 2);
    const recovered = await run(['log', 'recover', '--from', `${mirror.address}/${hash}`], database);
    assert.equal(recovered.out, `Entries 5 to 9: 4 taken. Values erased again: 0. Lost publications: 2\n  ${pack.actions[0]} version 2\n  ${pack.actions[1]} version 2\n`, recovered.err);

    const site = await served({ ...database, LOG_POLICY, LOG_MIRRORS: `${mirror.address}/${hash}` });
    await witnessedAt(9);
    // What was lost is published again: it bears the number that the lost version had, and the log says that it does.
    pack.write(['10 entidades en 2030', ...TARGETS.slice(1), 'Una más']);
    assert.equal((await run(['pack', 'load', pack.folder], database)).out, '2 published, 3 unchanged\n');
    await witnessedAt(11);
    await mirrored(11);
    const verified = await run(['verify', 'log', `${address}/log`, '--policy', policy, '--against', `${mirror.address}/${hash}`]);
    assert.equal(verified.code, 0, verified.err);
    assert.match(verified.out, new RegExp(`^Again +entry \\d+, record ${pack.actions[0]}: version 2 a second time`, 'm'));
    const watched = await run(['monitor', '--config', monitored, '--once']);
    assert.match(watched.out, new RegExp(`ALARM again .*action ${pack.actions[0]}: version 2 was published a second time`));
    assert.doesNotMatch(watched.out, /broken-chain|missing-version/);
    await site.stop();
  });
});

describe('a key that is lost', () => {
  it('is replaced by a person only; the log says so, and nobody vouches for it before the witnesses know the new key', async () => {
    const { present, former } = keyFiles(place('restored/keys'));
    const database = { ...env(before), DATA_DIR: place('restored') };
    for (const file of [present, former]) rmSync(file);
    const halted = await served({ ...database, LOG_POLICY });
    await eventually('the log halts', () => (/"LOG-HALTED","code":"key"/.test(halted.errors()) ? true : undefined));
    await halted.stop();
    const refused = await run(['log', 'rotate-key'], database);
    assert.deepEqual([refused.code, /no key to sign the new one with.*--old-key-lost/.test(refused.err)], [1, true], refused.err);
    const replaced = await run(['log', 'rotate-key', '--old-key-lost'], database);
    assert.equal(replaced.code, 0, replaced.err);
    const newKey = parseVerifierKey(replaced.out.trim());
    const site = await served({ ...database, LOG_POLICY });
    const { note, signers } = await eventually('a state under the new key', async () => {
      const head = await headAt(`${address}/log`);
      return head?.size === 12 ? head : undefined;
    });
    assert.deepEqual(signers, [ORIGIN]);
    assert.equal((await openNote(note, [newKey])).valid.length, 1);
    const verified = await run(['verify', 'log', `${address}/log`, '--policy', policy]);
    assert.deepEqual([verified.code, /DOES NOT HOLD/.test(verified.err)], [3, true], verified.out);
    await eventually('the witnesses do not take it', () => (/"witness":"testigo-a\.example".*\(403\)/.test(site.errors()) ? true : undefined));
    const again = await run(['log', 'rotate-key', '--old-key-lost'], database);
    assert.deepEqual([again.code, /The key of the log is there/.test(again.err)], [1, true], again.err);
    await site.stop();
  });
});
