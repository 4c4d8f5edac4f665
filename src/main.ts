/** The one entry: `node src/main.ts <command>`, or `npm run -s dc -- <command>`. */
import { COMMANDS } from './cli/commands.ts';
import { createTerminal } from './cli/terminal.ts';
import { explain } from './errors.ts';
import { hideSecrets } from './log.ts';

const DONE = 0;
const FAILED = 1;
const WRONG_USAGE = 2;

const overview = (): string => {
  const width = Math.max(...COMMANDS.map((command) => command.name.length));
  const lines = COMMANDS.map((command) => `  ${command.name.padEnd(width)}  ${command.summary}`);
  return `Digi-Cadence for Slack\n\nUsage: dc <command> [flags]\n\n${lines.join('\n')}\n\n"dc <command> --help" says more.\n`;
};

async function main([name, ...args]: readonly string[]): Promise<number> {
  const terminal = createTerminal();
  if (name === '--help' || name === '-h' || name === 'help') {
    terminal.result(overview());
    return DONE;
  }
  if (name === undefined) {
    terminal.say(overview());
    return WRONG_USAGE;
  }
  const command = COMMANDS.find((each) => each.name === name);
  if (!command) {
    terminal.say(`There is no command "${name}".\n\n${overview()}`);
    return WRONG_USAGE;
  }
  if (args.includes('--help') || args.includes('-h')) {
    terminal.result(command.help(args));
    return DONE;
  }
  try {
    return await command.run(args, terminal);
  } catch (error) {
    const { code, what, why, fix } = explain(error);
    terminal.say(hideSecrets(`${what}\n  Why: ${why}\n  Do:  ${fix}`));
    if (code === 'internal')
      terminal.say(hideSecrets(error instanceof Error ? (error.stack ?? error.message) : String(error)));
    return code === 'usage' ? WRONG_USAGE : FAILED;
  }
}

process.exitCode = await main(process.argv.slice(2));
