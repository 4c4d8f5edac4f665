/**
 * A development-only stand-in of Slack: Web API, payloads to the app, and a page on which people use it.
 * It knows Slack's contract and nothing of the app's code.
 */
import type { IncomingMessage, Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { createAdaptorServer } from '@hono/node-server';
import { Actions, type CommandResult, type Place, type Shortcut, type SubmitResult, type Values } from './actions.ts';
import { AppLink, type Delivery } from './app-link.ts';
import type { Json } from './check-shape.ts';
import { type FaultChanges, Faults } from './faults.ts';
import { LIMITS } from './limits.ts';
import { type Method, method, SlackApiError } from './method.ts';
import { presentMessage, presentView } from './presentation.ts';
import { createRoutes } from './routes.ts';
import { ServerSocket } from './socket.ts';
import { SlackState } from './state.ts';
import { type ApiCall, WebApi } from './web-api.ts';
import { APP, DEFAULT_SCOPES, YOU } from './workspace.ts';

export interface LocalSlackOptions {
  /** 0 takes any free port. */
  readonly port?: number;
  readonly host?: '127.0.0.1';
  readonly signingSecret: string;
  readonly botToken: string;
  /** For Socket Mode (`xapp-…`). */
  readonly appToken?: string;
  /** Where commands, interactions and events go; may be changed while running. */
  readonly appUrl: string;
  readonly command: string;
  /** Milliseconds since 1970; replaces the real clock for expiry and timestamps. */
  readonly clock?: () => number;
  readonly faults?: FaultChanges;
  /** Messages, channels and files outlive the process there. */
  readonly persistDir?: string;
  readonly scopes?: readonly string[];
  readonly shortcuts?: readonly Shortcut[];
  /** Hosts whose links the app asked to unfurl. */
  readonly unfurlDomains?: readonly string[];
  readonly ackTimeoutMs?: number;
  readonly eventRetryDelaysMs?: readonly number[];
}

export interface LocalFile {
  readonly id: string;
  readonly name: string;
  readonly title: string;
  readonly bytes: Buffer;
  readonly shares: readonly { channel: string; ts: string }[];
}

export interface LocalSlack {
  readonly url: string;
  readonly apiUrl: string;
  readonly faults: Faults;
  readonly calls: readonly ApiCall[];
  readonly deliveries: readonly Delivery[];
  readonly socketCount: number;
  setAppUrl(url: string): void;
  close(): Promise<void>;
  sendCommand(given: { text: string; channel?: string; user?: string; command?: string }): Promise<CommandResult>;
  postMessage: Actions['postMessage'];
  clickButton(given: Partial<Place> & { actionId: string; blockId?: string; values?: Values }): Promise<Delivery>;
  /** Any other element; `choice` as Slack puts it into the action, e.g. `{ selected_option }`. */
  choose(
    given: Partial<Place> & { actionId: string; blockId?: string; choice: Json; values?: Values },
  ): Promise<Delivery>;
  submitView(given: { user?: string; viewId?: string; values?: Values }): Promise<SubmitResult>;
  closeView(given: { user?: string; viewId?: string; all?: boolean }): Promise<void>;
  requestOptions(
    given: Partial<Place> & { actionId: string; blockId?: string; query: string; values?: Values },
  ): ReturnType<Actions['requestOptions']>;
  useShortcut: Actions['useShortcut'];
  sendEvent(event: Json): Promise<Delivery>;
  openHome(user?: string): Promise<Delivery>;
  setMembership: Actions['setMembership'];
  /** A channel's messages, oldest first, threads included, in Slack's shape; ephemeral ones carry `only_for`. */
  messages(channel?: string): Json[];
  files(): LocalFile[];
  /** The open modals of a person, the topmost last. */
  views(user?: string): Json[];
  home(user?: string): Json | null;
  /** Resolves with the predicate's first truthy result; looks again after every change. */
  waitFor<T>(
    predicate: (slack: LocalSlack) => T | null | undefined | false,
    limit?: { timeoutMs?: number },
  ): Promise<T>;
}

/** Starts a stand-in. Its state lives in this process. */
export async function createLocalSlack(options: LocalSlackOptions): Promise<LocalSlack> {
  const state = new SlackState(options.clock ?? Date.now, options.persistDir ?? null);
  const faults = new Faults(options.faults ?? {}, () => state.announce({ kind: 'faults', data: {} }));
  const scopes = options.scopes ?? DEFAULT_SCOPES;
  const host = options.host ?? '127.0.0.1';
  let baseUrl = '';
  const context = {
    state,
    faults,
    scopes,
    get baseUrl() {
      return baseUrl;
    },
    warn: () => undefined,
  };
  const link = new AppLink({
    state,
    faults,
    secret: options.signingSecret,
    appUrl: options.appUrl,
    ackTimeoutMs: options.ackTimeoutMs ?? LIMITS.ackMs,
  });
  const actions = new Actions({
    state,
    link,
    faults,
    context,
    eventRetryDelaysMs: options.eventRetryDelaysMs ?? LIMITS.eventRetryDelaysMs,
    unfurlDomains: options.unfurlDomains ?? [],
  });
  const tickets = new Set<string>();
  const connectionMethods: Record<string, Method> = {
    'apps.connections.open': method({ token: 'app', args: {} }, () => {
      const ticket = state.newId('').toLowerCase();
      tickets.add(ticket);
      return { url: `${baseUrl.replace('http', 'ws')}/link/?ticket=${ticket}&app_id=${APP.id}` };
    }),
  };
  const api = new WebApi(context, { bot: options.botToken, app: options.appToken ?? null }, connectionMethods);
  const routes = createRoutes({
    state,
    api,
    actions,
    link,
    faults,
    baseUrl: () => baseUrl,
    botToken: options.botToken,
    command: options.command,
    shortcuts: options.shortcuts ?? [],
  });
  const server = createAdaptorServer({ fetch: routes.fetch }) as Server;
  server.on('upgrade', (request: IncomingMessage, stream: Duplex) => {
    const ticket = new URL(request.url ?? '/', 'http://localhost').searchParams.get('ticket') ?? '';
    if (!tickets.delete(ticket)) {
      stream.end('HTTP/1.1 401 Unauthorized\r\nConnection: close\r\n\r\n');
      return;
    }
    const socket = ServerSocket.accept(request, stream);
    if (socket !== null) link.connect(socket, APP.id);
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port ?? 0, host, resolve);
  });
  baseUrl = `http://${host}:${(server.address() as AddressInfo).port}`;

  const placed = <T extends Partial<Place>>(given: T) => ({ ...given, user: given.user ?? YOU });
  const topmost = (user: string, viewId: string | undefined): string => {
    const id = viewId ?? state.stackOf(user).at(-1)?.id;
    if (id === undefined) throw new Error(`${user} has no modal open.`);
    return id;
  };

  const slack: LocalSlack = {
    url: baseUrl,
    apiUrl: `${baseUrl}/api/`,
    faults,
    calls: api.calls,
    deliveries: link.deliveries,
    get socketCount() {
      return link.socketCount;
    },
    setAppUrl(url) {
      link.appUrl = url;
    },
    async close() {
      actions.stop();
      link.disconnectAll();
      state.flush();
      await new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      });
    },
    sendCommand: ({ text, channel = 'brand-performance', user = YOU, command = options.command }) =>
      actions.sendCommand({ command, text, channel, user }),
    postMessage: (given) => actions.postMessage(given),
    clickButton: (given) => actions.act(placed(given)),
    choose: (given) => actions.act(placed(given)),
    submitView: ({ user = YOU, viewId, values }) =>
      actions.submitView({ user, viewId: topmost(user, viewId), ...(values === undefined ? {} : { values }) }),
    closeView: ({ user = YOU, viewId, all = false }) => actions.closeView({ user, viewId: topmost(user, viewId), all }),
    requestOptions: (given) => actions.requestOptions(placed(given)),
    useShortcut: (given) => actions.useShortcut(given),
    sendEvent: (event) => actions.sendEvent(event),
    openHome: (user = YOU) => actions.openHome(user),
    setMembership: (given) => actions.setMembership(given),
    messages(channel) {
      const id = [...state.channels.values()].find(
        (entry) => entry.id === channel || entry.name === channel?.replace(/^#/, ''),
      )?.id;
      return state.messages
        .filter((message) => channel === undefined || message.channel === id)
        .map((message) => ({
          channel: message.channel,
          ...presentMessage(state, message, baseUrl),
          ...(message.onlyFor === undefined ? {} : { only_for: message.onlyFor }),
        }));
    },
    files: () =>
      [...state.files.values()]
        .filter((file) => file.completed)
        .map(({ id, name, title, shares }) => ({ id, name, title, shares, bytes: state.fileBytes.get(id)! })),
    views: (user = YOU) => state.stackOf(user).map((view) => presentView(view)),
    home(user = YOU) {
      const view = state.homes.get(user);
      return view === undefined ? null : presentView(view);
    },
    waitFor(predicate, { timeoutMs = 10_000 } = {}) {
      return new Promise((resolve, reject) => {
        const look = () => {
          let result: ReturnType<typeof predicate>;
          try {
            result = predicate(slack);
          } catch (error) {
            stop();
            reject(error);
            return;
          }
          if (!result) return;
          stop();
          resolve(result);
        };
        const timer = setTimeout(() => {
          stop();
          const last = api.calls
            .slice(-8)
            .map((call) => `${call.method} → ${call.response.ok === true ? 'ok' : call.response.error}`);
          reject(new Error(`Nothing came within ${timeoutMs} ms. Last calls: ${last.join('; ') || 'none'}.`));
        }, timeoutMs);
        const stop = () => {
          clearTimeout(timer);
          state.changes.off('change', look);
        };
        state.changes.on('change', look);
        look();
      });
    },
  };
  return slack;
}

export type { ApiCall, CommandResult, Delivery, FaultChanges, Shortcut, SubmitResult, Values };
export { SlackApiError };
