/** Buttons of the answers to commands. */

export const MENU_ACTION = {
  create: 'menu:new',
  /** Followed by the report's id. */
  run: 'menu:run',
  /** Followed by the run's id: the same request again. */
  again: 'menu:again',
  help: 'menu:help',
  /** The value is the line that was meant. */
  meant: 'menu:meant',
} as const;

/** Value of "New report …" when there are no words to begin with. */
export const NO_WORDS = 'new';
