/**
 * HTTP GET for addresses that somebody configured: no private address unless allowed, checked where the connection is
 * made (the name is resolved once and the connection goes to the address that was checked), on every redirect anew,
 * bounded in time and size, compressed bytes counted after unpacking.
 */
import { lookup as dnsLookup } from 'node:dns/promises';
import { request as httpRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { isIP } from 'node:net';
import { Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib';
import { AppError } from '../../../errors.ts';
import type { AddressPolicy } from './public-address.ts';

export interface WebLimits {
  /** Until the head of an answer, and between two pieces of its body. */
  readonly timeoutMs: number;
  /** For one answer with its body. */
  readonly maxDurationMs: number;
  /** Of one answer, unpacked. */
  readonly maxBytes: number;
}

export interface WebRequest {
  readonly source: string;
  readonly url: URL;
  /** Sent to the configured origin only, never along a redirect to another one. */
  readonly headers: Readonly<Record<string, string>>;
  readonly policy: AddressPolicy;
  readonly limits: WebLimits;
  readonly signal: AbortSignal;
  /** Resolves names; for tests. */
  readonly resolve?: (host: string) => Promise<readonly { readonly address: string; readonly family: number }[]>;
}

export interface WebAnswer {
  /** 200, or 304 for a conditional request. */
  readonly status: 200 | 304;
  /** Where the last redirect led. */
  readonly url: URL;
  readonly headers: IncomingMessage['headers'];
  /** Unpacked bytes; to be read to the end or destroyed. Empty for 304. */
  readonly body: Readable;
}

const MAX_REDIRECTS = 5;
const REDIRECTS = [301, 302, 303, 307, 308];

/** An address for people: without user, password and query, which may hold a key. */
export function publicUrl(url: URL): string {
  return `${url.origin}${url.pathname}${url.search === '' ? '' : '?…'}`;
}

export function webProblem(source: string, url: URL, why: string, fix: string, cause?: unknown): AppError {
  return new AppError(
    { code: 'source', what: `The source ${source} could not be read at ${publicUrl(url)}.`, why, fix },
    cause,
  );
}

const resolveAll = (host: string): Promise<readonly { readonly address: string; readonly family: number }[]> =>
  dnsLookup(host, { all: true, verbatim: true });

/** The checked address that the connection will go to. @throws AppError when any of the name's addresses is not allowed */
async function checkedAddress(
  { source, policy, resolve = resolveAll }: WebRequest,
  url: URL,
): Promise<{ readonly address: string; readonly family: number }> {
  if (url.protocol !== 'http:' && url.protocol !== 'https:')
    throw webProblem(
      source,
      url,
      `It is no http or https address but ${url.protocol}`,
      'Name an http or https address.',
    );
  if (url.username !== '' || url.password !== '')
    throw webProblem(source, url, 'It carries a user or password.', 'Send them as a header by reference instead.');
  const host = url.hostname.replace(/^\[|\]$/g, '');
  let found: readonly { readonly address: string; readonly family: number }[];
  const family = isIP(host);
  if (family !== 0) found = [{ address: host, family }];
  else
    try {
      found = await resolve(host);
    } catch (error) {
      throw webProblem(
        source,
        url,
        `The name ${host} is not known: ${(error as Error).message}.`,
        'Check its spelling and the DNS of this machine.',
        error,
      );
    }
  const refused = found.find(({ address }) => !policy.isAllowed(address));
  const [first] = found;
  if (refused || !first)
    throw webProblem(
      source,
      url,
      refused
        ? `${host === refused.address ? host : `${host} leads to ${refused.address}, which`} is not a public address.`
        : `The name ${host} has no address.`,
      'If it belongs to you, add the address or its range to "allowPrivate" of this source.',
    );
  return first;
}

/** One request without redirects; resolves with the head of the answer. */
async function send(
  web: WebRequest,
  url: URL,
  headers: Readonly<Record<string, string>>,
  signal: AbortSignal,
): Promise<IncomingMessage> {
  const { address, family } = await checkedAddress(web, url);
  const make = url.protocol === 'https:' ? httpsRequest : httpRequest;
  return new Promise((resolve, reject) => {
    const request = make(url, {
      method: 'GET',
      headers: { accept: '*/*', 'accept-encoding': 'gzip, deflate, br', 'user-agent': 'digi-cadence', ...headers },
      // A connection of its own to the very address that was checked: a second look-up could give another one.
      agent: false,
      lookup: (_host, options, done) => (options.all ? done(null, [{ address, family }]) : done(null, address, family)),
      timeout: web.limits.timeoutMs,
      signal,
    });
    request.once('response', resolve);
    request.once('timeout', () => request.destroy(new Error(`no answer within ${web.limits.timeoutMs} ms`)));
    request.once('error', reject);
    request.end();
  });
}

function unpacked(answer: IncomingMessage): {
  readonly stages: readonly NodeJS.ReadWriteStream[];
  readonly unknown: string | null;
} {
  const encoding = (answer.headers['content-encoding'] ?? 'identity').toLowerCase();
  if (encoding === 'identity') return { stages: [], unknown: null };
  if (encoding === 'gzip' || encoding === 'x-gzip') return { stages: [createGunzip()], unknown: null };
  if (encoding === 'deflate') return { stages: [createInflate()], unknown: null };
  if (encoding === 'br') return { stages: [createBrotliDecompress()], unknown: null };
  return { stages: [], unknown: encoding };
}

/** Lets at most `maxBytes` through. */
function bounded(maxBytes: number, refuse: () => Error): Transform {
  let bytes = 0;
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      bytes += chunk.length;
      done(bytes > maxBytes ? refuse() : null, chunk);
    },
  });
}

