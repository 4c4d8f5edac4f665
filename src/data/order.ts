/** Order by UTF-16 code units: the same on every database, platform and locale. */

export function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** A comparison by several text keys; null comes before every text. */
export function byKeys<T>(...keys: readonly ((row: T) => string | null)[]): (a: T, b: T) => number {
  return (a, b) => {
    for (const key of keys) {
      const [x, y] = [key(a), key(b)];
      if (x === y) continue;
      if (x === null) return -1;
      return y === null ? 1 : compareText(x, y);
    }
    return 0;
  };
}
