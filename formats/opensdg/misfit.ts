/** Something that did not fit, and where: a row and column of the file, or a field of ours. README.md lists the problems. */
export interface Misfit {
  readonly place: string;
  readonly problem: string;
  readonly detail?: string;
}

/** More of one kind tells nobody anything. */
export const MOST_MISFITS = 1000;

export function misfit(place: string, problem: string, detail?: string): Misfit {
  return { place, problem, ...(detail !== undefined && { detail: detail.slice(0, 200) }) };
}
