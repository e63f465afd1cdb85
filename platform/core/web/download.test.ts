import assert from 'node:assert/strict';
import { createServer, get, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, describe, it } from 'node:test';
import { getRequestListener } from '@hono/node-server';
import { aThing } from '../../../test/support/kinds.ts';
import { newId } from '../records/id.ts';
import { Site } from './testing/site.ts';

const site = await Site.open({ after });
const ROWS = 1100;
await site.publishEach(Array.from({ length: ROWS }, (_, index) => ({ id: newId(), kind: 'thing', basedOn: 0, document: aThing(`Fila ${index}`, { notes: `Largo ${index}. `.repeat(60) }) })));
// A failure that nobody catches would end the server: here it fails the test.
const uncaught: unknown[] = [];
process.on('uncaughtException', (error) => uncaught.push(error));
process.on('unhandledRejection', (error) => uncaught.push(error));

const server = createServer(getRequestListener(site.platform.web.app.fetch));
await new Promise<void>((done) => server.listen(0, 'localhost', done));
after(() => server.close());

function open(path: string, headers: Record<string, string> = {}): Promise<IncomingMessage> {
  const { port } = server.address() as AddressInfo;
  return new Promise((done, failed) => get({ host: 'localhost', port, path, headers, agent: false }, done).on('error', failed));
}

async function read(answer: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of answer.setEncoding('utf8')) text += String(chunk);
  return text;
}

const rested = (milliseconds: number): Promise<void> => new Promise((done) => setTimeout(done, milliseconds));

describe('a table that is read as it is made', () => {
  it('comes whole over a real connection', async () => {
    const text = await read(await open('/es/things.csv'));
    assert.equal(text.split('\r\n').length, ROWS + 2);
  });

  it('may be left by the reader in the middle, compressed or not, and the server goes on', async () => {
    for (const coding of ['br', 'gzip', 'identity']) {
      const answer = await open('/es/things.csv', { 'accept-encoding': coding });
      await new Promise((done) => answer.once('data', done));
      answer.destroy();
    }
    for (let round = 0; round < 5; round += 1) (await open('/es/things.csv', { 'accept-encoding': 'br' })).destroy();
    await rested(300);
    assert.deepEqual(uncaught, []);
    assert.equal((await open('/healthz')).statusCode, 200);
  });

  it('breaks off visibly where the database goes away in the middle, and the server goes on', async (t) => {
    const other = await Site.open(t);
    await other.publishEach(Array.from({ length: 1100 }, () => ({ id: newId(), kind: 'thing', basedOn: 0, document: aThing('Fila', { notes: 'x'.repeat(2000) }) })));
    const answer = await other.ask('/es/things.csv');
    const reader = answer.body?.getReader() ?? assert.fail('no body');
    await reader.read();
    await other.platform.database.destroy();
    const rest = async (): Promise<void> => {
      for (let chunk = await reader.read(); !chunk.done; ) chunk = await reader.read();
    };
    // Not in the words of the database.
    await assert.rejects(rest(), { message: 'The answer broke off.' });
    await rested(100);
    assert.deepEqual(uncaught, []);
  });
});
