/** One entry of the log: what it says, what that means, its proof, its neighbours. */
import { formatNumber } from '#core/i18n/format.ts';
import { kindName } from '#core/web/components/text.ts';
import { href, type PageContext } from '#core/web/context.ts';
import { html, type Html } from '#core/web/html.ts';
import { page } from '#core/web/layout.ts';
import { qrSvg } from '#core/web/qr/svg.ts';
import { NotFound, type View } from '#core/web/view.ts';
import { type Json, type JsonObject, LEDGER, parseCanonicalJson } from '@yupana/ledger';
import { proofOf } from '../ledger/status.ts';
import { type Entry, entryAt, logSize, logState, newestOfRecord, type SignedHead } from '../queries.ts';
import { pastedHash } from '../verification/input.ts';
import { asWitnessed, witnessedSize, witnessingOf } from '../witnessed.ts';
import { entriesCrumb, entryHref, entryJson, entryTitle, hashGroups, headJson, hex, historyCrumb, instant, namesOfEntries, witnessList } from './parts.ts';

export async function entryView(context: PageContext): Promise<View> {
  const { platform, t, url, param } = context;
  const { database } = platform;
  if (!/^\d{1,15}$/.test(param('index'))) throw new NotFound();
  const index = Number(param('index'));
  const printed = pastedHash(url.searchParams.get('leaf') ?? '');
  const [entry, size] = await Promise.all([entryAt(database, index), logSize(database)]);
  if (!entry) {
    if (printed) return missingEntry(context, index);
    throw new NotFound();
  }
  const [found, state, names, later] = await Promise.all([proofOf(database, index), logState(database), namesOfEntries(context, [entry]), printed && newestOfRecord(database, entry)]);
  const proof = found && Buffer.from(found.bytes).toString('utf8');
  const head = found && asWitnessed({ ...found.checkpoint, note: found.checkpoint.cosigned, witnessedAt: found.checkpoint.witnessedAt ?? null }, await witnessedSize(database, state));
  const witnessing = head && state && (await witnessingOf(state, head));
  const record = names.get(entry.recordId ?? '');
  const title = entryTitle(context, entry, record?.name);
  const isSame = printed === undefined || hex(printed) === hex(entry.leaf);
  return {
    html: () =>
      page(context, {
        title: t('history.entry.title', { index }),
        crumbs: [historyCrumb(context), entriesCrumb(context)],
        forms: ['json'],
        noIndex: printed !== undefined,
        body: html`<article class="record"><p class="kind">${t('history.entry.title', { index })}</p><h1>${title}</h1>
${printed && html`<div class="notice"><h2>${t(isSame ? 'history.printed.same' : 'history.printed.other')}</h2><p>${t(isSame ? 'history.printed.same_text' : 'history.printed.other_text')}</p>${since(context, later)}</div>`}
${record?.path !== undefined && html`<p><a href="${href(context, record.path)}">${record.name}</a>${entry.version !== null && html` · <a href="${href(context, `${record.path}/versions/${entry.version}`)}">${t('core.records.version_number', { number: entry.version })}</a>`} · <a href="${href(context, `${record.path}/history`)}">${t('history.chain.link')}</a></p>`}
<h2>${t('history.entry.says')}</h2>${fields(context, entry)}
<h2>${t('history.entry.proof')}</h2>${proofSection(context, entry, head, printed)}${witnessing && html`<h3>${t('history.witnesses.title')}</h3>${witnessList(context, witnessing)}`}
<nav class="pages" aria-label="${t('history.entry.neighbours')}"><ul>${index > 0 && html`<li><a rel="prev" href="${entryHref(context, index - 1)}">${t('history.entry.before')}</a></li>`}${index + 1 < size && html`<li><a rel="next" href="${entryHref(context, index + 1)}">${t('history.entry.after')}</a></li>`}</ul></nav></article>`,
      }),
    json: () => ({ ...entryJson(context, entry), entry: JSON.parse(Buffer.from(entry.bytes).toString('utf8')), checkpoint: head ? headJson(head) : null, proof: proof ?? null }),
    others: {
      // The very bytes that are in the tree: nothing before, nothing after.
      leaf: { type: 'application/json; charset=utf-8', content: () => Buffer.from(entry.bytes).toString('utf8') },
      ...(proof !== undefined && {
        proof: { type: 'text/plain; charset=utf-8', content: () => proof },
        svg: { type: 'image/svg+xml', content: () => qrSvg(proof, t('history.entry.qr'), 'L').toString() },
      }),
    },
  };
}

/** Somebody holds a printed code of an entry that is not here: either a slip of theirs, or the log was cut off. */
function missingEntry(context: PageContext, index: number): View {
  const { t } = context;
  return {
    status: 404,
    html: () =>
      page(context, {
        title: t('history.entry.title', { index }),
        crumbs: [historyCrumb(context), entriesCrumb(context)],
        noIndex: true,
        body: html`<h1>${t('history.printed.missing', { index })}</h1><p class="lead">${t('history.printed.missing_text')}</p>`,
      }),
  };
}

