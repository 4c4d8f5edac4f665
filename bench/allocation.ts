/**
 * Time of exact allocation and exact choice, and how both grow.
 *
 *   node bench/allocation.ts [cases = 20] [seed = 1]
 *
 * How to read it. Allocation: milliseconds a case (median, worst) and sub-problems (median, worst) by channels and by the
 * steepness of the curves; "proved" is the share of cases brought within 1e-9 of the bound inside 20,000 sub-problems. Choice: the same by
 * candidates, kind "loose" like the reference portfolios (values and costs independent in part), "tight" with value = cost + 10,
 * which is hard for every such method (Pisinger 2005). "GA": share of the optimum the genetic algorithm reaches, and its time.
 */
import { allocateBudget, type Channel } from '../src/analytics/marketing/allocate-budget.ts';
import { chooseProjects, type ProjectChoice, projectProgram } from '../src/analytics/marketing/choose-projects.ts';
import { chooseGenetically } from '../src/analytics/marketing/genetic-choice.ts';
import { hillCurve } from '../src/analytics/marketing/saturation.ts';
import { createRng, type Rng } from '../src/domain/rng.ts';

const cases = Number(process.argv[2] ?? 20);
const seed = Number(process.argv[3] ?? 1);

const print = (text: string): boolean => process.stdout.write(`${text}\n`);
const sorted = (x: readonly number[]): number[] => [...x].sort((a, b) => a - b);
const median = (x: readonly number[]): number => sorted(x)[x.length >> 1]!;
const worst = (x: readonly number[]): number => Math.max(...x);

function milliseconds<T>(run: () => T): { result: T; ms: number } {
  const start = process.hrtime.bigint();
  const result = run();
  return { result, ms: Number(process.hrtime.bigint() - start) / 1e6 };
}

function channels(rng: Rng, count: number, alpha: readonly [number, number]): Channel[] {
  return Array.from({ length: count }, (_, i) => {
    const spend = 5_000 + 25_000 * rng.next();
    return {
      id: String(i),
      curve: hillCurve({
        ceiling: 50_000 + 450_000 * rng.next(),
        alpha: alpha[0] + (alpha[1] - alpha[0]) * rng.next(),
        inflexion: spend * (0.5 + 2 * rng.next()),
        carryOver: 0.4 * spend * rng.next(),
      }),
      lower: 0.5 * spend,
      upper: 2 * spend,
    };
  });
}

function choice(rng: Rng, n: number, kind: 'loose' | 'tight'): ProjectChoice {
  const list = (f: (i: number) => number): number[] => Array.from({ length: n }, (_, i) => f(i));
  const cost = list(() => Math.round(10 * (5 + 45 * rng.next())) / 10);
  return {
    cost,
    value: list(
      (i) => Math.round(100 * (kind === 'tight' ? cost[i]! + 10 : cost[i]! * (0.5 + 1.5 * rng.next()))) / 100,
    ),
    budget: Math.round(4 * cost.reduce((a, b) => a + b, 0)) / 10,
    hours: { each: list(() => 1 + rng.integer(8)), most: Math.round(2 * n) },
    groups: { of: list(() => rng.integer(4)), least: 1, most: Math.ceil(0.35 * n) },
    exclusive: list(() => 0)
      .slice(0, n >> 3)
      .map(() => {
        const i = rng.integer(n);
        return [i, (i + 1 + rng.integer(n - 1)) % n] as const;
      }),
    requires: list(() => 0)
      .slice(0, n / 10)
      .map(() => {
        const i = rng.integer(n);
        return [i, (i + 1 + rng.integer(n - 1)) % n] as const;
      }),
  };
}

const cell = (values: readonly number[], digits: number): string =>
  `${median(values).toFixed(digits)} (${worst(values).toFixed(digits)})`.padStart(18);

print(`${'allocation'.padEnd(26)}${'ms'.padStart(18)}${'sub-problems'.padStart(18)}   proved`);
for (const [name, alpha] of [
  ['concave, alpha .5–1', [0.5, 1]],
  ['S-shaped, alpha 1.5–3', [1.5, 3]],
  ['steep, alpha 3–5', [3, 5]],
] as const)
  for (const count of [5, 10, 20, 40]) {
    const rng = createRng(seed);
    const runs = Array.from({ length: cases }, () => {
      const set = channels(rng, count, alpha);
      const total = set.reduce((sum, { lower, upper }) => sum + (0.7 * lower + 0.3 * upper), 0);
      const { result, ms } = milliseconds(() => allocateBudget(set, { kind: 'fixed', total }));
      if (!result.feasible) throw new Error(result.reason);
      return { ms, nodes: result.nodes, proved: result.proved };
    });
    const proved = runs.filter((run) => run.proved).length / cases;
    print(
      `${`${name}, ${count}`.padEnd(26)}${cell(
        runs.map(({ ms }) => ms),
        2,
      )}${cell(
        runs.map(({ nodes }) => nodes),
        0,
      )}   ${proved.toFixed(2)}`,
    );
  }

print(`\n${'choice'.padEnd(26)}${'ms'.padStart(18)}${'sub-problems'.padStart(18)}   proved   GA share, ms`);
for (const kind of ['loose', 'tight'] as const)
  for (const n of [20, 40, 80, 160]) {
    const rng = createRng(seed);
    const runs = Array.from({ length: cases }, () => {
      const set = choice(rng, n, kind);
      const { result, ms } = milliseconds(() => chooseProjects(set, { maxNodes: 20_000 }));
      return result === null ? null : { set, ms, result };
    }).flatMap((run) => (run === null ? [] : [run]));
    const genetic = runs.slice(0, 3).map(({ set, result }) => {
      const found = milliseconds(() =>
        chooseGenetically(projectProgram(set), { population: 60, generations: 60 }, createRng(1)),
      );
      return { share: (found.result?.value ?? 0) / result.value, ms: found.ms };
    });
    const proved = runs.filter(({ result }) => result.proved).length / runs.length;
    print(
      `${`${kind}, ${n}`.padEnd(26)}${cell(
        runs.map(({ ms }) => ms),
        1,
      )}${cell(
        runs.map(({ result }) => result.nodes),
        0,
      )}   ${proved.toFixed(2)}     ${median(genetic.map(({ share }) => share)).toFixed(4)}, ${median(genetic.map(({ ms }) => ms)).toFixed(0)}`,
    );
  }
