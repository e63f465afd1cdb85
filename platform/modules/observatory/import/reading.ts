/** What comes of reading a sheet by a plan: figures, what was done to them, what must be asked, what cannot be. */
import type { Row } from '../kinds/observation-set.ts';

/** A figure with the cells that it was read from. */
export interface Figure {
  readonly row: Row;
  /** Of the figure itself: `B7`. */
  readonly at: string;
  /** By field: where what it says stands. */
  readonly cells: Readonly<Record<string, string>>;
}

/** A treatment or an error: a message key below `import`, at a cell. */
export interface Remark {
  readonly at: string;
  readonly code: string;
  /** As it stands in the cell. */
  readonly text: string;
  readonly params?: Readonly<Record<string, string | number>>;
}

/** Something that only a person can say. */
export interface Question {
  /** `decimal:C`, `missing:n.d.`, `territory:cuzco`: answers are kept by it. */
  readonly key: string;
  readonly about: 'decimal' | 'missing' | 'parentheses' | 'days' | 'territory' | 'indicator';
  /** What it is about, as it stands in the sheet. */
  readonly text: string;
  readonly at: readonly string[];
  readonly options: readonly string[];
  /** Offered, never taken without a word of the person. */
  readonly suggested?: string;
  /** Undefined while nobody has answered. */
  readonly answer: string | undefined;
}

export interface Reading {
  readonly figures: readonly Figure[];
  readonly treatments: readonly Remark[];
  readonly errors: readonly Remark[];
  readonly questions: readonly Question[];
}

/** Gathers what is found, question by question once. */
export class Findings {
  readonly figures: Figure[] = [];
  readonly treatments: Remark[] = [];
  readonly errors: Remark[] = [];
  readonly #questions = new Map<string, Question & { readonly at: string[] }>();
  readonly #answers: Readonly<Record<string, string>>;

  constructor(answers: Readonly<Record<string, string>>) {
    this.#answers = answers;
  }

  /** The answer to a question, which is asked where nobody has given one. */
  ask(question: Omit<Question, 'at' | 'answer'>, at: string): string | undefined {
    const given = Object.hasOwn(this.#answers, question.key) ? this.#answers[question.key] : undefined;
    const answer = given !== undefined && question.options.includes(given) ? given : undefined;
    const known = this.#questions.get(question.key) ?? { ...question, answer, at: [] };
    if (known.at.at(-1) !== at) known.at.push(at);
    this.#questions.set(question.key, known);
    return answer;
  }

  treat(at: string, code: string, text: string, params?: Remark['params']): void {
    this.treatments.push({ at, code, text, ...(params && { params }) });
  }

  refuse(at: string, code: string, text: string, params?: Remark['params']): undefined {
    this.errors.push({ at, code, text, ...(params && { params }) });
    return undefined;
  }

  get reading(): Reading {
    return { figures: this.figures, treatments: this.treatments, errors: this.errors, questions: [...this.#questions.values()] };
  }
}