/**
 * Gets an address, following redirects.
 * @throws AppError `source` for a forbidden address, a status other than 200 and 304, too many redirects, no answer
 */
export async function safeGet(web: WebRequest): Promise<WebAnswer> {
  const { source, limits, signal } = web;
  const tooLong = AbortSignal.timeout(limits.maxDurationMs);
  const either = AbortSignal.any([signal, tooLong]);
  const explainFailure = (url: URL, error: unknown): unknown => {
    if (signal.aborted) return signal.reason;
    if (error instanceof AppError) return error;
    const why = tooLong.aborted
      ? `It took longer than ${limits.maxDurationMs} ms.`
      : `${(error as Error).message || (error as NodeJS.ErrnoException).code || 'The connection failed'}.`;
    return webProblem(
      source,
      url,
      why,
      'Check the address and try again; slow answers are bounded by "timeoutMs" and "maxDurationMs".',
      error,
    );
  };
  signal.throwIfAborted();
  let url = web.url;
  let { headers } = web;
  for (let hop = 0; hop <= MAX_REDIRECTS; hop += 1) {
    let answer: IncomingMessage;
    try {
      answer = await send(web, url, headers, either);
    } catch (error) {
      throw explainFailure(url, error);
    }
    const status = answer.statusCode ?? 0;
    if (REDIRECTS.includes(status) && answer.headers.location !== undefined) {
      answer.destroy();
      if (!URL.canParse(answer.headers.location, url.href))
        throw webProblem(source, url, 'It redirects to something that is no address.', 'Tell whoever runs it.');
      const next = new URL(answer.headers.location, url);
      if (url.protocol === 'https:' && next.protocol === 'http:')
        throw webProblem(
          source,
          url,
          'It redirects from https to http.',
          'Name the https address that it should lead to.',
        );
      // What was meant for one origin is not shown to another.
      if (next.origin !== url.origin) headers = {};
      url = next;
      continue;
    }
    if (status !== 200 && status !== 304) {
      answer.destroy();
      const denied = status === 401 || status === 403;
      throw webProblem(
        source,
        url,
        `It answered with status ${status}.`,
        denied
          ? 'Check the token or key that its headers send.'
          : 'Check the address; it may have moved, or its service may be down.',
      );
    }
    const { stages, unknown } = unpacked(answer);
    if (unknown !== null) {
      answer.destroy();
      throw webProblem(
        source,
        url,
        `Its answer is packed as "${unknown}", which was not asked for.`,
        'Tell whoever runs it.',
      );
    }
    const at = url;
    const limit = bounded(limits.maxBytes, () =>
      webProblem(
        source,
        at,
        `Its answer is larger than ${limits.maxBytes.toLocaleString('en')} bytes.`,
        'Raise "maxBytes" of this source, or ask for less at once.',
      ),
    );
    answer.setTimeout(limits.timeoutMs, () => answer.destroy(new Error(`nothing came for ${limits.timeoutMs} ms`)));
    // Whatever breaks reaches the reader through `limit`, in the words of a source.
    pipeline([answer, ...stages, limit], { signal: either }).catch(() => undefined);
    const body = Readable.from(
      (async function* () {
        try {
          yield* limit as AsyncIterable<Buffer>;
        } catch (error) {
          throw explainFailure(at, error);
        }
      })(),
      { objectMode: false },
    );
    return { status, url, headers: answer.headers, body };
  }
  throw webProblem(
    source,
    web.url,
    `It redirects more than ${MAX_REDIRECTS} times.`,
    'Name the address where the redirects end.',
  );
}
