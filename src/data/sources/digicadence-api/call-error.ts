/** What can go wrong with a call, whether it is worth another attempt, and how it is told to people. */
import { AppError, type Explanation } from '../../../errors.ts';

export type CallFailure =
  | 'unreachable'
  | 'timeout'
  | 'dropped'
  | 'too-large'
  | 'redirect'
  | 'server-error'
  | 'rate-limited'
  | 'unauthorised'
  | 'forbidden'
  | 'refused'
  | 'not-json'
  | 'wrong-shape'
  | 'resting'
  | 'crowded'
  | 'unknown-service';

/** Failures that another attempt, perhaps at another replica, can mend. */
const PASSING: readonly CallFailure[] = [
  'unreachable',
  'timeout',
  'dropped',
  'server-error',
  'rate-limited',
  'not-json',
];
/** Failures that speak against the service rather than the request or the pace: they open its circuit. */
const SERVICE_FAULT: readonly CallFailure[] = ['unreachable', 'timeout', 'dropped', 'server-error', 'not-json'];

const FIX: Readonly<Record<CallFailure, string>> = {
  unreachable:
    'Check that the service runs and that address and port are right; "dc sources discover" looks for it again.',
  timeout: 'Look at the load of the service, or raise limits.timeoutMs of the source.',
  dropped: 'Look at the log of the service and of proxies before it; the next sync tries again by itself.',
  'too-large': 'Let the service page its answer, or raise limits.maxAnswerBytes of the source.',
  redirect: 'Put the final address of the service into the source.',
  'server-error': 'Look at the log of the service; the next sync tries again by itself.',
  'rate-limited': 'Sync less often, or let the service allow more calls; the next sync tries again by itself.',
  unauthorised: 'Give the source a valid token (and a valid refresh token), then run "dc sources test".',
  forbidden: 'Give the token of the source the right to read this service.',
  refused: 'Check the project and brand ids of the source, and the version of the service.',
  'not-json': 'Look at the log of the service: what answers may be a proxy or an error page.',
  'wrong-shape': 'Compare the answer with docs/digicadence-api.md; the version of the service may differ.',
  resting: 'Nothing needs to be done here: it is tried again by itself. Look at the log of the service.',
  crowded: 'Ask for less at once, or raise limits.queuedCalls of the source.',
  'unknown-service': 'Run "dc sources discover", or name its address under services of the source.',
};

/** One failed call. `why` is a sentence without secrets. */
export class CallError extends Error {
  override readonly name = 'CallError';
  readonly failure: CallFailure;
  readonly status: number | null;
  /** How long the service asked to be left alone. */
  readonly retryAfterMs: number | null;

  constructor(
    failure: CallFailure,
    why: string,
    given: { readonly status?: number; readonly retryAfterMs?: number | null; readonly cause?: unknown } = {},
  ) {
    super(why, given.cause === undefined ? {} : { cause: given.cause });
    this.failure = failure;
    this.status = given.status ?? null;
    this.retryAfterMs = given.retryAfterMs ?? null;
  }

  get isPassing(): boolean {
    return PASSING.includes(this.failure);
  }

  get isServiceFault(): boolean {
    return SERVICE_FAULT.includes(this.failure);
  }
}

/** Fixed by what was called, not by what happened there. */
export interface CalledEndpoint {
  readonly source: string;
  readonly service: string;
  /** Method and path template: without ids, query and secrets. */
  readonly endpoint: string;
}

const WHAT: Partial<Record<CallFailure, string>> = {
  unauthorised: 'does not accept the token',
  forbidden: 'does not allow the call',
  'rate-limited': 'asks for a pause',
  resting: 'is not called for the moment',
  'not-json': 'gave an answer that cannot be read',
  'wrong-shape': 'gave an answer of an unexpected form',
  'too-large': 'gave too large an answer',
  'unknown-service': 'is not known',
  crowded: 'has too many calls waiting',
};

/** The sentences for people: which service of which source, what happened, what to do. */
export function explainCall(called: CalledEndpoint, error: CallError, attempts: number): Explanation {
  const tried = attempts > 1 ? ` (${attempts} attempts)` : '';
  return {
    code: 'source',
    what: `The ${called.service} service of the source "${called.source}" ${WHAT[error.failure] ?? 'could not be read'}.`,
    why: `${called.endpoint}: ${error.message}${tried}.`,
    fix: FIX[error.failure],
  };
}

/** The error that leaves the client. */
export class SourceCallError extends AppError {
  override readonly name: string = 'SourceCallError';
  readonly failure: CallFailure;
  readonly status: number | null;

  constructor(called: CalledEndpoint, error: CallError, attempts: number) {
    super(explainCall(called, error, attempts), error);
    this.failure = error.failure;
    this.status = error.status;
  }
}
