/** What a source of Digi-Cadence services is told: addresses, projects, token, limits. */
import { z } from 'zod';
import { FREQUENCIES, isIsoDate } from '../../../domain/period.ts';
import { secretReference } from '../source-kind.ts';

const text = z.string().trim().min(1);
const isoDate = text.refine(isIsoDate, 'not a calendar date in the form YYYY-MM-DD');
const port = z.int().min(1).max(65_535);

/** A web address without user, password, query or fragment; secrets belong into `token`. */
const address = z.url({ protocol: /^https?$/ }).refine((given) => {
  const url = new URL(given);
  return url.username === '' && url.password === '' && url.search === '' && url.hash === '';
}, 'must hold neither user, password, query nor fragment');

/** `from`–`to`, both included. */
const portRange = z
  .tuple([port, port])
  .refine(([from, to]) => from <= to && to - from < 1_000, 'must rise and span at most 1,000 ports');

const projectSchema = z.strictObject({
  /** The id by which the services know the project. */
  id: text,
  /** What the services do not state, or state wrongly: what stands here wins. */
  name: text.optional(),
  market: text.optional(),
  category: text.optional(),
  currency: z
    .string()
    .regex(/^[A-Z]{3}$/)
    .optional(),
  frequency: z.enum(FREQUENCIES).optional(),
  /** Also the period of values without a date: then the project itself is the period. */
  start: isoDate.optional(),
  end: isoDate.optional(),
  follows: text.optional(),
  /** Ids of the brands to ask for, where the project's answer does not list them. */
  brandIds: z.array(text).max(100_000).optional(),
});

/** The specification's defaults for a call (30 s, 3 attempts, 1 s delay); the others are reasoned beside each. */
export const limitsSchema = z.strictObject({
  timeoutMs: z.int().min(100).max(600_000).default(30_000),
  attempts: z.int().min(1).max(10).default(3),
  /** Back-off before the second attempt; doubles from there, with full jitter. */
  retryDelayMs: z.int().min(0).max(60_000).default(1_000),
  maxRetryDelayMs: z.int().min(0).max(300_000).default(30_000),
  /** A service that asks for a longer pause gets no further attempt now: the next sync comes anyway. */
  maxRetryAfterMs: z.int().min(0).max(600_000).default(60_000),
  /** Calls under way to one endpoint: enough to hide latency, too few to hurt a service. */
  concurrentCalls: z.int().min(1).max(64).default(4),
  queuedCalls: z.int().min(0).max(10_000).default(256),
  /** Failures in a row after which an endpoint is left alone: more than one call's attempts, fewer than two calls'. */
  failuresToOpen: z.int().min(1).max(100).default(5),
  /** First rest of an endpoint or replica that failed; doubles with each failed trial up to `maxRestMs`. */
  restMs: z.int().min(0).max(600_000).default(10_000),
  maxRestMs: z.int().min(0).max(3_600_000).default(300_000),
  /** A page beyond this is refused while it is read. */
  maxAnswerBytes: z.int().min(1_000).max(1_000_000_000).default(64_000_000),
  probeTimeoutMs: z.int().min(50).max(60_000).default(3_000),
  /** Discovery older than this is done again before a fetch. */
  rediscoverAfterMs: z.int().min(0).default(86_400_000),
});

export const digicadenceApiSchema = z.strictObject({
  /** With a port: that address. Without: every port of `ports` there. Several hosts: replicas of the same services. */
  baseUrls: z.array(address).max(100).default([]),
  ports: z
    .array(z.union([port, portRange]))
    .max(100)
    .default([7000, [8001, 8036]]),
  /** Addresses by service, for services that neither describe themselves nor stand on their usual port. */
  services: z.record(text, z.array(address).min(1)).default({}),
  projects: z.array(projectSchema).min(1).max(1_000),
  /** Own brands by name, where the services do not state roles; all others are then competitors. */
  ownBrands: z.array(text).optional(),
  token: secretReference.optional(),
  /** How to get a new token: `POST {refresh_token}` to this path of the main service. */
  refresh: z.strictObject({ path: z.string().startsWith('/'), refreshToken: secretReference }).optional(),
  limits: limitsSchema.prefault({}),
});

/** An entry of the sources file, with its defaults; secrets are references. */
export type DigicadenceApiSettings = z.output<typeof digicadenceApiSchema>;
export type Limits = DigicadenceApiSettings['limits'];
export type ProjectSettings = DigicadenceApiSettings['projects'][number];

/** What a source is made from: the entry with its name and its secrets. */
export interface DigicadenceApiOptions extends Omit<DigicadenceApiSettings, 'token' | 'refresh'> {
  /** Recorded with every batch, shown in logs, metrics and lineage. */
  readonly name: string;
  readonly token: string | null;
  readonly refresh: { readonly path: string; readonly refreshToken: string } | null;
}
