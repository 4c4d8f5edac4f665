/** Whole-number choices by genetic algorithm: for programs too large to prove, and beside the exact search. */
import type { Rng } from '../../domain/rng.ts';
import { integerEncoding } from '../optimize/encodings.ts';
import { evolve, type GeneticSettings, type GeneticWatch } from '../optimize/genetic.ts';
import { choiceValue, type IntegerProgram, isAllowedChoice } from './integer-program.ts';

/** Rows seen from the variables: which a change of x[j] touches, each in units of its own size. */
function touchedRows(program: IntegerProgram) {
  const byVariable: { row: number; value: number }[][] = program.values.map(() => []);
  const limits = program.rows.map(({ coefficients, limit }, row) => {
    const size = Math.max(Math.abs(limit), ...coefficients.map(({ value }) => Math.abs(value)), 1e-300);
    for (const { index, value } of coefficients) byVariable[index]!.push({ row, value: value / size });
    return limit / size;
  });
  return { byVariable, limits };
}

/** Excess over a limit, in units of the row, that counts as rounding. */
const ROUNDING = 1e-12;

/**
 * Makes a choice allowed where single steps can: the step that removes most violation for the value it costs, until none
 * is left, then whatever still fits, most value per use first (Chu & Beasley 1998).
 */
function repairer(program: IntegerProgram): (x: readonly number[]) => number[] {
  const { byVariable, limits } = touchedRows(program);
  const use = (j: number): number => byVariable[j]!.reduce((sum, { value }) => sum + Math.max(0, value), 0);
  const byWorth = program.values
    .map((value, j) => ({ j, worth: value / (use(j) + 1e-12) }))
    .sort((a, b) => b.worth - a.worth)
    .map(({ j }) => j);
  const over = (excess: number): number => (excess > ROUNDING ? excess : 0);
  return (given) => {
    const x = [...given];
    const excess = limits.map((limit) => -limit);
    x.forEach((count, j) => {
      if (count !== 0) for (const { row, value } of byVariable[j]!) excess[row]! += count * value;
    });
    const gain = (j: number, step: number): number =>
      byVariable[j]!.reduce((sum, { row, value }) => sum + over(excess[row]!) - over(excess[row]! + step * value), 0);
    const take = (j: number, step: number): void => {
      x[j]! += step;
      for (const { row, value } of byVariable[j]!) excess[row]! += step * value;
    };
    for (let round = 0; round < 4 * x.length && excess.some((e) => over(e) > 0); round++) {
      let [best, step, score] = [-1, 0, 0];
      for (let j = 0; j < x.length; j++)
        for (const s of [-1, 1]) {
          if (x[j]! + s < 0 || x[j]! + s > program.upper[j]!) continue;
          const removed = gain(j, s);
          if (!(removed > 0)) continue;
          const lost = Math.max(-s * program.values[j]!, 0);
          const candidate = removed / (lost + 1e-9);
          if (candidate > score) [best, step, score] = [j, s, candidate];
        }
      if (best < 0) break;
      take(best, step);
    }
    if (excess.some((e) => over(e) > 0)) return x;
    for (const j of byWorth)
      while (
        program.values[j]! > 0 &&
        x[j]! < program.upper[j]! &&
        byVariable[j]!.every(({ row, value }) => over(excess[row]! + value) <= 0)
      )
        take(j, 1);
    return x;
  };
}

/** The best choice found. Same rng, same result; nothing is proved. Null: no allowed choice was met. */
export function chooseGenetically(
  program: IntegerProgram,
  settings: Partial<GeneticSettings>,
  rng: Rng,
  watch: GeneticWatch = {},
): { x: readonly number[]; value: number; evaluations: number } | null {
  const { cost, best, evaluations } = evolve(
    {
      encoding: integerEncoding(program.upper.map((high) => ({ low: 0, high }))),
      cost: (x) => (isAllowedChoice(program, x) ? -choiceValue(program, x) : Number.POSITIVE_INFINITY),
      repair: repairer(program),
      start: [program.values.map(() => 0)],
    },
    settings,
    rng,
    watch,
  );
  return Number.isFinite(cost) ? { x: best, value: -cost, evaluations } : null;
}
