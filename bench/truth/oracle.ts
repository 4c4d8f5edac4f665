/**
 * What somebody who knows where to look would find: the same panel with the true section alone, at the true lag, with the
 * controls and the same errors, with its plain 95 % interval. No search, no other sections, no adjustment for many tests.
 */

import { preparePanel } from '../../src/analytics/outcome-link/panel.ts';
import type { OutcomeScale } from '../../src/analytics/outcome-link/transform.ts';
import { linkPanel, periodEffectsOf } from '../../src/analytics/outcome-link/units.ts';
import { joinRounds } from '../../src/analytics/scores/history.ts';
import { studentQuantile } from '../../src/analytics/stats/distributions/beta.ts';
import { PERIODS_PER_YEAR } from '../../src/domain/period.ts';
import type { Selection } from '../../src/domain/selection.ts';
import type { WorldData } from '../../test/support/world-dataset.ts';

export interface Oracle {
  readonly estimate: number;
  readonly interval: readonly [number, number];
}

/** Slope on the tested scales (an elasticity on logarithms). Null when the world is too short. */
export function oracleOf(
  { dataset }: WorldData,
  selection: Selection,
  o: { readonly outcome: string; readonly scale: OutcomeScale; readonly section: string; readonly lag: number },
): Oracle | null {
  const markets = selection.markets.flatMap((market) => {
    const history = joinRounds(market.rounds, dataset.scores, dataset.weights, market.frequency);
    return history ? [{ project: market.project, history }] : [];
  });
  const panel = linkPanel(markets, dataset, {
    outcome: o.outcome,
    scale: o.scale,
    predictors: [
      {
        predictor: { section: o.section },
        label: o.section,
        filter: (history) => (m) => history.metrics[m]!.section === o.section,
      },
    ],
  });
  const prepared = preparePanel(panel.units, {
    seasonLength: PERIODS_PER_YEAR[panel.frequency],
    periodEffects: periodEffectsOf(panel),
  });
  const slope = prepared?.fit(o.lag)?.slope(0);
  if (!slope) return null;
  const half = slope.error * studentQuantile(0.975, slope.df);
  return { estimate: slope.slope, interval: [slope.slope - half, slope.slope + half] };
}
