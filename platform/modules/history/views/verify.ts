/** Verification: in the reader's browser where it can, on this server where it must, and how to do it without either. */
import { setImmediate } from 'node:timers/promises';
import { attempt, LIMITS } from '#core/access/attempts.ts';
import { formatInstant, formatNumber } from '#core/i18n/format.ts';
import { href, type PageContext } from '#core/web/context.ts';
import { html, type Html } from '#core/web/html.ts';
import { page } from '#core/web/layout.ts';
import type { View } from '#core/web/view.ts';
import type { Web } from '#core/web/web.ts';
import { nodeMlDsa44 } from '@yupana/ledger/node';
import { proofOf } from '../ledger/status.ts';
import { entryAt, logState } from '../queries.ts';
import { type Examination, examine, type Finding } from '../verification/examine.ts';
import { LONGEST_INPUT, materialOf, pastedHash, type Typed } from '../verification/input.ts';
import { Turns } from '../verification/turns.ts';
import { limits } from './guides.ts';
import { hex, historyCrumb, mark } from './parts.ts';

const FINDINGS: readonly Finding['name'][] = ['proof_unreadable', 'policy_unreadable', 'checkpoint_unreadable', 'entry_missing', 'entry_differs', 'in_tree', 'not_in_tree', 'document_same', 'document_differs', 'document_alone', 'document_unreadable', 'log_signed', 'log_unknown', 'signature_wrong', 'witnessed', 'witnessed_in_future', 'not_by_witness', 'quorum_met', 'quorum_missing', 'no_quorum_asked'];
const VERDICTS: readonly Examination['verdict'][] = ['proved', 'unwitnessed', 'incomplete', 'refused'];
/** As many as a finding has; the browser puts the values where their names stand. */
const PLACES = { key: '{key}', reason: '{reason}', index: '{index}', size: '{size}', at: '{at}', milliseconds: '{milliseconds}' };

export async function verifyView(context: PageContext): Promise<View> {
  const { database } = context.platform;
  const written = context.url.searchParams.get('entry') ?? '';
  const entry = /^\d{1,15}$/.test(written) ? await entryAt(database, Number(written)) : undefined;
  const found = entry && (await proofOf(database, entry.index));
  const proof = found ? Buffer.from(found.bytes).toString('utf8') : '';
  const leaf = pastedHash(context.url.searchParams.get('leaf') ?? '');
  return view(context, { proof, subject: leaf ? hex(leaf) : entry ? Buffer.from(entry.bytes).toString('utf8') : '', document: '', policy: (await logState(database))?.policy ?? '' }, undefined);
}

/** Anybody may ask, and dozens of signatures take a tenth of a second: one is examined at a time, and readers come in between. */
const turns = new Turns();
const letOthers = (): Promise<unknown> => setImmediate();

/** The same on the server, for those without JavaScript: its word is this site's word, and the page says so. */
export function verifyAction(web: Web): void {
  web.action('/history/verify', async (context, request) => {
    const sent = await request.req.parseBody();
    const typed = await readTyped(sent);
    const { allowed } = await attempt(context.platform.database, LIMITS.verify, web.trier(request), undefined, context.platform.now());
    if (!allowed) return web.respond(request, view(context, typed, 'too often'), 429);
    const examination = await turns.take(() => examine(materialOf(typed), context.platform.now(), { mlDsa44: nodeMlDsa44 }, letOthers));
    return web.respond(request, view(context, typed, examination), 200);
  });
}

/** A file that was opened stands in the place of what was pasted. */
async function readTyped(sent: Readonly<Record<string, unknown>>): Promise<Typed> {
  const of = async (name: string): Promise<string> => {
    const [file, text] = [sent[`${name}_file`], sent[name]];
    const content = file instanceof File && file.size > 0 ? (file.size > LONGEST_INPUT ? '' : await file.text()) : typeof text === 'string' ? text : '';
    return content.slice(0, LONGEST_INPUT);
  };
  return { proof: await of('proof'), subject: await of('subject'), document: await of('document'), policy: await of('policy') };
}

