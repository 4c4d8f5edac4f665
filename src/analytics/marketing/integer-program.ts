/** Exact choice of whole numbers under linear constraints: branch and bound on linear relaxations, with its proof. */
import { AbortedError } from '../../domain/aborted.ts';
import { BoundedProgram, type LinearRow } from './dual-simplex.ts';

export type { LinearRow } from './dual-simplex.ts';

/** Maximise values·x with every row Σ a·x ≤ limit and x whole, 0 ≤ x ≤ upper. */
export interface IntegerProgram {
  readonly values: readonly number[];
  /** Most of each, whole and finite; 1 for yes-or-no. */
  readonly upper: readonly number[];
  readonly rows: readonly LinearRow[];
}

export interface IntegerSolution {
  readonly x: readonly number[];
  readonly value: number;
  /** Nothing allowed is worth more. */
  readonly bound: number;
  readonly proved: boolean;
  readonly nodes: number;
}

export interface IntegerOptions {
  /** The search stops with the bound reached after this many sub-problems. */
  readonly maxNodes?: number;
  readonly onProgress?: (share: number) => void;
  readonly isAborted?: () => boolean;
}

const MAX_NODES = 50_000;
const WHOLE = 1e-6;
const CHECK_EVERY = 256;

/** Value of a choice, summed in order so that equal choices have equal values. */
export function choiceValue(program: IntegerProgram, x: readonly number[]): number {
  return program.values.reduce((sum, value, j) => sum + (x[j] === 0 ? 0 : value * x[j]!), 0);
}

/** Whether a choice keeps every row, up to the rounding of its sum. */
export function isAllowedChoice(program: IntegerProgram, x: readonly number[]): boolean {
  return (
    x.every((value, j) => value >= 0 && value <= program.upper[j]!) &&
    program.rows.every(({ coefficients, limit }) => {
      const used = coefficients.reduce((sum, { index, value }) => sum + value * x[index]!, 0);
      const size = coefficients.reduce((sum, { index, value }) => sum + Math.abs(value) * x[index]!, Math.abs(limit));
      return used <= limit + 1e-12 * size;
    })
  );
}

/**
 * The best choice and the proof of it: depth first, on the most fractional variable weighted by its value, nearer side first;
 * what cannot beat the best choice found is fixed by its reduced cost (Land & Doig 1960; Dakin 1965; Wolsey 2020, ch. 7).
 * @returns null when nothing is allowed (or nothing was found within `maxNodes`)
 */
export function solveIntegerProgram(program: IntegerProgram, o: IntegerOptions = {}): IntegerSolution | null {
  const maxNodes = o.maxNodes ?? MAX_NODES;
  const count = program.values.length;
  let best: { x: number[]; value: number } | null = null;
  const margin = (): number =>
    best === null ? Number.NEGATIVE_INFINITY : best.value + 1e-9 * (1 + Math.abs(best.value));
  const consider = (x: number[]): void => {
    if (!isAllowedChoice(program, x)) return;
    const value = choiceValue(program, x);
    if (best === null || value > best.value) best = { x, value };
  };
  const stack: { program: BoundedProgram; bound: number }[] = [];
  const root = new BoundedProgram(program);
  stack.push({ program: root, bound: root.objective() });
  let nodes = 0;
  let left = Number.NEGATIVE_INFINITY;
  for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
    if (node.bound <= margin()) continue;
    if (nodes >= maxNodes) {
      left = Math.max(left, node.bound);
      continue;
    }
    nodes++;
    if (nodes % CHECK_EVERY === 0) {
      if (o.isAborted?.()) throw new AbortedError('stopped while choosing');
      o.onProgress?.(nodes / maxNodes);
    }
    const relaxed = node.program;
    const state = relaxed.solve(margin());
    if (state === 'infeasible' || state === 'cut') continue;
    const bound = relaxed.objective();
    if (bound <= margin()) continue;
    const x = relaxed.solution();
    // Rounded down, and to the nearest: often allowed, and what makes the bound bite early.
    consider(Array.from(x, (value) => Math.floor(value + WHOLE)));
    consider(Array.from(x, (value) => Math.round(value)));
    if (bound <= margin()) continue;
    let branch = -1;
    let most = 0;
    for (let j = 0; j < count; j++) {
      const part = x[j]! - Math.floor(x[j]! + WHOLE);
      const score = Math.min(part, 1 - part) * (1 + Math.abs(program.values[j]!));
      if (part > WHOLE && score > most) [branch, most] = [j, score];
    }
    if (branch < 0 && state === 'stalled') branch = x.findIndex((_, j) => relaxed.lower[j]! < relaxed.upper[j]!);
    if (branch < 0) continue;
    // A bound that a variable must not leave if anything better is to come.
    for (let j = 0; j < count; j++) {
      const cost = relaxed.reducedCost(j);
      if (cost === null || !(cost.cost > 0)) continue;
      const steps = Math.floor((bound - margin()) / cost.cost + WHOLE);
      if (!Number.isFinite(steps)) continue;
      if (cost.atUpper) relaxed.lower[j] = Math.max(relaxed.lower[j]!, relaxed.upper[j]! - steps);
      else relaxed.upper[j] = Math.min(relaxed.upper[j]!, relaxed.lower[j]! + steps);
    }
    const value = Math.min(Math.max(x[branch]!, relaxed.lower[branch]!), relaxed.upper[branch]!);
    const down = Math.min(Math.floor(value + WHOLE), relaxed.upper[branch]! - 1);
    const lower = new BoundedProgram(relaxed);
    lower.upper[branch] = down;
    relaxed.lower[branch] = down + 1;
    const sides = [
      { program: lower, bound },
      { program: relaxed, bound },
    ];
    // The last one pushed is looked at first.
    stack.push(...(value - down > 0.5 ? sides : sides.reverse()));
  }
  if (best === null) return null;
  const { x, value } = best as { x: number[]; value: number };
  const bound = Math.max(value, left);
  return { x, value, bound, proved: left <= value + 1e-9 * (1 + Math.abs(value)), nodes };
}
