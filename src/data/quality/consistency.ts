/**
 * Consistency: what a single series of one brand and metric says about itself, and what its source says about the whole.
 * Three rules on series, each strict enough that ordinary noise, a campaign or a level shift does not trip it: frozen
 * values, changes of scale, impossible jumps. One on roll-ups: stated scores equal ours.
 */
import type { CellProblem } from '../../domain/quality.ts';
import { type MarketGrid, valueAt, weightAt } from './market-grid.ts';
import { type Assessment, scoreOf, Tally } from './problems.ts';
import { checkRollUp, ROLL_UP_TOLERANCE, type StatedScore } from './roll-up.ts';

/** Shorter runs of equal values are never called frozen: a third of a year can be quiet. */
const MIN_FROZEN = 4;
/** Expected number of equally long runs by chance in the whole market below which a run counts as frozen. */
const CHANCE_RUNS = 0.01;
/** A jump must be this many robust standard deviations of the series' own changes … */
const JUMP_SDS = 10;
/** … and a quarter of the whole scale: very calm series make small real moves look enormous. */
const JUMP_POINTS = 25;
/** The scale changed when every value on one side is more than this many times every value on the other side. */
const SCALE_FACTOR = 5;
/** Values looked at on either side of a change of scale: one or two odd values are jumps, not another scale. */
const SCALE_SIDE = 3;

interface Point {
  readonly t: number;
  readonly value: number;
}

function pointsOf(grid: MarketGrid, b: number, m: number): Point[] {
  return grid.periods.flatMap((_, t) => {
    const value = valueAt(grid, b, m, t);
    return Number.isNaN(value) ? [] : [{ t, value }];
  });
}

/** Maximal runs of equal consecutive values, as [first, last] positions. Runs at the bounds are saturation, not frozen. */
function equalRuns(points: readonly Point[]): [number, number][] {
  const runs: [number, number][] = [];
  for (let start = 0; start < points.length; ) {
    let end = start;
    while (end + 1 < points.length && points[end + 1]?.value === points[start]?.value) end++;
    const value = points[start]?.value as number;
    if (end > start && value > 0 && value < 100) runs.push([start, end]);
    start = end + 1;
  }
  return runs;
}

/**
 * How often a metric repeats a value by chance: integers and coarse ratings do so honestly. Returns the share of
 * repeating steps over all brands outside a span of periods, so that a feed frozen for everybody does not excuse itself.
 */
function repetition(periods: number, series: readonly (readonly Point[])[]): (from: number, to: number) => number {
  const steps = new Array<number>(periods).fill(0);
  const ties = new Array<number>(periods).fill(0);
  for (const points of series)
    points.forEach(({ t, value }, at) => {
      const before = points[at - 1];
      if (!before) return;
      const isTie = before.value === value;
      // Values at the bounds are saturated: they say nothing about how finely the metric is measured.
      if (isTie && (value <= 0 || value >= 100)) return;
      steps[t]! += 1;
      if (isTie) ties[t]! += 1;
    });
  const total = (counts: readonly number[]): number => counts.reduce((sum, count) => sum + count, 0);
  const [allSteps, allTies] = [total(steps), total(ties)];
  // Laplace's rule keeps a metric that never repeated from making chance look impossible.
  return (from, to) =>
    (allTies - total(ties.slice(from + 1, to + 1)) + 1) / (allSteps - total(steps.slice(from + 1, to + 1)) + 2);
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1
    ? (sorted[middle] as number)
    : ((sorted[middle - 1] as number) + (sorted[middle] as number)) / 2;
}

/** Position of the first value on another scale than the values before it; null when the scale holds. */
function scaleChange(points: readonly Point[]): number | null {
  for (let at = SCALE_SIDE; at + SCALE_SIDE <= points.length; at++) {
    const before = points.slice(at - SCALE_SIDE, at).map(({ value }) => value);
    const after = points.slice(at, at + SCALE_SIDE).map(({ value }) => value);
    const [low, high] = Math.max(...before) < Math.min(...after) ? [before, after] : [after, before];
    if (Math.min(...low) > 0 && SCALE_FACTOR * Math.max(...low) < Math.min(...high)) return at;
  }
  return null;
}

