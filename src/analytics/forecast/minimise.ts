/** Minimisers for the few parameters of a forecasting model: a simplex search in a box, and quasi-Newton. */

export interface Minimum {
  readonly x: Float64Array;
  readonly value: number;
}

type Objective = (x: Float64Array) => number;

/**
 * Nelder–Mead (1965) with the coordinates held in a box. Ends when the values at the simplex agree to `tolerance`
 * (absolute) or after `evaluations`. Infinite values are allowed as "not here".
 */
export function minimiseInBox(
  f: Objective,
  start: readonly number[],
  step: readonly number[],
  box: { readonly low: readonly number[]; readonly high: readonly number[] },
  o: { readonly tolerance: number; readonly evaluations: number },
): Minimum {
  const k = start.length;
  const hold = (x: Float64Array): Float64Array => {
    for (let i = 0; i < k; i++) x[i] = Math.min(box.high[i]!, Math.max(box.low[i]!, x[i]!));
    return x;
  };
  let used = 0;
  const measure = (x: Float64Array): number => {
    used++;
    const value = f(x);
    return Number.isNaN(value) ? Number.POSITIVE_INFINITY : value;
  };
  const points: { x: Float64Array; value: number }[] = [];
  for (let i = 0; i <= k; i++) {
    const x = Float64Array.from(start);
    if (i > 0) x[i - 1]! += x[i - 1]! + step[i - 1]! <= box.high[i - 1]! ? step[i - 1]! : -step[i - 1]!;
    hold(x);
    points.push({ x, value: measure(x) });
  }
  const order = (): void => {
    points.sort((a, b) => a.value - b.value);
  };
  order();
  const centre = new Float64Array(k);
  const towards = (from: Float64Array, share: number): Float64Array => {
    const x = new Float64Array(k);
    for (let i = 0; i < k; i++) x[i] = centre[i]! + share * (from[i]! - centre[i]!);
    return hold(x);
  };
  while (used < o.evaluations) {
    const [best, worst, second] = [points[0]!, points[k]!, points[k - 1]!];
    if (worst.value - best.value <= o.tolerance) break;
    centre.fill(0);
    for (let j = 0; j < k; j++) for (let i = 0; i < k; i++) centre[i]! += points[j]!.x[i]! / k;
    const reflected = towards(worst.x, -1);
    const value = measure(reflected);
    if (value < best.value) {
      const further = towards(worst.x, -2);
      const there = measure(further);
      points[k] = there < value ? { x: further, value: there } : { x: reflected, value };
    } else if (value < second.value) points[k] = { x: reflected, value };
    else {
      const nearer = towards(value < worst.value ? reflected : worst.x, 0.5);
      const there = measure(nearer);
      if (there < Math.min(value, worst.value)) points[k] = { x: nearer, value: there };
      else
        for (let j = 1; j <= k; j++) {
          const x = points[j]!.x;
          for (let i = 0; i < k; i++) x[i] = best.x[i]! + 0.5 * (x[i]! - best.x[i]!);
          points[j] = { x, value: measure(x) };
        }
    }
    order();
  }
  return points[0]!;
}

/**
 * BFGS with backtracking line search and forward differences (Nocedal & Wright 2006, chapter 6) on an unconstrained
 * smooth function. Ends when an iteration gains less than `tolerance` (absolute).
 */
export function minimiseSmooth(
  f: Objective,
  start: ArrayLike<number>,
  o: { readonly tolerance: number; readonly iterations: number },
): Minimum {
  const k = start.length;
  const x = Float64Array.from(start);
  let value = f(x);
  if (k === 0 || !Number.isFinite(value)) return { x, value };
  const gradientAt = (value0: number): Float64Array => {
    const g = new Float64Array(k);
    for (let i = 0; i < k; i++) {
      const kept = x[i]!;
      const h = 1e-6 * Math.max(1, Math.abs(kept));
      x[i] = kept + h;
      const there = f(x);
      g[i] = Number.isFinite(there) ? (there - value0) / h : 0;
      x[i] = kept;
    }
    return g;
  };
  let gradient = gradientAt(value);
  const inverse = Array.from({ length: k }, () => new Float64Array(k));
  const reset = (): void => {
    const size = Math.sqrt(gradient.reduce((s, g) => s + g * g, 0));
    for (let i = 0; i < k; i++) for (let j = 0; j < k; j++) inverse[i]![j] = i === j ? 0.3 / Math.max(0.3, size) : 0;
  };
  reset();
  const direction = new Float64Array(k);
  const trial = new Float64Array(k);
  let fresh = true;
  for (let iteration = 0; iteration < o.iterations; iteration++) {
    let slope = 0;
    for (let i = 0; i < k; i++) {
      direction[i] = 0;
      for (let j = 0; j < k; j++) direction[i]! -= inverse[i]![j]! * gradient[j]!;
      slope += direction[i]! * gradient[i]!;
    }
    if (!(slope < 0)) {
      if (fresh) break;
      reset();
      fresh = true;
      continue;
    }
    let length = 1;
    let there = Number.POSITIVE_INFINITY;
    for (let halving = 0; halving < 12; halving++) {
      for (let i = 0; i < k; i++) trial[i] = x[i]! + length * direction[i]!;
      there = f(trial);
      if (there <= value + 1e-4 * length * slope) break;
      length *= 0.35;
    }
    if (!(there < value)) {
      if (fresh) break;
      reset();
      fresh = true;
      continue;
    }
    const gain = value - there;
    const s = trial.map((v, i) => v - x[i]!);
    x.set(trial);
    value = there;
    if (gain < o.tolerance) break;
    const next = gradientAt(value);
    const y = next.map((g, i) => g - gradient[i]!);
    gradient = next;
    let sy = 0;
    let yy = 0;
    for (let i = 0; i < k; i++) {
      sy += s[i]! * y[i]!;
      yy += y[i]! * y[i]!;
    }
    if (sy <= 1e-12 * yy) continue;
    if (fresh) for (let i = 0; i < k; i++) for (let j = 0; j < k; j++) inverse[i]![j] = i === j ? sy / yy : 0;
    fresh = false;
    const hy = inverse.map((row) => row.reduce((sum, v, j) => sum + v * y[j]!, 0));
    const yhy = hy.reduce((sum, v, i) => sum + v * y[i]!, 0);
    for (let i = 0; i < k; i++)
      for (let j = 0; j < k; j++)
        inverse[i]![j]! += ((1 + yhy / sy) * s[i]! * s[j]! - hy[i]! * s[j]! - s[i]! * hy[j]!) / sy;
  }
  return { x, value };
}
