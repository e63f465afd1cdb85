/** Notes in the audit trail what people who are signed in were refused (ASVS 5.0: 16.3.2): the route and the record, never what they sent. */
import type { Context } from 'hono';
import { type AccessAct, noteAccess } from '../access/audit.ts';
import type { Person } from '../access/person.ts';
import { ProofNeeded } from '../access/requirements.ts';
import { FourEyes, NoDraft } from '../records/errors.ts';
import { isId } from '../records/id.ts';
import type { Database } from '../storage/database.ts';
import { Forbidden } from './security.ts';

const DENIED: AccessAct = 'access-denied';

/**
 * Does what a person asked for, and notes it where they are refused. A draft of another desk and a draft that there is not
 * are noted alike, so that neither the answer nor its time tells which it was.
 */
export async function notingDenials<T extends { readonly status?: number }>(database: Database, person: Person, request: Context, pattern: string, run: () => Promise<T>): Promise<T> {
  try {
    const answer = await run();
    // 404 is a page of its own only where somebody asked for a draft by its code.
    if (answer.status === 403 || (answer.status === 404 && request.req.method !== 'POST')) await noteDenial(database, person, request, pattern);
    return answer;
  } catch (error) {
    if (isDenial(error, request.req.method)) await noteDenial(database, person, request, pattern);
    throw error;
  }
}

/** Whoever is sent to prove more before a page is shown was refused nothing yet. */
function isDenial(error: unknown, method: string): boolean {
  if (error instanceof ProofNeeded) return method === 'POST';
  return error instanceof Forbidden || error instanceof FourEyes || error instanceof NoDraft;
}

/** @param pattern of the route: `/:path/:id/edit`. */
export async function noteDenial(database: Database, person: Person, request: Context, pattern: string): Promise<void> {
  const named = { record: request.req.param('id'), institution: request.req.param('institution') };
  const ids = Object.fromEntries(Object.entries(named).flatMap(([name, id]) => (id !== undefined && isId(id) ? [[name, id]] : [])));
  await noteAccess(database, DENIED, person, { method: request.req.method, path: pattern, ...ids });
}
