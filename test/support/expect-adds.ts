/** That each depth and extent of a report adds exactly what its `adds` texts say. */
import { expect } from 'vitest';

/**
 * Every phrase of a level's text ("adds a, b, c") must show at that level and above it, and nowhere below.
 * @param levels in rising order
 * @param runs what was run at each level, over data that together show everything
 * @param seen how each phrase shows in one run; a phrase without an entry fails
 */
export function expectAdds<R>(
  texts: Readonly<Record<string, string>>,
  levels: readonly string[],
  runs: readonly (readonly R[])[],
  seen: Readonly<Record<string, (run: R) => boolean>>,
): void {
  levels.forEach((level, i) => {
    for (const phrase of (texts[level] ?? '').replace(/^adds /, '').split(', ')) {
      const shows = seen[phrase];
      if (!shows) throw new Error(`nothing shows “${phrase}”`);
      runs.forEach((all, j) => {
        expect([phrase, levels[j], all.some(shows)]).toEqual([phrase, levels[j], j >= i]);
      });
    }
  });
}
