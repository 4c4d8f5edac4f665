/**
 * Automatic exponential smoothing: every admissible form, the best by AICc (Hyndman, Koehler, Snyder & Grose 2002).
 * Left out as numerically unstable or unbounded, as there: additive errors with a multiplicative season, multiplicative
 * trends. A season longer than 24 periods is not estimated (see mstl.ts).
 */
import type { CompleteSeries, Core } from './core.ts';
import { type EtsForm, fitEts } from './ets-model.ts';
import { defineModel } from './fitted-model.ts';

export const LONGEST_SEASON = 24;

const FORMS: readonly EtsForm[] = (['A', 'M'] as const).flatMap((error) =>
  (['N', 'A', 'Ad'] as const).flatMap((trend) =>
    (error === 'A' ? (['N', 'A'] as const) : (['N', 'A', 'M'] as const)).map((season) => ({ error, trend, season })),
  ),
);

/** Enough to rank the forms; the winner is fitted again with full effort. */
const RANKING = { tolerance: 0.02, evaluations: 200 };

/** The best form by AICc; `trends` narrows the search. */
export function fitAutoEts(
  series: CompleteSeries,
  trends: readonly EtsForm['trend'][] = ['N', 'A', 'Ad'],
): Core | null {
  const withSeason = series.seasonLength > 1 && series.seasonLength <= LONGEST_SEASON;
  let best: { form: EtsForm; core: Core } | null = null;
  for (const form of FORMS) {
    if ((form.season !== 'N' && !withSeason) || !trends.includes(form.trend)) continue;
    const core = fitEts(series, form, RANKING);
    if (core !== null && (best === null || core.aicc! < best.core.aicc!)) best = { form, core };
  }
  return best === null ? null : fitEts(series, best.form);
}

export const ets = defineModel('ets', 'Exponential smoothing (ETS by AICc)', (series) => fitAutoEts(series));
