/**
 * Pictures of figures: Observable Plot draws on a document without a browser. What comes out is SVG without style sheet,
 * script or font, with a title and a summary in words; its colours are those of the page around it.
 */
import { createRequire } from 'node:module';
import type { PlotOptions } from '@observablehq/plot';
import { html, type Html, raw } from '../html.ts';

export interface ChartTexts {
  /** Tells charts of one page apart: `internet-use`. */
  readonly name: string;
  readonly title: string;
  /** What the picture shows, in words. */
  readonly summary: string;
}

export type Plot = typeof import('@observablehq/plot');

/** What we use of domino, a document without a browser; its own types are of no module. */
interface Domino {
  createWindow(markup: string): { readonly document: Document };
}
const load = createRequire(import.meta.url);

/** Narrow, so that its letters can be read where a phone makes it smaller; the style sheet makes it larger where there is room. */
const WIDTH = 420;

/** A picture, as SVG that can stand in a page or be a file. @param options what Plot shall draw; the marks are its own. */
export async function drawChart(texts: ChartTexts, options: (plot: Plot) => PlotOptions): Promise<string> {
  // Only where a picture is drawn: the library is large, and most processes never need it.
  const plot = await import('@observablehq/plot');
  const domino: Domino = load('@mixmark-io/domino');
  const { document } = domino.createWindow('');
  const drawn = plot.plot({ document, className: 'chart', width: WIDTH, ...options(plot) });
  const svg = drawn.tagName.toLowerCase() === 'svg' ? drawn : drawn.querySelector('svg');
  if (!svg) throw new TypeError('Plot drew no picture.');
  // The site allows no style sheet in a page; what matters of it is a rule of 3-parts.css.
  for (const style of Array.from(svg.querySelectorAll('style'))) style.remove();
  for (const element of Array.from(svg.querySelectorAll('*'))) tidy(element);
  tidy(svg);
  for (const [tag, id, words] of [['desc', `${texts.name}-text`, texts.summary], ['title', `${texts.name}-title`, texts.title]] as const) {
    const element = document.createElementNS('http://www.w3.org/2000/svg', tag);
    element.setAttribute('id', id);
    element.textContent = words;
    svg.insertBefore(element, svg.firstChild);
  }
  svg.setAttribute('font-size', '12');
  svg.setAttribute('role', 'img');
  svg.setAttribute('aria-labelledby', `${texts.name}-title ${texts.name}-text`);
  // In HTML a space that does not break is &nbsp;, which XML does not know.
  return svg.outerHTML.replaceAll('&nbsp;', '&#160;');
}

const NUMBERS = new Set(['d', 'transform', 'x', 'y', 'x1', 'x2', 'y1', 'y2', 'cx', 'cy', 'r', 'width', 'height']);

/** A tenth of a point is finer than any screen; names of parts would be read aloud beside the summary. */
function tidy(element: Element): void {
  for (const name of NUMBERS) {
    const value = element.getAttribute(name);
    if (value !== null) element.setAttribute(name, value.replace(/-?\d+\.\d{2,}(e-?\d+)?/g, (number) => String(Math.round(Number(number) * 10) / 10)));
  }
  for (const name of ['aria-label', 'aria-description', 'style']) element.removeAttribute(name);
}

/** A picture in a page, with its caption. The same has to stand beside it as a table. */
export function chartFigure(svg: string, caption: Html | string): Html {
  return html`<figure class="chart">${raw(svg)}<figcaption>${caption}</figcaption></figure>`;
}
