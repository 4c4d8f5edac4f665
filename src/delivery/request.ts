/** A report request from loose words: what CLI flags and API bodies have in common. */

import { parsePeriod } from '../domain/period-words.ts';
import { FILE_FORMATS, type FileFormat, type ReportRequest } from '../domain/request.ts';
import type { BrandRequest, PeriodRequest, SelectionRequest } from '../domain/selection.ts';
import { AppError } from '../errors.ts';

export interface SelectionWords {
  /** Names, or one of "own", "competitors", "all". */
  readonly brands?: readonly string[] | undefined;
  readonly projects?: readonly string[] | undefined;
  readonly period?: PeriodRequest | undefined;
}

export interface RequestWords extends SelectionWords {
  readonly reports: readonly string[];
  readonly formats?: readonly string[] | undefined;
  readonly options: ReportRequest['options'];
  readonly seed: number;
  readonly locale: string;
  /** Id of an earlier run. */
  readonly previous?: string | undefined;
}

const ROLE_WORDS: Readonly<Record<string, BrandRequest>> = {
  own: { role: 'own' },
  competitors: { role: 'competitor' },
  all: { role: 'all' },
};

/** @throws AppError `usage` when no report is named or a format is unknown */
export function requestFromWords(words: RequestWords): ReportRequest {
  const reports = [...new Set(words.reports)];
  if (reports.length === 0)
    throw new AppError({
      code: 'usage',
      what: 'No report was named.',
      why: 'A request needs at least one report id.',
      fix: 'List the ids with "dc reports".',
    });
  const formats = [...new Set(words.formats ?? ['json', 'pdf'])];
  const unknown = formats.filter((format) => !(FILE_FORMATS as readonly string[]).includes(format));
  if (unknown.length > 0)
    throw new AppError({
      code: 'usage',
      what: `There is no format "${unknown.join('", "')}".`,
      why: `The formats are ${FILE_FORMATS.join(', ')}.`,
      fix: 'Correct the list of formats.',
    });
  return {
    reports,
    selection: selectionFromWords(words),
    options: words.options,
    formats: formats as FileFormat[],
    seed: words.seed,
    locale: words.locale,
    ...(words.previous === undefined ? {} : { previous: words.previous }),
  };
}

export function selectionFromWords({ projects, brands, period }: SelectionWords): SelectionRequest {
  return {
    projects: projects && projects.length > 0 ? projects : null,
    brands: brandRequest(brands ?? []),
    period: period ?? null,
  };
}

function brandRequest(names: readonly string[]): BrandRequest | null {
  const [first] = names;
  if (first === undefined) return null;
  return (names.length === 1 ? ROLE_WORDS[first.toLowerCase()] : undefined) ?? { names };
}

/** @throws AppError `usage` when the text is no period */
export function requirePeriod(text: string): PeriodRequest {
  const period = parsePeriod(text);
  if (period) return period;
  throw new AppError({
    code: 'usage',
    what: `"${text}" is not a period.`,
    why: 'It was not understood.',
    fix: 'Write, for example, "last 12 months", "2024-01..2024-06", "Q3 2025", "YTD" or "FY 2025".',
  });
}
