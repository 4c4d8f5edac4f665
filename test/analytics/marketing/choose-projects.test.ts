/** Exact and genetic choices against exhaustive enumeration. */
import { describe, expect, it } from 'vitest';
import {
  chooseProjects,
  type ProjectChoice,
  projectProgram,
} from '../../../src/analytics/marketing/choose-projects.ts';
import { BoundedProgram } from '../../../src/analytics/marketing/dual-simplex.ts';
import { chooseGenetically } from '../../../src/analytics/marketing/genetic-choice.ts';
import { isAllowedChoice, solveIntegerProgram } from '../../../src/analytics/marketing/integer-program.ts';
import { AbortedError } from '../../../src/domain/aborted.ts';
import { createRng, type Rng } from '../../../src/domain/rng.ts';

function randomChoice(rng: Rng, n: number, most = 1): ProjectChoice {
  const list = (f: () => number): number[] => Array.from({ length: n }, f);
  const cost = list(() => 1 + rng.integer(20));
  const other = (i: number): number => (i + 1 + rng.integer(n - 1)) % n;
  return {
    cost,
    value: list(() => Math.round(100 * (rng.next() * 30 - 2)) / 100),
    budget: cost.reduce((a, b) => a + b, 0) * (0.2 + 0.4 * rng.next()),
    hours: { each: list(() => rng.integer(8)), most: 2 * n },
    groups: { of: list(() => rng.integer(3)), least: rng.integer(2), most: Math.ceil(n / 2) },
    exclusive: [0, 2].map((i) => [i, other(i)] as const),
    requires: [1, 3].map((i) => [i, other(i)] as const),
    ...(most > 1 && { upper: list(() => 1 + rng.integer(most)) }),
  };
}

/** Every choice, by brute force; written from the meaning of the constraints, not from the program's rows. */
function bruteForce(choice: ProjectChoice): number | null {
  const n = choice.value.length;
  const upper = choice.upper ?? choice.value.map(() => 1);
  const x = new Array<number>(n).fill(0);
  let best: number | null = null;
  const dot = (a: readonly number[]): number => a.reduce((sum, value, i) => sum + value * x[i]!, 0);
  const ok = (): boolean => {
    if (dot(choice.cost) > choice.budget + 1e-9 || dot(choice.hours!.each) > choice.hours!.most) return false;
    const { of, least, most } = choice.groups!;
    for (const group of new Set(of)) {
      const count = of.reduce((sum, each, i) => sum + (each === group ? x[i]! : 0), 0);
      if (count < least || count > most) return false;
    }
    return (
      choice.exclusive!.every(([i, j]) => x[i] === 0 || x[j] === 0) &&
      choice.requires!.every(([i, j]) => x[i] === 0 || x[j]! > 0)
    );
  };
  const walk = (i: number): void => {
    if (i === n) {
      if (ok()) best = Math.max(best ?? Number.NEGATIVE_INFINITY, dot(choice.value));
      return;
    }
    for (x[i] = 0; x[i]! <= upper[i]!; x[i]!++) walk(i + 1);
    x[i] = 0;
  };
  walk(0);
  return best;
}

describe('exact choice', () => {
  it('equals brute force on yes-or-no choices, infeasible ones included', () => {
    const rng = createRng(1);
    let infeasible = 0;
    for (let i = 0; i < 120; i++) {
      const choice = randomChoice(rng, 4 + rng.integer(8));
      const expected = bruteForce(choice);
      const got = chooseProjects(choice);
      if (expected === null) {
        infeasible++;
        expect(got).toBeNull();
      } else {
        expect(got!.value).toBeCloseTo(expected, 9);
        expect(got!.proved).toBe(true);
      }
    }
    expect(infeasible).toBeLessThan(60);
  });

  it('equals brute force on whole numbers above one, exclusions included', () => {
    const rng = createRng(2);
    for (let i = 0; i < 60; i++) {
      const choice = randomChoice(rng, 4 + rng.integer(3), 3);
      const expected = bruteForce(choice);
      const got = chooseProjects(choice);
      if (expected === null) expect(got).toBeNull();
      else expect(got!.value).toBeCloseTo(expected, 9);
      if (got) expect(got.counts).toHaveLength(choice.value.length);
    }
  });

  it('keeps a bound when cut short, and can be stopped', () => {
    const rng = createRng(3);
    const n = 60;
    const cost = Array.from({ length: n }, () => 50 + rng.integer(50));
    // Value equal to cost: nothing can be fixed early.
    const program = {
      values: cost,
      upper: cost.map(() => 1),
      rows: [
        { coefficients: cost.map((value, index) => ({ index, value: value + 0.001 * rng.next() })), limit: 1_234.5 },
      ],
    };
    const short = solveIntegerProgram(program, { maxNodes: 40 });
    expect(short!.proved).toBe(false);
    expect(short!.bound).toBeGreaterThanOrEqual(short!.value);
    expect(short!.bound).toBeLessThanOrEqual(1_234.5);
    expect(isAllowedChoice(program, short!.x)).toBe(true);
    expect(() => solveIntegerProgram(program, { isAborted: () => true })).toThrow(AbortedError);
  });
});

describe('dual simplex', () => {
  it('solves a textbook program and sees an infeasible one', () => {
    // Dantzig: max 3x + 5y, x ≤ 4, 2y ≤ 12, 3x + 2y ≤ 18; optimum 36 at (2, 6).
    const rows = [
      { coefficients: [{ index: 1, value: 2 }], limit: 12 },
      {
        coefficients: [
          { index: 0, value: 3 },
          { index: 1, value: 2 },
        ],
        limit: 18,
      },
    ];
    const program = new BoundedProgram({ values: [3, 5], upper: [4, 100], rows });
    expect(program.solve(Number.NEGATIVE_INFINITY)).toBe('optimal');
    expect(program.objective()).toBeCloseTo(36, 12);
    expect([...program.solution()]).toEqual([expect.closeTo(2, 12), expect.closeTo(6, 12)]);
    const none = new BoundedProgram({
      values: [1],
      upper: [1],
      rows: [{ coefficients: [{ index: 0, value: -1 }], limit: -2 }],
    });
    expect(none.solve(Number.NEGATIVE_INFINITY)).toBe('infeasible');
  });
});

describe('genetic choice', () => {
  it('is allowed, near the optimum and repeatable', () => {
    const rng = createRng(5);
    for (let i = 0; i < 5; i++) {
      const choice = randomChoice(rng, 20);
      const exact = chooseProjects(choice);
      const program = projectProgram(choice);
      const run = () => chooseGenetically(program, { population: 30, generations: 30 }, createRng(1));
      const found = run();
      if (exact === null) expect(found).toBeNull();
      else {
        expect(isAllowedChoice(program, found!.x)).toBe(true);
        expect(found!.value).toBeLessThanOrEqual(exact.value + 1e-9);
        expect(found!.value).toBeGreaterThan(0.9 * exact.value);
      }
      expect(run()).toEqual(found);
    }
  });
});
