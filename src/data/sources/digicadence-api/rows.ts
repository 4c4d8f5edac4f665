/**
 * Rows of the services' answers, checked one by one. Field names differ between installations in case, separators and
 * wording, so they are read by their letters and digits alone. A row that does not fit keeps its text and carries its
 * reason: quarantine shows both.
 */
import { z } from 'zod';
import { KNOWN_OUTCOMES } from '../../../domain/outcome.ts';
import { FREQUENCIES } from '../../../domain/period.ts';
import { reasonsOf } from './answers.ts';

/** A name as the services write it; numbers are names too where ids are used as such. */
const name = z.string().trim().min(1);
const id = z.union([z.string().trim().min(1), z.int().transform(String)]);
const DECIMAL = /^[+-]?(\d+(\.\d*)?|\.\d+)(e[+-]?\d{1,3})?$/i;
const number = z.union([
  z.number(),
  z.string().trim().regex(DECIMAL, 'neither a number nor its text').transform(Number).pipe(z.number()),
]);
/** `2024-05`, `2024-05-01`, `2024-05-01T00:00:00Z` → the day; anything else is left to the import, which says what is wrong. */
const day = z
  .string()
  .trim()
  .transform((text) => (/^\d{4}-\d{2}$/.test(text) ? `${text}-01` : text.replace(/^(\d{4}-\d{2}-\d{2})[T ].*$/, '$1')));
const optional = <T extends z.ZodType>(schema: T) => schema.nullish().transform((value) => value ?? null);
const optionalName = optional(z.string().trim()).transform((text) => (text === '' ? null : text));
const frequency = optional(
  z
    .string()
    .transform((text) => text.trim().toLowerCase())
    .pipe(z.enum(FREQUENCIES)),
);

/** Field names by meaning; letters and digits only, in lower case. */
const ALIASES = {
  metric: ['metricname', 'metric', 'metricnewname', 'newmetricname'],
  section: ['sectionname', 'section'],
  platform: ['platformname', 'platform'],
  brand: ['brandname', 'brand'],
  normalised: ['normalized', 'normalised', 'normalizedvalue', 'normalisedvalue', 'value', 'score'],
  raw: ['raw', 'rawvalue'],
  period: ['period', 'date', 'periodstart', 'month', 'week', 'quarter'],
  project: ['projectname', 'project'],
  projectId: ['projectid'],
  brandId: ['brandid', 'id'],
  weight: ['weight', 'weights', 'weightsum'],
  validFrom: ['validfrom', 'from', 'date'],
  outcome: ['outcome', 'outcomename', 'series', 'metric', 'metricname', 'name'],
  value: ['value', 'amount'],
  unit: ['unit', 'currency'],
  channel: ['channel', 'channelname'],
  amount: ['amount', 'spend', 'value', 'cost'],
  impressions: ['impressions'],
  clicks: ['clicks'],
  label: ['label', 'event', 'title', 'description'],
  date: ['date', 'day', 'period'],
  role: ['role', 'type', 'brandtype'],
  isCompetitor: ['iscompetitor', 'competitor'],
  isOwn: ['isown', 'own'],
  category: ['category', 'categoryname'],
  market: ['market', 'marketname', 'country', 'region'],
  currency: ['currency', 'currencycode'],
  frequency: ['frequency', 'periodicity'],
  start: ['start', 'startdate'],
  end: ['end', 'enddate'],
  follows: ['follows', 'followsproject'],
  direction: ['direction'],
  definition: ['definition'],
  name: ['brandname', 'brand', 'name'],
  projectName: ['projectname', 'name'],
} as const;
type Field = keyof typeof ALIASES;

const lettersOf = (key: string): string => key.toLowerCase().replace(/[^a-z0-9]/g, '');

/** `{name: "Shelf"}` where a name is expected is that name. */
const unwrapName = (value: unknown): unknown => {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  const entry = Object.entries(value).find(([key]) => ['name', 'sectionname', 'platformname'].includes(lettersOf(key)));
  return entry ? entry[1] : value;
};

function fieldsOf(row: Readonly<Record<string, unknown>>, fields: readonly Field[]): Record<string, unknown> {
  const found = new Map<string, unknown>();
  for (const [key, value] of Object.entries(row)) if (!found.has(lettersOf(key))) found.set(lettersOf(key), value);
  return Object.fromEntries(
    fields.map((field) => {
      // A field that is there but empty gives way to another spelling that holds something.
      const aliases = ALIASES[field].filter((each) => found.has(each));
      const alias = aliases.find((each) => (found.get(each) ?? null) !== null) ?? aliases[0];
      return [field, unwrapName(alias === undefined ? undefined : found.get(alias))];
    }),
  );
}

