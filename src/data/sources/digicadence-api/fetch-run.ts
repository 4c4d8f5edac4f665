/**
 * One fetch: the tables of the import format, read lazily from the services. A table's part that fails before its first
 * page is told as a problem and the rest is given; a part that fails in its middle ends the fetch, so that nothing is stored
 * half. Rows that do not fit are given with their reason, and the import puts them into quarantine.
 */
import { AppError } from '../../../errors.ts';
import type { SourceRecord, TableSource } from '../../import/table-source.ts';
import type { SourceFetch, SourceProblem, SourceTable } from '../source.ts';
import { CallError, SourceCallError } from './call-error.ts';
import type { ApiClient } from './client.ts';
import { basisOf, type CursorPage, readCursor, writeCursor } from './cursor.ts';
import { KNOWN_CALLS, type Operation } from './known-calls.ts';
import type { DigicadenceApiOptions } from './options.ts';
import { nextTarget, readPage } from './paging.ts';
import { type ApiProject, missingProjectFacts, PROJECT_ORIGIN, readProjects } from './projects.ts';
import type { ApiRequest } from './requests.ts';
import {
  brandOutcomeReader,
  brandReader,
  eventReader,
  metricReader,
  outcomeName,
  outcomeReader,
  type RowOf,
  type RowReader,
  roleOf,
  scoreReader,
  spendReader,
  weightReader,
} from './rows.ts';

/** Projects asked for in one call, where the service names the project in each row. */
const PROJECTS_PER_CALL = 20;
/** Brand calls in one batch: bounds the answers in memory. */
const BRANDS_PER_BATCH = 50;
/** A service that never ends its pages is at fault. */
const MAX_PAGES = 100_000;

const COLUMNS = {
  'projects.csv': ['project', 'market', 'category', 'currency', 'frequency', 'start', 'end', 'follows'],
  'brands.csv': ['brand', 'category', 'role'],
  'metrics.csv': ['metric', 'section', 'platform', 'direction', 'unit', 'definition'],
  'weights.csv': ['project', 'section', 'platform', 'metric', 'weight', 'valid_from'],
  'scores.csv': ['project', 'brand', 'section', 'platform', 'metric', 'period', 'raw', 'normalised'],
  'outcomes.csv': ['project', 'brand', 'outcome', 'unit', 'period', 'value'],
  'spend.csv': ['project', 'brand', 'channel', 'period', 'amount', 'impressions', 'clicks'],
  'events.csv': ['project', 'brand', 'date', 'label'],
} as const;
type File = keyof typeof COLUMNS;
type Cell = string | number | null;
/** A row's cells in order of the columns, or its texts by column and the reason why it does not fit. */
type Given = readonly Cell[] | { readonly refusal: string; readonly texts: Readonly<Record<string, string>> };

const originOf = (operation: Operation): string => {
  const call = KNOWN_CALLS.find((each) => each.operation === operation) as (typeof KNOWN_CALLS)[number];
  return `${call.service}: GET ${call.path}`;
};

/** Problems of one kind counted as one. */
class Problems {
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

type Read<R> =
  | { readonly row: RowOf<R>; readonly project: ApiProject }
  | { readonly refusal: string; readonly texts: Readonly<Record<string, string>> };

/** Where a call that several tables share keeps the rows of one. */
interface Lists {
  readonly lists?: readonly string[];
  readonly siblings?: readonly string[];
  /** In a list that holds rows of several kinds: whether a row is of ours. */
  readonly belongs?: (row: unknown) => boolean;
}

interface PageRows {
  readonly rows: readonly unknown[];
  /** What the next cursor keeps of this page. */
  readonly kept: CursorPage;
}

export class FetchRun {
  readonly #client: ApiClient;
  readonly #options: DigicadenceApiOptions;
  readonly #signal: AbortSignal;
  readonly #projects: readonly ApiProject[];
  readonly #problems = new Problems();
  readonly #basis: string;
  readonly #before: ReadonlyMap<string, CursorPage>;
  readonly #pages = new Map<string, CursorPage>();
  /** Operations whose rows do not name their project: asked for one project at a time. */
  readonly #oneByOne = new Set<Operation>();
  /** `project|outcome` that the series call gave. */
  readonly #seriesOutcomes = new Set<string>();
  /** Brands (by project and id) whose own answer holds outcomes: only they are asked again for them. */
  readonly #brandsWithOutcomes = new Set<string>();

