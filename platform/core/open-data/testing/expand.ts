/**
 * Expansion of JSON-LD 1.1 as far as our documents use it (JSON-LD 1.1 Processing Algorithms, §4.1 and §5.1): embedded and
 * scoped contexts, coercion, language maps, lists. Whatever no context explains is dropped, as the standard has it; so
 * what comes out is what an RDF program would see.
 */
export interface ExpandedNode {
  readonly [property: string]: readonly ExpandedValue[] | string | readonly string[] | undefined;
}
export type ExpandedValue = Readonly<Record<string, unknown>>;

interface TermDefinition {
  readonly iri: string;
  readonly type: string | undefined;
  readonly container: string | undefined;
  readonly context: Readonly<Record<string, unknown>> | undefined;
}
type Active = ReadonlyMap<string, TermDefinition>;
type JsonObject = Readonly<Record<string, unknown>>;

/** @param load gives the context at an address. */
export function expand(document: unknown, load: (address: string) => JsonObject): ExpandedNode[] {
  const expander = new Expander(load);
  const [node] = [expander.object(new Map(), document as JsonObject)];
  const graph = node['@graph'];
  return graph === undefined ? [node as ExpandedNode] : (graph as ExpandedNode[]);
}

class Expander {
  readonly #load: (address: string) => JsonObject;
  constructor(load: (address: string) => JsonObject) {
    this.#load = load;
  }

  object(outer: Active, object: JsonObject): Record<string, unknown> {
    const active = Object.hasOwn(object, '@context') ? this.#process(outer, object['@context']) : outer;
    if (Object.hasOwn(object, '@value')) return { '@value': object['@value'], '@type': iriOf(active, String(object['@type'])) };
    const node = Object.create(null) as Record<string, unknown>;
    for (const [key, value] of Object.entries(object)) {
      if (key === '@id') node[key] = iriOf(new Map([...active].filter(([, { iri }]) => /[#/]$/.test(iri))), String(value));
      else if (key === '@type') node[key] = [value].flat().map((type) => iriOf(active, String(type)));
      else if (key === '@graph') node[key] = (value as JsonObject[]).map((item) => this.object(active, item));
      else if (!key.startsWith('@')) this.#property(active, node, key, value);
    }
    return node;
  }

  #property(active: Active, node: Record<string, unknown>, key: string, value: unknown): void {
    const term = active.get(key);
    if (!term) return;
    const inner = term.context ? this.#process(active, term.context) : active;
    if (term.container === '@language') {
      node[term.iri] = Object.entries(value as JsonObject).map(([language, text]) => ({ '@value': text, '@language': language }));
      return;
    }
    const items = [value].flat().map((item) => (typeof item === 'object' && item !== null ? this.object(inner, item as JsonObject) : scalar(inner, term, item)));
    node[term.iri] = term.container === '@list' ? [{ '@list': items }] : items;
  }

  #process(active: Active, context: unknown): Active {
    const given = typeof context === 'string' ? (this.#load(context)['@context'] as JsonObject) : (context as JsonObject);
    const terms = new Map(active);
    for (const [name, definition] of Object.entries(given)) {
      if (name.startsWith('@')) continue;
      const parts = typeof definition === 'string' ? { '@id': definition } : (definition as JsonObject);
      // Prefixes may be defined by the same context, before or behind.
      const prefixes = new Map([...terms, ...Object.entries(given).flatMap(([prefix, iri]): [string, TermDefinition][] => (typeof iri === 'string' ? [[prefix, { iri, type: undefined, container: undefined, context: undefined }]] : []))]);
      const type = parts['@type'] as string | undefined;
      terms.set(name, {
        iri: iriOf(prefixes, String(parts['@id'])),
        type: type === undefined || type === '@id' ? type : iriOf(prefixes, type),
        container: parts['@container'] as string | undefined,
        context: parts['@context'] as JsonObject | undefined,
      });
    }
    return terms;
  }
}

function scalar(_active: Active, { type }: TermDefinition, value: unknown): ExpandedValue {
  if (type === '@id') return { '@id': value };
  return type === undefined ? { '@value': value } : { '@value': value, '@type': type };
}

/** A term, a compact address with a prefix, or an address as it is. */
function iriOf(terms: Active, text: string): string {
  const exact = terms.get(text);
  if (exact) return exact.iri;
  const colon = text.indexOf(':');
  const prefix = colon > 0 && !text.startsWith('//', colon + 1) ? terms.get(text.slice(0, colon)) : undefined;
  return prefix ? `${prefix.iri}${text.slice(colon + 1)}` : text;
}