export interface RowReader<T> {
  readonly fields: readonly Field[];
  /** The row, or why it does not fit with what it held, as text by field. */
  read(
    row: unknown,
  ): { readonly row: T } | { readonly refusal: string; readonly texts: Readonly<Record<string, string>> };
}

const textOf = (value: unknown): string => {
  if (value === undefined || value === null) return '';
  return (typeof value === 'string' ? value : (JSON.stringify(value) ?? '')).slice(0, 500);
};

function reader<S extends Partial<Record<Field, z.ZodType>>>(
  shape: S,
): RowReader<z.output<z.ZodObject<{ [K in keyof S]: S[K] & z.ZodType }>>> {
  type Row = z.output<z.ZodObject<{ [K in keyof S]: S[K] & z.ZodType }>>;
  const schema = z.object(shape as z.ZodRawShape);
  const fields = Object.keys(shape) as Field[];
  return {
    fields,
    read(row) {
      if (typeof row !== 'object' || row === null || Array.isArray(row))
        return {
          refusal: `the row is ${row === null ? 'null' : Array.isArray(row) ? 'a list' : `a ${typeof row}`}, not an object`,
          texts: { [fields[0] as string]: textOf(row) },
        };
      const given = fieldsOf(row as Record<string, unknown>, fields);
      const parsed = schema.safeParse(given);
      if (parsed.success) return { row: parsed.data as Row };
      return {
        refusal: reasonsOf(parsed.error),
        texts: Object.fromEntries(Object.entries(given).map(([field, value]) => [field, textOf(value)])),
      };
    },
  };
}

export const scoreReader = reader({
  project: optionalName,
  projectId: optional(id),
  brand: name,
  section: name,
  platform: name,
  metric: name,
  period: optional(day),
  raw: optional(number),
  /** Null: the service says that there is no value. */
  normalised: optional(number),
});

export const weightReader = reader({
  project: optionalName,
  projectId: optional(id),
  section: name,
  platform: optionalName,
  metric: optionalName,
  weight: number,
  validFrom: optional(day),
});

export const outcomeReader = reader({
  project: optionalName,
  projectId: optional(id),
  brand: name,
  outcome: name,
  unit: optionalName,
  period: optional(day),
  value: optional(number),
});

export const brandOutcomeReader = reader({
  outcome: name,
  unit: optionalName,
  period: optional(day),
  value: optional(number),
});

export const spendReader = reader({
  project: optionalName,
  projectId: optional(id),
  brand: name,
  channel: name,
  period: optional(day),
  amount: optional(number),
  impressions: optional(number),
  clicks: optional(number),
});

export const eventReader = reader({
  project: optionalName,
  projectId: optional(id),
  brand: optionalName,
  date: day,
  label: name,
});

/** An entry of a project's metrics. */
export const metricReader = reader({
  section: name,
  platform: name,
  metric: name,
  direction: optionalName,
  unit: optionalName,
  definition: optionalName,
  weight: optional(number),
});

export const brandReader = reader({
  brandId: optional(id),
  name,
  category: optionalName,
  role: optionalName,
  isCompetitor: optional(z.boolean()),
  isOwn: optional(z.boolean()),
});

export const projectReader = reader({
  projectName: name,
  market: optionalName,
  category: optionalName,
  currency: optionalName,
  frequency,
  start: optional(day),
  end: optional(day),
  follows: optionalName,
});

export type RowOf<R> = R extends RowReader<infer T> ? T : never;

/** `own`, `competitor`, or null when the row does not say. */
export function roleOf(row: RowOf<typeof brandReader>): 'own' | 'competitor' | null {
  const word = row.role?.toLowerCase() ?? '';
  if (['own', 'our', 'owned', 'client'].includes(word)) return 'own';
  if (['competitor', 'competition', 'rival'].includes(word)) return 'competitor';
  if (row.isCompetitor !== null) return row.isCompetitor ? 'competitor' : 'own';
  if (row.isOwn !== null) return row.isOwn ? 'own' : 'competitor';
  return null;
}

/** "Market share" and "market-share" are the known outcome `market_share`; unknown names stay as they are. */
export function outcomeName(given: string): string {
  const plain = given.toLowerCase().replace(/[^a-z0-9]+/g, '_');
  return (
    KNOWN_OUTCOMES.find(({ outcome, label }) => outcome === plain || label.toLowerCase() === given.toLowerCase())
      ?.outcome ?? given
  );
}
