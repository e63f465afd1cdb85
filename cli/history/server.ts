/** A small HTTP server for strangers: bounded bodies, bounded time, one answer for each request. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Listen } from './config.ts';

export interface Request {
  readonly method: string;
  /** Without the query. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  /** Of who asks; behind a proxy that says so, of whom the proxy speaks for. */
  readonly client: string;
  /** Undefined where it is longer than this. Throws `BrokenOff`. */
  body(most: number): Promise<Uint8Array | undefined>;
  /** The body as it comes in, however long. Throws `BrokenOff`. */
  stream(): AsyncIterable<Uint8Array>;
}

/** The client has gone in the middle of its body, or sends it too slowly. */
export class BrokenOff extends Error {
  override readonly name = 'BrokenOff';
}

const PATIENCE_MS = 30_000;
/** A modem is faster. */
const LEAST_BYTES_PER_SECOND = 1000;

export interface Reply {
  readonly status: number;
  readonly type?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: Uint8Array | string;
}

export interface RunningServer {
  /** `http://127.0.0.1:8410`, without a slash at the end. */
  readonly address: string;
  close(): Promise<void>;
}

export interface ServerOptions {
  readonly listen: Listen;
  /** The server stands behind a proxy that writes X-Forwarded-For. */
  readonly behindProxy: boolean;
  /** Whoever sends nothing for so long, or after that time next to nothing, is let go. */
  readonly patienceMs?: number;
  answer(request: Request): Promise<Reply>;
}

export async function startServer({ listen, behindProxy, patienceMs = PATIENCE_MS, answer }: ServerOptions): Promise<RunningServer> {
  const server = createServer({ requestTimeout: 600_000, headersTimeout: 10_000, keepAliveTimeout: 60_000, maxHeaderSize: 8192 }, (incoming, response) => {
    void reply(incoming, response, requestOf(incoming, behindProxy, patienceMs), answer);
  });
  server.maxConnections = 1000;
  await listening(server, listen);
  const { port } = server.address() as AddressInfo;
  return {
    address: `http://${listen.host.includes(':') ? `[${listen.host}]` : listen.host}:${port}`,
    close: () =>
      new Promise((done) => {
        server.close(() => done());
        server.closeIdleConnections();
        // Who has not finished by then is not waited for.
        setTimeout(() => server.closeAllConnections(), 2000).unref();
      }),
  };
}

async function reply(incoming: IncomingMessage, response: ServerResponse, request: Request, answer: ServerOptions['answer']): Promise<void> {
  // A body that nobody reads must not keep the connection.
  response.on('finish', () => incoming.resume());
  let said: Reply;
  try {
    said = await answer(request);
  } catch (error) {
    if (error instanceof BrokenOff) said = text(408, error.message);
    else {
      process.stderr.write(`${new Date().toISOString()} ${incoming.method} ${JSON.stringify(incoming.url?.slice(0, 100))} failed: ${error instanceof Error ? error.message : String(error)}\n`);
      said = text(500, 'This went wrong on our side. Try again later.');
    }
  }
  const body = typeof said.body === 'string' ? Buffer.from(said.body) : said.body;
  const ended = incoming.complete || incoming.method === 'GET' || incoming.method === 'HEAD';
  response.writeHead(said.status, {
    'Content-Type': said.type ?? 'text/plain; charset=utf-8',
    'Content-Length': body.length,
    'X-Content-Type-Options': 'nosniff',
    'Access-Control-Allow-Origin': '*',
    ...(ended ? {} : { Connection: 'close' }),
    ...said.headers,
  });
  response.end(incoming.method === 'HEAD' ? undefined : body);
}

export function text(status: number, line: string, headers: Readonly<Record<string, string>> = {}): Reply {
  return { status, body: `${line}\n`, headers };
}

function requestOf(incoming: IncomingMessage, behindProxy: boolean, patienceMs: number): Request {
  const forwarded = behindProxy ? String(incoming.headers['x-forwarded-for'] ?? '').split(',').at(-1)?.trim() : undefined;
  return {
    method: incoming.method === 'HEAD' ? 'GET' : (incoming.method ?? ''),
    path: (incoming.url ?? '').split('?')[0] ?? '',
    headers: incoming.headers,
    client: forwarded || (incoming.socket.remoteAddress ?? ''),
    body: (most) => bodyOf(incoming, most, patienceMs),
    stream: () => streamOf(incoming, patienceMs),
  };
}

async function bodyOf(incoming: IncomingMessage, most: number, patienceMs: number): Promise<Uint8Array | undefined> {
  if (Number(incoming.headers['content-length'] ?? 0) > most) return undefined;
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of streamOf(incoming, patienceMs)) {
    length += chunk.length;
    if (length > most) return undefined;
    chunks.push(chunk);
  }
  return new Uint8Array(Buffer.concat(chunks));
}

async function* streamOf(incoming: IncomingMessage, patienceMs: number): AsyncGenerator<Buffer> {
  const begun = performance.now();
  let length = 0;
  incoming.setTimeout(patienceMs, () => incoming.destroy(new BrokenOff('nothing more comes')));
  try {
    for await (const chunk of incoming.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
      length += chunk.length;
      const seconds = (performance.now() - begun) / 1000;
      if (seconds * 1000 > patienceMs && length / seconds < LEAST_BYTES_PER_SECOND) throw new BrokenOff(`this is less than ${LEAST_BYTES_PER_SECOND} bytes a second`);
      yield chunk;
    }
  } catch (error) {
    // Whatever befalls a connection; what its reader throws does not come by here.
    throw error instanceof BrokenOff ? error : new BrokenOff('the body broke off', { cause: error });
  } finally {
    incoming.setTimeout(0);
  }
}

function listening(server: Server, { host, port }: Listen): Promise<void> {
  return new Promise((done, failed) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const reasons: Record<string, string> = {
        EADDRINUSE: `Port ${port} of ${host} is taken by another program. Give another one in "listen".`,
        EACCES: `Port ${port} needs rights that this user does not have. Give one above 1023 in "listen".`,
        ENOTFOUND: `There is no host "${host}" on this machine. Correct "listen".`,
        EADDRNOTAVAIL: `The address ${host} is not one of this machine. Correct "listen".`,
      };
      failed(new Error(reasons[error.code ?? ''] ?? error.message));
    });
    server.listen(port, host, () => done());
  });
}

/** Hears Ctrl-C and its like. A second one ends the process at once, as everywhere. */
export function stopSignal(): AbortSignal {
  const stop = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => stop.abort());
  return stop.signal;
}

/** Resolves when the signal comes. */
export function whenStopped(signal: AbortSignal): Promise<void> {
  return new Promise((done) => {
    if (signal.aborted) done();
    signal.addEventListener('abort', () => done(), { once: true });
  });
}
