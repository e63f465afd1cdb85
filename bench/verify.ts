/**
 * `yupana verify log` over a log in a folder: every hash computed again from the entries, every entry canonical, every
 * record's chain whole. Beside it what the machine needs at least: reading the files and hashing each entry once.
 * The aim is judged by processor time: on a shared machine the clock tells of the others.
 *
 *   node bench/verify.ts [--entries 1000000] [--keep folder]
 */
import { createHash, generateKeyPairSync, hash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { canonicalJson, ED25519, formatCheckpoint, formatNote, formatVerifierKey, leafHash, LEDGER, LogAppender, parsePolicy, signNote, verifierKey } from '@yupana/ledger';
import { rawPublicKey, signWith } from '@yupana/ledger/node';
import { folderSource } from '../cli/history/source.ts';
import { readHead } from '../cli/history/verify/head.ts';
import { verifyWholeLog } from '../cli/history/verify/whole-log.ts';
import { inTemporaryFolder } from './lib/folder.ts';
import { load, printMachine } from './lib/machine.ts';
import { residentOf } from './lib/processes.ts';
import { figure } from './lib/statistics.ts';
import { printTable } from './lib/table.ts';

const { values } = parseArgs({ options: { entries: { type: 'string', default: '1000000' }, keep: { type: 'string' } } });
const entries = Number(values.entries);
const RECORDS = 100_000;
const digest = (bytes: Uint8Array): Uint8Array => hash('sha256', bytes, 'buffer');

if (values.keep === undefined) await inTemporaryFolder(run);
else await run(values.keep);

async function run(folder: string): Promise<void> {
  printMachine('not used');
  if (!existsSync(join(folder, 'checkpoint'))) await writeLog(folder);
  const policy = parsePolicy(readFileSync(join(folder, 'policy')));
  const bare = spent(() => readAndHash(join(folder, 'tile/entries')));
  const [began, processor] = [performance.now(), process.cpuUsage()];
  const source = folderSource(folder);
  const { checkpoint } = await readHead(source, policy);
  const whole = await verifyWholeLog(source, checkpoint, { hashesOnly: false });
  const [clock, used] = [performance.now() - began, process.cpuUsage(processor)];
  if (whole.faults > 0 || whole.records === 0) throw new Error(JSON.stringify(whole.findings[0]));
  console.log(`Verifying a log of ${figure(checkpoint.size)} entries of ${figure(entryOf(entries - 1, undefined).length)} bytes, ${figure(whole.records)} records, from a folder\n`);
  printTable(['Verify', 'seconds by the clock', 'seconds of processor', 'entries/s by the clock'], [
    ['yupana verify log', figure(clock / 1000), figure((used.user + used.system) / 1e6), figure(checkpoint.size / (clock / 1000))],
    ['bare: read each bundle, hash each entry once', figure(bare.clock), figure(bare.processor), figure(checkpoint.size / bare.clock)],
  ]);
  const seconds = (used.user + used.system) / checkpoint.size;
  console.log(`Aim: 1,000,000 entries in less than 30 s of processor: ${figure(seconds)} s, ${seconds < 30 ? 'met' : 'MISSED'}. Resident memory ${figure(residentOf(process.pid))} MB. Load at the end: ${load()}`);
}

/** A publication of one of a hundred thousand records, with commitments, of about 1 KB. */
function entryOf(index: number, previous: { readonly index: number; readonly leaf: string } | undefined): Uint8Array {
  const id = `k${String(index % RECORDS).padStart(11, '0')}`;
  const commit = Object.fromEntries(Array.from({ length: 10 }, (_, field) => [`/persona/${field}`, 'X9yH0Ajrdm1Oij4tWso9UzzKJvPoDxwmuEcO3XAdRC0']));
  return canonicalJson({ v: 1, type: 'publication', id, kind: 'action', version: Math.floor(index / RECORDS) + 1, at: new Date(1_700_000_000_000 + index * 1000).toISOString(), role: 'office', ...(previous && { prev: previous }), schema: { id: 'action', version: 3 }, sha256: createHash('sha256').update(id).digest('hex'), titulo: 'Año de la acción, ñandú', commit }, LEDGER);
}

async function writeLog(folder: string): Promise<void> {
  const log = LogAppender.resume(0, () => new Uint8Array(0), digest);
  const leaves: string[] = [];
  for (let index = 0; index < entries; index++) {
    const leaf = leaves[index - RECORDS];
    const entry = entryOf(index, leaf === undefined ? undefined : { index: index - RECORDS, leaf });
    leaves.push(Buffer.from(leafHash(entry, digest)).toString('hex'));
    log.append(entry);
    if (index % 8192 === 8191 || index === entries - 1) for (const { path, bytes } of log.takeFiles()) write(join(folder, path), bytes);
  }
  const { privateKey } = generateKeyPairSync('ed25519');
  const key = verifierKey('bench.example/log', ED25519, rawPublicKey(privateKey));
  const text = formatCheckpoint({ origin: key.name, size: log.size, root: log.root(), extensions: [] });
  write(join(folder, 'policy'), Buffer.from(`log ${formatVerifierKey(key)}\nquorum none\n`));
  write(join(folder, 'checkpoint'), formatNote({ text, signatures: [await signNote(text, key, signWith(privateKey))] }));
}

function write(path: string, bytes: Uint8Array): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, bytes);
}

function readAndHash(folder: string): void {
  for (const file of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (!file.isFile() || (file.parentPath.endsWith('.p') && existsSync(file.parentPath.slice(0, -2)))) continue;
    const bytes = readFileSync(join(file.parentPath, file.name));
    for (let at = 0; at < bytes.length; ) {
      const end = at + 2 + bytes.readUInt16BE(at);
      hash('sha256', bytes.subarray(at + 2, end), 'buffer');
      at = end;
    }
  }
}

function spent(work: () => void): { readonly clock: number; readonly processor: number } {
  const [began, before] = [performance.now(), process.cpuUsage()];
  work();
  const { user, system } = process.cpuUsage(before);
  return { clock: (performance.now() - began) / 1000, processor: (user + system) / 1e6 };
}
