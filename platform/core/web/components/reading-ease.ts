/** How easy a text is to read, and which words and sentences make it hard. It advises; nothing is refused for it. */
import { formatNumber } from '../../i18n/format.ts';
import { FEWEST_WORDS, LONG_SENTENCE, readingOf, wordsOf } from '../../i18n/readability.ts';
import type { Multilingual } from '../../kinds/values.ts';
import type { PageContext } from '../context.ts';
import { html, type Html } from '../html.ts';

/** The only language that the index is made for. */
export const MEASURED = 'es';

/** Below a text that is being written. The browser module writes it anew as the text changes. @param control the id of its control. */
export function easeNote(context: PageContext, language: string, text: string, control: string): Html | false {
  const { t } = context;
  if (language !== MEASURED) return wordsOf(text).length >= FEWEST_WORDS && html`<p class="help">${t('form.ease.other')}</p>`;
  return html`<p class="help" data-ease="${control}">${easeText(context, text)}</p>`;
}

function easeText({ t }: PageContext, text: string): string {
  const reading = readingOf(text);
  if (!reading) return '';
  const { longest, longWords } = reading;
  return [
    t('form.ease.text', { score: formatNumber(t, Math.round(reading.score)), band: t(`form.ease.bands.${reading.band}`) }),
    ...(longest.words > LONG_SENTENCE ? [t('form.ease.longest', { words: String(longest.words), sentence: longest.start })] : []),
    ...(longWords.length > 0 ? [t('form.ease.words', { words: longWords.join(', ') })] : []),
  ].join(' ');
}

/** The same with places to fill in, for the browser module. */
export function easeMessages({ t }: PageContext): Record<string, string> {
  return {
    text: t('form.ease.text', { score: '{score}', band: '{band}' }),
    longest: t('form.ease.longest', { words: '{words}', sentence: '{sentence}' }),
    words: t('form.ease.words', { words: '{words}' }),
    ...Object.fromEntries(['very_hard', 'hard', 'normal', 'easy', 'very_easy'].map((band) => [band, t(`form.ease.bands.${band}`)])),
  };
}

/** One line for readers; nothing for a text that is short or in another language. */
export function easeLine({ t }: PageContext, texts: Multilingual): Html | false {
  const reading = readingOf(texts[MEASURED]?.text ?? '');
  return reading !== undefined && html`<p class="place">${t('form.ease.record', { score: formatNumber(t, Math.round(reading.score)), band: t(`form.ease.bands.${reading.band}`) })}</p>`;
}
