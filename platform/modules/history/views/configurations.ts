/** The configuration of a witness and of a mirror of this log, whole and ready to copy; what to change has a remark. */
import type { PageContext } from '#core/web/context.ts';
import { html, type Html } from '#core/web/html.ts';
import type { LogState } from '../queries.ts';

/** What `yupana witness` and `yupana mirror` read: cli/history/{witness,mirror}/settings.ts. */
export function configuration(context: PageContext, name: 'witness' | 'mirror', { origin, keys }: Pick<LogState, 'origin' | 'keys'>): Html {
  const { t, platform } = context;
  const host = t(`history.guide.${name}.host`);
  // Above the line that it is about: beside it, a telephone would not show it.
  const noted = (key: string, line: string): string => `${line.slice(0, line.search(/[^ -]/)).replace('-', ' ')}# ${t(`history.guide.${name}.yaml.${key}`)}\n${line}`;
  const address = text(`${platform.origin}/log`);
  if (name === 'witness') {
    return block('witness.yaml', [
      noted('name', `name: ${host}`),
      noted('url', `url: https://${host}`),
      'listen: 127.0.0.1:8410',
      noted('proxy', 'behindProxy: true'),
      noted('contact', `contact: ${t('history.guide.witness.contact')}`),
      'logs:',
      `  - origin: ${text(origin)}`,
      '    keys:',
      ...keys.map((key) => `      - ${text(key)}`),
      `    url: ${address}`,
    ]);
  }
  return html`${block('mirror.yaml', [
    noted('name', `name: ${host}`),
    noted('files', 'files: mirror'),
    noted('every', 'every: 60'),
    'logs:',
    noted('policy', '  - policy: historia.policy'),
    `    origin: ${text(origin)}`,
    `    url: ${address}`,
    'serve:',
    '  listen: 127.0.0.1:8420',
    noted('url', `  url: https://${host}`),
    noted('proxy', '  behindProxy: true'),
    '  submissions: true',
  ])}<p>${t('history.guide.mirror.policy')}</p>${block('historia.policy', [`curl -o historia.policy ${platform.origin}/log/policy`])}<p>${t('history.guide.mirror.submissions')}</p>`;
}

/** A text in double quotes is the same in YAML as in JSON. */
const text = (value: string): string => JSON.stringify(value);

function block(label: string, lines: readonly string[]): Html {
  return html`<div class="scroll" tabindex="0" role="region" aria-label="${label}"><pre><code>${lines.join('\n')}</code></pre></div>`;
}
