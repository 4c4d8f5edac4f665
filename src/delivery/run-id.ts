/** Deterministic run ids, so that a repeated request finds its run instead of starting another. */
import { createHash } from 'node:crypto';
import type { ReportRequest } from '../domain/request.ts';
import type { Destination } from '../ports.ts';

/** Namespace of run ids: any fixed UUID serves; this one was drawn once. */
const NAMESPACE = Buffer.from('0f4e5c1a9b7d4c6e8a3f2d1b0c9e8f7a', 'hex');

/**
 * Version 5 UUID (RFC 9562 §5.5) of the key and everything that was asked for.
 * @param key what makes two askings the same asking: a trigger id, a schedule's instant, an Idempotency-Key
 */
export function runIdOf(request: ReportRequest, destination: Destination, key: string): string {
  const name = JSON.stringify([key, canonical(request), canonical(destination)]);
  const hash = createHash('sha1').update(NAMESPACE).update(name).digest().subarray(0, 16);
  hash.writeUInt8((hash.readUInt8(6) & 0x0f) | 0x50, 6);
  hash.writeUInt8((hash.readUInt8(8) & 0x3f) | 0x80, 8);
  const hex = hash.toString('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}

/** The value with object keys in code unit order: two spellings of the same request give the same id. */
function canonical(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(canonical);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, each]) => [key, canonical(each)]),
  );
}
