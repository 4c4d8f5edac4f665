/**
 * One fetch: the tables of the import format, read lazily from the services. A table's part that fails before its first
 * page is told as a problem and the rest is given; a part that fails in its middle ends the fetch, so that nothing is stored
 * half. Rows that do not fit are given with their reason, and the import puts them into quarantine.
 */
import type { SourceRecord, TableSource } from '../../import/table-source.ts';
import type { SourceFetch, SourceProblem, SourceTable } from '../source.ts';
import { BrandRows } from './brand-rows.ts';
import type { ApiClient } from './client.ts';
import { basisOf, readCursor, writeCursor } from './cursor.ts';
import { COLUMNS, type File, type Given, originOf } from './given-rows.ts';
import type { Operation } from './known-calls.ts';
import type { DigicadenceApiOptions } from './options.ts';
import { Pages } from './pages.ts';
import { Problems } from './problems.ts';
import { ProjectParts } from './project-parts.ts';
import { type ApiProject, missingProjectFacts, PROJECT_ORIGIN, readProjects } from './projects.ts';
import { metricRows, projectRows, scoreRows, weightRows } from './score-rows.ts';
import { SeriesRows } from './series-rows.ts';

export class FetchRun {
  readonly #client: ApiClient;
  readonly #options: DigicadenceApiOptions;
  readonly #signal: AbortSignal;
  readonly #problems = new Problems();
  readonly #basis: string;
  readonly #pages: Pages;
  readonly #parts: ProjectParts;
  readonly #brands: BrandRows;
  readonly #series: SeriesRows;

  private constructor(
    client: ApiClient,
    options: DigicadenceApiOptions,
    projects: readonly ApiProject[],
    cursor: string | null,
    signal: AbortSignal,
  ) {
    this.#client = client;
    this.#options = options;
    this.#signal = signal;
    this.#basis = basisOf([projects.map(({ metrics: _, ...facts }) => facts), options.ownBrands ?? null]);
    this.#pages = new Pages(options.name, client, this.#problems, readCursor(cursor, this.#basis), signal);
    this.#parts = new ProjectParts(projects, this.#pages, this.#problems);
    this.#brands = new BrandRows(client, options, projects, this.#problems, signal);
    this.#series = new SeriesRows(this.#parts, this.#brands, this.#problems, client.offers('series'));
  }

  /** @throws AppError `source` when nothing can be reached or no project can be had; the reason of `signal` */
  static async start(
    client: ApiClient,
    options: DigicadenceApiOptions,
    cursor: string | null,
    signal: AbortSignal,
  ): Promise<FetchRun> {
    await client.useDirectory(signal);
    const problems: SourceProblem[] = [];
    const projects = await readProjects(client, options.projects, problems, signal);
    const run = new FetchRun(client, options, projects, cursor, signal);
    for (const problem of [...problems, ...missingProjectFacts(projects)]) run.#problems.add(problem);
    return run;
  }

  /** What can be given, in the order of the import. */
  tables(): SourceTable[] {
    const given = (file: File, ...origins: readonly (string | false)[]): SourceTable[] => {
      const named = origins.filter((each) => each !== false);
      return named.length === 0 ? [] : [{ file, origin: named.join(' and '), rows: null }];
    };
    const offered = (operation: Operation): string | false => this.#client.offers(operation) && originOf(operation);
    const knowsBrands = this.#parts.projects.some(({ brands }) => brands.length > 0);
    const brandIds = this.#parts.projects.some((project) => project.brandIds.length > 0);
    const brand = brandIds && offered('brand');
    return [
      ...given('projects.csv', PROJECT_ORIGIN),
      ...given('brands.csv', brand, knowsBrands && PROJECT_ORIGIN),
      ...given('metrics.csv', PROJECT_ORIGIN),
      ...given('weights.csv', PROJECT_ORIGIN, offered('weights')),
      ...given('scores.csv', offered('normalised')),
      ...given('outcomes.csv', offered('series'), brand),
      ...given('spend.csv', offered('series')),
      ...given('events.csv', offered('series')),
    ];
  }

  fetch(): SourceFetch {
    const offered = this.tables();
    if (!offered.some(({ file }) => file === 'scores.csv'))
      this.#problems.add({
        origin: originOf('normalised'),
        what: `No service of the source "${this.#options.name}" gives normalised values.`,
        why: 'None was discovered, and none is configured.',
        fix: 'Run "dc sources discover", or name the address under services.normalised of the source.',
      });
    if (!offered.some(({ file }) => file === 'brands.csv'))
      this.#problems.add({
        origin: originOf('brand'),
        what: 'The brands are not known; values of brands that the store does not know yet go to quarantine.',
        why: 'The answers about the projects list no brands, and the source names no brandIds.',
        fix: 'Add brandIds to the projects of the source, or import brands.csv.',
      });
    const rows: Readonly<Record<File, () => AsyncGenerator<Given>>> = {
      'projects.csv': () => projectRows(this.#parts.projects),
      'brands.csv': () => this.#brands.rows(),
      'metrics.csv': () => metricRows(this.#parts.projects, this.#problems),
      'weights.csv': () => weightRows(this.#parts, this.#client.offers('weights')),
      'scores.csv': () => scoreRows(this.#parts),
      'outcomes.csv': () => this.#series.outcomes(),
      'spend.csv': () => this.#series.spend(),
      'events.csv': () => this.#series.events(),
    };
    return {
      tables: offered.map(
        ({ file, origin }): TableSource => ({
          file,
          origin,
          records: () => this.#records(file as File, rows[file as File]()),
        }),
      ),
      problems: this.#problems.list,
      cursor: () => writeCursor(this.#basis, this.#pages.kept),
    };
  }

  async *#records(file: File, rows: AsyncGenerator<Given>): AsyncGenerator<SourceRecord> {
    const columns = COLUMNS[file];
    let line = 1;
    yield { line, cells: columns };
    for await (const given of rows) {
      this.#signal.throwIfAborted();
      line += 1;
      if ('refusal' in given) {
        const texts = columns.map((column) => given.texts[column] ?? '');
        yield { line, cells: texts, refusal: given.refusal };
      } else yield { line, cells: given.map((cell) => (cell === null ? '' : String(cell))) };
    }
  }
}
