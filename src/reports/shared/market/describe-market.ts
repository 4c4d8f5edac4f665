/** The facts of one market: levels, standing, change and its parts, headroom. No tests. */
import { constantSetSeries } from '../../../analytics/scores/constant-set.ts';
import { decomposeChange } from '../../../analytics/scores/decomposition.ts';
import { headroomOf, type Pace, paceOf, windowMeans } from '../../../analytics/scores/headroom.ts';
import type { ScoreHistory } from '../../../analytics/scores/history.ts';
import {
  type MetricFilter,
  meanOver,
  rollUp,
  type ScoreSeries,
  toNullable,
} from '../../../analytics/scores/roll-up.ts';
import { rankPeers } from '../../../analytics/scores/standing.ts';
import { outlookOf } from '../../../analytics/scores/target.ts';
import { volatility } from '../../../analytics/scores/volatility.ts';
import { median } from '../../../analytics/stats/describe.ts';
import { typicalNoise } from '../../../analytics/stats/difference.ts';
import { PERIODS_PER_YEAR, periodOf } from '../../../domain/period.ts';
import type { MarketFacts, Peer, SectionLevel, Subject } from '../analysis.ts';
import type { MarketGround, PerformanceData } from './ground.ts';
import { portfolioOf } from './portfolio.ts';

export interface MarketSettings {
  readonly withVolatility: boolean;
  readonly withHeadroom: boolean;
  readonly level: number;
  /** Score that headroom is measured to; absent: the best peer of each metric. */
  readonly target?: number;
}

const HEADROOM_ROWS = 10;

const difference = (now: number | null, before: number | null): number | null =>
  now === null || before === null ? null : now - before;

function medianByPeriod(series: readonly Float64Array[], length: number): (number | null)[] {
  return Array.from({ length }, (_, t) =>
    median(series.map((values) => values[t]!).map((value) => (Number.isNaN(value) ? null : value))),
  );
}

/**
 * Mean coverage over the periods of a window since the brand's first value; a later period without any counts as 0.
 * Null: the brand had not started. What was not there yet is no gap.
 */
function meanCoverage(coverage: Float64Array, indices: readonly number[]): number | null {
  const first = coverage.findIndex((share) => share > 0);
  return first < 0
    ? null
    : meanOver(
        coverage,
        indices.filter((t) => t >= first),
      );
}

/** A brand's score by period as people see it, and how much of it was interpolated. */
function shownPath(observed: ScoreSeries, shown: ScoreHistory | null, b: number): Pick<Subject, 'values' | 'filled'> {
  if (!shown) return { values: toNullable(observed.values) };
  const { values, coverage } = rollUp(shown, b);
  const share = (of: Float64Array, t: number): number => (Number.isNaN(of[t]) ? 0 : of[t]!);
  const filled = Array.from(coverage, (_, t) => share(coverage, t) - share(observed.coverage, t));
  return { values: toNullable(values), ...(filled.some((each) => each > 0) ? { filled } : {}) };
}

/**
 * Everything about one market that needs no test.
 * @param shown the history with interpolated cells, on the same grid; null when there are none. Only the paths of the
 *   subjects take it, which mark them: levels, ranks and changes rest on what was measured
 */
