/**
 * Verifies a proof in the reader's own browser, with the engine that the server uses and without asking it anything. Without
 * this module the form sends the same to the server.
 */
import { webCryptoMlDsa44 } from '@yupana/ledger/webcrypto';
import { type Examination, examine, type Finding } from '../verification/examine.ts';
import { LONGEST_INPUT, materialOf } from '../verification/input.ts';

class VerifyProof extends HTMLElement {
  connectedCallback(): void {
    const form = this.querySelector('form');
    const button = this.querySelector<HTMLButtonElement>('button[data-local]');
    if (!form || !button) return;
    button.parentElement?.removeAttribute('hidden');
    button.addEventListener('click', () => void this.#verify(form));
    for (const input of this.querySelectorAll<HTMLInputElement>('input[type=file]')) input.addEventListener('change', () => void this.#open(input));
  }

  /** What is opened is put where it could have been pasted, for everybody to see. */
  async #open(input: HTMLInputElement): Promise<void> {
    const [file] = input.files ?? [];
    const field = this.querySelector<HTMLTextAreaElement>(`textarea[name=${input.dataset['into'] ?? ''}]`);
    if (!file || !field || file.size > LONGEST_INPUT) return;
    field.value = await file.text();
    // It has been read; else the form would send it twice.
    input.value = '';
  }

  async #verify(form: HTMLFormElement): Promise<void> {
    const typed = new FormData(form);
    const of = (name: string): string => String(typed.get(name) ?? '').slice(0, LONGEST_INPUT);
    const mlDsa44 = typeof crypto === 'object' && 'subtle' in crypto ? await webCryptoMlDsa44(crypto.subtle) : undefined;
    const start = performance.now();
    const examination = await examine(materialOf({ proof: of('proof'), subject: of('subject'), document: of('document'), policy: of('policy') }), new Date(), mlDsa44 && { mlDsa44 });
    this.#show(examination, performance.now() - start);
  }

  #show({ verdict, findings }: Examination, milliseconds: number): void {
    const result = this.querySelector<HTMLElement>('[data-result]');
    if (!result) return;
    const heading = document.createElement('h2');
    heading.textContent = this.#text(`verdicts.${verdict}`, {});
    const list = document.createElement('ul');
    list.append(
      ...findings.map((finding) => {
        const item = document.createElement('li');
        item.className = finding.holds ? 'holds' : 'open';
        item.textContent = `${this.#text(finding.holds ? 'marks.holds' : 'marks.open', {})} ${this.#text(`findings.${finding.name}`, this.#params(finding))}`;
        return item;
      }),
    );
    const where = document.createElement('p');
    where.textContent = this.#text('local.done', { milliseconds: this.#number(milliseconds) });
    result.replaceChildren(heading, list, where);
    result.dataset['verdict'] = verdict;
    result.dataset['milliseconds'] = String(milliseconds);
    result.hidden = false;
    result.focus();
  }

  /** The server has put the texts of the page's language beside the form; places are marked as they are in messages. */
  #text(key: string, params: Readonly<Record<string, string>>): string {
    const text = this.querySelector<HTMLTemplateElement>('template')?.content.querySelector(`[data-key="${key}"]`)?.textContent ?? key;
    return text.replaceAll(/\{(\w+)\}/g, (whole, name: string) => params[name] ?? whole);
  }

  #params(finding: Finding): Record<string, string> {
    return Object.fromEntries(Object.entries(finding).map(([name, value]) => [name, value instanceof Date ? this.#time(value) : typeof value === 'number' ? this.#number(value) : String(value)]));
  }

  #number(value: number): string {
    return new Intl.NumberFormat(this.#locales(), { maximumFractionDigits: 1 }).format(value);
  }

  #time(moment: Date): string {
    return Number.isFinite(moment.getTime()) ? new Intl.DateTimeFormat(this.#locales(), { dateStyle: 'long', timeStyle: 'long', timeZone: this.dataset['zone'] ?? 'UTC' }).format(moment) : '?';
  }

  #locales(): string[] {
    return (this.dataset['locales'] ?? 'es').split(' ');
  }
}

customElements.define('verify-proof', VerifyProof);
