/** Runs of one report in tests. A report is a pure function: what is asked for again is not computed again. */
import { expect } from 'vitest';
import type { Document } from '../../src/document/document.ts';
import type { TableName } from '../../src/domain/dataset.ts';
import type { Comparison, SelectionRequest } from '../../src/domain/selection.ts';
import type { OptionValue } from '../../src/reports/options.ts';
import type { Report, RunOutcome } from '../../src/reports/report.ts';
import { resolveOptions } from '../../src/reports/resolve-options.ts';
import { runReports } from '../../src/reports/run.ts';
import { unheldFigures } from './drawn-figures.ts';
import { expectSound } from './expect-sound.ts';
import { runDataOf, select, type WorldData } from './world-dataset.ts';

export type Market = Pick<WorldData, 'dataset' | 'catalog'>;

export interface Run<A> {
  readonly document: Document;
  readonly analysis: A;
}

/** The usual request: one of the golden market's own brands. */
export const AURORA = { brands: { names: ['Aurora'] } } as const;

/** What is asked of a report: a market, options other than the usual ones, a part of what there is. */
type Asked = readonly [
  market: Market,
  options?: Readonly<Record<string, OptionValue>>,
  request?: Partial<SelectionRequest>,
];

export interface ReportRuns<A> {
  /** How a run ends. */
  readonly outcomeOf: (...asked: Asked) => RunOutcome;
  /** Document and analysis of a run that must end ready. Every document is sound and holds the figures that it draws. */
  readonly run: (...asked: Asked) => Run<A>;
}

/**
 * Remembers by market (the same object, left as it is), values of all options and request.
 */
export function runsOf<A>(report: Report<TableName, unknown, A>): ReportRuns<A> {
  const markets = new WeakMap<Market['dataset'], Map<string, RunOutcome>>();

  const outcomeOf: ReportRuns<A>['outcomeOf'] = ({ dataset, catalog }, options = {}, request = {}) => {
    const resolved = resolveOptions(report.options, options);
    if (!resolved.ok) throw new Error(JSON.stringify(resolved.problems));
    const known = markets.get(dataset) ?? new Map<string, RunOutcome>();
    markets.set(dataset, known);
    const key = JSON.stringify([resolved.values, request, catalog]);
    const before = known.get(key);
    if (before) return before;
    const selection = select(catalog, request, options.compare as Comparison | undefined);
    const asked = { selection, options, seed: 1, locale: 'en-GB' };
    const outcome = runReports([report], runDataOf({ dataset, catalog }, selection), asked)[0]!;
    if (outcome.status === 'ready') {
      const { document, analysis } = outcome;
      expectSound({ document, analysis });
      const drawnOnly = unheldFigures(document);
      expect(drawnOnly.map(({ chart, figure }) => `${chart}: ${figure}`)).toEqual([]);
    }
    known.set(key, outcome);
    return outcome;
  };

  const run: ReportRuns<A>['run'] = (...asked) => {
    const outcome = outcomeOf(...asked);
    if (outcome.status !== 'ready') throw new Error(JSON.stringify(outcome));
    return { document: outcome.document, analysis: outcome.analysis as A };
  };
  return { outcomeOf, run };
}
