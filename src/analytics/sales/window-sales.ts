/** What was sold in a window, and whether revenue is what volume × price says: only then it can be decomposed. */
import type { Sales } from './price-volume-mix.ts';

type Series = readonly (number | null)[];

/**
 * Largest share of revenue by which volume × price may miss it. Rounded prices and late credits stay far below; a price
 * that is not what was paid (a list price, one with tax) lies above.
 */
export const PRICE_TOLERANCE = 0.01;

export type WindowSales =
  | {
      /** Means a period over the periods in which both revenue and volume are known; null: nothing was sold. */
      readonly sales: Sales | null;
      readonly periods: number;
      /** Σ |revenue − volume × price| ÷ Σ revenue; null when no price was given, so that it is revenue ÷ volume. */
      readonly gap: number | null;
      readonly refused: null;
    }
  | { readonly sales: null; readonly periods: number; readonly gap: number | null; readonly refused: string };

/**
 * Sums a window. Gaps of opposite sign do not cancel each other.
 * @param price null: not in the data
 * @param indices periods of the window
 * @returns `refused` with the reason when revenue is not volume × price, or revenue stands without volume
 */
export function windowSales(
  { revenue, volume, price }: { readonly revenue: Series; readonly volume: Series; readonly price: Series | null },
  indices: readonly number[],
): WindowSales {
  const known = indices.filter((t) => revenue[t] != null && volume[t] != null);
  const periods = known.length;
  let [sold, earned, missed, priced] = [0, 0, 0, 0];
  for (const t of known) {
    const [r, v, p] = [revenue[t]!, volume[t]!, price?.[t] ?? null];
    if (r < 0 || v < 0)
      return {
        sales: null,
        periods,
        gap: null,
        refused: 'revenue or volume below zero: returns are booked against sales',
      };
    sold += v;
    earned += r;
    if (p !== null) {
      missed += Math.abs(r - v * p);
      priced += r;
    }
  }
  const gap = priced > 0 ? missed / priced : null;
  if (periods === 0) return { sales: null, periods, gap, refused: 'no period with both revenue and volume' };
  if (sold === 0 && earned > 0) return { sales: null, periods, gap, refused: 'revenue without any volume' };
  if (gap !== null && gap > PRICE_TOLERANCE)
    return { sales: null, periods, gap, refused: 'revenue is not volume × price' };
  return {
    sales: sold > 0 ? { volume: sold / periods, revenue: earned / periods } : null,
    periods,
    gap,
    refused: null,
  };
}
