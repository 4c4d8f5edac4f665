/** The text behind the slash command: "/dc report x" → "report x". */
import { wrongUsage } from './command.ts';

/** @throws AppError `usage` when the line does not start with the command */
export function splitCommand(line: string, command: string): string {
  const trimmed = line.trim();
  if (trimmed === command) return '';
  if (!trimmed.startsWith(`${command} `))
    throw wrongUsage(`--once takes a whole command such as "${command} report dc-score-performance".`);
  return trimmed.slice(command.length).trim();
}
