/** Colours of charts: legible, told apart by people who see colours otherwise, and the same in pages and files. */
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { describe, it } from 'node:test';
import { CHART_COLOURS, withPlainColours } from './palette.ts';

type Triple = readonly [number, number, number];
type Scheme = 'light' | 'dark';

const css = await readFile(new URL('../assets/1-base.css', import.meta.url), 'utf8');
const whole = (hex: string): string => (hex.length === 4 ? `#${hex.slice(1).replaceAll(/./g, '$&$&')}` : hex);

/** As the style sheet has it. */
function colour(name: string, scheme: Scheme): string {
  const [, light = '', dark = ''] = new RegExp(`${name}: light-dark\\((#\\w+), (#\\w+)\\)`).exec(css) ?? [];
  return whole(scheme === 'light' ? light : dark);
}

/** Linear light of sRGB. */
function linear(hex: string): Triple {
  const of = (at: number): number => {
    const value = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  };
  return [of(1), of(3), of(5)];
}

const times = (matrix: readonly Triple[], [x, y, z]: Triple): Triple => matrix.map(([a, b, c]) => a * x + b * y + c * z) as unknown as Triple;
const luminance = ([r, g, b]: Triple): number => 0.2126 * r + 0.7152 * g + 0.0722 * b;

function contrast(one: string, other: string): number {
  const [dark = 0, light = 0] = [luminance(linear(one)), luminance(linear(other))].toSorted((a, b) => a - b);
  return (light + 0.05) / (dark + 0.05);
}

/** Machado, Oliveira & Fernandes (2009), severity 1, in linear light. */
const SIGHT: Readonly<Record<string, readonly Triple[]>> = {
  'full sight': [[1, 0, 0], [0, 1, 0], [0, 0, 1]],
  protanopia: [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]],
  deuteranopia: [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.01182, 0.04294, 0.968881]],
  tritanopia: [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.3039]],
};

/** The curve of CIE 1976 L*a*b*. */
const f = (value: number): number => (value > (6 / 29) ** 3 ? Math.cbrt(value) : value / (3 * (6 / 29) ** 2) + 4 / 29);

/** CIE 1976 L*a*b*, D65. */
function lab(light: Triple): Triple {
  const [x, y, z] = times([[0.4124564, 0.3575761, 0.1804375], [0.2126729, 0.7151522, 0.072175], [0.0193339, 0.119192, 0.9503041]], light.map((one) => Math.min(1, Math.max(0, one))) as unknown as Triple);
  const [fx, fy, fz] = [f(x / 0.95047), f(y), f(z / 1.08883)];
  return [116 * fy - 16, 500 * (fx - fy), 200 * (fy - fz)];
}

function distance(one: string, other: string, sight: readonly Triple[]): number {
  const [a, b] = [lab(times(sight, linear(one))), lab(times(sight, linear(other)))];
  return Math.hypot(...a.map((value, place) => value - (b[place] ?? 0)));
}

/** A difference of 2.3 is just seen; ten times as much is seen at a glance. */
const AT_A_GLANCE = 23;

describe('the colours of charts', () => {
  for (const scheme of ['light', 'dark'] as const) {
    it(`stand out from what is behind them, ${scheme}: marks 3 to 1, texts 4.5 to 1`, () => {
      for (const ground of ['--paper', '--raised']) {
        for (const mark of ['--accent', '--indigo', '--strong-line']) assert.ok(contrast(colour(mark, scheme), colour(ground, scheme) || '#ffffff') >= 3, `${mark} on ${ground}`);
        for (const text of ['--ink', '--soft']) assert.ok(contrast(colour(text, scheme), colour(ground, scheme)) >= 4.5, `${text} on ${ground}`);
      }
    });

    for (const [name, sight] of Object.entries(SIGHT)) {
      it(`tell the own country from others with ${name}, ${scheme}`, () => {
        const own = colour('--accent', scheme);
        for (const other of ['--indigo', '--paper', '--raised']) {
          const apart = distance(own, colour(other, scheme), sight);
          assert.ok(apart >= AT_A_GLANCE, `${other}: ${apart.toFixed(1)}`);
        }
      });
    }
  }

  it('are the same in a file as in a light page', () => {
    for (const [name, plain] of Object.entries(CHART_COLOURS)) assert.equal(whole(plain), colour(name, 'light'), name);
    assert.throws(() => withPlainColours('<g fill="var(--unknown)"/>'), RangeError);
  });
});
