/** Recommendations: the pace of the past gives effort and time; what can be done in time comes before what cannot. */
import { describe, expect, it } from 'vitest';
import { paceOfPaths, periodsToGain } from '../../src/analytics/scores/headroom.ts';
import type { Recommendation } from '../../src/document/document.ts';
import type { MarketFacts } from '../../src/reports/shared/analysis.ts';
import { effortOf, quickestFirst, timesOf } from '../../src/reports/shared/page/actions.ts';
import { once, REPORT_IDS, type Ready, ready, runAll, smallMarket } from '../support/every-report.ts';

const SEASON = 12;

describe('the pace of a score', () => {
  /** Seasons of twelve equal values each. */
  const steps = (...levels: readonly (number | null)[]): (number | null)[] =>
    levels.flatMap((level) => Array<number | null>(SEASON).fill(level));

  it('is what one season gained on the other, over all brands', () => {
    const pace = paceOfPaths([steps(50, 51, 52, 53, 54), steps(60, 64, 68, 72, 76)], SEASON);
    expect(pace).toEqual({ changes: 8, quartiles: [1, 2.5, 4] });
    // Three points at four a season: nine months.
    expect(periodsToGain(3, pace, SEASON)).toBe(9);
  });

  it('counts back from the last period and leaves out seasons with less than half of their values', () => {
    const early = [1, 2, 3].map(() => 99);
    const pace = paceOfPaths([[...early, ...steps(1, 3, null, 9, 10)], steps(0, 2, 4, 6, 8, 10, 12)], SEASON);
    expect(pace).toEqual({ changes: 8, quartiles: [2, 2, 2] });
  });

  it('does not tell with few seasons, nor where nothing was gained', () => {
    expect(paceOfPaths([steps(1, 2, 3)], SEASON)).toBeNull();
    expect(periodsToGain(3, null, SEASON)).toBeNull();
    const falling = paceOfPaths([steps(9, 8, 7, 6, 5), steps(9, 8, 7, 6, 5)], SEASON);
    expect(periodsToGain(3, falling, SEASON)).toBeNull();
  });
});

describe('the order and the words of time', () => {
  const market = { frequency: 'monthly' } as MarketFacts;
  const times = (...periods: readonly (number | null)[]): (string | null)[] =>
    timesOf(periods.map((each) => ({ market, periods: each })));

  it('what is too slow fills the places that are left', () => {
    expect(quickestFirst([5, 99, 7, 98, 3], (each) => each > 36, 4)).toEqual([5, 7, 3, 99]);
  });

  it('says once that all are too slow', () => {
    expect(times(14, null, 37)).toEqual(['closed in about 14 months', null, 'too slow to close within 3 years']);
    expect(times(36, 37)).toEqual(['closed in about 36 months', 'too slow to close within 3 years']);
    expect(times(37, 80)).toEqual(['too slow to close within 3 years, like the others', null]);
    expect(times(37)).toEqual(['too slow to close within 3 years']);
  });
});

describe('in every report', () => {
  const documents = once(() => {
    const outcomes = runAll(smallMarket(), { depth: 'standard', extent: 'comprehensive' });
    return new Map(REPORT_IDS.map((id) => [id, ready(outcomes.get(id)).document]));
  });
  const documentOf = (id: string): Ready['document'] => documents().get(id)!;

  it.each(REPORT_IDS)('%s puts what can be done in time first', (id) => {
    const slow = documentOf(id).recommendations.map(({ inTime }) => inTime === false);
    expect(slow.length).toBeGreaterThan(0);
    expect(slow).toEqual([...slow].sort());
  });

  const tests = (): { readonly action: Recommendation; readonly lift: number | null; readonly test: number }[] =>
    REPORT_IDS.flatMap((id) =>
      documentOf(id).recommendations.flatMap((action) => {
        const parts = documentOf(id).findings.find((finding) => finding.id === action.finding)!.parts ?? {};
        return typeof parts.testPeriods === 'number'
          ? [{ action, lift: parts.testLiftPeriods as number | null, test: parts.testPeriods }]
          : [];
      }),
    );

  it.each(REPORT_IDS)('%s says once that all are too slow', (id) => {
    const { recommendations } = documentOf(id);
    const said = recommendations.filter(({ time }) => time?.startsWith('too slow'));
    const slow = recommendations.filter(({ inTime }) => inTime === false);
    const isAll = slow.length > 1 && slow.length === recommendations.length;
    expect(said.length).toBe(isAll ? 1 : slow.length);
    if (isAll) expect(said[0]!.time).toContain('like the others');
  });

  it('effort and time of a test are those of the lift, beside the length of the test', () => {
    expect(tests().length).toBeGreaterThan(5);
    for (const { action, lift, test } of tests()) {
      expect(action.effort).toBe(effortOf(lift, SEASON));
      expect(action.inTime).toBe(lift === null ? null : lift <= 3 * SEASON);
      expect(action.time).toContain(`tested for ${test} month`);
      if (lift === null) expect(action.time).toContain('past gains do not tell');
      else if (lift > 3 * SEASON)
        expect(action.time).toMatch(/^too slow to lift within 3 years|^tested for \d+ months?$/);
      else expect(action.time).toContain(`lifted in about ${Math.max(1, Math.round(lift))} month`);
    }
    // Sections differ in pace, and so do the efforts: not the number of points decides.
    expect(new Set(tests().map(({ action }) => action.effort)).size).toBeGreaterThan(1);
    expect(new Set(tests().map(({ lift }) => lift)).size).toBeGreaterThan(2);
  });
});
