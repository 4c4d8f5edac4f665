/** A subcommand of /dc. */
import type { Actor, SlackContext } from '../context.ts';

export interface CommandCall {
  readonly ctx: SlackContext;
  readonly actor: Actor;
  /** The words after the subcommand, unescaped. */
  readonly words: string;
  readonly triggerId: string;
  /** What makes two of these calls one: the trigger, or the button that was clicked. */
  readonly key: string;
}

export interface Command {
  readonly name: string;
  /** For help: what may follow. */
  readonly usage: string;
  readonly help: string;
  run(call: CommandCall): Promise<void>;
}
