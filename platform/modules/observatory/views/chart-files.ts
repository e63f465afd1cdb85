/** The files of a chart: SVG and PNG with title, source, licence and address in the picture. */
import { licenceOf } from '#core/open-data/licence.ts';
import { chartFile } from '#core/web/charts/chart-file.ts';
import { pngOf } from '#core/web/charts/png.ts';
import type { PageContext } from '#core/web/context.ts';
import { html, type Html } from '#core/web/html.ts';
import type { View } from '#core/web/view.ts';

export interface FileOf {
  readonly title: string;
  /** Whence the figures are, as a line. */
  readonly source: string;
}

/** To be put beside the other forms of a view. */
export function chartForms(context: PageContext, svg: string, { title, source }: FileOf): NonNullable<View['others']> {
  const { t, platform, url } = context;
  const licence = licenceOf(platform.configuration);
  const address = `${platform.origin}${url.pathname.replace(/\.[a-z]{3,4}$/, '')}`;
  const file = (): string => chartFile(svg, { title, notes: [source, t('observatory.chart.licence', { licence: licence.name }), address] });
  return { svg: { type: 'image/svg+xml', content: file }, png: { type: 'image/png', content: () => pngOf(file()) } };
}

/** Links to all files of a chart. @param address of the view, without ending. */
export function chartLinks({ t }: PageContext, address: string, key: 'files' | 'map_files' = 'files'): Html {
  return html`<p class="forms">${t(`observatory.chart.${key}`)} ${(['csv', 'json', 'svg', 'png'] as const).map((form, place) => html`${place > 0 && ' · '}<a href="${address}.${form}">${form.toUpperCase()}</a>`)}</p>`;
}
