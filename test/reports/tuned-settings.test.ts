/** Tuning inside a report: a budget by depth, once per run, stoppable. */
import { describe, expect, it } from 'vitest';
import type { TunedObject, TuningData } from '../../src/analytics/optimize/tuning/index.ts';
import { createRunContext } from '../../src/reports/run-context.ts';
import { tunedSettings } from '../../src/reports/tuned-settings.ts';

const DATA: TuningData = { series: [], table: null, changes: [], costs: [1] };
let judged = 0;
const OBJECT: TunedObject = {
  name: 'toy',
  title: 'Toy',
  loss: 'distance',
  space: [{ name: 'x', type: 'float', low: 0, high: 1 }],
  spaceVersion: 1,
  defaults: { x: 0.9 },
  judge:
    () =>
    ({ x }) => {
      judged++;
      return Math.abs(Number(x) - 0.2);
    },
};
const context = (more = {}) =>
  createRunContext({
    selection: { markets: [], brands: [], comparison: 'previous-period' },
    options: {},
    seed: 7,
    dataVersion: 'v',
    health: null as never,
    locale: 'en-GB',
    ...more,
  });

describe('tunedSettings', () => {
  it.each([
    ['basic', 0],
    ['standard', 15],
    ['detailed', 100],
  ] as const)('takes at depth %s %i trials', (depth, trials) => {
    const record = tunedSettings(OBJECT, DATA, depth, context(), [0, 1]);
    expect(record.history).toHaveLength(trials);
    expect(record.usesDefaults).toBe(trials === 0);
    expect(record).toEqual(tunedSettings(OBJECT, DATA, depth, context(), [0, 1]));
  });

  it('searches once per run and shows where it stands', () => {
    const shares: number[] = [];
    const ctx = context({ onProgress: (_stage: string, share: number) => shares.push(share) });
    judged = 0;
    const first = tunedSettings(OBJECT, DATA, 'standard', ctx, [0.2, 0.6]);
    const after = judged;
    expect(tunedSettings(OBJECT, DATA, 'standard', ctx, [0.2, 0.6])).toBe(first);
    expect(judged).toBe(after);
    expect(shares[0]).toBe(0.2);
    expect(shares.at(-1)).toBeCloseTo(0.6, 12);
    expect(shares).toEqual([...shares].sort((a, b) => a - b));
  });

  it('takes a kept search of the same key, and changes nothing by it', () => {
    const searched = tunedSettings(OBJECT, DATA, 'standard', context(), [0, 1]);
    const kept = { ...searched, performance: searched.performance.map((point) => ({ ...point, elapsedMs: 12 })) };
    judged = 0;
    expect(tunedSettings(OBJECT, DATA, 'standard', context({ tunings: [kept] }), [0, 1])).toEqual(searched);
    expect(judged).toBe(0);
    for (const other of [{ seed: 8 }, { signature: 'other' }, { end: 'timeout' }])
      tunedSettings(OBJECT, DATA, 'standard', context({ tunings: [{ ...kept, ...other }] }), [0, 1]);
    expect(judged).toBeGreaterThan(3 * 15);
  });

  it('ends when the run is cancelled', () => {
    let calls = 0;
    const ctx = context({ isAborted: () => ++calls > 3 });
    expect(() => tunedSettings(OBJECT, DATA, 'detailed', ctx, [0, 1])).toThrow(/stopped/);
  });
});
