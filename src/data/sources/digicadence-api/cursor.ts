/** Where a fetch goes on: the validators of every page of values that was read, and what their meaning rests on. */
import { createHash } from 'node:crypto';
import { z } from 'zod';

const pageSchema = z.object({
  etag: z.string().nullable(),
  lastModified: z.string().nullable(),
  next: z.string().nullable(),
  /** Project and outcome pairs on the page, where a later call must know them. */
  outcomes: z.array(z.string()).optional(),
});
const cursorSchema = z.object({ version: z.literal(1), basis: z.string(), pages: z.record(z.string(), pageSchema) });

export type CursorPage = z.infer<typeof pageSchema>;

/** Facts by which rows are read; when they change, every page is read again. */
export function basisOf(facts: unknown): string {
  return createHash('sha256').update(JSON.stringify(facts)).digest('hex').slice(0, 16);
}

/** Pages of a former fetch; none when there is no cursor, it is of another basis, or unreadable. */
export function readCursor(cursor: string | null, basis: string): ReadonlyMap<string, CursorPage> {
  if (cursor === null) return new Map();
  let json: unknown;
  try {
    json = JSON.parse(cursor);
  } catch {
    return new Map();
  }
  const parsed = cursorSchema.safeParse(json);
  if (!parsed.success || parsed.data.basis !== basis) return new Map();
  return new Map(Object.entries(parsed.data.pages));
}

export function writeCursor(basis: string, pages: ReadonlyMap<string, CursorPage>): string {
  return JSON.stringify({ version: 1, basis, pages: Object.fromEntries(pages) });
}
