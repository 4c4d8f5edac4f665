/** Bolt's logger on top of ours. Debug lines stay out: they print whole requests. */
import { type Logger as BoltLogger, LogLevel } from '@slack/bolt';
import { hideSecrets, type Logger } from '../log.ts';

export function boltLogger(logger: Logger): BoltLogger {
  const words = (parts: readonly unknown[]): string =>
    hideSecrets(parts.map((part) => (part instanceof Error ? part.message : String(part))).join(' '));
  return {
    debug: () => {},
    info: (...parts) => logger.debug({ from: 'slack' }, words(parts)),
    warn: (...parts) => logger.warn({ from: 'slack' }, words(parts)),
    error: (...parts) => logger.error({ from: 'slack' }, words(parts)),
    setLevel: () => {},
    getLevel: () => LogLevel.WARN,
    setName: () => {},
  };
}
