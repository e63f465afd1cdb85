/** Draws one picture after the other, apart from the server: drawing takes the processor whole, and can be ended from outside. */
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { parentPort } from 'node:worker_threads';
import { initWasm, Resvg } from '@resvg/resvg-wasm';

const load = createRequire(import.meta.url);
const fonts = join(dirname(load.resolve('dejavu-fonts-ttf/package.json')), 'ttf');
const [wasm, ...fontBuffers] = await Promise.all([readFile(load.resolve('@resvg/resvg-wasm/index_bg.wasm')), ...['DejaVuSans.ttf', 'DejaVuSans-Bold.ttf'].map((name) => readFile(join(fonts, name)))]);
await initWasm(wasm ?? new Uint8Array());

// A thread has no origin.
// oxlint-disable-next-line unicorn/require-post-message-target-origin
const answer = (message: { readonly png: Uint8Array } | { readonly failure: string }): void => parentPort?.postMessage(message);

parentPort?.on('message', ({ svg, zoom }: { readonly svg: string; readonly zoom: number }) => {
  try {
    // Fonts are given: nothing of the machine is read, and every machine draws the same.
    const picture = new Resvg(svg, { fitTo: { mode: 'zoom', value: zoom }, font: { fontBuffers, defaultFontFamily: 'DejaVu Sans', sansSerifFamily: 'DejaVu Sans' } });
    const drawn = picture.render();
    answer({ png: drawn.asPng() });
    drawn.free();
    picture.free();
  } catch (error) {
    answer({ failure: String(error) });
  }
});
