/** The part that every source of web addresses shares: requests within bounds, conditional ones, a cursor a table. */
import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { SourceRecord } from '../../import/table-source.ts';
import { IMPORT_TABLES } from '../../import/tables/index.ts';
import type { Source, SourceDescription } from '../source.ts';
import type { SourceTools } from '../source-kind.ts';
import type { WebTable } from './options.ts';
import { createAddressPolicy } from './public-address.ts';
import { publicUrl, safeGet, type WebAnswer, type WebLimits } from './safe-request.ts';

/** What is known of a table from the last time. */
const tableCursor = z.object({
  etag: z.string().optional(),
  lastModified: z.string().optional(),
  since: z.string().optional(),
});
export type TableCursor = z.infer<typeof tableCursor>;
const cursorSchema = z.record(z.string(), tableCursor);

export interface TableReading {
  readonly before: TableCursor;
  /** Kept for the next time once the table was read to its end. */
  after: TableCursor;
  /** @param conditional ask for an answer only if it changed since `before` */
  get(url: URL, conditional: boolean): Promise<WebAnswer>;
}

export interface WebSettings<T extends WebTable> {
  readonly name: string;
  readonly kind: SourceDescription['kind'];
  readonly tables: readonly T[];
  readonly allowPrivate: readonly string[];
  readonly limits: WebLimits;
  readonly tools: Pick<SourceTools, 'secret'>;
  /** Yields the header and the rows; for an answer that has not changed the header alone. */
  readonly read: (table: T, reading: TableReading) => AsyncGenerator<SourceRecord>;
}

/** The columns that the file needs: the header of a table without rows. */
export const requiredColumns = (file: string): readonly string[] =>
  IMPORT_TABLES.find((table) => table.file === file)?.required ?? [];

/** Tables are told apart by what they are asked for, not by their order; hashed, because an address may hold a key. */
const keyOf = ({ file, url }: WebTable): string =>
  `${file} ${createHash('sha256').update(url).digest('hex').slice(0, 16)}`;

export function createWebSource<T extends WebTable>(settings: WebSettings<T>): Source {
  const { name, kind, tables, limits, tools } = settings;
  const policy = createAddressPolicy(settings.allowPrivate);
  const headersOf = ({ headers }: T): Record<string, string> =>
    Object.fromEntries(
      Object.entries(headers).map(([header, value]) => [
        header.toLowerCase(),
        typeof value === 'string' ? value : tools.secret(value),
      ]),
    );
  // Missing secrets are told when the source is made, not in the middle of a fetch.
  const headers = new Map(tables.map((table) => [table, headersOf(table)]));
  const open = new Set<WebAnswer>();

  const get = async (
    table: T,
    url: URL,
    more: Readonly<Record<string, string>>,
    signal: AbortSignal,
  ): Promise<WebAnswer> => {
    const own = url.origin === new URL(table.url).origin ? (headers.get(table) ?? {}) : {};
    const answer = await safeGet({ source: name, url, headers: { ...own, ...more }, policy, limits, signal });
    open.add(answer);
    answer.body.once('close', () => open.delete(answer));
    return answer;
  };

  return {
    describe: () => ({
      name,
      kind,
      location: [...new Set(tables.map(({ url }) => publicUrl(new URL(url))))].join(', '),
      incremental: true,
    }),
    async list(signal) {
      for (const table of tables) {
        const { body } = await get(table, new URL(table.url), {}, signal);
        body.destroy();
      }
      return tables.map(({ file, url }) => ({ file, origin: publicUrl(new URL(url)), rows: null }));
    },
    async fetch(cursor, signal) {
      signal.throwIfAborted();
      const before = cursor === null ? {} : cursorSchema.parse(JSON.parse(cursor));
      const after: Record<string, TableCursor> = {};
      return {
        tables: tables.map((table) => ({
          file: table.file,
          origin: publicUrl(new URL(table.url)),
          async *records() {
            const key = keyOf(table);
            const reading: TableReading = {
              before: before[key] ?? {},
              after: before[key] ?? {},
              async get(url, conditional) {
                const { etag, lastModified } = this.before;
                const conditions = {
                  ...(conditional && etag !== undefined ? { 'if-none-match': etag } : {}),
                  ...(conditional && etag === undefined && lastModified !== undefined
                    ? { 'if-modified-since': lastModified }
                    : {}),
                };
                const answer = await get(table, url, conditions, signal);
                if (answer.status === 200 && conditional) {
                  const { etag: newEtag, 'last-modified': newModified } = answer.headers;
                  this.after = {
                    ...(newEtag === undefined ? {} : { etag: newEtag }),
                    ...(newModified === undefined ? {} : { lastModified: newModified }),
                  };
                }
                return answer;
              },
            };
            yield* settings.read(table, reading);
            after[key] = reading.after;
          },
        })),
        problems: [],
        cursor: () => JSON.stringify({ ...before, ...after }),
      };
    },
    async close() {
      for (const { body } of open) body.destroy();
      open.clear();
    },
  };
}
