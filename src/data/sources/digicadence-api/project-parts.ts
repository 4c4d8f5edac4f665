/** Calls that take several projects: asked in batches while their rows name the project, and each row given its project and period. */
import type { CursorPage } from './cursor.ts';
import { originOf, textsOf } from './given-rows.ts';
import type { Operation } from './known-calls.ts';
import type { Lists, Pages } from './pages.ts';
import type { Problems } from './problems.ts';
import type { ApiProject } from './projects.ts';
import type { ApiRequest } from './requests.ts';
import type { RowOf, RowReader } from './rows.ts';

/** Projects asked for in one call, where the service names the project in each row. */
const PROJECTS_PER_CALL = 20;

/** A row with its project, or why it does not fit. */
export type ProjectRow<R> =
  | { readonly row: RowOf<R>; readonly project: ApiProject }
  | { readonly refusal: string; readonly texts: Readonly<Record<string, string>> };

export class ProjectParts {
  readonly projects: readonly ApiProject[];
  readonly #pages: Pages;
  readonly #problems: Problems;
  /** Operations whose rows do not name their project: asked for one project at a time. */
  readonly #oneByOne = new Set<Operation>();

  constructor(projects: readonly ApiProject[], pages: Pages, problems: Problems) {
    this.projects = projects;
    this.#pages = pages;
    this.#problems = problems;
  }

  /** Rows of a call that takes several projects: in batches while the rows name their project, else one by one. */
  async *rows<R extends RowReader<RowOf<R> & { project: string | null; projectId: string | null }>>(
    operation: Operation,
    reader: R,
    what: string,
    options: Lists & {
      readonly query?: Readonly<Record<string, string>>;
      readonly onPage?: (kept: CursorPage) => void;
    } = {},
  ): AsyncGenerator<ProjectRow<R> & { readonly kept: CursorPage }> {
    const { query = {}, onPage = () => undefined } = options;
    const queue: ApiProject[][] = [];
    for (let at = 0; at < this.projects.length; at += PROJECTS_PER_CALL)
      queue.push(this.projects.slice(at, at + PROJECTS_PER_CALL));
    for (let batch = queue.shift(); batch; batch = queue.shift()) {
      if (batch.length > 1 && this.#oneByOne.has(operation)) {
        queue.unshift(...batch.map((project) => [project]));
        continue;
      }
      const ids = batch.map(({ id }) => id).join(',');
      const request: ApiRequest = { operation, query: { project_ids: ids, ...query } };
      const origin = `${originOf(operation)}?project_ids=${ids}`;
      const names = batch.map(({ name }) => `"${name}"`).join(', ');
      const walk = this.#pages.part(
        origin,
        `${what} of ${names} ${batch.length === 1 ? 'was' : 'were'}`,
        this.#pages.walk(operation, request, options),
      );
      let isFirst = true;
      for await (const { rows, kept } of walk) {
        const own = rows.map((row) => reader.read(row));
        const isNameless = own.some(
          (each) => 'row' in each && each.row.project === null && each.row.projectId === null,
        );
        if (isFirst && isNameless && batch.length > 1) {
          this.#oneByOne.add(operation);
          queue.unshift(batch);
          break;
        }
        isFirst = false;
        onPage(kept);
        for (const each of own) {
          if ('refusal' in each) yield { ...each, kept };
          else {
            const project = this.#projectOf(each.row, batch);
            if (typeof project === 'string') yield { refusal: project, texts: textsOf(each.row), kept };
            else yield { row: each.row, project, kept };
          }
        }
      }
    }
  }

  #projectOf(
    row: { project: string | null; projectId: string | null },
    asked: readonly ApiProject[],
  ): ApiProject | string {
    const { project, projectId } = row;
    if (project === null && projectId === null)
      return asked.length === 1
        ? (asked[0] as ApiProject)
        : 'the row does not say to which of the asked projects it belongs';
    const found = asked.find(({ id, name }) =>
      projectId !== null ? id === projectId : name === project || id === project,
    );
    return found ?? `the row belongs to project ${JSON.stringify(projectId ?? project)}, which was not asked for`;
  }

  /** The row's period, or that of the project when the row has no date. */
  periodOf(period: string | null, project: ApiProject, operation: Operation): string | { readonly refusal: string } {
    if (period !== null) return period;
    if (project.ownPeriod !== null) return project.ownPeriod;
    this.#problems.count(
      {
        origin: originOf(operation),
        why: `Then the project itself is the period, but start or frequency of "${project.name}" is not known.`,
        fix: `Add start and frequency to the entry with id "${project.id}" under projects of the source.`,
      },
      (count) => `${count} row${count === 1 ? '' : 's'} of "${project.name}" without a date went to quarantine.`,
    );
    return { refusal: 'the row has no date, and start or frequency of its project is not known' };
  }
}
