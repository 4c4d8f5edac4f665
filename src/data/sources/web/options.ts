/** What the configuration says about tables behind web addresses: where, with which headers, and which column is which. */
import { z } from 'zod';
import { IMPORT_TABLES } from '../../import/tables/index.ts';
import { secretReference } from '../source-kind.ts';
import { isAddressRange } from './public-address.ts';

const text = z.string().trim().min(1);

/** A column there, or the same text for every row. */
const columnSource = z.union([text, z.strictObject({ constant: text })]);
export type ColumnSource = z.infer<typeof columnSource>;

const formatOf = (file: string) => IMPORT_TABLES.find((table) => table.file === file);

export const tableOptions = {
  file: z.string().refine((file) => formatOf(file) !== undefined, {
    error: `none of ${IMPORT_TABLES.map(({ file }) => file).join(', ')}`,
  }),
  url: z.url({ protocol: /^https?$/ }),
  /** Sent to this origin only; secrets by reference. */
  headers: z.record(z.string().regex(/^[\w-]+$/), z.union([z.string(), secretReference])).default({}),
  /** How numbers are written there. */
  numbers: z.enum(['point', 'comma']).default('point'),
  /** How dates are written there; "iso" also takes 2026-03, 202603, 2026-Q1 and Mar 2026. */
  dates: z.enum(['iso', 'dmy', 'mdy']).default('iso'),
};

/** Columns have to be those of the file, and all that it needs. */
export function checkColumns(
  { file, columns }: { readonly file: string; readonly columns?: Readonly<Record<string, ColumnSource>> | undefined },
  refuse: (message: string) => void,
): void {
  const format = formatOf(file);
  if (!format || columns === undefined) return;
  const known = [...format.required, ...format.optional];
  const unknown = Object.keys(columns).filter((column) => !known.includes(column));
  const missing = format.required.filter((column) => !(column in columns));
  if (unknown.length > 0) refuse(`${file} has no column ${unknown.join(', ')}; it has ${known.join(', ')}`);
  if (missing.length > 0) refuse(`${file} needs ${missing.join(', ')} as well`);
}

export const columnsOption = z.record(z.string(), columnSource);

export const webOptions = {
  /** Addresses or ranges (10.0.0.0/8) that may be asked though they are not public. */
  allowPrivate: z.array(z.string().refine(isAddressRange, 'not an address or range such as 10.0.0.0/8')).default([]),
  timeoutMs: z.number().int().min(100).max(600_000).default(30_000),
  maxDurationMs: z.number().int().min(1_000).max(3_600_000).default(600_000),
};

export interface WebTable {
  readonly file: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string | { readonly variable: string }>>;
  readonly numbers: 'point' | 'comma';
  readonly dates: 'iso' | 'dmy' | 'mdy';
}
