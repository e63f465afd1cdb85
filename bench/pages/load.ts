/**
 * Asks one server on this machine for one page over and over, and tells on its output how that went.
 *
 * Written on bare sockets: the client of node:http takes longer for an answer than the servers do, so that with it the
 * client would be measured.
 */
import { connect, type Socket } from 'node:net';

export interface Order {
  readonly port: number;
  readonly path: string;
  /** Whether each request is for another address: `path?n=1`, `path?n=2`, … */
  readonly unique: boolean;
  /** The first number of unique addresses. */
  readonly first: number;
  readonly connections: number;
  readonly milliseconds: number;
}

export interface Outcome {
  readonly requests: number;
  readonly seconds: number;
  readonly bytes: number;
}

const order = JSON.parse(process.argv[2] ?? '') as Order;
let asked = 0;
let requests = 0;
let bytes = 0;
const began = performance.now();
const end = began + order.milliseconds;
await Promise.all(Array.from({ length: order.connections }, () => work(connect({ host: '127.0.0.1', port: order.port, noDelay: true }))));
console.log(JSON.stringify({ requests, seconds: (performance.now() - began) / 1000, bytes } satisfies Outcome));

function ask(socket: Socket): void {
  const path = order.unique ? `${order.path}?n=${order.first + asked++}` : order.path;
  socket.write(`GET ${path} HTTP/1.1\r\nHost: 127.0.0.1:${order.port}\r\nAccept: text/html\r\nAccept-Encoding: br\r\n\r\n`);
}

async function work(socket: Socket): Promise<void> {
  await new Promise<void>((done, failed) => {
    let seen = Buffer.alloc(0);
    socket.on('error', failed).on('close', done).on('connect', () => ask(socket)).on('data', (chunk) => {
      seen = seen.length === 0 ? chunk : Buffer.concat([seen, chunk]);
      const length = lengthOf(seen);
      if (length === undefined || seen.length < length) return;
      bytes += length;
      requests += 1;
      seen = Buffer.alloc(0);
      if (performance.now() < end) ask(socket);
      else socket.end();
    });
  });
}

/** The length of the answer at the start of what was read, once its head is there. */
function lengthOf(seen: Buffer): number | undefined {
  const head = seen.indexOf('\r\n\r\n');
  if (head < 0) return undefined;
  const text = seen.toString('latin1', 0, head);
  if (!text.startsWith('HTTP/1.1 200 ')) throw new Error(text.split('\r\n')[0]);
  const body = Number(/\r\ncontent-length: (\d+)/i.exec(text)?.[1]);
  // An answer in chunks would need more reading, and neither server sends one here.
  if (Number.isNaN(body)) throw new TypeError(`No Content-Length:\n${text}`);
  return head + 4 + body;
}
