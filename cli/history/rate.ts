/** How often a client may ask: so many requests a minute, saved up to one minute's worth. */

/** More addresses than that are not remembered one by one: whoever was quiet longest is forgotten. */
const MOST_CLIENTS = 10_000;

export class RateLimit {
  readonly #perMinute: number;
  readonly #clients = new Map<string, { tokens: number; at: number }>();

  constructor(perMinute: number) {
    this.#perMinute = perMinute;
  }

  /** Whether this client may ask now. @param now milliseconds of a clock that only goes forward. */
  takes(client: string, now = performance.now()): boolean {
    const name = network(client);
    const known = this.#clients.get(name);
    const saved = known === undefined ? this.#perMinute : Math.min(this.#perMinute, known.tokens + ((now - known.at) / 60_000) * this.#perMinute);
    const allowed = saved >= 1;
    this.#clients.delete(name);
    this.#clients.set(name, { tokens: allowed ? saved - 1 : saved, at: now });
    const [oldest] = this.#clients.keys();
    if (this.#clients.size > MOST_CLIENTS && oldest !== undefined) this.#clients.delete(oldest);
    return allowed;
  }
}

/** One client has a whole /64 of IPv6. */
function network(address: string): string {
  if (!address.includes(':') || address.includes('.')) return address;
  const [before = '', after] = address.split('::');
  const groups = before.split(':');
  return (after === undefined ? groups : [...groups, '0', '0', '0', '0']).slice(0, 4).join(':');
}
