/** Answers as they come, read: status, JSON, validators, pauses that were asked for, and whether the form is right. */
import type { z } from 'zod';
import type { RememberedAnswer, Validators } from './answer-memory.ts';
import { CallError } from './call-error.ts';
import type { ApiAnswer } from './requests.ts';
import type { RawAnswer } from './transport.ts';

export const NO_VALIDATORS: Validators = { etag: null, lastModified: null };

export interface Read extends Omit<ApiAnswer, 'service' | 'attempts'> {
  readonly status: number;
  readonly bytes: number;
  /** The service said that what we had remembered still holds. */
  readonly wasRemembered: boolean;
}

/** What stands behind an answer "not modified", and the time that dates in headers are measured from. */
export interface Expected {
  readonly remembered: RememberedAnswer | null;
  /** The caller sent validators of its own. */
  readonly callerHas: boolean;
  readonly now: Date;
}

const validatorsOf = (headers: Headers): Validators => ({
  etag: headers.get('etag'),
  lastModified: headers.get('last-modified'),
});

/** `Retry-After` in seconds or as a date (RFC 9110 §10.2.3); null when absent or unreadable. */
function retryAfterMs(headers: Headers, now: Date): number | null {
  const given = headers.get('retry-after')?.trim() ?? '';
  if (/^\d{1,9}$/.test(given)) return Number(given) * 1_000;
  const at = given === '' ? Number.NaN : Date.parse(given);
  return Number.isNaN(at) ? null : Math.max(0, at - now.getTime());
}

/** Reasons of a schema, with the path to the place; at most three. */
export function reasonsOf(error: z.ZodError): string {
  const all = error.issues.map((issue) => `${['$', ...issue.path.map(String)].join('.')}: ${issue.message}`);
  return all.length > 3 ? `${all.slice(0, 3).join('; ')} and ${all.length - 3} more` : all.join('; ');
}

function parse(bytes: Uint8Array): unknown {
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (cause) {
    throw new CallError('not-json', 'its answer is not UTF-8 text', { cause });
  }
  try {
    return JSON.parse(text);
  } catch (cause) {
    const start = JSON.stringify(text.slice(0, 40));
    throw new CallError('not-json', `its answer is not valid JSON (${bytes.byteLength} bytes, starting ${start})`, {
      cause,
    });
  }
}

/**
 * @param path path and query that were asked
 * @throws CallError for every status that is no answer
 */
export function readAnswer(answer: RawAnswer, path: string, given: Expected): Read {
  const { remembered, callerHas, now } = given;
  const { status, headers, bytes } = answer;
  const common = {
    status,
    target: path,
    basePath: '',
    validators: validatorsOf(headers),
    link: headers.get('link'),
    bytes: bytes.byteLength,
  };
  if (status === 304 && callerHas) return { ...common, data: null, notModified: true, wasRemembered: false };
  if (status === 304 && remembered)
    return {
      ...common,
      validators: { etag: remembered.etag, lastModified: remembered.lastModified },
      link: remembered.link,
      data: parse(remembered.bytes),
      notModified: false,
      wasRemembered: true,
    };
  if (status >= 200 && status < 300)
    return {
      ...common,
      data: bytes.byteLength === 0 ? null : parse(bytes),
      notModified: false,
      wasRemembered: false,
    };
  const pause = retryAfterMs(headers, now);
  const told = pause === null ? '' : `, and asks for a pause of ${Math.ceil(pause / 1_000)} s`;
  const facts = { status, retryAfterMs: pause };
  if (status === 429) throw new CallError('rate-limited', `it answered 429 (too many calls)${told}`, facts);
  if (status === 408 || status >= 500) throw new CallError('server-error', `it answered ${status}${told}`, facts);
  if (status === 403) throw new CallError('forbidden', 'it answered 403 (not allowed)', facts);
  if (status >= 400) throw new CallError('refused', `it answered ${status}`, facts);
  throw new CallError('redirect', `it answered ${status} without saying where to go`, facts);
}

/** The data in the form of `schema`. @throws CallError `wrong-shape` */
export function checkShape<T>(notModified: boolean, data: unknown, schema: z.ZodType<T> | undefined): T {
  if (notModified || !schema) return data as T;
  const parsed = schema.safeParse(data);
  if (parsed.success) return parsed.data;
  throw new CallError('wrong-shape', `its answer does not have the expected form: ${reasonsOf(parsed.error)}`);
}
