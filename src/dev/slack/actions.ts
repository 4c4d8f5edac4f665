/** What people do in Slack: type commands and messages, click, choose, submit and close. The page and the driver share it. */

import type { AppLink, Delivery } from './app-link.ts';
import { elementsOf } from './check-blocks.ts';
import { suggestedOptions } from './check-elements.ts';
import { isObject, type Json } from './check-shape.ts';
import type { Faults } from './faults.ts';
import { LIMITS } from './limits.ts';
import { type MethodContext, SlackApiError } from './method.ts';
import { messageContent } from './methods/chat.ts';
import { completeFile, reserveFile } from './methods/files.ts';
import { pushView, replaceView, viewContent } from './methods/views.ts';
import { currentValues, presentFile, presentMessage, presentView } from './presentation.ts';
import type { Message, SlackState, View } from './state.ts';
import { APP, TEAM } from './workspace.ts';

export type Values = Record<string, Record<string, Json>>;

export interface CommandResult extends Delivery {
  readonly triggerId: string;
}

/** Where an interactive element stands: in a message, or in a view. */
export interface Place {
  readonly user: string;
  readonly channel?: string;
  readonly messageTs?: string;
  readonly viewId?: string;
}

export interface SubmitResult {
  readonly outcome: 'closed' | 'errors' | 'updated' | 'pushed' | 'cleared' | 'incomplete' | 'failed';
  /** Block id → complaint, from the app or from Slack's own check of required fields. */
  readonly errors: Readonly<Record<string, string>>;
  readonly delivery: Delivery | null;
}

export interface Shortcut {
  readonly kind: 'global' | 'message';
  readonly name: string;
  readonly callbackId: string;
}

/** The legacy verification token, present in every payload and good for nothing. */
const VERIFICATION_TOKEN = 'local-slack-verification';
const TROUBLE = 'We had some trouble connecting. Try again?';

export class Actions {
  readonly #state: SlackState;
  readonly #link: AppLink;
  readonly #faults: Faults;
  readonly #context: MethodContext;
  readonly #eventRetryDelaysMs: readonly number[];
  readonly #unfurlDomains: readonly string[];
  readonly #timers = new Set<NodeJS.Timeout>();

  constructor(parts: {
    state: SlackState;
    link: AppLink;
    faults: Faults;
    context: MethodContext;
    eventRetryDelaysMs: readonly number[];
    unfurlDomains: readonly string[];
  }) {
    this.#state = parts.state;
    this.#link = parts.link;
    this.#faults = parts.faults;
    this.#context = parts.context;
    this.#eventRetryDelaysMs = parts.eventRetryDelaysMs;
    this.#unfurlDomains = parts.unfurlDomains;
  }

