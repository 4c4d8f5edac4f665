/** What a command of `dc` is, and how its flags are read. */
import { type ParseArgsConfig, parseArgs } from 'node:util';
import { AppError } from '../errors.ts';

/** Where a command speaks: results on stdout, everything else on stderr. */
export interface Terminal {
  /** The result, and nothing else: programs read it. */
  result(text: string): void;
  /** For people: progress and remarks. */
  say(text: string): void;
  /** A line that replaces itself on a terminal; silent elsewhere. */
  progress(text: string): void;
}

export interface Command {
  readonly name: string;
  /** One line for the list of commands. */
  readonly summary: string;
  /** The text of `--help`. */
  help(args: readonly string[]): string;
  /** @returns the exit code: 0 done, 1 failed */
  run(args: readonly string[], terminal: Terminal): Promise<number>;
}

type Flags = NonNullable<ParseArgsConfig['options']>;

/**
 * Flags and positional words of a command line.
 * @throws AppError `usage` that names the unknown flag or missing value
 */
export function readFlags<const F extends Flags>(args: readonly string[], options: F) {
  try {
    return parseArgs({ args: [...args], options, allowPositionals: true, strict: true });
  } catch (cause) {
    throw wrongUsage(cause instanceof Error ? `${cause.message.replace(/\.$/, '')}.` : String(cause), cause);
  }
}

export function wrongUsage(why: string, cause?: unknown): AppError {
  return new AppError(
    { code: 'usage', what: 'The command was not understood.', why, fix: 'Add --help to see how it is written.' },
    cause,
  );
}

/** A whole number inside its bounds, or the error that says what is wrong. */
export function wholeNumber(flag: string, text: string, min: number, max: number): number {
  const value = Number(text);
  if (text.trim() === '' || !Number.isInteger(value) || value < min || value > max)
    throw wrongUsage(`--${flag} takes a whole number from ${min} to ${max}, not "${text}".`);
  return value;
}

/** Pretty JSON with a final newline. */
export function toJson(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}

/** Rows as aligned columns under a head, two blanks between them. */
export function toColumns(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = head.map((title, i) => Math.max(title.length, ...rows.map((row) => row[i]?.length ?? 0)));
  const line = (cells: readonly string[]): string =>
    cells
      .map((cell, i) => cell.padEnd(widths[i] ?? 0))
      .join('  ')
      .trimEnd();
  return `${[head, ...rows].map(line).join('\n')}\n`;
}
