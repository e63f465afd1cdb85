/**
 * A question to the database that many requests ask at once. One is on its way, one more waits for it, and whoever comes shares
 * the one that waits: so every answer was asked for after its request came, and nobody is told what was true before.
 */
export class SharedQuestion<T> {
  readonly #ask: () => Promise<T>;
  #onItsWay: Promise<unknown> = Promise.resolve();
  #waiting: Promise<T> | undefined;

  constructor(ask: () => Promise<T>) {
    this.#ask = ask;
  }

  answer(): Promise<T> {
    this.#waiting ??= this.#afterTheOther();
    return this.#waiting;
  }

  async #afterTheOther(): Promise<T> {
    // Its failure is told to those who asked it.
    await this.#onItsWay.catch(() => undefined);
    const asked = this.#ask();
    this.#waiting = undefined;
    this.#onItsWay = asked;
    return asked;
  }
}
