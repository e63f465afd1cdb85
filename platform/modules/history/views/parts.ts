/** What pages of the history share: hashes, moments, witnesses, the list of entries. */
import { formatInstant, formatNumber } from '#core/i18n/format.ts';
import { chooseTitle } from '#core/i18n/texts.ts';
import { mentionsOf } from '#core/records/read.ts';
import { namesOf } from '#core/subscriptions/names.ts';
import { href, type PageContext } from '#core/web/context.ts';
import { html, type Html } from '#core/web/html.ts';
import type { Crumb } from '#core/web/layout.ts';
import type { QuorumState } from '@yupana/ledger';
import type { Entry, SignedHead } from '../queries.ts';
import type { Witnessing } from '../witnessed.ts';

/** Bytes in hexadecimal, in groups of four, so that two people can compare them aloud. */
export function hashGroups(bytes: Uint8Array): Html {
  return html`<code>${hex(bytes).match(/.{4}/g)?.join(' ') ?? ''}</code>`;
}

export function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex');
}

export function instant({ t, platform }: PageContext, moment: Date): Html {
  return html`<time datetime="${moment.toISOString()}">${formatInstant(t, moment, platform.configuration.timezone)}</time>`;
}

export function historyCrumb(context: PageContext): Crumb {
  return { label: context.t('history.title'), href: href(context, 'history') };
}

export function entriesCrumb(context: PageContext): Crumb {
  return { label: context.t('history.entries.title'), href: href(context, 'history/entries') };
}

export function entryHref(context: Pick<PageContext, 'language'>, index: number): string {
  return href(context, `history/entries/${index}`);
}

/** The witnesses by name, each with the time at which it saw the head. */
export function witnessList(context: PageContext, { witnesses, quorum }: Witnessing): Html {
  const { t } = context;
  if (witnesses.length === 0) return html`<p>${t('history.witnesses.none')}</p>`;
  return html`<ul>${witnesses.map(({ name, at }) => html`<li><strong>${name}</strong>: ${at ? html`${t('history.witnesses.saw')} ${instant(context, at)}` : html`<span class="absent">${t('history.witnesses.not_yet')}</span>`}</li>`)}</ul>${quorum && html`<p>${t('history.witnesses.rule')}</p>${quorumTree(context, [quorum])}`}`;
}

/** Groups as sentences: "universidades: 1 of 3, 2 are needed". */
function quorumTree({ t, ...context }: PageContext, states: readonly QuorumState[]): Html {
  const withText = { ...context, t } as PageContext;
  return html`<ul>${states.map(({ member, met, members }) => html`<li>${mark(withText, met)} ${member.type === 'witness' ? member.name : t('history.witnesses.group', { name: member.name, seen: members.filter((one) => one.met).length, members: members.length, needed: member.threshold })}${members.some((one) => one.member.type === 'group') && quorumTree(withText, members)}</li>`)}</ul>`;
}

export function mark({ t }: PageContext, holds: boolean): Html {
  return html`<strong>${t(holds ? 'history.marks.holds' : 'history.marks.open')}</strong>`;
}

/** What the records of entries are called, in one question for all, those that were withdrawn too. */
export async function namesOfEntries({ platform, preferred, t }: PageContext, entries: readonly Pick<Entry, 'recordId'>[]): Promise<ReadonlyMap<string, { readonly name: string; readonly path: string | undefined }>> {
  const ids = [...new Set(entries.flatMap(({ recordId }) => recordId ?? []))];
  const { database, kinds } = platform;
  const mentions = await mentionsOf(database, ids);
  const gone = ids.filter((id) => !mentions.has(id));
  const former = await namesOf(database, platform, gone, preferred);
  const kindOf = gone.length === 0 ? [] : await database.selectFrom('record').select(['id', 'kind']).where('id', 'in', gone).execute();
  const kindsOfGone = new Map(kindOf.map(({ id, kind }) => [id, kind]));
  return new Map(
    ids.map((id) => {
      const mention = mentions.get(id);
      const kind = kinds.find(mention?.kind ?? kindsOfGone.get(id) ?? '');
      const title = mention ? [mention.code, chooseTitle(mention.title, preferred)?.text].filter((part) => part !== undefined).join(' ') : former.get(id);
      return [id, { name: title || t('core.records.untitled'), path: kind && `${kind.path}/${id}` }];
    }),
  );
}

/** Entries as a list, the newest first. */
export async function entryList(context: PageContext, entries: readonly Entry[]): Promise<Html> {
  const { t } = context;
  if (entries.length === 0) return html`<p class="empty">${t('history.entries.none')}</p>`;
  const names = await namesOfEntries(context, entries);
  return html`<ol class="records">${entries.map(
    (entry) => html`<li><a href="${entryHref(context, entry.index)}"><span class="code">${formatNumber(t, entry.index)}</span> ${entryTitle(context, entry, names.get(entry.recordId ?? '')?.name)}</a><small>${instant(context, entry.appendedAt)}</small></li>`,
  )}</ol>`;
}

export function entryTitle({ t }: Pick<PageContext, 't'>, { type, version }: Entry, name: string | undefined): string {
  return t(`history.types.${type}`, { name: name ?? '', version: version ?? 0 });
}

/** An entry for programs. */
export function entryJson({ platform, language }: PageContext, { index, type, recordId, version, leaf, appendedAt }: Entry) {
  return {
    index,
    type,
    record: recordId,
    version,
    leafHash: hex(leaf),
    appendedAt: appendedAt.toISOString(),
    url: `${platform.origin}/${language}/history/entries/${index}.json`,
  };
}

/** A head of the log for programs. */
export function headJson({ size, root, signedAt, witnessedAt, note }: SignedHead) {
  return { size, root: hex(root), signedAt: signedAt.toISOString(), witnessedAt: witnessedAt?.toISOString() ?? null, note };
}
