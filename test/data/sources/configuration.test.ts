/** The file of sources: what it may say, and how it is refused. */
import { describe, expect, it } from 'vitest';
import { parseSources, readSources, secretsFrom } from '../../../src/data/sources/configuration.ts';
import { AppError } from '../../../src/errors.ts';

const reasonOf = (act: () => unknown): string => {
  try {
    act();
  } catch (error) {
    expect(error).toBeInstanceOf(AppError);
    expect((error as AppError).code).toBe('configuration');
    return (error as AppError).why;
  }
  return 'accepted';
};

const parse = (...sources: readonly Record<string, unknown>[]) => parseSources(JSON.stringify({ sources }), 's.json');

describe('the sources file', () => {
  it('may be absent', () => {
    expect(readSources(undefined)).toEqual({ filesPrecedence: 0, sources: [] });
  });

  it('is refused as a whole, with every wrong place', () => {
    const reason = reasonOf(() =>
      parse({ name: 'Bad name', kind: 'csv-url' }, { name: 'demo', kind: 'csv-url', schedule: { cron: 'daily' } }),
    );
    expect(reason).toMatch(/sources\.0\.name: .*lower-case/);
    expect(reason).toMatch(/sources\.1\.name: .*taken/);
    expect(reason).toMatch(/sources\.1\.schedule\.cron: not a cron expression/);
  });

  it('names kinds that exist and time zones that exist', () => {
    expect(reasonOf(() => parse({ name: 'a', kind: 'ftp' }))).toMatch(/"ftp" is none of /);
    expect(
      reasonOf(() => parse({ name: 'a', kind: 'csv-url', schedule: { cron: '1 * * * *', timeZone: 'Mars/Base' } })),
    ).toMatch(/not a time zone/);
  });

  it('has to be JSON that can be read', () => {
    expect(reasonOf(() => parseSources('{', 's.json'))).toMatch(/not JSON/);
    expect(reasonOf(() => readSources('no-such-file.json'))).toMatch(/ENOENT/);
  });

  it('names a secret that is not set, and never another', () => {
    const secret = secretsFrom((name) => (name === 'SET' ? 'hidden' : undefined));
    expect(secret({ variable: 'SET' })).toBe('hidden');
    expect(reasonOf(() => secret({ variable: 'UNSET' }))).toMatch(/UNSET/);
  });
});
