/**
 * A process that publishes without end, to be killed: every transaction brings three new records that link to one
 * another, a new version of a record of before, and now and then a withdrawal. It tells of each transaction when it
 * begins and when it is done, one line of JSON each.
 */
import { writeSync } from 'node:fs';
import { aThing, texts, thing } from '../../../../test/support/kinds.ts';
import { ANA, publisherOf } from '../../../../test/support/records.ts';
import { connect } from '../../storage/database.ts';
import { newId, type RecordId } from '../id.ts';
import { publishAll, type Submission, withdraw } from '../publish.ts';

/** `{ begin }` or `{ done, versions }`; `mark` stands in every document of the transaction. */
export type Line = { readonly begin: string } | { readonly done: string; readonly versions: readonly (readonly [id: string, number: number])[] };

function say(line: Line): void {
  // At once, not when the event loop comes round to it: the parent kills us on what it reads.
  writeSync(1, `${JSON.stringify(line)}\n`);
}

const { database } = await connect({ ...JSON.parse(process.env['PUBLISHER_DATABASE'] ?? '{}'), max: 1 });
const own = newId();
let known: { id: RecordId; number: number } | undefined;
for (let round = 1; ; round += 1) {
  const mark = `${own} ${round}`;
  const ids = [newId(), newId(), newId()];
  const documents = ids.map((id, index) =>
    aThing(`Registro ${mark}`, { remark: mark, acronym: `R${index}`, tags: ['a', `t${round % 5}`], related: [ids[(index + 1) % ids.length], id], reviewer: `interno ${mark}`, steps: [] }),
  );
  const submissions: Submission[] = ids.map((id, index) => ({ id, kind: thing.name, document: documents[index], basedOn: 0 }));
  if (known) submissions.push({ id: known.id, kind: thing.name, document: aThing(`Otra vez ${mark}`, { remark: mark, related: ids }), basedOn: known.number });
  say({ begin: mark });
  const published = await database.transaction().execute((transaction) => publishAll(transaction, publisherOf(), submissions, ANA));
  say({ done: mark, versions: published.map(({ id, number }) => [id, number] as const) });
  const [one] = published;
  if (round % 2 === 0 && known && one) {
    const { id } = one;
    say({ begin: `withdraw ${id}` });
    await withdraw(database, publisherOf(), id, 1, texts('error'), ANA);
    say({ done: `withdraw ${id}`, versions: [[id, 2]] });
  }
  const last = published.at(-1);
  if (last) known = { id: last.id as RecordId, number: last.number };
}