function view(context: PageContext, typed: Typed, examination: Examination | 'too often' | undefined): View {
  const { t, platform } = context;
  const title = t('history.verify.title');
  return {
    html: () =>
      page(context, {
        title,
        crumbs: [historyCrumb(context)],
        scripts: ['verify-proof.js'],
        body: html`<h1>${title}</h1><p class="lead">${t('history.verify.lead')}</p>
${examination === 'too often' ? html`<p class="notice" role="alert">${t('history.verify.too_often')}</p>` : examination && serverResult(context, examination)}
<verify-proof data-locales="${t.locales.join(' ')}" data-zone="${platform.configuration.timezone}">
<form class="form" method="post" action="${href(context, 'history/verify')}" enctype="multipart/form-data">
${field(context, 'proof', typed.proof)}${field(context, 'subject', typed.subject)}<details${typed.document !== '' && html` open`}><summary>${t('history.verify.document.summary')}</summary>${field(context, 'document', typed.document)}</details><details${typed.policy === '' && html` open`}><summary>${t('history.verify.policy.summary')}</summary>${field(context, 'policy', typed.policy)}</details>
<p>${t('history.verify.javascript')}</p>
<p class="buttons"><span hidden><button type="button" data-local>${t('history.verify.here')}</button></span> <button class="secondary">${t('history.verify.there')}</button></p><p class="help">${t('history.verify.trust')}</p></form>
<section data-result tabindex="-1" aria-live="polite" hidden></section>
<template>${texts(context)}</template></verify-proof>
<h2>${t('history.limits.title')}</h2>${limits(context)}
<p><a href="${href(context, 'history/how-to-verify')}">${t('history.verify.otherwise')}</a></p>`,
      }),
    json: () => (typeof examination === 'object' ? examinationJson(examination) : { policy: typed.policy, proof: typed.proof || null }),
  };
}

function field({ t }: PageContext, name: keyof Typed, value: string): Html {
  return html`<div class="field"><label for="${name}">${t(`history.verify.${name}.label`)}</label><p class="help" id="${name}-help">${t(`history.verify.${name}.help`)}</p><textarea id="${name}" name="${name}" spellcheck="false" autocomplete="off" rows="5" maxlength="${LONGEST_INPUT}" aria-describedby="${name}-help">
${value}</textarea><label for="${name}-file">${t('history.verify.open')}</label><input type="file" id="${name}-file" name="${name}_file" data-into="${name}"></div>`;
}

function serverResult(context: PageContext, { verdict, findings }: Examination): Html {
  const { t } = context;
  return html`<section class="notice" data-server-result="${verdict}"><h2>${t(`history.verdicts.${verdict}`)}</h2><ul>${findings.map((finding) => html`<li>${mark(context, finding.holds)} ${t(`history.findings.${finding.name}`, paramsOf(context, finding))}</li>`)}</ul><p>${t('history.verify.trust')}</p></section>`;
}

function paramsOf({ t, platform }: PageContext, finding: Finding): Record<string, string> {
  const shown = Object.entries(finding).map(([name, value]) => [name, value instanceof Date ? dateText(value) : typeof value === 'number' ? formatNumber(t, value) : String(value)]);
  function dateText(moment: Date): string {
    return Number.isFinite(moment.getTime()) ? formatInstant(t, moment, platform.configuration.timezone) : '?';
  }
  return { ...PLACES, ...(Object.fromEntries(shown) as Record<string, string>) };
}

/** All that the browser may have to say, with the places left open. */
function texts({ t }: PageContext): Html {
  const keys = [...FINDINGS.map((name) => `findings.${name}`), ...VERDICTS.map((name) => `verdicts.${name}`), 'marks.holds', 'marks.open', 'local.done'];
  return html`${keys.map((key) => html`<p data-key="${key}">${t(`history.${key}`, PLACES)}</p>`)}`;
}

function examinationJson({ verdict, findings, checkpoint, leaf }: Examination) {
  return { verdict, findings, checkpoint: checkpoint ? { origin: checkpoint.origin, size: checkpoint.size, root: hex(checkpoint.root) } : null, leafHash: leaf ? hex(leaf) : null };
}