  private constructor(
    client: ApiClient,
    options: DigicadenceApiOptions,
    projects: readonly ApiProject[],
    cursor: string | null,
    signal: AbortSignal,
  ) {
    this.#client = client;
    this.#options = options;
    this.#projects = projects;
    this.#signal = signal;
    this.#basis = basisOf([projects.map(({ metrics: _, ...facts }) => facts), options.ownBrands ?? null]);
    this.#before = readCursor(cursor, this.#basis);
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
    const knowsBrands = this.#projects.some(({ brands }) => brands.length > 0);
    const brandIds = this.#projects.some((project) => project.brandIds.length > 0);
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
      'projects.csv': () => this.#projectRows(),
      'brands.csv': () => this.#brandRows(),
      'metrics.csv': () => this.#metricRows(),
      'weights.csv': () => this.#weightRows(),
      'scores.csv': () => this.#scoreRows(),
      'outcomes.csv': () => this.#outcomeRows(),
      'spend.csv': () => this.#spendRows(),
      'events.csv': () => this.#eventRows(),
    };
    return {
      tables: offered.map(
        ({ file }): TableSource => ({ file, records: () => this.#records(file as File, rows[file as File]()) }),
      ),
      problems: this.#problems.list,
      cursor: () => writeCursor(this.#basis, this.#pages),
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

  /* ---- pages and parts ---- */

  /** Every page of one call. What the cursor keeps is noted only when the last page was read. */
  async *#walk(
    operation: Operation,
    first: ApiRequest,
    { lists = [], siblings = [], belongs = () => true }: Lists = {},
  ): AsyncGenerator<PageRows> {
    const call = KNOWN_CALLS.find((each) => each.operation === operation) as (typeof KNOWN_CALLS)[number];
    const endpoint = `GET ${call.path}`;
    const notes = new Map<string, CursorPage>();
    const seen = new Set<string>();
    const values = 'values' in first ? (first.values ?? []) : [];
    let key = `${operation} ${[...values, new URLSearchParams(first.query).toString()].join(' ')}`;
    let request: ApiRequest = first;
    let received = 0;
    let total: number | null = null;
    let isComplete = true;
    for (let pages = 1; ; pages += 1) {
      const known = this.#before.get(key);
      const answer = await this.#client.request(known ? { ...request, validators: known } : request, this.#signal);
      const refuse = (why: string): SourceCallError =>
        new SourceCallError(
          { source: this.#options.name, service: answer.service, endpoint },
          new CallError('wrong-shape', why),
          1,
        );
      let kept: CursorPage;
      if (answer.notModified && known) {
        isComplete = false;
        kept = known;
        yield { rows: [], kept };
      } else {
        const page = readPage(answer.data, answer.link, lists, siblings);
        if (typeof page === 'string') throw refuse(page);
        received += page.rows.length;
        // The largest that was stated: a total that shrinks on the way means that rows moved between pages.
        if (page.total !== null) total = Math.max(total ?? 0, page.total);
        kept = {
          ...answer.validators,
          next: page.next === null ? null : nextTarget(page.next, answer.target, answer.basePath),
        };
        // A list of its own name holds nothing else, so a row of it that lacks what makes its kind is not passed over.
        const isOwn = page.list !== null && lists.includes(page.list);
        yield { rows: isOwn ? page.rows : page.rows.filter(belongs), kept };
      }
      if (kept.etag !== null || kept.lastModified !== null) notes.set(key, kept);
      if (kept.next === null) break;
      if (seen.has(kept.next) || pages >= MAX_PAGES)
        throw refuse('its pages lead back to one that was read before, or never end');
      seen.add(kept.next);
      key = `${operation} ${kept.next}`;
      request = { service: answer.service, path: kept.next, endpoint };
    }
    if (isComplete && total !== null && received < total)
      throw new SourceCallError(
        { source: this.#options.name, service: call.service, endpoint },
        new CallError('wrong-shape', `it states ${total} rows and gave ${received}`),
        1,
      );
    for (const [page, note] of notes) this.#pages.set(page, note);
  }

  /**
   * A part of a table: when its first page fails, a problem is told and the part is left out.
   * @throws AppError when it fails later: then nothing of the fetch may be kept
   */
  async *#part<T>(origin: string, what: string, pages: AsyncGenerator<T>): AsyncGenerator<T> {
    let read = 0;
    try {
      for await (const page of pages) {
        read += 1;
        yield page;
      }
    } catch (error) {
      if (!(error instanceof SourceCallError)) throw error;
      if (read === 0) {
        this.#problems.add({ origin, what: `${what} left out. ${error.what}`, why: error.why, fix: error.fix });
        return;
      }
      throw new AppError(
        {
          code: 'source',
          what: error.what,
          why: `${error.why} ${read} page${read === 1 ? ' was' : 's were'} read before; to store nothing half, nothing of this fetch is kept.`,
          fix: error.fix,
        },
        error,
      );
    }
  }

  /** Rows of a call that takes several projects: in batches while the rows name their project, else one by one. */
  async *#rowsByProject<R extends RowReader<RowOf<R> & { project: string | null; projectId: string | null }>>(
    operation: Operation,
    reader: R,
    what: string,
    options: Lists & {
      readonly query?: Readonly<Record<string, string>>;
      readonly onPage?: (kept: CursorPage) => void;
    } = {},
  ): AsyncGenerator<Read<R> & { readonly kept: CursorPage }> {
    const { query = {}, onPage = () => undefined } = options;
    const queue: ApiProject[][] = [];
    for (let at = 0; at < this.#projects.length; at += PROJECTS_PER_CALL)
      queue.push(this.#projects.slice(at, at + PROJECTS_PER_CALL));
    for (let batch = queue.shift(); batch; batch = queue.shift()) {
      if (batch.length > 1 && this.#oneByOne.has(operation)) {
        queue.unshift(...batch.map((project) => [project]));
        continue;
      }
      const ids = batch.map(({ id }) => id).join(',');
      const request: ApiRequest = { operation, query: { project_ids: ids, ...query } };
      const origin = `${originOf(operation)}?project_ids=${ids}`;
      const names = batch.map(({ name }) => `"${name}"`).join(', ');
      const walk = this.#part(
        origin,
        `${what} of ${names} ${batch.length === 1 ? 'was' : 'were'}`,
        this.#walk(operation, request, options),
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
            if (typeof project === 'string') yield { refusal: project, texts: this.#textsOf(each.row), kept };
            else yield { row: each.row, project, kept };
          }
        }
      }
    }
  }

  #textsOf(row: object): Record<string, string> {
    return Object.fromEntries(
      Object.entries(row).map(([field, value]) => [field, value === null ? '' : String(value)]),
    );
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
  #periodOf(period: string | null, project: ApiProject, operation: Operation): string | { readonly refusal: string } {
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

  /* ---- the tables ---- */

  async *#projectRows(): AsyncGenerator<Given> {
    for (const project of this.#projects)
      yield [
        project.name,
        project.market,
        project.category,
        project.currency,
        project.frequency,
        project.start,
        project.end,
        project.follows,
      ];
  }

  async *#metricRows(): AsyncGenerator<Given> {
    const seen = new Set<string>();
    let undirected = 0;
    for (const project of this.#projects)
      for (const entry of project.metrics) {
        const read = metricReader.read(entry);
        if ('refusal' in read) {
          yield read;
          continue;
        }
        const { metric, section, platform, direction, unit, definition } = read.row;
        const cells = [metric, section, platform, direction?.toLowerCase() ?? 'higher', unit, definition];
        // The same metric in several projects is one row; a contradiction is given, and the import refuses it with its reason.
        const key = JSON.stringify(cells);
        if (seen.has(key)) continue;
        seen.add(key);
        if (direction === null) undirected += 1;
        yield cells;
      }
    if (undirected > 0)
      this.#problems.add({
        origin: PROJECT_ORIGIN,
        what: `The direction of ${undirected} metric${undirected === 1 ? '' : 's'} is not stated and was taken as "higher is better".`,
        why: 'The normalised values that the services give are directed already; only raw values could mean the opposite.',
        fix: 'Let the service state the direction of each metric, or import metrics.csv with a higher precedence.',
      });
  }

  async *#brandRows(): AsyncGenerator<Given> {
    const seen = new Set<string>();
    const isAsked = (brandId: string | null, project: ApiProject): boolean =>
      brandId !== null && this.#client.offers('brand') && project.brandIds.includes(brandId);
    const give = (row: RowOf<typeof brandReader>, project: ApiProject): Given | null => {
      if (seen.has(row.name)) return null;
      seen.add(row.name);
      const { ownBrands } = this.#options;
      const role = roleOf(row) ?? (ownBrands ? (ownBrands.includes(row.name) ? 'own' : 'competitor') : null);
      if (role === null)
        this.#problems.count(
          {
            origin: originOf('brand'),
            why: 'The services do not state whether they are own brands or competitors.',
            fix: 'Add ownBrands to the source, or import brands.csv.',
          },
          (count) => `The role of ${count} brand${count === 1 ? '' : 's'} is not known.`,
        );
      return [row.name, row.category ?? project.category, role];
    };
    for (const project of this.#projects) {
      for await (const { brandId, data } of this.#brandAnswers(project, project.brandIds)) {
        const { answered, outcomes } = brandAnswer(data);
        if (outcomes.length > 0) this.#brandsWithOutcomes.add(JSON.stringify([project.id, brandId]));
        const fallback = project.brands.find((each) => each.brandId === brandId);
        if (data === undefined) {
          const given = fallback ? give(fallback, project) : null;
          if (given) yield given;
          continue;
        }
        const read = brandReader.read(answered);
        if ('refusal' in read) yield { refusal: read.refusal, texts: { ...read.texts, brand: read.texts.name ?? '' } };
        else {
          // The brand's own answer first; the project's listing may know what it leaves out.
          const said = roleOf(read.row) ?? (fallback ? roleOf(fallback) : null);
          const given = give(
            { ...read.row, role: said, category: read.row.category ?? fallback?.category ?? null },
            project,
          );
          if (given) yield given;
        }
      }
      for (const row of project.brands) {
        if (isAsked(row.brandId, project)) continue;
        const given = give(row, project);
        if (given) yield given;
      }
    }
  }

