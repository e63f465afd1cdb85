import assert from 'node:assert/strict';
import { Readable, type Transform } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { after, describe, it } from 'node:test';
import { setImmediate as turn } from 'node:timers/promises';
import { brotliDecompressSync, createBrotliCompress, createGunzip, createGzip } from 'node:zlib';
import { through, toReader } from './through.ts';

// What nobody catches would end the server.
const uncaught: unknown[] = [];
for (const event of ['uncaughtException', 'unhandledRejection'] as const) {
  const note = (error: unknown): void => void uncaught.push(error);
  process.on(event, note);
  after(() => process.off(event, note));
}

const CHUNKS = 5;
const chunk = (at: number): string => `${at}${'x'.repeat(50_000)}`;

async function* chunks(): AsyncGenerator<string> {
  for (let at = 0; at < CHUNKS; at += 1) {
    await turn();
    yield chunk(at);
  }
}

const WHOLE = Array.from({ length: CHUNKS }, (_, at) => chunk(at)).join('');

describe('streams one after the other', () => {
  it('give the whole', async () => {
    assert.equal(brotliDecompressSync(await buffer(through(Readable.from(chunks()), createBrotliCompress()))).toString(), WHOLE);
    assert.equal((await buffer(through(Readable.from(chunks()), createGzip(), createGunzip()))).toString(), WHOLE);
    assert.equal((await buffer(through(Readable.from(chunks(), { objectMode: false })))).toString(), WHOLE);
  });

  for (const [name, transforms] of [['brotli', () => [createBrotliCompress()]], ['two of gzip', () => [createGzip(), createGunzip()]], ['nothing', () => []]] as const satisfies readonly (readonly [string, () => Transform[]])[]) {
    it(`may be left at any moment: ${name}`, async () => {
      const sources: Readable[] = [];
      const errors: Error[] = [];
      for (let round = 0; round < 400; round += 1) {
        const source = Readable.from(chunks(), { objectMode: false });
        sources.push(source);
        const reader = toReader(through(source, ...transforms()), (error) => errors.push(error)).getReader();
        const reading = (async () => {
          while (!(await reader.read()).done);
        })().catch(() => undefined);
        for (let turns = 0; turns < round % 50; turns += 1) await turn();
        await reader.cancel().catch(() => undefined);
        await reading;
      }
      for (let turns = 0; turns < 100; turns += 1) await turn();
      assert.deepEqual(uncaught, []);
      assert.ok(sources.every(({ destroyed }) => destroyed), 'nothing goes on being read for nobody');
      assert.deepEqual(errors, []);
    });
  }

  it('hand on what failed in the middle, to whoever reads and to whoever listens at the source', async () => {
    const heard: string[] = [];
    const source = Readable.from((async function* () {
      yield* chunks();
      throw new Error('the database went away');
    })()).on('error', ({ message }) => heard.push(message));
    await assert.rejects(buffer(through(source, createGzip(), createGunzip())), /the database went away/);
    assert.deepEqual(heard, ['the database went away']);
  });

  it('tell a reader elsewhere that it failed, and only those who run the server why', async () => {
    for (const compressed of [true, false]) {
      const source = Readable.from((async function* () {
        yield* chunks();
        throw new Error('no password for the database');
      })(), { objectMode: false });
      const failures: string[] = [];
      await assert.rejects(new Response(toReader(compressed ? through(source, createGzip()) : source, ({ message }) => failures.push(message))).text(), { message: 'The answer broke off.' });
      assert.deepEqual(failures, ['no password for the database']);
    }
    assert.deepEqual(uncaught, []);
  });
});
