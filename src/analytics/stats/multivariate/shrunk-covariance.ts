/** Covariance matrices from few observations: shrunk towards a simple target by as much as the data say. */
import { mean } from '../describe.ts';

export interface ShrunkCovariance {
  readonly covariance: readonly (readonly number[])[];
  /** Weight of the target, 0–1. */
  readonly shrinkage: number;
}

/**
 * Ledoit–Wolf covariance (divisor n) of the columns of `rows`, by target: 'identity' – equal variances, no correlation
 * (Ledoit & Wolf 2004, Journal of Multivariate Analysis 88; for columns of one unit); 'constant-correlation' – own
 * variances, one common correlation (Ledoit & Wolf 2004, "Honey, I shrunk the sample covariance matrix"). Null: fewer than
 * two rows, ragged or infinite values, or a column without variation under the second target.
 */
export function ledoitWolfCovariance(
  rows: readonly (readonly number[])[],
  target: 'identity' | 'constant-correlation',
): ShrunkCovariance | null {
  const n = rows.length;
  const width = rows[0]?.length ?? 0;
  if (n < 2 || width === 0 || rows.some((row) => row.length !== width || row.some((v) => !Number.isFinite(v))))
    return null;
  const deviations = Array.from({ length: width }, (_, j) => {
    const centre = mean(rows.map((row) => row[j]!))!;
    return Float64Array.from(rows, (row) => row[j]! - centre);
  });
  // In units of the largest deviation, so that fourth powers stay in the range of numbers.
  const unit = deviations.flatMap((column) => [...column]).reduce((most, v) => Math.max(most, Math.abs(v)), 0) || 1;
  const columns = deviations.map((column) => column.map((v) => v / unit));
  const average = (f: (t: number) => number): number => {
    let sum = 0;
    for (let t = 0; t < n; t++) sum += f(t);
    return sum / n;
  };
  const sample = columns.map((a) => columns.map((b) => average((t) => a[t]! * b[t]!)));
  const variances = sample.map((row, i) => row[i]!);
  // Asymptotic variance of each sample covariance (× n).
  const noise = columns.map((a, i) => columns.map((b, j) => average((t) => (a[t]! * b[t]! - sample[i]![j]!) ** 2)));
  let aim: number[][];
  // Asymptotic covariance between target and sample, summed.
  let together = 0;
  if (target === 'identity') {
    const level = variances.reduce((sum, v) => sum + v, 0) / width;
    aim = sample.map((row, i) => row.map((_, j) => (i === j ? level : 0)));
  } else {
    const sd = variances.map(Math.sqrt);
    if (sd.some((s) => !(s > 0))) return null;
    let correlation = 0;
    for (let i = 0; i < width; i++)
      for (let j = i + 1; j < width; j++) correlation += sample[i]![j]! / (sd[i]! * sd[j]!);
    if (width > 1) correlation /= (width * (width - 1)) / 2;
    aim = sample.map((row, i) => row.map((v, j) => (i === j ? v : correlation * sd[i]! * sd[j]!)));
    for (let i = 0; i < width; i++) {
      together += noise[i]![i]!;
      for (let j = 0; j < width; j++) {
        if (i === j) continue;
        const [a, b] = [columns[i]!, columns[j]!];
        const drift = average((t) => (a[t]! ** 2 - variances[i]!) * (a[t]! * b[t]! - sample[i]![j]!));
        // The (j, i) half of the sum is this one with the roles exchanged.
        together += correlation * (sd[j]! / sd[i]!) * drift;
      }
    }
  }
  let [spread, distance] = [0, 0];
  for (let i = 0; i < width; i++)
    for (let j = 0; j < width; j++) {
      spread += noise[i]![j]!;
      distance += (sample[i]![j]! - aim[i]![j]!) ** 2;
    }
  // No distance: sample and target are the same.
  const shrinkage = distance > 0 ? Math.max(0, Math.min(1, (spread - together) / (n * distance))) : 1;
  return {
    covariance: sample.map((row, i) => row.map((v, j) => (shrinkage * aim[i]![j]! + (1 - shrinkage) * v) * unit ** 2)),
    shrinkage,
  };
}
