/** Composition root: connects the rooms. The only file that knows everybody. */
import { readFileSync } from 'node:fs';
import type { Server } from 'node:http';
import { serve } from '@hono/node-server';
import { Hono } from 'hono';
import { type Config, readVariable } from './config.ts';
import type { CacheStats } from './data/cache.ts';
import { createFileImporter } from './data/import/file-importer.ts';
import { listMetrics, type MetricListing } from './data/metric-list.ts';
import { readQuality } from './data/quality/read-quality.ts';
import { createDataReader } from './data/reader.ts';
import { readSources, secretsFrom } from './data/sources/configuration.ts';
import { readSourceHealth } from './data/sources/source-health.ts';
import type { Database } from './data/store/database.ts';
import { migrate } from './data/store/migrate.ts';
import { openDatabase } from './data/store/open.ts';
import { statementsOn, statementsOnStore } from './data/store/queue-database.ts';
import { createRunStore, recentRuns } from './data/store/repositories/runs.ts';
import { createTuningStore } from './data/store/repositories/tuning.ts';
import { startSyncSchedule } from './data/sync/schedule.ts';
import { createAnalysisPool } from './delivery/analysis-pool.ts';
import { workJob } from './delivery/job.ts';
import { openRunQueue } from './delivery/queue.ts';
import { createReporting } from './delivery/reporting.ts';
import { startTuningSchedule } from './delivery/tuning-schedule.ts';
import type { ThreadLimits } from './delivery/worker-threads.ts';
import { DEFAULT_SEED } from './domain/request.ts';
import { AppError } from './errors.ts';
import type { Logger } from './log.ts';
import { createMetrics, type Metrics } from './metrics.ts';
import type { AnalysisPool, Clock, DataReader, Renderer, Reporting, RunSummary, Theme, TuningStore } from './ports.ts';
import { createRenderer } from './render/renderer.ts';
import { REPORTS } from './reports/catalog.ts';
import { createSlack } from './slack/app.ts';
import { createApi } from './web/api.ts';
import type { ApiStatus } from './web/api-schema.ts';
import { createHealthRoutes } from './web/health.ts';
import { createReportLinks, type ReportLinks } from './web/links.ts';
import { createPageRoutes } from './web/pages.ts';

/** How long the parts have to answer a readiness probe. */
const PROBE_TIMEOUT_MS = 2_000;
/** How long answers under way may take once the app stops. */
const LAST_ANSWERS_MS = 5_000;

export const systemClock: Clock = { now: () => new Date() };

const dayOf = (clock: Clock): string => clock.now().toISOString().slice(0, 10);

export const VERSION: string = (
  JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as { version: string }
).version;

/* ---- the store ---- */

export interface Store {
  readonly database: Database;
  readonly data: DataReader;
  /** Newest first, without their documents. */
  recentRuns(limit: number, requestedBy?: string): Promise<readonly RunSummary[]>;
  /** Migrations applied while opening. */
  readonly applied: readonly string[];
  readonly tunings: TuningStore;
  metrics(): Promise<readonly MetricListing[]>;
  cacheStats(): CacheStats;
  close(): Promise<void>;
}

/** @param options.migrate `embedded`: only the embedded store, whose one process may always bring it up to date */
export async function openStore(config: Config, options: { migrate: true | 'embedded' }): Promise<Store> {
  const database = await openDatabase(config);
  try {
    const applied = options.migrate === true || database.kind === 'embedded' ? await migrate(database) : [];
    const data = createDataReader(database, {
      cacheBytes: config.DATA_CACHE_MB * 1_000_000,
      fillGaps: config.FILL_GAPS,
    });
    return {
      database,
      data,
      applied,
      tunings: createTuningStore(database),
      metrics: () => listMetrics(data),
      recentRuns: (limit, requestedBy) => recentRuns(database, limit, requestedBy),
      cacheStats: data.cacheStats,
      close: () => database.close(),
    };
  } catch (error) {
    await database.close();
    throw error;
  }
}

/* ---- analysis and rendering ---- */

/** Everything that one process needs to run reports by itself. */
export interface Workbench {
  readonly store: Store;
  readonly analysis: AnalysisPool;
  readonly renderer: Renderer;
  readonly theme: Theme;
  readonly clock: Clock;
  close(): Promise<void>;
}

export async function openWorkbench(config: Config): Promise<Workbench> {
  const store = await openStore(config, { migrate: 'embedded' });
  const analysis = openAnalysis(config);
  const renderer = openRenderer(config);
  return {
    store,
    analysis,
    renderer,
    theme: themeOf(config),
    clock: systemClock,
    async close() {
      await Promise.all([analysis.close(), renderer.close()]);
      await store.close();
    },
  };
}

