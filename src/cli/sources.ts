/** `dc sources`: which outside sources there are, whether they can be called, and what discovery finds. */
import { readConfig, readVariable } from '../config.ts';
import { readSources, type SourceConfiguration, secretsFrom } from '../data/sources/configuration.ts';
import { type ConnectivityCheck, isDigicadenceApi } from '../data/sources/digicadence-api/digicadence-api.ts';
import type { Source } from '../data/sources/source.ts';
import { readSourceHealth } from '../data/sources/source-health.ts';
import type { SourceTools } from '../data/sources/source-kind.ts';
import type { Database } from '../data/store/database.ts';
import { explain } from '../errors.ts';
import { createLogger } from '../log.ts';
import { type Command, readFlags, type Terminal, toColumns, toJson, wrongUsage } from './command.ts';

const ACTIONS = ['list', 'test', 'discover'] as const;
type Action = (typeof ACTIONS)[number];

interface Asked {
  readonly configurations: readonly SourceConfiguration[];
  readonly database: Database;
  readonly tools: SourceTools;
  readonly json: boolean;
  readonly signal: AbortSignal;
}

export const sources: Command = {
  name: 'sources',
  summary: 'List the configured sources, test them, or look for their services again',
  help: () => `Usage: dc sources list|test|discover [--source NAME]… [--json]

list      the sources in SOURCES_FILE with their last sync and what was discovered; asks nobody
test      one real call to every known address of every source; the exit code is 1 when one fails
discover  looks at every configured address of Digi-Cadence services again, and remembers what answers; the exit code is 1
          when a source has no address that answers
`,
  async run(args, terminal) {
    const { values, positionals } = readFlags(args, {
      source: { type: 'string', multiple: true },
      json: { type: 'boolean' },
    });
    const [given, ...rest] = positionals;
    const action = ACTIONS.find((each) => each === given);
    if (action === undefined || rest.length > 0) throw wrongUsage(`Say one of ${ACTIONS.join(', ')}.`);
    const config = readConfig();
    const all = readSources(config.SOURCES_FILE).sources;
    const unknown = values.source?.find((name) => !all.some((source) => source.name === name));
    if (unknown !== undefined)
      throw wrongUsage(
        `There is no source "${unknown}"; there are ${all.map(({ name }) => name).join(', ') || 'none'}.`,
      );
    const { openStore } = await import('../app.ts');
    const store = await openStore(config, { migrate: 'embedded' });
    const stop = new AbortController();
    const interrupt = (): void => stop.abort();
    process.once('SIGINT', interrupt);
    process.once('SIGTERM', interrupt);
    try {
      // What happened stands in the result; the log of a command would only repeat it.
      const isAskedFor = config.LOG_LEVEL === 'debug' || config.LOG_LEVEL === 'trace';
      const logger = createLogger(isAskedFor ? config.LOG_LEVEL : 'silent');
      const { database } = store;
      return await RUN[action](
        {
          configurations: all.filter(({ name }) => values.source?.includes(name) ?? true),
          database,
          tools: { secret: secretsFrom(readVariable), database, logger, now: () => new Date() },
          json: values.json === true,
          signal: stop.signal,
        },
        terminal,
      );
    } finally {
      process.removeListener('SIGINT', interrupt);
      process.removeListener('SIGTERM', interrupt);
      await store.close();
    }
  },
};

const RUN: Readonly<Record<Action, (asked: Asked, terminal: Terminal) => Promise<number>>> = { list, test, discover };

async function withSource<T>(
  configuration: SourceConfiguration,
  tools: SourceTools,
  work: (source: Source) => Promise<T>,
): Promise<T> {
  const source = configuration.open(tools);
  try {
    return await work(source);
  } finally {
    await source.close();
  }
}

