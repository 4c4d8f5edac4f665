/** The data-health card of one loaded slice: every dimension with its formula, score and offending cells. */
import type { Dataset } from '../../domain/dataset.ts';
import { periodEnd } from '../../domain/period.ts';
import type { DataHealth, QualityCell, QualityDimension } from '../../domain/quality.ts';
import type { Market, Selection } from '../../domain/selection.ts';
import { assessCompleteness, marketHealth } from './completeness.ts';
import { assessConsistency } from './consistency.ts';
import { type MarketGrid, marketGrid } from './market-grid.ts';
import { type Assessment, listProblems, MAX_LISTED } from './problems.ts';
import type { RefusedRows } from './refused-rows.ts';
import type { StatedScore } from './roll-up.ts';
import { assessStability } from './stability.ts';
import { assessTimeliness } from './timeliness.ts';
import { assessUniqueness } from './uniqueness.ts';
import { assessValidity } from './validity.ts';

export interface HealthInput {
  readonly dataset: Dataset;
  readonly selection: Selection;
  /** Rows of the selection's projects that wait in quarantine. */
  readonly quarantined: number;
  /** Rows refused because one load gave their key twice. */
  readonly duplicates: number;
  /** Values that a later load corrected. */
  readonly replaced: number;
  /** Quarantined rows refused for what they hold; default: all that are no duplicates. */
  readonly invalid?: number;
  /** The quarantined rows by cell; without them they are counted, not listed. */
  readonly refused?: readonly RefusedRows[];
  /** Scores as the source states them. */
  readonly stated?: readonly StatedScore[];
  /** Gaps that adaptive processing filled in this slice. */
  readonly gapsFilled?: number;
  /** ISO date; with it, timeliness is scored. Reports leave it out: they are made without a clock. */
  readonly today?: string;
}

export interface Assessed {
  readonly health: DataHealth;
  /** Sorted by project, brand, section. */
  readonly cells: readonly QualityCell[];
  readonly grids: readonly MarketGrid[];
}

/**
 * Weights of the overall score. Missing and wrong values distort a report most; contradictions are suspicion rather
 * than proof; moved weights are often deliberate; refused duplicates never reached a score. Timeliness needs a clock
 * and travels with the run, so here it has no score and takes no part.
 */
const WEIGHTS: Readonly<Record<QualityDimension['dimension'], number>> = {
  completeness: 0.3,
  validity: 0.2,
  uniqueness: 0.1,
  consistency: 0.2,
  stability: 0.1,
  timeliness: 0.1,
};

const TIMELINESS: Assessment = {
  score: null,
  formula: 'age of the last period against the declared frequency; needs today’s date and is told with the run',
  problems: [],
};

const count = (n: number, noun: string): string => `${n} ${noun}${n === 1 ? '' : 's'}`;

/** That rounds are one series, and that choosing several of them is choosing that one market. */
function joinedNote({ project, rounds, joined = [] }: Market): string {
  const series = `${rounds.join(' and ')} are joined into one series`;
  if (joined.length === 0) return `${series}.`;
  return `${series}; ${[...joined, project].join(' and ')} were chosen and count as one market, ${project}.`;
}

function weightedMean(scores: readonly (readonly [score: number | null, weight: number])[]): number | null {
  const scored = scores.filter(([score]) => score !== null);
  const weight = scored.reduce((sum, [, each]) => sum + each, 0);
  return weight > 0 ? scored.reduce((sum, [score, each]) => sum + each * (score as number), 0) / weight : null;
}

/**
 * Assesses the slice that a report reads: every brand and the whole history of the selection's markets.
 * @returns scores 0–100, null where nothing could be assessed; lists are sorted and hold at most 50 cells each
 */
export function assessHealth(input: HealthInput): DataHealth {
  return assessSlice(input).health;
}