function openAnalysis(config: Config): AnalysisPool {
  return createAnalysisPool({
    threads: config.WORKER_CONCURRENCY,
    timeoutMs: config.ANALYSIS_TIMEOUT_MS,
    memoryMb: config.ANALYSIS_MEMORY_MB,
  });
}

/** Threads of background tuning; a trial is bounded as an analysis is. */
export function tuningLimits(config: Config): ThreadLimits {
  return {
    threads: config.OPTIMISATION_THREADS,
    timeoutMs: config.ANALYSIS_TIMEOUT_MS,
    memoryMb: config.ANALYSIS_MEMORY_MB,
  };
}

export function openRenderer(config: Config, logger?: Logger, metrics?: Metrics): Renderer {
  return createRenderer({
    timeoutMs: config.RENDER_TIMEOUT_MS,
    ...(config.BROWSER_PATH === undefined ? {} : { browserPath: config.BROWSER_PATH }),
    ...(logger ? { logger } : {}),
    ...(metrics ? { metrics } : {}),
  });
}

function themeOf(config: Config): Theme {
  return {
    accent: config.THEME_ACCENT,
    logo: config.THEME_LOGO_FILE ? imageUrl(config.THEME_LOGO_FILE) : null,
    paper: config.PAPER,
  };
}

function imageUrl(file: string): string {
  const type = file.endsWith('.svg') ? 'image/svg+xml' : 'image/png';
  return `data:${type};base64,${readFileSync(file).toString('base64')}`;
}

/* ---- status ---- */

export async function readStatus(config: Config, store: Store, reporting: Reporting | null = null): Promise<ApiStatus> {
  const catalog = await store.data.catalog();
  return {
    version: VERSION,
    database: { kind: store.database.kind, dataVersion: catalog.dataVersion },
    projects: catalog.projects.length,
    brands: catalog.brands.length,
    reports: REPORTS.length,
    queue: reporting ? await reporting.status() : null,
    slack: slackMode(config),
    recentRuns: await countOutdated(store),
    sources: await readSourceHealth(store.database, readSources(config.SOURCES_FILE).sources),
  };
}

/** Runs that `status` looks back on. */
const RECENT_RUNS = 100;

async function countOutdated(store: Store): Promise<ApiStatus['recentRuns']> {
  const finished = (await store.recentRuns(RECENT_RUNS)).filter(({ state }) => state === 'ready');
  return { finished: finished.length, outdated: finished.filter(({ outdated }) => outdated).length };
}

function slackMode(config: Config): ApiStatus['slack'] {
  if (config.SLACK_BOT_TOKEN === undefined) return 'off';
  return config.SLACK_APP_TOKEN === undefined ? 'http' : 'socket';
}

/* ---- the running app ---- */

export interface RunningApp {
  /** Where it listens. */
  readonly url: string;
  readonly reporting: Reporting;
  /** Resolves when nothing that Slack asked for is still being handled. */
  settled(): Promise<void>;
  close(): Promise<void>;
}

export interface Roles {
  /** Slack, API and pages; health and metrics are always served. */
  readonly http: boolean;
  /** Takes jobs from the queue. */
  readonly worker: boolean;
}

/** @param opened a store that is open already (the demo fills it first); closed with the app */
export async function startApp(config: Config, logger: Logger, roles: Roles, opened?: Store): Promise<RunningApp> {
  /** Ends of what has been opened so far, in the order of opening. */
  const ends: (() => Promise<unknown>)[] = [];
  const close = async (): Promise<void> => {
    // First nothing new comes in, then running work ends, then what it stood on.
    for (const end of ends.splice(0).reverse())
      await end().catch((error: unknown) => logger.error({ err: error }, 'a part did not close'));
  };
  try {
    return { ...(await startParts(config, logger, roles, opened, ends)), close };
  } catch (error) {
    // A worker or a store left open would keep a process alive that cannot do its work.
    await close();
    throw error;
  }
}

