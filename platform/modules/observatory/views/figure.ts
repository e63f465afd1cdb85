/** The page of one figure: what it says, where it comes from, how it was made, and everything that was published in its place before. */
import { optionKey } from '#core/kinds/labels.ts';
import { type Mention, mentionsOf, newestVersion, recordsById } from '#core/records/read.ts';
import type { Database } from '#core/storage/database.ts';
import { facts } from '#core/web/components/facts.ts';
import { placeText } from '#core/web/components/place.ts';
import { mentionLink, plainText, text } from '#core/web/components/text.ts';
import { href, type PageContext } from '#core/web/context.ts';
import { html, type Html } from '#core/web/html.ts';
import { page } from '#core/web/layout.ts';
import { NotFound, type View } from '#core/web/view.ts';
import { statusOf } from '../figures.ts';
import { type Indicator, indicator as kind } from '../kinds/indicator.ts';
import { type ObservationSet, observationSet } from '../kinds/observation-set.ts';
import { groupNames, readRegions, territoryName, timeName } from '../names.ts';
import { type Observation, observations } from '../observations.ts';
import { anchorOf, countOf, heldDays, interval, note, number } from './figure-parts.ts';
import { figureJson } from './figures.ts';
import { when } from './marks.ts';

export async function figureView(context: PageContext): Promise<View> {
  const { t, platform, param } = context;
  const { database } = platform;
  const set = await newestVersion(database, param('id'));
  if (!set || set.kind !== observationSet.name) throw new NotFound();
  // The newest first: it holds, or was the last that did.
  const vintages = (await observations(database, { sets: [set.id], history: true })).filter((one) => anchorOf(one) === param('figure')).toReversed();
  const [one] = vintages;
  const [record] = one ? await recordsById(database, [one.indicator]) : [];
  if (!one || !record) throw new NotFound();
  const indicator = record.document as Indicator;
  const [regions, mentions, versions] = await Promise.all([readRegions(database), mentionsOf(database, [one.source, set.id, ...indicator.origins.map(({ source }) => source)]), versionNumbers(database, vintages)]);
  const name = plainText(context, indicator.name);
  const where = [territoryName(context, one.territory, regions), timeName(t, one.time), groupNames(context, one)].filter(Boolean).join(' · ');
  // Origins say where; those of other sources of the same indicator are of other figures.
  const origins = indicator.origins.filter(({ source }) => source === one.source);
  const about = { question: indicator.question, frame: indicator.frame, definition: indicator.definition, processing: indicator.processing, origins: origins.length > 0 ? origins : indicator.origins, limits: indicator.limits };
  return {
    html: () =>
      page(context, {
        title: `${name}: ${where}`,
        crumbs: [{ label: t('observatory.title'), href: href(context, 'observatory') }, { label: name, href: href(context, `indicators/${record.id}`) }],
        forms: ['json'],
        noIndex: true,
        body: html`<p class="kind">${t('observatory.figure.one')}</p><h1>${name}</h1><p class="lead">${where}</p>
<p class="verdict"><strong>${number(context, one, 'count')}</strong> ${plainText(context, indicator.unit)}${interval(context, one)}</p>${one.validTo && html`<p class="notice">${t('observatory.figure.gone')}</p>`}
<section><h2>${t('observatory.figure.of_it')}</h2>${ofIt(context, one, mentions)}${facts({ page: context, kind, mentions }, about)}</section>
${contradictions(context, set.document as ObservationSet | null)}${history(context, one, vintages, versions, indicator)}`,
      }),
    json: () => ({ indicator: record.id, code: indicator.code, processing: indicator.processing, origins: about.origins, figures: vintages.map(figureJson) }),
  };
}

/** In which version of the set each was published. */
async function versionNumbers(database: Database, vintages: readonly Observation[]): Promise<Map<number, number>> {
  const rows = await database.selectFrom('version').select(['sequence', 'number']).where('sequence', 'in', [...vintages.map(({ fromSequence }) => fromSequence), -1]).execute();
  return new Map(rows.map(({ sequence, number: version }) => [sequence, version]));
}

function line(label: string, shown: Html | string): Html {
  return html`<div><dt>${label}</dt><dd>${shown}</dd></div>`;
}

/** What is said of this figure and not of the others of its indicator. */
function ofIt(context: PageContext, one: Observation, mentions: ReadonlyMap<string, Mention>): Html {
  const { t } = context;
  const { content } = one;
  const code = statusOf(content);
  const [source, set] = [mentions.get(one.source), mentions.get(one.setId)];
  return html`<dl class="facts">${line(t('observatory.figures.status'), html`${t(optionKey('observation-set', 'rows.status', code))} <small>(SDMX ${code})</small>`)}
${line(t('observatory.figure.count'), content.n === undefined ? html`<span class="absent">${t('observatory.figure.no_count')}</span>` : html`${countOf(context, one)}`)}
${line(t('observatory.figures.place'), html`${source ? mentionLink(context, source) : one.source} <span class="place">${placeText(t, content.place)}</span>`)}
${line(t('kinds.observation-set.one'), set ? mentionLink(context, set) : one.setId)}
${content.note !== undefined && line(t('kinds.observation-set.fields.rows.fields.note.label'), note(context, one) || '')}</dl>`;
}

function contradictions(context: PageContext, set: ObservationSet | null): Html | false {
  const found = set?.contradictions ?? [];
  return found.length > 0 && html`<section class="notice"><h2>${context.t('kinds.observation-set.fields.contradictions.label')}</h2><ul>${found.map(({ what, place }) => html`<li>${text(context, what)} <small>${placeText(context.t, place)}</small></li>`)}</ul></section>`;
}

/** Every value that was published in this place, each with the version that brought it: its page has the proof that it is in the log. */
function history(context: PageContext, one: Observation, vintages: readonly Observation[], versions: ReadonlyMap<number, number>, { valueType }: Indicator): Html {
  const { t } = context;
  const address = href(context, `observations/${one.setId}/versions`);
  const title = t('observatory.figure.history');
  return html`<section id="history"><h2>${title}</h2>${vintages.length === 1 && html`<p>${t('observatory.figure.first')}</p>`}<div class="scroll" tabindex="0" role="region" aria-label="${title}"><table class="stack"><thead><tr><th scope="col" class="number">${t('observatory.figures.value')}</th><th scope="col">${t('observatory.figures.time')}</th><th scope="col">${t('observatory.figures.held')}</th><th scope="col">${t('observatory.figure.version')}</th></tr></thead><tbody>${vintages.map((vintage) => {
    const version = versions.get(vintage.fromSequence);
    return html`<tr><td class="number">${number(context, vintage, valueType)}${interval(context, vintage)}</td><td>${when(t, vintage.time)}</td><td>${heldDays(context, vintage)}</td><td><a class="n" href="${address}${version !== undefined && `/${version}`}">${t('observatory.figure.version_number', { number: version ?? 0 })}</a></td></tr>`;
  })}</tbody></table></div></section>`;
}
