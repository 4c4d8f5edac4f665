/**
 * The file of named sources that SOURCES_FILE points to: JSON, validated as a whole before anything is contacted.
 *
 *   { "files": { "precedence": 0 },
 *     "sources": [ { "name": "warehouse", "kind": "digicadence-postgres", "precedence": 10,
 *                    "schedule": { "cron": "15 * * * *", "timeZone": "Europe/Berlin" }, …the kind's own options } ] }
 */
import { readFileSync } from 'node:fs';
import nodeCron from 'node-cron';
import { z } from 'zod';
import { AppError } from '../../errors.ts';
import { SOURCE_KINDS } from './kinds.ts';
import type { Source, SourceDescription } from './source.ts';
import type { SourceTools } from './source-kind.ts';

/** Recorded as the origin of what comes as files or as the demo: no source may be called so. */
const RESERVED_NAMES = ['folder', 'file', 'demo'];

const precedence = z.number().int().min(0).max(1_000).default(0);

const isTimeZone = (name: string): boolean => {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
};

const common = {
  name: z
    .string()
    .regex(/^[a-z0-9][a-z0-9-]{0,62}$/, 'lower-case letters, digits and hyphens, at most 63')
    .refine((name) => !RESERVED_NAMES.includes(name), `${RESERVED_NAMES.join(', ')} are taken`),
  kind: z.string(),
  /** Where sources disagree, the higher one holds; among equals, the later load. */
  precedence,
  /** Null: synchronised by command only. */
  schedule: z
    .strictObject({
      cron: z.string().refine((text) => nodeCron.validate(text), 'not a cron expression such as "15 * * * *"'),
      timeZone: z.string().refine(isTimeZone, 'not a time zone such as Europe/Berlin').default('UTC'),
    })
    .nullable()
    .default(null),
};

const fileSchema = z.strictObject({
  files: z.strictObject({ precedence }).default({ precedence: 0 }),
  sources: z.array(z.looseObject(common)),
});

export interface SourceConfiguration {
  /** Stable name: recorded with every batch and shown in lineage. */
  readonly name: string;
  readonly kind: SourceDescription['kind'];
  readonly precedence: number;
  readonly schedule: { readonly cron: string; readonly timeZone: string } | null;
  /** Valid for the kind; secrets are references. */
  readonly options: unknown;
  /** Makes the source without connecting. @throws AppError `configuration` when a secret is missing */
  open(tools: SourceTools): Source;
}

export interface SourcesConfiguration {
  /** Precedence of what people import as files. */
  readonly filesPrecedence: number;
  readonly sources: readonly SourceConfiguration[];
}

export const NO_SOURCES: SourcesConfiguration = { filesPrecedence: 0, sources: [] };

const refuse = (file: string, why: string, cause?: unknown): AppError =>
  new AppError(
    {
      code: 'configuration',
      what: `The sources in ${file} are not valid.`,
      why: `${why}.`,
      fix: 'Correct the file that SOURCES_FILE names; docs/operating.md shows its form.',
    },
    cause,
  );

const reasonsOf = (error: z.ZodError, place: string): string[] =>
  error.issues.map((issue) => `${[place, ...issue.path].filter((part) => part !== '').join('.')}: ${issue.message}`);

/**
 * The sources in `content`, in its order.
 * @param file its name, for messages
 * @throws AppError `configuration` that names every wrong place with its reason
 */
export function parseSources(content: string, file: string): SourcesConfiguration {
  let json: unknown;
  try {
    json = JSON.parse(content);
  } catch (cause) {
    throw refuse(file, `It is not JSON: ${(cause as Error).message}`, cause);
  }
  const parsed = fileSchema.safeParse(json);
  if (!parsed.success) throw refuse(file, reasonsOf(parsed.error, '').join('; '));
  const problems: string[] = [];
  const seen = new Set<string>();
  const sources = parsed.data.sources.flatMap(({ name, kind, precedence, schedule, ...rest }, i) => {
    const place = `sources.${i} (${name})`;
    if (seen.has(name)) problems.push(`${place}: the name is used twice`);
    seen.add(name);
    const known = SOURCE_KINDS.find((each) => each.kind === kind);
    if (!known) {
      problems.push(`${place}.kind: "${kind}" is none of ${SOURCE_KINDS.map((each) => each.kind).join(', ')}`);
      return [];
    }
    const options = known.options.safeParse(rest);
    if (!options.success) {
      problems.push(...reasonsOf(options.error, place));
      return [];
    }
    const open = (tools: SourceTools): Source => known.create(name, options.data, tools);
    return [{ name, kind: known.kind, precedence, schedule, options: options.data, open }];
  });
  if (problems.length > 0) throw refuse(file, problems.join('; '));
  return { filesPrecedence: parsed.data.files.precedence, sources };
}

/**
 * @param file what SOURCES_FILE says; undefined: there are no sources
 * @throws AppError `configuration`
 */
export function readSources(file: string | undefined): SourcesConfiguration {
  if (file === undefined) return NO_SOURCES;
  let content: string;
  try {
    content = readFileSync(file, 'utf8');
  } catch (cause) {
    throw refuse(file, `The system reports ${(cause as NodeJS.ErrnoException).code ?? 'an unknown error'}`, cause);
  }
  return parseSources(content, file);
}

/** Looks secrets up by `read`, and says which is missing. */
export function secretsFrom(read: (variable: string) => string | undefined): SourceTools['secret'] {
  return ({ variable }) => {
    const value = read(variable);
    if (value !== undefined && value.trim() !== '') return value;
    throw new AppError({
      code: 'configuration',
      what: 'A secret of a source is missing.',
      why: `The environment variable ${variable}, which the sources file names, is not set.`,
      fix: `Set ${variable} where the app is started.`,
    });
  };
}