  stop(): void {
    for (const timer of this.#timers) clearTimeout(timer);
    this.#timers.clear();
  }

  /** Types a slash command; the app's immediate answer and any failure appear to this person. */
  async sendCommand(given: { command: string; text: string; channel: string; user: string }): Promise<CommandResult> {
    const channel = this.#channel(given.channel);
    const triggerId = this.#state.newTrigger(given.user, channel.id);
    const key = this.#state.newResponseUrl({ channel: channel.id, user: given.user, messageTs: null, threadTs: null });
    const delivery = await this.#link.send('command', {
      token: VERIFICATION_TOKEN,
      team_id: TEAM.id,
      team_domain: TEAM.domain,
      channel_id: channel.id,
      channel_name:
        channel.kind === 'im' ? 'directmessage' : channel.kind === 'private' ? 'privategroup' : channel.name,
      user_id: given.user,
      user_name: this.#person(given.user).name,
      command: given.command,
      text: given.text,
      api_app_id: APP.id,
      is_enterprise_install: 'false',
      response_url: `${this.#context.baseUrl}/commands/${TEAM.id}/${key}`,
      trigger_id: triggerId,
    });
    if (delivery.failure !== null)
      this.#slackbot(channel.id, given.user, `${given.command} failed with the error "${delivery.failure}"`);
    else if (delivery.body !== null && delivery.body !== '') {
      try {
        this.#answer({ channel: channel.id, user: given.user, messageTs: null, threadTs: null }, delivery.body);
      } catch (error) {
        if (!(error instanceof SlackApiError)) throw error;
        this.#slackbot(channel.id, given.user, `${given.command} failed with the error "${error.code}"`);
      }
    }
    return { ...delivery, triggerId };
  }

  /**
   * Posts what an app sends to a response URL: five times within thirty minutes.
   * @throws SlackApiError `used_url`, `expired_url`, or the code for content that is not acceptable
   */
  respond(key: string, given: unknown): void {
    const target = this.#state.useResponseUrl(key);
    if (typeof target === 'string') throw new SlackApiError(target);
    this.#answer(target, given);
  }

  #answer(
    target: { channel: string; user: string; messageTs: string | null; threadTs: string | null },
    given: unknown,
  ): void {
    const payload: Json = isObject(given) ? given : { text: String(given) };
    const original = target.messageTs === null ? undefined : this.#state.message(target.channel, target.messageTs);
    if (payload.delete_original === true) {
      if (original !== undefined) this.#state.deleteMessage(original);
      return;
    }
    const content = messageContent(
      this.#context,
      {
        ...(typeof payload.text === 'string' ? { text: payload.text } : {}),
        blocks: payload.blocks,
        attachments: payload.attachments,
        metadata: payload.metadata,
      },
      LIMITS.message.textPost,
    );
    if (payload.replace_original === true && original !== undefined) {
      Object.assign(original, content);
      original.editedTs = this.#state.nextTs();
      this.#state.announceMessage(original);
      return;
    }
    const threadTs = typeof payload.thread_ts === 'string' ? payload.thread_ts : target.threadTs;
    this.#state.addMessage({
      channel: target.channel,
      user: APP.userId,
      byApp: true,
      ...content,
      files: [],
      ...(threadTs === null ? {} : { threadTs }),
      ...(payload.response_type === 'in_channel' ? {} : { onlyFor: target.user }),
    });
  }

  /** A person writes a message, perhaps with files; the app hears of it where its scopes and the channel allow. */
  async postMessage(given: {
    channel: string;
    user: string;
    text: string;
    threadTs?: string;
    files?: readonly { name: string; bytes: Buffer }[];
  }): Promise<Message> {
    const channel = this.#channel(given.channel);
    if (channel.isArchived) throw new SlackApiError('is_archived');
    const files = (given.files ?? []).map(({ name, bytes }) => {
      const file = reserveFile(this.#state, { name, bytes: bytes.length, user: given.user });
      this.#state.storeBytes(file, bytes);
      completeFile(this.#state, file, this.#faults.current.fileProcessingMs);
      return file;
    });
    const message = this.#state.addMessage({
      channel: channel.id,
      user: given.user,
      byApp: false,
      text: given.text,
      blocks: [],
      attachments: [],
      files: files.map((file) => file.id),
      ...(given.threadTs === undefined ? {} : { threadTs: given.threadTs }),
      ...(files.length > 0 ? { subtype: 'file_share' } : {}),
    });
    for (const file of files) file.shares.push({ channel: channel.id, ts: message.ts });
    if (given.threadTs !== undefined) {
      const parent = this.#state.message(channel.id, given.threadTs);
      if (parent !== undefined) this.#state.announceMessage(parent);
    }
    await this.#tellApp(message);
    for (const file of files) await this.#tellOfFile(message, file.id);
    return message;
  }

  /** Other than the message itself, a shared file is told by its id alone, wherever the app is a member. */
  async #tellOfFile(message: Message, fileId: string): Promise<void> {
    const channel = this.#channel(message.channel);
    if (!this.#context.scopes.includes('files:read') || !this.#state.isMember(channel, APP.userId)) return;
    await this.sendEvent({
      type: 'file_shared',
      file_id: fileId,
      file: { id: fileId },
      user_id: message.user,
      channel_id: channel.id,
      event_ts: message.ts,
    });
  }

  /** Uses an interactive element. `choice` is what Slack puts into the action, e.g. `{ selected_option: … }`. */
  async act(given: Place & { actionId: string; blockId?: string; choice?: Json; values?: Values }): Promise<Delivery> {
    const { block, element } = this.#findElement(given);
    const type = String(element.type);
    const view = given.viewId === undefined ? undefined : this.#view(given.viewId);
    if (view !== undefined) {
      this.#enter(view, given.values ?? {});
      if (given.choice !== undefined)
        this.#enter(view, { [String(block.block_id)]: { [given.actionId]: given.choice } });
    }
    const send = () =>
      this.#link.send('interaction', {
        type: 'block_actions',
        ...this.#common(given.user, true, view),
        ...this.#placed(given, view, true, given.values ?? {}),
        actions: [
          {
            type,
            action_id: given.actionId,
            block_id: block.block_id,
            ...(type === 'button'
              ? { text: element.text, ...(element.value === undefined ? {} : { value: element.value }) }
              : {}),
            ...given.choice,
            action_ts: this.#state.nextTs(),
          },
        ],
      });
    const clicks = this.#faults.current.doubleClicks ? [send(), send()] : [send()];
    const [delivery] = await Promise.all(clicks);
    if (delivery!.failure !== null)
      this.#notice(given.user, `${APP.name} is not responding (${delivery!.failure}). Try again.`);
    return delivery!;
  }

  /** Submits the topmost modal. Slack itself refuses required fields left empty; everything else the app decides. */
  async submitView(given: { user: string; viewId: string; values?: Values }): Promise<SubmitResult> {
    const view = this.#view(given.viewId);
    this.#enter(view, given.values ?? {});
    const missing = incompleteInputs(view);
    if (Object.keys(missing).length > 0) return { outcome: 'incomplete', errors: missing, delivery: null };
    const delivery = await this.#link.send('interaction', {
      type: 'view_submission',
      ...this.#common(given.user, true, view),
      view: presentView(view),
      response_urls: this.#responseUrls(view),
    });
    if (delivery.failure !== null) return this.#failedSubmit(given.user, TROUBLE, delivery);
    const answer = isObject(delivery.body) ? delivery.body : {};
    try {
      return this.#followAnswer(view, answer, delivery);
    } catch (error) {
      if (!(error instanceof SlackApiError)) throw error;
      return this.#failedSubmit(
        given.user,
        `${TROUBLE} (${error.code}: ${JSON.stringify(error.details.errors ?? [])})`,
        delivery,
      );
    }
  }

  #followAnswer(view: View, answer: Json, delivery: Delivery): SubmitResult {
    const { user } = view;
    const stack = this.#state.stackOf(user);
    switch (answer.response_action) {
      case undefined:
        // An acknowledgement without an action closes this modal and shows the one below.
        this.#state.stacks.set(
          user,
          stack.filter((entry) => entry.id !== view.id),
        );
        this.#state.announceStack(user);
        return { outcome: 'closed', errors: {}, delivery };
      case 'clear':
        this.#state.stacks.set(user, []);
        this.#state.announceStack(user);
        return { outcome: 'cleared', errors: {}, delivery };
      case 'update':
        replaceView(this.#state, view, viewContent(this.#state, answer.view, 'modal', view.id));
        return { outcome: 'updated', errors: {}, delivery };
      case 'push':
        pushView(this.#state, user, view.channel, viewContent(this.#state, answer.view, 'modal', null));
        return { outcome: 'pushed', errors: {}, delivery };
      case 'errors': {
        const inputs = (view.content.blocks as Json[])
          .filter((block) => block.type === 'input')
          .map((block) => block.block_id);
        const errors = isObject(answer.errors) ? answer.errors : {};
        const unknown = Object.keys(errors).filter((blockId) => !inputs.includes(blockId));
        if (Object.keys(errors).length === 0 || unknown.length > 0)
          throw new SlackApiError('invalid_arguments', {
            errors: [`errors name no input block: ${unknown.join(', ')}`],
          });
        return { outcome: 'errors', errors: errors as Record<string, string>, delivery };
      }
      default:
        throw new SlackApiError('invalid_arguments', {
          errors: [`unknown response_action ${String(answer.response_action)}`],
        });
    }
  }

  #failedSubmit(user: string, text: string, delivery: Delivery): SubmitResult {
    this.#notice(user, text);
    return { outcome: 'failed', errors: {}, delivery };
  }

  /** Closes the topmost modal, or with `all` the whole stack; apps that asked for it are told. */
  async closeView(given: { user: string; viewId: string; all?: boolean }): Promise<void> {
    const view = this.#view(given.viewId);
    const stack = this.#state.stackOf(given.user);
    const everything = given.all === true || view.content.clear_on_close === true;
    const closed = everything ? [...stack] : stack.filter((entry) => entry.id === view.id);
    this.#state.stacks.set(given.user, everything ? [] : stack.filter((entry) => entry.id !== view.id));
    this.#state.announceStack(given.user);
    for (const entry of closed)
      if (entry.content.notify_on_close === true)
        await this.#link.send('interaction', {
          type: 'view_closed',
          ...this.#common(given.user, false),
          view: presentView(entry),
          is_cleared: everything,
        });
  }

  /** Asks the app for the options of an external select; empty with a reason when its answer is no good. */
  async requestOptions(
    given: Place & { actionId: string; blockId?: string; query: string; values?: Values },
  ): Promise<{ options: Json[]; groups: Json[]; problem: string | null; delivery: Delivery }> {
    const { block } = this.#findElement(given);
    const view = given.viewId === undefined ? undefined : this.#view(given.viewId);
    if (view !== undefined) this.#enter(view, given.values ?? {});
    const delivery = await this.#link.send('interaction', {
      type: 'block_suggestion',
      ...this.#common(given.user, false),
      ...this.#placed(given, view, false, given.values ?? {}),
      action_id: given.actionId,
      block_id: block.block_id,
      value: given.query,
    });
    const refused = (problem: string) => ({ options: [], groups: [], problem, delivery });
    if (delivery.failure !== null) return refused(delivery.failure);
    const problems: { message: string; pointer: string }[] = [];
    suggestedOptions(delivery.body, '', problems);
    if (problems.length > 0)
      return refused(problems.map((problem) => `${problem.message} ${problem.pointer}`).join('; '));
    const answer = delivery.body as { options?: Json[]; option_groups?: Json[] };
    return { options: answer.options ?? [], groups: answer.option_groups ?? [], problem: null, delivery };
  }

  /** Runs a global shortcut, or a message shortcut on a message. */
  async useShortcut(given: {
    user: string;
    callbackId: string;
    channel?: string;
    messageTs?: string;
  }): Promise<Delivery> {
    const message =
      given.channel === undefined || given.messageTs === undefined
        ? undefined
        : this.#state.message(given.channel, given.messageTs);
    const common = {
      ...this.#common(given.user, true),
      callback_id: given.callbackId,
      action_ts: this.#state.nextTs(),
    };
    const delivery = await this.#link.send(
      'interaction',
      message === undefined
        ? { type: 'shortcut', ...common }
        : {
            type: 'message_action',
            ...common,
            message_ts: message.ts,
            message: presentMessage(this.#state, message, this.#context.baseUrl),
            channel: { id: message.channel, name: this.#channel(message.channel).name },
            response_url: this.#newResponseAddress(message, given.user),
          },
    );
    if (delivery.failure !== null)
      this.#notice(given.user, `${APP.name} is not responding (${delivery.failure}). Try again.`);
    return delivery;
  }

  /** Looks at the app's home tab. */
  async openHome(user: string): Promise<Delivery> {
    const view = this.#state.homes.get(user);
    return this.sendEvent({
      type: 'app_home_opened',
      user,
      channel: this.#state.directChannel(user)?.id,
      tab: 'home',
      event_ts: this.#state.nextTs(),
      ...(view === undefined ? {} : { view: presentView(view) }),
    });
  }

  /** Invites the app into a channel, or removes it. */
  async setMembership(given: { user: string; channel: string; member: boolean }): Promise<void> {
    const channel = this.#channel(given.channel);
    channel.members = channel.members.filter((id) => id !== APP.userId);
    if (given.member) channel.members.push(APP.userId);
    this.#state.announce({ kind: 'channel', data: { channel: { ...channel } } });
    if (given.member)
      await this.sendEvent({
        type: 'member_joined_channel',
        user: APP.userId,
        channel: channel.id,
        channel_type: channel.kind === 'private' ? 'G' : 'C',
        team: TEAM.id,
        inviter: given.user,
        event_ts: this.#state.nextTs(),
      });
  }

  /** Sends an event and, when it is not acknowledged, sends it again as often and as late as Slack does. */
  async sendEvent(event: Json): Promise<Delivery> {
    const payload: Json = {
      token: VERIFICATION_TOKEN,
      team_id: TEAM.id,
      api_app_id: APP.id,
      event,
      type: 'event_callback',
      event_id: this.#state.newId('Ev'),
      event_time: Math.floor(this.#state.nowMs() / 1_000),
      authorizations: [
        { enterprise_id: null, team_id: TEAM.id, user_id: APP.userId, is_bot: true, is_enterprise_install: false },
      ],
      is_ext_shared_channel: false,
      event_context: `4-${this.#state.newId('')}`,
    };
    const first = await this.#link.send('event', payload);
    for (let copy = 0; copy < this.#faults.current.duplicateEvents; copy += 1) await this.#link.send('event', payload);
    if (first.failure !== null && !first.noRetry) this.#retryEvent(payload, first, 1);
    return first;
  }

  #retryEvent(payload: Json, failed: Delivery, number: number): void {
    const delayMs = this.#eventRetryDelaysMs[number - 1];
    if (delayMs === undefined) return;
    const timer = setTimeout(async () => {
      this.#timers.delete(timer);
      const reason =
        failed.failure === 'operation_timeout'
          ? 'http_timeout'
          : failed.status === null
            ? 'connection_failed'
            : 'http_error';
      const again = await this.#link.send('event', payload, { number, reason });
      if (again.failure !== null && !again.noRetry) this.#retryEvent(payload, again, number + 1);
    }, delayMs);
    this.#timers.add(timer);
  }

  async #tellApp(message: Message): Promise<void> {
    const channel = this.#channel(message.channel);
    const may = (scope: string) => this.#context.scopes.includes(scope);
    const common = {
      user: message.user,
      text: message.text,
      ts: message.ts,
      team: TEAM.id,
      channel: channel.id,
      event_ts: message.ts,
      ...(message.threadTs === undefined ? {} : { thread_ts: message.threadTs }),
    };
    if (channel.kind === 'im') {
      if (may('im:history'))
        await this.sendEvent({
          type: 'message',
          ...common,
          channel_type: 'im',
          ...(message.subtype === undefined ? {} : { subtype: message.subtype }),
          ...(message.files.length === 0
            ? {}
            : {
                files: message.files.map((id) =>
                  presentFile(this.#state, this.#state.files.get(id)!, this.#context.baseUrl),
                ),
              }),
        });
    } else if (
      message.text.includes(`<@${APP.userId}>`) &&
      may('app_mentions:read') &&
      this.#state.isMember(channel, APP.userId)
    ) {
      await this.sendEvent({ type: 'app_mention', ...common });
    }
    const links = [...message.text.matchAll(/https?:\/\/[^\s<>|]+/g)]
      .map(([url]) => ({ url, domain: new URL(url).hostname }))
      .filter((link) => this.#unfurlDomains.includes(link.domain));
    if (links.length > 0 && may('links:read'))
      await this.sendEvent({
        type: 'link_shared',
        channel: channel.id,
        is_bot_user_member: this.#state.isMember(channel, APP.userId),
        user: message.user,
        message_ts: message.ts,
        unfurl_id: `${channel.id}.${message.ts}`,
        source: 'conversations_history',
        links,
        event_ts: message.ts,
        ...(message.threadTs === undefined ? {} : { thread_ts: message.threadTs }),
      });
  }

  #common(user: string, withTrigger: boolean, view?: View): Json {
    const person = this.#person(user);
    return {
      team: { id: TEAM.id, domain: TEAM.domain },
      user: { id: person.id, username: person.name, name: person.name, team_id: TEAM.id },
      api_app_id: APP.id,
      token: VERIFICATION_TOKEN,
      enterprise: null,
      is_enterprise_install: false,
      ...(withTrigger ? { trigger_id: this.#state.newTrigger(user, view?.channel ?? null, view?.id ?? null) } : {}),
    };
  }

  /** The part of a payload that says where it came from. */
  #placed(place: Place, view: View | undefined, respondable: boolean, values: Values): Json {
    if (view !== undefined) return { container: { type: 'view', view_id: view.id }, view: presentView(view) };
    const message = this.#message(place);
    const channel = this.#channel(message.channel);
    return {
      container: {
        type: 'message',
        message_ts: message.ts,
        channel_id: channel.id,
        is_ephemeral: message.onlyFor !== undefined,
        ...(message.threadTs === undefined ? {} : { thread_ts: message.threadTs }),
      },
      channel: { id: channel.id, name: channel.kind === 'im' ? 'directmessage' : channel.name },
      // Slack leaves the content of an ephemeral message out.
      ...(message.onlyFor === undefined
        ? { message: presentMessage(this.#state, message, this.#context.baseUrl) }
        : {}),
      state: { values: currentValues({ blocks: message.blocks }, values) },
      ...(respondable ? { response_url: this.#newResponseAddress(message, place.user) } : {}),
    };
  }

  #newResponseAddress(message: Message, user: string): string {
    const key = this.#state.newResponseUrl({
      channel: message.channel,
      user,
      messageTs: message.ts,
      threadTs: message.threadTs ?? null,
    });
    return `${this.#context.baseUrl}/actions/${TEAM.id}/${key}`;
  }

  #responseUrls(view: View): Json[] {
    return (view.content.blocks as Json[]).flatMap((block) =>
      elementsOf(block).flatMap(({ element }) => {
        if (element.response_url_enabled !== true) return [];
        const value = currentValues(view.content, view.entered)[String(block.block_id)]?.[String(element.action_id)];
        const channelId = value?.selected_conversation ?? value?.selected_channel;
        if (typeof channelId !== 'string') return [];
        const key = this.#state.newResponseUrl({
          channel: channelId,
          user: view.user,
          messageTs: null,
          threadTs: null,
        });
        return [
          {
            block_id: block.block_id,
            action_id: element.action_id,
            channel_id: channelId,
            response_url: `${this.#context.baseUrl}/app/${TEAM.id}/${key}`,
          },
        ];
      }),
    );
  }

  #findElement(place: Place & { actionId: string; blockId?: string }): { block: Json; element: Json } {
    const blocks =
      place.viewId === undefined
        ? [
            ...this.#message(place).blocks,
            ...this.#message(place).attachments.flatMap((entry) =>
              Array.isArray(entry.blocks) ? (entry.blocks as Json[]) : [],
            ),
          ]
        : (this.#view(place.viewId).content.blocks as Json[]);
    for (const block of blocks) {
      if (place.blockId !== undefined && block.block_id !== place.blockId) continue;
      const found = elementsOf(block).find(({ element }) => element.action_id === place.actionId);
      if (found !== undefined) return { block, element: found.element };
    }
    throw new Error(`No element with action_id ${place.actionId} here.`);
  }

  #enter(view: View, values: Values): void {
    for (const [blockId, actions] of Object.entries(values))
      view.entered[blockId] = { ...view.entered[blockId], ...actions };
  }

  #message(place: Place): Message {
    const message = this.#state.message(place.channel ?? '', place.messageTs ?? '');
    if (message === undefined) throw new Error(`No message ${place.messageTs} in ${place.channel}.`);
    return message;
  }

  #view(id: string): View {
    const view = this.#state.view(id);
    if (view === undefined) throw new Error(`No open view ${id}.`);
    return view;
  }

  #channel(reference: string) {
    const name = reference.replace(/^#/, '');
    const channel =
      this.#state.channels.get(reference) ?? [...this.#state.channels.values()].find((entry) => entry.name === name);
    if (channel === undefined) throw new Error(`No channel ${reference}.`);
    return channel;
  }

  #person(id: string) {
    const person = this.#state.person(id);
    if (person === undefined) throw new Error(`No person ${id}.`);
    return person;
  }

  /** Slackbot's words to one person. */
  #slackbot(channel: string, user: string, text: string): void {
    this.#state.addMessage({
      channel,
      user: 'USLACKBOT',
      byApp: false,
      text,
      blocks: [],
      attachments: [],
      files: [],
      onlyFor: user,
    });
  }

  #notice(user: string, text: string): void {
    this.#state.announce({ kind: 'notice', user, data: { text } });
  }
}

