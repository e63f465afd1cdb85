/** Which record the address names, and how pages about it are headed. */
import { codeOf, titleOf } from '../../kinds/content.ts';
import type { Kind } from '../../kinds/kind.ts';
import { isId } from '../../records/id.ts';
import type { PublicRecord } from '../../records/read.ts';
import { kindName, mentionTitle } from '../components/text.ts';
import { href, type PageContext } from '../context.ts';
import type { Crumb } from '../layout.ts';
import { NotFound } from '../view.ts';

/** @throws NotFound where no kind has the path of the address. */
export function kindAt({ platform, param }: PageContext): Kind {
  const kind = platform.kinds.atPath(param('path'));
  if (!kind) throw new NotFound();
  return kind;
}

/** The id in the address, where the record is of the kind in the address. @throws NotFound */
export function idAt({ param }: PageContext): string {
  const id = param('id');
  if (!isId(id)) throw new NotFound();
  return id;
}

export function recordCrumbs(context: PageContext, kind: Kind): Crumb[] {
  return [{ label: kindName(context, kind, 'many'), href: href(context, kind.path) }];
}

export function recordTitle(context: PageContext, kind: Kind, record: PublicRecord): string {
  const code = codeOf(kind, record.document);
  const title = mentionTitle(context, { title: titleOf(kind, record.document) });
  return code === undefined ? title : `${code} ${title}`;
}
