/** Telling one person something: through the response_url while it lasts, else ephemerally, else as a direct message. */
import { type Explanation, explain } from '../errors.ts';
import { type Message, section } from '../render/blocks/block.ts';
import { clip, escapeMrkdwn, oneLine } from '../render/blocks/mrkdwn.ts';
import type { Actor, SlackContext } from './context.ts';
import { problemText } from './messages/run-message.ts';

/** @param replace true puts the message in the place of the one that was clicked */
export async function tell(ctx: SlackContext, actor: Actor, message: Message, replace = false): Promise<void> {
  const content = { text: message.text, blocks: message.blocks };
  if (actor.responseUrl !== null)
    try {
      await ctx.api.respond(actor.responseUrl, { response_type: 'ephemeral', replace_original: replace, ...content });
      return;
    } catch (error) {
      ctx.logger.info({ err: error }, 'response_url refused; trying another way');
    }
  if (actor.channel !== null && !actor.channel.startsWith('D'))
    try {
      await ctx.api.call('chat.postEphemeral', { channel: actor.channel, user: actor.user, ...content }, 'interactive');
      return;
    } catch (error) {
      ctx.logger.info({ err: error }, 'ephemeral message refused; writing a direct message');
    }
  const { channel } = await ctx.api.call('conversations.open', { users: actor.user }, 'interactive');
  await ctx.api.call('chat.postMessage', { channel: channel.id, ...content }, 'interactive');
}

export function problemMessage(problem: Explanation): Message {
  return {
    text: clip(escapeMrkdwn(oneLine(problem.what)), 600),
    blocks: [section(`⚠️ ${problemText(problem)}`)],
  };
}

/** Runs a listener's work; whatever fails is logged and told to the person with its reason and remedy. */
export async function guarded(ctx: SlackContext, actor: Actor, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    ctx.logger.error({ err: error, user: actor.user }, 'a Slack request failed');
    try {
      await tell(ctx, actor, problemMessage(explain(error)));
    } catch (second) {
      ctx.logger.error({ err: second, user: actor.user }, 'the person could not be told');
    }
  }
}
