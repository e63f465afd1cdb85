/** Where in the input something is wrong: the byte of a binary or JSON text, or the line (from 1) of a text format. */
export type Place = { readonly byte: number } | { readonly line: number };

/** The input does not have the form that its standard demands. Every parser of this engine throws this and nothing else. */
export class Malformed extends Error {
  override readonly name = 'Malformed';
  /** Which format was read, `signed note`. */
  readonly format: string;
  readonly reason: string;
  readonly place: Place | undefined;

  constructor(format: string, reason: string, place?: Place) {
    super(`${format}: ${reason}${placeText(place)}`);
    this.format = format;
    this.reason = reason;
    this.place = place;
  }
}

function placeText(place: Place | undefined): string {
  if (place === undefined) return '';
  return 'byte' in place ? `, at byte ${place.byte}` : `, at line ${place.line}`;
}

/** The input has its form but what it says is not so: a signature, a proof or a quorum fails. */
export class Unverified extends Error {
  override readonly name = 'Unverified';
}
