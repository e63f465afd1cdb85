import assert from 'node:assert/strict';
import { test } from 'node:test';
import { testDatabase } from '../../../../test/support/database.ts';
import { aThing } from '../../../../test/support/kinds.ts';
import { first, publisherOf } from '../../../../test/support/records.ts';
import type { Actor } from '#core/records/actor.ts';
import { newId } from '#core/records/id.ts';
import { publishAll } from '#core/records/publish.ts';
import { sql } from 'kysely';
import { waitingVersions } from './facts.ts';

test('an entry says on which side of the house it was published, and who it was nowhere', async (t) => {
  const { database } = await testDatabase(t);
  const publishAs = async (actor: Actor): Promise<string> => {
    const id = newId();
    await database.transaction().execute((transaction) => publishAll(transaction, publisherOf(), [first(aThing('Uno'), undefined, id)], actor));
    return id;
  };
  const pack = await publishAs({ name: 'pack:peru' });
  const system = await publishAs({ name: 'system' });
  const office = await publishAs({ name: 'person:Ana Quispe' });
  const body = await publishAs({ name: 'person:Beto Mamani' });
  await database.insertInto('review_event').values([
    { record_id: office, version: 1, revision: 1, act: 'submitted', side: 'office', actor: 'ana', remarks: '[]' },
    { record_id: body, version: 1, revision: 1, act: 'approved', side: 'body', actor: 'carla', remarks: '[]' },
    { record_id: body, version: 1, revision: 1, act: 'published', side: 'office', actor: 'dora', remarks: '[]' },
  ] as never).execute();
  const confirmed = await publishAs({ name: 'person:Elsa Rojas' });
  await sql`insert into audit (actor, act, record_id, details) values ('person:Elsa Rojas', 'confirm', ${confirmed}, '{"version": 1, "account": "x"}')`.execute(database);
  const waiting = await waitingVersions(database, 100);
  assert.deepEqual(new Map(waiting.map(({ recordId, role }) => [recordId, role])), new Map([[pack, 'pack'], [system, 'system'], [office, 'office'], [body, 'body'], [confirmed, 'body']]));
  assert.ok(!/Ana|Beto|Elsa|carla/.test(JSON.stringify(waiting)));
});
