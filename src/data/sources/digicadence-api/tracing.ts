/** Every attempt of every call, as metrics and as structured log lines without secrets. */
import type { Logger } from '../../../log.ts';
import type { Metrics } from '../../../metrics.ts';
import type { CallFailure } from './call-error.ts';

export interface CallTrace {
  readonly source: string;
  readonly service: string;
  /** Method and path template: neither ids nor query. */
  readonly endpoint: string;
  /** Where the attempt went; null: it went nowhere, because the endpoint rests or too many calls wait. */
  readonly baseUrl: string | null;
  /** Sent along as `x-request-id`, so that the service's log can be matched. */
  readonly requestId: string;
  /** 1 for the first. */
  readonly attempt: number;
  readonly ms: number;
  /** Size of the answer's body. */
  readonly bytes: number | null;
  readonly status: number | null;
  readonly outcome: 'ok' | 'not-modified' | 'cancelled' | CallFailure;
}

export type Tracer = (trace: CallTrace) => void;

const QUIET: readonly CallTrace['outcome'][] = ['ok', 'not-modified', 'cancelled'];

export function createTracer(logger: Logger, metrics: Pick<Metrics, 'sourceCalls'> | undefined): Tracer {
  return (trace) => {
    const { source, service, endpoint, outcome, ms } = trace;
    metrics?.sourceCalls.observe({ source, service, endpoint, outcome }, ms / 1_000);
    if (QUIET.includes(outcome)) logger.debug(trace, 'source call');
    else logger.warn(trace, 'source call failed');
  };
}
