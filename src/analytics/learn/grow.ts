/**
 * Grows one tree by exact greedy search: every gap between two neighbouring values of a column is tried, on orders sorted
 * once and kept sorted by stable partition (SLIQ, Mehta et al. 1996). Gains are those of a second-order objective (Chen &
 * Guestrin 2016); with hessian = weight and no penalty they are CART's decrease of squared error (Breiman et al. 1984),
 * which for indicator targets is the decrease of Gini impurity.
 */
import type { Rng } from '../../domain/rng.ts';
import type { Tree } from './tree.ts';

export interface GrowthLimits {
  readonly maxDepth: number;
  /** From here on the leaf with the largest gain is split first. Infinity: all are split, depth first. */
  readonly maxLeaves: number;
  /** Fewest rows in a leaf. */
  readonly minLeafRows: number;
  /** Smallest sum of hessians in a leaf. */
  readonly minLeafHessian: number;
  /** Penalty on squared leaf values. */
  readonly l2: number;
  /** Smallest gain of a split. Null: any split of a node whose targets differ (CART). */
  readonly minGain: number | null;
  /** Columns that are drawn at each split; columns that are constant in the node do not count. */
  readonly columnsPerSplit: number;
  /** Try columns in drawn order, so that of equally good splits (usual in small nodes) none is favoured; else the first wins. */
  readonly drawTies: boolean;
  /** Per column −1 (falling), 0 (free) or 1 (rising); null: all free. One output only. */
  readonly monotone: ArrayLike<number> | null;
}

export interface GrowthData {
  readonly columns: readonly Float64Array[];
  /** Columns that this tree may use. */
  readonly candidates: Int32Array;
  /** Per candidate the tree's rows by rising value, missing values last. Reordered in place. */
  readonly orders: readonly Int32Array[];
  /** Per output and row: weight × (negative gradient, or target). */
  readonly gradients: readonly Float64Array[];
  /** Per row: hessian, or weight. Above 0. */
  readonly hessian: Float64Array;
  /** Per row: what it counts in `cover`; null: 1. */
  readonly counts: Float64Array | null;
}

/** Where the best split of a scan is written: [score, threshold, 1 where missing values go left]. */
type Best = Float64Array;

interface Split {
  readonly slot: number;
  readonly threshold: number;
  /** Where missing values go; null: the node has none, later ones follow the larger child. */
  readonly missingLeft: boolean | null;
  readonly gain: number;
}

interface OpenNode {
  readonly id: number;
  readonly from: number;
  readonly to: number;
  readonly depth: number;
  readonly gradient: readonly number[];
  readonly hessian: number;
  /** Bounds that monotone splits above set for the leaf values below. */
  readonly low: number;
  readonly high: number;
  split: Split | null;
}

/** A value between two neighbours that puts the lower one left and the upper one right, whatever the rounding. */
function between(low: number, high: number): number {
  const middle = low + (high - low) / 2;
  return middle >= high || middle < low ? low : middle;
}

/**
 * Tries all gaps of one column for one output without bounds. `startG`, `startH`, `startN`: what lies left before the first
 * row (missing values, when they go left).
 */
function scan(
  order: Int32Array,
  column: Float64Array,
  from: number,
  to: number,
  g: Float64Array,
  h: Float64Array,
  startG: number,
  startH: number,
  startN: number,
  totalG: number,
  totalH: number,
  totalN: number,
  limits: GrowthLimits,
  missingLeft: number,
  best: Best,
): void {
  const { minLeafRows, minLeafHessian, l2 } = limits;
  const first = order[from]!;
  let G = startG + g[first]!;
  let H = startH + h[first]!;
  let before = column[first]!;
  let top = best[0]!;
  const lastStart = from + totalN - minLeafRows - startN;
  const end = Math.min(to, lastStart + 1);
  const begin = from + minLeafRows - startN;
  for (let i = from + 1; i < end; i++) {
    const row = order[i]!;
    const value = column[row]!;
    if (value > before && i >= begin) {
      const rightH = totalH - H;
      if (H >= minLeafHessian && rightH >= minLeafHessian) {
        const rightG = totalG - G;
        // G² ÷ a + rightG² ÷ b by a single division, which is most of the time here.
        const a = H + l2;
        const b = rightH + l2;
        const score = (G * G * b + rightG * rightG * a) / (a * b);
        if (score > top) {
          top = score;
          best[0] = score;
          best[1] = between(before, value);
          best[2] = missingLeft;
        }
      }
    }
    before = value;
    G += g[row]!;
    H += h[row]!;
  }
}

