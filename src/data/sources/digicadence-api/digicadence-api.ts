/**
 * The Digi-Cadence services as a source: discovered, balanced, guarded, checked. Its rows are read once and lazily; calls
 * inside a fetch never touch our own store, because the store may be in the middle of taking those very rows.
 */

import type { z } from 'zod';
import type { Logger } from '../../../log.ts';
import type { Metrics } from '../../../metrics.ts';
import type { Source } from '../source.ts';
import { ApiClient } from './client.ts';
import type { ConnectivityCheck } from './connectivity.ts';
import type { DirectoryStore, ServiceDirectory } from './directory.ts';
import { FetchRun } from './fetch-run.ts';
import type { DigicadenceApiOptions } from './options.ts';
import type { ApiAnswer, ApiRequest, BatchResult } from './requests.ts';
import { createHealthGauges, type ServiceHealth } from './service-health.ts';
import { createTracer, type Tracer } from './tracing.ts';
import { fetchTransport, type Transport } from './transport.ts';

export type { ConnectivityCheck } from './connectivity.ts';
export type { DirectoryEntry, DirectoryStore, ServiceDirectory } from './directory.ts';
export { type DigicadenceApiOptions, digicadenceApiSchema } from './options.ts';
export type { ApiAnswer, ApiRequest, BatchResult } from './requests.ts';
export type { ServiceHealth } from './service-health.ts';

export interface DigicadenceApiTools {
  readonly directories: DirectoryStore;
  readonly logger: Logger;
  readonly metrics?: Pick<Metrics, 'sourceCalls' | 'sourceAddresses' | 'sourceEndpoints'>;
  readonly now: () => Date;
  /** Uniform in [0, 1): spreads calls and retries. Default: Math.random. */
  readonly random?: () => number;
  /** Default: fetch. */
  readonly transport?: Transport;
  /** Also told of every attempt. */
  readonly onCall?: Tracer;
}

export interface DigicadenceApi extends Source {
  /** Looks at every configured address again, and remembers what answered. Does not throw when nothing answers. */
  discoverEndpoints(signal: AbortSignal): Promise<ServiceDirectory>;
  /** What is remembered, without asking anybody; null before the first discovery. */
  knownEndpoints(): Promise<ServiceDirectory | null>;
  /**
   * One call, with balancing, retry, circuit breaker, authentication and conditional request.
   * @param schema what the answer must be like; without it, any JSON
   * @throws AppError `source` that names source, service and endpoint
   */
  request<T = unknown>(request: ApiRequest, signal: AbortSignal, schema?: z.ZodType<T>): Promise<ApiAnswer<T>>;
  /** Many calls; one that fails does not stop the others, unless its failure would be theirs too. */
  requestAll<T = unknown>(
    requests: readonly ApiRequest[],
    signal: AbortSignal,
    schema?: z.ZodType<T>,
  ): Promise<readonly BatchResult<T>[]>;
  /** One real call to each known address. @throws AppError `source` when nothing is known and nothing answers */
  testConnectivity(signal: AbortSignal): Promise<readonly ConnectivityCheck[]>;
  /** Asks for a new token now. @throws AppError `source` when there is no way to, or it is refused */
  refreshAuthentication(signal: AbortSignal): Promise<void>;
  /** Addresses and circuits as this process has come to know them. */
  health(): readonly ServiceHealth[];
}

export function isDigicadenceApi(source: Source): source is DigicadenceApi {
  return source.describe().kind === 'digicadence-api';
}

/** "10.0.0.5:7000, :8001–8036": addresses without protocol, ports behind their host. */
function locationOf({ baseUrls, ports, services }: DigicadenceApiOptions): string {
  const range = ports.map((port) => (typeof port === 'number' ? `:${port}` : `:${port[0]}–${port[1]}`)).join(', ');
  const places = [
    ...Object.values(services)
      .flat()
      .map((address) => new URL(address).host),
    ...baseUrls.map((address) =>
      /:\d+\/?$/.test(address) ? new URL(address).host : `${new URL(address).host}${range}`,
    ),
  ];
  return [...new Set(places)].join('; ');
}

export function digicadenceApi(options: DigicadenceApiOptions, tools: DigicadenceApiTools): DigicadenceApi {
  const traced = createTracer(tools.logger, tools.metrics);
  const client = new ApiClient(options, {
    transport: tools.transport ?? fetchTransport,
    directories: tools.directories,
    now: tools.now,
    random: tools.random ?? Math.random,
    noteHealth: createHealthGauges(tools.metrics),
    trace(trace) {
      traced(trace);
      tools.onCall?.(trace);
    },
  });
  return {
    describe: () => ({
      name: options.name,
      kind: 'digicadence-api',
      location: locationOf(options),
      incremental: true,
    }),
    async list(signal) {
      return (await FetchRun.start(client, options, null, signal)).tables();
    },
    async fetch(cursor, signal) {
      return (await FetchRun.start(client, options, cursor, signal)).fetch();
    },
    // Connections are pooled by the runtime and end by themselves.
    close: async () => undefined,
    discoverEndpoints: (signal) => client.discover(signal),
    knownEndpoints: () => client.knownDirectory(),
    async request(request, signal, schema) {
      await client.useDirectory(signal);
      return client.request(request, signal, schema);
    },
    async requestAll(requests, signal, schema) {
      await client.useDirectory(signal);
      return client.requestAll(requests, signal, schema);
    },
    async testConnectivity(signal) {
      await client.useDirectory(signal);
      return client.testConnectivity(signal);
    },
    async refreshAuthentication(signal) {
      await client.useDirectory(signal);
      return client.refreshAuthentication(signal);
    },
    health: () => client.health,
  };
}