  /** One answer a brand; `data` is undefined for a brand whose call failed, which is told as a problem. */
  async *#brandAnswers(
    project: ApiProject,
    brandIds: readonly string[],
  ): AsyncGenerator<{ readonly brandId: string; readonly data: unknown }> {
    if (!this.#client.offers('brand')) return;
    for (let at = 0; at < brandIds.length; at += BRANDS_PER_BATCH) {
      const ids = brandIds.slice(at, at + BRANDS_PER_BATCH);
      const results = await this.#client.requestAll(
        ids.map((brandId): ApiRequest => ({ operation: 'brand', values: [brandId, project.id] })),
        this.#signal,
      );
      for (const [i, { answer, error }] of results.entries()) {
        if (error)
          this.#problems.count(
            { origin: originOf('brand'), why: error.why, fix: error.fix },
            (count) => `${count} brand${count === 1 ? ' was' : 's were'} left out. ${error.what}`,
          );
        yield { brandId: ids[i] as string, data: error ? undefined : answer.data };
      }
    }
  }

  async *#weightRows(): AsyncGenerator<Given> {
    const dated = new Set<string>();
    const levelOf = (...level: readonly (string | null)[]): string => JSON.stringify(level);
    if (this.#client.offers('weights'))
      for await (const each of this.#rowsByProject('weights', weightReader, 'The weights')) {
        if ('refusal' in each) {
          yield { refusal: each.refusal, texts: { ...each.texts, valid_from: each.texts.validFrom ?? '' } };
          continue;
        }
        const { row, project } = each;
        dated.add(levelOf(project.name, row.section, row.platform, row.metric));
        yield [project.name, row.section, row.platform, row.metric, row.weight, row.validFrom ?? project.start];
      }
    for (const project of this.#projects)
      for (const entry of project.metrics) {
        const read = metricReader.read(entry);
        // One that does not fit is given among the metrics, with its reason.
        if ('refusal' in read || read.row.weight === null) continue;
        const { section, platform, metric, weight } = read.row;
        const level = levelOf(project.name, section, platform, metric);
        if (dated.has(level)) continue;
        dated.add(level);
        yield [project.name, section, platform, metric, weight, project.start];
      }
  }

  async *#scoreRows(): AsyncGenerator<Given> {
    for await (const each of this.#rowsByProject('normalised', scoreReader, 'The normalised values')) {
      if ('refusal' in each) {
        yield each;
        continue;
      }
      const { row, project } = each;
      if (row.normalised === null) continue;
      const period = this.#periodOf(row.period, project, 'normalised');
      if (typeof period !== 'string') yield { ...period, texts: { ...this.#textsOf(row), project: project.name } };
      else yield [project.name, row.brand, row.section, row.platform, row.metric, period, row.raw, row.normalised];
    }
  }

  async *#outcomeRows(): AsyncGenerator<Given> {
    if (this.#client.offers('series')) {
      const rows = this.#rowsByProject('series', outcomeReader, 'The outcomes', {
        ...seriesOf('outcomes'),
        onPage: ({ outcomes = [] }) => {
          for (const each of outcomes) this.#seriesOutcomes.add(each);
        },
      });
      for await (const each of rows) {
        if ('refusal' in each) {
          yield each;
          continue;
        }
        const { row, project, kept } = each;
        const outcome = outcomeName(row.outcome);
        const pair = JSON.stringify([project.name, outcome]);
        this.#seriesOutcomes.add(pair);
        kept.outcomes ??= [];
        if (!kept.outcomes.includes(pair)) kept.outcomes.push(pair);
        const given = this.#outcomeCells({ ...row, outcome }, row.brand, project, 'series');
        if (given) yield given;
      }
    }
    for (const project of this.#projects) yield* this.#brandOutcomes(project);
  }

  #outcomeCells(
    row: RowOf<typeof brandOutcomeReader>,
    brand: string,
    project: ApiProject,
    operation: Operation,
  ): Given | null {
    if (row.value === null) return null;
    const period = this.#periodOf(row.period, project, operation);
    if (typeof period !== 'string')
      return { ...period, texts: { ...this.#textsOf(row), brand, project: project.name } };
    return [project.name, brand, row.outcome, row.unit, period, row.value];
  }

  /** Outcomes that only the brand's own answer holds. */
  async *#brandOutcomes(project: ApiProject): AsyncGenerator<Given> {
    const brandNames = new Map(project.brands.map((brand) => [brand.brandId, brand.name]));
    const ids = project.brandIds.filter((id) => this.#brandsWithOutcomes.has(JSON.stringify([project.id, id])));
    for await (const { brandId, data } of this.#brandAnswers(project, ids)) {
      const { answered, outcomes } = brandAnswer(data);
      const named = brandReader.read(answered);
      const brand = 'row' in named ? named.row.name : (brandNames.get(brandId) ?? '');
      for (const entry of outcomes) {
        const read = brandOutcomeReader.read(entry);
        if ('refusal' in read) {
          yield { refusal: read.refusal, texts: { ...read.texts, brand, project: project.name } };
          continue;
        }
        const outcome = outcomeName(read.row.outcome);
        if (this.#seriesOutcomes.has(JSON.stringify([project.name, outcome]))) {
          this.#problems.count(
            {
              origin: originOf('brand'),
              why: `The insights service gives ${outcome} of "${project.name}" too, and its values were taken.`,
              fix: 'Nothing needs to be done while both agree.',
            },
            (count) =>
              `${count} value${count === 1 ? '' : 's'} of ${outcome} from the brand data ${count === 1 ? 'was' : 'were'} left out.`,
          );
          continue;
        }
        const given = this.#outcomeCells({ ...read.row, outcome }, brand, project, 'brand');
        if (given) yield given;
      }
    }
  }

  async *#spendRows(): AsyncGenerator<Given> {
    for await (const each of this.#rowsByProject('series', spendReader, 'The spend', seriesOf('spend'))) {
      if ('refusal' in each) {
        yield each;
        continue;
      }
      const { row, project } = each;
      if (row.amount === null) continue;
      const period = this.#periodOf(row.period, project, 'series');
      if (typeof period !== 'string') yield { ...period, texts: { ...this.#textsOf(row), project: project.name } };
      else yield [project.name, row.brand, row.channel, period, row.amount, row.impressions, row.clicks];
    }
  }

  async *#eventRows(): AsyncGenerator<Given> {
    for await (const each of this.#rowsByProject('series', eventReader, 'The events', seriesOf('events')))
      yield 'refusal' in each ? each : [each.project.name, each.row.brand, each.row.date, each.row.label];
  }
}

/** `{brand: {…, outcomes}}`, `{brand: {…}, outcomes}` or the bare brand. */
function brandAnswer(data: unknown): { readonly answered: unknown; readonly outcomes: readonly unknown[] } {
  const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
    typeof value === 'object' && value !== null;
  const answered = isObject(data) && 'brand' in data && isObject(data.brand) ? data.brand : data;
  const lists = [answered, data].map((each) => (isObject(each) ? each.outcomes : null));
  return { answered, outcomes: lists.find(Array.isArray) ?? [] };
}

const SERIES = ['outcomes', 'spend', 'events'] as const;
type Series = (typeof SERIES)[number];

/** In a list that mixes all, a channel makes a row spend, a label an event, anything else an outcome. */
function seriesKind(row: unknown): Series {
  if (typeof row !== 'object' || row === null) return 'outcomes';
  const keys = Object.keys(row).map((key) => key.toLowerCase().replace(/[^a-z0-9]/g, ''));
  if (keys.some((key) => key === 'channel' || key === 'channelname')) return 'spend';
  if (keys.some((key) => key === 'label' || key === 'event')) return 'events';
  return 'outcomes';
}

const seriesOf = (series: Series) => ({
  query: { series },
  lists: [series],
  siblings: SERIES.filter((each) => each !== series),
  belongs: (row: unknown) => seriesKind(row) === series,
});
