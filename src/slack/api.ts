/**
 * The one way out to Slack: every payload is held to the limits, every call is bounded in time and tries, 429 is obeyed
 * per method, failures come back as `SlackCallError`. Calls that Slack cannot repeat harmlessly are never repeated blindly.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import {
  WebAPIHTTPError,
  WebAPIPlatformError,
  WebAPIRateLimitedError,
  WebAPIRequestError,
  WebClient,
} from '@slack/web-api';
import { AppError } from '../errors.ts';
import type { Logger } from '../log.ts';
import type { Metrics } from '../metrics.ts';
import { boltLogger } from './bolt-logger.ts';
import { connectionError, platformError, rateLimitError, SlackCallError } from './errors.ts';
import { checkPayload, fitPayload, type Json } from './limits.ts';

/** What we read of each method's answer. */
export interface SlackAnswers {
  readonly 'auth.test': {
    readonly user_id: string;
    readonly bot_id?: string;
    readonly team_id: string;
    readonly user?: string;
  };
  readonly 'chat.postMessage': { readonly ts: string; readonly channel: string };
  readonly 'chat.update': { readonly ts: string; readonly channel: string };
  readonly 'chat.postEphemeral': { readonly message_ts: string };
  readonly 'views.open': { readonly view: { readonly id: string; readonly hash: string } };
  readonly 'views.update': { readonly view: { readonly id: string; readonly hash: string } };
  readonly 'conversations.open': { readonly channel: { readonly id: string } };
  readonly 'conversations.history': { readonly messages?: readonly SlackMessage[] };
  readonly 'conversations.replies': { readonly messages?: readonly SlackMessage[] };
  readonly 'users.info': {
    readonly user: {
      readonly team_id?: string;
      readonly is_admin?: boolean;
      readonly is_owner?: boolean;
      readonly enterprise_user?: { readonly teams?: readonly string[] };
    };
  };
  readonly 'files.info': {
    readonly file: {
      readonly name?: string;
      readonly size?: number;
      readonly url_private?: string;
      readonly url_private_download?: string;
    };
  };
  readonly 'files.getUploadURLExternal': { readonly upload_url: string; readonly file_id: string };
  readonly 'files.completeUploadExternal': { readonly files?: readonly { readonly id: string }[] };
}

export interface SlackMessage {
  readonly ts?: string;
  readonly metadata?: { readonly event_type?: string; readonly event_payload?: Readonly<Record<string, unknown>> };
  readonly files?: readonly { readonly id?: string }[];
}

export type SlackMethod = keyof SlackAnswers;

/** `interactive`: somebody waits, give up within seconds. `background`: the queue can wait. */
export type CallPolicy = 'interactive' | 'background';

export interface SlackApi {
  call<M extends SlackMethod>(method: M, args: Json, policy: CallPolicy): Promise<SlackAnswers[M]>;
  /** Sends a file's bytes to the address that Slack named for them. */
  putBytes(url: string, bytes: Uint8Array, policy: CallPolicy): Promise<void>;
  /**
   * The bytes of a file that Slack holds. The token goes to Slack only, whatever address is given.
   * @throws SlackCallError; AppError `too-large` beyond `maxBytes`, whatever Slack said about its size
   */
  getBytes(url: string, maxBytes: number, policy: CallPolicy): Promise<Uint8Array>;
  /** Answers an interaction through its response_url (five uses within 30 minutes). */
  respond(responseUrl: string, message: Json): Promise<void>;
}

export interface SlackApiOptions {
  readonly token: string;
  /** Null: Slack's own. */
  readonly apiUrl: string | null;
  /** Refuse payloads that break a limit instead of trimming them. */
  readonly strict: boolean;
  readonly logger: Logger;
  readonly metrics: Metrics;
}

interface Policy {
  readonly tries: number;
  readonly baseDelayMs: number;
  readonly timeoutMs: number;
  /** Longest wait that one call spends on `Retry-After`; beyond it the caller is told when to come back. */
  readonly patienceMs: number;
}

const POLICIES: Readonly<Record<CallPolicy, Policy>> = {
  interactive: { tries: 3, baseDelayMs: 100, timeoutMs: 2_500, patienceMs: 1_000 },
  background: { tries: 4, baseDelayMs: 500, timeoutMs: 30_000, patienceMs: 30_000 },
};

/** Slack allows about one message per second and channel. */
const POST_INTERVAL_MS = 1_000;

