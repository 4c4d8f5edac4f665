/** The small pure parts: ticks, time axis, text, places of labels, folding, sparkline. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { keepRows } from '../../../src/render/charts/fold.ts';
import { placeInLanes } from '../../../src/render/charts/lanes.ts';
import { pictureAlt } from '../../../src/render/charts/picture-alt.ts';
import { sparkline } from '../../../src/render/charts/sparkline.ts';
import { spread } from '../../../src/render/charts/spread.ts';
import { cleanText, ellipsise, wrap, wrapEvenly } from '../../../src/render/charts/text.ts';
import { axisRange, tickLabel } from '../../../src/render/charts/ticks.ts';
import { timeTicks } from '../../../src/render/charts/time-axis.ts';
import { months } from './samples.ts';

const axis = { label: '', unit: 'points', min: null, max: null, decimals: 1 };
/** Every character is as wide as the size. */
const square = (text: string, sizePx: number) => [...text].length * sizePx;

describe('axis range', () => {
  it('has round ticks, at most five, around the values', () => {
    expect(axisRange([51, 77.6], axis, false)).toMatchObject({ min: 50, max: 80 });
    expect(axisRange([51, 77.6], axis, false).ticks.map(({ label }) => label)).toEqual(['50', '60', '70', '80']);
    expect(axisRange([2, 9], axis, true).ticks.map(({ label }) => label)).toEqual(['0', '2.5', '5.0', '7.5', '10.0']);
    expect(axisRange([-0.3, 3.7], { ...axis, unit: '%' }, true).ticks.map(({ label }) => label)).toEqual([
      '−2\u202F%',
      '0\u202F%',
      '2\u202F%',
      '4\u202F%',
    ]);
  });

  it('begins where the spec says, also where zero is near: ranks have none', () => {
    expect(axisRange([4, 90], { ...axis, min: 1 }, false)).toMatchObject({ min: 1, max: 100 });
    expect(axisRange([4, 90], axis, false)).toMatchObject({ min: 0, max: 100 });
  });

  it('holds every value within at most five ascending ticks, whatever the values', () => {
    const limit = fc.option(fc.double({ min: -1e6, max: 1e6, noNaN: true }));
    fc.assert(
      fc.property(
        fc.array(fc.option(fc.double({ noNaN: true, noDefaultInfinity: true }))),
        limit,
        limit,
        fc.boolean(),
        (values, min, max, fromZero) => {
          const range = axisRange(values, { ...axis, min, max }, fromZero);
          expect(range.max).toBeGreaterThan(range.min);
          expect(range.ticks.length).toBeLessThanOrEqual(5);
          const within = (value: number) => Math.max(-1e200, Math.min(1e200, value));
          const slack = (range.max - range.min) * 1e-6;
          for (const value of values)
            if (value !== null) {
              expect(within(value)).toBeGreaterThanOrEqual(range.min - slack);
              expect(within(value)).toBeLessThanOrEqual(range.max + slack);
            }
          if (fromZero && values.some((value) => value !== null)) expect(range.min * range.max).toBeLessThanOrEqual(0);
          for (const [i, { value, label }] of range.ticks.entries()) {
            expect(label).not.toMatch(/NaN|Infinity/);
            if (i > 0) expect(value).toBeGreaterThan(range.ticks[i - 1]!.value);
          }
        },
      ),
      { seed: 7 },
    );
  });

  it('writes large figures short and signs them properly', () => {
    expect(tickLabel(1_500_000, 500_000, 2_000_000, '£')).toBe('£1.5\u202FM');
    expect(tickLabel(-20_000, 10_000, 20_000, 'units')).toBe('−20\u202Fk');
    expect(tickLabel(0, 10_000, 20_000, 'units')).toBe('0');
    expect(tickLabel(2.5, 2.5, 10, 'points')).toBe('2.5');
  });
});

describe('time axis', () => {
  it('names years over five years, months over one', () => {
    const five = months(2022, 11, 60);
    expect(timeTicks(five.periods, five.periodLabels, 15, () => 60).map(({ label }) => label)).toEqual([
      '2023',
      '2024',
      '2025',
      '2026',
      '2027',
    ]);
    expect(timeTicks(five.periods, five.periodLabels, 15, () => 60).map(({ value }) => value)).toEqual([
      2, 14, 26, 38, 50,
    ]);
    const one = months(2025, 11, 12);
    const ticks = timeTicks(one.periods, one.periodLabels, 90, () => 100);
    expect(ticks[0]).toEqual({ value: 0, label: 'Nov 2025' });
    expect(ticks.at(-1)).toEqual({ value: 11, label: 'Oct 2026' });
  });

  it('never lets labels touch', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 300 }), fc.double({ min: 0.5, max: 80, noNaN: true }), (count, stepPx) => {
        const { periods, periodLabels } = months(2001, 5, count);
        const width = (label: string) => label.length * 7;
        const ticks = timeTicks(periods, periodLabels, stepPx, width);
        expect(ticks.length).toBeLessThanOrEqual(8);
        ticks.slice(1).forEach((tick, i) => {
          const before = ticks[i]!;
          expect((tick.value - before.value) * stepPx).toBeGreaterThanOrEqual(
            (width(tick.label) + width(before.label)) / 2,
          );
        });
      }),
      { seed: 7 },
    );
  });
});

