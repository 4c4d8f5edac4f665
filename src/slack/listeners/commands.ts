/** The slash command and the buttons of its answers. */
import type { App } from '@slack/bolt';
import { DEFAULT_LOCALE, DEFAULT_SEED } from '../../domain/request.ts';
import { AppError } from '../../errors.ts';
import type { RunRecord } from '../../ports.ts';
import { context } from '../../render/blocks/block.ts';
import { clip, escapeMrkdwn, oneLine } from '../../render/blocks/mrkdwn.ts';
import { helpMessage } from '../commands/help.ts';
import { COMMANDS, runCommand } from '../commands/index.ts';
import { MENU_ACTION, NO_WORDS } from '../commands/menu-action.ts';
import type { Actor, SlackContext } from '../context.ts';
import { conversationOf, EMPTY_STATE, stateOfParsed } from '../modals/builder-state.ts';
import { openBuilder } from '../modals/open.ts';
import { parseRequest, SLACK_FORMATS } from '../parse/parse-request.ts';
import { unescapeSlack } from '../parse/tokens.ts';
import { destinationOf, submitAnew } from '../submit.ts';
import { guarded, tell } from '../tell.ts';
import { actorOf } from './actor.ts';
import { valueOfAction } from './value.ts';

export function listenToCommands(app: App, ctx: SlackContext): void {
  app.command(ctx.command, async ({ ack, command }) => {
    await ack();
    const actor: Actor = {
      team: command.team_id,
      user: command.user_id,
      channel: command.channel_id,
      thread: null,
      responseUrl: command.response_url,
    };
    await guarded(ctx, actor, () =>
      runCommand(
        { ctx, actor, triggerId: command.trigger_id, key: command.trigger_id },
        unescapeSlack(command.text ?? '').trim(),
      ),
    );
  });

  app.action(MENU_ACTION.create, async ({ ack, body, action }) => {
    await ack();
    const actor = actorOf(body);
    const words = valueOfAction(action);
    await guarded(ctx, actor, () =>
      openBuilder(ctx, triggerOf(body), (vocabulary) =>
        words === NO_WORDS
          ? { ...EMPTY_STATE, conversation: conversationOf(actor.channel) }
          : stateOfParsed(parseRequest(words, vocabulary), words, actor.channel),
      ),
    );
  });

  app.action(MENU_ACTION.meant, async ({ ack, body, action }) => {
    await ack();
    const actor = actorOf(body);
    const call = { ctx, actor, triggerId: triggerOf(body), key: clickKey(body, action) };
    const line = valueOfAction(action);
    await guarded(ctx, actor, async () => {
      await runCommand(call, line);
      // The question is answered: its button goes.
      const answered = `\`${clip(escapeMrkdwn(oneLine(`${ctx.command} ${line}`)), 300)}\``;
      await tell(ctx, actor, { text: answered, blocks: [context(answered)] }, true);
    });
  });

  app.action(MENU_ACTION.help, async ({ ack, body }) => {
    await ack();
    const actor = actorOf(body);
    await guarded(ctx, actor, () =>
      tell(ctx, actor, helpMessage('', COMMANDS, ctx.command, ctx.reports, ctx.vocabulary.current())),
    );
  });

  app.action(new RegExp(`^${MENU_ACTION.run}:`), async ({ ack, body, action }) => {
    await ack();
    const actor = actorOf(body);
    await guarded(ctx, actor, async () => {
      const request = {
        reports: [valueOfAction(action)],
        selection: { projects: null, brands: null, period: null },
        options: {},
        formats: SLACK_FORMATS,
        seed: DEFAULT_SEED,
        locale: DEFAULT_LOCALE,
      };
      await submitAnew(ctx, request, destinationOf(actor, null), clickKey(body, action), isOver);
    });
  });

  app.action(new RegExp(`^${MENU_ACTION.again}:`), async ({ ack, body, action }) => {
    await ack();
    const actor = actorOf(body);
    await guarded(ctx, actor, async () => {
      const run = await ctx.reporting.find(valueOfAction(action));
      if (run === null) throw runIsGone();
      await submitAnew(ctx, run.request, destinationOf(actor, null), clickKey(body, action), isOver);
    });
  });
}

export function triggerOf(body: object): string {
  return 'trigger_id' in body && typeof body.trigger_id === 'string' ? body.trigger_id : '';
}

/** The clicked button of the clicked message: the same for both clicks of a double click. */
function clickKey(body: object, action: object): string {
  const container = 'container' in body ? (body.container as { message_ts?: unknown }) : {};
  const id = 'action_id' in action ? String(action.action_id) : '';
  return `click:${String(container.message_ts ?? '')}:${id}`;
}

const isOver = (run: RunRecord): boolean => run.state !== 'queued' && run.state !== 'running';

export function runIsGone(): AppError {
  return new AppError({
    code: 'not-found',
    what: 'This report is no longer stored.',
    why: 'Its run was removed from the store.',
    fix: 'Ask for the report again.',
  });
}
