/** Rows as a fetch gives them: the columns of each table, cells in their order, or the reason why a row does not fit. */
import { KNOWN_CALLS, type Operation } from './known-calls.ts';

export const COLUMNS = {
  'projects.csv': ['project', 'market', 'category', 'currency', 'frequency', 'start', 'end', 'follows'],
  'brands.csv': ['brand', 'category', 'role'],
  'metrics.csv': ['metric', 'section', 'platform', 'direction', 'unit', 'definition'],
  'weights.csv': ['project', 'section', 'platform', 'metric', 'weight', 'valid_from'],
  'scores.csv': ['project', 'brand', 'section', 'platform', 'metric', 'period', 'raw', 'normalised'],
  'outcomes.csv': ['project', 'brand', 'outcome', 'unit', 'period', 'value'],
  'spend.csv': ['project', 'brand', 'channel', 'period', 'amount', 'impressions', 'clicks'],
  'events.csv': ['project', 'brand', 'date', 'label'],
} as const;
export type File = keyof typeof COLUMNS;
type Cell = string | number | null;
/** A row's cells in order of the columns, or its texts by column and the reason why it does not fit. */
export type Given = readonly Cell[] | { readonly refusal: string; readonly texts: Readonly<Record<string, string>> };

/** Where rows come from, as problems and lineage name it. */
export const originOf = (operation: Operation): string => {
  const call = KNOWN_CALLS.find((each) => each.operation === operation) as (typeof KNOWN_CALLS)[number];
  return `${call.service}: GET ${call.path}`;
};

/** A row as texts, for quarantine. */
export function textsOf(row: object): Record<string, string> {
  return Object.fromEntries(Object.entries(row).map(([field, value]) => [field, value === null ? '' : String(value)]));
}
