import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { line } from '../kinds/fields.ts';
import { defineKind } from '../kinds/kind.ts';
import type { Membership, Person } from './person.ts';
import { mayPublish, mayRead, mayStart, mayWrite, ownBodies } from './policy.ts';

const OWN = 'h7777777777m';
const OTHER = 'mt65rv8e4s6n';

const owned = defineKind({ name: 'owned', path: 'owned', schemaVersion: 1, title: 'name', fields: { name: line({ example: 'x' }), institution: line({ example: OWN }) } });
const common = defineKind({ name: 'common', path: 'common', schemaVersion: 1, title: 'name', fields: { name: line({ example: 'x' }) } });

function person(...memberships: Membership[]): Person {
  return { accountId: 'a', name: 'Ana', sessionId: 's', memberships };
}

const office = (role: 'reviewer' | 'editor' | 'administrator'): Person => person({ institution: undefined, role });
const ofBody = (role: 'author' | 'approver' | 'administrator'): Person => person({ institution: OWN, role });

describe('who may do what', () => {
  it('the editors of the office write and publish every record', () => {
    for (const one of [office('editor'), office('administrator')]) {
      assert.ok(mayWrite(one, common, {}) && mayWrite(one, owned, { institution: OTHER }) && mayStart(one, common) && mayPublish(one));
    }
  });

  it('a reviewer of the office reads every draft and writes none', () => {
    const reviewer = office('reviewer');
    assert.ok(mayRead(reviewer, common, {}) && mayRead(reviewer, owned, { institution: OTHER }));
    assert.ok(!mayWrite(reviewer, common, {}) && !mayStart(reviewer, owned) && !mayPublish(reviewer));
  });

  it('those who write for a body write its own records, and nothing else', () => {
    for (const one of [ofBody('author'), ofBody('approver')]) {
      assert.ok(mayWrite(one, owned, { institution: OWN }) && mayRead(one, owned, { institution: OWN }) && mayStart(one, owned));
      assert.ok(!mayWrite(one, owned, { institution: OTHER }) && !mayRead(one, owned, { institution: OTHER }));
      assert.ok(!mayWrite(one, owned, {}) && !mayWrite(one, owned, { institution: { absent: 'unknown' } }));
      assert.ok(!mayStart(one, common) && !mayRead(one, common, { institution: OWN }), 'a kind without the field belongs to no body');
      assert.ok(!mayPublish(one));
      assert.deepEqual(ownBodies(one), [OWN]);
    }
  });

  it('who looks after the people of a body, and who has no role at all, writes nothing', () => {
    for (const one of [ofBody('administrator'), person()]) {
      assert.ok(!mayWrite(one, owned, { institution: OWN }) && !mayRead(one, owned, { institution: OWN }) && !mayStart(one, owned) && !mayPublish(one));
    }
  });
});
