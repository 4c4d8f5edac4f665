/** A process that takes a directory's lock, says "held" or the refusal, and holds it until its input ends. */
import { lockDirectory } from '../../../src/data/store/lock.ts';

try {
  const lock = lockDirectory(process.argv[2] ?? '', 'store');
  process.stdout.write('held\n');
  process.stdin.resume().on('end', () => {
    lock.release();
    process.exit(0);
  });
} catch (error) {
  process.stdout.write(`${error instanceof Error ? error.message : String(error)}\n`);
}
