/** Errors at the rim: a code for programs; what failed, why and what to do for people. */

export type ErrorCode =
  | 'usage'
  | 'configuration'
  | 'store-in-use'
  | 'store-unavailable'
  | 'migration'
  | 'import'
  | 'source'
  | 'not-found'
  | 'unauthorised'
  | 'forbidden'
  | 'too-large'
  | 'timeout'
  | 'memory'
  | 'cancelled'
  | 'render'
  | 'slack'
  | 'queue'
  | 'internal';

export interface Explanation {
  readonly code: ErrorCode;
  /** What failed, as a sentence. */
  readonly what: string;
  readonly why: string;
  /** What the reader can do about it. */
  readonly fix: string;
}

/** An error with its explanation; `message` joins the three sentences. */
export class AppError extends Error {
  override readonly name: string = 'AppError';
  readonly code: ErrorCode;
  readonly what: string;
  readonly why: string;
  readonly fix: string;

  constructor(explanation: Explanation, cause?: unknown) {
    super(`${explanation.what} ${explanation.why} ${explanation.fix}`.trim(), cause === undefined ? {} : { cause });
    this.code = explanation.code;
    this.what = explanation.what;
    this.why = explanation.why;
    this.fix = explanation.fix;
  }
}

/** The explanation of any thrown value; unknown errors become `internal` without leaking their details to people. */
export function explain(error: unknown): Explanation {
  if (error instanceof AppError) return { code: error.code, what: error.what, why: error.why, fix: error.fix };
  return {
    code: 'internal',
    what: 'Something went wrong inside Digi-Cadence.',
    why: 'An unexpected error was logged with its details.',
    fix: 'Try again; if it happens again, give your administrator the run id.',
  };
}

/**
 * What a failed delivery step means for the next try: `retry` later (after `retryAfterMs` if given), `permanent` until
 * somebody changes something, `no-files` (this place takes no files: deliver the message without them),
 * `outcome-unknown` (the call may have worked: look before repeating it).
 */
export type DeliveryFailure = 'retry' | 'permanent' | 'no-files' | 'outcome-unknown';

/** An error of the place that a result is delivered to. */
export class DeliveryError extends AppError {
  override readonly name: string = 'DeliveryError';
  readonly failure: DeliveryFailure;
  readonly retryAfterMs: number | null;

  constructor(explanation: Explanation, failure: DeliveryFailure, retryAfterMs: number | null = null, cause?: unknown) {
    super(explanation, cause);
    this.failure = failure;
    this.retryAfterMs = retryAfterMs;
  }
}
