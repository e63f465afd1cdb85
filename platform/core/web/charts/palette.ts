/**
 * The colours of charts. In a page they are those of the style sheet, which knows light and dark; a file has those for light.
 * One is reserved: whatever stands for the own country has it, and nothing else.
 */

/** By the property of the style sheet (assets/1-base.css; the test holds both against each other). */
export const CHART_COLOURS: Readonly<Record<string, string>> = {
  '--paper': '#fbf9f4',
  '--raised': '#fff',
  '--sunken': '#f1ece1',
  '--ink': '#211b16',
  '--soft': '#5f554a',
  '--strong-line': '#8a7f70',
  '--accent': '#9d1c3a',
  '--indigo': '#29407a',
};

export const OWN_COUNTRY = 'var(--accent)';
/** Whatever is of others. Several of them are told apart by dashes and by their names, not by hues. */
export const OTHERS = 'var(--indigo)';

/** The text with every colour of the style sheet as a plain one. @throws where a colour is not of the palette. */
export function withPlainColours(svg: string): string {
  return svg
    .replaceAll(/var\((--[a-z-]+)\)/g, (_, name: string) => {
      const colour = CHART_COLOURS[name];
      if (colour === undefined) throw new RangeError(`${name} is no colour of charts.`);
      return colour;
    })
    .replaceAll('currentColor', CHART_COLOURS['--ink'] ?? '');
}
