/** The least that Hono can do: answers every address below /<n> with page n, bytes and headers as it was given them. */
import { readFileSync } from 'node:fs';
import { serve } from '@hono/node-server';
import { Hono } from 'hono';

export interface StaticPage {
  readonly headers: Readonly<Record<string, string>>;
  /** Base64. */
  readonly body: string;
}

const pages = (JSON.parse(readFileSync(process.argv[2] ?? '', 'utf8')) as StaticPage[]).map(({ headers, body }) => ({ headers, body: Buffer.from(body, 'base64') }));
const app = new Hono();
for (const [index, { headers, body }] of pages.entries()) app.get(`/${index}`, () => new Response(body, { headers }));
const server = serve({ fetch: app.fetch, port: 0, hostname: '127.0.0.1' }, ({ port }) => console.log(`http://127.0.0.1:${port}`));
process.once('SIGTERM', () => {
  server.close();
  if ('closeAllConnections' in server) server.closeAllConnections();
});
