/** The files of a chart: SVG and PNG with title, source, licence and address in the picture. */
import { licenceOf } from '../../open-data/licence.ts';
import type { PageContext } from '../context.ts';
import { html, type Html } from '../html.ts';
import { siteTitle } from '../layout.ts';
import type { View } from '../view.ts';
import { chartFile } from './chart-file.ts';
import { pngOf } from './png.ts';

export interface FileOf {
  readonly title: string;
  /** Whence the figures are, as a line; the site itself where it is not given. */
  readonly source?: string;
}

/** To be put beside the other forms of a view. */
export function chartForms(context: PageContext, svg: string, { title, source }: FileOf): NonNullable<View['others']> {
  const { t, platform, url } = context;
  const licence = licenceOf(platform.configuration);
  const address = `${platform.origin}${url.pathname.replace(/\.[a-z]{3,4}$/, '')}`;
  const file = (): string => chartFile(svg, { title, notes: [source ?? t('charts.source', { source: siteTitle(context) }), t('charts.licence', { licence: licence.name }), address] });
  return { svg: { type: 'image/svg+xml', content: file }, png: { type: 'image/png', content: () => pngOf(file()) } };
}

/** Links to all files of a chart. @param address of the view, without ending. */
export function chartLinks({ t }: PageContext, address: string): Html {
  return html`<p class="forms">${t('charts.files')} ${(['csv', 'json', 'svg', 'png'] as const).map((form, place) => html`${place > 0 && ' · '}<a href="${address}.${form}">${form.toUpperCase()}</a>`)}</p>`;
}
