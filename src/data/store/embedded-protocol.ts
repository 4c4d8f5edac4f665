/** What the embedded store's thread and its owner say to each other. */
import pg from 'pg';

/** `data` is one message of PostgreSQL's wire protocol from the client. */
export type ToStore =
  | { readonly kind: 'protocol'; readonly id: number; readonly data: Uint8Array }
  | { readonly kind: 'close'; readonly id: number };

/** The server's messages, as pg's protocol parser reads them, or why there are none. */
export type FromStore =
  | { readonly kind: 'ready' }
  | { readonly kind: 'failed'; readonly error: string }
  | { readonly kind: 'answer'; readonly id: number; readonly messages: readonly WireMessage[] }
  | { readonly kind: 'broken'; readonly id: number; readonly error: string };

export interface WireMessage {
  readonly name: string;
  readonly length: number;
  readonly message?: string | undefined;
}

/** Errors and notices are instances of Error, of which a thread's message keeps the text only: made plain here … */
export function plainMessage(message: WireMessage): WireMessage {
  return message instanceof Error ? { ...message, name: message.name, message: message.message } : message;
}

/** … and whole again there, with code, detail, hint and position. */
export function wholeMessage(message: WireMessage): WireMessage {
  if (message.name !== 'error') return message;
  return Object.assign(new pg.DatabaseError(message.message ?? '', message.length, 'error'), message);
}
