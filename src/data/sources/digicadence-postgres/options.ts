/** What an administrator may say about a Digi-Cadence database: where it is, and what discovery cannot know or got wrong. */
import { z } from 'zod';
import { FREQUENCIES, isIsoDate } from '../../../domain/period.ts';
import { secretReference } from '../source-kind.ts';

const text = z.string().trim().min(1);
const isoDate = z.string().refine(isIsoDate, 'not a date in the form YYYY-MM-DD');

/** What is true of a project and may not stand in the database. */
const projectFacts = z.strictObject({
  name: text.optional(),
  market: text.optional(),
  category: text.optional(),
  currency: z
    .string()
    .regex(/^[A-Z]{3}$/)
    .optional(),
  frequency: z.enum(FREQUENCIES).optional(),
  start: isoDate.optional(),
  end: isoDate.optional(),
  follows: text.optional(),
  /** Where no value has a date, the project itself is the period. */
  period: isoDate.optional(),
});

const table = (concepts: readonly string[]) =>
  z.strictObject({
    /** "table" or "schema.table". */
    table: text.optional(),
    columns: z.partialRecord(z.enum(concepts as [string, ...string[]]), text).default({}),
  });

export const CONCEPTS = {
  values: [
    'value',
    'raw',
    'period',
    'year',
    'month',
    'updated',
    'project',
    'projectId',
    'brand',
    'brandId',
    'metric',
    'metricId',
    'section',
    'sectionId',
    'platform',
    'platformId',
  ],
  brands: ['id', 'name', 'category', 'categoryId', 'role'],
  categories: ['id', 'name'],
  metrics: ['id', 'name', 'section', 'sectionId', 'platform', 'platformId', 'direction', 'unit', 'definition'],
  sections: ['id', 'name'],
  platforms: ['id', 'name', 'section', 'sectionId'],
  projects: [
    'id',
    'name',
    'market',
    'category',
    'categoryId',
    'currency',
    'frequency',
    'start',
    'end',
    'follows',
    'followsId',
    'period',
  ],
  weights: [
    'weight',
    'validFrom',
    'project',
    'projectId',
    'section',
    'sectionId',
    'platform',
    'platformId',
    'metric',
    'metricId',
  ],
} as const;

export type Role = keyof typeof CONCEPTS;
export const ROLES = Object.keys(CONCEPTS) as readonly Role[];

export const postgresOptions = z.strictObject({
  /** postgres://user:password@host:port/database; the role needs SELECT only. */
  url: secretReference,
  /** Schemas to look in; all that the role can read when absent. */
  schemas: z.array(text).min(1).optional(),
  connectTimeoutMs: z.number().int().min(1_000).max(300_000).default(30_000),
  statementTimeoutMs: z.number().int().min(1_000).max(3_600_000).default(60_000),
  /** Rows that were committed late may carry an earlier change time than what was read: so much is read again. */
  overlapMinutes: z.number().int().min(0).max(10_080).default(10),
  /** Corrections of what discovery proposes. */
  mapping: z
    .strictObject(Object.fromEntries(ROLES.map((role) => [role, table(CONCEPTS[role]).optional()])))
    .default({}),
  /** How numbers kept as text are written; "auto" looks at a sample. */
  numbers: z.enum(['auto', 'point', 'comma']).default('auto'),
  /** What stands for 100: 100, or 1 where normalised values run from 0 to 1. */
  scale: z.union([z.literal(1), z.literal(100)]).optional(),
  /** The brands that are ours, where no column says so; all others are competitors. */
  ownBrands: z.array(text).optional(),
  /** Facts of projects by their id or name there. */
  projects: z.record(z.string(), projectFacts).default({}),
  /** For everything that neither a column nor an entry above says. */
  defaults: z
    .strictObject({
      project: projectFacts.optional(),
      category: text.optional(),
      section: text.optional(),
      platform: text.optional(),
      direction: z.enum(['higher', 'lower']).optional(),
    })
    .default({}),
});

export type PostgresOptions = z.infer<typeof postgresOptions>;
export type ProjectFacts = z.infer<typeof projectFacts>;
