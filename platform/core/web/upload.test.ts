/** Forms with a file: what is read of them, and how far. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Hono } from 'hono';
import { readUpload, type Upload } from './upload.ts';

const MOST = 4000;

/** What is read of a request, by the address of a site of one route. */
async function read(body: BodyInit, headers: Record<string, string> = {}): Promise<Upload | 'too_large' | 'broken'> {
  let found: Upload | 'too_large' | 'broken' = 'broken';
  const app = new Hono().post('/', async (context) => {
    found = await readUpload(context, MOST);
    return context.text('');
  });
  await app.request('/', { method: 'POST', body, headers, duplex: 'half' } as RequestInit);
  return found;
}

const multipart = (...parts: readonly string[]): [string, Record<string, string>] => [`${parts.map((part) => `--b\r\n${part}\r\n`).join('')}--b--\r\n`, { 'content-type': 'multipart/form-data; boundary=b' }];
const fileNamed = (name: string): string => `Content-Disposition: form-data; name="file"; filename="${name}"\r\nContent-Type: text/csv\r\n\r\na,b\r\n1,2`;

describe('an upload', () => {
  it('is read as a browser sends it, byte by byte', async () => {
    const bytes = Uint8Array.from({ length: 256 }, (_, byte) => byte);
    const form = new FormData();
    form.set('set', 'ñandú');
    form.set('file', new File([bytes, '\r\n--', bytes], 'Año “2018”.csv'));
    const sent = await read(form);
    assert.ok(typeof sent === 'object');
    assert.equal(sent.fields.get('set'), 'ñandú');
    assert.equal(sent.file?.name, 'Año “2018”.csv');
    assert.deepEqual([...(sent.file?.bytes ?? [])], [...bytes, 13, 10, 45, 45, ...bytes]);
  });

  it('has a name without folders, controls, marks of direction and without end', async () => {
    const cases: readonly (readonly [string, string])[] = [['C:\\Users\\ana\\cifras.csv', 'cifras.csv'], ['../../etc/passwd', 'passwd'], ['a\u0000\u202eb\tc.csv', 'abc.csv'], ['dice %22hola%22.csv', "dice 'hola'.csv"], [`${'x'.repeat(300)}.csv`, `${'x'.repeat(96)}.csv`]];
    for (const [name, kept] of cases) {
      const sent = await read(...multipart(fileNamed(name)));
      assert.equal(typeof sent === 'object' ? sent.file?.name : sent, kept);
    }
  });

  it('without a file, or that is no such form, has none', async () => {
    for (const sent of [await read(...multipart(fileNamed(''))), await read('file=x', { 'content-type': 'application/x-www-form-urlencoded' }), await read(...multipart())]) assert.ok(typeof sent === 'object' && sent.file === undefined);
  });

  it('that is cut off, or has more parts than a form of ours, is no form', async () => {
    const [whole, headers] = multipart(fileNamed('a.csv'));
    for (const body of [whole.slice(0, -8), whole.slice(0, 30), '', 'nothing', multipart(...Array.from({ length: 21 }, (_, index) => `Content-Disposition: form-data; name="${index}"\r\n\r\n`))[0]]) assert.equal(await read(body, headers), 'broken', body.slice(0, 40));
  });

  it('longer than it may be is not kept, whether it says so or not, and far longer is not read', async () => {
    const [, headers] = multipart();
    assert.equal(await read('x'.repeat(MOST + 1), headers), 'too_large');
    assert.equal(await read('x', { ...headers, 'content-length': String(MOST * 100) }), 'too_large');
    let given = 0;
    const endless = new ReadableStream({
      pull(controller) {
        given += 1;
        controller.enqueue(new Uint8Array(2000));
      },
    });
    assert.equal(await read(endless, headers), 'too_large');
    assert.ok(given < 20, `${given} pieces`);
  });
});
