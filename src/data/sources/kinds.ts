/** Every kind of source, one line each. */
import { digicadenceApiKind } from './digicadence-api/kind.ts';
import { digicadencePostgres } from './digicadence-postgres/digicadence-postgres.ts';
import type { SourceKind } from './source-kind.ts';
import { csvUrl } from './web/csv-url.ts';
import { httpJson } from './web/http-json.ts';

export const SOURCE_KINDS: readonly SourceKind[] = [digicadenceApiKind, digicadencePostgres, httpJson, csvUrl];
