/** The real terminal. Progress replaces its own line where stderr is a terminal, and is left out elsewhere. */
import type { Terminal } from './command.ts';

/** A reader that closes the pipe (`dc sync | head`) has seen what it wanted: the command goes on to its end. */
function outliveReader(stream: NodeJS.WriteStream): void {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
  });
}

export function createTerminal(): Terminal {
  outliveReader(process.stdout);
  outliveReader(process.stderr);
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
