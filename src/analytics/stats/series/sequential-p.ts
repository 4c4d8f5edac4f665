/** Monte Carlo p-values that stop early when there is nothing to find. */

/**
 * Sequential Monte Carlo p (Besag & Clifford 1991, Biometrika 78): draws until `exceedances` draws reached the observed
 * statistic, then p = exceedances ÷ draws; else (reached + 1) ÷ (maximum + 1) after `maximum` draws. Valid at every
 * level, its finest value 1 ÷ (maximum + 1).
 */
export function sequentialP(reaches: () => boolean, o: { maximum: number; exceedances: number }): number {
  let reached = 0;
  for (let drawn = 1; drawn <= o.maximum; drawn++) {
    if (!reaches()) continue;
    reached++;
    if (reached === o.exceedances) return reached / drawn;
  }
  return (reached + 1) / (o.maximum + 1);
}
