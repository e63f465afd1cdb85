import assert from 'node:assert/strict';
import { symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { NOT_STATED, TEST_KINDS, texts } from '../../../test/support/kinds.ts';
import { ID_A, ID_B, ID_C, ID_D, ID_SOURCE, type PackContent, packFolder, rewritePack, SMALL_PACK } from '../../../test/support/pack.ts';
import { FaultyPack } from './faults.ts';
import { readPack, readPackFiles } from './read-pack.ts';

/** Every fault of the small pack with the given files in it, as `file:line field code`. */
async function faults(t: TestContext, content: PackContent): Promise<string[]> {
  return faultsIn(packFolder(t, content));
}

async function faultsIn(folder: string): Promise<string[]> {
  // By the processor: what else the machine does is not the reader's fault.
  const began = process.cpuUsage();
  try {
    await readPack(folder, TEST_KINDS);
  } catch (error) {
    assert.ok(error instanceof FaultyPack, String(error));
    assert.ok(process.cpuUsage(began).user < 10_000_000, 'too slow');
    // A value may offend the same rule in two ways.
    return [...new Set(error.faults.map(({ file, line, path, code }) => `${file}:${line} ${path} ${code}`))];
  }
  return [];
}

const one = (fields: string): string => `kind: thing\nrecords:\n  - id: ${ID_D}\n    code: !not_stated\n    topic: !not_stated\n    open: true\n${fields.replace(/^/gm, '    ')}\n`;

test('a pack is read whole: texts, special values, keys, defaults, evidence', async (t) => {
  const { configuration, records } = await readPack(packFolder(t), TEST_KINDS);
  assert.deepEqual(configuration, { name: 'small', title: { es: 'Pequeño', en: 'Small' }, country: { es: 'País' }, languages: ['es', 'en', 'qu'], timezone: 'America/Lima', strategy: ID_A });
  const byId = new Map(records.map(({ id, document }) => [id, document]));
  assert.deepEqual(byId.get(ID_A), {
    title: { es: { text: 'Arriba', status: 'original' }, qu: { text: 'Hanan', status: 'machine' } },
    code: NOT_STATED,
    topic: NOT_STATED,
    open: true,
    evidence: [{ field: 'title', source: ID_SOURCE, place: 'line 3', confidence: 'official' }],
  });
  assert.deepEqual(byId.get(ID_B), { title: texts('Abajo'), code: '01', topic: 'water', open: false, within: ID_A, related: [ID_A, ID_C], position: 7 });
  assert.deepEqual(byId.get(ID_C)?.['topic'], { absent: 'withheld', ground: 'Ley 27806, artículo 17' });
  assert.deepEqual(records.map(({ file, line }) => `${file}:${line}`), ['deep/more/things.yaml:3', 'deep/more/things.yaml:11', 'deep/things.yaml:7', 'sources.yaml:3']);
});

test('the digest is of names and bytes, not of what is no YAML', async (t) => {
  const folder = packFolder(t);
  const { digest } = await readPackFiles(folder);
  rewritePack(folder, { 'README.md': 'changed', 'data.csv': 'a,b' });
  assert.equal((await readPackFiles(folder)).digest, digest);
  rewritePack(folder, { 'sources.yaml': `${String(SMALL_PACK['sources.yaml'])}\n` });
  assert.notEqual((await readPackFiles(folder)).digest, digest);
});

test('what is no YAML', async (t) => {
  assert.deepEqual(await faults(t, { 'x.yaml': 'kind: thing\nrecords: [\n' }), ['x.yaml:3  not_yaml']);
  assert.deepEqual(await faults(t, { 'x.yaml': 'kind: thing\nkind: thing\nrecords: []\n' }), ['x.yaml:2  not_yaml']);
  assert.deepEqual(await faults(t, { 'x.yaml': 'kind: thing\nrecords: []\n---\nkind: thing\n' }).then((all) => all.map((fault) => fault.split(' ').at(-1))), ['not_yaml']);
  assert.deepEqual(await faults(t, { 'x.yaml': 'kind: !!js/function "1"\nrecords: []\n' }), ['x.yaml:1  not_yaml']);
  assert.deepEqual(await faults(t, { 'x.yaml': one('title: {es: a}\n\tacronym: X') }), ['x.yaml:8  not_yaml']);
  assert.deepEqual(await faults(t, { 'x.yaml': one('title: *nothing') }), ['x.yaml:7  not_yaml']);
});

test('what is no UTF-8: Latin-1 names the line, binary files are no text', async (t) => {
  assert.deepEqual(await faults(t, { 'x.yaml': Buffer.from(one('title: {es: Política}'), 'latin1') }), ['x.yaml:7  not_utf8']);
  assert.deepEqual(await faults(t, { 'x.yaml': Buffer.from([0x7f, 0x45, 0x4c, 0x46, 0xff, 0xfe, 0, 1]) }), ['x.yaml:1  not_utf8']);
  assert.deepEqual(await faults(t, { 'x.yaml': Buffer.from(one('title: {es: a}'), 'utf16le') }).then((all) => all.length > 0), true);
  assert.ok((await faults(t, { 'x.yaml': Buffer.alloc(5000) })).length > 0, 'NUL bytes');
  assert.deepEqual(await faults(t, { 'x.yaml': Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), Buffer.from(one('title: {es: Con marca}'))]) }), [], 'a byte order mark does no harm');
});

