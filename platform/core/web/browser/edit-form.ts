/**
 * Keeps what is typed in a form: on the server a few seconds after a pause, in the browser until the server has it. Warns
 * before it is left with something that neither has, and tells how easy a text is to read. The form works without it.
 */
import { LONG_SENTENCE, readingOf } from '../../i18n/readability.ts';

type Fields = [name: string, text: string][];
interface Kept {
  /** Revision and version that the form was made from. */
  seen: string;
  sent: boolean;
  fields: Fields;
}
interface Messages extends Record<'saved' | 'failed' | 'expired' | 'conflict' | 'pending', string> {
  ease: Record<string, string>;
}

const PAUSE_MS = 4000;
const RETRY_MS = 30_000;
/** Browsers send no more than 64 KiB for a page that is going. */
const MOST_KEPT_ALIVE = 60_000;

class EditForm extends HTMLElement {
  #form = this.querySelector('form');
  #messages: Messages = JSON.parse(this.dataset['messages'] ?? '{}');
  #changes = 0;
  #changed = false;
  #stopped = false;
  #timer = 0;
  #sending: Promise<void> | undefined;

  connectedCallback(): void {
    const form = this.#form;
    if (!form) return;
    this.#changed = this.dataset['state'] === 'unsaved';
    // Two texts are compared: what is written on top of the other's is for the person to say.
    this.#stopped = this.querySelector('.conflict') !== null;
    this.#renew();
    if (this.#changed) this.#keep(false);
    else this.#offer(form);
    for (const select of form.querySelectorAll('select')) hideValue(select);
    form.addEventListener('input', ({ target }) => this.#typed(target));
    form.addEventListener('submit', (event) => void this.#submit(event));
    addEventListener('beforeunload', (event) => this.#changed && event.preventDefault());
    addEventListener('online', () => void this.#send());
    document.addEventListener('visibilitychange', () => document.visibilityState === 'hidden' && void this.#send());
  }

  get #key(): string {
    return `yupana:${this.#form?.getAttribute('action')}#${this.#field('_step')?.value}`;
  }

  #field(name: string): HTMLInputElement | null | undefined {
    return this.#form?.querySelector<HTMLInputElement>(`input[name=${name}]`);
  }

  /** A new name for the sendings to come: the one before was answered. */
  #renew(): void {
    set(this.#field('_attempt'), crypto.randomUUID());
  }

  #keep(sent: boolean): void {
    if (this.#form) store(this.#key, { ...now(this.#form), sent });
  }

  #typed(target: EventTarget | null): void {
    this.#changes += 1;
    this.#changed = true;
    this.#keep(false);
    if (target instanceof HTMLSelectElement) {
      hideValue(target);
      openReserve(target);
    }
    if (target instanceof HTMLTextAreaElement) this.#tellEase(target);
    this.#later(PAUSE_MS);
  }

  #later(milliseconds: number): void {
    clearTimeout(this.#timer);
    this.#timer = window.setTimeout(() => void this.#send(), milliseconds);
  }

  /** A button waits for what is under way, or the server would take the two for two people. */
  async #submit(event: SubmitEvent): Promise<void> {
    clearTimeout(this.#timer);
    if (this.#sending) {
      event.preventDefault();
      await this.#sending;
      clearTimeout(this.#timer);
      return this.#form?.requestSubmit(event.submitter);
    }
    if (this.#changed) this.#keep(true);
    this.#changed = false;
    this.#stopped = true;
  }

  async #send(): Promise<void> {
    if (!this.#changed || this.#stopped || this.#sending) return;
    this.#sending = this.#sendNow();
    await this.#sending;
    this.#sending = undefined;
  }

  async #sendNow(): Promise<void> {
    const form = this.#form;
    if (!form) return;
    const [changes, key] = [this.#changes, this.#key];
    const body = new URLSearchParams([...now(form).fields, ['_do', 'autosave']]).toString();
    try {
      const answer = await fetch(form.action, { method: 'POST', body, headers: { 'content-type': 'application/x-www-form-urlencoded' }, keepalive: body.length < MOST_KEPT_ALIVE });
      const told = await answer.json();
      if (!answer.ok) return this.#refused(told.problem);
      for (const name of ['revision', 'version', 'base']) set(this.#field(`_${name}`), told[name]);
      form.setAttribute('action', told.action);
      if (location.pathname !== told.action) history.replaceState(null, '', `${told.action}?step=${told.step}`);
      this.#renew();
      localStorage.removeItem(key);
      this.#changed = this.#changes !== changes;
      if (this.#changed) {
        this.#keep(false);
        this.#later(PAUSE_MS);
      }
      this.#tell('saved', this.#messages.saved.replace('{time}', new Date().toLocaleTimeString(document.documentElement.lang, { timeStyle: 'short' })));
      this.#tell('problem', '');
    } catch {
      this.#tell('problem', this.#messages.failed);
      this.#later(RETRY_MS);
    }
  }

  #refused(problem: keyof Omit<Messages, 'ease'>): void {
    this.#stopped = problem === 'conflict';
    // What only waits for a button is said without interrupting.
    this.#tell(problem === 'pending' ? 'saved' : 'problem', this.#messages[problem] ?? this.#messages.failed);
  }

  /** The same words are not said twice. */
  #tell(where: 'saved' | 'problem', text: string): void {
    const place = this.querySelector(`[data-${where}]`);
    if (place && place.textContent !== text) place.textContent = text;
  }

  #tellEase({ id, value }: HTMLTextAreaElement): void {
    const place = this.querySelector(`[data-ease="${id}"]`);
    if (!place) return;
    const [reading, { ease }] = [readingOf(value), this.#messages];
    const say = (name: string, values: Record<string, string>): string => (ease[name] ?? '').replace(/\{(\w+)\}/g, (_, of: string) => values[of] ?? '');
    place.textContent = reading
      ? [
          say('text', { score: String(Math.round(reading.score)), band: ease[reading.band] ?? '' }),
          reading.longest.words > LONG_SENTENCE ? say('longest', { words: String(reading.longest.words), sentence: reading.longest.start }) : '',
          reading.longWords.length > 0 ? say('words', { words: reading.longWords.join(', ') }) : '',
        ].join(' ')
      : '';
  }

  /** Offers what was typed here before, unless the server has it since. */
  #offer(form: HTMLFormElement): void {
    const [kept, { seen, fields }] = [read(this.#key), now(form)];
    // A new record that was saved has another address from then on.
    if (location.search.includes('saved=')) forget(this.#key.replace(/([^/:]+)\/[^/]+\/edit#.*$/, 'desk/new/$1#'));
    if (!kept || (kept.sent && kept.seen !== seen) || plain(kept.fields) === plain(fields)) return localStorage.removeItem(this.#key);
    const offer = this.querySelector<HTMLElement>('[data-restore]');
    if (offer) offer.hidden = false;
    this.querySelector('[data-restore-no]')?.addEventListener('click', () => {
      localStorage.removeItem(this.#key);
      offer?.remove();
    });
    // The server writes the form anew: what was kept may have items that this page has not.
    this.querySelector('[data-restore-yes]')?.addEventListener('click', () => {
      this.#changed = false;
      store(this.#key, { ...kept, sent: true });
      form.replaceChildren(...[...kept.fields, ['_do', 'check']].map(([name, value]) => Object.assign(document.createElement('textarea'), { name, value, hidden: true })));
      form.submit();
    });
  }
}

function set(field: HTMLInputElement | null | undefined, value: string): void {
  if (field) field.value = value;
}

/** Without what differs from sending to sending. */
const plain = (fields: Fields): string => `${fields.filter(([name]) => !name.startsWith('_'))}`;

function now(form: HTMLFormElement): Kept {
  const fields = [...new FormData(form)] as Fields;
  return { seen: `${fields.filter(([name]) => /^_[rv]e/.test(name))}`, sent: false, fields };
}

function store(key: string, kept: Kept): void {
  try {
    localStorage.setItem(key, JSON.stringify(kept));
  } catch {
    // No room, or not allowed: the form works all the same.
  }
}

function forget(prefix: string): void {
  for (const key of Object.keys(localStorage)) if (key.startsWith(prefix)) localStorage.removeItem(key);
}

function read(key: string): Kept | undefined {
  try {
    return JSON.parse(localStorage.getItem(key) ?? '');
  } catch {
    return undefined;
  }
}

/** Where a reason says that there is no value, empty inputs of the value are out of the way. */
function hideValue(select: HTMLSelectElement): void {
  const value = 'absence' in select.dataset && select.closest('.field')?.querySelector<HTMLElement>(':scope > [data-value]');
  if (!value) return;
  const typed = [...value.querySelectorAll<HTMLInputElement>('input, textarea')].some((one) => (/^(radio|checkbox)$/.test(one.type) ? one.checked : one.value));
  value.hidden = select.value !== '' && !typed;
}

/** The ground of a reserve is asked as soon as there is one. */
function openReserve(select: HTMLSelectElement): void {
  const reserve = 'absence' in select.dataset && select.value === 'withheld' && select.parentElement?.querySelector('details');
  if (reserve) reserve.open = true;
}

customElements.define('edit-form', EditForm);
