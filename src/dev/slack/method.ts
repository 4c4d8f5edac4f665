/** How one Web API method is described: who may call it, with which arguments, and what it does. */
import { z } from 'zod';
import { problemDetails } from './check-blocks.ts';
import type { Json, Problem } from './check-shape.ts';
import type { Faults } from './faults.ts';
import type { SlackState } from './state.ts';
import { APP, type Channel } from './workspace.ts';

/** An answer with `ok: false`: Slack's code and what comes with it. */
export class SlackApiError extends Error {
  readonly code: string;
  readonly details: Json;

  constructor(code: string, details: Json = {}) {
    super(code);
    this.name = 'SlackApiError';
    this.code = code;
    this.details = details;
  }
}

export interface MethodContext {
  readonly state: SlackState;
  readonly faults: Faults;
  readonly scopes: readonly string[];
  /** Address of the stand-in, without a slash at the end. */
  readonly baseUrl: string;
  /** Things Slack would take but that deserve a look, collected for the log of calls. */
  readonly warn: (warning: string) => void;
}

export interface Method {
  /** Any one of these is enough; none: any valid token. */
  readonly scopes: readonly string[];
  readonly token: 'bot' | 'app' | 'none';
  /** False where Slack reads form-encoded arguments only. */
  readonly takesJson: boolean;
  readonly args: z.ZodType;
  readonly run: (args: never, context: MethodContext) => Json | Promise<Json>;
}

/** A method whose arguments are typed by their schema. Unknown arguments are refused. */
export function method<S extends z.ZodRawShape>(
  description: { scopes?: readonly string[]; token?: Method['token']; takesJson?: boolean; args: S },
  run: (args: z.output<z.ZodObject<S>>, context: MethodContext) => Json | Promise<Json>,
): Method {
  return {
    scopes: description.scopes ?? [],
    token: description.token ?? 'bot',
    takesJson: description.takesJson ?? true,
    args: z.strictObject(description.args),
    run,
  };
}

/** Argument kinds: form bodies carry everything as text, JSON bodies carry it as it is. */
export const arg = {
  text: z.string(),
  id: z.string().min(1),
  flag: z.preprocess(
    (value) => (value === 'true' || value === '1' ? true : value === 'false' || value === '0' ? false : value),
    z.boolean(),
  ),
  count: z.preprocess(
    (value) => (typeof value === 'string' && /^\d+$/.test(value) ? Number(value) : value),
    z.number().int().min(0),
  ),
  json: z.preprocess((value) => {
    if (typeof value !== 'string') return value;
    try {
      return JSON.parse(value);
    } catch {
      return MALFORMED;
    }
  }, z.unknown()),
} as const;

/** Marks an argument that should have been JSON. */
export const MALFORMED = Symbol('malformed JSON');

export function blocksArgument(value: unknown): Json[] | undefined {
  if (value === undefined) return undefined;
  if (!Array.isArray(value)) throw new SlackApiError('invalid_blocks_format');
  return value as Json[];
}

export function refuseProblems(code: 'invalid_blocks' | 'invalid_arguments', problems: readonly Problem[]): void {
  if (problems.length > 0) throw new SlackApiError(code, problemDetails(problems));
}

export function needScope(context: MethodContext, ...alternatives: readonly string[]): void {
  if (alternatives.some((scope) => context.scopes.includes(scope))) return;
  throw new SlackApiError('missing_scope', { needed: alternatives.join(','), provided: context.scopes.join(',') });
}

/** Slack asks for the scope of the conversation's own kind. */
export function needScopeForKind(context: MethodContext, channel: Channel, suffix: 'read' | 'history'): void {
  const kind = { public: 'channels', private: 'groups', im: 'im' }[channel.kind];
  needScope(context, `${kind}:${suffix}`);
}

/** A conversation the app can know of: by id, or by `#name`; private ones only as a member. */
export function visibleChannel(context: MethodContext, reference: string): Channel {
  const { state } = context;
  const name = reference.startsWith('#') ? reference.slice(1) : reference;
  const channel =
    state.channels.get(reference) ??
    [...state.channels.values()].find((entry) => entry.kind !== 'im' && entry.name === name);
  if (channel === undefined || (channel.kind === 'private' && !state.isMember(channel, APP.userId)))
    throw new SlackApiError('channel_not_found');
  return channel;
}

/** A conversation the app may post to. A person's id means the direct conversation with that person. */
export function postableChannel(context: MethodContext, reference: string): Channel {
  const direct = /^[UW]/.test(reference) ? context.state.directChannel(reference) : undefined;
  const channel = direct ?? visibleChannel(context, reference);
  if (channel.isArchived) throw new SlackApiError('is_archived');
  if (!context.state.isMember(channel, APP.userId) && !context.scopes.includes('chat:write.public'))
    throw new SlackApiError('not_in_channel');
  return channel;
}

/** True for a file that blocks may show: it is uploaded and its processing is over. */
export function fileLookup(state: SlackState): (reference: { id?: string; url?: string }) => boolean {
  return (reference) => {
    const id = reference.id ?? /(F[A-Z0-9]+)(?:\/|$)/.exec(reference.url ?? '')?.[1];
    const file = id === undefined ? undefined : state.files.get(id);
    return file?.completed === true && state.nowMs() >= file.processedMs;
  };
}
