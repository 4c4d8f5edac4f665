/** The buttons of results and failures: other brands, other period, data, method, try again. All act on a stored run. */
import type { App } from '@slack/bolt';
import type { Destination, MessageRef, RunRecord } from '../../ports.ts';
import { context, section } from '../../render/blocks/block.ts';
import { RESULT_ACTIONS } from '../../render/blocks/document-blocks.ts';
import type { Actor, SlackContext } from '../context.ts';
import { SEND_TO_ME } from '../messages/run-message.ts';
import { stateOfRequest } from '../modals/builder-state.ts';
import { METHOD_TITLE, methodView } from '../modals/method-view.ts';
import { formOf, openWhenReady } from '../modals/open.ts';
import { destinationOf, submitAnew } from '../submit.ts';
import { guarded, tell } from '../tell.ts';
import { actorOf } from './actor.ts';
import { runIsGone, triggerOf } from './commands.ts';
import { valueOfAction } from './value.ts';

type SlackDestination = Extract<Destination, { kind: 'slack' }>;
type Click = {
  readonly actor: Actor;
  readonly runId: string;
  readonly triggerId: string;
  readonly message: MessageRef | null;
};

export function listenToResults(app: App, ctx: SlackContext): void {
  const on = (id: string, work: (click: Click) => Promise<void>): void => {
    app.action(id, async ({ ack, body, action }) => {
      await ack();
      const actor = actorOf(body);
      const click = {
        actor,
        runId: valueOfAction(action),
        triggerId: triggerOf(body),
        message: messageOf(body, actor),
      };
      await guarded(ctx, actor, () => work(click));
    });
  };

  for (const [id, focus] of [
    [RESULT_ACTIONS.otherBrands, 'brands'],
    [RESULT_ACTIONS.otherPeriod, 'period'],
  ] as const)
    on(id, ({ actor, runId, triggerId }) =>
      openWhenReady(ctx, triggerId, 'New report', async () => {
        const [run, vocabulary] = await Promise.all([find(ctx, runId), ctx.vocabulary.ready()]);
        const state = stateOfRequest(run.request, actor.channel);
        const cleared = focus === 'brands' ? { ...state, brands: [], roles: [] } : { ...state, period: '' };
        return formOf(ctx, cleared, vocabulary, focus);
      }),
    );

  on(RESULT_ACTIONS.method, ({ runId, triggerId }) =>
    openWhenReady(ctx, triggerId, METHOD_TITLE, async () => methodView(await ctx.reporting.find(runId))),
  );

  on(RESULT_ACTIONS.data, async ({ actor, runId, message }) => {
    // A file cannot be taken back: a second click at the same message within a minute adds nothing.
    const key = `data:${runId}:${message?.ts ?? actor.user}`;
    if (!ctx.clicks.first(key)) return;
    try {
      await sendData(ctx, actor, await find(ctx, runId), message);
    } catch (error) {
      ctx.clicks.forget(key);
      throw error;
    }
  });

  // Slack reports clicks on link buttons too; the browser has opened the page already.
  app.action(RESULT_ACTIONS.page, async ({ ack }) => ack());

  on(RESULT_ACTIONS.retry, async ({ actor, runId }) => {
    const run = await find(ctx, runId);
    await retry(ctx, run, run.destination.kind === 'slack' ? run.destination : destinationOf(actor, null));
    await tell(ctx, actor, startedAgain(), true);
  });

  on(SEND_TO_ME, async ({ actor, runId }) => {
    const run = await find(ctx, runId);
    await retry(ctx, run, destinationOf({ ...actor, thread: null }, { kind: 'me' }));
    await tell(ctx, actor, startedAgain(), true);
  });
}

const startedAgain = () => ({ text: 'Started again.', blocks: [context('🔄 Started again.')] });

async function find(ctx: SlackContext, runId: string): Promise<RunRecord> {
  const run = await ctx.reporting.find(runId);
  if (run === null) throw runIsGone();
  return run;
}

/** The message that was clicked, when it stands in a conversation (ephemeral messages have no thread). */
function messageOf(body: object, actor: Actor): MessageRef | null {
  const { container } = body as { container?: { message_ts?: string; is_ephemeral?: boolean } };
  if (actor.channel === null || container?.message_ts === undefined || container.is_ephemeral) return null;
  return { channel: actor.channel, ts: container.message_ts };
}

const hasFailed = (run: RunRecord): boolean => run.state === 'failed' || run.state === 'cancelled';

/** A new run of the same request; two clicks find the same one, a click after that one failed too starts the next. */
async function retry(ctx: SlackContext, run: RunRecord, to: SlackDestination): Promise<void> {
  await submitAnew(ctx, run.request, to, `retry:${run.id}`, hasFailed);
}

/** All tables of the run as CSV, in the thread of its message; without a message, in the direct message. */
async function sendData(ctx: SlackContext, actor: Actor, run: RunRecord, message: MessageRef | null): Promise<void> {
  const stamp = { runId: run.id, at: run.createdAt, requestedBy: run.requestedBy };
  const to: SlackDestination = {
    kind: 'slack',
    team: actor.team,
    channel: message?.channel ?? actor.user,
    user: actor.user,
    thread: actor.thread,
  };
  const files: { id: string; title: string }[] = [];
  for (const outcome of run.outcomes ?? []) {
    if (outcome.status !== 'ready') continue;
    const artifacts = await ctx.renderer.render(
      outcome.document,
      stamp,
      ['csv'],
      ctx.theme,
      AbortSignal.timeout(RENDER_MS),
    );
    for (const artifact of artifacts.slice(0, MAX_FILES - files.length)) {
      const title = files.some((file) => file.title === artifact.title)
        ? `${artifact.title} (${artifact.name})`
        : artifact.title;
      files.push({ id: await ctx.publisher.upload(to, artifact), title });
    }
  }
  if (files.length === 0) {
    await tell(ctx, actor, { text: 'There are no tables.', blocks: [section('This report holds no tables.')] });
    return;
  }
  await ctx.publisher.shareFile(to, message ?? (await directMessage(ctx, actor)), files);
}

const RENDER_MS = 30_000;
/** Files of one message. */
const MAX_FILES = 20;

/** Files need a thread to hang on; in a direct message a line of text starts it. */
async function directMessage(ctx: SlackContext, actor: Actor): Promise<MessageRef> {
  const { channel } = await ctx.api.call('conversations.open', { users: actor.user }, 'interactive');
  const { ts } = await ctx.api.call(
    'chat.postMessage',
    { channel: channel.id, text: 'The data you asked for' },
    'interactive',
  );
  return { channel: channel.id, ts };
}
