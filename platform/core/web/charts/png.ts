/**
 * Charts as PNG, drawn by resvg (docs/decisions/0014) in a thread of its own. Bounded: a picture has a largest size and a
 * longest time, one is drawn at a time, and what was drawn last is kept.
 */
import { createHash } from 'node:crypto';
import { Worker } from 'node:worker_threads';

/** For screens with two points per pixel, and print. */
const ZOOM = 2;
/** Characters of SVG; a chart of ours has some thousands. */
const LARGEST_SVG = 400_000;
/** Points of the drawn picture: 16 MB of memory. */
const LARGEST_PICTURE = 4_000_000;
const LONGEST_MS = 10_000;
const KEPT_BYTES = 8_000_000;
/** After so long without work the thread ends and gives its memory back. */
const IDLE_MS = 30_000;

export class TooLargePicture extends Error {}

const kept = new Map<string, Uint8Array>();
let queue: Promise<unknown> = Promise.resolve();
let worker: Worker | undefined;
let idle: NodeJS.Timeout | undefined;

/** @param svg a file of its own, as `chartFile` makes it. */
export async function pngOf(svg: string): Promise<Uint8Array> {
  const [, width = '', height = ''] = /<svg [^>]*?width="([\d.]+)" height="([\d.]+)"/.exec(svg) ?? [];
  const points = Number(width) * Number(height) * ZOOM ** 2;
  if (svg.length > LARGEST_SVG || !(points > 0 && points <= LARGEST_PICTURE)) throw new TooLargePicture(`${svg.length} characters, ${width} × ${height}`);
  const name = createHash('sha256').update(svg).digest('base64url');
  const known = kept.get(name);
  if (known) return known;
  const drawn = queue.then(() => kept.get(name) ?? draw(svg));
  queue = drawn.catch(() => undefined);
  keep(name, await drawn);
  return drawn;
}

function keep(name: string, png: Uint8Array): void {
  kept.delete(name);
  kept.set(name, png);
  let bytes = [...kept.values()].reduce((sum, one) => sum + one.length, 0);
  for (const [oldest, one] of kept) {
    if (bytes <= KEPT_BYTES) break;
    kept.delete(oldest);
    bytes -= one.length;
  }
}

/** In the thread, which is ended where it takes too long: the next picture gets another. */
async function draw(svg: string): Promise<Uint8Array> {
  clearTimeout(idle);
  const own = (worker ??= new Worker(new URL('png-worker.ts', import.meta.url)));
  const { promise, resolve, reject } = Promise.withResolvers<Uint8Array>();
  const late = setTimeout(() => reject(new TooLargePicture(`not drawn within ${LONGEST_MS} ms`)), LONGEST_MS);
  const answered = (answer: { readonly png?: Uint8Array; readonly failure?: string }): void => (answer.png ? resolve(answer.png) : reject(new TypeError(answer.failure)));
  own.ref();
  own.on('message', answered).on('error', reject);
  // A thread has no origin.
  // oxlint-disable-next-line unicorn/require-post-message-target-origin
  own.postMessage({ svg, zoom: ZOOM });
  try {
    return await promise;
  } catch (error) {
    worker = undefined;
    await own.terminate();
    throw error;
  } finally {
    clearTimeout(late);
    own.off('message', answered).off('error', reject);
    own.unref();
    idle = setTimeout(() => {
      void worker?.terminate();
      worker = undefined;
    }, IDLE_MS).unref();
  }
}
