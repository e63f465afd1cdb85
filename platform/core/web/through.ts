import { pipeline, type Readable, type Transform } from 'node:stream';

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

/** Whether a stream ended because whoever read it went away: no failure of ours. */
export function wasLeft(error: Error & { readonly code?: string }): boolean {
  return error.name === 'AbortError' || error.code === 'ERR_STREAM_PREMATURE_CLOSE';
}
