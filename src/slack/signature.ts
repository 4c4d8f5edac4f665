/** Slack's request signature, version 0: HMAC-SHA256 over the raw body (docs.slack.dev/authentication/verifying-requests-from-slack). */
import { createHmac, timingSafeEqual } from 'node:crypto';

/** Requests further from now than this, past or future, are refused: a recorded request cannot be kept for later. */
export const SIGNATURE_TOLERANCE_S = 300;

export interface SignedRequest {
  readonly timestamp: string | undefined;
  readonly signature: string | undefined;
  readonly body: Uint8Array;
}

export type SignatureVerdict = 'valid' | 'missing' | 'stale' | 'future' | 'wrong';

/** Judges the timestamp before the body is even read. */
export function checkTimestamp(timestamp: string | undefined, nowMs: number): SignatureVerdict {
  if (timestamp === undefined || !/^\d{1,12}$/.test(timestamp)) return 'missing';
  const ageS = nowMs / 1000 - Number(timestamp);
  if (ageS > SIGNATURE_TOLERANCE_S) return 'stale';
  return ageS < -SIGNATURE_TOLERANCE_S ? 'future' : 'valid';
}

/** Bolt's own verifier accepts any future timestamp and compares text; this one checks both sides, on bytes, in constant time. */
export function checkSignature(secret: string, request: SignedRequest, nowMs: number): SignatureVerdict {
  const time = checkTimestamp(request.timestamp, nowMs);
  if (time !== 'valid') return time;
  if (request.signature === undefined || !/^v0=[0-9a-f]{64}$/.test(request.signature)) return 'missing';
  const expected = createHmac('sha256', secret).update(`v0:${request.timestamp}:`).update(request.body).digest();
  const given = Buffer.from(request.signature.slice(3), 'hex');
  return timingSafeEqual(expected, given) ? 'valid' : 'wrong';
}
