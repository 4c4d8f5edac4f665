import { availableParallelism } from 'node:os';
import { describe, expect, it } from 'vitest';
import { readConfig, redactedConfig, VARIABLES } from '../src/config.ts';
import { AppError } from '../src/errors.ts';

const refusal = (environment: Record<string, string>): AppError => {
  try {
    readConfig(environment);
  } catch (error) {
    if (error instanceof AppError) return error;
    throw error;
  }
  throw new Error('the configuration was taken');
};

describe('readConfig', () => {
  it('has a default for everything that can have one, and production is the default profile', () => {
    const config = readConfig({});
    expect(config).toMatchObject({
      PROFILE: 'production',
      LOG_LEVEL: 'info',
      CHECK_PAYLOADS: false,
      DATA_DIR: '.data',
      HOST: '127.0.0.1',
      PORT: 3000,
      API_TOKENS: [],
      SLACK_COMMAND: '/dc',
      LOCALE: 'en-GB',
      // The specification's figures.
      DATABASE_CONNECT_TIMEOUT_MS: 30_000,
      DATABASE_QUERY_TIMEOUT_MS: 60_000,
    });
    expect(config.DATABASE_URL).toBeUndefined();
    expect(config.WORKER_CONCURRENCY).toBeGreaterThanOrEqual(1);
  });

  it.each([
    ['development', 'info', true],
    ['test', 'warn', true],
    ['staging', 'info', false],
    ['production', 'info', false],
  ])('profile %s only changes defaults', (PROFILE, LOG_LEVEL, CHECK_PAYLOADS) => {
    expect(readConfig({ PROFILE })).toMatchObject({ LOG_LEVEL, CHECK_PAYLOADS });
    expect(readConfig({ PROFILE, LOG_LEVEL: 'trace', CHECK_PAYLOADS: '1' })).toMatchObject({
      LOG_LEVEL: 'trace',
      CHECK_PAYLOADS: true,
    });
    const { PROFILE: _name, LOG_LEVEL: _level, CHECK_PAYLOADS: _check, ...rest } = readConfig({ PROFILE });
    const { PROFILE: _n, LOG_LEVEL: _l, CHECK_PAYLOADS: _c, ...production } = readConfig({});
    expect(rest).toEqual(production);
  });

  it('tunes in the background with 100 trials, 300 s and all cores but one', () => {
    expect(readConfig({})).toMatchObject({
      OPTIMISATION_TRIALS: 100,
      OPTIMISATION_TIMEOUT_MS: 300_000,
      OPTIMISATION_THREADS: Math.max(1, availableParallelism() - 1),
    });
    expect(readConfig({ OPTIMISATION_THREADS: '7' }).OPTIMISATION_THREADS).toBe(7);
  });

  it('takes blank variables as absent', () => {
    expect(readConfig({ PORT: '', DATABASE_URL: '   ', SLACK_BOT_TOKEN: ' ' })).toEqual(readConfig({}));
  });

  it('splits API_TOKENS', () => {
    expect(readConfig({ API_TOKENS: ' one, two ,,three' }).API_TOKENS).toEqual(['one', 'two', 'three']);
  });

  const WRONG: readonly [string, string][] = [
    ['PROFILE', 'prod'],
    ['LOG_LEVEL', 'loud'],
    ['CHECK_PAYLOADS', 'perhaps'],
    ['DATABASE_CONNECT_TIMEOUT_MS', '1'],
    ['DATABASE_QUERY_TIMEOUT_MS', 'soon'],
    ['DATABASE_POOL_SIZE', '0'],
    ['DATA_CACHE_MB', '-1'],
    ['FILL_GAPS', 'perhaps'],
    ['PORT', '65536'],
    ['PUBLIC_URL', 'reports.example.com'],
    ['LINK_SECRET', 'short'],
    ['LINK_TTL_HOURS', '0.5'],
    ['SLACK_COMMAND', 'dc'],
    ['SLACK_IMPORTERS', 'ada, bruno'],
    ['SLACK_API_URL', 'here'],
    ['WORKER_CONCURRENCY', '-1'],
    ['ANALYSIS_TIMEOUT_MS', '999'],
    ['ANALYSIS_MEMORY_MB', '63'],
    ['OPTIMISATION_TRIALS', '-1'],
    ['OPTIMISATION_TIMEOUT_MS', '999'],
    ['OPTIMISATION_THREADS', '0'],
    ['OPTIMISATION_SCHEDULE', 'nightly'],
    ['RENDER_TIMEOUT_MS', 'Infinity'],
    ['THEME_ACCENT', 'blue'],
    ['PAPER', 'A3'],
    ['LOCALE', 'english_GB'],
  ];
  it.each(WRONG)('refuses a wrong %s by its name', (name, value) => {
    const error = refusal({ [name]: value });
    expect(error.code).toBe('configuration');
    expect(error.why).toContain(`${name}: `);
    expect(error.fix).toContain('README.md');
  });

  it('checks every variable that is not free text', () => {
    const free = [
      ...['DATABASE_URL', 'DATA_DIR', 'HOST', 'API_TOKENS', 'BROWSER_PATH', 'THEME_LOGO_FILE', 'SOURCES_FILE'],
      ...['SLACK_BOT_TOKEN', 'SLACK_SIGNING_SECRET', 'SLACK_APP_TOKEN'],
    ];
    expect([...WRONG.map(([name]) => name), ...free].sort()).toEqual([...VARIABLES].sort());
  });

  it('names all wrong variables at once', () => {
    const { why } = refusal({ PORT: 'x', PAPER: 'A3' });
    expect(why).toContain('PORT: ');
    expect(why).toContain('PAPER: ');
  });

  it('never repeats a wrong secret', () => {
    expect(refusal({ LINK_SECRET: 'hush-hush' }).message).not.toContain('hush-hush');
  });
});

describe('redactedConfig', () => {
  const SECRETS = {
    DATABASE_URL: 'postgres://user:pass@host/db',
    LINK_SECRET: 'l'.repeat(32),
    API_TOKENS: 'token-a,token-b',
    SLACK_BOT_TOKEN: 'xoxb-1',
    SLACK_SIGNING_SECRET: 'sign',
    SLACK_APP_TOKEN: 'xapp-1',
  };

  it('shows that secrets are set, and never what they are', () => {
    const shown = redactedConfig(readConfig(SECRETS));
    for (const name of Object.keys(SECRETS)) expect(shown[name]).toBe('(set)');
    const text = JSON.stringify(shown);
    for (const secret of ['pass', 'token-a', 'xoxb-1', 'xapp-1', 'llll']) expect(text).not.toContain(secret);
    expect(shown.PORT).toBe(3000);
  });

  it('shows what is not set', () => {
    const shown = redactedConfig(readConfig({}));
    expect(shown.API_TOKENS).toEqual([]);
    expect(shown.SLACK_BOT_TOKEN).toBeUndefined();
  });

  it('covers every variable whose name speaks of a secret', () => {
    const telling = VARIABLES.filter((name) => /TOKEN|SECRET|PASSWORD|DATABASE_URL/.test(name));
    expect(telling.sort()).toEqual(Object.keys(SECRETS).sort());
  });
});
