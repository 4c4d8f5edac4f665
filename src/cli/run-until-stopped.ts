/** Keeps a service running until the system asks it to stop, then ends it in order. */
import type { Logger } from '../log.ts';

/** A second signal does not wait for running work. */
export async function runUntilStopped(logger: Logger, close: () => Promise<void>): Promise<number> {
  const signal = await new Promise<NodeJS.Signals>((resolve) => {
    process.once('SIGINT', resolve);
    process.once('SIGTERM', resolve);
  });
  logger.info({ signal }, 'stopping');
  const impatient = (): void => process.exit(1);
  process.once('SIGINT', impatient);
  process.once('SIGTERM', impatient);
  await close();
  return 0;
}
