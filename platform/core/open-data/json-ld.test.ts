import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import * as fc from 'fast-check';
import { arbitraryDocument, arbitraryId } from '../../../test/support/arbitrary-document.ts';
import { aThing, TEST_KINDS, texts, thing } from '../../../test/support/kinds.ts';
import { sample } from '../../../test/support/sample-kind.ts';
import { createKinds } from '../../app.ts';
import { splitByVisibility } from '../kinds/content.ts';
import { line } from '../kinds/fields.ts';
import { exampleDocument } from '../kinds/json-schema.ts';
import { defineKind, type Document, fieldsOf, type Kind } from '../kinds/kind.ts';
import type { Version } from '../records/read.ts';
import { contextOf } from './json-ld-context.ts';
import { graphJsonLd, recordJsonLd } from './json-ld.ts';
import { licenceOf } from './licence.ts';
import { expand, type ExpandedNode } from './testing/expand.ts';
import { documentIn } from './testing/read-json-ld.ts';
import { PREFIXES } from './vocabulary.ts';

const SITE = { origin: 'https://ia.example', licence: licenceOf({}) };
const ID = 'h7777777777m';
const KINDS = [...createKinds().all, ...TEST_KINDS.all.filter(({ name }) => name !== 'source'), sample];

function versionOf(kind: Kind, document: Document | null): Version {
  return { id: ID, kind: kind.name, number: 3, act: document ? 'publication' : 'withdrawal', document, note: null, publishedAt: new Date('2026-11-21T17:00:00Z'), sequence: 9 };
}

/** As another program would read it: from the text, with the contexts that the site serves. */
function readBack(text: string, kinds: readonly Kind[] = KINDS): ExpandedNode[] {
  return expand(JSON.parse(text), (address) => {
    const kind = kinds.find(({ name }) => address === `${SITE.origin}/contexts/${name}.jsonld`) ?? assert.fail(`no context at ${address}`);
    return JSON.parse(JSON.stringify(contextOf(SITE.origin, kind))) as Record<string, unknown>;
  });
}

function subjectOf(version: ExpandedNode | undefined): ExpandedNode {
  const [subject] = (version?.[`${PREFIXES.foaf}primaryTopic`] ?? []) as ExpandedNode[];
  return subject ?? assert.fail('the version is about nothing');
}

function assertSame(kind: Kind, document: Document): void {
  const [version] = readBack(JSON.stringify(recordJsonLd(SITE, kind, versionOf(kind, document))));
  assert.deepEqual(documentIn(SITE.origin, kind, subjectOf(version)), JSON.parse(JSON.stringify(splitByVisibility(kind, document).public)));
}