/** @param stated scores as the source states them; none: only the series count */
export function assessConsistency(grids: readonly MarketGrid[], stated: readonly StatedScore[] = []): Assessment {
  const problems: CellProblem[] = [];
  const tally = new Tally();
  let sound = 0;
  let total = 0;
  for (const grid of grids)
    grid.metrics.forEach((metric, m) => {
      const series = grid.brands.map((_, b) => pointsOf(grid, b, m));
      const runs = series.map(equalRuns);
      const repeats = repetition(grid.periods.length, series);
      const positions = grid.metrics.length * series.reduce((sum, points) => sum + points.length, 0);

      series.forEach((points, b) => {
        const found: { at: number; problem: string }[] = [];
        for (const [start, end] of runs[b] as [number, number][]) {
          const length = end - start + 1;
          const span = [points[start]?.t, points[end]?.t] as [number, number];
          if (length >= MIN_FROZEN && positions * repeats(...span) ** (length - 1) < CHANCE_RUNS)
            found.push({ at: start, problem: `frozen: ${length} equal values of ${points[start]?.value} in a row` });
        }
        const rescaled = scaleChange(points);
        if (rescaled !== null)
          found.push({
            at: rescaled,
            problem: `scale changed: about ${points[rescaled - 1]?.value} before, ${points[rescaled]?.value} from here on`,
          });
        const changes = points.slice(1).map(({ value }, i) => value - (points[i]?.value as number));
        if (changes.length >= 2 * SCALE_SIDE) {
          const centre = median(changes);
          // 1.4826 × MAD estimates the standard deviation of normal data (Hampel 1974).
          const spread = 1.4826 * median(changes.map((change) => Math.abs(change - centre)));
          changes.forEach((change, i) => {
            if (i + 1 !== rescaled && Math.abs(change) > Math.max(JUMP_POINTS, JUMP_SDS * spread))
              found.push({
                at: i + 1,
                problem: `impossible jump: from ${points[i]?.value} to ${points[i + 1]?.value} in one step`,
              });
          });
        }
        if (points.length > 0) {
          const weight = weightAt(grid, m, grid.periods.length - 1);
          total += weight;
          if (found.length === 0) sound += weight;
          tally.add(
            grid.market.project,
            grid.brands[b] as string,
            metric.section,
            found.length === 0 ? weight : 0,
            weight,
          );
        }
        for (const { at, problem } of found) {
          const t = (points[at] as Point).t;
          problems.push({
            project: grid.owners[t] as string,
            brand: grid.brands[b] as string,
            ...metric,
            period: grid.periods[t] as string,
            problem,
          });
        }
      });
    });
  const series = scoreOf(sound, total);
  const rollUps = checkRollUp(grids, stated);
  problems.push(...rollUps.problems);
  const agreement = scoreOf(rollUps.agreeing, rollUps.stated);
  const both = new Tally();
  for (const [project, brand, section] of tally.keys()) {
    const shares = [tally.score(project, brand, section), rollUps.tally.score(project, brand, section)].filter(
      (share) => share !== null,
    );
    for (const share of shares) both.add(project, brand, section, share, 100);
  }
  return {
    score: series === null || agreement === null ? series : (series + agreement) / 2,
    formula: `100 × weight of the brand × metric series without a contradiction ÷ weight of all series; contradictions: at least ${MIN_FROZEN} equal values in a row that chance explains with probability below ${CHANCE_RUNS} over the market, a ${SCALE_FACTOR}-fold change of scale over ${SCALE_SIDE} values on either side, a step above ${JUMP_SDS} robust standard deviations and ${JUMP_POINTS} points; where the source states scores itself, the mean of this and the share of stated scores that the roll-up of their values meets within ${ROLL_UP_TOLERANCE} points`,
    problems,
    tally: both,
  };
}
