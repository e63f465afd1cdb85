/**
 * What a form sends is a flat list of names and texts (`milestones.0.dueOn` = `2027`). Here it becomes a tree, and here
 * items are added to and taken out of its lists.
 *
 * Names come from outside. They are only ever keys of maps, and what reads the tree asks for the names that it knows, so
 * no name can do harm.
 */

/** One field of a form: its name, and what stands in it. */
export type FormEntry = readonly [name: string, text: string];

/** What stands at a place of a form, and below it. */
export interface FormNode {
  readonly text: string;
  readonly below: ReadonlyMap<string, FormNode>;
}

interface GrowingNode {
  text: string;
  readonly below: Map<string, GrowingNode>;
}

/** Deeper than any field of any kind; what is deeper is passed over. */
const DEEPEST = 16;
const NOTHING: FormNode = { text: '', below: new Map() };

/** The tree of the entries. Where a name comes twice, the first text that is not empty counts. */
export function treeOf(entries: Iterable<FormEntry>): FormNode {
  const root: GrowingNode = { text: '', below: new Map() };
  for (const [name, text] of entries) {
    const steps = name.split('.', DEEPEST + 1);
    if (steps.length > DEEPEST) continue;
    const node = steps.reduce(grow, root);
    if (node.text === '') node.text = cleanTyped(text);
  }
  return root;
}

function grow(node: GrowingNode, step: string): GrowingNode {
  const known = node.below.get(step);
  if (known) return known;
  const grown: GrowingNode = { text: '', below: new Map() };
  node.below.set(step, grown);
  return grown;
}

/** Browsers send line breaks as CR LF. Nobody can type a NUL or half a surrogate pair, and the database takes neither. */
function cleanTyped(text: string): string {
  return text.replace(/\r\n?/g, '\n').replaceAll('\0', '').toWellFormed();
}

/** What stands below a node under a name; an empty node where nothing does. */
export function below(node: FormNode, name: string): FormNode {
  return node.below.get(name) ?? NOTHING;
}

/** The positions of a list in its order. There may be gaps between them. */
export function positionsOf(list: FormNode): number[] {
  return [...list.below.keys()].filter((key) => /^(0|[1-9]\d{0,8})$/.test(key)).map(Number).toSorted((a, b) => a - b);
}

/** The entries with an empty item at the end of a list, and the place of that item. */
export function addItem(entries: readonly FormEntry[], list: string): { readonly entries: FormEntry[]; readonly item: string } {
  const node = list.split('.').reduce(below, treeOf(entries));
  const item = `${list}.${(positionsOf(node).at(-1) ?? -1) + 1}`;
  return { entries: [...entries, [item, '']], item };
}

/**
 * The entries without an item of a list; those after it move up, and the evidence behind them follows. Evidence behind
 * what was taken out stays, but no longer says for which field: that is for the editor to decide.
 */
export function removeItem(entries: readonly FormEntry[], item: string): readonly FormEntry[] {
  const [, list, position] = /^(.+)\.(\d{1,9})$/.exec(item) ?? [];
  if (list === undefined) return entries;
  const removed = Number(position);
  const node = list.split('.').reduce(below, treeOf(entries));
  const moves: Moves = new Map([
    [item, undefined],
    ...positionsOf(node).filter((position) => position > removed).map((position) => [`${list}.${position}`, `${list}.${position - 1}`] as const),
  ]);
  return entries.flatMap(([name, text]): FormEntry[] => {
    const place = follow(name, moves);
    if (place === undefined) return [];
    return [[place, /^evidence\.\d+\.field$/.test(name) ? (follow(text, moves) ?? '') : text]];
  });
}

/** Where the items of lists went: from one place to another, or away (undefined). */
export type Moves = ReadonlyMap<string, string | undefined>;

/** Where a place is after the moves; undefined where it was in what went away. */
export function follow(place: string, moves: Moves): string | undefined {
  const steps = place.split('.', DEEPEST + 1);
  for (let length = steps.length; length > 0; length -= 1) {
    const start = steps.slice(0, length).join('.');
    if (!moves.has(start)) continue;
    const target = moves.get(start);
    return target === undefined ? undefined : target + place.slice(start.length);
  }
  return place;
}
