/** What holds for every report of the catalogue: how all are run on one load, and what each of their documents must keep. */
import { expect } from 'vitest';
import { MOST_INSIGHTS } from '../../src/document/insights.ts';
import type { Finding } from '../../src/domain/finding.ts';
import type { Comparison, SelectionRequest } from '../../src/domain/selection.ts';
import { topFindings } from '../../src/render/blocks/document-blocks.ts';
import { REPORTS } from '../../src/reports/catalog.ts';
import type { OptionValue } from '../../src/reports/options.ts';
import type { RunOutcome } from '../../src/reports/report.ts';
import { type PreviousFindings, runReports } from '../../src/reports/run.ts';
import { unheldFigures } from './drawn-figures.ts';
import { expectSound } from './expect-sound.ts';
import { runDataOf, select, type WorldData, worldData } from './world-dataset.ts';

export type Options = Readonly<Record<string, OptionValue>>;
export type Ready = Extract<RunOutcome, { status: 'ready' }>;

export const REPORT_IDS: readonly string[] = REPORTS.map(({ id }) => id);

/** Makes what is expensive when it is first asked for. */
export const once = <T>(make: () => T): (() => T) => {
  let made: { readonly value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
};

/** A demo market small enough to be asked in many ways: five brands in each of two markets, forty months in two rounds. */
export const smallMarket = once(() => worldData({ brands: 5, periods: 40 }, { withOutcomes: true }));

/** All reports on one load, as "run many" runs them. */
export function runAll(
  world: WorldData,
  options: Options,
  request: Partial<SelectionRequest> = {},
  previous: PreviousFindings = {},
): ReadonlyMap<string, RunOutcome> {
  const selection = select(world.catalog, request, options.compare as Comparison | undefined);
  const asked = { selection, options, seed: 1, locale: 'en-GB', previous };
  const outcomes = runReports(REPORTS, runDataOf(world, selection), asked);
  return new Map(outcomes.map((outcome) => [outcome.report, outcome]));
}

export const ready = (outcome: RunOutcome | undefined): Ready => {
  if (outcome?.status !== 'ready') throw new Error(JSON.stringify(outcome));
  return outcome;
};

export function expectWellMade({ document, analysis }: Ready): void {
  expectSound({ document, analysis });
  expect(unheldFigures(document).map(({ chart, figure }) => `${chart}: ${figure}`)).toEqual([]);
  expectNoRepetition(document);
  expectNoIdentity(document);
}

/** What was tested, and what-ifs, which say the size of a tested association again. Other facts are stories of their own. */
const isTold = ({ id, grade }: Finding): boolean => grade === 'supported' || id.startsWith('what-if:');

/** What a finding tells of: an outcome and a part of the score, or a move; of a brand. Read from the finding alone. */
export function storyOf({ id, kind, subject, predictor, period }: Finding): string {
  const { project, brand, outcome } = subject;
  if (id.startsWith('draw:')) return id;
  const isLink = kind === 'association' || kind === 'fact';
  const about = isLink ? [outcome, predictor?.section, predictor?.channel] : [period ?? kind, outcome];
  return JSON.stringify([...about, project, brand]);
}

/** What a reader is told first is told once, and is not much. */
function expectNoRepetition(document: Ready['document']): void {
  const unique = (texts: readonly string[]): void => expect(texts).toEqual([...new Set(texts)]);
  unique(document.findings.map(({ claim }) => claim));
  unique(document.summary.drivers.map(({ text }) => text));
  unique(document.summary.risks.map(({ text }) => text));
  unique(document.recommendations.map(({ action }) => action));
  expect(document.insights.length).toBeLessThanOrEqual(MOST_INSIGHTS);
  unique(document.insights.map(({ finding }) => storyOf(document.findings.find(({ id }) => id === finding)!)));
  unique(topFindings(document).flatMap((finding) => (isTold(finding) ? [storyOf(finding)] : [])));
}

/** What metrics of the demo market are computed from, as their definitions say; no code of the reports is asked. */
const COMPUTED_FROM: Readonly<Record<string, readonly string[]>> = {
  'Return on Ad Spend': ['revenue', 'units', 'orders', 'order_value', 'market_share', 'sales_share'],
  'Category Rank Score': ['bestseller_rank'],
  'Price Index': ['price', 'order_value'],
  'Add-to-Cart Rate': ['add_to_carts'],
};

/** Nothing is tested against what it is computed from, or against itself. */
function expectNoIdentity(document: Ready['document']): void {
  for (const { id, kind, subject, predictor } of document.findings)
    if (kind === 'association' && subject.outcome !== undefined && predictor?.metric !== undefined)
      expect([id, COMPUTED_FROM[predictor.metric]?.includes(subject.outcome) ?? false]).toEqual([id, false]);
}
