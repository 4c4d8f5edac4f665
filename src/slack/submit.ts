/** From a finished request to a queued run. */
import type { ReportRequest } from '../domain/request.ts';
import { AppError } from '../errors.ts';
import type { Destination, RunRecord } from '../ports.ts';
import type { Actor, SlackContext } from './context.ts';
import type { ParsedRequest } from './parse/parse-request.ts';

type SlackDestination = Extract<Destination, { kind: 'slack' }>;

/** Where a result goes: what the line says, else where it was asked, else to the person. */
export function destinationOf(actor: Actor, wish: ParsedRequest['destination']): SlackDestination {
  const here = actor.channel ?? actor.user;
  const channel = wish === null ? here : wish.kind === 'me' ? actor.user : wish.channel;
  const thread = channel === actor.channel ? actor.thread : null;
  return { kind: 'slack', team: actor.team, channel, user: actor.user, thread };
}

/** @param key what makes two clicks one: a trigger id, a view id, a button's message */
export function submit(
  ctx: SlackContext,
  request: ReportRequest,
  to: SlackDestination,
  key: string,
): Promise<RunRecord> {
  return ctx.reporting.submit(request, to, to.user, key);
}

/** How often one button starts anew before its newest failure is what counts. */
const MAX_STARTS = 20;

/**
 * For buttons that stay where they are: while the button's last run is going on, a click finds that run (double clicks
 * are harmless); once it is over, a click starts the next.
 * @param isOver whether a found run makes room for a new one
 * @throws AppError `queue` when the button has started runs too often
 */
export async function submitAnew(
  ctx: SlackContext,
  request: ReportRequest,
  to: SlackDestination,
  key: string,
  isOver: (run: RunRecord) => boolean,
): Promise<RunRecord> {
  let found = await submit(ctx, request, to, key);
  for (let started = 1; isOver(found); started++) {
    if (started >= MAX_STARTS)
      throw new AppError({
        code: 'queue',
        what: 'This button has started the report many times.',
        why: found.error?.why ?? 'Each press starts one run.',
        fix: found.error?.fix ?? 'Type the command again.',
      });
    found = await submit(ctx, request, to, `${key}>${found.id}`);
  }
  return found;
}
