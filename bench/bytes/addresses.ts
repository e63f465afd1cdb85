/** An address for every page that readers can reach, and a fault where a route is added without one. */
import type { Web } from '../../platform/core/web/web.ts';

export interface Address {
  /** What the page is, for the table. */
  readonly page: string;
  /** Below the language. */
  readonly path: string;
  /** 200 unless told otherwise; `refusal` where a page that says no will do. */
  readonly status?: number | 'refusal';
}

interface Listed {
  readonly id: string;
  readonly kind: string;
  readonly path: string;
}

/**
 * @param entries how many the public log has.
 * @param figures the pages of figures of the observatory.
 * @throws where a route for readers has no address here: a page that nobody measures would grow unseen.
 */
export function addressesOf(web: Web, records: readonly Listed[], kinds: readonly { readonly name: string; readonly path: string }[], entries: number, figures: readonly string[]): Address[] {
  const addresses: Address[] = [];
  const unknown: string[] = [];
  for (const { method, pattern, audience } of web.routes) {
    if (method !== 'GET' || audience !== 'everyone' || !pattern.startsWith('/{language}/')) continue;
    const found = below(pattern.slice('/{language}'.length), records, kinds, entries, figures);
    if (found) addresses.push(...found);
    else unknown.push(pattern);
  }
  if (unknown.length > 0) throw new Error(`bench/bytes/addresses.ts knows no address for: ${unknown.join(', ')}`);
  return [...addresses, { page: 'not found', path: '/no-such-page/x', status: 404 }];
}

/** Pages that are larger when something is asked of them. */
const ASKED: Readonly<Record<string, readonly string[]>> = {
  '/search': ['q=datos'],
  '/observatory': ['topic=connectivity', 'topic=finance'],
  '/history/changes': ['from=2020-01-01&to=2999-01-01'],
  '/history/verify': ['entry=3'],
};

function below(pattern: string, records: readonly Listed[], kinds: readonly { readonly name: string; readonly path: string }[], entries: number, figures: readonly string[]): Address[] | undefined {
  const strategies = records.filter(({ kind }) => kind === 'strategy').map(({ id }) => id);
  // Where nobody has set up the state's own sign-in, its address leads nowhere; nor is mail shown where it goes out.
  if (pattern.startsWith('/sign-in/oidc') || pattern.startsWith('/dev/mail')) return [{ page: pattern, path: pattern, status: 'refusal' }];
  if (!pattern.includes(':')) {
    return [{ page: pattern, path: pattern }, ...(ASKED[pattern] ?? []).map((query) => ({ page: `${pattern}?…`, path: `${pattern}?${query}` }))];
  }
  // Every tenth will do: they differ by the length of a title.
  const someEntries = Array.from({ length: Math.ceil(entries / 10) }, (_, tens) => tens * 10);
  switch (pattern) {
    case '/:path':
      return kinds.map(({ path }) => ({ page: `list: ${path}`, path: `/${path}` }));
    case '/:path/:id':
      return records.map(({ id, kind, path }) => ({ page: `record: ${kind}`, path: `/${path}/${id}` }));
    case '/:path/form':
      return kinds.map(({ path }) => ({ page: 'paper form', path: `/${path}/form` }));
    case '/:path/:id/subscribe':
      return records.slice(0, 20).map(({ id, path }) => ({ page: 'following a record', path: `/${path}/${id}/subscribe` }));
    case '/:path/:id/report':
      return records.filter(({ kind }) => kind === 'deployment').map(({ id, path }) => ({ page: 'report of an error', path: `/${path}/${id}/report` }));
    case '/:path/feed':
    case '/:path/:id/feed':
      // Not for browsers: a feed has no style.
      return [];
    case '/history/entries/:index':
      return someEntries.map((index) => ({ page: 'entry of the log', path: `/history/entries/${index}` }));
    case '/:path/:id/history':
      return records.map(({ id, kind, path }) => ({ page: `chain: ${kind}`, path: `/${path}/${id}/history` }));
    case '/indicators/:id/figures':
      return records.filter(({ kind }) => kind === 'indicator').map(({ id }) => ({ page: 'figures of an indicator', path: `/indicators/${id}/figures` }));
    case '/observations/:id/figures':
      return records.filter(({ path }) => path === 'observations').map(({ id }) => ({ page: 'figures of a set', path: `/observations/${id}/figures` }));
    case '/observations/:id/figures/:figure':
      return figures.map((path) => ({ page: 'a figure', path }));
    case '/observations/:id/sdmx':
      return records.filter(({ path }) => path === 'observations').map(({ id }) => ({ page: 'SDMX of a set', path: `/observations/${id}/sdmx` }));
    case '/indicators/:id/sdmx':
    case '/indicators/:id/open-sdg':
    case '/indicators/:id/map':
      // Few have a map.
      return records.filter(({ kind }) => kind === 'indicator').map(({ id }) => ({ page: `indicator: ${pattern.split('/').at(-1)}`, path: pattern.replace(':id', id), status: 'refusal' }));
    case '/indices/:id/results':
    case '/indices/:id/bundle':
    case '/indices/:id/robustness':
    case '/indices/:id/choices':
    case '/indices/:id/method':
      // Those that others publish have neither.
      return records.filter(({ path }) => path === 'indices').map(({ id }) => ({ page: `index: ${pattern.split('/').at(-1)}`, path: pattern.replace(':id', id), status: 'refusal' }));
    case '/:path/:id/versions':
      return records.slice(0, 20).map(({ id, path }) => ({ page: 'history', path: `/${path}/${id}/versions` }));
    case '/:path/:id/versions/:number':
      return records.map(({ id, path }) => ({ page: 'one version', path: `/${path}/${id}/versions/1` }));
    case '/:path/:id/compare':
      return records.slice(0, 20).map(({ id, path }) => ({ page: 'comparison of versions', path: `/${path}/${id}/compare?from=1&to=1` }));
    case '/strategies/:id/with/:other':
      return strategies.flatMap((one) => strategies.filter((other) => other !== one).map((other) => ({ page: 'strategy: beside another', path: `/strategies/${one}/with/${other}` })));
    case '/fields/:kind':
    case '/fields/:path':
    case '/fields/:name':
      return kinds.map(({ name, path }) => ({ page: 'fields of a kind', path: `/fields/${pattern.endsWith('path') ? path : name}` }));
    case '/fields/:path/filters':
      return kinds.map(({ path }) => ({ page: 'filters of a kind', path: `/fields/${path}/filters` }));
    case '/sign-in/:token':
    case '/recover/:token':
    case '/invitation/:token':
    case '/preview/:token':
    case '/subscriptions/confirm/:token':
    case '/subscriptions/:token':
      // A token that is good would need an account; what is measured is the page that says that it is not.
      return [{ page: pattern, path: pattern.replace(':token', 'x'), status: 'refusal' }];
    default: {
      const own = /^\/strategies\/:id\/(\w+)$/.exec(pattern)?.[1];
      return own === undefined ? undefined : strategies.map((id) => ({ page: `strategy: ${own}`, path: `/strategies/${id}/${own}` }));
    }
  }
}
