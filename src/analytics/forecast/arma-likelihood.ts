/**
 * Exact Gaussian likelihood of an ARMA process by the Kalman filter in Chandrasekhar form (Morf, Sidhu & Kailath 1974;
 * Mélard 1984, Applied Statistics 33): the covariance of the state is never formed, a step costs its dimension.
 */

/** Polynomials as dense coefficients: φ₁ … φ_p (w_t = Σφ w + …) and θ₁ … θ_q (… + ε + Σθ ε). */
export interface Arma {
  readonly ar: Float64Array;
  readonly ma: Float64Array;
}

/** ψ₀ … ψ_count of the moving-average form of the process. */
function psiWeights({ ar, ma }: Arma, count: number): Float64Array {
  const psi = new Float64Array(count + 1);
  psi[0] = 1;
  for (let j = 1; j <= count; j++) {
    let sum = j <= ma.length ? ma[j - 1]! : 0;
    for (let i = 1; i <= Math.min(j, ar.length); i++) sum += ar[i - 1]! * psi[j - i]!;
    psi[j] = sum;
  }
  return psi;
}

/** Solves A x = b in place by elimination with row pivots; false when A is singular to rounding. */
function solve(a: Float64Array[], b: Float64Array): boolean {
  const n = b.length;
  for (let c = 0; c < n; c++) {
    let pivot = c;
    for (let r = c + 1; r < n; r++) if (Math.abs(a[r]![c]!) > Math.abs(a[pivot]![c]!)) pivot = r;
    if (Math.abs(a[pivot]![c]!) < 1e-12) return false;
    if (pivot !== c) {
      const row = a[c]!;
      a[c] = a[pivot]!;
      a[pivot] = row;
      const value = b[c]!;
      b[c] = b[pivot]!;
      b[pivot] = value;
    }
    const head = a[c]!;
    for (let r = c + 1; r < n; r++) {
      const row = a[r]!;
      if (row[c] === 0) continue;
      const factor = row[c]! / head[c]!;
      for (let k = c; k < n; k++) row[k]! -= factor * head[k]!;
      b[r]! -= factor * b[c]!;
    }
  }
  for (let r = n - 1; r >= 0; r--) {
    let sum = b[r]!;
    for (let k = r + 1; k < n; k++) sum -= a[r]![k]! * b[k]!;
    b[r] = sum / a[r]![r]!;
  }
  return true;
}

/** Autocovariances γ₀ … γ_count at unit shock variance (Brockwell & Davis 1991, §3.3). Null near a unit root. */
export function armaAutocovariances(arma: Arma, count: number): Float64Array | null {
  const { ar, ma } = arma;
  const p = ar.length;
  const q = ma.length;
  const psi = psiWeights(arma, q);
  const right = (k: number): number => {
    let sum = 0;
    for (let j = k; j <= q; j++) sum += (j === 0 ? 1 : ma[j - 1]!) * psi[j - k]!;
    return sum;
  };
  const gamma = new Float64Array(Math.max(count, p) + 1);
  if (p > 0) {
    const a = Array.from({ length: p + 1 }, () => new Float64Array(p + 1));
    const b = new Float64Array(p + 1);
    for (let k = 0; k <= p; k++) {
      a[k]![k]! += 1;
      for (let j = 1; j <= p; j++) a[k]![Math.abs(k - j)]! -= ar[j - 1]!;
      b[k] = right(k);
    }
    if (!solve(a, b)) return null;
    gamma.set(b);
  }
  for (let k = p > 0 ? p + 1 : 0; k < gamma.length; k++) {
    let sum = right(k);
    for (let j = 1; j <= p; j++) sum += ar[j - 1]! * gamma[k - j]!;
    gamma[k] = sum;
  }
  return gamma[0]! > 0 ? gamma : null;
}

/** Relative change of the prediction variance below which the filter has settled, once it stays so for a whole state. */
const SETTLED = 1e-9;

/**
 * −2 log-likelihood of the zero-mean series w with σ² concentrated out, up to a constant, and its innovations (written to
 * `innovations`, their variances at unit shock to `variances`). +∞ when the process is not stationary to rounding.
 */
export function armaDeviance(w: Float64Array, arma: Arma, innovations: Float64Array, variances?: Float64Array): number {
  const { ar, ma } = arma;
  const r = Math.max(ar.length, ma.length + 1);
  const n = w.length;
  const gamma = armaAutocovariances(arma, r);
  if (gamma === null) return Number.POSITIVE_INFINITY;
  const psi = psiWeights(arma, r);
  const phi = new Float64Array(r);
  phi.set(ar);
  const nonZero: number[] = [];
  for (let i = 0; i < r; i++) if (phi[i] !== 0) nonZero.push(i);
  // First column of the stationary covariance of Harvey's state, and the gain from it.
  const first = new Float64Array(r + 1);
  for (let i = 0; i < r; i++) {
    let sum = i === 0 ? gamma[0]! : 0;
    if (i > 0)
      for (let j = i; j < r; j++) sum += phi[j]! * gamma[j - i + 1]! + (j <= ma.length ? ma[j - 1]! : 0) * psi[j - i]!;
    first[i] = sum;
  }
  const gain = new Float64Array(r);
  for (let i = 0; i < r; i++) gain[i] = phi[i]! * first[0]! + first[i + 1]!;
  let f = gamma[0]!;
  const direction = new Float64Array(r + 1);
  for (let i = 0; i < r; i++) direction[i] = gain[i]! / f;
  let weight = -f;
  const state = new Float64Array(r + 1);
  let squares = 0;
  let logs = 0;
  let quiet = 0;
  for (let t = 0; t < n; t++) {
    const v = w[t]! - state[0]!;
    innovations[t] = v;
    if (variances !== undefined) variances[t] = f;
    squares += (v * v) / f;
    logs += Math.log(f);
    const head = state[0]!;
    const step = v / f;
    for (let i = 0; i < r; i++) state[i] = state[i + 1]! + gain[i]! * step;
    for (const i of nonZero) state[i]! += phi[i]! * head;
    if (quiet > r) continue;
    const z = direction[0]!;
    const change = weight * z;
    const next = f + change * z;
    if (!(next > 0)) return Number.POSITIVE_INFINITY;
    // In order: the new direction needs the old gain and f, the new gain needs the old direction.
    for (let i = 0; i < r; i++) {
      const moved = phi[i]! * z + direction[i + 1]!;
      direction[i] = moved - (gain[i]! / f) * z;
      gain[i]! += moved * change;
    }
    weight *= f / next;
    quiet = Math.abs(next - f) < SETTLED * f ? quiet + 1 : 0;
    f = next;
  }
  return n * Math.log(Math.max(squares, 1e-300) / n) + logs;
}
