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
  if (seasons >= 3 && seasonLength <= 12)
    return { columns: seasonalDummies(times, seasonLength), description: 'seasonal dummies' };
  const pairs = seasons >= 3 ? Math.min(3, Math.floor((seasonLength - 1) / 2)) : 1;
  return {
    columns: fourierPairs(times, seasonLength, pairs),
    description: pairs === 1 ? 'one Fourier pair' : `${pairs} Fourier pairs`,
  };
}

/** One column per position but the first, positions that never occur left out. */
export function seasonalDummies(times: readonly number[], seasonLength: number): Float64Array[] {
  const columns: Float64Array[] = [];
  const first = (times[0] ?? 0) % seasonLength;
  for (let position = 0; position < seasonLength; position++) {
    if (position === first) continue;
    const column = Float64Array.from(times, (t) => (t % seasonLength === position ? 1 : 0));
    if (column.some((value) => value === 1)) columns.push(column);
  }
  return columns;
}

/** Cosine and sine of the first harmonics of the season. */
export function fourierPairs(times: readonly number[], seasonLength: number, pairs: number): Float64Array[] {
  const columns: Float64Array[] = [];
  for (let k = 1; k <= pairs; k++) {
    const angle = (2 * Math.PI * k) / seasonLength;
    columns.push(Float64Array.from(times, (t) => Math.cos(angle * t)));
    // At the Nyquist frequency the sine vanishes.
    if (2 * k !== seasonLength) columns.push(Float64Array.from(times, (t) => Math.sin(angle * t)));
  }
  return columns;
}
