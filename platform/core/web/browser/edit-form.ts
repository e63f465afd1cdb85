/** Keeps what is typed in a form until the server has it, and warns before it is left. The form works without it. */
type Fields = [name: string, text: string][];
interface Kept {
  /** Revision and version that the form was made from. */
  seen: string;
  sent: boolean;
  fields: Fields;
}

class EditForm extends HTMLElement {
  #changed = false;
  #key = `yupana:${location.pathname}`;

  connectedCallback(): void {
    const form = this.querySelector('form');
    if (!form) return;
    const keep = (sent: boolean): void => store(this.#key, { ...now(form), sent });
    this.#changed = this.dataset['state'] === 'unsaved';
    if (this.#changed) keep(false);
    else this.#offer(form);
    for (const select of form.querySelectorAll('select')) hideValue(select);
    form.addEventListener('input', ({ target }) => {
      this.#changed = true;
      keep(false);
      if (target instanceof HTMLSelectElement) hideValue(target);
    });
    form.addEventListener('submit', () => {
      if (this.#changed) keep(true);
      this.#changed = false;
    });
    addEventListener('beforeunload', (event) => this.#changed && event.preventDefault());
  }

  /** Offers what was typed here before, unless the server has it since. */
  #offer(form: HTMLFormElement): void {
    const [kept, { seen, fields }] = [read(this.#key), now(form)];
    // A new record that was saved has another address from then on.
    if (location.search === '?saved=1') localStorage.removeItem(this.#key.replace(/([^/]+)\/[^/]+\/edit$/, 'desk/new/$1'));
    if (!kept || (kept.sent && kept.seen !== seen) || `${kept.fields}` === `${fields}`) return localStorage.removeItem(this.#key);
    const offer = this.querySelector<HTMLElement>('[data-restore]');
    if (offer) offer.hidden = false;
    this.querySelector('[data-restore-no]')?.addEventListener('click', () => {
      localStorage.removeItem(this.#key);
      offer?.remove();
    });
    // The server writes the form anew: what was kept may have items that this page has not.
    this.querySelector('[data-restore-yes]')?.addEventListener('click', () => {
      this.#changed = false;
      form.replaceChildren(...[...kept.fields, ['_do', 'check']].map(([name, value]) => Object.assign(document.createElement('textarea'), { name, value, hidden: true })));
      form.submit();
    });
  }
}

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

customElements.define('edit-form', EditForm);