describe('text', () => {
  it('shortens between characters that readers see', () => {
    expect(ellipsise('Aurora', 40, 10, square)).toBe('Aur…');
    expect(ellipsise('Aurora', 60, 10, square)).toBe('Aurora');
    expect(ellipsise('Aurora', 5, 10, square)).toBe('');
    expect(ellipsise('👩‍🔬👩‍🔬👩‍🔬', 50, 10, square)).toBe('👩‍🔬…');
  });

  it('breaks at spaces, inside a word only when it must', () => {
    expect(wrap('Organic Performance', 110, 2, 10, square)).toEqual(['Organic', 'Performance']);
    expect(wrap('Organic Performance', 80, 3, 10, square)).toEqual(['Organic', 'Performa', 'nce']);
    expect(wrap('one two three four', 70, 2, 10, square)).toEqual(['one two', 'three…']);
    expect(wrapEvenly('Aurora climbs to second place this year', 300, 2, 10, square)).toEqual([
      'Aurora climbs to',
      'second place this year',
    ]);
  });

  it('never exceeds the width and lines given', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme' }),
        fc.integer({ min: 5, max: 300 }),
        fc.integer({ min: 1, max: 4 }),
        (raw, maxPx, lines) => {
          const text = cleanText(raw);
          const wrapped = wrap(text, maxPx, lines, 10, square);
          expect(wrapped.length).toBeLessThanOrEqual(lines);
          for (const line of wrapped) expect(square(line, 10)).toBeLessThanOrEqual(maxPx);
        },
      ),
      { seed: 7 },
    );
  });

  it('cleans what no line can hold', () => {
    expect(cleanText(' a\u0000\n b\ud800 ')).toBe('a b\ufffd');
  });
});

describe('places of labels', () => {
  it('moves names apart, in order, as little as needed', () => {
    expect(spread([50, 52], [10, 10], 0, 100)).toEqual([46, 56]);
    expect(spread([10, 90], [10, 10], 0, 100)).toEqual([10, 90]);
    expect(spread([99, 99, 99], [10, 10, 10], 0, 100)).toEqual([75, 85, 95]);
  });

  it('keeps names apart and inside', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: -50, max: 250, noNaN: true }), { maxLength: 15 }), (wishes) => {
        const sizes = wishes.map((_, i) => 8 + (i % 5));
        const middles = spread(wishes, sizes, 0, 200);
        const boxes = middles
          .map((middle, i) => [middle - sizes[i]! / 2, middle + sizes[i]! / 2] as const)
          .sort((a, b) => a[0] - b[0]);
        boxes.forEach(([low, high], i) => {
          expect(low).toBeGreaterThanOrEqual(-1e-9);
          expect(high).toBeLessThanOrEqual(200 + 1e-9);
          if (i > 0) expect(low).toBeGreaterThanOrEqual(boxes[i - 1]![1] - 1e-9);
        });
      }),
      { seed: 7 },
    );
  });

  it('puts labels that would overlap in another lane, and drops what finds none', () => {
    const label = (x: number) => ({ text: `at ${x}`, x, width: 60, side: 'centre' as const });
    const placed = placeInLanes([label(50), label(60), label(70)], { left: 0, right: 200 }, 2, 4);
    expect(placed.map(({ lane }) => lane)).toEqual([0, 1]);
  });

  it('keeps the head of a ranking and its subjects', () => {
    const rows = Array.from({ length: 10 }, (_, i) => ({
      emphasis: i === 8 ? ('subject' as const) : ('context' as const),
    }));
    expect(keepRows(rows, 4)).toEqual([0, 1, 2, 8]);
    expect(keepRows(rows, 20)).toHaveLength(10);
    expect(
      keepRows(
        rows.map(() => ({ emphasis: 'subject' as const })),
        4,
      ),
    ).toEqual([0, 1, 2, 3]);
  });
});

describe('sparkline', () => {
  it('breaks where data are missing and ends in a dot', () => {
    const svg = sparkline([1, 2, null, 3, 4, null], true);
    expect(svg.match(/M/g)).toHaveLength(2);
    expect(svg).toContain('fill="#0072B2"');
    expect(sparkline([1, 2], false)).toContain('fill="#D55E00"');
  });

  it('says nothing with fewer than two values', () => {
    expect(sparkline([], null)).toBe('');
    expect(sparkline([null, 3], null)).toBe('');
  });

  it('stays inside its box for any values', () => {
    fc.assert(
      fc.property(fc.array(fc.option(fc.double({ noNaN: true }))), (values) => {
        const svg = sparkline(values, null);
        expect(svg).not.toMatch(/NaN|Infinity/);
        for (const [, x, y] of svg.matchAll(/[ML]([\d.-]+) ([\d.-]+)/g)) {
          expect(Number(x)).toBeGreaterThanOrEqual(0);
          expect(Number(x)).toBeLessThanOrEqual(64);
          expect(Number(y)).toBeGreaterThanOrEqual(0);
          expect(Number(y)).toBeLessThanOrEqual(24);
        }
      }),
      { seed: 7 },
    );
  });
});

describe('alternative text of a picture', () => {
  it('states the finding once, then what is drawn', () => {
    const title = 'Revenue follows Marketplace one month later';
    expect(pictureAlt({ title, alt: 'Effect by lag: 0: +0.06.' })).toBe(`${title}. Effect by lag: 0: +0.06.`);
    expect(pictureAlt({ title, alt: `${title}. Seven bars.` })).toBe(`${title}. Seven bars.`);
    expect(pictureAlt({ title, alt: '' })).toBe(title);
    expect(pictureAlt({ title: 'Why?', alt: 'Two\nbars.' })).toBe('Why? Two bars.');
  });
});
