/** The page about the API: made from the same operations as the OpenAPI document, readable without a script. */
import { ABSENCES } from '../../kinds/values.ts';
import { licenceOf } from '../../open-data/licence.ts';
import { kindName } from '../components/text.ts';
import { href, type PageContext } from '../context.ts';
import { html, type Html } from '../html.ts';
import { page } from '../layout.ts';
import { parameters, PROBLEM_STATUSES } from '../openapi-components.ts';
import { exampleAddress, exampleAnswer, type ExampleSite } from '../openapi-examples.ts';
import { GROUPS, type Operation, operationsOf, placesIn } from '../openapi-operations.ts';
import { LARGEST_PAGE } from '../search-request.ts';
import { NotFound, type View } from '../view.ts';
import type { Web } from '../web.ts';

/** Enough of an example document to see how it is built. */
const SHOWN_FIELDS = 4;

export async function apiView(web: Web, context: PageContext): Promise<View> {
  const { t, platform } = context;
  const operations = operationsOf(web.routes, platform.configuration.languages, platform.modules.flatMap(({ operations: own = [], plainOperations = [] }) => [...own, ...plainOperations]));
  // The kind with the most fields shows the most.
  const kind = platform.kinds.all.toSorted((a, b) => Object.keys(b.fields).length - Object.keys(a.fields).length)[0];
  if (!kind) throw new NotFound();
  const site = { origin: platform.origin, language: context.language, kind };
  const described = parameters({ kinds: platform.kinds.all, languages: platform.configuration.languages, t });
  const part = (name: string, params = {}): Html => html`<h2 id="${name}">${t(`reference.api.${name}_title`)}</h2><p>${t(`reference.api.${name}`, params)}</p>`;
  return {
    html: () =>
      page(context, {
        title: t('reference.api.title'),
        body: html`<h1>${t('reference.api.title')}</h1><p class="lead">${t('reference.api.lead')}</p>
<p>${t('reference.api.document')} <a href="/openapi.json?lang=${context.language}">openapi.json</a></p>
${kinds(context)}
${GROUPS.map((group) => operationGroup(context, site, described, group, operations.filter((one) => one.group === group)))}
${part('forms')}${part('absent')}${absences(context)}${part('texts')}${part('paging', { maximum: LARGEST_PAGE })}${part('changes')}${part('problems')}${problems(context)}${part('licence', { licence: licenceOf(platform.configuration).name })}`,
      }),
  };
}

function kinds(context: PageContext): Html {
  const { t, platform } = context;
  return html`<h2 id="kinds">${t('reference.api.kinds_title')}</h2>
<div class="scroll" tabindex="0" role="region" aria-label="${t('reference.api.kinds_title')}"><table><thead><tr><th scope="col">${t('reference.api.kind')}</th><th scope="col">${t('reference.api.path')}</th><th scope="col">${t('reference.api.schema')}</th><th scope="col">${t('reference.api.fields')}</th></tr></thead>
<tbody>${platform.kinds.all.map((kind) => html`<tr><th scope="row">${kindName(context, kind, 'many')}</th><td><code>${kind.path}</code></td><td><a href="/schemas/${kind.name}?lang=${context.language}">${kind.name}</a></td><td><a href="${href(context, `fields/${kind.path}`)}">${t('reference.api.fields')}</a></td></tr>`)}</tbody></table></div>`;
}

type Parameters = ReturnType<typeof parameters>;

function operationGroup(context: PageContext, site: ExampleSite, described: Parameters, group: string, operations: readonly Operation[]): Html | false {
  return operations.length > 0 && html`<section><h2 id="${group}">${context.t(`reference.groups.${group}`)}</h2>${operations.map((operation) => operationPart(context, site, described, operation))}</section>`;
}

function operationPart({ t }: PageContext, site: ExampleSite, described: Parameters, operation: Operation): Html {
  const { id, address, type } = operation;
  const title = t(`reference.operations.${id}.title`);
  const answer = exampleAnswer(operation, site, SHOWN_FIELDS);
  return html`<section class="operation"><h3 id="${id}">${title}</h3>
<p><code>GET ${address}</code>${type !== '' && html` <small>${type}</small>`}</p><p>${t(`reference.operations.${id}.about`)}</p>
${parameterList(t, described, operation)}
<h4>${t('reference.api.request')}</h4>${code(`${t('reference.api.request')}: ${title}`, `curl '${exampleAddress(operation, site)}'`)}
${answer !== undefined && html`<details><summary>${t('reference.api.answer')}</summary>${operation.answer.startsWith('*') && html`<p><small>${t('reference.api.shortened')}</small></p>`}${code(`${t('reference.api.answer')}: ${title}`, JSON.stringify(answer, null, 1))}</details>`}</section>`;
}

/** Lines that are not broken scroll sideways, also by keyboard. */
function code(label: string, lines: string): Html {
  return html`<div class="scroll" tabindex="0" role="region" aria-label="${label}"><pre><code>${lines}</code></pre></div>`;
}

function parameterList(t: PageContext['t'], described: Parameters, { address, query = [] }: Operation): Html | false {
  const names = [...placesIn(address).filter((name) => name !== 'path'), ...query];
  return (
    names.length > 0 &&
    html`<h4>${t('reference.api.parameters')}</h4><dl class="facts">${names.map((name) => {
      const parameter = described[name] ?? {};
      return html`<div><dt><code>${name}</code> <small>${t(parameter['required'] === true ? 'reference.api.required' : 'reference.api.optional')}</small></dt><dd>${String(parameter['description'])}${allowed(parameter['schema'])}</dd></div>`;
    })}</dl>`
  );
}

/** The values of a closed list, where it is short enough to be read. */
function allowed(schema: unknown): Html | false {
  const codes: unknown = typeof schema === 'object' && schema !== null ? Reflect.get(schema, 'enum') : undefined;
  return Array.isArray(codes) && html` ${codes.map((code, index) => html`${index > 0 && ', '}<code>${String(code)}</code>`)}`;
}

function absences({ t }: PageContext): Html {
  return html`<div class="scroll" tabindex="0" role="region" aria-label="${t('reference.api.absent_title')}"><table><thead><tr><th scope="col">${t('reference.api.absent_code')}</th><th scope="col">${t('reference.api.absent_meaning')}</th></tr></thead><tbody>${ABSENCES.map((absence) => html`<tr><th scope="row"><code>${absence}</code></th><td>${t(`reference.absences.${absence}`)}</td></tr>`)}</tbody></table></div>`;
}

function problems({ t }: PageContext): Html {
  const statuses = [303, 304, 410, ...PROBLEM_STATUSES].toSorted((a, b) => a - b);
  return html`<div class="scroll" tabindex="0" role="region" aria-label="${t('reference.api.problems_title')}"><table><thead><tr><th scope="col">${t('reference.api.status')}</th><th scope="col">${t('reference.api.meaning')}</th></tr></thead><tbody>${statuses.map((status) => html`<tr><th scope="row">${status}</th><td>${t(`reference.problems.s${status}`)}</td></tr>`)}</tbody></table></div>`;
}
