/** How calls to one endpoint are guarded, composed from cockatiel: bulkhead, then retry, circuit breaker, timeout. */
import {
  BrokenCircuitError,
  BulkheadRejectedError,
  bulkhead,
  CircuitState,
  ConsecutiveBreaker,
  circuitBreaker,
  DelegateBackoff,
  handleWhen,
  retry,
  TimeoutStrategy,
  timeout,
  wrap,
} from 'cockatiel';
import { CallError } from './call-error.ts';
import type { Limits } from './options.ts';

export interface Attempt {
  /** 1 for the first. */
  readonly number: number;
  /** Aborted by the caller or by the timeout of this attempt. */
  readonly signal: AbortSignal;
}

export interface EndpointPolicy {
  /**
   * Runs `attempt` until it succeeds or no further attempt is due.
   * @param isIdempotent only then is there more than one attempt
   * @throws CallError of the last attempt, `resting` or `crowded`; the reason of `signal`
   */
  execute<T>(attempt: (given: Attempt) => Promise<T>, isIdempotent: boolean, signal: AbortSignal): Promise<T>;
  readonly isResting: boolean;
}

const doubling = (firstMs: number, maxMs: number, step: number): number => Math.min(maxMs, firstMs * 2 ** (step - 1));

/** Rejects as soon as `signal` is aborted, also while a pause between attempts runs. */
async function orAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  const { promise: aborted, reject } = Promise.withResolvers<never>();
  const onAbort = (): void => reject(signal.reason);
  signal.addEventListener('abort', onAbort, { once: true });
  try {
    signal.throwIfAborted();
    return await Promise.race([work, aborted]);
  } finally {
    signal.removeEventListener('abort', onAbort);
  }
}

export function createEndpointPolicy(limits: Limits, random: () => number): EndpointPolicy {
  const crowd = bulkhead(limits.concurrentCalls, limits.queuedCalls);
  const breaker = circuitBreaker(
    handleWhen((error) => error instanceof CallError && error.isServiceFault),
    {
      breaker: new ConsecutiveBreaker(limits.failuresToOpen),
      halfOpenAfter: new DelegateBackoff(({ attempt }) => doubling(limits.restMs, limits.maxRestMs, attempt)),
    },
  );
  const again = retry(
    handleWhen(
      (error) => error instanceof CallError && error.isPassing && (error.retryAfterMs ?? 0) <= limits.maxRetryAfterMs,
    ),
    {
      maxAttempts: limits.attempts - 1,
      // Full jitter (M. Brooker, "Exponential Backoff And Jitter", AWS Architecture Blog, 2015), never before the time that
      // the service asked for.
      backoff: new DelegateBackoff(({ attempt, result }) => {
        const error = 'error' in result ? result.error : null;
        const asked = error instanceof CallError ? (error.retryAfterMs ?? 0) : 0;
        return asked + Math.floor(random() * doubling(limits.retryDelayMs, limits.maxRetryDelayMs, attempt));
      }),
    },
  );
  const patience = timeout(limits.timeoutMs, TimeoutStrategy.Cooperative);
  const once = wrap(crowd, breaker, patience);
  const several = wrap(crowd, again, breaker, patience);

  return {
    get isResting() {
      return breaker.state === CircuitState.Open;
    },
    async execute(attempt, isIdempotent, signal) {
      let number = 0;
      let last: CallError | null = null;
      const work = (isIdempotent ? several : once).execute(async ({ signal: attemptSignal }) => {
        number += 1;
        signal.throwIfAborted();
        try {
          return await attempt({ number, signal: attemptSignal });
        } catch (error) {
          const timedOut = attemptSignal.aborted && !signal.aborted;
          const told = timedOut ? new CallError('timeout', `no answer within ${limits.timeoutMs} ms`) : error;
          if (told instanceof CallError) last = told;
          throw told;
        }
      }, signal);
      // When the caller leaves first, the end of the work is nobody's concern any more.
      work.catch(() => undefined);
      try {
        return await orAborted(work, signal);
      } catch (error) {
        if (error instanceof BrokenCircuitError) {
          const before = last ?? lastFailureOf(breaker.lastFailure);
          throw new CallError(
            'resting',
            `${limits.failuresToOpen} calls in a row failed, so it rests for up to ${limits.maxRestMs / 1_000} s between trials${before ? `; the last failure: ${before.message}` : ''}`,
            { cause: error },
          );
        }
        if (error instanceof BulkheadRejectedError)
          throw new CallError(
            'crowded',
            `${limits.concurrentCalls} calls are under way and ${limits.queuedCalls} wait`,
            { cause: error },
          );
        throw error;
      }
    },
  };
}

function lastFailureOf(reason: unknown): CallError | null {
  if (typeof reason !== 'object' || reason === null || !('error' in reason)) return null;
  return reason.error instanceof CallError ? reason.error : null;
}
