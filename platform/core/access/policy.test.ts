import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { line } from '../kinds/fields.ts';
import { defineKind } from '../kinds/kind.ts';
import type { Membership, Person } from './person.ts';
import { deskOf, mayApprove, mayRead, mayReview, mayStart, mayWrite, ownBodies } from './policy.ts';

const OWN = 'h7777777777m';
const OTHER = 'mt65rv8e4s6n';

const owned = defineKind({ name: 'owned', path: 'owned', schemaVersion: 1, title: 'name', fields: { name: line({ example: 'x' }), institution: line({ example: OWN }) } });
const common = defineKind({ name: 'common', path: 'common', schemaVersion: 1, title: 'name', fields: { name: line({ example: 'x' }) } });

function person(...memberships: Membership[]): Person {
  return { accountId: 'a', name: 'Ana', sessionId: 's', memberships };
}

const office = (role: 'reviewer' | 'editor' | 'administrator'): Person => person({ institution: undefined, role });
const ofBody = (role: 'author' | 'approver' | 'administrator'): Person => person({ institution: OWN, role });

const ownDesk = { desk: OWN };
const officeDesk = { desk: null };

describe('who may do what', () => {
  it('the editors of the office begin a draft of every record, at the desk of the office', () => {
    for (const one of [office('editor'), office('administrator')]) {
      assert.ok(mayWrite(one, common, {}) && mayWrite(one, owned, { institution: OTHER }) && mayStart(one, common));
      assert.ok(mayWrite(one, common, {}, officeDesk));
      assert.equal(deskOf(one, owned, { institution: OWN }), undefined);
    }
  });

  it('the office reads and reviews every draft, and writes in none that a body writes', () => {
    for (const one of [office('editor'), office('administrator'), office('reviewer')]) {
      assert.ok(mayRead(one, common, {}) && mayRead(one, owned, { institution: OWN }, ownDesk) && mayReview(one));
      assert.ok(!mayWrite(one, owned, { institution: OWN }, ownDesk) && !mayApprove(one, ownDesk) && !mayApprove(one, officeDesk));
    }
  });

  it('a reviewer of the office writes nothing', () => {
    const reviewer = office('reviewer');
    assert.ok(!mayWrite(reviewer, common, {}) && !mayStart(reviewer, owned) && !mayWrite(reviewer, common, {}, officeDesk));
  });

  it('those who write for a body write its own records, at its own desk, and nothing else', () => {
    for (const one of [ofBody('author'), ofBody('approver')]) {
      assert.ok(mayWrite(one, owned, { institution: OWN }) && mayRead(one, owned, { institution: OWN }) && mayStart(one, owned));
      assert.ok(mayWrite(one, owned, { institution: OWN }, ownDesk) && mayRead(one, owned, { institution: OWN }, ownDesk));
      assert.ok(!mayWrite(one, owned, { institution: OTHER }, ownDesk), 'handed to no other body');
      assert.ok(mayWrite(one, common, {}, ownDesk), 'what was laid at its desk');
      assert.ok(!mayWrite(one, owned, { institution: OTHER }) && !mayRead(one, owned, { institution: OTHER }));
      assert.ok(!mayWrite(one, owned, { institution: OWN }, officeDesk) && !mayRead(one, owned, { institution: OWN }, officeDesk), 'what the office writes about it stays with the office');
      assert.ok(!mayWrite(one, owned, { institution: OWN }, { desk: OTHER }) && !mayRead(one, owned, { institution: OWN }, { desk: OTHER }));
      assert.ok(!mayWrite(one, owned, {}) && !mayWrite(one, owned, { institution: { absent: 'unknown' } }));
      assert.ok(!mayStart(one, common) && !mayRead(one, common, { institution: OWN }), 'a kind without the field belongs to no body');
      assert.ok(!mayReview(one));
      assert.deepEqual(ownBodies(one), [OWN]);
      assert.equal(deskOf(one, owned, { institution: OWN }), OWN);
    }
  });

  it('approvers approve at the desk of their body, and nobody else does', () => {
    assert.ok(mayApprove(ofBody('approver'), ownDesk));
    assert.ok(!mayApprove(ofBody('author'), ownDesk) && !mayApprove(ofBody('administrator'), ownDesk) && !mayApprove(ofBody('approver'), { desk: OTHER }) && !mayApprove(ofBody('approver'), officeDesk));
  });

  it('who looks after the people of a body, and who has no role at all, does nothing with records', () => {
    for (const one of [ofBody('administrator'), person()]) {
      assert.ok(!mayWrite(one, owned, { institution: OWN }) && !mayWrite(one, owned, { institution: OWN }, ownDesk) && !mayRead(one, owned, { institution: OWN }, ownDesk) && !mayStart(one, owned) && !mayReview(one) && !mayApprove(one, ownDesk));
    }
  });
});
