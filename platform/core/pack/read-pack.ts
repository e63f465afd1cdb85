/** Reads a country pack from its folder and checks all of it. Needs no database. */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { z } from 'zod';
import { referencesOf } from '../kinds/content.ts';
import { type Fault, fault, faultsOf } from '../kinds/faults.ts';
import type { Document, Kind, KindSet } from '../kinds/kind.ts';
import { validate } from '../kinds/validate.ts';
import { isId } from '../records/id.ts';
import { type Configuration, configurationSchema } from './configuration.ts';
import { FaultyPack, type PackFault } from './faults.ts';
import { expandRecord, isRaw } from './shorthand.ts';
import { LARGEST_FILE, readYaml, type YamlFile } from './yaml-file.ts';

export interface PackRecord {
  readonly id: string;
  readonly kind: Kind;
  readonly document: Document;
  readonly file: string;
  readonly line: number;
  /** The line of a place in the document. */
  readonly lineOf: (path: string) => number;
}

export interface Pack {
  readonly configuration: Configuration;
  readonly records: readonly PackRecord[];
  /** Of the names and bytes of all files. */
  readonly digest: string;
}

const CONFIGURATION_FILE = 'pack.yaml';
const MOST_FILES = 2000;

/** The files of a pack and their digest: enough to see that nothing changed. */
export interface PackFiles {
  readonly files: readonly { readonly name: string; readonly bytes: Uint8Array }[];
  readonly digest: string;
}

/** @throws FaultyPack where the folder is no pack. */
export async function readPackFiles(folder: string): Promise<PackFiles> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  const names = entries
    .filter((entry) => entry.isFile() && /\.ya?ml$/.test(entry.name))
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).split(sep).join('/'))
    .toSorted();
  if (!names.includes(CONFIGURATION_FILE)) throw new FaultyPack([{ file: CONFIGURATION_FILE, line: 0, path: '', code: 'no_pack', params: { folder } }]);
  if (names.length > MOST_FILES) throw new FaultyPack([{ file: '', line: 0, path: '', code: 'too_many_files', params: { maximum: MOST_FILES } }]);
  const files = await Promise.all(names.map(async (name) => ({ name, bytes: await readStart(join(folder, name)) })));
  const hash = createHash('sha256');
  for (const { name, bytes } of files) hash.update(`${name}\n${bytes.length}\n`).update(bytes);
  return { files, digest: hash.digest('hex') };
}

/** A file that is too large is read only so far that this shows. */
async function readStart(path: string): Promise<Uint8Array> {
  return buffer(createReadStream(path, { end: LARGEST_FILE }));
}

/**
 * Reads and checks a pack.
 * @throws FaultyPack with every fault found, each with file, line and field.
 */
export async function readPack(folder: string, kinds: KindSet): Promise<Pack> {
  return checkPack(await readPackFiles(folder), kinds);
}

const fileSchema = z.strictObject({
  kind: z.string(),
  source: z.string().optional(),
  confidence: z.string().optional(),
  defaults: z.record(z.string(), z.unknown()).optional(),
  records: z.array(z.record(z.string(), z.unknown())),
});

interface RawRecord {
  readonly yaml: YamlFile;
  readonly kind: Kind;
  readonly index: number;
  readonly raw: Readonly<Record<string, unknown>>;
  readonly defaults: z.infer<typeof fileSchema>;
}

/** @throws FaultyPack */
export function checkPack({ files, digest }: PackFiles, kinds: KindSet): Pack {
  const faults: PackFault[] = [];
  const raws: RawRecord[] = [];
  let configuration: Configuration | undefined;
  let configurationFile: YamlFile | undefined;
  for (const { name, bytes } of files) {
    const yaml = readYaml(name, bytes);
    if (Array.isArray(yaml)) faults.push(...yaml);
    else if (name === CONFIGURATION_FILE) {
      configurationFile = yaml;
      const parsed = configurationSchema.safeParse(yaml.content);
      if (parsed.success) configuration = parsed.data;
      else faults.push(...located(yaml, [], faultsOf(parsed.error.issues, yaml.content)));
    } else raws.push(...readRecords(yaml, kinds, faults));
  }
  const ids = idsByKey(raws, faults);
  const records = raws.flatMap((raw) => checkRecord(raw, ids, faults));
  faults.push(...faultsOfReferences(records, new Map(raws.map(({ raw, yaml }) => [String(raw['id']), yaml])), raws));
  const home = configuration?.strategy;
  const homeId = home === undefined ? undefined : ids.get(home);
  if (configurationFile && home !== undefined && homeId === undefined) faults.push(...located(configurationFile, [], [fault('strategy', 'no_such_key', { key: home })]));
  if (faults.length > 0 || !configuration) throw new FaultyPack(faults);
  return { configuration: homeId === undefined ? configuration : { ...configuration, strategy: homeId }, records, digest };
}

