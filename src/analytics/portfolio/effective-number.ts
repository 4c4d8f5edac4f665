/** How many brands the portfolio really stands on: by size, and by independent sources of risk. */
import { EigenvalueDecomposition, Matrix } from 'ml-matrix';
import { concentration } from '../stats/concentration.ts';

export interface EffectiveNumber {
  /** 1 ÷ Σ share²: as many equal brands would be as concentrated (Hirschman; Laakso & Taagepera 1979). */
  readonly bySize: number;
  /** exp(entropy) of the variance shares of uncorrelated components (Meucci 2009); null without a covariance or risk. */
  readonly byRisk: number | null;
}

/**
 * @param sizes revenue or spend of each brand, ≥ 0
 * @param covariance of the brands' returns, same order; shares of size weigh them
 * @returns null without a positive total
 */
export function effectiveNumber(
  sizes: readonly number[],
  covariance?: readonly (readonly number[])[],
): EffectiveNumber | null {
  const spread = concentration(sizes);
  if (spread === null) return null;
  const total = sizes.reduce((sum, size) => sum + size, 0);
  const shares = sizes.map((size) => size / total);
  return { bySize: spread.effectiveNumber, byRisk: covariance ? independentBets(shares, covariance) : null };
}

/** Meucci's effective number of bets over principal components. */
function independentBets(shares: readonly number[], covariance: readonly (readonly number[])[]): number | null {
  const { eigenvectorMatrix, realEigenvalues } = new EigenvalueDecomposition(
    new Matrix(covariance.map((row) => [...row])),
    { assumeSymmetric: true },
  );
  const parts = realEigenvalues.map((value, k) => {
    const load = shares.reduce((sum, share, i) => sum + share * eigenvectorMatrix.get(i, k), 0);
    return Math.max(0, value) * load * load;
  });
  const total = parts.reduce((sum, part) => sum + part, 0);
  if (!(total > 0)) return null;
  return Math.exp(-parts.reduce((sum, part) => sum + (part > 0 ? (part / total) * Math.log(part / total) : 0), 0));
}