/** In the order in which people ask; the bytes have their own. What is not named comes last. */
const ORDER: readonly string[] = ['type', 'kind', 'id', 'version', 'versions', 'fields', 'article', 'count', 'again', 'at', 'role', 'sha256', 'note', 'commit', 'blobs', 'prev', 'schema', 'key', 'previousKey', 'statement', 'lost', 'v'];

function rank([name]: readonly [string, unknown]): number {
  const place = ORDER.indexOf(name);
  return place < 0 ? ORDER.length : place;
}

/** Every member of the entry, with what it means. */
function fields(context: PageContext, entry: Entry): Html {
  const { t } = context;
  const content = parseCanonicalJson(entry.bytes, LEDGER);
  const members = typeof content === 'object' && content !== null && !Array.isArray(content) ? Object.entries(content).toSorted((a, b) => rank(a) - rank(b)) : [];
  return html`<dl class="facts">${members.map(([name, value]) => {
    const key = `history.fields.${name}`;
    return html`<div><dt>${t.has(`${key}.label`) ? t(`${key}.label`) : html`<code>${name}</code>`}</dt><dd>${member(context, name, value as Json)}${t.has(`${key}.about`) && html`<br><small>${t(`${key}.about`)}</small>`}</dd></div>`;
  })}<div><dt>${t('history.fields.leaf.label')}</dt><dd>${hashGroups(entry.leaf)}<br><small>${t('history.fields.leaf.about')}</small></dd></div></dl>`;
}

/** In words where there are some, with what the entry itself says beside them. */
function member(context: PageContext, name: string, value: Json): Html {
  const { t, platform } = context;
  const said = wordsOf(context, name, value);
  if (said !== undefined) return html`${said} <small><code>${String(value)}</code></small>`;
  if (name === 'at' && typeof value === 'string' && !Number.isNaN(Date.parse(value))) return instant(context, new Date(value));
  const { index, from, to, id, version } = partsOf(value);
  if (name === 'prev' && typeof index === 'number') return html`<a href="${entryHref(context, index)}">${t('history.entry.title', { index })}</a>`;
  if (name === 'versions' && typeof from === 'number' && typeof to === 'number') return html`${from === to ? formatNumber(t, from) : `${formatNumber(t, from)}–${formatNumber(t, to)}`}`;
  if (name === 'schema' && typeof id === 'string' && typeof version === 'number') return html`${platform.kinds.find(id) ? html`<a href="/schemas/${id}"><code>${id}</code></a>` : html`<code>${id}</code>`}, ${t('core.records.version_number', { number: version })}`;
  if (typeof value === 'number') return html`${formatNumber(t, value)}`;
  if (typeof value === 'string') return /^[0-9a-f]{64}$/.test(value) ? hashGroups(Buffer.from(value, 'hex')) : html`<code>${value}</code>`;
  if (Array.isArray(value)) return html`${value.map((one, at) => html`${at > 0 && html`<br>`}${member(context, '', one)}`)}`;
  const parts = Object.entries(partsOf(value));
  return parts.length > 0 ? html`${parts.map(([part, of], at) => html`${at > 0 && html`<br>`}<code>${part}</code> ${member(context, '', of)}`)}` : html`<code>${JSON.stringify(value)}</code>`;
}

/** What a code means. */
function wordsOf(context: PageContext, name: string, value: Json): string | undefined {
  const { t, platform } = context;
  if (typeof value !== 'string') return undefined;
  const kind = name === 'kind' ? platform.kinds.find(value) : undefined;
  if (kind) return kindName(context, kind, 'one');
  const key = name === 'type' ? `history.acts.${value}` : name === 'role' ? `history.roles.${value}` : '';
  return t.has(key) ? t(key) : undefined;
}

function partsOf(value: Json): JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonObject) : {};
}

/** Paper does not change: whoever holds it should hear what became of the record since. */
function since(context: PageContext, later: Entry | undefined): Html | false {
  const { t } = context;
  return later !== undefined && html`<p><strong>${later.type === 'withdrawal' ? t('history.printed.withdrawn_since') : t('history.printed.changed_since', { version: later.version ?? 0 })}</strong> <a href="${entryHref(context, later.index)}">${t('history.entry.title', { index: later.index })}</a></p>`;
}

/** @param printed the hash on paper, which is to be checked in place of what is here. */
function proofSection(context: PageContext, entry: Entry, head: SignedHead | undefined, printed: Uint8Array | undefined): Html {
  const { t } = context;
  if (!head) return html`<p class="empty">${t('history.entry.not_signed')}</p>`;
  const base = entryHref(context, entry.index);
  return html`<p>${t('history.entry.proved_by', { size: formatNumber(t, head.size) })} ${instant(context, head.signedAt)}. <strong>${t(head.witnessedAt ? 'history.head.witnessed' : 'history.head.not_yet_witnessed')}</strong></p>
<ul><li><a href="${base}.proof" download="${entry.index}.tlog-proof">${t('history.entry.get_proof')}</a></li><li><a href="${base}.leaf" download="${entry.index}.json">${t('history.entry.get_entry')}</a></li><li><a href="${base}.svg">${t('history.entry.get_qr')}</a></li><li><a href="${href(context, 'history/verify', { entry: String(entry.index), ...(printed && { leaf: hex(printed) }) })}">${t('history.entry.verify')}</a></li></ul>`;
}

