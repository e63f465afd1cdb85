/** `c[TIME_PERIOD]=ge:2018+le:2020,2015`: commas are “or”, pluses “and”, an operator before each value. */
import { type DataStructure, isNumeric, isText, type Observation, periodBounds, scalarsOf, type Value } from '#formats/sdmx/index.ts';
import { Refusal } from './refusal.ts';

const OPERATORS = ['eq', 'ne', 'lt', 'le', 'gt', 'ge', 'co', 'nc', 'sw', 'ew'] as const;
type Operator = (typeof OPERATORS)[number];

interface Test {
  readonly operator: Operator;
  readonly value: string;
}

export interface Condition {
  readonly component: string;
  /** Holds where all tests of one of them do. */
  readonly anyOf: readonly (readonly Test[])[];
  holds(one: Observation): boolean;
}

const MOST_TESTS = 200;

/** @throws Refusal 400 where no component has the name, or a number is asked of what is none. */
export function readCondition(structure: DataStructure, id: string, text: string): Condition {
  const component = [...structure.dimensions, ...structure.measures, ...structure.attributes].find((one) => one.id === id);
  if (!component) throw new Refusal(400, 'no_such_component', { value: id });
  const anyOf = text.split(',').map((group) => group.split('+').map(testOf));
  if (anyOf.flat().length > MOST_TESTS) throw new Refusal(400, 'too_many_keys', { most: String(MOST_TESTS) });
  const isTime = id === structure.timeDimension;
  const compare = isTime ? comparePeriods : isNumeric(component) ? compareNumbers : compareTexts;
  for (const { operator, value } of anyOf.flat()) if (value === '' || (isTime && !('start' in periodBounds(value)) && !['co', 'nc', 'sw', 'ew'].includes(operator)) || (isNumeric(component) && Number.isNaN(Number(value)))) throw new Refusal(400, 'bad_value', { name: `c[${id}]`, value: text });
  const valueIn = (one: Observation): Value | undefined => one.key.get(id) ?? one.measures.get(id) ?? one.attributes.get(id);
  return { component: id, anyOf, holds: (one) => anyOf.some((tests) => tests.every((test) => passes(valueIn(one), test, compare))) };
}

function testOf(text: string): Test {
  const [, word, rest] = /^([a-z]{2}):([\s\S]*)$/.exec(text) ?? [];
  const operator = OPERATORS.find((one) => one === word);
  return operator === undefined ? { operator: 'eq', value: text } : { operator, value: rest ?? '' };
}

/** How two values stand to one another. Periods may overlap, so that “at most” is more than “below or equal”. */
interface Comparison {
  readonly equal: boolean;
  readonly below: boolean;
  readonly atMost: boolean;
  readonly above: boolean;
  readonly atLeast: boolean;
}
type Compare = (value: string, asked: string) => Comparison;

function passes(value: Value | undefined, { operator, value: asked }: Test, compare: Compare): boolean {
  const texts = value === undefined ? [] : scalarsOf(value).flatMap((one) => (isText(one) ? Object.values(one) : [one]));
  const some = (holds: (text: string) => boolean): boolean => texts.some(holds);
  switch (operator) {
    case 'eq':
      return some((text) => compare(text, asked).equal);
    case 'ne':
      return !some((text) => compare(text, asked).equal);
    case 'lt':
      return some((text) => compare(text, asked).below);
    case 'gt':
      return some((text) => compare(text, asked).above);
    case 'le':
      return some((text) => compare(text, asked).atMost);
    case 'ge':
      return some((text) => compare(text, asked).atLeast);
    case 'co':
      return some((text) => fold(text).includes(fold(asked)));
    case 'nc':
      return !some((text) => fold(text).includes(fold(asked)));
    case 'sw':
      return some((text) => fold(text).startsWith(fold(asked)));
    case 'ew':
      return some((text) => fold(text).endsWith(fold(asked)));
  }
}

const compareNumbers: Compare = (value, asked) => ordered(Number(value), Number(asked));
const compareTexts: Compare = (value, asked) => ordered(value, asked);

function ordered<T extends number | string>(value: T, asked: T): Comparison {
  return { equal: value === asked, below: value < asked, atMost: value <= asked, above: value > asked, atLeast: value >= asked };
}

/** “Where the start period occurs on or after”: a quarter is at least the year that it is in, and at most as well. */
const comparePeriods: Compare = (value, asked) => {
  const [own, other] = [periodBounds(value), periodBounds(asked)];
  if (!('start' in own) || !('start' in other)) return { equal: value === asked, below: false, atMost: false, above: false, atLeast: false };
  return { equal: own.start === other.start && own.end === other.end, below: own.end < other.start, atMost: own.end <= other.end, above: own.start > other.end, atLeast: own.start >= other.start };
};

function fold(text: string): string {
  return text.toLocaleLowerCase();
}
