/** The form as it was typed beside what somebody else saved or published meanwhile. */
import { fromFormEntries, toFormEntries } from '../../kinds/form.ts';
import { partOf, pick, WHOLE } from '../../kinds/form-steps.ts';
import { digestOf } from '../../kinds/form-steps.ts';
import type { Person } from '../../access/person.ts';
import type { FormPage } from '../components/form-page.ts';
import type { PageContext } from '../context.ts';
import type { Sending } from './edit-save.ts';
import { baseOf, isOvertaken, workOn } from './edit-work.ts';

/** Made so that the next save goes on top of what is there now. */
export async function conflict(context: PageContext, person: Person, { kind, id, page }: Sending): Promise<FormPage> {
  if (id === undefined) return page;
  const work = await workOn(context, person, kind, id);
  const { seen, published } = work;
  // The draft is as it was seen: then it is the published record that moved on below it, and any field may differ.
  if (isOvertaken(work)) {
    const part = partOf(kind, WHOLE);
    const typed = page.part.whole ? page.document : { ...work.document, ...pick(page.document, page.part.fields) };
    return { ...page, part, document: typed, entries: toFormEntries(kind, typed), base: digestOf(published.document, part.fields), seen: { ...seen, version: published.version }, review: { saved: published.document, typed, by: published.by } };
  }
  return { ...page, seen, base: baseOf(work.document, page.part), review: { saved: { ...page.document, ...fieldsAs(work.document, page) }, typed: page.document, by: work.by } };
}

/** The fields of the page as a document has them, undefined where it has none. */
function fieldsAs(document: FormPage['document'], { part }: FormPage): Record<string, unknown> {
  return Object.fromEntries(part.fields.map((name) => [name, document[name]]));
}

/** The form with one field as it is saved now, and what else differs. */
export async function takeOver(context: PageContext, person: Person, { kind, id, page, form }: Sending): Promise<FormPage> {
  if (id === undefined) return page;
  const work = await workOn(context, person, kind, id);
  const saved = page.seen.version > work.seen.version ? work.published : work;
  const isOf = (name: string): boolean => name === form.place || name.startsWith(`${form.place}.`);
  const entries = [...page.entries.filter(([name]) => !isOf(name)), ...toFormEntries(kind, saved.document).filter(([name]) => isOf(name))];
  const document = fromFormEntries(kind, entries);
  return { ...page, entries, document, review: { saved: { ...document, ...fieldsAs(saved.document, page) }, typed: document, by: saved.by } };
}
