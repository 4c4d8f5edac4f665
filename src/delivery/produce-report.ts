/**
 * From a request to outcomes: resolve the selection, ask readiness, load exactly what the reports declared, analyse off
 * the main thread. Everything that asks for a report (queue, CLI) comes through here.
 */

import type { TableName } from '../domain/dataset.ts';
import type { ReportRequest } from '../domain/request.ts';
import { type Comparison, resolveSelection, type Selection } from '../domain/selection.ts';
import { AppError } from '../errors.ts';
import type { AnalysisPool, DataReader, Progress, RunSlice, TuningStore } from '../ports.ts';
import { findReport } from '../reports/catalog.ts';
import { checkReadiness } from '../reports/readiness.ts';
import type { AnyReport, Missing, RunOutcome } from '../reports/report.ts';
import { resolveOptions } from '../reports/resolve-options.ts';
import type { PreviousFindings } from '../reports/run.ts';
import type { Stopwatch } from './stopwatch.ts';

export interface Production {
  /** In the order of the request. */
  readonly outcomes: readonly RunOutcome[];
  readonly dataVersion: string;
  /** What was read; null when nothing had to be. */
  readonly slice: RunSlice | null;
}

export interface ProductionTools {
  readonly data: DataReader;
  readonly analysis: AnalysisPool;
  readonly stopwatch: Stopwatch;
  onProgress(progress: Progress): void | Promise<void>;
  readonly signal: AbortSignal;
  /** Settings that were tuned before; absent: reports that tune search anew. */
  readonly tunings?: Pick<TuningStore, 'latest'>;
  /** Findings of the run that the request names as the previous one; absent: none is looked up. */
  previousFindings?(): Promise<PreviousFindings | null>;
}

/**
 * @throws AppError `usage` for an unknown report or option, `too-large`, `timeout`, `memory`, `cancelled`; missing data
 *   are an outcome, not an error
 */
export async function produceReports(
  runId: string,
  request: ReportRequest,
  tools: ProductionTools,
): Promise<Production> {
  const reports = requireReports(request);
  tools.onProgress({ stage: 'reading the data', share: 0.05 });

  const catalog = await tools.stopwatch.time('load', () => tools.data.catalog());
  const comparison = (request.options.compare ?? 'previous-period') as Comparison;
  const resolved = resolveSelection(catalog, request.selection, comparison);
  const unavailable = (report: AnyReport, missing: readonly Missing[]): RunOutcome => ({
    status: 'unavailable',
    report: report.id,
    missing,
  });
  if (!resolved.ok)
    return {
      outcomes: reports.map((report) => unavailable(report, resolved.problems)),
      dataVersion: catalog.dataVersion,
      slice: null,
    };

  const { selection } = resolved;
  const readiness = new Map(reports.map((report) => [report.id, checkReadiness(report, catalog, selection)]));
  const ready = reports.filter((report) => readiness.get(report.id)?.length === 0);
  let analysed: readonly RunOutcome[] = [];
  let { dataVersion } = catalog;
  let slice: RunSlice | null = null;
  if (ready.length > 0) {
    const tables = [...new Set(ready.flatMap((report) => report.needs.tables as readonly TableName[]))];
    const outcomeNames = [
      ...new Set(ready.flatMap(({ needs }) => [...needs.outcomes.flat(), ...(needs.optionalOutcomes ?? [])])),
    ];
    const data = await tools.stopwatch.time('load', () => tools.data.load(tables, selection, outcomeNames));
    dataVersion = data.dataVersion;
    const previous = (await tools.previousFindings?.()) ?? null;
    const tuned = [...new Set(ready.flatMap(({ tunes = [] }) => tunes))];
    const tunings = tuned.length === 0 ? [] : ((await tools.tunings?.latest(tuned, request.seed)) ?? []);
    slice = sliceOf(selection, tables, outcomeNames);
    analysed = await tools.stopwatch.time('analyse', () =>
      tools.analysis.run(
        {
          runId,
          reports: ready.map((report) => report.id),
          selection,
          options: request.options,
          seed: request.seed,
          locale: request.locale,
          ...(previous === null ? {} : { previous }),
          ...(tunings.length === 0 ? {} : { tunings }),
          data,
        },
        ({ stage, share }) => tools.onProgress({ stage, share: 0.1 + 0.6 * share }),
        tools.signal,
      ),
    );
  }
  const byReport = new Map(analysed.map((outcome) => [outcome.report, outcome]));
  const outcomes = reports.map(
    (report) => byReport.get(report.id) ?? unavailable(report, readiness.get(report.id) ?? []),
  );
  return { outcomes, dataVersion, slice };
}

function sliceOf(selection: Selection, tables: readonly TableName[], outcomes: readonly string[]): RunSlice {
  return {
    markets: selection.markets.map(({ project, rounds, window, comparison }) => ({
      project,
      projects: [...new Set([...rounds, comparison.project])],
      window,
      comparison: comparison.range,
    })),
    tables,
    outcomes,
  };
}

/**
 * The reports of a request, which can be asked for without any data.
 * @throws AppError `usage` for an unknown report or option
 */
export function requireReports(request: ReportRequest): readonly AnyReport[] {
  const reports = request.reports.map(requireReport);
  for (const report of reports) requireOptions(report, request.options);
  return reports;
}

function requireReport(id: string): AnyReport {
  const report = findReport(id);
  if (report) return report;
  throw new AppError({
    code: 'usage',
    what: `There is no report "${id}".`,
    why: 'Its id is not in the catalogue.',
    fix: 'List the reports with "dc reports" or "/dc reports".',
  });
}

function requireOptions(report: AnyReport, given: ReportRequest['options']): void {
  const resolved = resolveOptions(report.options, given);
  if (resolved.ok) return;
  throw new AppError({
    code: 'usage',
    what: `The options of ${report.id} are not valid.`,
    why: resolved.problems.map((problem) => problem.message).join(' '),
    fix: `See "dc report ${report.id} --help" for its options.`,
  });
}