export function describeMarket(
  ground: MarketGround,
  data: PerformanceData,
  { withVolatility, withHeadroom, level, target }: MarketSettings,
  shown: ScoreHistory | null = null,
): MarketFacts {
  const { market, history, current, before, isRelative } = ground;
  const season = PERIODS_PER_YEAR[market.frequency];
  const end = current.at(-1)!;
  const series = history.brands.map((_, b) => rollUp(history, b));
  const beforeAt = (brand: string): number => before?.history.brands.indexOf(brand) ?? -1;
  const seriesBefore = history.brands.map((brand, b) => {
    if (!before) return null;
    if (before.history === history) return series[b]!;
    const at = beforeAt(brand);
    return at < 0 ? null : rollUp(before.history, at);
  });
  const scores = series.map(({ values }) => meanOver(values, current));
  const scoresBefore = seriesBefore.map((each) => (each && before ? meanOver(each.values, before.indices) : null));
  const now = rankPeers(scores);
  const past = rankPeers(scoresBefore);
  const roleOf = new Map(data.brands.map(({ brand, role }) => [brand, role]));
  const peers = history.brands.map((brand, b): Peer & { readonly at: number } => {
    const standing = now.brands[b]!;
    const latest = series[b]!.values[end]!;
    const steps = withVolatility ? constantSetSeries(history, b).values.slice(0, end + 1) : [];
    return {
      at: b,
      brand,
      role: roleOf.get(brand) ?? 'competitor',
      isSubject: market.brands.includes(brand),
      score: scores[b] ?? null,
      before: scoresBefore[b] ?? null,
      delta: difference(scores[b] ?? null, scoresBefore[b] ?? null),
      latest: Number.isNaN(latest) ? null : latest,
      coverage: meanCoverage(series[b]!.coverage, current),
      coverageBefore: seriesBefore[b] && before ? meanCoverage(seriesBefore[b].coverage, before.indices) : null,
      rank: standing.rank,
      rankBefore: past.brands[b]!.rank,
      tied: standing.tied,
      percentile: standing.percentile,
      tier: standing.tier,
      volatility: withVolatility ? volatility(steps) : null,
    };
  });
  peers.sort(
    (a, b) =>
      (b.score ?? Number.NEGATIVE_INFINITY) - (a.score ?? Number.NEGATIVE_INFINITY) || (a.brand < b.brand ? -1 : 1),
  );

  const totalWeight = history.todayWeights.reduce((sum, weight) => sum + weight, 0);
  const weightShareOf = (filter: MetricFilter): number =>
    totalWeight > 0
      ? history.todayWeights.reduce((sum, weight, m) => sum + (filter(m) ? weight : 0), 0) / totalWeight
      : 0;
  const sectionSeries = history.sections.map((_, s) =>
    history.brands.map((_brand, b) => rollUp(history, b, (m) => history.sectionOf[m] === s)),
  );
  const sectionNow = sectionSeries.map((brands) => brands.map(({ values }) => meanOver(values, current)));
  const sectionRanks = sectionNow.map((each) => rankPeers(each));
  const sectionBefore = history.sections.map((section) =>
    history.brands.map((brand) => {
      const at = beforeAt(brand);
      if (!before || at < 0) return null;
      const { values } = rollUp(before.history, at, (m) => before.history.metrics[m]!.section === section);
      return meanOver(values, before.indices);
    }),
  );
  const paces: (Pace | null)[] = withHeadroom ? history.metrics.map((_, m) => paceOf(history, m, season)) : [];
  const means = withHeadroom ? windowMeans(history, current) : [];

  const ranked = peers.filter((peer) => peer.score !== null);
  const subjects = peers
    .filter((peer) => peer.isSubject)
    .map(({ at: b, ...peer }): Subject => {
      const place = ranked.findIndex((each) => each.brand === peer.brand);
      const gapTo = (other: Peer | undefined): Subject['above'] =>
        place < 0 || !other ? null : { brand: other.brand, gap: Math.abs(other.score! - peer.score!) };
      const best = ranked.find((each) => each.brand !== peer.brand);
      const all =
        withHeadroom && peer.score !== null
          ? headroomOf(history, b, means, {
              season,
              level,
              isRelative,
              paces,
              ...(target === undefined ? {} : { target }),
            })
          : [];
      const headroom = all.slice(0, HEADROOM_ROWS);
      const beforeBrand = beforeAt(peer.brand);
      return {
        brand: peer.brand,
        peer,
        ...shownPath(series[b]!, shown, b),
        typicalNoise: typicalNoise(constantSetSeries(history, b).values.slice(0, end + 1), season),
        decomposition:
          before === null
            ? { undefined: ground.beforeReason! }
            : beforeBrand < 0
              ? { undefined: `${peer.brand} has no scores in ${market.comparison.project}` }
              : decomposeChange(
                  { history: before.history, b: beforeBrand, indices: before.indices },
                  { history, b, indices: current },
                ),
        sections: history.sections.map(
          (section, s): SectionLevel => ({
            section,
            score: sectionNow[s]![b] ?? null,
            delta: difference(sectionNow[s]![b] ?? null, sectionBefore[s]![b] ?? null),
            coverage: meanCoverage(sectionSeries[s]![b]!.coverage, current),
            weightShare: weightShareOf((m) => history.sectionOf[m] === s),
            peerMedian: sectionRanks[s]!.median,
            rank: sectionRanks[s]!.brands[b]!.rank,
          }),
        ),
        headroom,
        headroomPoints: headroom.reduce((sum, row) => sum + row.points, 0),
        ...(target === undefined || peer.score === null ? {} : { target: outlookOf(target, peer.score, all) }),
        above: gapTo(ranked[place - 1]),
        below: gapTo(ranked[place + 1]),
        bestPeer: best ? { brand: best.brand, score: best.score! } : null,
      };
    });

  const gaps = ranked.slice(1).map((peer, i) => ranked[i]!.score! - peer.score!);
  const weightChanges = history.periods.filter((_, t) => {
    if (t === 0) return false;
    const width = history.metrics.length;
    for (let m = 0; m < width; m++)
      if (history.weights[t * width + m] !== history.weights[(t - 1) * width + m]) return true;
    return false;
  });
  const first = history.periods[0]!;
  const from = history.periods[current[0]!]!;
  const to = history.periods[end]!;
  const beforePeriods = before?.indices.map((t) => before.history.periods[t]!) ?? [];
  return {
    project: market.project,
    market: market.market,
    frequency: market.frequency,
    rounds: history.rounds,
    periods: history.periods,
    window: { from, to },
    windowPeriods: current.length,
    comparison: {
      kind: before && before.history !== history ? 'market' : 'earlier',
      project: market.comparison.project,
      range: beforePeriods.length > 0 ? { from: beforePeriods[0]!, to: beforePeriods.at(-1)! } : null,
      periods: beforePeriods.length,
      undefined: ground.beforeReason,
    },
    peers: peers.map(({ at: _at, ...peer }) => peer),
    ranked: now.count,
    tierCuts: now.cuts,
    peerMedian: now.median,
    peerMedianByPeriod: medianByPeriod(
      series.map(({ values }) => values),
      history.periods.length,
    ),
    neighbourGap: median(gaps),
    sections: history.sections,
    sectionScores: peers.map(({ at }) => sectionNow.map((brands) => brands[at] ?? null)),
    subjects,
    portfolio: portfolioOf(subjects, history.sections),
    relativeMetrics: history.metrics.filter((_, m) => isRelative[m]),
    relativeShare: weightShareOf((m) => isRelative[m] === true),
    weightChanges,
    events: data.events.filter(
      (event) =>
        history.rounds.includes(event.project) &&
        periodOf(market.frequency, event.date) >= first &&
        periodOf(market.frequency, event.date) <= to,
    ),
  };
}
