/** What a kind of source brings along: its part of the configuration, and how a source is made from it. */
import { z } from 'zod';
import type { Logger } from '../../log.ts';
import type { Metrics } from '../../metrics.ts';
import type { Database } from '../store/database.ts';
import type { Source, SourceDescription } from './source.ts';

/** A secret is never written into the file: it names the environment variable that holds it. */
export const secretReference = z.strictObject({
  variable: z.string().regex(/^[A-Z][A-Z0-9_]*$/, 'the name of an environment variable, such as WAREHOUSE_URL'),
});
export type SecretReference = z.infer<typeof secretReference>;

export interface SourceTools {
  /** The value of the variable. @throws AppError `configuration` when it is not set */
  secret(reference: SecretReference): string;
  /** Our own store: for what a source remembers between runs besides its cursor. */
  readonly database: Database;
  readonly logger: Logger;
  /** Absent where nobody collects them, as on the command line. */
  readonly metrics?: Metrics;
  now(): Date;
}

export interface SourceKind<Options = unknown> {
  readonly kind: SourceDescription['kind'];
  /** Everything in the source's entry besides name, kind, precedence and schedule. Strict: unknown names are refused. */
  readonly options: z.ZodType<Options>;
  /** Makes the source without connecting. @throws AppError `configuration` */
  create(name: string, options: Options, tools: SourceTools): Source;
}

/** Checks a kind's types where it is declared, and forgets them where all kinds stand in one list. */
export function defineSourceKind<Options>(kind: SourceKind<Options>): SourceKind {
  return kind as SourceKind;
}
