/**
 * Relative metrics: those whose every period holds a 0 and a 100, because values were scaled between the worst and the
 * best brand. A rival's move changes ours, so nothing absolute can be said about a change in them.
 */
import { cell, type ScoreHistory } from './history.ts';

const TOLERANCE = 1e-9;

/** One flag per metric. Periods without any value of the metric do not count; a metric never seen is not relative. */
export function relativeMetrics(history: ScoreHistory): boolean[] {
  return history.metrics.map((_, m) => {
    let periods = 0;
    for (let t = 0; t < history.periods.length; t++) {
      let any = false;
      let lowest = false;
      let highest = false;
      for (let b = 0; b < history.brands.length; b++) {
        const value = cell(history, b, m, t);
        if (Number.isNaN(value)) continue;
        any = true;
        if (value <= TOLERANCE) lowest = true;
        if (value >= 100 - TOLERANCE) highest = true;
      }
      if (!any) continue;
      if (!lowest || !highest) return false;
      periods++;
    }
    return periods > 0;
  });
}