async function list({ configurations, database, tools, json }: Asked, terminal: Terminal): Promise<number> {
  const health = await readSourceHealth(database, configurations);
  const listed = [];
  for (const [i, configuration] of configurations.entries()) {
    const { location } = await withSource(configuration, tools, async (source) => source.describe());
    const { precedence, schedule } = configuration;
    listed.push({ ...health[i], location, precedence, schedule });
  }
  if (json) terminal.result(toJson({ sources: listed }));
  else if (listed.length === 0) terminal.result('No sources are configured: SOURCES_FILE names none.\n');
  else
    terminal.result(
      toColumns(
        ['source', 'kind', 'where', 'precedence', 'schedule', 'state', 'last sync', 'detail'],
        listed.map((each) => [
          each.name ?? '',
          each.kind ?? '',
          each.location,
          String(each.precedence),
          each.schedule?.cron ?? 'by command',
          each.state ?? '',
          each.syncedAt ?? 'never',
          each.detail ?? '',
        ]),
      ),
    );
  return 0;
}

type Check = Omit<ConnectivityCheck, 'status'> & { readonly source: string };

async function checkSource(configuration: SourceConfiguration, { tools, signal }: Asked): Promise<Check[]> {
  const { name, kind } = configuration;
  const start = performance.now();
  try {
    return await withSource(configuration, tools, async (source) => {
      if (isDigicadenceApi(source))
        return (await source.testConnectivity(signal)).map(({ status: _, ...check }) => ({ source: name, ...check }));
      const tables = await source.list(signal);
      const { location } = source.describe();
      const latencyMs = Math.round(performance.now() - start);
      const common = { source: name, service: kind, baseUrl: location, latencyMs };
      return [{ ...common, endpoint: tables.map(({ file }) => file).join(', '), ok: true, problem: null }];
    });
  } catch (error) {
    signal.throwIfAborted();
    const { what, why, fix } = explain(error);
    const problem = { what, why, fix };
    return [{ source: name, service: kind, baseUrl: '', endpoint: '', ok: false, latencyMs: null, problem }];
  }
}

async function test(asked: Asked, terminal: Terminal): Promise<number> {
  const checks: Check[] = [];
  for (const configuration of asked.configurations) {
    terminal.progress(`${configuration.name}: testing`);
    checks.push(...(await checkSource(configuration, asked)));
  }
  if (asked.json) terminal.result(toJson({ checks }));
  else {
    terminal.result(
      toColumns(
        ['source', 'service', 'where', 'answered', 'ms', 'call'],
        checks.map(({ source, service, baseUrl, endpoint, ok, latencyMs }) => [
          source,
          service,
          baseUrl,
          ok ? 'yes' : 'no',
          latencyMs === null ? '' : String(latencyMs),
          endpoint,
        ]),
      ),
    );
    for (const { problem, baseUrl } of checks)
      if (problem)
        terminal.result(
          `\n${problem.what}${baseUrl === '' ? '' : ` (${baseUrl})`}\n  Why: ${problem.why}\n  Do:  ${problem.fix}\n`,
        );
  }
  return checks.every(({ ok }) => ok) ? 0 : 1;
}

async function discover({ configurations, tools, json, signal }: Asked, terminal: Terminal): Promise<number> {
  const found = [];
  for (const configuration of configurations) {
    if (configuration.kind !== 'digicadence-api') continue;
    terminal.progress(`${configuration.name}: looking`);
    const directory = await withSource(configuration, tools, async (source) =>
      isDigicadenceApi(source) ? source.discoverEndpoints(signal) : null,
    );
    if (directory) found.push({ source: configuration.name, ...directory });
  }
  if (json) terminal.result(toJson({ sources: found }));
  else if (found.length === 0) terminal.result('No source of the kind digicadence-api is configured.\n');
  else
    terminal.result(
      toColumns(
        ['source', 'service', 'where', 'known by', 'answered', 'ms', 'calls', 'remark'],
        found.flatMap(({ source, entries }) =>
          entries.map((entry) => [
            source,
            entry.service,
            entry.baseUrl,
            entry.how,
            entry.answering ? 'yes' : 'no',
            entry.latencyMs === null ? '' : String(entry.latencyMs),
            String(entry.endpoints.length),
            entry.problem ?? '',
          ]),
        ),
      ),
    );
  return found.every(({ entries }) => entries.some(({ answering }) => answering)) ? 0 : 1;
}
