/** One HTTP exchange: bounded in size, aborted on demand, and with a token that never leaves the origin it was meant for. */
import { CallError } from './call-error.ts';

export interface Exchange {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly maxBytes: number;
  /** Only status and headers matter: the body is not read. */
  readonly headOnly?: boolean;
  readonly signal: AbortSignal;
}

export interface RawAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly bytes: Uint8Array;
}

/** @throws CallError `unreachable`, `dropped`, `too-large`, `redirect`; whatever `signal` was aborted with */
export type Transport = (exchange: Exchange) => Promise<RawAnswer>;

const MAX_REDIRECTS = 3;
const REDIRECTS = [301, 302, 303, 307, 308];

/** Codes with which a connection is never established; any other failure happened after it. */
const NOT_CONNECTED: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'refuses the connection',
  ENOTFOUND: 'has no address in DNS',
  EAI_AGAIN: 'cannot be looked up in DNS',
  EHOSTUNREACH: 'cannot be reached',
  ENETUNREACH: 'cannot be reached',
  ETIMEDOUT: 'does not take the connection',
  UND_ERR_CONNECT_TIMEOUT: 'does not take the connection',
  CERT_HAS_EXPIRED: 'shows an expired certificate',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'shows a self-signed certificate',
  SELF_SIGNED_CERT_IN_CHAIN: 'shows a self-signed certificate',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'shows a certificate that cannot be verified',
  ERR_TLS_CERT_ALTNAME_INVALID: 'shows a certificate of another name',
};

function codeOf(error: unknown): string {
  for (let at = error; at instanceof Error; at = at.cause) {
    if ('code' in at && typeof at.code === 'string') return at.code;
    if (at instanceof AggregateError) {
      const inner = codeOf(at.errors[0]);
      if (inner !== '') return inner;
    }
  }
  return '';
}

function failureOf(error: unknown, host: string): CallError {
  // Ports of other protocols are blocked by the Fetch standard (§2.9 "port blocking"), without a code.
  if (error instanceof TypeError && error.cause instanceof Error && error.cause.message === 'bad port')
    return new CallError('unreachable', `${host} is on a port that HTTP clients do not call`, { cause: error });
  const code = codeOf(error);
  const notConnected = NOT_CONNECTED[code];
  if (notConnected !== undefined)
    return new CallError('unreachable', `${host} ${notConnected} (${code})`, { cause: error });
  const told = code === '' ? '' : ` (${code})`;
  return new CallError('dropped', `the connection to ${host} broke before the answer was complete${told}`, {
    cause: error,
  });
}

async function readBody(response: Response, maxBytes: number, host: string): Promise<Uint8Array> {
  const tooLarge = (): CallError =>
    new CallError('too-large', `${host} sends more than ${maxBytes} bytes in one answer`);
  if (Number(response.headers.get('content-length') ?? 0) > maxBytes) {
    await response.body?.cancel();
    throw tooLarge();
  }
  const parts: Uint8Array[] = [];
  let length = 0;
  // Leaving the loop early cancels the stream, and with it the connection.
  for await (const part of response.body ?? []) {
    length += part.byteLength;
    if (length > maxBytes) throw tooLarge();
    parts.push(part);
  }
  return parts.length === 1 ? (parts[0] as Uint8Array) : Buffer.concat(parts, length);
}

/** Follows at most three redirects of GET and HEAD; another origin gets neither token nor conditional headers. */
export const fetchTransport: Transport = async (exchange) => {
  let url = new URL(exchange.url);
  let headers: Record<string, string> = { ...exchange.headers };
  for (let redirects = 0; ; redirects += 1) {
    try {
      const response = await fetch(url.href, {
        method: exchange.method,
        headers,
        ...(exchange.body === undefined ? {} : { body: exchange.body }),
        redirect: 'manual',
        signal: exchange.signal,
      });
      const location = response.headers.get('location');
      if (REDIRECTS.includes(response.status) && location !== null) {
        await response.body?.cancel();
        const target = URL.canParse(location, url.href) ? new URL(location, url.href) : null;
        if (
          redirects >= MAX_REDIRECTS ||
          !['GET', 'HEAD'].includes(exchange.method) ||
          !target?.protocol.startsWith('http')
        )
          throw new CallError('redirect', `${url.host} redirects ${redirects > 0 ? 'again and again' : 'elsewhere'}`, {
            status: response.status,
          });
        if (target.origin !== url.origin) headers = { accept: headers.accept ?? 'application/json' };
        url = target;
        continue;
      }
      if (exchange.headOnly) {
        await response.body?.cancel();
        return { status: response.status, headers: response.headers, bytes: new Uint8Array() };
      }
      const bytes = await readBody(response, exchange.maxBytes, url.host);
      return { status: response.status, headers: response.headers, bytes };
    } catch (error) {
      if (error instanceof CallError) throw error;
      exchange.signal.throwIfAborted();
      throw failureOf(error, url.host);
    }
  }
};