describe('a document as JSON-LD', () => {
  for (const kind of KINDS) {
    it(`comes back the same when it is expanded and read by the addresses of its terms: ${kind.name}`, () => {
      assertSame(kind, exampleDocument(kind));
      fc.assert(fc.property(arbitraryDocument(kind, { reference: arbitraryId }), (document) => assertSame(kind, document)), { numRuns: 25 });
    });
  }

  it('keeps hostile texts as texts', () => {
    for (const text of ['@id', '@context', '@type', '__proto__', 'constructor', 'https://evil.example/', '{"@id":"x"}', '</script><script>alert(1)</script>', 'dct:title', '_:b0']) {
      assertSame(thing, aThing({ es: text, en: text }, { remark: text, notes: text, tags: [text], steps: [{ key: text, text: texts(text), dueOn: { absent: 'unknown' }, owner: { absent: 'not_stated' } }] }));
    }
    assert.equal(Reflect.get({}, 'polluted'), undefined);
  });

  it('says in an outer node of which version it is, when and under which licence', () => {
    const [version] = readBack(JSON.stringify(recordJsonLd(SITE, thing, { ...versionOf(thing, aThing('Uno')), note: texts('Se corrigió') }, ['k7m29xq4abcd', 'k7m29xq4abcd'])));
    const value = (address: string): unknown => (version?.[address] as unknown[] | undefined)?.[0];
    assert.equal(version?.['@id'], `${SITE.origin}/id/${ID}#version-3`);
    assert.deepEqual(version['@type'], [`${SITE.origin}/terms#Version`]);
    assert.deepEqual(value(`${PREFIXES.dct}issued`), { '@value': '2026-11-21T17:00:00.000Z', '@type': `${PREFIXES.xsd}dateTime` });
    assert.deepEqual(value(`${PREFIXES.dct}license`), { '@id': 'https://creativecommons.org/licenses/by/4.0/' });
    assert.deepEqual(value(`${SITE.origin}/terms#note`), { '@value': 'Se corrigió', '@language': 'es' });
    const subject = subjectOf(version);
    assert.equal(subject['@id'], `${SITE.origin}/id/${ID}`);
    assert.deepEqual(subject[`${PREFIXES.dct}isReferencedBy`], [{ '@id': `${SITE.origin}/id/k7m29xq4abcd` }]);
  });

  it('of a withdrawal names the record and says nothing of it', () => {
    const [version] = readBack(JSON.stringify(recordJsonLd(SITE, thing, versionOf(thing, null))));
    assert.deepEqual({ ...subjectOf(version) }, { '@id': `${SITE.origin}/id/${ID}`, '@type': [`${SITE.origin}/terms/thing`] });
  });

  it('uses well-known terms beside our own where a kind declares them', () => {
    const kind = createKinds().get('dataset');
    const [version] = readBack(JSON.stringify(recordJsonLd(SITE, kind, versionOf(kind, exampleDocument(kind)))));
    const subject = subjectOf(version);
    assert.deepEqual(subject['@type'], [`${SITE.origin}/terms/dataset`, `${PREFIXES.dcat}Dataset`]);
    for (const term of ['title', 'description', 'publisher', 'issued', 'modified']) assert.ok(subject[`${PREFIXES.dct}${term}`], term);
  });

  it('never holds a field that is not public', () => {
    const secret = 'canario-7731';
    const text = JSON.stringify(recordJsonLd(SITE, thing, versionOf(thing, aThing('Uno', { reviewer: secret, remarks: [secret], contact: { name: secret, mail: secret } }))));
    assert.doesNotMatch(text + JSON.stringify(contextOf(SITE.origin, thing)), /canario|reviewer|remarks|contact"|informant/);
  });
});

async function textOf(pieces: AsyncIterable<string>): Promise<string> {
  let text = '';
  for await (const piece of pieces) text += piece;
  return text;
}

async function* records(kinds: readonly Kind[]) {
  for (const kind of kinds) yield { kind, version: versionOf(kind, exampleDocument(kind)) };
}

describe('many records as one document', () => {
  it('is read as the records one by one, of one kind or of several', async () => {
    for (const [contextKind, kinds] of [[thing, [thing, thing]], [undefined, KINDS], [thing, []], [undefined, []]] as const) {
      const nodes = readBack(await textOf(graphJsonLd(SITE, contextKind, records(kinds))));
      assert.equal(nodes.length, kinds.length);
      for (const [index, kind] of kinds.entries()) assert.deepEqual(documentIn(SITE.origin, kind, subjectOf(nodes[index])), JSON.parse(JSON.stringify(splitByVisibility(kind, exampleDocument(kind)).public)));
    }
  });
});

describe('the context of a kind', () => {
  it('refuses a field whose name means something else in JSON-LD', () => {
    for (const name of ['dct', 'isReferencedBy', 'title_status', '@id', 'a:b']) {
      const kind = defineKind({ name: 'odd', path: 'odd', schemaVersion: 1, title: 'title', fields: { title: line({ example: 'x' }), [name]: line({ example: 'x' }) } });
      assert.throws(() => contextOf(SITE.origin, kind), TypeError, name);
    }
  });

  it('is there for every kind of the application, and names the public fields and no other', () => {
    for (const kind of createKinds().all) {
      const text = JSON.stringify(contextOf(SITE.origin, kind));
      for (const [field, { visibility }] of fieldsOf(kind)) assert.equal(text.includes(`"${field}":`), visibility === 'public', `${kind.name}.${field}`);
    }
  });
});
