/** Pages in plain words: how to verify, how to become a witness, how to keep a mirror. */
import { href, type PageContext } from '#core/web/context.ts';
import { html, type Html } from '#core/web/html.ts';
import { page } from '#core/web/layout.ts';
import type { View } from '#core/web/view.ts';
import { latestHead, logState } from '../queries.ts';
import { recipe } from '../recipe.ts';
import { configuration } from './configurations.ts';
import { historyCrumb } from './parts.ts';

export async function howToVerifyView(context: PageContext): Promise<View> {
  const { platform, t } = context;
  const [state, head] = await Promise.all([logState(platform.database), latestHead(platform.database)]);
  const lines = recipe(`${platform.origin}/${context.language}/history/entries/${head ? head.size - 1 : 0}`, state?.keys[0] ?? 'LLAVE');
  const title = t('history.guide.verify.title');
  return {
    html: () =>
      page(context, {
        title,
        crumbs: [historyCrumb(context)],
        forms: ['json'],
        body: html`<article class="prose"><h1>${title}</h1><p class="lead">${t('history.guide.verify.lead')}</p>
${parts(context, 'verify', ['what', 'browser', 'server', 'command', 'recipe'], {
  browser: html`<p><a class="button" href="${href(context, 'history/verify')}">${t('history.links.verify')}</a></p>`,
  command: html`<p><code>yupana verify proof 12.tlog-proof --entry 12.json --policy policy.txt</code></p>`,
  recipe: html`<ol>${lines.map((line) => html`<li><code>${line}</code></li>`)}</ol><p>${t('history.guide.verify.recipe_after')}</p>`,
})}
<h2>${t('history.limits.title')}</h2>${limits(context)}</article>`,
      }),
    json: () => ({ recipe: lines, keys: state?.keys ?? [], policy: state?.policy ?? null }),
  };
}

/** What no proof says. */
export function limits({ t }: PageContext): Html {
  return html`<ul>${['truth', 'newest', 'all', 'keys', 'clock'].map((one) => html`<li>${t(`history.limits.${one}`)}</li>`)}</ul>`;
}

export const witnessGuideView = (context: PageContext): Promise<View> => guideView(context, 'witness', ['why', 'who', 'needs', 'how', 'apply', 'leave']);
export const mirrorGuideView = (context: PageContext): Promise<View> => guideView(context, 'mirror', ['why', 'who', 'needs', 'how', 'help', 'leave']);

async function guideView(context: PageContext, name: 'witness' | 'mirror', names: readonly string[]): Promise<View> {
  const { platform, t } = context;
  const state = await logState(platform.database);
  const title = t(`history.guide.${name}.title`);
  const facts = [['origin', state?.origin], ['address', `${platform.origin}/log`], ['key', state?.keys[0]], ['policy', state && `${platform.origin}/log/policy`]] as const;
  return {
    html: () =>
      page(context, {
        title,
        crumbs: [historyCrumb(context)],
        forms: ['json'],
        body: html`<article class="prose"><h1>${title}</h1><p class="lead">${t(`history.guide.${name}.lead`)}</p>
${parts(context, name, names, { how: html`${state && state.keys.length > 0 ? configuration(context, name, state) : html`<p class="absent">${t('history.head.none')}</p>`}<p>${t(`history.guide.${name}.run`)}</p><p><code>yupana ${name} --config ${name}.yaml --show-key</code></p><p><code>yupana ${name} --config ${name}.yaml</code></p>` })}
<h2>${t('history.guide.facts')}</h2><dl class="facts">${facts.map(([label, value]) => html`<div><dt>${t(`history.guide.${label}`)}</dt><dd>${value === undefined ? html`<span class="absent">${t('history.head.none')}</span>` : html`<code>${value}</code>`}</dd></div>`)}</dl></article>`,
      }),
    json: () => ({ origin: state?.origin ?? null, address: `${platform.origin}/log`, keys: state?.keys ?? [], policy: state?.policy ?? null }),
  };
}

function parts({ t }: PageContext, guide: string, names: readonly string[], besides: Readonly<Record<string, Html>>): Html {
  return html`${names.map((name) => html`<h2>${t(`history.guide.${guide}.${name}_title`)}</h2><p>${t(`history.guide.${guide}.${name}`)}</p>${besides[name]}`)}`;
}
