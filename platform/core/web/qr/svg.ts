/** A QR code as a picture in a page: one path, dark on white in every colour scheme, with the quiet zone that readers need. */
import { html, type Html, raw } from '../html.ts';
import type { Correction } from './codewords.ts';
import { type Modules, qrModules } from './symbol.ts';

const QUIET = 4;
/** Of one module on the page, in CSS pixels: 0.66 mm on paper. */
const MODULE = 2.5;

/** @param label says what it holds, for those who do not see it. */
export function qrSvg(text: string, label: string, correction: Correction = 'M'): Html {
  const modules = qrModules(text, correction);
  const side = modules.length + 2 * QUIET;
  return html`<svg xmlns="http://www.w3.org/2000/svg" class="qr" viewBox="0 0 ${side} ${side}" width="${Math.round(side * MODULE)}" height="${Math.round(side * MODULE)}" role="img" aria-label="${label}" shape-rendering="crispEdges"><path fill="#fff" d="M0 0h${side}v${side}H0z"/><path stroke="#000" d="${raw(pathOf(modules))}"/></svg>`;
}

/** Each run of dark modules as a stroke of one module's width: `m` moves from the end of the last one. */
function pathOf(modules: Modules): string {
  let path = '';
  let [penX, penY] = [0, 0];
  for (const [row, line] of modules.entries()) {
    for (const { 0: run, index } of line.map((dark) => (dark ? '1' : '0')).join('').matchAll(/1+/g)) {
      const [x, y] = [index + QUIET, row + QUIET + 0.5];
      path += path === '' ? `M${x} ${y}` : `m${x - penX} ${y - penY}`.replace(' -', '-');
      path += `h${run.length}`;
      [penX, penY] = [x + run.length, y];
    }
  }
  return path;
}
