/** Country packs for tests, in a temporary folder. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { TestContext } from 'node:test';

/** Bytes for what is no text; null for a file that is not to be there. */
export type PackContent = Readonly<Record<string, string | Uint8Array | null>>;

/** Ids that are well-formed, for packs written by hand. */
export const [ID_A, ID_B, ID_C, ID_D, ID_SOURCE] = ['a0000000000c', 'b0000000000a', 'c00000000008', 'd00000000006', 'e00000000004'] as const;

/** A small pack of the kinds of support/kinds.ts without fault. */
export const SMALL_PACK: PackContent = {
  'pack.yaml': 'name: small\ntitle: {es: Pequeño, en: Small}\ncountry: {es: País}\nlanguages: [es, en, qu]\ntimezone: America/Lima\nstrategy: top\n',
  'README.md': 'Not YAML: [',
  'sources.yaml': `kind: source\nrecords:\n  - {id: ${ID_SOURCE}, key: book, title: Libro}\n`,
  'deep/things.yaml': `kind: thing
source: book
defaults:
  open: "true"
  topic: !not_stated
records:
  - id: ${ID_A}
    key: top
    place: line 3
    title: {es: Arriba, qu: {text: Hanan, status: machine}}
    code: !not_stated
`,
  'deep/more/things.yaml': `kind: thing
records:
  - id: ${ID_B}
    title: {es: Abajo}
    code: 01
    topic: water
    open: "false"
    within: top
    related: [top, ${ID_C}]
    position: 7
  - id: ${ID_C}
    title: {es: Al lado}
    code: A.1
    topic: !withheld "Ley 27806, artículo 17"
    open: true
`,
};

/** Writes a pack: the small one, with the files given added or put in the place of its own. */
export function packFolder(t: TestContext, content: PackContent = {}): string {
  const folder = mkdtempSync(join(tmpdir(), 'yupana-pack-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  rewritePack(folder, { ...SMALL_PACK, ...content });
  return folder;
}

export function rewritePack(folder: string, content: PackContent): void {
  for (const [name, text] of Object.entries(content)) {
    const path = join(folder, name);
    mkdirSync(dirname(path), { recursive: true });
    if (text === null) rmSync(path, { force: true });
    else writeFileSync(path, text);
  }
}
