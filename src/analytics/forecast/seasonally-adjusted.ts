/** Fits a model without season to the seasonally adjusted series and puts the constant season back on its forecasts. */
import type { CompleteSeries, Core, CoreFitter } from './core.ts';
import { isSeasonal, type SeasonalShape, seasonalShape } from './seasonality.ts';

/** The shape to adjust by: multiplicative for series without negative values, else additive; null without a significant season. */
export function testedShape({ y, seasonLength }: CompleteSeries): SeasonalShape | null {
  if (!isSeasonal(y, seasonLength)) return null;
  const multiplicative = y.every((value) => value >= 0) ? seasonalShape(y, seasonLength, 'multiplicative') : null;
  return multiplicative ?? seasonalShape(y, seasonLength, 'additive');
}

export function fitAdjusted(series: CompleteSeries, shape: SeasonalShape | null, fitCore: CoreFitter): Core | null {
  if (shape === null) return fitCore({ y: series.y, seasonLength: 1 });
  const m = series.seasonLength;
  const additive = shape.kind === 'additive';
  const index = (t: number): number => shape.indices[t % m]!;
  const inner = fitCore({
    y: series.y.map((value, t) => (additive ? value - index(t) : value / index(t))),
    seasonLength: 1,
  });
  if (inner === null) return null;
  return {
    ...inner,
    description: `${inner.description}, ${shape.kind} season`,
    parameterCount: inner.parameterCount + m - 1,
    errors: additive ? inner.errors : inner.errors.map((e, t) => e * index(t)),
    path(origin, horizon, shocks) {
      const path = inner.path(origin, horizon, shocks);
      for (let h = 0; h < horizon; h++)
        path[h] = additive ? path[h]! + index(origin + h) : path[h]! * index(origin + h);
      return path;
    },
  };
}
