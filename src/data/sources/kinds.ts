/** Every kind of source, one line each. */
import { digicadenceApiKind } from './digicadence-api/kind.ts';
import { digicadencePostgres } from './digicadence-postgres/digicadence-postgres.ts';
import type { SourceKind } from './source-kind.ts';

export const SOURCE_KINDS: readonly SourceKind[] = [digicadenceApiKind, digicadencePostgres];
