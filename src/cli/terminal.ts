/** The real terminal. Progress replaces its own line where stderr is a terminal, and is left out elsewhere. */
import type { Terminal } from './command.ts';

export function createTerminal(): Terminal {
  let open = false;
  const endProgress = (): void => {
    if (open) process.stderr.write('\n');
    open = false;
  };
  return {
    result(text) {
      endProgress();
      process.stdout.write(text);
    },
    say(text) {
      endProgress();
      process.stderr.write(`${text}\n`);
    },
    progress(text) {
      if (!process.stderr.isTTY) return;
      const width = process.stderr.columns ?? 80;
      process.stderr.write(`\r\u001b[2K${text.slice(0, width - 1)}`);
      open = true;
    },
  };
}
