import { PassThrough, pipeline, Readable, type Transform } from 'node:stream';

/**
 * One stream after the other, to be read from the last: whichever fails or is left in the middle ends them all.
 *
 * `Readable.compose` would say the same in fewer words, but takes its listeners away too early: a reader who leaves while the
 * last bytes are compressed then ends the server with an error that nobody hears. `pipeline` does so for the last stream alone.
 */
export function through(source: Readable, ...transforms: readonly Transform[]): Readable {
  for (const one of [source, ...transforms]) one.on('error', () => {});
  return transforms.reduce<Readable>((before, transform) => pipeline(before, transform, () => {}), source);
}

/**
 * What is sent to a reader as it is made. Where it fails, `failed` hears why, and the reader only that it did: the words of a
 * database are nothing for strangers (ASVS 5.0: 16.5.1), and the HTTP server passes on whatever error it is given.
 */
export function toReader(content: Readable, failed: (error: Error) => void): ReadableStream {
  content.on('error', (error) => wasLeft(error) || failed(error));
  return Readable.toWeb(through(content, new Veil())) as ReadableStream;
}

class Veil extends PassThrough {
  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    done(error === null || wasLeft(error) ? error : new Error('The answer broke off.'));
  }
}

/** Whether a stream ended because whoever read it went away: no failure of ours. */
function wasLeft(error: Error & { readonly code?: string }): boolean {
  return error.name === 'AbortError' || error.code === 'ERR_STREAM_PREMATURE_CLOSE';
}
