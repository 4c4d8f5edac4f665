/** Who acted and where, from the bodies of Slack's interactions. */
import type { Actor } from '../context.ts';

interface InteractionBody {
  readonly user: { readonly id: string; readonly team_id?: string };
  readonly team?: { readonly id: string } | null;
  readonly channel?: { readonly id?: string } | undefined;
  readonly message?: { readonly ts?: string; readonly thread_ts?: string } | undefined;
  readonly container?: unknown;
  readonly response_url?: string;
}

export function actorOf(body: InteractionBody): Actor {
  return {
    team: body.team?.id ?? body.user.team_id ?? '',
    user: body.user.id,
    channel: body.channel?.id ?? null,
    thread: threadOf(body.message),
    responseUrl: body.response_url ?? null,
  };
}

/** The thread that a message is a reply in; a message that has replies names itself, and is in none. */
function threadOf(message: InteractionBody['message']): string | null {
  const thread = message?.thread_ts ?? null;
  return thread === message?.ts ? null : thread;
}