/** Repeating these may show something twice. */
function isRepeatable(method: SlackMethod, args: Json): boolean {
  if (method === 'chat.postMessage' || method === 'chat.postEphemeral' || method === 'views.open') return false;
  return !(method === 'files.completeUploadExternal' && args.channel_id !== undefined);
}

export function createSlackApi({ token, apiUrl, strict, logger, metrics }: SlackApiOptions): SlackApi {
  const client = (timeout: number): WebClient =>
    new WebClient(token, {
      ...(apiUrl === null ? {} : { slackApiUrl: apiUrl.endsWith('/') ? apiUrl : `${apiUrl}/` }),
      // Tries, waits and their bounds are ours: the client's default is ten tries over half an hour.
      retryConfig: { retries: 0 },
      rejectRateLimitedCalls: true,
      timeout,
      logger: boltLogger(logger),
    });
  const clients = {
    interactive: client(POLICIES.interactive.timeoutMs),
    background: client(POLICIES.background.timeoutMs),
  };
  /** Method → earliest time of its next call, from `Retry-After`. */
  const closedUntil = new Map<SlackMethod, number>();
  const lastPost = new Map<string, number>();

  async function once<M extends SlackMethod>(method: M, args: Json, policy: CallPolicy): Promise<SlackAnswers[M]> {
    const wait = (closedUntil.get(method) ?? 0) - performance.now();
    if (wait > POLICIES[policy].patienceMs) throw rateLimitError(method, Math.ceil(wait), undefined);
    if (wait > 0) await sleep(wait);
    const repeatable = isRepeatable(method, args);
    try {
      const answer = await clients[policy].apiCall(method, { ...args });
      metrics.slackCalls.inc({ method, outcome: 'ok' });
      return answer as unknown as SlackAnswers[M];
    } catch (error) {
      const known = knownError(method, repeatable, error);
      if (known.retryAfterMs !== null) closedUntil.set(method, performance.now() + known.retryAfterMs);
      metrics.slackCalls.inc({ method, outcome: known.slackCode });
      throw known;
    }
  }

  async function retried<T>(policy: CallPolicy, attempt: () => Promise<T>): Promise<T> {
    const { tries, baseDelayMs, patienceMs } = POLICIES[policy];
    for (let tried = 1; ; tried++) {
      try {
        return await attempt();
      } catch (error) {
        // A file still in processing is waited for by those who know about it, not here.
        if (!(error instanceof SlackCallError) || error.failure !== 'retry' || error.slackCode === 'file_not_found')
          throw error;
        const delay = error.retryAfterMs ?? baseDelayMs * 2 ** (tried - 1) * (0.75 + Math.random() / 2);
        if (tried >= tries || delay > patienceMs) throw error;
        logger.debug({ method: error.method, slackCode: error.slackCode, delay }, 'Slack call is repeated');
        await sleep(delay);
      }
    }
  }

  /** Spaces posts in one channel; the first goes at once. */
  async function pace(channel: string): Promise<void> {
    const now = performance.now();
    const at = Math.max(now, (lastPost.get(channel) ?? Number.NEGATIVE_INFINITY) + POST_INTERVAL_MS);
    lastPost.set(channel, at);
    if (lastPost.size > 10_000)
      for (const [name, time] of lastPost) if (time < now - POST_INTERVAL_MS) lastPost.delete(name);
    if (at > now) await sleep(at - now);
  }

  /** The payload within the limits, and what did not fit. */
  function hold(kind: string, payload: Json): { payload: Json; spilled: readonly (readonly unknown[])[] } {
    if (strict) {
      checkPayload(payload);
      return { payload, spilled: [] };
    }
    const fitted = fitPayload(payload);
    if (fitted.trimmed) {
      metrics.payloadsTrimmed.inc({ kind });
      logger.warn({ kind, spilled: fitted.spilled.length }, 'a payload was shortened to fit Slack’s limits');
    }
    return fitted;
  }

  const api: SlackApi = {
    async call(method, args, policy) {
      const { payload, spilled } = hold(method, args);
      if (method === 'chat.postMessage' && policy === 'background') await pace(String(payload.channel));
      const answer = await retried(policy, () => once(method, payload, policy));
      if (spilled.length > 0 && (method === 'chat.postMessage' || method === 'chat.update')) {
        const { ts, channel } = answer as SlackAnswers['chat.postMessage'];
        const thread = typeof payload.thread_ts === 'string' ? payload.thread_ts : ts;
        for (const blocks of spilled)
          await api.call('chat.postMessage', { channel, thread_ts: thread, text: 'Continued', blocks }, policy);
      }
      return answer;
    },

    putBytes(url, bytes, policy) {
      return retried(policy, async () => {
        let response: Response;
        try {
          response = await fetch(url, {
            method: 'POST',
            headers: { 'content-type': 'application/octet-stream' },
            // A fresh copy owns its whole buffer, as fetch's types want it.
            body: new Uint8Array(bytes),
            signal: AbortSignal.timeout(POLICIES[policy].timeoutMs),
          });
        } catch (error) {
          throw connectionError('files.upload', true, true, error);
        }
        await response.arrayBuffer();
        if (response.ok) return;
        const seconds = Number(response.headers.get('retry-after') ?? 'x');
        if (response.status === 429)
          throw rateLimitError('files.upload', Number.isFinite(seconds) ? seconds * 1_000 : 1_000, undefined);
        const error = new Error(`upload answered ${response.status}`);
        throw response.status >= 500
          ? connectionError('files.upload', true, true, error)
          : platformError('files.upload', `http_${response.status}`, [], true, error);
      });
    },

    async getBytes(url, maxBytes, policy) {
      if (!isSlacksOwn(url, apiUrl))
        throw platformError('files.download', 'foreign_address', [], true, new Error('not an address of Slack'));
      return retried(policy, async () => {
        let response: Response;
        try {
          response = await fetch(url, {
            headers: { authorization: `Bearer ${token}` },
            // Without the right to read the file, Slack leads to its sign-in page.
            redirect: 'manual',
            signal: AbortSignal.timeout(POLICIES[policy].timeoutMs),
          });
        } catch (error) {
          throw connectionError('files.download', true, true, error);
        }
        if (response.status >= 300 && response.status < 400) {
          await response.body?.cancel();
          throw platformError('files.download', 'missing_scope', [], true, undefined);
        }
        if (!response.ok) {
          await response.body?.cancel();
          const error = new Error(`download answered ${response.status}`);
          throw response.status >= 500 || response.status === 429
            ? connectionError('files.download', true, true, error)
            : platformError('files.download', `http_${response.status}`, [], true, error);
        }
        const chunks: Uint8Array[] = [];
        let bytes = 0;
        try {
          for await (const chunk of response.body ?? []) {
            bytes += chunk.length;
            if (bytes > maxBytes)
              throw new AppError({
                code: 'too-large',
                what: 'The file was not read.',
                why: `It has more than ${Math.round(maxBytes / 1e6)} MB.`,
                fix: 'Divide it, or import it from the command line: dc import FILE.',
              });
            chunks.push(chunk);
          }
        } catch (error) {
          throw error instanceof AppError ? error : connectionError('files.download', true, true, error);
        }
        return Buffer.concat(chunks);
      });
    },

    async respond(responseUrl, message) {
      const { payload } = hold('response_url', message);
      try {
        const response = await fetch(responseUrl, {
          method: 'POST',
          headers: { 'content-type': 'application/json; charset=utf-8' },
          body: JSON.stringify(payload),
          signal: AbortSignal.timeout(POLICIES.interactive.timeoutMs),
        });
        const text = await response.text();
        if (!response.ok)
          throw platformError('response_url', text.slice(0, 80) || `http_${response.status}`, [], false, undefined);
      } catch (error) {
        throw error instanceof SlackCallError ? error : connectionError('response_url', true, false, error);
      }
    },
  };
  return api;
}

/** Slack's own hosts, or the stand-in's. */
function isSlacksOwn(url: string, apiUrl: string | null): boolean {
  if (!URL.canParse(url)) return false;
  const { protocol, hostname, host } = new URL(url);
  if (apiUrl !== null) return host === new URL(apiUrl).host;
  return protocol === 'https:' && (hostname === 'slack.com' || hostname.endsWith('.slack.com'));
}

/** Node's codes for requests that never left. */
const NEVER_SENT = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
]);

function knownError(method: SlackMethod, repeatable: boolean, error: unknown): SlackCallError {
  if (error instanceof WebAPIRateLimitedError) return rateLimitError(method, error.retryAfter * 1_000, error);
  if (error instanceof WebAPIPlatformError)
    return platformError(method, error.data.error, error.data.response_metadata?.messages ?? [], repeatable, error);
  if (error instanceof WebAPIHTTPError) return connectionError(method, true, repeatable, error);
  if (error instanceof WebAPIRequestError) {
    const reason = error.original.cause;
    const code = typeof reason === 'object' && reason !== null && 'code' in reason ? String(reason.code) : '';
    return connectionError(method, !NEVER_SENT.has(code), repeatable, error);
  }
  return connectionError(method, true, repeatable, error);
}
