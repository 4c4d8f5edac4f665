/** A target score in the reports that measure headroom: every gap, sentence, table and chart is to the target. */
import { describe, expect, it } from 'vitest';
import type { Document } from '../../src/document/document.ts';
import { dcScorePerformance } from '../../src/reports/dc-score/dc-score-performance.ts';
import { sectionalDeepDive } from '../../src/reports/dc-score/sectional-deep-dive.ts';
import { resolveOptions } from '../../src/reports/resolve-options.ts';
import { pages } from '../support/read-document.ts';
import { AURORA, runsOf } from '../support/report-runs.ts';
import { goldenMarket, improvingMarket } from './golden-market.ts';

const scores = runsOf(dcScorePerformance);
const sections = runsOf(sectionalDeepDive);
const market = goldenMarket();
const improving = improvingMarket();

const targetClaim = ({ findings }: Document): string =>
  findings.find(({ id }) => id.startsWith('target:') && id.endsWith(':Aurora'))!.claim;

describe.each([
  ['dc-score-performance', scores],
  ['sectional-deep-dive', sections],
] as const)('%s', (_, { run }) => {
  it('measures every gap to the target where one is given, to the best peer else', () => {
    const rowsOf = (options: { target?: number }) =>
      run(market, options, AURORA).analysis.markets[0]!.subjects[0]!.headroom;
    for (const { best, bestPeer, gap, now, points, weightShare } of rowsOf({ target: 75 })) {
      expect([best, bestPeer]).toEqual([75, null]);
      expect(gap).toBeCloseTo(75 - now, 9);
      expect(points).toBeCloseTo(gap * weightShare, 9);
    }
    expect(rowsOf({ target: 75 })).toHaveLength(6);
    expect(rowsOf({}).every(({ bestPeer }) => bestPeer !== null)).toBe(true);
  });

  it('says how far it is, and honestly whether the past pace gets there', () => {
    const claimAt = (of: typeof market, target: number, depth = 'detailed'): string =>
      targetClaim(run(of, { target, depth }, AURORA).document);
    expect(claimAt(market, 30)).toMatch(/^Aurora scores \d\d\.\d: the target of 30 is met\.$/);
    expect(claimAt(market, 99)).toMatch(
      /^Aurora scores \d\d\.\d, \d\d\.\d points short of the target of 99; (?:even at a quick past pace of every metric it would take more than 3 years|at a quick past pace of every metric it would not get there|past gains do not tell how fast that goes)\.$/,
    );
    expect(claimAt(improving, 56)).toMatch(
      /at a quick past pace of every metric at once it would take about \d+ months?\./,
    );
    // Nothing is measured at basic depth.
    expect(claimAt(market, 99, 'basic')).toMatch(/points short of the target of 99\.$/);
  });

  it('shows it at every extent, and nothing of it when none is given', () => {
    for (const extent of ['summary', 'standard', 'comprehensive'])
      expect(pages(run(market, { target: 75, extent }, AURORA).document)).toContain('target');
    const { document, analysis } = run(market, {}, AURORA);
    expect(pages(document)).not.toContain('target');
    expect(analysis.markets[0]!.subjects[0]!.target).toBeUndefined();
  });

  it('advises to reach the target, not a peer', () => {
    const { recommendations, findings } = run(improving, { target: 80 }, AURORA).document;
    expect(recommendations.length).toBeGreaterThan(0);
    expect(JSON.stringify(recommendations)).not.toContain('gap to ');
    expect(findings.filter(({ id }) => id.startsWith('headroom:')).map(({ claim }) => claim)).toEqual(
      expect.arrayContaining([expect.stringMatching(/^Bringing Aurora’s .* from [\d.]+ to the target of 80 is worth/)]),
    );
  });
});

describe('where it is drawn and listed', () => {
  it('the ranking has a line at the target, the table a column', () => {
    const { charts, tables } = scores.run(market, { target: 75 }).document;
    const ranking = charts.find(({ id }) => id === 'standing')!;
    expect(ranking.kind === 'ranked-bars' && ranking.references).toContainEqual({ label: 'target 75', value: 75 });
    const table = tables.find(({ id }) => id === 'headroom')!;
    expect(table.columns.map(({ label }) => label)).toContain('Target');
    expect(table.columns.map(({ label }) => label)).not.toContain('Best peer');
  });

  it('opportunities are to the target', () => {
    const { charts, tables } = sections.run(improving, { target: 80 }).document;
    expect(charts.find(({ id }) => id === 'opportunities')!.subtitle).toContain('gap to the target of 80');
    expect(tables.find(({ id }) => id === 'opportunities')!.caption).toContain('gap to the target');
  });
});

describe('the option', () => {
  it.each([
    ['101', /target lies between 0 and 100 points, not 101/],
    ['-1', /between 0 and 100/],
    ['high', /target is a number, not "high"/],
  ])('%s is refused', (target, message) => {
    for (const { options } of [dcScorePerformance, sectionalDeepDive])
      expect(resolveOptions(options, { target })).toMatchObject({
        ok: false,
        problems: [{ message: expect.stringMatching(message) }],
      });
  });
});
