/** An answer that holds rows: a bare list, or a list in an envelope with a next page. */
import { z } from 'zod';
import { reasonsOf } from './answers.ts';

export interface Page {
  readonly rows: readonly unknown[];
  /** Name of the list that held them; null: the answer is the list. */
  readonly list: string | null;
  /** Path and query (or address) of the next page; null: this is the last. */
  readonly next: string | null;
  /** Rows of all pages together, when the service states it. */
  readonly total: number | null;
}

const LISTS = ['results', 'rows', 'data', 'items', 'values'];
const envelope = z.looseObject({
  next: z.string().nullish(),
  count: z.int().min(0).nullish().catch(null),
  total: z.int().min(0).nullish().catch(null),
});

/** `rel="next"` of a Link header (RFC 8288). */
function nextOfLink(link: string | null): string | null {
  return /<([^>]*)>\s*;[^,]*\brel="?next"?/i.exec(link ?? '')?.[1] ?? null;
}

/**
 * @param lists names under which this call may keep its rows, before the usual ones
 * @param siblings names of other lists of the same call: with one of them, a missing list of ours is an empty one
 * @returns a page, or the reason why the answer is none
 */
export function readPage(
  data: unknown,
  link: string | null,
  lists: readonly string[] = [],
  siblings: readonly string[] = [],
): Page | string {
  if (Array.isArray(data)) return { rows: data, list: null, next: nextOfLink(link), total: null };
  const parsed = envelope.safeParse(data);
  if (!parsed.success)
    return `its answer is neither a list of rows nor an object that holds one: ${reasonsOf(parsed.error)}`;
  const given = parsed.data as Record<string, unknown>;
  const names = [...lists, ...LISTS];
  const found = names.find((each) => Array.isArray(given[each]));
  if (found === undefined && siblings.some((each) => Array.isArray(given[each])))
    return { rows: [], list: null, next: null, total: null };
  if (found === undefined) return `its answer holds no list named ${names.join(', ')}`;
  return {
    rows: given[found] as unknown[],
    list: found,
    next: parsed.data.next ?? nextOfLink(link),
    total: parsed.data.total ?? parsed.data.count ?? null,
  };
}

/**
 * The target of the next page relative to its service: a full address is reduced to path and query, so that any replica may
 * give it, and no token goes where an answer points to.
 * @param current target of this page, without `basePath`
 * @param basePath path of the service's own address, usually empty
 */
export function nextTarget(next: string, current: string, basePath: string): string {
  const url = new URL(next, new URL(`${basePath}${current}`, 'http://service.invalid'));
  const path =
    basePath !== '' && url.pathname.startsWith(`${basePath}/`) ? url.pathname.slice(basePath.length) : url.pathname;
  return `${path}${url.search}`;
}
