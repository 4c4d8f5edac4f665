/** Columns of a regression as readings of series some periods before its rows. */

export interface Reading {
  /** Null: an empty column, zero in every row. */
  readonly series: readonly (number | null)[] | null;
  /** Periods from what is read to the row. */
  readonly before: number;
}

/** Periods 0 … `length` − 1 in which every reading is known. */
export function completeRows(readings: readonly Reading[], length: number): number[] {
  const times: number[] = [];
  for (let t = 0; t < length; t++) if (readings.every((reading) => isKnownAt(reading, t))) times.push(t);
  return times;
}

function isKnownAt({ series, before }: Reading, t: number): boolean {
  if (series === null) return true;
  const value = series[t - before];
  return value != null && Number.isFinite(value);
}

/** One entry a row. */
export function columnOf({ series, before }: Reading, times: readonly number[]): Float64Array {
  const values = new Float64Array(times.length);
  if (series !== null) for (let i = 0; i < values.length; i++) values[i] = series[times[i]! - before]!;
  return values;
}
