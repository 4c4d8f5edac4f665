/** Panel regression with an own level per unit (brand), and per period where asked for. */
import { studentQuantile, studentTwoSided } from '../distributions/beta.ts';
import { orthonormalise, project } from '../series/autoregressive-regression.ts';
import { leastSquares } from './least-squares.ts';
import { equalWeightedCosine } from './robust-errors.ts';

export interface PanelRow {
  readonly unit: string | number;
  readonly period: number;
  readonly y: number;
  readonly x: readonly number[];
}

export interface FixedEffectsFit {
  readonly coefficients: readonly number[];
  /** Driscoll–Kraay by equal-weighted cosines. */
  readonly standardErrors: readonly number[];
  readonly p: readonly number[];
  readonly intervals: readonly (readonly [number, number])[];
  /** Of the t law that goes with the errors: round(.4·T^⅔). */
  readonly df: number;
  readonly n: number;
  readonly units: number;
  readonly periods: number;
}

/**
 * Within estimator (Baltagi 2021): y on x with unit effects, gaps being rows that are not there. Errors are summed over
 * units by period (Driscoll & Kraay 1998) with fixed-b critical values (Lazarus et al. 2018), so units may move together and over
 * time; with period effects in, what units share in a period is gone. Null: fewer than two units, no degrees of
 * freedom, ragged or infinite rows, a perfect fit, or predictors that do not vary beside the effects.
 */
export function fixedEffects(
  rows: readonly PanelRow[],
  o: { periodEffects: boolean; level?: number },
): FixedEffectsFit | null {
  const width = rows[0]?.x.length ?? 0;
  const finite = (row: PanelRow): boolean => [row.y, ...row.x].every(Number.isFinite) && row.x.length === width;
  if (width === 0 || !rows.every(finite)) return null;
  const units = [...new Set(rows.map((row) => row.unit))];
  const periods = [...new Set(rows.map((row) => row.period))].sort((a, b) => a - b);
  if (units.length < 2) return null;
  const effects = units.map((unit) => Float64Array.from(rows, (row) => (row.unit === unit ? 1 : 0)));
  if (o.periodEffects)
    for (const period of periods) effects.push(Float64Array.from(rows, (row) => (row.period === period ? 1 : 0)));
  const basis = orthonormalise(effects).columns;
  const within = (values: Float64Array): Float64Array | null => {
    const centre = values.reduce((sum, value) => sum + value, 0) / values.length;
    const rest = values.map((value) => value - centre);
    const before = rest.reduce((sum, value) => sum + value * value, 0);
    project(rest, basis);
    project(rest, basis);
    return rest.reduce((sum, value) => sum + value * value, 0) > 1e-16 * before ? rest : null;
  };
  const x = Array.from({ length: width }, (_, j) => within(Float64Array.from(rows, (row) => row.x[j]!)));
  const y = within(Float64Array.from(rows, (row) => row.y));
  if (y === null || x.some((column) => column === null)) return null;
  const columns = x as Float64Array[];
  const left = rows.length - basis.length - width;
  const fit = leastSquares(columns, y);
  const total = y.reduce((sum, value) => sum + value * value, 0);
  if (fit === null || left < 1 || !(fit.residualSquares > 1e-18 * total)) return null;
  // Rows of the inverse Gram matrix times the scores: what each period adds to each coefficient.
  const influence = columns.map(() => new Float64Array(periods.length));
  const at = new Map(periods.map((period, i) => [period, i]));
  rows.forEach((row, i) => {
    for (let j = 0; j < width; j++) {
      let share = 0;
      for (let k = 0; k < width; k++) share += fit.inverseGram[j]![k]! * columns[k]![i]!;
      influence[j]![at.get(row.period)!]! += share * fit.residuals[i]!;
    }
  });
  const spent = rows.length / left;
  const { df } = equalWeightedCosine(influence[0]!);
  const errors = influence.map((series) => Math.sqrt(equalWeightedCosine(series).sumVariance) * Math.sqrt(spent));
  if (errors.some((error) => !(error > 0))) return null;
  const half = studentQuantile((1 + (o.level ?? 0.95)) / 2, df);
  return {
    coefficients: fit.coefficients,
    standardErrors: errors,
    p: fit.coefficients.map((b, j) => studentTwoSided(b / errors[j]!, df)),
    intervals: fit.coefficients.map((b, j) => [b - half * errors[j]!, b + half * errors[j]!] as const),
    df,
    n: rows.length,
    units: units.length,
    periods: periods.length,
  };
}