async function startParts(
  config: Config,
  logger: Logger,
  roles: Roles,
  opened: Store | undefined,
  ends: (() => Promise<unknown>)[],
): Promise<Omit<RunningApp, 'close'>> {
  const metrics = createMetrics();
  const store = opened ?? (await openStore(config, { migrate: 'embedded' }));
  ends.push(() => store.close());
  const { database, data } = store;
  const renderer = openRenderer(config, logger, metrics);
  const analysis = openAnalysis(config);
  ends.push(() => Promise.all([analysis.close(), renderer.close()]));
  const queue = await openRunQueue({
    database: statementsOnStore(database),
    soleProcess: database.kind === 'embedded',
    logger,
  });
  ends.push(() => queue.close());
  const runs = createRunStore(database, (transaction, runId) => queue.add(runId, statementsOn(transaction)));
  const sources = readSources(config.SOURCES_FILE);
  const theme = themeOf(config);
  const links = linksOf(config);
  const slack =
    config.SLACK_BOT_TOKEN === undefined
      ? null
      : createSlack({
          config,
          reports: REPORTS,
          data,
          imports: createFileImporter(database, systemClock, sources.filesPrecedence),
          quality: {
            assess: (projects) => readQuality(database, data, { projects, today: dayOf(systemClock) }),
          },
          sources: () => readSourceHealth(database, readSources(config.SOURCES_FILE).sources),
          renderer,
          theme,
          logger,
          metrics,
          clock: systemClock,
          pageUrl: (runId) => links?.page(runId) ?? null,
        });
  const publisher = slack?.publisher ?? null;
  const reporting = createReporting({ runs, queue, publisher, clock: systemClock, logger });

  if (roles.worker)
    await queue.work(config.WORKER_CONCURRENCY, (job) =>
      workJob(job, { runs, data, tunings: store.tunings, analysis, renderer, publisher, theme, logger, metrics }),
    );

  if (roles.worker) {
    const { now } = systemClock;
    const tools = { secret: secretsFrom(readVariable), database, logger, metrics, now };
    const syncs = startSyncSchedule(sources.sources, { database, logger, now, tools });
    ends.push(() => syncs.stop());
    if (config.OPTIMISATION_SCHEDULE !== undefined) {
      const tuning = startTuningSchedule(
        {
          cron: config.OPTIMISATION_SCHEDULE,
          trials: config.OPTIMISATION_TRIALS,
          seed: DEFAULT_SEED,
          timeoutMs: config.OPTIMISATION_TIMEOUT_MS,
        },
        { data, tunings: store.tunings, limits: tuningLimits(config), now: () => performance.now(), logger },
      );
      ends.push(() => tuning.stop());
    }
  }

  const web = new Hono();
  web.route(
    '/',
    createHealthRoutes({
      registry: metrics.registry,
      timeoutMs: PROBE_TIMEOUT_MS,
      checks: [{ name: 'database', check: async () => void (await database.query('SELECT 1')) }],
      async refresh() {
        const { queued, running } = await reporting.status();
        metrics.queue.set({ state: 'queued' }, queued);
        metrics.queue.set({ state: 'running' }, running);
        showCache(metrics, store.cacheStats());
      },
    }),
  );
  if (roles.http) {
    if (slack) web.route('/', slack.routes);
    if (links) web.route('/', createPageRoutes({ reporting, renderer, links, theme }));
    if (config.API_TOKENS.length > 0)
      web.route(
        '/api/v1',
        createApi({
          tokens: config.API_TOKENS,
          reporting,
          data,
          renderer,
          theme,
          locale: config.LOCALE,
          logger,
          status: () => readStatus(config, store, reporting),
        }),
      );
    if (slack) {
      ends.push(() => slack.close());
      await slack.start(reporting);
    }
  }
  const server = await listen(web, config);
  ends.push(() => server.close());

  return {
    url: server.url,
    reporting,
    settled: async () => slack?.settled(),
  };
}

/** The cache counts by itself; its counts become the metric's. */
function showCache({ dataCache, dataCacheBytes }: Metrics, { hits, misses, joined, bytes }: CacheStats): void {
  dataCache.reset();
  dataCache.inc({ outcome: 'hit' }, hits);
  dataCache.inc({ outcome: 'miss' }, misses);
  dataCache.inc({ outcome: 'joined' }, joined);
  dataCacheBytes.set(bytes);
}

function listen(web: Hono, config: Config): Promise<{ url: string; close(): Promise<void> }> {
  return new Promise((resolve, reject) => {
    const server = serve({ fetch: web.fetch, hostname: config.HOST, port: config.PORT }, ({ address, port, family }) =>
      resolve({
        url: `http://${family === 'IPv6' ? `[${address}]` : address}:${port}`,
        close: () =>
          new Promise((done) => {
            server.close(() => done());
            setTimeout(() => (server as Server).closeAllConnections(), LAST_ANSWERS_MS).unref();
          }),
      }),
    );
    server.on('error', (cause: NodeJS.ErrnoException) =>
      reject(
        new AppError(
          {
            code: 'configuration',
            what: `The app cannot listen on ${config.HOST}, port ${config.PORT}.`,
            why: cause.code === 'EADDRINUSE' ? 'Another program has this port.' : `${cause.message}.`,
            fix: 'Set PORT and HOST to an address that is free on this machine.',
          },
          cause,
        ),
      ),
    );
  });
}

function linksOf(config: Config): ReportLinks | null {
  if (config.PUBLIC_URL === undefined || config.LINK_SECRET === undefined) return null;
  return createReportLinks({
    publicUrl: config.PUBLIC_URL,
    secret: config.LINK_SECRET,
    ttlHours: config.LINK_TTL_HOURS,
    now: systemClock.now,
  });
}