test('an empty file, a file of nothing but comments, a list, a text', async (t) => {
  for (const content of ['', '# nothing\n', '- a\n', 'text\n', '~\n']) assert.deepEqual(await faults(t, { 'x.yaml': content }), ['x.yaml:1  not_a_group'], JSON.stringify(content));
});

test('members that a file or record does not have', async (t) => {
  assert.deepEqual(await faults(t, { 'x.yaml': 'kind: thing\nrecord: []\n' }), ['x.yaml:1 records required', 'x.yaml:2 record unknown_field']);
  assert.deepEqual(await faults(t, { 'x.yaml': one('title: {es: a}\ncolour: red') }), ['x.yaml:8 colour unknown_field']);
  assert.deepEqual(await faults(t, { 'x.yaml': one('title: {es: a}\nsize: {width: 1, heigth: 2}') }), ['x.yaml:8 size.heigth unknown_field']);
  assert.deepEqual(await faults(t, { 'x.yaml': one('title: {es: a}\n__proto__: {polluted: x}\nconstructor: {prototype: {polluted: x}}') }).then((all) => all.filter((fault) => fault.includes('constructor'))), ['x.yaml:9 constructor unknown_field']);
  assert.ok(!('polluted' in {}));
  assert.deepEqual(await faults(t, { 'x.yaml': 'kind: tihng\nrecords: []\n' }), ['x.yaml:1 kind no_such_kind']);
  assert.deepEqual(await faults(t, { 'x.yaml': 'kind: constructor\nrecords: []\n' }), ['x.yaml:1 kind no_such_kind']);
});

const aSource = (id: string): string => `kind: source\nrecords:\n  - {title: a${id}}\n`;

test('ids that are missing, malformed, or used twice', async (t) => {
  assert.deepEqual(await faults(t, { 'x.yaml': aSource('') }), ['x.yaml:3 id id_missing']);
  assert.deepEqual(await faults(t, { 'x.yaml': aSource(', id: d00000000005') }), ['x.yaml:3 id not_an_id'], 'a wrong check character');
  assert.deepEqual(await faults(t, { 'x.yaml': aSource(', id: peru') }), ['x.yaml:3 id not_an_id']);
  assert.deepEqual(await faults(t, { 'x.yaml': aSource(', id: [a]') }), ['x.yaml:3 id id_missing']);
  assert.deepEqual(await faults(t, { 'x.yaml': aSource(`, id: ${ID_SOURCE}`) }), ['x.yaml:3 id id_used_twice']);
  assert.deepEqual(await faults(t, { 'x.yaml': aSource(`, id: ${ID_D}, key: top`) }), ['x.yaml:3 key key_used_twice']);
  assert.deepEqual(await faults(t, { 'x.yaml': aSource(`, id: ${ID_D}, key: ""`) }), ['x.yaml:3 key not_a_text']);
});

test('references to what is not in the pack, or is of another kind', async (t) => {
  const folder = packFolder(t, { 'x.yaml': one('title: {es: a}\nrelated: [top, nothing]') });
  assert.deepEqual(await faultsIn(folder), ['x.yaml:8 related.1 no_such_key']);
  await assert.rejects(readPack(folder, TEST_KINDS), (error: unknown) => error instanceof FaultyPack && Object.values(error.faults[0]?.params ?? {}).includes('nothing'));
  assert.deepEqual(await faults(t, { 'x.yaml': one('title: {es: a}\nrelated: [f00000000002]') }), ['x.yaml:8 related.0 no_such_record']);
  assert.deepEqual(await faults(t, { 'x.yaml': one('title: {es: a}\nwithin: book') }), ['x.yaml:8 within wrong_kind']);
  assert.deepEqual(await faults(t, { 'x.yaml': one('title: {es: a}\nsource: top\nplace: line 1') }), ['x.yaml:3 evidence.0.source wrong_kind']);
  assert.deepEqual(await faults(t, { 'x.yaml': one('title: {es: a}\nsource: lost\nplace: line 1') }), ['x.yaml:3 evidence.0.source no_such_key']);
});

