/** Which candidates (campaigns, fixes, launches) to do with a budget and hours, given what excludes and requires what. */
import { type IntegerOptions, type IntegerProgram, type LinearRow, solveIntegerProgram } from './integer-program.ts';

export interface ProjectChoice {
  readonly cost: readonly number[];
  readonly value: readonly number[];
  readonly budget: number;
  /** A second scarce thing, e.g. working hours. */
  readonly hours?: { readonly each: readonly number[]; readonly most: number };
  /** Group of each candidate with the fewest and most chosen of every group that has candidates. */
  readonly groups?: { readonly of: readonly number[]; readonly least: number; readonly most: number };
  /** Pairs of which at most one is chosen. */
  readonly exclusive?: readonly (readonly [number, number])[];
  /** Pairs [i, j]: i only if j. */
  readonly requires?: readonly (readonly [number, number])[];
  /** Most of each candidate; 1 unless given. */
  readonly upper?: readonly number[];
}

export interface ChosenProjects {
  /** How many of each candidate. */
  readonly counts: readonly number[];
  /** Indices with a count above 0. */
  readonly selected: readonly number[];
  readonly value: number;
  readonly cost: number;
  readonly bound: number;
  readonly proved: boolean;
  readonly nodes: number;
}

/**
 * The choice as an integer program; group limits count pieces. A pair that excludes each other in more than one piece needs a
 * variable of its own that says which: those come after the candidates.
 */
export function projectProgram(choice: ProjectChoice): IntegerProgram {
  const all = (values: readonly number[]) => values.map((value, index) => ({ index, value }));
  const upper = choice.upper ?? choice.value.map(() => 1);
  const rows: LinearRow[] = [{ coefficients: all(choice.cost), limit: choice.budget }];
  if (choice.hours) rows.push({ coefficients: all(choice.hours.each), limit: choice.hours.most });
  if (choice.groups) {
    const { of, least, most } = choice.groups;
    for (const group of [...new Set(of)].sort((a, b) => a - b)) {
      const members = of.flatMap((each, index) => (each === group ? [index] : []));
      if (most < members.reduce((sum, index) => sum + upper[index]!, 0))
        rows.push({ coefficients: members.map((index) => ({ index, value: 1 })), limit: most });
      if (least > 0) rows.push({ coefficients: members.map((index) => ({ index, value: -1 })), limit: -least });
    }
  }
  const sides: number[] = [];
  for (const [i, j] of choice.exclusive ?? []) {
    if (upper[i]! <= 1 && upper[j]! <= 1) {
      rows.push({ coefficients: [i, j].map((index) => ({ index, value: 1 })), limit: 1 });
      continue;
    }
    const side = upper.length + sides.length;
    sides.push(1);
    const only = (index: number, value: number, limit: number): LinearRow => ({
      coefficients: [
        { index, value: 1 },
        { index: side, value },
      ],
      limit,
    });
    rows.push(only(i, -upper[i]!, 0), only(j, upper[j]!, upper[j]!));
  }
  for (const [i, j] of choice.requires ?? [])
    rows.push({
      coefficients: [
        { index: i, value: 1 },
        { index: j, value: -upper[i]! },
      ],
      limit: 0,
    });
  return { values: [...choice.value, ...sides.map(() => 0)], upper: [...upper, ...sides], rows };
}

/** The most valuable choice, exactly, with the bound that proves it. Null: nothing is allowed. */
export function chooseProjects(choice: ProjectChoice, o: IntegerOptions = {}): ChosenProjects | null {
  const solved = solveIntegerProgram(projectProgram(choice), o);
  if (solved === null) return null;
  const counts = solved.x.slice(0, choice.value.length);
  return {
    counts,
    selected: counts.flatMap((count, i) => (count > 0 ? [i] : [])),
    value: solved.value,
    cost: choice.cost.reduce((sum, cost, i) => sum + cost * counts[i]!, 0),
    bound: solved.bound,
    proved: solved.proved,
    nodes: solved.nodes,
  };
}
