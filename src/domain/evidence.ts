/** Evidence: what one analysis measured about one question, with its uncertainty, before anybody grades it. */

export interface Evidence {
  readonly estimate: number | null;
  readonly unit: string;
  readonly interval: readonly [low: number, high: number] | null;
  /** Confidence level of the interval, .90, .95 or .99. */
  readonly level: number;
  /** Observations that entered (periods, or brand-periods for panels). */
  readonly n: number;
  /** The test in the field's words, e.g. "Perron–Yabu trend test". */
  readonly test: string;
  /** Two-sided p of the primary test with any search inside it; null when the data cannot support a test. */
  readonly p: number | null;
  readonly lag?: number;
  /** Smallest true effect that would have been detected with 80 % power, in `unit`; null when unknown. */
  readonly detectable?: number | null;
  /**
   * At 90 %, whatever `level`: an effect lies between two margins by two one-sided tests at .05 exactly when this does
   * (Schuirmann 1987). Absent where nobody asks whether an effect is too small to matter.
   */
  readonly interval90?: readonly [low: number, high: number];
  /** Set exactly when p is null: why there is no answer. */
  readonly insufficient?: string;
  readonly caveats: readonly string[];
}

/** `supported` q ≤ .05 · `suggestive` .05 < q ≤ .10 · `none` · `insufficient` (no test possible). */
export type Grade = 'supported' | 'suggestive' | 'none' | 'insufficient';
