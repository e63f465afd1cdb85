/** What an edit form sends: the fields of the document, what to do with them, and what the person had before them. */
import type { Context } from 'hono';
import type { FormEntry } from '../../kinds/form-tree.ts';
import type { Seen } from '../../records/drafts.ts';
import { BadRequest } from '../view.ts';

/** Names of the form that are no fields of a document begin with an underscore, as no field does. */
export interface SentForm {
  readonly entries: readonly FormEntry[];
  readonly seen: Seen;
  /** `save`, `add`, `review`… */
  readonly act: string;
  /** The list or item that the act is about: `milestones.0` of `remove:milestones.0`. */
  readonly place: string;
  /** The step that the form shows, and what its fields held: see `digestOf`. */
  readonly step: string;
  readonly base: string;
  /** What the browser calls its sendings until one of them is answered. */
  readonly attempt: string;
}

/** A form with more fields than this was not made by us. */
const MOST_ENTRIES = 50_000;

/** The fields that a form sent, in its order. @throws BadRequest where there are too many. */
export async function sentEntries({ req }: Context): Promise<FormEntry[]> {
  const entries = [...new URLSearchParams(await req.text())];
  if (entries.length > MOST_ENTRIES) throw new BadRequest('desk.problems.too_many_fields', { maximum: MOST_ENTRIES });
  return entries;
}

/** @throws BadRequest where the form does not say what it was made from. */
export async function readForm(request: Context): Promise<SentForm> {
  const sent = await sentEntries(request);
  const own = new Map(sent.filter(([name]) => name.startsWith('_')).toReversed());
  const [act = '', ...place] = (own.get('_do') ?? 'save').split(':');
  return {
    entries: sent.filter(([name]) => !name.startsWith('_')),
    seen: { revision: countIn(own, '_revision'), version: countIn(own, '_version') },
    act,
    place: place.join(':'),
    step: own.get('_step') ?? '',
    base: own.get('_base') ?? '',
    attempt: shortText(own, '_attempt'),
  };
}

/** A name that our own script makes; anything longer is not of its making. */
function shortText(sent: ReadonlyMap<string, string>, name: string): string {
  const text = sent.get(name) ?? '';
  return /^[\w-]{1,64}$/.test(text) ? text : '';
}

/** A number that our own forms carry along. @throws BadRequest */
export function countIn(sent: ReadonlyMap<string, string>, name: string): number {
  const text = sent.get(name) ?? '';
  if (!/^\d{1,9}$/.test(text)) throw new BadRequest('desk.problems.incomplete_form');
  return Number(text);
}