test('a hierarchy that bites its tail', async (t) => {
  assert.deepEqual(await faults(t, { 'x.yaml': one(`title: {es: a}\nwithin: ${ID_D}`) }), ['x.yaml:8 within circular_reference']);
  const ring = `${one(`title: {es: a}\nkey: a\nwithin: b`)}  - {id: f00000000002, key: b, title: {es: b}, code: b, topic: water, open: true, within: a}\n`;
  assert.deepEqual(await faults(t, { 'x.yaml': ring }), ['x.yaml:9 within circular_reference', 'x.yaml:10 within circular_reference']);
});

test('values that a field does not take', async (t) => {
  const wrong: [string, string][] = [
    [`title: {es: ${'x'.repeat(301)}}`, 'x.yaml:7 title.es.text too_long'],
    ['title: {es: ""}', 'x.yaml:7 title.es.text empty'],
    ['title: {}', 'x.yaml:7 title no_language'],
    ['title: {español: a}', 'x.yaml:7 title.español not_a_language'],
    ['title: bare', 'x.yaml:7 title not_a_text_by_language'],
    ['title: {es: {text: a, status: checked}}', 'x.yaml:7 title.es.status not_an_option'],
    ['title: {es: "a\\0b"}', 'x.yaml:7 title.es.text forbidden_character'],
    ['title: {es: "a\\u202Eb"}', 'x.yaml:7 title.es.text forbidden_character'],
    ['title: {es: a}\nlink: javascript:alert(1)', 'x.yaml:8 link not_an_address'],
    ['title: {es: a}\nlink: "data:text/html,<script>alert(1)</script>"', 'x.yaml:8 link not_an_address'],
    ['title: {es: a}\nlink: " javascript:alert(1)"', 'x.yaml:8 link not_an_address'],
    ['title: {es: a}\nlink: file:///etc/passwd', 'x.yaml:8 link not_an_address'],
    ['title: {es: a}\nposition: many', 'x.yaml:8 position not_an_integer'],
    ['title: {es: a}\nposition: 1001', 'x.yaml:8 position too_big'],
    ['title: {es: a}\nposition: -1', 'x.yaml:8 position too_small'],
    ['title: {es: a}\nposition: 13', 'x.yaml:8 position repeated'],
    ['title: {es: a}\nshare: 0,5', 'x.yaml:8 share not_a_number'],
    ['title: {es: a}\nsince: 2021-02-30', 'x.yaml:8 since not_a_date'],
    ['title: {es: a}\nsince: !unknown', 'x.yaml:8 since.absent absence_not_allowed'],
    ['title: {es: a}\nbudget: {amount: "1", currency: soles}', 'x.yaml:8 budget.currency not_a_currency'],
    ['title: {es: a}\nacronym: "a\\nb"', 'x.yaml:8 acronym line_break'],
    ['title: {es: a}\nacronym: [a]', 'x.yaml:8 acronym not_a_text'],
    ['title: {es: a}\ntags: a', 'x.yaml:8 tags not_a_list'],
    [`title: {es: a}\ntags: [${'a,'.repeat(21)}]`, 'x.yaml:8 tags too_many'],
    ['title: {es: a}\nsize: 3', 'x.yaml:8 size not_a_group'],
    ['acronym: X', 'x.yaml:3 title required'],
    ['title: {es: a}\nsource: book\nplace: line 1\nconfidence: sure', 'x.yaml:3 evidence.0.confidence not_an_option'],
    ['title: {es: a}\nevidence:\n  - {field: budget, source: book, place: x, confidence: official}', 'x.yaml:9 evidence.0.field evidence_without_field'],
  ];
  for (const [fields, expected] of wrong) assert.deepEqual(await faults(t, { 'x.yaml': one(fields) }), [expected], fields.slice(0, 60));
  assert.deepEqual(await faults(t, { 'x.yaml': one('title: {es: a}').replace('topic: !not_stated', 'topic: !withheld') }), ['x.yaml:5 topic.ground withheld_without_ground']);
  assert.deepEqual(await faults(t, { 'x.yaml': one('title: {es: a}').replace('open: true', 'open: yes') }), ['x.yaml:6 open not_a_boolean']);
  assert.deepEqual(await faults(t, { 'x.yaml': one('title: {es: a}').replace('topic: !not_stated', 'topic: fire') }), ['x.yaml:5 topic not_an_option']);
});

