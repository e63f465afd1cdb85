/** The imports of a source file, found without a parser: the few forms that this project writes. */

export interface Import {
  readonly specifier: string;
  /** Of the specifier, counted from 1. */
  readonly line: number;
}

/** `import … from` and `export … from`, also of types and over several lines. */
const STATEMENT = /^[ \t]*(?:import|export)\b[\s\w{},*$]*?\bfrom\s*(?<quote>['"])(?<specifier>[^'"\n]+)\k<quote>/gm;
const BARE = /^[ \t]*import\s*(?<quote>['"])(?<specifier>[^'"\n]+)\k<quote>/gm;
/** `import('…')`, as a call or as a type. */
const CALL = /\bimport\s*\(\s*(?<quote>['"`])(?<specifier>[^'"`\n]+)\k<quote>/g;

/** In the order in which they stand. What stands in a comment or inside a template is passed over. */
export function importsOf(source: string): Import[] {
  const code = withoutCommentsAndTemplates(source);
  return [STATEMENT, BARE, CALL]
    .flatMap((pattern) => [...code.matchAll(pattern)])
    .map((match) => ({ specifier: match.groups?.['specifier'] ?? '', line: lineOf(code, match.index + match[0].length) }))
    .toSorted((a, b) => a.line - b.line);
}

function lineOf(code: string, index: number): number {
  return code.slice(0, index).split('\n').length;
}

/** Strings stay, so that a `//` in an address is no comment; templates go unless they are the argument of an import. */
const TOKEN = /(?<kept>'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*"|\bimport\s*\(\s*`[^`$]*`)|(?<gone>`(?:[^`\\]|\\[\s\S])*`|\/\*[\s\S]*?\*\/|\/\/[^\n]*)/g;

function withoutCommentsAndTemplates(source: string): string {
  // Line breaks stay, so that lines keep their numbers.
  return source.replace(TOKEN, (text, kept: string | undefined) => (kept === undefined ? text.replace(/[^\n]/g, ' ') : text));
}
