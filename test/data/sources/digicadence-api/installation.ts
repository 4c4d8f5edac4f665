/** A stand-in installation with a client to it, and time that moves only when nothing is on the wire. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished, vi } from 'vitest';
import type { SourceRecord } from '../../../../src/data/import/table-source.ts';
import { generateWorld } from '../../../../src/data/sources/demo/world.ts';
import {
  type DigicadenceApi,
  type DirectoryStore,
  digicadenceApi,
  digicadenceApiSchema,
  type ServiceDirectory,
} from '../../../../src/data/sources/digicadence-api/digicadence-api.ts';
import type { CallTrace } from '../../../../src/data/sources/digicadence-api/tracing.ts';
import { fetchTransport, type Transport } from '../../../../src/data/sources/digicadence-api/transport.ts';
import type { SourceProblem } from '../../../../src/data/sources/source.ts';
import { createStandIn, type StandIn, type StandInOptions } from '../../../../src/dev/digicadence/stand-in.ts';
import { createLogger } from '../../../../src/log.ts';
import { createMetrics } from '../../../../src/metrics.ts';

/** Of every installation in this file’s process. */
export const metrics = createMetrics();

export const never = new AbortController().signal;
const DEMO = generateWorld({ seed: 11, periods: 3, brands: 3 });
/** Small, with an event of one brand and one of all brands of a project. */
export const WORLD: typeof DEMO = {
  ...DEMO,
  events: DEMO.projects.flatMap(({ project, start }) => [
    { project, brand: null, date: start, label: 'Trade fair' },
    { project, brand: DEMO.brands[0]?.brand ?? null, date: start, label: 'Launch' },
  ]),
};
export const SECRET = 'token-tell-nobody';

export function memoryDirectories(): DirectoryStore & { readonly known: Map<string, ServiceDirectory> } {
  const known = new Map<string, ServiceDirectory>();
  return {
    known,
    read: async (source) => known.get(source) ?? null,
    write: async (source, directory) => void known.set(source, directory),
  };
}

export interface SentCall {
  readonly id: string;
  readonly url: string;
  readonly atMs: number;
  readonly authorization: string | undefined;
  /** Requests on the wire from then on, this one included. */
  readonly atOnce: number;
}

export interface Installation {
  readonly standIn: StandIn;
  readonly api: DigicadenceApi;
  readonly directories: ReturnType<typeof memoryDirectories>;
  readonly traces: readonly CallTrace[];
  /** Everything that left the client, with the (fake) time. */
  readonly sent: readonly SentCall[];
  /** Waits for `work`, moving the clock to the next timer whenever every request on the wire is parked. */
  settle<T>(work: Promise<T>): Promise<T>;
}

/** Turns of the event loop without any change after which nothing but a timer can go on. */
const QUIET_TURNS = 4;
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

export type Settings = Record<string, unknown>;

/** An api to a running stand-in. */
export function connect(standIn: StandIn, settings: Settings = {}, random: () => number = () => 0.5): Installation {
  const traces: CallTrace[] = [];
  const sent: SentCall[] = [];
  const onWire = new Set<string>();
  let activity = 0;
  const transport: Transport = async (exchange) => {
    const id = exchange.headers['x-request-id'] ?? '';
    onWire.add(id);
    sent.push({
      id,
      url: exchange.url,
      atMs: Date.now(),
      authorization: exchange.headers.authorization,
      atOnce: onWire.size,
    });
    activity += 1;
    try {
      return await fetchTransport(exchange);
    } finally {
      onWire.delete(id);
      activity += 1;
    }
  };
  const directories = memoryDirectories();
  const { token, refreshToken, ...rest } = settings;
  const options = digicadenceApiSchema.parse({
    baseUrls: standIn.services.map(({ url }) => url),
    projects: WORLD.projects.map((_, at) => ({ id: String(at + 1) })),
    ...rest,
  });
  const api = digicadenceApi(
    {
      ...options,
      name: 'brand-api',
      token: (token as string | undefined) ?? null,
      refresh: refreshToken === undefined ? null : { path: '/auth/refresh', refreshToken: refreshToken as string },
    },
    {
      directories,
      logger: createLogger('silent'),
      metrics,
      now: () => new Date(),
      random,
      transport,
      onCall: (trace) => void traces.push(trace),
    },
  );
  return {
    standIn,
    api,
    directories,
    traces,
    sent,
    async settle(work) {
      let done = false;
      const end = (): void => {
        done = true;
      };
      work.then(end, end);
      for (let quiet = 0, seen = activity; !done; ) {
        await turn();
        const isWaiting = [...onWire].every((id) => standIn.parked.has(id));
        quiet = activity === seen && isWaiting ? quiet + 1 : 0;
        seen = activity;
        if (quiet < QUIET_TURNS || !vi.isFakeTimers()) continue;
        await vi.advanceTimersToNextTimerAsync();
        quiet = 0;
      }
      return work;
    },
  };
}

/** Starts a stand-in over the small world; ended after the test. */
export async function startStandIn(given: Partial<StandInOptions> = {}): Promise<StandIn> {
  const standIn = await createStandIn({ market: WORLD, ...given });
  onTestFinished(() => standIn.close());
  return standIn;
}

export async function install(
  given: Partial<StandInOptions> = {},
  settings: Settings = {},
  random?: () => number,
): Promise<Installation> {
  return connect(await startStandIn(given), settings, random);
}

/** An address at which nothing listens. */
export async function deadAddress(): Promise<string> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return `http://127.0.0.1:${port}`;
}

/** Only what the client waits with: sockets and the stand-in's event loop stay real. */
export function useFakeTime(): void {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'], now: new Date('2026-11-22T08:00:00Z') });
  onTestFinished(() => void vi.useRealTimers());
}

export interface Gathered {
  readonly tables: ReadonlyMap<string, readonly SourceRecord[]>;
  readonly problems: readonly SourceProblem[];
  readonly cursor: string | null;
}

/** A whole fetch, read into memory. */
export async function gather({ api }: Pick<Installation, 'api'>, cursor: string | null = null): Promise<Gathered> {
  const fetched = await api.fetch(cursor, never);
  const tables = new Map<string, SourceRecord[]>();
  for (const table of fetched.tables) {
    const records: SourceRecord[] = [];
    for await (const record of table.records()) records.push(record);
    tables.set(table.file, records);
  }
  return { tables, problems: fetched.problems, cursor: fetched.cursor() };
}
