/** Moves labels apart along one direction as little as needed. */

/**
 * Middles near `wishes` (any order) that lie at least `sizes` apart and inside [low, high]; the order of the wishes is
 * kept. Blocks of touching labels are centred on the mean of their wishes (pool-adjacent-violators, least squares).
 * Needs sum of sizes ≤ high − low.
 */
export function spread(wishes: readonly number[], sizes: readonly number[], low: number, high: number): number[] {
  const order = wishes.map((_, i) => i).sort((a, b) => wishes[a]! - wishes[b]! || a - b);
  interface Block {
    members: number[];
    /** Mean of the wished starts of the block. */
    start: number;
    size: number;
  }
  const clampStart = (start: number, size: number) => Math.max(low, Math.min(high - size, start));
  const blocks: Block[] = [];
  for (const i of order) {
    let block: Block = { members: [i], start: wishes[i]! - sizes[i]! / 2, size: sizes[i]! };
    let before = blocks.at(-1);
    while (before && clampStart(before.start, before.size) + before.size > clampStart(block.start, block.size)) {
      blocks.pop();
      const count = before.members.length + block.members.length;
      block = {
        members: [...before.members, ...block.members],
        start: (before.start * before.members.length + (block.start - before.size) * block.members.length) / count,
        size: before.size + block.size,
      };
      before = blocks.at(-1);
    }
    blocks.push(block);
  }
  const middles = wishes.map(() => 0);
  for (const { members, start, size } of blocks) {
    let at = clampStart(start, size);
    for (const i of members) {
      middles[i] = at + sizes[i]! / 2;
      at += sizes[i]!;
    }
  }
  return middles;
}