const clamp = (value: number, low: number, high: number): number => (value < low ? low : value > high ? high : value);

/** What a leaf with sums G and H takes off the objective at its best value within the bounds. */
function scoreWithin(G: number, H: number, l2: number, low: number, high: number): number {
  const w = clamp(G / (H + l2), low, high);
  return 2 * G * w - (H + l2) * w * w;
}

/** As `scan`, for several outputs or under monotone constraints; `left` is its scratch space. */
function scanGeneral(
  order: Int32Array,
  column: Float64Array,
  from: number,
  to: number,
  data: GrowthData,
  start: Float64Array,
  startH: number,
  startN: number,
  node: OpenNode,
  limits: GrowthLimits,
  direction: number,
  missingLeft: number,
  left: Float64Array,
  best: Best,
): void {
  const { gradients, hessian } = data;
  const { minLeafRows, minLeafHessian, l2 } = limits;
  const total = node.to - node.from;
  left.set(start);
  let H = startH;
  for (let i = from; i < to; i++) {
    const row = order[i]!;
    if (i > from && column[row]! > column[order[i - 1]!]!) {
      const leftN = startN + i - from;
      const rightH = node.hessian - H;
      if (leftN >= minLeafRows && total - leftN >= minLeafRows && H >= minLeafHessian && rightH >= minLeafHessian) {
        let score = 0;
        let allowed = true;
        for (let k = 0; k < left.length; k++) {
          const rightG = node.gradient[k]! - left[k]!;
          score +=
            scoreWithin(left[k]!, H, l2, node.low, node.high) + scoreWithin(rightG, rightH, l2, node.low, node.high);
          if (direction !== 0) {
            const step =
              clamp(rightG / (rightH + l2), node.low, node.high) - clamp(left[k]! / (H + l2), node.low, node.high);
            allowed = step * direction >= 0;
          }
        }
        if (allowed && score > best[0]!) {
          best[0] = score;
          best[1] = between(column[order[i - 1]!]!, column[row]!);
          best[2] = missingLeft;
        }
      }
    }
    for (let k = 0; k < left.length; k++) left[k]! += gradients[k]![row]!;
    H += hessian[row]!;
  }
}

const gainOf = (node: OpenNode): number => node.split?.gain ?? Number.NEGATIVE_INFINITY;

/** Above any finite value that is likely to come: all present values go left, missing ones right. */
const ABOVE_ALL = Number.MAX_VALUE;

/** Memory that all searches of one tree share. */
interface Workspace {
  readonly best: Best;
  readonly left: Float64Array;
  readonly start: Float64Array;
  readonly nothing: Float64Array;
  readonly draw: Int32Array;
}