test('every fault of every file is told at once', async (t) => {
  const all = await faults(t, { 'a.yaml': one('title: {es: a}\nlink: x'), 'b.yaml': 'kind: [', 'c.yaml': '', 'pack.yaml': 'name: Small\n' });
  assert.deepEqual(all.map((fault) => fault.split(':')[0]).filter((file, index, files) => files.indexOf(file) === index).toSorted(), ['a.yaml', 'b.yaml', 'c.yaml', 'pack.yaml']);
});

test('bombs: aliases, nesting, size', async (t) => {
  const laughs = ['a: &a [x,x,x,x,x,x,x,x,x]', ...'bcdefghij'.split('').map((name, index) => `${name}: &${name} [${`*${'abcdefghij'[index]},`.repeat(9)}]`)].join('\n');
  assert.deepEqual(await faults(t, { 'x.yaml': laughs }), ['x.yaml:0  too_many_aliases']);
  const many = Array.from({ length: 100_000 }, (_, index) => `a${index}: &a${index} x\nb${index}: *a${index}\n`).join('');
  assert.deepEqual(await faults(t, { 'x.yaml': many }), ['x.yaml:2002  too_many_aliases']);
  for (const depth of [30, 300, 1000, 100_000]) {
    for (const text of [`kind: thing\nrecords: ${'['.repeat(depth)}${']'.repeat(depth)}\n`, `kind: ${'{a: '.repeat(depth)}1${'}'.repeat(depth)}\n`, '- '.repeat(depth), '? '.repeat(depth)]) {
      const found = await faults(t, { 'x.yaml': text });
      assert.ok(found.length > 0 && found.every((fault) => fault.startsWith('x.yaml:')), text.slice(0, 30));
    }
  }
  assert.deepEqual(await faults(t, { 'x.yaml': `# ${'x'.repeat(8 * 1024 * 1024)}\n` }), ['x.yaml:0  file_too_large']);
});

test('a file of many gigabytes is refused without being read', async (t) => {
  const folder = packFolder(t, { 'x.yaml': 'a' });
  truncateSync(join(folder, 'x.yaml'), 5 * 1024 ** 3);
  assert.deepEqual(await faultsIn(folder), ['x.yaml:0  file_too_large']);
});

test('an alias may be used as a person uses it', async (t) => {
  assert.deepEqual(await faults(t, { 'x.yaml': one('title: {es: &t Igual, en: *t}') }), []);
});

test('a folder that is no pack', async (t) => {
  assert.deepEqual(await faults(t, { 'pack.yaml': null }), ['pack.yaml:0  no_pack']);
  assert.deepEqual(await faultsIn('/no/such/folder'), ['pack.yaml:0  no_pack']);
  assert.deepEqual(await faultsIn(join(packFolder(t), 'README.md')), ['pack.yaml:0  no_pack']);
});

test('more files than a pack has', async (t) => {
  const folder = packFolder(t);
  for (let index = 0; index < 2000; index += 1) writeFileSync(join(folder, `${index}.yaml`), '');
  assert.deepEqual(await faultsIn(folder), [':0  too_many_files']);
});

test('a link out of the folder is not followed', async (t) => {
  const folder = packFolder(t);
  symlinkSync('/etc/passwd', join(folder, 'passwd.yaml'));
  symlinkSync('/etc', join(folder, 'etc'));
  assert.deepEqual(await faultsIn(folder), []);
});

test('pack.yaml has members of its own', async (t) => {
  const valid = String(SMALL_PACK['pack.yaml']);
  const wrong: [string, string][] = [
    [`${valid}colour: red\n`, 'pack.yaml:7 colour unknown_field'],
    [valid.replace('name: small', 'name: Small Pack'), 'pack.yaml:1 name not_a_pack_name'],
    [valid.replace('America/Lima', 'America/Atlantis'), 'pack.yaml:5 timezone not_a_time_zone'],
    [valid.replace('[es, en, qu]', '[]'), 'pack.yaml:4 languages no_language'],
    [valid.replace('[es, en, qu]', '[es, español]'), 'pack.yaml:4 languages.1 not_a_language'],
    [valid.replace('title: {es: Pequeño, en: Small}', 'title: {}'), 'pack.yaml:2 title no_language'],
    [valid.replace('country: {es: País}\n', ''), 'pack.yaml:1 country required'],
    ['', 'pack.yaml:1  not_a_group'],
  ];
  for (const [content, expected] of wrong) assert.deepEqual(await faults(t, { 'pack.yaml': content }), [expected], expected);
  assert.deepEqual(await faults(t, { 'pack.yaml': valid.replace('strategy: top', 'strategy: lost') }), ['pack.yaml:6 strategy no_such_key']);
});
