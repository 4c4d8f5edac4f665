/** Runs reports on loaded data: one or many, sharing facts, each ending ready or unavailable. */
import { AbortedError } from '../domain/aborted.ts';
import type { Dataset } from '../domain/dataset.ts';
import type { Finding } from '../domain/finding.ts';
import type { DataHealth } from '../domain/quality.ts';
import type { Selection } from '../domain/selection.ts';
import type { TuningRecord } from '../domain/tuning.ts';
import type { OptionValue } from './options.ts';
import { checkLoaded } from './readiness.ts';
import type { AnyReport, Missing, RunContext, RunOutcome } from './report.ts';
import { resolveOptions } from './resolve-options.ts';
import { createRunContext } from './run-context.ts';

/** Analyses and presents one report; thin data end as `unavailable`. */
export function runReport(report: AnyReport, data: Dataset, ctx: RunContext<unknown>): RunOutcome {
  const missing = checkLoaded(report, data, ctx.selection);
  if (missing.length > 0) return { status: 'unavailable', report: report.id, missing };
  const beyond: readonly Missing[] = report.missing?.(data, ctx) ?? [];
  if (beyond.length > 0) return { status: 'unavailable', report: report.id, missing: beyond };
  const analysis: unknown = report.analyse(data, ctx);
  ctx.progress('writing the report', 0.95);
  const document = report.present(analysis, ctx);
  ctx.progress('done', 1);
  return { status: 'ready', report: report.id, document, analysis };
}

export interface RunData {
  readonly dataset: Dataset;
  readonly health: DataHealth;
  readonly dataVersion: string;
}

export interface RunRequest {
  readonly selection: Selection;
  /** As given; each report takes the ones it offers. */
  readonly options: Readonly<Record<string, OptionValue>>;
  readonly seed: number;
  readonly locale: string;
  /** Findings of an earlier run by report: what they say again is no news. Absent: everything is new. */
  readonly previous?: PreviousFindings;
  /** Searches that were kept, for reports that tune. */
  readonly tunings?: readonly TuningRecord[];
}

export type PreviousFindings = Readonly<Record<string, readonly Finding[]>>;

export interface RunHooks {
  readonly onProgress?: (stage: string, share: number) => void;
  readonly isAborted?: () => boolean;
}

/**
 * Runs several reports on one load, in the order given, with one memo. A report that throws never fails the others: it
 * ends `unavailable` with the reason.
 * @throws the error itself when no other report ended ready or unavailable; `AbortedError` when the run was cancelled
 */
export function runReports(
  reports: readonly AnyReport[],
  data: RunData,
  request: RunRequest,
  hooks: RunHooks = {},
): RunOutcome[] {
  const facts = new Map<string, unknown>();
  const errors: unknown[] = [];
  const outcomes = reports.map((report, i): RunOutcome => {
    const options = resolveOptions(report.options, request.options);
    if (!options.ok)
      return {
        status: 'unavailable',
        report: report.id,
        missing: options.problems.map(({ option, message }) => ({
          need: `a valid option ${option}`,
          have: message,
          fix: 'correct the option',
        })),
      };
    const ctx = createRunContext({
      selection: request.selection,
      options: options.values as unknown,
      seed: request.seed,
      dataVersion: data.dataVersion,
      health: data.health,
      locale: request.locale,
      previous: request.previous?.[report.id] ?? null,
      tunings: request.tunings ?? [],
      facts,
      onProgress: (stage, share) =>
        hooks.onProgress?.(reports.length > 1 ? `${report.title}: ${stage}` : stage, (i + share) / reports.length),
      ...(hooks.isAborted ? { isAborted: hooks.isAborted } : {}),
    });
    try {
      return runReport(report, data.dataset, ctx);
    } catch (error) {
      if (error instanceof AbortedError) throw error;
      errors.push(error);
      return {
        status: 'unavailable',
        report: report.id,
        missing: [
          {
            need: 'an analysis that ends without an error',
            have: error instanceof Error ? `${error.name}: ${error.message}` : String(error),
            fix: 'tell the operator; the other reports of this run are not affected',
          },
        ],
      };
    }
  });
  if (errors.length > 0 && errors.length === reports.length) throw errors[0];
  return outcomes;
}