/** Best split of an open node, or null. */
function findSplit(data: GrowthData, limits: GrowthLimits, node: OpenNode, rng: Rng, work: Workspace): Split | null {
  const { columns, candidates, orders, gradients, hessian } = data;
  const rows = node.to - node.from;
  if (node.depth >= limits.maxDepth || rows < 2 * limits.minLeafRows || rows < 2) return null;
  const outputs = gradients.length;
  const rowOrder = orders[0]!;
  const firstRow = rowOrder[node.from]!;
  let mixed = false;
  for (let i = node.from + 1; i < node.to && !mixed; i++) {
    const row = rowOrder[i]!;
    for (let k = 0; k < outputs && !mixed; k++) {
      const g = gradients[k]!;
      mixed = g[row]! * hessian[firstRow]! !== g[firstRow]! * hessian[row]!;
    }
  }
  if (!mixed) return null;

  const general = outputs > 1 || limits.monotone !== null;
  const { best, left: scratch, start, nothing } = work;
  best[0] = Number.NEGATIVE_INFINITY;
  const slots = candidates.length;
  const draw = limits.drawTies || limits.columnsPerSplit < slots ? work.draw : null;
  if (draw !== null) for (let j = 0; j < slots; j++) draw[j] = j;
  let bestSlot = -1;
  let bestMissing = false;
  for (let j = 0, tried = 0; j < slots && tried < limits.columnsPerSplit; j++) {
    let slot = j;
    if (draw !== null) {
      const pick = j + rng.integer(slots - j);
      slot = draw[pick]!;
      draw[pick] = draw[j]!;
    }
    const order = orders[slot]!;
    const column = columns[candidates[slot]!]!;
    let present = node.to;
    while (present > node.from && Number.isNaN(column[order[present - 1]!])) present--;
    const missing = node.to - present;
    if (present === node.from) continue;
    if (missing === 0 && column[order[node.from]!] === column[order[present - 1]!]) continue;
    tried++;
    const scoreBefore = best[0]!;
    const direction = limits.monotone?.[candidates[slot]!] ?? 0;
    if (general)
      scanGeneral(order, column, node.from, present, data, nothing, 0, 0, node, limits, direction, 0, scratch, best);
    else
      scan(
        order,
        column,
        node.from,
        present,
        gradients[0]!,
        hessian,
        0,
        0,
        0,
        node.gradient[0]!,
        node.hessian,
        rows,
        limits,
        0,
        best,
      );
    if (missing > 0) {
      start.fill(0);
      let startH = 0;
      for (let i = present; i < node.to; i++) {
        for (let k = 0; k < outputs; k++) start[k]! += gradients[k]![order[i]!]!;
        startH += hessian[order[i]!]!;
      }
      if (general)
        scanGeneral(
          order,
          column,
          node.from,
          present,
          data,
          start,
          startH,
          missing,
          node,
          limits,
          direction,
          1,
          scratch,
          best,
        );
      else
        scan(
          order,
          column,
          node.from,
          present,
          gradients[0]!,
          hessian,
          start[0]!,
          startH,
          missing,
          node.gradient[0]!,
          node.hessian,
          rows,
          limits,
          1,
          best,
        );
      // Present against missing. A constraint says nothing about missing values, only bounds from above do.
      const presentH = node.hessian - startH;
      if (
        missing >= limits.minLeafRows &&
        rows - missing >= limits.minLeafRows &&
        startH >= limits.minLeafHessian &&
        presentH >= limits.minLeafHessian
      ) {
        let score = 0;
        for (let k = 0; k < outputs; k++)
          score +=
            scoreWithin(start[k]!, startH, limits.l2, node.low, node.high) +
            scoreWithin(node.gradient[k]! - start[k]!, presentH, limits.l2, node.low, node.high);
        if (score > best[0]!) {
          best[0] = score;
          best[1] = ABOVE_ALL;
          best[2] = 0;
        }
      }
    }
    if (best[0]! > scoreBefore) {
      bestSlot = slot;
      bestMissing = missing > 0;
    }
  }
  if (bestSlot < 0) return null;
  let own = 0;
  for (let k = 0; k < outputs; k++) own += scoreWithin(node.gradient[k]!, node.hessian, limits.l2, node.low, node.high);
  const gain = best[0]! - own;
  // Rounding alone makes gains of about 1e-16 of the score.
  if (limits.minGain !== null && gain <= Math.max(limits.minGain, 1e-12 * Math.abs(own))) return null;
  return { slot: bestSlot, threshold: best[1]!, missingLeft: bestMissing ? best[2] === 1 : null, gain };
}

/**
 * Grows one tree; with several outputs one tree each, of the same shape. Leaf values are Σ gradient ÷ (Σ hessian + l2)
 * within the bounds of the constraints. Deterministic given the generator, which only column draws use.
 */
