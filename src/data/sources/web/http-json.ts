/** Records as JSON behind web addresses, page by page; columns mapped by the configuration. */
import { z } from 'zod';
import type { SourceRecord } from '../../import/table-source.ts';
import { defineSourceKind } from '../source-kind.ts';
import { importCell } from './cells.ts';
import { checkColumns, columnsOption, tableOptions, webOptions } from './options.ts';
import { type WebAnswer, webProblem } from './safe-request.ts';
import { createWebSource, type TableReading } from './web-source.ts';

/** "data.rows": names from the outside in; empty: the answer itself. */
const path = z.string().regex(/^([^.\s]+(\.[^.\s]+)*)?$/, 'names with dots between them, such as data.rows');

const table = z
  .strictObject({
    ...tableOptions,
    /** Path of each column inside a record. */
    columns: columnsOption,
    /** Path of the list of records in an answer. */
    records: path.default(''),
    /** Path of the next page's address in an answer; there is none when it is absent or null. */
    next: path.optional(),
    /** Pages by number, until one is empty. */
    page: z.strictObject({ parameter: z.string().min(1), first: z.number().int().min(0).default(1) }).optional(),
    /** Records changed since: the query parameter, and the path of the change time (ISO) inside a record. */
    since: z.strictObject({ parameter: z.string().min(1), field: path.min(1) }).optional(),
  })
  .superRefine((entry, context) => {
    checkColumns(entry, (message) => context.addIssue({ code: 'custom', message }));
    if (entry.next !== undefined && entry.page !== undefined)
      context.addIssue({ code: 'custom', message: 'pages are found by "next" or by "page", not by both' });
  });
type JsonTable = z.infer<typeof table>;

export const httpJsonOptions = z.strictObject({
  ...webOptions,
  /** Of one page, which is held in memory. */
  maxBytes: z.number().int().min(1).max(500_000_000).default(32_000_000),
  tables: z.array(table).min(1),
});
export type HttpJsonOptions = z.infer<typeof httpJsonOptions>;

/** More pages than this are a service that always names another one. */
const MAX_PAGES = 10_000;

function valueAt(value: unknown, at: string): unknown {
  if (at === '') return value;
  let found = value;
  for (const name of at.split('.')) {
    if (typeof found !== 'object' || found === null || !Object.hasOwn(found, name)) return undefined;
    found = (found as Record<string, unknown>)[name];
  }
  return found;
}

async function readJson(source: string, { url, body }: WebAnswer): Promise<unknown> {
  const chunks: Buffer[] = [];
  for await (const chunk of body as AsyncIterable<Buffer>) chunks.push(chunk);
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(Buffer.concat(chunks));
  } catch (cause) {
    throw webProblem(
      source,
      url,
      'Its answer is not valid UTF-8, which JSON has to be.',
      'Tell whoever runs it.',
      cause,
    );
  }
  try {
    return JSON.parse(text);
  } catch (cause) {
    const page = /^\s*</.test(text) ? ' but a web page' : '';
    throw webProblem(
      source,
      url,
      `Its answer is not JSON${page}.`,
      'Check the address; it may ask for a login, or may have moved.',
      cause,
    );
  }
}

function recordsOf(source: string, { records }: JsonTable, url: URL, answer: unknown): readonly unknown[] {
  const found = valueAt(answer, records);
  if (Array.isArray(found)) return found;
  const there =
    typeof answer === 'object' && answer !== null ? Object.keys(answer).slice(0, 20).join(', ') : typeof answer;
  throw webProblem(
    source,
    url,
    `Its answer holds no list ${records === '' ? 'of records' : `at "${records}"`}, but: ${there}.`,
    'Set "records" of the table to the path of the list.',
  );
}

/** One record as cells; what is no text, number or truth value is refused by its name. */
function readRecord(
  entry: JsonTable,
  record: unknown,
): { readonly cells: readonly string[]; readonly refusal?: string } {
  const odd: string[] = [];
  const cells = Object.entries(entry.columns).map(([column, from]) => {
    if (typeof from !== 'string') return from.constant;
    const value = valueAt(record, from);
    if (value === undefined || value === null) return '';
    // A number of JSON has a decimal point, whatever texts there have.
    if (typeof value === 'number' || typeof value === 'boolean') return String(value);
    if (typeof value === 'string') return importCell(column, value, entry);
    odd.push(`${from} holds ${Array.isArray(value) ? 'a list' : 'an object'} where ${column} is expected`);
    return '';
  });
  if (typeof record !== 'object' || record === null) return { cells, refusal: 'is no object' };
  return odd.length > 0 ? { cells, refusal: odd.join('; ') } : { cells };
}

async function* readPages(source: string, entry: JsonTable, reading: TableReading): AsyncGenerator<SourceRecord> {
  yield { line: 1, cells: Object.keys(entry.columns) };
  const first = new URL(entry.url);
  const { page, since } = entry;
  if (since && reading.before.since !== undefined) first.searchParams.set(since.parameter, reading.before.since);
  if (page) first.searchParams.set(page.parameter, String(page.first));
  // Only one answer for all can be said to be unchanged.
  const conditional = page === undefined && entry.next === undefined && since === undefined;
  const seen = new Set<string>();
  let latest = reading.before.since;
  let line = 1;
  let url: URL | null = first;
  for (let pages = 0; url !== null; pages += 1) {
    if (pages >= MAX_PAGES || seen.has(url.href))
      throw webProblem(
        source,
        url,
        seen.has(url.href)
          ? 'Its pages lead back to one that was read.'
          : `It has more than ${MAX_PAGES.toLocaleString('en')} pages.`,
        'Check "next" or "page" of the table, or ask for larger pages.',
      );
    seen.add(url.href);
    const answer = await reading.get(url, conditional);
    if (answer.status === 304) {
      answer.body.destroy();
      return;
    }
    const json = await readJson(source, answer);
    const records = recordsOf(source, entry, url, json);
    for (const record of records) {
      line += 1;
      const changed = since ? valueAt(record, since.field) : undefined;
      if (typeof changed === 'string' && (latest === undefined || changed > latest)) latest = changed;
      yield { line, ...readRecord(entry, record) };
    }
    url = nextPage(source, entry, url, json, records.length);
  }
  if (since && latest !== undefined) reading.after = { since: latest };
}

function nextPage(source: string, { next, page }: JsonTable, url: URL, answer: unknown, records: number): URL | null {
  if (page) {
    if (records === 0) return null;
    const following = new URL(url);
    following.searchParams.set(page.parameter, String(Number(url.searchParams.get(page.parameter)) + 1));
    return following;
  }
  const named = next === undefined ? null : valueAt(answer, next);
  if (named === null || named === undefined || named === '') return null;
  if (typeof named !== 'string' || !URL.canParse(named, url.href))
    throw webProblem(source, url, `"${next}" of its answer is no address.`, 'Correct "next" of the table.');
  return new URL(named, url);
}

export const httpJson = defineSourceKind<HttpJsonOptions>({
  kind: 'http-json',
  options: httpJsonOptions,
  create: (name, { tables, allowPrivate, ...limits }, tools) =>
    createWebSource({
      name,
      kind: 'http-json',
      tables,
      allowPrivate,
      limits,
      tools,
      read: (entry, reading) => readPages(name, entry, reading),
    }),
});
