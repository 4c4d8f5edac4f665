/** The data-health card of one loaded slice: every dimension with its formula, score and offending cells. */
import type { Dataset } from '../../domain/dataset.ts';
import { periodEnd } from '../../domain/period.ts';
import type { DataHealth, QualityDimension } from '../../domain/quality.ts';
import type { Selection } from '../../domain/selection.ts';
import { assessCompleteness, marketHealth } from './completeness.ts';
import { assessConsistency } from './consistency.ts';
import { marketGrid } from './market-grid.ts';
import { type Assessment, listProblems, MAX_LISTED } from './problems.ts';
import { assessStability } from './stability.ts';
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

/**
 * Assesses the slice that a report reads: every brand and the whole history of the selection's markets.
 * @returns scores 0–100, null where nothing could be assessed; lists are sorted and hold at most 50 cells each
 */
export function assessHealth(input: HealthInput): DataHealth {
  const { dataset, selection, quarantined, duplicates, replaced } = input;
  const joined = selection.markets.map((market) => ({ market, grid: marketGrid(dataset, market) }));
  const grids = joined.flatMap(({ grid }) => (grid === null ? [] : [grid]));
  const stability = assessStability(grids);
  const assessments: Readonly<Record<QualityDimension['dimension'], Assessment>> = {
    completeness: assessCompleteness(grids),
    validity: assessValidity(grids, quarantined),
    uniqueness: assessUniqueness(grids, duplicates),
    consistency: assessConsistency(grids),
    stability,
    timeliness: TIMELINESS,
  };

  const notes: string[] = [];
  const dimensions = (Object.keys(WEIGHTS) as QualityDimension['dimension'][]).map((dimension): QualityDimension => {
    const { score, formula, problems } = assessments[dimension];
    if (problems.length > MAX_LISTED)
      notes.push(`${dimension}: ${MAX_LISTED} of ${problems.length} offending cells are listed, the widest first.`);
    return { dimension, score, weight: WEIGHTS[dimension], formula, offending: listProblems(problems) };
  });
  const scored = dimensions.filter(({ score }) => score !== null);
  const weight = scored.reduce((sum, dimension) => sum + dimension.weight, 0);
  const total = scored.reduce((sum, dimension) => sum + dimension.weight * (dimension.score as number), 0);

  for (const { market, grid } of joined)
    if (grid === null) notes.push(`${market.project}: no scores were read, so its data were not assessed.`);
    else if (market.rounds.length > 1) notes.push(`${market.rounds.join(' and ')} are joined into one series.`);
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
  if (replaced > 0)
    notes.push(`A later load corrected ${count(replaced, 'value')}; the former ones are kept in history.`);
  if ((assessments.completeness.score ?? 100) < 100)
    notes.push('No gap was filled: missing cells are left out, and coverage travels with every score.');

  return {
    score: weight > 0 ? total / weight : null,
    dimensions,
    dataAsOf: selection.markets
      .map((market) => periodEnd(market.frequency, market.lastPeriod))
      .reduce((latest, date) => (date > latest ? date : latest), ''),
    markets: joined.map(({ market, grid }) =>
      grid === null
        ? { project: market.project, lastPeriod: market.lastPeriod, lastPeriodCoverage: 0, coverage: 0 }
        : marketHealth(grid),
    ),
    gapsFilled: 0,
    weightChanges: stability.changes,
    quarantined,
    notes,
  };
}
