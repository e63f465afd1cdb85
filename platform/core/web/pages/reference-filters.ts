/** By what the lists of a kind can be narrowed: its fields that are filters, and what is computed from several records. */
import { dictionaryOf } from '../../kinds/documentation.ts';
import type { Kind } from '../../kinds/kind.ts';
import { kindName } from '../components/text.ts';
import { href, type PageContext } from '../context.ts';
import { html } from '../html.ts';
import { page } from '../layout.ts';
import { NotFound, type View } from '../view.ts';

interface Filter {
  readonly name: string;
  readonly label: string;
  readonly help: string | undefined;
  /** True where no field of the record holds it. */
  readonly computed: boolean;
  /** Closed values; beside them there may be ids of records and special values. */
  readonly values: readonly { readonly code: string; readonly label: string }[];
}

/** Every filter of a kind in the order of its lists. */
export function filtersOf({ t, platform }: Pick<PageContext, 't' | 'platform'>, kind: Kind): Filter[] {
  const computed = platform.kinds.computed[kind.name];
  const own = (computed?.facets ?? []).map(({ name, codes }): Filter => {
    const key = `${computed?.messages}.${name}`;
    return { name, label: t(`${key}.label`), help: t(`${key}.help`), computed: true, values: codes.map((code) => ({ code, label: t(`${key}.values.${code}`) })) };
  });
  const fields = dictionaryOf(kind, t, platform.configuration.languages)
    .filter(({ meta }) => meta.facet && meta.visibility === 'public')
    .map(({ field, label, help, options }): Filter => ({ name: field, label, help, computed: false, values: options }));
  const order = [...(computed?.first ?? []), ...own.map(({ name }) => name)];
  const place = (name: string): number => (order.includes(name) ? order.indexOf(name) : order.length);
  return [...own, ...fields].toSorted((a, b) => place(a.name) - place(b.name));
}

export async function filtersView(context: PageContext): Promise<View> {
  const { t, platform, param } = context;
  const kind = platform.kinds.atPath(param('path'));
  if (!kind) throw new NotFound();
  const filters = filtersOf(context, kind);
  const title = t('reference.filters.of', { kind: kindName(context, kind, 'many') });
  return {
    html: () =>
      page(context, {
        title,
        crumbs: [
          { label: t('reference.fields.title'), href: href(context, 'fields') },
          { label: t('reference.fields.of', { kind: kindName(context, kind, 'many') }), href: href(context, `fields/${kind.path}`) },
        ],
        forms: ['json', 'csv'],
        body: html`<h1>${title}</h1><p class="lead">${t('reference.filters.lead', { path: kind.path, example: filters[0]?.name ?? '' })}</p>
<dl class="facts">${filters.map(({ name, label, help, computed, values }) => html`<div id="${name}"><dt>${label}<br><code>${name}</code></dt><dd>${help}${computed && html` <small>${t('reference.filters.computed')}</small>`}${values.length > 0 && html`<details><summary>${t('reference.fields.options', { label })}</summary><ul class="plain">${values.map((one) => html`<li><code>${one.code}</code> ${one.label}</li>`)}</ul></details>`}</dd></div>`)}</dl>`,
      }),
    json: () => filters.map(({ name, label, computed, values }) => ({ name, label, computed, values })),
    csv: () => ({ columns: ['filter', 'label', 'help', 'computed', 'values'], rows: filters.map(({ name, label, help, computed, values }) => [name, label, help ?? null, computed, values.map(({ code }) => code).join(' ')]) }),
  };
}