/** Slack's own check before it tells the app: required fields, lengths and number ranges. */
function incompleteInputs(view: View): Record<string, string> {
  const values = currentValues(view.content, view.entered);
  const errors: Record<string, string> = {};
  for (const block of view.content.blocks as Json[]) {
    if (block.type !== 'input' || !isObject(block.element)) continue;
    const { element } = block;
    const blockId = String(block.block_id);
    const { type: _type, ...value } = values[blockId]?.[String(element.action_id)] ?? {};
    const chosen = Object.values(value)[0];
    const empty =
      chosen === null || chosen === undefined || chosen === '' || (Array.isArray(chosen) && chosen.length === 0);
    if (empty) {
      if (block.optional !== true) errors[blockId] = 'Please complete this required field.';
    } else if (typeof chosen === 'string') {
      const complaint = inputComplaint(element, chosen);
      if (complaint !== null) errors[blockId] = complaint;
    }
  }
  return errors;
}

function inputComplaint(element: Json, entered: string): string | null {
  if (typeof element.min_length === 'number' && entered.length < element.min_length)
    return `Please enter at least ${element.min_length} characters.`;
  if (typeof element.max_length === 'number' && entered.length > element.max_length)
    return `Please enter at most ${element.max_length} characters.`;
  if (element.type !== 'number_input') return null;
  const value = Number(entered);
  if (!Number.isFinite(value)) return 'Please enter a number.';
  if (element.is_decimal_allowed === false && !Number.isInteger(value)) return 'Please enter a whole number.';
  if (element.min_value !== undefined && value < Number(element.min_value))
    return `Please enter ${element.min_value} or more.`;
  if (element.max_value !== undefined && value > Number(element.max_value))
    return `Please enter ${element.max_value} or less.`;
  return null;
}
