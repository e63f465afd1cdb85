/** What a version is called, also where it is a withdrawal. */
import { chooseTitle } from '../i18n/texts.ts';
import { codeOf, titleOf } from '../kinds/content.ts';
import type { Document, Kind } from '../kinds/kind.ts';

/** Code and title of a document in the best language. @returns undefined where it has neither. */
export function nameOf(kind: Kind, document: Document, preferred: readonly string[]): string | undefined {
  const parts = [codeOf(kind, document), chooseTitle(titleOf(kind, document), preferred)?.text].filter((part) => part !== undefined);
  return parts.length === 0 ? undefined : parts.join(' ');
}
