import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { IntlMessageFormat } from 'intl-messageformat';
import { readMessages } from './messages.ts';

const LANGUAGES = ['es', 'en', 'qu'] as const;
const PLATFORM = join(import.meta.dirname, '../..');
const FOLDERS = [...new Set(globSync('**/messages/**/*.json', { cwd: PLATFORM }).map((file) => dirname(file)))].toSorted();

type Ast = ReturnType<IntlMessageFormat['getAst']>;

/** The parameters of a message, whatever is done with each: `count`, `name`. */
function parametersOf(text: string): string[] {
  const names = new Set<string>();
  const collect = (parts: Ast): void => {
    for (const part of parts) {
      if ('value' in part && 'type' in part && part.type !== 0) names.add(String(part.value));
      if ('options' in part) for (const option of Object.values(part.options)) collect(option.value);
      if ('children' in part) collect(part.children);
    }
  };
  collect(new IntlMessageFormat(text, 'es', undefined, { ignoreTag: true }).getAst());
  return [...names].toSorted();
}

function difference(kind: string, here: Iterable<string>, there: Iterable<string>): string[] {
  return [...new Set(here).difference(new Set(there))].map((key) => `${kind}: ${key}`);
}

test('there are catalogues', () => {
  assert.ok(FOLDERS.length > 0);
});

for (const folder of FOLDERS) {
  const place = relative(PLATFORM, join(PLATFORM, folder));
  test(`${place}: every language has the same messages with the same parameters`, async () => {
    const messages = await readMessages([pathToFileURL(`${join(PLATFORM, folder)}/`)]);
    const all = new Set(LANGUAGES.flatMap((language) => [...messages.texts(language).keys()]).filter((key) => !key.startsWith('@')));
    const faults: string[] = [];
    for (const language of LANGUAGES) {
      const texts = messages.texts(language);
      faults.push(...difference(`missing in ${language}`, all, texts.keys()));
      for (const [key, text] of texts) {
        if (text.trim() === '') faults.push(`empty in ${language}: ${key}`);
        try {
          const expected = parametersOf(messages.texts('es').get(key) ?? text);
          const found = parametersOf(text);
          if (found.join() !== expected.join()) faults.push(`parameters in ${language}: ${key} has {${found.join(', ')}}, es has {${expected.join(', ')}}`);
        } catch (error) {
          faults.push(`no message in ${language}: ${key}: ${String(error)}`);
        }
      }
    }
    assert.ok(faults.length === 0, `\n${faults.join('\n')}`);
  });
}

test('no message key stands in two catalogues', async () => {
  await readMessages(FOLDERS.map((folder) => pathToFileURL(`${join(PLATFORM, folder)}/`)));
});

test('a catalogue that no speaker has reviewed says so in every part of it', async () => {
  for (const language of LANGUAGES) {
    const said = await Promise.all(FOLDERS.map(async (folder) => (await readMessages([pathToFileURL(`${join(PLATFORM, folder)}/`)])).isReviewed(language)));
    assert.equal(new Set(said).size, 1, `${language}: reviewed in one folder and not in another`);
  }
});

/** The code that asks for messages, as one text. */
const CODE = [PLATFORM, join(PLATFORM, '../cli')].flatMap((folder) => globSync('**/*.ts', { cwd: folder }).filter((file) => !file.endsWith('.test.ts')).map((file) => readFileSync(join(folder, file), 'utf8'))).join('\n');

test('every message is asked for: whole, by the beginning of its key, or by the kind that it is of', async () => {
  const literals = new Set([...CODE.matchAll(/['"`]([\w-]+(?:\.[\w-]+)+)['"`]/g)].map(([, key = '']) => key));
  const beginnings = [...new Set([...CODE.matchAll(/`((?:[\w-]+\.)+[\w-]*)\$\{/g)].map(([, key = '']) => key))];
  // `register.facets` stands in a declaration and the rest follows from its parts; what belongs to a kind has a test of its own.
  const isBelow = (key: string): boolean => key.split('.').some((_, at, steps) => at > 1 && literals.has(steps.slice(0, at).join('.')));
  const isAsked = (key: string): boolean => literals.has(key) || isBelow(key) || beginnings.some((beginning) => key.startsWith(beginning)) || (key.endsWith('_help') && isAsked(key.slice(0, -'_help'.length)));
  const messages = await readMessages(FOLDERS.map((folder) => pathToFileURL(`${join(PLATFORM, folder)}/`)));
  const forgotten = [...messages.texts('es').keys()].filter((key) => !/^(@|kinds\.)/.test(key) && !isAsked(key));
  assert.deepEqual(forgotten, []);
});
