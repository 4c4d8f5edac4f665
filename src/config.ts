/** Configuration: the only reader of process.env. Validated at start; secrets are redacted when printed. */
import { availableParallelism } from 'node:os';
import nodeCron from 'node-cron';
import { z } from 'zod';
import { isLocale } from './domain/request.ts';
import { AppError } from './errors.ts';

const text = z.string().trim().min(1);
const flag = z.enum(['true', 'false', '1', '0']).transform((value) => value === 'true' || value === '1');
const whole = (min: number, max: number) => z.coerce.number().int().min(min).max(max);

const PROFILES = {
  development: { LOG_LEVEL: 'info', CHECK_PAYLOADS: 'true' },
  test: { LOG_LEVEL: 'warn', CHECK_PAYLOADS: 'true' },
  staging: { LOG_LEVEL: 'info', CHECK_PAYLOADS: 'false' },
  production: { LOG_LEVEL: 'info', CHECK_PAYLOADS: 'false' },
} as const;

const schema = z.object({
  PROFILE: z.enum(['development', 'test', 'staging', 'production']).default('production'),
  LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']),
  /** Check every outgoing Slack payload against the platform's limits and refuse it, instead of trimming it. */
  CHECK_PAYLOADS: flag,

  DATABASE_URL: text.optional(),
  DATA_DIR: text.default('.data'),
  DATABASE_CONNECT_TIMEOUT_MS: whole(1_000, 300_000).default(30_000),
  DATABASE_QUERY_TIMEOUT_MS: whole(1_000, 3_600_000).default(60_000),
  DATABASE_POOL_SIZE: whole(1, 200).default(10),
  /** Memory for slices of data that were read before; 0 keeps none. */
  DATA_CACHE_MB: whole(0, 65_536).default(256),
  /** Interpolate gaps of at most two periods for what reports show; tests and forecasts leave such cells out. */
  FILL_GAPS: flag.default(false),

  /** JSON file of the sources outside our store; its secrets name further variables. */
  SOURCES_FILE: text.optional(),

  HOST: text.default('127.0.0.1'),
  PORT: whole(0, 65_535).default(3000),
  /** Address under which people reach the report pages. */
  PUBLIC_URL: z.url().optional(),
  /** Signs report links. */
  LINK_SECRET: z.string().min(32).optional(),
  LINK_TTL_HOURS: whole(1, 8_760).default(168),
  /** Bearer tokens of the REST API, comma separated; none: the API is off. */
  API_TOKENS: text.optional(),

  SLACK_BOT_TOKEN: text.optional(),
  SLACK_SIGNING_SECRET: text.optional(),
  /** Set for Socket Mode. */
  SLACK_APP_TOKEN: text.optional(),
  SLACK_COMMAND: z
    .string()
    .regex(/^\/[a-z0-9-_]{1,31}$/)
    .default('/dc'),
  /** Another Web API than Slack's: the local stand-in. */
  SLACK_API_URL: z.url().optional(),
  /** Member ids, comma separated, that may import files besides the workspace's administrators. */
  SLACK_IMPORTERS: text
    .regex(/^\s*[UW][A-Z0-9]+(\s*,\s*[UW][A-Z0-9]+)*\s*$/, 'not Slack member ids such as U012ABCDE with commas between')
    .optional(),

  WORKER_CONCURRENCY: whole(1, 64).optional(),
  ANALYSIS_TIMEOUT_MS: whole(1_000, 3_600_000).default(300_000),
  ANALYSIS_MEMORY_MB: whole(64, 65_536).default(1_024),
  /** Background tuning: trials per tuned object, time for all of them, threads (default: all cores but one). */
  OPTIMISATION_TRIALS: whole(0, 10_000).default(100),
  OPTIMISATION_TIMEOUT_MS: whole(1_000, 86_400_000).default(300_000),
  OPTIMISATION_THREADS: whole(1, 64).optional(),
  /** When the working processes tune by themselves, as a cron expression in UTC; none: `dc tune` only. */
  OPTIMISATION_SCHEDULE: text
    .refine((expression) => nodeCron.validate(expression), 'not a cron expression such as "30 1 * * *"')
    .optional(),
  BROWSER_PATH: text.optional(),
  RENDER_TIMEOUT_MS: whole(1_000, 600_000).default(60_000),
  THEME_ACCENT: z
    .string()
    .regex(/^#[0-9a-fA-F]{6}$/)
    .default('#0072B2'),
  THEME_LOGO_FILE: text.optional(),
  PAPER: z.enum(['A4', 'Letter']).default('A4'),
  LOCALE: text.refine(isLocale, 'not a BCP 47 language tag such as en-GB').default('en-GB'),
});

const SECRETS = [
  'DATABASE_URL',
  'LINK_SECRET',
  'API_TOKENS',
  'SLACK_BOT_TOKEN',
  'SLACK_SIGNING_SECRET',
  'SLACK_APP_TOKEN',
] as const;

type Settings = z.infer<typeof schema>;

/** Every variable that is read, in the order of this file; the README's table is held against it. */
export const VARIABLES: readonly string[] = Object.keys(schema.shape);

export interface Config
  extends Omit<Settings, 'API_TOKENS' | 'SLACK_IMPORTERS' | 'WORKER_CONCURRENCY' | 'OPTIMISATION_THREADS'> {
  readonly API_TOKENS: readonly string[];
  readonly SLACK_IMPORTERS: readonly string[];
  readonly WORKER_CONCURRENCY: number;
  readonly OPTIMISATION_THREADS: number;
}

/**
 * Reads and validates the configuration.
 * @param environment variables; blank ones count as absent
 * @throws AppError `configuration` that names every wrong variable with its reason
 */
export function readConfig(environment: Readonly<Record<string, string | undefined>> = process.env): Config {
  const given = Object.fromEntries(
    Object.entries(environment).filter(([, value]) => value !== undefined && value.trim() !== ''),
  );
  const profile = schema.shape.PROFILE.safeParse(given.PROFILE);
  const defaults = profile.success ? PROFILES[profile.data] : PROFILES.production;
  const parsed = schema.safeParse({ ...defaults, ...given });
  if (!parsed.success) {
    const reasons = parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`);
    throw new AppError({
      code: 'configuration',
      what: 'The configuration is not valid.',
      why: `${reasons.join('; ')}.`,
      fix: 'Correct these environment variables; README.md lists them all.',
    });
  }
  const { API_TOKENS, SLACK_IMPORTERS, WORKER_CONCURRENCY, OPTIMISATION_THREADS, ...rest } = parsed.data;
  return {
    ...rest,
    API_TOKENS: listOf(API_TOKENS),
    SLACK_IMPORTERS: listOf(SLACK_IMPORTERS),
    WORKER_CONCURRENCY: WORKER_CONCURRENCY ?? Math.max(1, availableParallelism() - 1),
    OPTIMISATION_THREADS: OPTIMISATION_THREADS ?? Math.max(1, availableParallelism() - 1),
  };
}

const listOf = (text = ''): string[] =>
  text
    .split(',')
    .map((each) => each.trim())
    .filter((each) => each !== '');

/** The variable that a reference in the sources file names; undefined when it is not set. */
export function readVariable(name: string): string | undefined {
  return process.env[name];
}

/** The configuration for people and logs: secrets are replaced by `set`. */
export function redactedConfig(config: Config): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(config).map(([name, value]) => {
      const secret = (SECRETS as readonly string[]).includes(name);
      const empty = value === undefined || (Array.isArray(value) && value.length === 0);
      return [name, secret && !empty ? '(set)' : value];
    }),
  );
}
