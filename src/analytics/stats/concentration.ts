/** How unevenly a total is spread: Herfindahl, entropy, Gini, shares of the largest. */
import { present, type Values } from './describe.ts';

export interface Concentration {
  /** Herfindahl–Hirschman index on shares 0–1: 1 ÷ n when even, 1 when one holds all. */
  readonly herfindahl: number;
  /** (H − 1/n) ÷ (1 − 1/n), 0–1; null with one part. */
  readonly normalised: number | null;
  /** 1 ÷ H: as many equal parts would be as concentrated. */
  readonly effectiveNumber: number;
  readonly entropyNats: number;
  readonly gini: number;
  /** Share of the `k` largest. */
  topShare(k: number): number;
}

/** Null: no positive total, or a negative part. */
export function concentration(values: Values): Concentration | null {
  const parts = present(values).sort((a, b) => b - a);
  const total = parts.reduce((sum, part) => sum + part, 0);
  if (!(total > 0) || parts.at(-1)! < 0) return null;
  const shares = parts.map((part) => part / total);
  const n = shares.length;
  const herfindahl = shares.reduce((sum, share) => sum + share * share, 0);
  return {
    herfindahl,
    normalised: n === 1 ? null : (herfindahl - 1 / n) / (1 - 1 / n),
    effectiveNumber: 1 / herfindahl,
    entropyNats: -shares.reduce((sum, share) => sum + (share > 0 ? share * Math.log(share) : 0), 0),
    gini: gini(parts)!,
    topShare: (k) => shares.slice(0, k).reduce((sum, share) => sum + share, 0),
  };
}

/** Gini coefficient, population form: 0 even, 1 − 1/n when one holds all. Null: no positive total. */
export function gini(values: Values): number | null {
  const parts = present(values).sort((a, b) => a - b);
  const n = parts.length;
  const total = parts.reduce((sum, part) => sum + part, 0);
  if (!(total > 0)) return null;
  return parts.reduce((sum, part, i) => sum + (2 * (i + 1) - n - 1) * part, 0) / (n * total);
}
