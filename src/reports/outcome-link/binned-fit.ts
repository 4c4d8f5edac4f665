/** The fit of a link as a reader sees it: groups of similar score change around the pooled line. */
import { effectOfPoints } from '../../analytics/outcome-link/express.ts';
import type { OutcomeLink } from '../../analytics/outcome-link/link.ts';
import type { OutcomeScale } from '../../analytics/outcome-link/transform.ts';
import { mean, standardDeviation } from '../../analytics/stats/describe.ts';
import { studentQuantile } from '../../analytics/stats/distributions/beta.ts';
import type { FitPoint, LinkPredictorAnalysis } from './analysis.ts';

const FIT_POINTS = 20;

/** A spread on the tested scale in the unit of effects. */
export function inEffectUnit(spread: number, scale: OutcomeScale, outcome: number): number {
  if (scale === 'log' || scale === 'log-rank') return 100 * spread;
  if (scale === 'logit' || scale === 'attraction') return spread * (outcome / 100) * (1 - outcome / 100) * 100;
  return spread;
}

/**
 * The fit as a binned scatter (Cattaneo, Crump, Farrell & Feng 2024): brand-periods in twenty groups of similar score change,
 * everything else taken out; means with intervals, and the pooled line.
 */
export function fitOf(link: OutcomeLink, at: number, level: number): LinkPredictorAnalysis['fit'] {
  const pairs = link
    .scatter(at)
    .flatMap(({ x, y }) => x.map((value, i) => ({ x: value, y: y[i]! })))
    .sort((a, b) => a.x - b.x || a.y - b.y);
  const here = link.level(at);
  const best = link.evidence(at, level);
  if (pairs.length < 4 * FIT_POINTS || best.estimate === null || best.interval === null) return null;
  // Both axes in the units of effects: a point of the score at the typical level, and the outcome's own unit of change.
  const onePoint = stepOfOnePoint(link, here.score);
  const toUnit = (y: number): number => inEffectUnit(y, link.panel.outcomeScale, here.outcome);
  const points = Array.from({ length: FIT_POINTS }, (_, i): FitPoint => {
    const group = pairs.slice(
      Math.floor((i * pairs.length) / FIT_POINTS),
      Math.floor(((i + 1) * pairs.length) / FIT_POINTS),
    );
    const ys = group.map(({ y }) => toUnit(y));
    const centre = mean(ys)!;
    const half =
      (studentQuantile((1 + level) / 2, group.length - 1) * standardDeviation(ys)!) / Math.sqrt(group.length);
    return {
      x: mean(group.map(({ x }) => x / onePoint))!,
      y: centre,
      interval: [centre - half, centre + half],
      n: group.length,
    };
  });
  return { points };
}

/** How far the tested scale of scores moves with one point at this level. */
function stepOfOnePoint(link: OutcomeLink, score: number): number {
  const { predictorScale } = link.panel;
  // Slope 1 on a level outcome: what comes back is the step itself.
  return effectOfPoints(1, 1, { score, outcome: 0 }, { predictorScale, outcomeScale: 'level' });
}
