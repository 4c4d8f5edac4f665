/** Prometheus metrics of the whole app: one registry, named by the field's conventions. */
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';

export interface Metrics {
  readonly registry: Registry;
  /** Time from receiving a Slack request to its acknowledgement. */
  readonly acknowledgement: Histogram<'kind'>;
  /** Time of each stage of a run: load, analyse, render, deliver. */
  readonly stage: Histogram<'stage'>;
  readonly runs: Counter<'state'>;
  readonly queue: Gauge<'state'>;
  readonly slackCalls: Counter<'method' | 'outcome'>;
  readonly payloadsTrimmed: Counter<'kind'>;
  readonly browserRestarts: Counter<'reason'>;
  /** Slices of data asked for: answered from memory (hit), read (miss), or waited for with another (joined). */
  readonly dataCache: Counter<'outcome'>;
  readonly dataCacheBytes: Gauge;
  /** Every attempt of a call to an outside source. */
  readonly sourceCalls: Histogram<'source' | 'service' | 'endpoint' | 'outcome'>;
  /** As the latest call left them: 1 = trusted, 0 = resting or on trial. */
  readonly sourceAddresses: Gauge<'source' | 'service' | 'address'>;
  /** As the latest call left them: 1 = closed, 0 = the endpoint rests. */
  readonly sourceEndpoints: Gauge<'source' | 'service' | 'endpoint'>;
}

export function createMetrics(): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const registers = [registry];
  return {
    registry,
    acknowledgement: new Histogram({
      name: 'dc_slack_acknowledgement_seconds',
      help: 'Time from receiving a Slack request to its acknowledgement.',
      labelNames: ['kind'],
      buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2, 3],
      registers,
    }),
    stage: new Histogram({
      name: 'dc_run_stage_seconds',
      help: 'Time of each stage of a report run.',
      labelNames: ['stage'],
      buckets: [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300],
      registers,
    }),
    runs: new Counter({
      name: 'dc_runs_total',
      help: 'Finished report runs by state.',
      labelNames: ['state'],
      registers,
    }),
    queue: new Gauge({ name: 'dc_queue_jobs', help: 'Jobs in the queue by state.', labelNames: ['state'], registers }),
    slackCalls: new Counter({
      name: 'dc_slack_calls_total',
      help: 'Slack Web API calls by method and outcome.',
      labelNames: ['method', 'outcome'],
      registers,
    }),
    payloadsTrimmed: new Counter({
      name: 'dc_slack_payloads_trimmed_total',
      help: 'Outgoing payloads that had to be shortened to fit the platform limits.',
      labelNames: ['kind'],
      registers,
    }),
    browserRestarts: new Counter({
      name: 'dc_browser_restarts_total',
      help: 'Restarts of the warm Chromium by reason.',
      labelNames: ['reason'],
      registers,
    }),
    dataCache: new Counter({
      name: 'dc_data_cache_lookups_total',
      help: 'Slices of data asked for, by whether they were in memory (hit), read (miss) or being read already (joined).',
      labelNames: ['outcome'],
      registers,
    }),
    dataCacheBytes: new Gauge({
      name: 'dc_data_cache_bytes',
      help: 'Memory of the slices of data that are kept, roughly.',
      registers,
    }),
    sourceCalls: new Histogram({
      name: 'dc_source_call_seconds',
      help: 'Every attempt of a call to a service of a source, by outcome.',
      labelNames: ['source', 'service', 'endpoint', 'outcome'],
      buckets: [0.01, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30],
      registers,
    }),
    sourceAddresses: new Gauge({
      name: 'dc_source_address_trusted',
      help: 'Addresses of the services of a source after the latest call: 1 trusted, 0 resting or on trial.',
      labelNames: ['source', 'service', 'address'],
      registers,
    }),
    sourceEndpoints: new Gauge({
      name: 'dc_source_endpoint_closed',
      help: 'Circuits of the endpoints of a source after the latest call: 1 closed, 0 resting.',
      labelNames: ['source', 'service', 'endpoint'],
      registers,
    }),
  };
}
