/**
 * The weight panel in the reader's own browser: the engine that the server uses, on the data and the recipe of the bundle that
 * anybody can download. Without this module the form asks the server, which answers the same.
 */
import { type Bundle, localShares, prepare, type Prepared, weigh } from '@yupana/composite';
import { inOrder, standOf, standShort, standWords, weightsOf } from '../weights-input.ts';

/** A reader who cannot see hears the result once, when the slider rests. */
const REST_MS = 500;
/** How far a slider goes, against the largest weight of the recipe. */
const REACH = 4;

class WeightPanel extends HTMLElement {
  #prepared: Promise<Prepared> | undefined;
  #resting: ReturnType<typeof setTimeout> | undefined;

  connectedCallback(): void {
    const inputs = this.#inputs();
    const most = REACH * Math.max(...inputs.map((input) => Number(input.dataset['nominal'])));
    for (const input of inputs) {
      input.before(this.#slider(input, most > 0 ? most : 1));
      input.addEventListener('input', () => void this.#answer());
    }
    this.querySelector('[data-reset]')?.addEventListener('click', (event) => {
      event.preventDefault();
      for (const input of inputs) input.value = input.dataset['nominal'] ?? '';
      void this.#answer();
    });
    // The data come when the panel comes into sight: whoever never gets there does not pay for them.
    new IntersectionObserver(([entry], observer) => {
      if (!entry?.isIntersecting) return;
      observer.disconnect();
      void this.#engine().catch(() => undefined);
    }, { rootMargin: '400px' }).observe(this);
  }

  #inputs(): HTMLInputElement[] {
    return [...this.querySelectorAll<HTMLInputElement>('input[name^="w."]')];
  }

  /** Beside the number, which stays: some want to type, and the form sends it. */
  #slider(input: HTMLInputElement, most: number): HTMLInputElement {
    const slider = document.createElement('input');
    slider.type = 'range';
    slider.min = '0';
    slider.max = String(most);
    slider.step = String(most / 40);
    slider.value = input.value;
    const part = input.closest('label')?.textContent?.trim() ?? '';
    slider.setAttribute('aria-label', this.#text('slider', { part }));
    slider.dataset['of'] = input.name;
    slider.addEventListener('input', () => {
      input.value = String(Math.round(Number(slider.value) * 1e6) / 1e6);
      void this.#answer();
    });
    return slider;
  }

  /** Fetched and prepared once; what weights do not change is not computed again. A failure is not kept. */
  #engine(): Promise<Prepared> {
    this.#prepared ??= (async () => {
      const answer = await fetch(this.dataset['bundle'] ?? '');
      if (!answer.ok) throw new Error(String(answer.status));
      const { data, recipe } = (await answer.json()) as Bundle;
      return prepare(data, recipe);
    })();
    this.#prepared.catch(() => (this.#prepared = undefined));
    return this.#prepared;
  }

  async #answer(): Promise<void> {
    const asked = performance.now();
    const inputs = this.#inputs();
    for (const slider of this.querySelectorAll<HTMLInputElement>('input[data-of]')) {
      const input = inputs.find(({ name }) => name === slider.dataset['of']);
      if (input) slider.value = input.value;
    }
    const prepared = await this.#engine().catch(() => undefined);
    // Without the data the form still asks the server.
    if (!prepared) return;
    const began = performance.now();
    const weights = weightsOf(inputs.map(({ name, value }) => [name.slice(2), value]));
    const ranks = weights && ranksBy(prepared, weights);
    this.#part('[data-bad]').hidden = ranks !== undefined;
    this.#part('[data-say]').hidden = ranks === undefined;
    this.#part('[data-table]').hidden = ranks === undefined;
    if (ranks) this.#show(prepared, weights, ranks);
    this.#rest(this.#part(ranks ? '[data-say]' : '[data-bad]').textContent ?? '');
    this.dataset['milliseconds'] = String(performance.now() - began);
    this.dataset['waited'] = String(began - asked);
    this.dataset['answered'] = inputs.map(({ name, value }) => `${name}=${value}`).join('&');
  }

  #show(prepared: Prepared, weights: Readonly<Record<string, number>>, ranks: ReadonlyMap<string, number>): void {
    const body = this.querySelector('tbody');
    const rows = [...this.querySelectorAll<HTMLTableRowElement>('tr[data-unit]')];
    const rankOf = (row: HTMLTableRowElement): number => ranks.get(row.dataset['unit'] ?? '') ?? 0;
    const own = rows.find(({ dataset }) => dataset['unit'] === this.dataset['unit']);
    for (const row of rows) {
      const rank = rankOf(row);
      const yours = row.querySelector('data');
      if (yours) [yours.value, yours.textContent] = [String(rank), rank > 0 ? this.#rank(rank, ranks) : ''];
      for (const cell of row.querySelectorAll('[data-stands]')) cell.textContent = rank > 0 ? this.#stands(row, rank, standShort) : '';
    }
    // Ties stay in the order of the recipe, as on the server, wherever a row stood before.
    const nominal = ranksBy(prepared, {}) ?? new Map<string, number>();
    const places = new Map(prepared.table.units.map((unit, place) => [unit, place]));
    const asListed = rows.toSorted((a, b) => (places.get(a.dataset['unit'] ?? '') ?? 0) - (places.get(b.dataset['unit'] ?? '') ?? 0));
    body?.replaceChildren(...inOrder(inOrder(asListed, ({ dataset }) => nominal.get(dataset['unit'] ?? '') ?? 0), rankOf));
    const { structure } = prepared;
    const shares = localShares(structure, structure.nodes.map(({ code }) => weights[code] ?? 0));
    for (const input of this.#inputs()) {
      const small = input.closest('p')?.querySelector('small');
      const share = shares[structure.places.get(input.name.slice(2)) ?? -1] ?? 0;
      if (small) small.textContent = `${this.#number(Math.round(1000 * share) / 10)} %`;
    }
    if (own) {
      const params = { unit: own.querySelector('th')?.textContent ?? '', rank: this.#number(rankOf(own)) };
      const ranged = own.dataset['low'] !== undefined;
      this.#part('[data-say]').textContent = ranged ? this.#text('say', { ...params, range: own.querySelector('[data-range]')?.textContent ?? '', stands: this.#stands(own, rankOf(own), standWords) }) : this.#text('say_no_range', params);
    }
  }

  #stands({ dataset }: HTMLElement, rank: number, words: typeof standWords): string {
    if (dataset['low'] === undefined) return '';
    return words((key, params) => this.#text(key, params), standOf(rank, Number(dataset['low']), Number(dataset['high'])));
  }

  #rank(rank: number, ranks: ReadonlyMap<string, number>): string {
    const shown = this.#number(rank);
    return [...ranks.values()].filter((one) => one === rank).length > 1 ? this.#text('tie', { rank: shown }) : shown;
  }

  #rest(text: string): void {
    clearTimeout(this.#resting);
    this.#resting = setTimeout(() => (this.#part('[data-live]').textContent = text), REST_MS);
  }

  #part(selector: string): HTMLElement {
    const found = this.querySelector<HTMLElement>(selector);
    if (!found) throw new TypeError(`The panel has no ${selector}.`);
    return found;
  }

  /** The server has put the texts of the page's language into the panel. */
  #text(key: string, params: Readonly<Record<string, string>>): string {
    const text = this.querySelector<HTMLTemplateElement>('template')?.content.querySelector(`[data-key="${key}"]`)?.textContent ?? key;
    return text.replaceAll(/\{(\w+)\}/g, (whole, name: string) => params[name] ?? whole);
  }

  #number(value: number): string {
    return new Intl.NumberFormat((this.dataset['locales'] ?? 'es').split(' ')).format(value);
  }
}

/** Undefined where the weights are refused, such as all 0. */
function ranksBy(prepared: Prepared, weights: Readonly<Record<string, number>>): Map<string, number> | undefined {
  try {
    const { ranks } = weigh(prepared, weights);
    return new Map(prepared.table.units.map((unit, place) => [unit, ranks[place] ?? 0]));
  } catch {
    return undefined;
  }
}

customElements.define('weight-panel', WeightPanel);
