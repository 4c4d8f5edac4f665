/** Root of an increasing function: the one inversion behind every quantile of this room. */

/**
 * The x ≥ `lowest` at which the increasing function `f` crosses zero, to about machine precision: the bracket grows
 * from `start`, then Illinois false position with bisection when it stalls (Dowell & Jarratt 1971).
 */
export function solveMonotone(
  f: (x: number) => number,
  o: { start: number; lowest?: number; step?: number; relativeTolerance?: number },
): number {
  const lowest = o.lowest ?? Number.NEGATIVE_INFINITY;
  const tolerance = o.relativeTolerance ?? 1e-15;
  let step = o.step ?? Math.max(1, Math.abs(o.start)) * 0.5;
  let low = o.start;
  let high = o.start;
  let fLow = f(low);
  let fHigh = fLow;
  if (fLow === 0) return low;
  if (fLow > 0) {
    while (fLow > 0 && low > lowest) {
      high = low;
      fHigh = fLow;
      low = low - step > lowest ? low - step : lowest + (low - lowest) / 4;
      step *= 2;
      fLow = f(low);
      if (low - lowest < 1e-300) return lowest;
    }
  } else {
    while (fHigh < 0) {
      low = high;
      fLow = fHigh;
      high += step;
      step *= 2;
      if (high > 1e300) return high;
      fHigh = f(high);
    }
  }
  let side = 0;
  for (let i = 0; i < 300; i++) {
    const width = high - low;
    if (width <= tolerance * Math.max(Math.abs(low), Math.abs(high))) break;
    let x = i % 4 === 3 ? low + width / 2 : (low * fHigh - high * fLow) / (fHigh - fLow);
    if (!(x > low && x < high)) x = low + width / 2;
    if (x === low || x === high) break;
    const y = f(x);
    if (y === 0) return x;
    if (y > 0) {
      high = x;
      fHigh = y;
      if (side === 1) fLow /= 2;
      side = 1;
    } else {
      low = x;
      fLow = y;
      if (side === -1) fHigh /= 2;
      side = -1;
    }
  }
  return Math.abs(fLow) < Math.abs(fHigh) ? low : high;
}