export function growTree(data: GrowthData, limits: GrowthLimits, rng: Rng): Tree[] {
  const { columns, candidates, orders, gradients, hessian, counts } = data;
  const outputs = gradients.length;
  const rowCount = orders[0]!.length;
  const goesLeft = new Uint8Array(hessian.length);
  const buffer = new Int32Array(rowCount);
  const work: Workspace = {
    best: new Float64Array(3),
    left: new Float64Array(outputs),
    start: new Float64Array(outputs),
    nothing: new Float64Array(outputs),
    draw: new Int32Array(candidates.length),
  };
  const feature: number[] = [];
  const threshold: number[] = [];
  const left: number[] = [];
  const right: number[] = [];
  const cover: number[] = [];
  const missingLeft: number[] = [];
  const values: number[][] = Array.from({ length: outputs }, () => []);

  const openNode = (from: number, to: number, depth: number, low: number, high: number): OpenNode => {
    const gradient = new Array<number>(outputs).fill(0);
    const order = orders[0]!;
    let [H, count] = [0, 0];
    for (let i = from; i < to; i++) {
      const row = order[i]!;
      for (let k = 0; k < outputs; k++) gradient[k]! += gradients[k]![row]!;
      H += hessian[row]!;
      count += counts === null ? 1 : counts[row]!;
    }
    const id = feature.length;
    feature.push(-2);
    threshold.push(-2);
    left.push(-1);
    right.push(-1);
    cover.push(count);
    missingLeft.push(0);
    for (let k = 0; k < outputs; k++) values[k]!.push(clamp(gradient[k]! / (H + limits.l2), low, high));
    const node: OpenNode = { id, from, to, depth, gradient, hessian: H, low, high, split: null };
    node.split = findSplit(data, limits, node, rng, work);
    return node;
  };

  /** Sorts a node's rows into left and right in every order that its children will read; returns where right begins. */
  const partition = (node: OpenNode, slot: number, cut: number, missing: boolean): number => {
    const column = columns[candidates[slot]!]!;
    const own = orders[slot]!;
    let size = 0;
    for (let i = node.from; i < node.to; i++) {
      const row = own[i]!;
      const value = column[row]!;
      const isLeft = Number.isNaN(value) ? missing : value <= cut;
      goesLeft[row] = isLeft ? 1 : 0;
      if (isLeft) size++;
    }
    const smallest = 2 * limits.minLeafRows;
    const rows = node.to - node.from;
    const childrenMaySplit = node.depth + 1 < limits.maxDepth && Math.max(size, rows - size) >= Math.max(2, smallest);
    const needed = childrenMaySplit ? orders.length : 1;
    for (let j = 0; j < needed; j++) {
      const order = orders[j]!;
      let [l, r] = [node.from, 0];
      for (let i = node.from; i < node.to; i++) {
        const row = order[i]!;
        // Written to both sides and kept on one: no branch to mispredict. l never passes i, so nothing unread is lost.
        const isLeft = goesLeft[row]!;
        order[l] = row;
        buffer[r] = row;
        l += isLeft;
        r += 1 - isLeft;
      }
      for (let i = 0; i < r; i++) order[l + i] = buffer[i]!;
    }
    return node.from + size;
  };

  const open: OpenNode[] = [openNode(0, rowCount, 0, Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY)];
  let leaves = 1;
  while (open.length > 0 && leaves < limits.maxLeaves) {
    let pick = open.length - 1;
    if (limits.maxLeaves !== Number.POSITIVE_INFINITY)
      for (let i = open.length - 2; i >= 0; i--) if (gainOf(open[i]!) > gainOf(open[pick]!)) pick = i;
    const [node] = open.splice(pick, 1) as [OpenNode];
    const split = node.split;
    if (split === null) continue;
    const middle = partition(node, split.slot, split.threshold, split.missingLeft === true);
    const column = candidates[split.slot]!;
    const direction = limits.monotone?.[column] ?? 0;
    let wall = 0;
    if (direction !== 0 && split.threshold !== ABOVE_ALL) {
      let [G, H] = [0, 0];
      for (let i = node.from; i < middle; i++) {
        G += gradients[0]![orders[0]![i]!]!;
        H += hessian[orders[0]![i]!]!;
      }
      const leftValue = clamp(G / (H + limits.l2), node.low, node.high);
      const rightValue = clamp((node.gradient[0]! - G) / (node.hessian - H + limits.l2), node.low, node.high);
      wall = (leftValue + rightValue) / 2;
    }
    const walled = direction !== 0 && split.threshold !== ABOVE_ALL;
    const leftChild = openNode(
      node.from,
      middle,
      node.depth + 1,
      walled && direction < 0 ? wall : node.low,
      walled && direction > 0 ? wall : node.high,
    );
    const rightChild = openNode(
      middle,
      node.to,
      node.depth + 1,
      walled && direction > 0 ? wall : node.low,
      walled && direction < 0 ? wall : node.high,
    );
    feature[node.id] = column;
    threshold[node.id] = split.threshold;
    left[node.id] = leftChild.id;
    right[node.id] = rightChild.id;
    const missingGoesLeft = split.missingLeft ?? cover[leftChild.id]! >= cover[rightChild.id]!;
    missingLeft[node.id] = missingGoesLeft ? 1 : 0;
    open.push(rightChild, leftChild);
    leaves++;
  }

  const shape = {
    feature: Int32Array.from(feature),
    threshold: Float64Array.from(threshold),
    left: Int32Array.from(left),
    right: Int32Array.from(right),
    cover: Float64Array.from(cover),
    missingLeft: Uint8Array.from(missingLeft),
  };
  return values.map((value) => ({ ...shape, value: Float64Array.from(value) }));
}
