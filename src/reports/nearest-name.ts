/** The known name closest to a mistyped one, for "did you mean". */

/** Optimal string alignment distance: edits and swaps of neighbours (Damerau 1964). */
export function editDistance(a: string, b: string): number {
  let before: number[] = [];
  let previous = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const current = [i];
    for (let j = 1; j <= b.length; j++) {
      const substitute = previous[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1);
      let best = Math.min(previous[j]! + 1, current[j - 1]! + 1, substitute);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) best = Math.min(best, before[j - 2]! + 1);
      current.push(best);
    }
    before = previous;
    previous = current;
  }
  return previous[b.length]!;
}

/** The nearest of `names`, or null when none is within two edits (one for words of up to four letters). */
export function nearestName(word: string, names: readonly string[]): string | null {
  const wanted = word.toLowerCase();
  const allowed = wanted.length <= 4 ? 1 : 2;
  let nearest: string | null = null;
  let distance = allowed + 1;
  for (const name of names) {
    const edits = editDistance(wanted, name.toLowerCase());
    if (edits < distance) {
      nearest = name;
      distance = edits;
    }
  }
  return nearest;
}
