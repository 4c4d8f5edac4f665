/**
 * Saturation: how response flattens as spend grows. Each curve knows where it stops being convex, which is what an exact
 * allocation needs.
 */

/**
 * Response to spend of one channel: increasing, convex below `inflection` and concave above (S-shaped; concave everywhere when
 * the inflection is not positive). Spend and response are those of one period in the steady state.
 */
export interface ResponseCurve {
  value(spend: number): number;
  /** First derivative: response to one more unit of spend. May be infinite at the end of the range, never NaN. */
  slope(spend: number): number;
  readonly inflection: number;
}

export interface HillParameters {
  /** Response at full saturation. */
  readonly ceiling: number;
  /** Steepness: S-shaped above 1, concave up to 1. */
  readonly alpha: number;
  /** Exposure at which half the ceiling is reached, > 0. */
  readonly inflexion: number;
  /** Exposure that is there without spend in this period (carried over), ≥ 0. */
  readonly carryOver?: number;
}

/** Hill curve ceiling ÷ (1 + (inflexion ÷ (spend + carry-over))^alpha) (Hill 1910; in Robyn's parameters). */
export function hillCurve({ ceiling, alpha, inflexion, carryOver = 0 }: HillParameters): ResponseCurve {
  const ratio = (exposure: number): number => (inflexion / exposure) ** alpha;
  return {
    value: (spend) => {
      const exposure = spend + carryOver;
      return exposure > 0 ? ceiling / (1 + ratio(exposure)) : 0;
    },
    slope: (spend) => {
      const exposure = spend + carryOver;
      if (!(exposure > 0)) return alpha < 1 ? Number.POSITIVE_INFINITY : alpha > 1 ? 0 : ceiling / inflexion;
      const r = ratio(exposure);
      // In the order that keeps a very large ratio finite.
      return Number.isFinite(r) ? ((ceiling / (1 + r)) * (r / (1 + r)) * alpha) / exposure : 0;
    },
    inflection: alpha > 1 ? inflexion * ((alpha - 1) / (alpha + 1)) ** (1 / alpha) - carryOver : -carryOver,
  };
}

/** Michaelis–Menten curve ceiling·x ÷ (half + x) (Michaelis & Menten 1913): the Hill curve with alpha 1. */
export function michaelisMentenCurve(o: { ceiling: number; half: number; carryOver?: number }): ResponseCurve {
  return hillCurve({ ceiling: o.ceiling, alpha: 1, inflexion: o.half, carryOver: o.carryOver ?? 0 });
}

/** Logarithmic curve scale·log(1 + x ÷ unit): never quite saturates. */
export function logCurve(o: { scale: number; unit: number; carryOver?: number }): ResponseCurve {
  const carried = o.carryOver ?? 0;
  return {
    value: (spend) => o.scale * Math.log1p((spend + carried) / o.unit),
    slope: (spend) => o.scale / (o.unit + spend + carried),
    inflection: -carried,
  };
}

/**
 * What a log–log model says of one channel: the outcome is `level` at spend `current` and moves as (1 + x ÷ unit)^coefficient;
 * the value is what spend x brings beyond none, everything else as it is. Concave up to a coefficient of 1.
 */
export function elasticCurve(o: { level: number; coefficient: number; unit: number; current: number }): ResponseCurve {
  const scale = o.level / (1 + o.current / o.unit) ** o.coefficient;
  return {
    value: (spend) => scale * Math.expm1(o.coefficient * Math.log1p(spend / o.unit)),
    slope: (spend) => ((scale * o.coefficient) / o.unit) * (1 + spend / o.unit) ** (o.coefficient - 1),
    inflection: 0,
  };
}

/** Robyn's half-saturation point: `gamma` of the way from the smallest to the largest exposure. */
export function hillInflexion(exposure: readonly number[], gamma: number): number {
  return (1 - gamma) * Math.min(...exposure) + gamma * Math.max(...exposure);
}

/** Robyn's `saturation_hill`: share of the ceiling, 0–1, at each exposure. */
export function hillSaturation(exposure: readonly number[], o: { alpha: number; inflexion: number }): number[] {
  return exposure.map(hillCurve({ ceiling: 1, ...o }).value);
}
