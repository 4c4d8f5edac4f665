/** Local linear regression at one point of an evenly spaced series: the smoother inside STL. */

/**
 * Fits a line with tricube weights over `span` neighbours and reads it at `at`; positions count from 1. `robustness`
 * multiplies the weights. Null when no weight is left. A transcription of `est` in the netlib STL code (Cleveland et al. 1990).
 */
export function loessAt(
  y: Float64Array,
  n: number,
  span: number,
  at: number,
  left: number,
  right: number,
  robustness: Float64Array | null,
  weights: Float64Array,
): number | null {
  let reach = Math.max(at - left, right - at);
  if (span > n) reach += Math.floor((span - n) / 2);
  const far = 0.999 * reach;
  const near = 0.001 * reach;
  let total = 0;
  for (let j = left; j <= right; j++) {
    const distance = Math.abs(j - at);
    let weight = 0;
    if (distance <= far) {
      weight = distance <= near ? 1 : (1 - (distance / reach) ** 3) ** 3;
      if (robustness !== null) weight *= robustness[j - 1]!;
      total += weight;
    }
    weights[j] = weight;
  }
  if (total <= 0) return null;
  let centre = 0;
  for (let j = left; j <= right; j++) {
    weights[j]! /= total;
    centre += weights[j]! * j;
  }
  if (reach > 0) {
    let spread = 0;
    for (let j = left; j <= right; j++) spread += weights[j]! * (j - centre) ** 2;
    // Below this the neighbours sit on one point and a line through them has no slope.
    if (Math.sqrt(spread) > 0.001 * (n - 1)) {
      const tilt = (at - centre) / spread;
      for (let j = left; j <= right; j++) weights[j]! *= tilt * (j - centre) + 1;
    }
  }
  let value = 0;
  for (let j = left; j <= right; j++) value += weights[j]! * y[j - 1]!;
  return value;
}

/** Smooths the first `n` values of `y` into `out`. Where no weight is left the value itself stays. */
export function loessSmooth(
  y: Float64Array,
  n: number,
  span: number,
  robustness: Float64Array | null,
  out: Float64Array,
  weights: Float64Array,
): void {
  if (n < 2) {
    out[0] = y[0]!;
    return;
  }
  let left = 1;
  let right = Math.min(span, n);
  const half = (span + 1) / 2;
  for (let i = 1; i <= n; i++) {
    if (span < n && i > half && right !== n) {
      left++;
      right++;
    }
    out[i - 1] = loessAt(y, n, span, i, left, right, robustness, weights) ?? y[i - 1]!;
  }
}
