/**
 * The pages of calls: followed to the last, asked for conditionally where the cursor knows them, counted against the total
 * that the service states. What the next cursor keeps of a call is noted only when its last page was read.
 */
import { AppError } from '../../../errors.ts';
import { CallError, SourceCallError } from './call-error.ts';
import type { ApiClient } from './client.ts';
import type { CursorPage } from './cursor.ts';
import { KNOWN_CALLS, type Operation } from './known-calls.ts';
import { nextTarget, readPage } from './paging.ts';
import type { Problems } from './problems.ts';
import type { ApiRequest } from './requests.ts';

/** A service that never ends its pages is at fault. */
const MAX_PAGES = 100_000;

/** Where a call that several tables share keeps the rows of one. */
export interface Lists {
  readonly lists?: readonly string[];
  readonly siblings?: readonly string[];
  /** In a list that holds rows of several kinds: whether a row is of ours. */
  readonly belongs?: (row: unknown) => boolean;
}

export interface PageRows {
  readonly rows: readonly unknown[];
  /** What the next cursor keeps of this page. */
  readonly kept: CursorPage;
}

export class Pages {
  readonly #source: string;
  readonly #client: ApiClient;
  readonly #problems: Problems;
  readonly #before: ReadonlyMap<string, CursorPage>;
  readonly #signal: AbortSignal;
  readonly #kept = new Map<string, CursorPage>();

  /** @param before pages that the cursor knows, by call */
  constructor(
    source: string,
    client: ApiClient,
    problems: Problems,
    before: ReadonlyMap<string, CursorPage>,
    signal: AbortSignal,
  ) {
    this.#source = source;
    this.#client = client;
    this.#problems = problems;
    this.#before = before;
    this.#signal = signal;
  }

  /** Pages for the next cursor. */
  get kept(): ReadonlyMap<string, CursorPage> {
    return this.#kept;
  }

  /** Every page of one call. What the cursor keeps is noted only when the last page was read. */
  async *walk(
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
          { source: this.#source, service: answer.service, endpoint },
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
        { source: this.#source, service: call.service, endpoint },
        new CallError('wrong-shape', `it states ${total} rows and gave ${received}`),
        1,
      );
    for (const [page, note] of notes) this.#kept.set(page, note);
  }

  /**
   * A part of a table: when its first page fails, a problem is told and the part is left out.
   * @throws AppError when it fails later: then nothing of the fetch may be kept
   */
  async *part<T>(origin: string, what: string, pages: AsyncGenerator<T>): AsyncGenerator<T> {
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
}
