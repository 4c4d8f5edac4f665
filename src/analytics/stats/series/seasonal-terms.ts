/** Regressors for the season: as many as the history can pay for. */

export interface SeasonalTerms {
  /** One column per regressor, one entry per observation. */
  readonly columns: readonly Float64Array[];
  /** In the field's words, for the name of the test; null when no seasonal term is fitted. */
  readonly description: string | null;
}

/**
 * Seasonal regressors at the given times. From three full seasons: a dummy per position (up to 12 positions) or three
 * Fourier pairs (longer seasons); from two: one Fourier pair; below two: none, since season and trend cannot be told
 * apart. Columns are not centred; the regression has its own intercept.
 */
export function seasonalTerms(times: readonly number[], seasonLength: number): SeasonalTerms {
  const n = times.length;
  const span = n === 0 ? 0 : times[n - 1]! - times[0]! + 1;
  const seasons = Math.min(span, n) / seasonLength;
  if (seasonLength < 2 || seasons < 2) return { columns: [], description: null };
  if (seasons >= 3 && seasonLength <= 12) {
    const columns: Float64Array[] = [];
    for (let position = 1; position < seasonLength; position++) {
      const column = Float64Array.from(times, (t) => (t % seasonLength === position ? 1 : 0));
      if (column.some((value) => value === 1)) columns.push(column);
    }
    return { columns, description: 'seasonal dummies' };
  }
  const pairs = seasons >= 3 ? Math.min(3, Math.floor((seasonLength - 1) / 2)) : 1;
  const columns: Float64Array[] = [];
  for (let k = 1; k <= pairs; k++) {
    const angle = (2 * Math.PI * k) / seasonLength;
    columns.push(Float64Array.from(times, (t) => Math.cos(angle * t)));
    // At the Nyquist frequency the sine vanishes.
    if (2 * k !== seasonLength) columns.push(Float64Array.from(times, (t) => Math.sin(angle * t)));
  }
  return { columns, description: pairs === 1 ? 'one Fourier pair' : `${pairs} Fourier pairs` };
}
