/** A witness for tests: the engine's rules behind a real HTTP server, and ways to be broken. */
import { generateKeyPairSync } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import { cosign, ED25519_COSIGNATURE, formatCosignatures, formatNote, formatSizeBody, formatVerifierKey, judgeAddCheckpoint, originHash, parseVerifierKey, SIZE_CONTENT_TYPE, type TreeHead, verifierKey } from '@yupana/ledger';
import { rawPublicKey, signWith } from '@yupana/ledger/node';
import type { Scope } from '../../../../../test/support/database.ts';

export interface TestWitness {
  readonly name: string;
  readonly url: string;
  readonly verifier: string;
  /** What it cosigned last. */
  latest: TreeHead | undefined;
  /** In place of the right answer. */
  answer: ((body: Uint8Array) => { readonly status: number; readonly body: string | Uint8Array } | 'hang') | undefined;
  /** What it shows as the last head that it cosigned, in place of that. */
  shows: (() => { readonly status: number; readonly body: string | Uint8Array | Readable } | 'hang') | undefined;
  /** Seconds that its clock is off. */
  clockOff: number;
  asked: number;
}

/** @param logKeys verifier keys of the log, in a function since they may come later: while there are none it does not know the log. */
export async function testWitness(scope: Scope, name: string, origin: string, logKeys: () => readonly string[]): Promise<TestWitness> {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519');
  const key = verifierKey(name, ED25519_COSIGNATURE, rawPublicKey(publicKey));
  let cosigned: Uint8Array | undefined;
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => void reply(Buffer.concat(chunks)));
    const send = (status: number, body: string | Uint8Array, type = 'text/plain'): void => void response.writeHead(status, { 'Content-Type': type }).end(body);
    const reply = async (body: Buffer): Promise<void> => {
      if (request.method === 'GET') {
        const shown = witness.shows?.() ?? (cosigned === undefined || request.url !== `/${originHash(origin)}/checkpoint` ? { status: 404, body: '' } : { status: 200, body: cosigned });
        if (shown === 'hang') return;
        if (!(shown.body instanceof Readable)) return send(shown.status, shown.body);
        response.writeHead(shown.status);
        return void shown.body.pipe(response);
      }
      witness.asked += 1;
      const given = witness.answer?.(body);
      if (given === 'hang') return;
      if (given) return send(given.status, given.body);
      const verdict = await judgeAddCheckpoint(body, (asked) => (asked === origin && logKeys().length > 0 ? { keys: logKeys().map(parseVerifierKey), latest: witness.latest } : undefined));
      if (verdict.status === 409) return send(409, formatSizeBody(verdict.size), SIZE_CONTENT_TYPE);
      if (verdict.status !== 200) return send(verdict.status, verdict.reason);
      witness.latest = verdict.checkpoint;
      const seconds = Math.floor(Date.now() / 1000) + witness.clockOff;
      const signature = await cosign(verdict.note.text, key, signWith(privateKey), seconds);
      cosigned = formatNote({ text: verdict.note.text, signatures: [...verdict.note.signatures, signature] });
      send(200, formatCosignatures([signature]));
    };
  });
  await new Promise<void>((done) => void server.listen(0, '127.0.0.1', done));
  scope.after(async () => {
    server.closeAllConnections();
    await new Promise((done) => void server.close(done));
  });
  const witness: TestWitness = { name, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, verifier: formatVerifierKey(key), latest: undefined, answer: undefined, shows: undefined, clockOff: 0, asked: 0 };
  return witness;
}

/** A policy under which so many of the witnesses are a quorum. */
export function policyOf(threshold: number, ...witnesses: readonly Pick<TestWitness, 'name' | 'verifier' | 'url'>[]): string {
  const lines = witnesses.map(({ name, verifier, url }) => `witness ${name} ${verifier} ${url}\n`);
  return `${lines.join('')}group all-of-them ${threshold} ${witnesses.map(({ name }) => name).join(' ')}\nquorum all-of-them\n`;
}
