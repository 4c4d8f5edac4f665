/** Which column of a file means which column of the import format, and which table the file therefore is. */
import type { ImportTable } from './table.ts';
import { IMPORT_TABLES } from './tables/index.ts';

/** Other names of a column, without case, blanks and signs, in the order in which they are believed. */
const SYNONYMS: Readonly<Record<string, readonly string[]>> = {
  project: ['projectname', 'projecttitle'],
  market: ['marketname', 'country', 'region'],
  category: ['categoryname', 'brandcategory'],
  currency: ['currencycode'],
  frequency: ['granularity', 'periodicity', 'interval'],
  start: ['startdate', 'projectstart', 'startson'],
  end: ['enddate', 'projectend', 'endson'],
  follows: ['followsproject', 'previousproject', 'previousround'],
  brand: ['brandname', 'brandtitle'],
  role: ['brandrole', 'brandtype'],
  metric: ['metricname', 'metricnewname', 'kpi', 'kpiname'],
  section: ['sectionname'],
  platform: ['platformname'],
  direction: ['polarity', 'metricdirection'],
  unit: ['unitofmeasure', 'uom'],
  definition: ['description', 'metricdefinition'],
  weight: ['weights', 'weightvalue', 'weightage'],
  valid_from: ['effectivefrom', 'effectivedate', 'since', 'from'],
  period: [
    'periodstart',
    'perioddate',
    'reportingperiod',
    'reportingdate',
    'month',
    'week',
    'quarter',
    'date',
    'reportdate',
  ],
  raw: ['rawvalue', 'rawscore', 'value'],
  normalised: [
    'normalized',
    'normalisedvalue',
    'normalizedvalue',
    'normalisedscore',
    'normalizedscore',
    'score',
    'dcscore',
  ],
  outcome: ['outcomename', 'outcometype'],
  value: ['outcomevalue', 'figure'],
  aggregation: ['aggregate', 'aggregationmethod'],
  label: ['outcomelabel', 'event', 'eventname', 'eventlabel', 'title'],
  channel: ['channelname', 'mediachannel'],
  amount: ['spend', 'spendamount', 'cost', 'mediaspend', 'budgetspent'],
  impressions: ['impr', 'impressioncount'],
  clicks: ['clickcount'],
  date: ['eventdate', 'day'],
};

/** Columns that hold numbers and those that hold dates, over all tables. */
export const NUMBER_COLUMNS: ReadonlySet<string> = new Set([
  'raw',
  'normalised',
  'value',
  'amount',
  'impressions',
  'clicks',
  'weight',
  'score',
]);
export const DATE_COLUMNS: ReadonlySet<string> = new Set(['period', 'date', 'start', 'end', 'valid_from']);

/** A header without case, accents, blanks and signs: "Brand Name", "brand_name" and "brandName" are one. */
export function headerKey(header: string): string {
  return header
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]/gu, '');
}

/** Every name that some column of some table is known by. */
export const KNOWN_HEADERS: ReadonlySet<string> = new Set(
  IMPORT_TABLES.flatMap(({ required, optional }) =>
    [...required, ...optional].flatMap((column) => [headerKey(column), ...(SYNONYMS[column] ?? [])]),
  ),
);

export interface Mapping {
  readonly table: ImportTable;
  /** Position in the file by column of the format. */
  readonly columns: ReadonlyMap<string, number>;
  /** Columns given the same value in every row. */
  readonly constants: ReadonlyMap<string, string>;
  /** Needed columns that neither the file nor a constant gives. */
  readonly missing: readonly string[];
}

/** What a person says about columns; names of columns and headers in any spelling. */
export interface Wishes {
  /** File name of the table, e.g. "scores.csv" or "scores". */
  readonly table?: string;
  /** Header of the file by column of the format. */
  readonly columns?: Readonly<Record<string, string>>;
  /** Value by column of the format, for every row. */
  readonly constants?: Readonly<Record<string, string>>;
}

/** Maps the header to one table: wishes first, then the format's own names, then synonyms; a column is used once. */
export function mapHeader(table: ImportTable, headers: readonly string[], wishes: Wishes = {}): Mapping {
  const keys = headers.map(headerKey);
  const columns = new Map<string, number>();
  const taken = new Set<number>();
  const take = (column: string, at: number): void => {
    if (at < 0 || taken.has(at) || columns.has(column)) return;
    columns.set(column, at);
    taken.add(at);
  };
  const names = [...table.required, ...table.optional];
  const constants = new Map(Object.entries(wishes.constants ?? {}).filter(([column]) => names.includes(column)));
  for (const column of names) {
    const wanted = wishes.columns?.[column];
    if (wanted !== undefined) take(column, keys.indexOf(headerKey(wanted)));
  }
  const open = names.filter((column) => !constants.has(column));
  for (const column of open) take(column, keys.indexOf(headerKey(column)));
  for (const column of open)
    for (const synonym of SYNONYMS[column] ?? []) if (!columns.has(column)) take(column, keys.indexOf(synonym));
  return {
    table,
    columns,
    constants,
    missing: table.required.filter((column) => !columns.has(column) && !constants.has(column)),
  };
}

export const tableNamed = (name: string): ImportTable | undefined =>
  IMPORT_TABLES.find(({ file }) => file === name || file === `${name}.csv`);

/**
 * Tables that the header could be, best first: nothing needed is missing, then most columns put to use, then the one
 * that the file's or sheet's name speaks of.
 */
export function rankTables(headers: readonly string[], label: string, wishes: Wishes = {}): Mapping[] {
  const tables =
    wishes.table === undefined ? IMPORT_TABLES : IMPORT_TABLES.filter((t) => t === tableNamed(wishes.table ?? ''));
  const words = headerKey(label);
  const isNamed = ({ file }: ImportTable): number => (words.includes(headerKey(file.replace(/s?\.csv$/, ''))) ? 1 : 0);
  const found = (mapping: Mapping): number => mapping.table.required.length - mapping.missing.length;
  return tables
    .map((table) => mapHeader(table, headers, wishes))
    .sort(
      (a, b) =>
        Number(a.missing.length > 0) - Number(b.missing.length > 0) ||
        (a.missing.length > 0
          ? found(b) / b.table.required.length - found(a) / a.table.required.length
          : b.columns.size - a.columns.size) ||
        isNamed(b.table) - isNamed(a.table) ||
        IMPORT_TABLES.indexOf(a.table) - IMPORT_TABLES.indexOf(b.table),
    );
}
