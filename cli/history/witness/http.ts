/** The addresses of a witness: its own page, `POST /add-checkpoint`, `POST /sign-subtree`, `GET /<origin hash>/checkpoint`. */
import { formatVerifierKey, originHash } from '@yupana/ledger';
import type { Cosigner } from '../cosigner.ts';
import { RateLimit } from '../rate.ts';
import { type Reply, type Request, text } from '../server.ts';
import { originOf, type WitnessSettings } from './settings.ts';
import type { Witness } from './witness.ts';

export function answersOfWitness(witness: Witness, cosigner: Cosigner, settings: WitnessSettings): (request: Request) => Promise<Reply> {
  const rate = new RateLimit(settings.limits.requestsPerMinute);
  const origins = new Map(settings.logs.map((log) => [`/${originHash(originOf(log))}/checkpoint`, originOf(log)]));

  return async (request) => {
    if (!rate.takes(request.client)) return text(429, 'Too many requests from this address. Wait a minute.', { 'Retry-After': '60' });
    if (request.path === '/add-checkpoint' || request.path === '/sign-subtree') {
      if (request.method !== 'POST') return text(405, 'Only POST.', { Allow: 'POST' });
      const body = await request.body(settings.limits.bodyBytes);
      if (body === undefined) return text(413, `A request has at most ${settings.limits.bodyBytes} bytes.`);
      return request.path === '/add-checkpoint' ? witness.addCheckpoint(body) : witness.signSubtree(body);
    }
    if (request.method !== 'GET') return text(405, 'Only GET.', { Allow: 'GET, HEAD' });
    if (request.path === '/') return aboutWitness(request, witness, cosigner, settings);
    const origin = origins.get(request.path);
    const note = origin === undefined ? undefined : await witness.checkpoint(origin);
    return note === undefined ? text(404, 'There is nothing here.') : { status: 200, body: note, headers: { 'Cache-Control': 'max-age=10' } };
  };
}

async function aboutWitness(request: Request, witness: Witness, cosigner: Cosigner, settings: WitnessSettings): Promise<Reply> {
  const heads = await witness.heads();
  const logs = settings.logs.map((log) => {
    const origin = originOf(log);
    const head = heads.find((one) => one.origin === origin);
    return { origin, url: log.url ?? null, size: head?.size ?? null, cosignedAt: head?.at ?? null, checkpoint: `${settings.url ?? ''}/${originHash(origin)}/checkpoint` };
  });
  const headers = { 'Cache-Control': 'no-cache' };
  if (String(request.headers['accept'] ?? '').includes('application/json')) {
    const about = { witness: settings.name, protocol: 'c2sp.org/tlog-witness', keys: cosigner.keys.map(formatVerifierKey), contact: settings.contact ?? null, logs };
    return { status: 200, type: 'application/json', body: `${JSON.stringify(about, undefined, 2)}\n`, headers };
  }
  const lines = [
    `Witness ${settings.name} (c2sp.org/tlog-witness)`,
    ...(settings.contact === undefined ? [] : [`Contact: ${settings.contact}`]),
    '',
    'For the policy of a log:',
    ...cosigner.policyLines(settings.url),
    '',
    'A cosignature of this witness says: at this time the log had this head, and it continued',
    'all that we had seen of the log before. It says nothing about whether its contents are true.',
    '',
    ...logs.flatMap(({ origin, url, size, cosignedAt, checkpoint }) => [
      `${origin}${url === null ? '' : `  ${url}`}`,
      size === null ? '  nothing cosigned yet' : `  ${size} entries, cosigned ${cosignedAt}`,
      `  ${checkpoint}`,
    ]),
  ];
  return { status: 200, body: `${lines.join('\n')}\n`, headers };
}
