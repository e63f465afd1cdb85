/** `npm run snapshots`: writes the snapshots, and takes away those that nothing makes any more. */
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { keptFiles } from './kept-files.ts';
import { snapshots } from './snapshots.ts';

const files = await snapshots();
for (const name of await keptFiles()) if (!files.has(name)) await rm(new URL(name, import.meta.url));
for (const [name, content] of files) {
  const file = new URL(name, import.meta.url);
  await mkdir(new URL('.', file), { recursive: true });
  await writeFile(file, content);
}
console.log(`${files.size} snapshots written.`);
