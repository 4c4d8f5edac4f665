/** Opening and changing modals. A trigger lives three seconds: what is not at hand yet is shown when it comes. */
import type { SlackContext } from '../context.ts';
import { SlackCallError } from '../errors.ts';
import type { Vocabulary } from '../parse/vocabulary.ts';
import type { BuilderState } from './builder-state.ts';
import { builderView, type FormExtras, loadingView, type ModalView } from './builder-view.ts';

/** Opens the view that `make` gives: a light one first, the real one when its data are there. */
export async function openWhenReady(
  ctx: SlackContext,
  triggerId: string,
  title: string,
  make: () => Promise<ModalView>,
): Promise<void> {
  const opened = await ctx.api.call('views.open', { trigger_id: triggerId, view: loadingView(title) }, 'interactive');
  try {
    await updateView(ctx, opened.view.id, null, await make());
  } catch (error) {
    // A modal that waits for ever would be worse than none.
    await updateView(ctx, opened.view.id, null, { ...loadingView(title), blocks: [FAILED] });
    throw error;
  }
}

const FAILED = {
  type: 'section',
  text: { type: 'mrkdwn', text: '⚠️ This could not be loaded. Close the window and try again.' },
} as const;

/** Opens the report builder: at once when the catalogue is in memory, else behind the light view. */
export async function openBuilder(
  ctx: SlackContext,
  triggerId: string,
  state: (vocabulary: Vocabulary) => BuilderState,
): Promise<void> {
  const vocabulary = ctx.vocabulary.current();
  if (vocabulary === null) {
    await openWhenReady(ctx, triggerId, 'New report', async () => {
      const loaded = await ctx.vocabulary.ready();
      return formOf(ctx, state(loaded), loaded);
    });
    return;
  }
  await ctx.api.call(
    'views.open',
    { trigger_id: triggerId, view: formOf(ctx, state(vocabulary), vocabulary) },
    'interactive',
  );
  ctx.usualTimes.refresh();
}

/** The form with all that is in memory; nothing is waited for. */
export function formOf(
  ctx: SlackContext,
  state: BuilderState,
  vocabulary: Vocabulary,
  focus?: FormExtras['focus'],
): ModalView {
  return builderView(state, vocabulary, { usual: ctx.usualTimes.current(), ...(focus ? { focus } : {}) });
}

/** @param hash of the view that was read: Slack refuses the update when the view has changed since */
export async function updateView(
  ctx: SlackContext,
  viewId: string,
  hash: string | null,
  view: ModalView,
): Promise<void> {
  try {
    await ctx.api.call('views.update', { view_id: viewId, ...(hash === null ? {} : { hash }), view }, 'interactive');
  } catch (error) {
    // A newer change was faster, or the person closed the window: both need nothing more.
    if (error instanceof SlackCallError && ['hash_conflict', 'view_not_found', 'not_found'].includes(error.slackCode))
      return;
    throw error;
  }
}
