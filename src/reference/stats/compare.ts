/** Compares an answer with the expected values, leaf by leaf: |got − expected| ≤ abs + rel·|expected|, null only with null. */
import type { Json, Mismatch } from './case.ts';

export interface Tolerance {
  readonly abs: number;
  readonly rel: number;
}

/** JSON has no NaN, infinity or undefined: what is not a value is told as such. */
function asJson(value: unknown): Json {
  if (value === undefined) return 'missing';
  if (typeof value === 'number' && !Number.isFinite(value)) return String(value);
  return value as Json;
}

export function compare(got: unknown, expected: Json, tolerance: Tolerance, field = ''): Mismatch[] {
  const differs = (): Mismatch[] => [{ field, got: asJson(got), expected }];
  if (expected === null) return got === null ? [] : differs();
  if (typeof expected === 'number') {
    if (typeof got !== 'number' || !Number.isFinite(got)) return differs();
    return Math.abs(got - expected) <= tolerance.abs + tolerance.rel * Math.abs(expected) ? [] : differs();
  }
  if (Array.isArray(expected)) {
    // A typed array is as good as an array.
    const list = ArrayBuffer.isView(got) ? Array.from(got as unknown as ArrayLike<number>) : got;
    if (!Array.isArray(list) || list.length !== expected.length) return differs();
    return expected.flatMap((item, i) => compare(list[i], item, tolerance, `${field}[${i}]`));
  }
  if (typeof expected === 'object') {
    if (typeof got !== 'object' || got === null) return differs();
    return Object.entries(expected).flatMap(([key, item]) =>
      compare((got as Record<string, unknown>)[key], item, tolerance, field === '' ? key : `${field}.${key}`),
    );
  }
  return got === expected ? [] : differs();
}

/** Whether two labellings are the same but for the names of the labels. */
export function sameUpToNames(a: readonly number[], b: readonly number[]): boolean {
  const [forth, back] = [new Map<number, number>(), new Map<number, number>()];
  return (
    a.length === b.length &&
    a.every((label, i) => {
      const other = b[i]!;
      if (!forth.has(label) && !back.has(other)) {
        forth.set(label, other);
        back.set(other, label);
      }
      return forth.get(label) === other && back.get(other) === label;
    })
  );
}