/** The same with its parts: a score for every brand × section, and the grids that were assessed. */
export function assessSlice(input: HealthInput): Assessed {
  const { dataset, selection, quarantined, duplicates, replaced, refused = [], stated = [], gapsFilled = 0 } = input;
  const invalid = input.invalid ?? quarantined - duplicates;
  const joined = selection.markets.map((market) => ({ market, grid: marketGrid(dataset, market) }));
  const grids = joined.flatMap(({ grid }) => (grid === null ? [] : [grid]));
  const stability = assessStability(grids);
  const assessments: Readonly<Record<QualityDimension['dimension'], Assessment>> = {
    completeness: assessCompleteness(grids),
    validity: assessValidity(grids, invalid, refused),
    uniqueness: assessUniqueness(grids, duplicates, refused),
    consistency: assessConsistency(grids, stated),
    stability,
    timeliness:
      input.today === undefined
        ? TIMELINESS
        : assessTimeliness(grids, input.today, new Map(dataset.projects.map(({ project, end }) => [project, end]))),
  };

  const notes: string[] = [];
  const dimensions = (Object.keys(WEIGHTS) as QualityDimension['dimension'][]).map((dimension): QualityDimension => {
    const { score, formula, problems } = assessments[dimension];
    if (problems.length > MAX_LISTED)
      notes.push(`${dimension}: ${MAX_LISTED} of ${problems.length} offending cells are listed, the widest first.`);
    return { dimension, score, weight: WEIGHTS[dimension], formula, offending: listProblems(problems) };
  });
  for (const { market, grid } of joined)
    if (grid === null) notes.push(`${market.project}: no scores were read, so its data were not assessed.`);
    else if (market.rounds.length > 1) notes.push(joinedNote(market));
  for (const grid of grids)
    grid.brands.forEach((brand, b) => {
      const first = grid.firstSeen[b] as number;
      if (first > 0 && first < grid.periods.length)
        notes.push(
          `${brand} appears in ${grid.market.project} from ${grid.periods[first]} on; earlier periods are not expected of it.`,
        );
    });
  if (quarantined > 0) notes.push(`Quarantine holds ${count(quarantined, 'row')} of these projects.`);
  if (duplicates > 0)
    notes.push(`The import refused ${count(duplicates, 'row')} that repeated a key of the same load.`);
  if (gapsFilled > 0)
    notes.push(
      `${count(gapsFilled, 'gap')} of at most 2 periods were interpolated in the paths that are shown, as hollow dots; levels, ranks, tests and forecasts leave them out.`,
    );
  if (replaced > 0)
    notes.push(`A later load corrected ${count(replaced, 'value')}; the former ones are kept in history.`);
  if (gapsFilled === 0 && (assessments.completeness.score ?? 100) < 100)
    notes.push('No gap was filled: missing cells are left out, and coverage travels with every score.');

  const health: DataHealth = {
    score: weightedMean(dimensions.map(({ score, weight }) => [score, weight])),
    dimensions,
    dataAsOf: selection.markets
      .map((market) => periodEnd(market.frequency, market.lastPeriod))
      .reduce((latest, date) => (date > latest ? date : latest), ''),
    markets: joined.map(({ market, grid }) =>
      grid === null
        ? { project: market.project, lastPeriod: market.lastPeriod, lastPeriodCoverage: 0, coverage: 0 }
        : marketHealth(grid),
    ),
    gapsFilled,
    weightChanges: stability.changes,
    quarantined,
    notes,
  };
  return { health, cells: cellsOf(grids, assessments), grids };
}

/** One score by dimension for every section of every brand. */
function cellsOf(
  grids: readonly MarketGrid[],
  assessments: Readonly<Record<QualityDimension['dimension'], Assessment>>,
): QualityCell[] {
  const names = Object.keys(WEIGHTS) as QualityDimension['dimension'][];
  return grids.flatMap(({ market: { project }, brands, metrics }) =>
    brands.flatMap((brand) =>
      [...new Set(metrics.map(({ section }) => section))].map((section): QualityCell => {
        const scores = Object.fromEntries(
          names.map((name) => [name, assessments[name].tally?.score(project, brand, section) ?? null]),
        ) as QualityCell['scores'];
        return {
          project,
          brand,
          section,
          score: weightedMean(names.map((name) => [scores[name], WEIGHTS[name]])),
          scores,
        };
      }),
    ),
  );
}