function readRecords(yaml: YamlFile, kinds: KindSet, faults: PackFault[]): RawRecord[] {
  const parsed = fileSchema.safeParse(yaml.content);
  if (!parsed.success) {
    faults.push(...located(yaml, [], faultsOf(parsed.error.issues, yaml.content)));
    return [];
  }
  const kind = kinds.find(parsed.data.kind);
  if (!kind) {
    faults.push(...located(yaml, [], [fault('kind', 'no_such_kind', { kind: parsed.data.kind, kinds: kinds.all.map(({ name }) => name).join(', ') })]));
    return [];
  }
  return parsed.data.records.map((raw, index) => ({ yaml, kind, index, raw, defaults: parsed.data }));
}

/** Ids by key and by themselves; faults for what is missing, malformed or used twice. */
function idsByKey(raws: readonly RawRecord[], faults: PackFault[]): Map<string, string> {
  const ids = new Map<string, string>();
  for (const record of raws) {
    const { id, key } = record.raw;
    const complain = (code: string, params: Fault['params'] = {}, path = 'id'): void => void faults.push(...located(record.yaml, ['records', record.index], [fault(path, code, params)]));
    if (typeof id !== 'string') complain('id_missing');
    else if (!isId(id)) complain('not_an_id', { id });
    else if (ids.has(id)) complain('id_used_twice', { id });
    else ids.set(id, id);
    if (key === undefined) continue;
    if (typeof key !== 'string' || key === '') complain('not_a_text', {}, 'key');
    else if (ids.has(key)) complain('key_used_twice', { key }, 'key');
    else if (typeof id === 'string') ids.set(key, id);
  }
  return ids;
}

function checkRecord(record: RawRecord, ids: ReadonlyMap<string, string>, faults: PackFault[]): PackRecord[] {
  const { yaml, kind, index, raw, defaults } = record;
  const { source, confidence, defaults: fields } = defaults;
  const shared = { ...(source !== undefined && { source }), ...(confidence !== undefined && { confidence }), ...(isRaw(fields) && { defaults: fields }) };
  const { document, faults: found } = validate(kind, expandRecord(kind, raw, shared, (keyOrId) => ids.get(keyOrId)));
  const at = ['records', index] as const;
  if (!document) {
    // An id that is not an id is, in a pack, a key that nothing has.
    faults.push(...located(yaml, at, found.map((one) => (one.code === 'not_an_id' ? fault(one.path, 'no_such_key', { key: String(one.params['value'] ?? '') }) : one))));
    return [];
  }
  return [{ id: String(raw['id']), kind, document, file: yaml.file, line: yaml.lineOf(at), lineOf: (path) => yaml.lineOf([...at, ...stepsOf(path)]) }];
}

/** A pack stands on its own: what it refers to is in it, and is of the right kind. */
function faultsOfReferences(records: readonly PackRecord[], files: ReadonlyMap<string, YamlFile>, raws: readonly RawRecord[]): PackFault[] {
  const known = new Map(records.map((record) => [record.id, record]));
  const indexes = new Map(raws.map(({ raw, index }) => [String(raw['id']), index]));
  // A record that has faults of its own is there all the same: it is not reported a second time as missing.
  const written = new Set(raws.map(({ raw }) => raw['id']));
  return records.flatMap((record) => {
    const yaml = files.get(record.id);
    const found = referencesOf(record.kind, record.document).flatMap(({ path, field, to, kinds, acyclic }): Fault[] => {
      const target = known.get(to);
      if (!target) return written.has(to) ? [] : [fault(path, 'no_such_record', { id: to })];
      if (!kinds.includes(target.kind.name)) return [fault(path, 'wrong_kind', { id: to, kind: target.kind.name, expected: kinds.join(', ') })];
      return acyclic && returnsTo(record, field, known) ? [fault(path, 'circular_reference')] : [];
    });
    return yaml ? located(yaml, ['records', indexes.get(record.id) ?? 0], found) : [];
  });
}

function returnsTo(start: PackRecord, field: string, known: ReadonlyMap<string, PackRecord>): boolean {
  const seen = new Set<string>();
  const above = (record: PackRecord): string[] => referencesOf(record.kind, record.document).filter((reference) => reference.field === field).map(({ to }) => to);
  const waiting = above(start);
  for (let id = waiting.pop(); id !== undefined; id = waiting.pop()) {
    if (id === start.id) return true;
    if (seen.has(id)) continue;
    seen.add(id);
    const record = known.get(id);
    if (record) waiting.push(...above(record));
  }
  return false;
}

function located(yaml: YamlFile, at: readonly (string | number)[], faults: readonly Fault[]): PackFault[] {
  return faults.map((one) => ({ ...one, file: yaml.file, line: yaml.lineOf([...at, ...stepsOf(one.path)]) }));
}

function stepsOf(path: string): (string | number)[] {
  return path === '' ? [] : path.split('.').map((step) => (/^\d+$/.test(step) ? Number(step) : step));
}
