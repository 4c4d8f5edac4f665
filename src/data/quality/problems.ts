/** Offending cells: put in one order and bounded, so that a broken feed does not drown its own report. */
import type { CellProblem } from '../../domain/quality.ts';

/** Enough to find the pattern behind a defect; the score counts every cell, listed or not. */
export const MAX_LISTED = 50;

const sortKey = (cell: CellProblem): string =>
  JSON.stringify([
    cell.project,
    cell.brand ?? '',
    cell.section ?? '',
    cell.platform ?? '',
    cell.metric ?? '',
    cell.period ?? '',
    cell.problem,
  ]);

/** How much a problem covers: a whole market or brand before a section, a platform, a metric. */
const breadth = (cell: CellProblem): number =>
  [cell.brand, cell.section, cell.platform, cell.metric].filter((part) => part !== undefined).length;

/** At most `MAX_LISTED` problems, the widest ones when there are more, sorted by code units of their keys. */
export function listProblems(problems: readonly CellProblem[]): readonly CellProblem[] {
  const keyed = problems.map((problem) => ({ problem, key: sortKey(problem), breadth: breadth(problem) }));
  const byKey = (a: { key: string }, b: { key: string }): number => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0);
  if (keyed.length > MAX_LISTED) keyed.sort((a, b) => a.breadth - b.breadth || byKey(a, b)).splice(MAX_LISTED);
  return keyed.sort(byKey).map(({ problem }) => problem);
}

/** One quality dimension with all its problems, before the list is bounded. */
export interface Assessment {
  /** 0–100; null when there was nothing to assess. */
  readonly score: number | null;
  readonly formula: string;
  readonly problems: readonly CellProblem[];
  /** The same score by project × brand × section; absent where the dimension is not a matter of single cells. */
  readonly tally?: Tally;
}

/** Parts of a whole by project × brand × section. */
export class Tally {
  readonly #cells = new Map<string, { part: number; whole: number }>();

  add(project: string, brand: string, section: string, part: number, whole: number): void {
    const key = JSON.stringify([project, brand, section]);
    const cell = this.#cells.get(key) ?? { part: 0, whole: 0 };
    cell.part += part;
    cell.whole += whole;
    this.#cells.set(key, cell);
  }

  /** 0–100; null where there was nothing to assess. */
  score(project: string, brand: string, section: string): number | null {
    const cell = this.#cells.get(JSON.stringify([project, brand, section]));
    return cell === undefined ? null : scoreOf(cell.part, cell.whole);
  }

  keys(): (readonly [project: string, brand: string, section: string])[] {
    return [...this.#cells.keys()].map((key) => JSON.parse(key) as [string, string, string]);
  }
}

/** `part` of `whole` as a score 0–100; null when the whole is empty. */
export function scoreOf(part: number, whole: number): number | null {
  if (whole <= 0) return null;
  // 100 × x ÷ x is not always 100 in binary.
  return part >= whole ? 100 : Math.max(0, (100 * part) / whole);
}
