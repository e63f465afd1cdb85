/** Faults of a pack on the terminal, in the language of the person. */
import { describePackFault, type PackFault } from '#core/pack/faults.ts';
import { loadMessages } from '../platform/app.ts';

const MOST_SHOWN = 200;

export async function reportFaults(faults: readonly PackFault[]): Promise<void> {
  const messages = await loadMessages();
  const t = messages.translator(terminalLanguage(messages.languages), ['en']);
  const sorted = faults.toSorted((a, b) => (a.file === b.file ? a.line - b.line : a.file < b.file ? -1 : 1));
  for (const fault of sorted.slice(0, MOST_SHOWN)) process.stderr.write(`${describePackFault(t, fault)}\n`);
  if (sorted.length > MOST_SHOWN) process.stderr.write(`… and ${sorted.length - MOST_SHOWN} more\n`);
  process.stderr.write(`${t('core.cli.faults', { count: faults.length })}\n`);
}

/** From LC_ALL, LC_MESSAGES or LANG, as every program of the terminal does. */
function terminalLanguage(known: readonly string[]): string {
  const setting = process.env['LC_ALL'] || process.env['LC_MESSAGES'] || process.env['LANG'] || 'en';
  const language = setting.slice(0, 2).toLowerCase();
  return known.includes(language) ? language : 'en';
}
