/** The one request that slash command, modal, schedule, API and CLI all end in. */
import type { SelectionRequest } from './selection.ts';

export const FILE_FORMATS = ['json', 'pdf', 'png', 'blocks', 'csv', 'xlsx'] as const;
export type FileFormat = (typeof FILE_FORMATS)[number];

export interface ReportRequest {
  /** Report ids in the order of delivery; at least one. */
  readonly reports: readonly string[];
  readonly selection: SelectionRequest;
  /** By option name; absent ones take the report's initial value. */
  readonly options: Readonly<Record<string, string | number | boolean>>;
  readonly formats: readonly FileFormat[];
  readonly seed: number;
  /** BCP 47, for numbers and dates. */
  readonly locale: string;
  /** Id of an earlier run: what its findings said is no news. Absent: everything is new. */
  readonly previous?: string;
}

export const DEFAULT_SEED = 1;
export const DEFAULT_LOCALE = 'en-GB';

/** True for a well-formed BCP 47 tag: what number and date formats accept. */
export function isLocale(tag: string): boolean {
  try {
    return Intl.getCanonicalLocales(tag).length === 1;
  } catch {
    return false;
  }
}
