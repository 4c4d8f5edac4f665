/** What a test could have found, had it been there. */
import { mixtureQuantile, type StudentMixture } from './student-mixture.ts';

// Grades are given at 5 % whatever confidence an interval is asked for (Cohen 1988 for the customary power of 80 %).
const ALPHA = 0.05;
const POWER = 0.8;

/** Smallest true value that a two-sided test at 5 % would have found with 80 % power, given the uncertainty it met. */
export function detectableEffect(m: StudentMixture): number {
  const centred = { ...m, centres: new Float64Array(m.weights.length) };
  return mixtureQuantile(centred, 1 - ALPHA / 2) + mixtureQuantile(centred, POWER);
}
