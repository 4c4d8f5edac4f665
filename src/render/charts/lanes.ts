/** Places labels above a plot in lanes so that none covers another or leaves the sheet. */

export interface LaneLabel {
  readonly text: string;
  /** Where it belongs. */
  readonly x: number;
  readonly width: number;
  /** `centre`: over x; `after`: starts at x, or ends there when there is no room. */
  readonly side: 'centre' | 'after';
}

export interface PlacedLabel extends LaneLabel {
  readonly left: number;
  /** 0 is the lane next to the plot. */
  readonly lane: number;
}

/** Labels in order of importance; those that find no lane are left out (their mark stays). */
export function placeInLanes(
  labels: readonly LaneLabel[],
  bounds: { readonly left: number; readonly right: number },
  lanes: number,
  gap: number,
): PlacedLabel[] {
  const taken: [number, number][][] = Array.from({ length: lanes }, () => []);
  const placed: PlacedLabel[] = [];
  for (const label of labels) {
    if (label.width > bounds.right - bounds.left) continue;
    const wishes =
      label.side === 'centre' ? [label.x - label.width / 2] : [label.x + gap / 2, label.x - label.width - gap / 2];
    const inside = wishes.filter((left) => left >= bounds.left && left + label.width <= bounds.right);
    const pushed = wishes.map((left) => Math.min(Math.max(left, bounds.left), bounds.right - label.width));
    // A label pushed in from the edge lies over its own mark: only when there is no other place.
    search: for (const lefts of [inside, pushed])
      for (let lane = 0; lane < lanes; lane++)
        for (const left of lefts) {
          const right = left + label.width;
          if (taken[lane]!.some(([from, to]) => left < to + gap && right > from - gap)) continue;
          taken[lane]!.push([left, right]);
          placed.push({ ...label, left, lane });
          break search;
        }
  }
  return placed;
}

/** Lanes in use. */
export function laneCount(placed: readonly PlacedLabel[]): number {
  return placed.reduce((most, { lane }) => Math.max(most, lane + 1), 0);
}
