/** Where the names of dots on one row stand: above or below, over the dot or beside it, so that none covers another. */

export interface DotName {
  readonly text: string;
  readonly x: number;
  readonly width: number;
}

export interface PlacedName extends DotName {
  readonly left: number;
  readonly side: 'above' | 'below';
}

/** Rows have few names: more than this would take long to try. */
const MOST_TRIED = 7;

/**
 * The first arrangement, from left to right, in which every name has a place; names that find none are left out one by
 * one from the right (their dots stay).
 * @param reachPx how far over its dot a name beside it begins
 */
export function placeDotNames(
  names: readonly DotName[],
  bounds: { readonly left: number; readonly right: number },
  gapPx: number,
  reachPx: number,
): PlacedName[] {
  const ordered = [...names].sort((a, b) => a.x - b.x).slice(0, MOST_TRIED);
  for (let count = ordered.length; count > 0; count--) {
    const placed = arrange(ordered.slice(0, count), [], bounds, gapPx, reachPx);
    if (placed) return placed;
  }
  return [];
}

function arrange(
  names: readonly DotName[],
  placed: readonly PlacedName[],
  bounds: { readonly left: number; readonly right: number },
  gapPx: number,
  reachPx: number,
): PlacedName[] | null {
  const [first, ...rest] = names;
  if (!first) return [...placed];
  const { x, width } = first;
  for (const left of [x - width / 2, x - reachPx, x + reachPx - width])
    for (const side of ['above', 'below'] as const) {
      if (left < bounds.left || left + width > bounds.right) continue;
      if (
        placed.some(
          (each) => each.side === side && left < each.left + each.width + gapPx && each.left < left + width + gapPx,
        )
      )
        continue;
      const found = arrange(rest, [...placed, { ...first, left, side }], bounds, gapPx, reachPx);
      if (found) return found;
    }
  return null;
}
