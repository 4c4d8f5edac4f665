/** Which of many rows are shown when there is no room for all: the first ones, and always those of the subject. */
import type { Emphasis } from '../../document/chart.ts';

const RANK: Readonly<Record<Emphasis, number>> = { subject: 0, own: 1, context: 2 };

/** Indices of at most `room` rows to show, ascending: subjects first, then own, each from the top; the rest from the top. */
export function keepRows(rows: readonly { readonly emphasis: Emphasis }[], room: number): number[] {
  if (rows.length <= room) return rows.map((_, i) => i);
  // A subject far down takes at most half of the room, so that the head of the ranking stays a ranking.
  const marked = rows
    .map((row, i) => ({ i, rank: RANK[row.emphasis] }))
    .filter(({ rank }) => rank < RANK.context)
    .sort((a, b) => a.rank - b.rank || a.i - b.i)
    .slice(0, Math.max(1, Math.floor(room / 2)))
    .map(({ i }) => i);
  const kept = new Set(marked);
  for (let i = 0; i < rows.length && kept.size < room; i++) kept.add(i);
  return [...kept].sort((a, b) => a - b);
}
