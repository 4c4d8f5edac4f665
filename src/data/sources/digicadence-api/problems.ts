/** Problems of one fetch; those of one kind are counted as one. */
import type { SourceProblem } from '../source.ts';

export class Problems {
  readonly list: SourceProblem[] = [];
  readonly #counts = new Map<string, { at: number; count: number; what: (count: number) => string }>();

  add(problem: SourceProblem): void {
    this.list.push(problem);
  }

  count(problem: Omit<SourceProblem, 'what'>, what: (count: number) => string): void {
    const key = JSON.stringify([problem.origin, problem.why, problem.fix]);
    const known = this.#counts.get(key);
    if (known) {
      known.count += 1;
      this.list[known.at] = { ...problem, what: known.what(known.count) };
      return;
    }
    this.#counts.set(key, { at: this.list.length, count: 1, what });
    this.list.push({ ...problem, what: what(1) });
  }
}
