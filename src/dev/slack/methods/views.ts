/** views.*: modals opened by a trigger, stacked at most three high, and each person's home tab. */
import { withIds } from '../check-blocks.ts';
import { isObject, type Json } from '../check-shape.ts';
import { checkView, viewIsTooLarge } from '../check-view.ts';
import { LIMITS } from '../limits.ts';
import { arg, fileLookup, type Method, type MethodContext, method, refuseProblems, SlackApiError } from '../method.ts';
import { presentView } from '../presentation.ts';
import type { SlackState, View } from '../state.ts';

/** The checked view with generated ids. Used by the methods and by the answers to submissions alike. */
export function viewContent(state: SlackState, view: unknown, type: 'modal' | 'home', ownId: string | null): Json {
  if (!isObject(view))
    throw new SlackApiError('invalid_arguments', {
      response_metadata: { messages: ['[ERROR] must provide an object [json-pointer:/view]'] },
    });
  refuseProblems('invalid_arguments', checkView(view, type, fileLookup(state)));
  if (viewIsTooLarge(view)) throw new SlackApiError('view_too_large');
  if (typeof view.external_id === 'string' && view.external_id !== '') {
    const other = state.viewByExternalId(view.external_id);
    if (other !== undefined && other.id !== ownId) throw new SlackApiError('duplicate_external_id');
  }
  return { ...view, blocks: withIds(view.blocks as Json[], () => state.newBlockId()) };
}

/** Lays a further modal on the person's stack. */
export function pushView(state: SlackState, user: string, channel: string | null, content: Json): View {
  const stack = state.stackOf(user);
  if (stack.length >= LIMITS.view.stack) throw new SlackApiError('push_limit_reached');
  const id = state.newId('V');
  const view: View = {
    id,
    type: 'modal',
    user,
    channel,
    rootId: stack[0]?.id ?? id,
    previousId: stack.at(-1)?.id ?? null,
    hash: state.newHash(),
    content,
    entered: {},
  };
  stack.push(view);
  state.announceStack(user);
  return view;
}

export function replaceView(state: SlackState, view: View, content: Json): void {
  view.content = content;
  view.hash = state.newHash();
  if (view.type === 'home') state.announce({ kind: 'home', user: view.user, data: { view: { ...view } } });
  else state.announceStack(view.user);
}

function exchanged(
  context: MethodContext,
  args: { trigger_id?: string | undefined; interactivity_pointer?: string | undefined },
) {
  const id = args.trigger_id ?? args.interactivity_pointer;
  if (id === undefined)
    throw new SlackApiError('invalid_arguments', {
      response_metadata: { messages: ['[ERROR] missing required field: trigger_id'] },
    });
  const trigger = context.state.exchangeTrigger(id);
  if (typeof trigger === 'string') throw new SlackApiError(trigger);
  return trigger;
}

function refuseStaleHash(view: View | undefined, hash: string | undefined): void {
  if (view !== undefined && hash !== undefined && hash !== view.hash) throw new SlackApiError('hash_conflict');
}

const opening = { trigger_id: arg.id.optional(), interactivity_pointer: arg.id.optional(), view: arg.json };

export const viewMethods: Readonly<Record<string, Method>> = {
  'views.open': method({ args: opening }, (args, context) => {
    const { state } = context;
    const content = viewContent(state, args.view, 'modal', null);
    const trigger = exchanged(context, args);
    // A newly opened modal takes the place of whatever was open.
    state.stacks.set(trigger.user, []);
    return { view: presentView(pushView(state, trigger.user, trigger.channel, content)) };
  }),

  'views.push': method({ args: opening }, (args, context) => {
    const { state } = context;
    const content = viewContent(state, args.view, 'modal', null);
    const trigger = exchanged(context, args);
    if (state.stackOf(trigger.user).length === 0) throw new SlackApiError('not_found');
    return { view: presentView(pushView(state, trigger.user, trigger.channel, content)) };
  }),

  'views.update': method(
    { args: { view: arg.json, view_id: arg.id.optional(), external_id: arg.id.optional(), hash: arg.text.optional() } },
    (args, context) => {
      const { state } = context;
      const view =
        args.view_id === undefined ? state.viewByExternalId(args.external_id ?? '') : state.view(args.view_id);
      if (view === undefined || view.type !== 'modal') throw new SlackApiError('not_found');
      const content = viewContent(state, args.view, 'modal', view.id);
      refuseStaleHash(view, args.hash);
      replaceView(state, view, content);
      return { view: presentView(view) };
    },
  ),

  'views.publish': method({ args: { user_id: arg.id, view: arg.json, hash: arg.text.optional() } }, (args, context) => {
    const { state } = context;
    if (state.person(args.user_id) === undefined || state.person(args.user_id)?.isBot === true)
      throw new SlackApiError('invalid_arguments', { response_metadata: { messages: ['[ERROR] invalid `user_id`'] } });
    const existing = state.homes.get(args.user_id);
    const content = viewContent(state, args.view, 'home', existing?.id ?? null);
    refuseStaleHash(existing, args.hash);
    const id = existing?.id ?? state.newId('V');
    const view: View = {
      id,
      type: 'home',
      user: args.user_id,
      channel: null,
      rootId: id,
      previousId: null,
      hash: state.newHash(),
      content,
      entered: existing?.entered ?? {},
    };
    state.homes.set(args.user_id, view);
    state.announce({ kind: 'home', user: view.user, data: { view: { ...view } } });
    return { view: presentView(view) };
  }),
};
