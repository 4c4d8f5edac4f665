/** Logs as another program reads them: one JSON object a line on stderr, without secrets. */
import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { hideSecrets } from '../src/log.ts';

const LOG = new URL('../src/log.ts', import.meta.url).href;

function logged(statement: string): { stdout: string; lines: Record<string, unknown>[]; text: string } {
  const script = `import { createLogger } from '${LOG}'; const logger = createLogger('info'); ${statement}`;
  const { stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', script], { encoding: 'utf8' });
  const lines = stderr.split('\n').filter((line) => line.startsWith('{'));
  return { stdout, lines: lines.map((line) => JSON.parse(line)), text: stderr };
}

describe('logger', () => {
  it('writes to stderr only, at its level and above', () => {
    const { stdout, lines } = logged(`logger.debug('quiet'); logger.info({ runId: 'r1' }, 'said');`);
    expect(stdout).toBe('');
    expect(lines).toEqual([expect.objectContaining({ msg: 'said', runId: 'r1' })]);
  });

  it('hides secrets by their name and by their look', () => {
    const { text, lines } = logged(`
      logger.info({ token: 'tell-nobody', nested: { secret: 'tell-nobody' }, headers: { authorization: 'tell-nobody' } }, 'a');
      logger.error({ err: new Error('refused xoxb-1234-tell at postgres://me:tell-nobody@host/db', { cause: new Error('xapp-tell-nobody') }) }, 'b');
      logger.error({ err: 'thrown text with xoxp-tell-nobody' }, 'c');`);
    expect(text).not.toContain('tell');
    expect(lines).toHaveLength(3);
    expect(lines[1]).toMatchObject({ err: { type: 'Error', message: expect.stringContaining('refused (redacted)') } });
    expect(lines[2]).toMatchObject({ err: { message: 'thrown text with (redacted)' } });
  });
});

describe('hideSecrets', () => {
  it.each([
    ['xoxb-1-2-abc', '(redacted)'],
    ['token xapp-1-A-2, then', 'token (redacted), then'],
    ['postgres://user:p4ss@host:5432/db', 'postgres://user:(redacted)@host:5432/db'],
    ['https://example.com:8080/a@b', 'https://example.com:8080/a@b'],
    ['nothing to hide', 'nothing to hide'],
  ])('%s', (text, shown) => {
    expect(hideSecrets(text)).toBe(shown);
  });
});
