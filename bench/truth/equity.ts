/** What is planted for brand equity, and how the equity report is read: log-odds of the components for a point of the score. */
import { equityComponents } from '../../src/analytics/equity/components.ts';
import { equalWeights, indexOf, pointsPerLogOdds, standardise } from '../../src/analytics/equity/composite.ts';
import { joinRounds } from '../../src/analytics/scores/history.ts';
import type { OutcomeSeries } from '../../src/domain/dataset.ts';
import type { Selection } from '../../src/domain/selection.ts';
import type { WorldData } from '../../test/support/world-dataset.ts';
import { type Oracle, oracleOf } from './oracle.ts';
import type { PlantedFact } from './reports.ts';

const SECTION = 'Organic Performance';
const COMPOSITE = 'brand_equity';

/** The plain mean of the components, as the report makes it, and the index points of one log-odds. */
function compositeOf({ dataset }: WorldData, selection: Selection): { series: OutcomeSeries[]; points: number } | null {
  const markets = selection.markets.flatMap((market) => {
    const history = joinRounds(market.rounds, dataset.scores, dataset.weights, market.frequency);
    return history ? [{ project: market.project, history }] : [];
  });
  const { components, units } = equityComponents(markets, dataset.outcomes);
  const standardised = standardise(units, components);
  if (standardised === null) return null;
  const weights = equalWeights(components.length);
  return {
    series: units.map(({ project, brand, periods }, u) => ({
      project,
      brand,
      outcome: COMPOSITE,
      unit: 'index points',
      periods,
      values: indexOf(standardised.values[u]!, weights),
    })),
    points: pointsPerLogOdds(standardised.scales, weights),
  };
}

function oracleOfEquity(world: WorldData, selection: Selection): Oracle | null {
  const composite = compositeOf(world, selection);
  const lag = world.truth.facts.find(({ kind }) => kind === 'equity')?.lag ?? 0;
  if (composite === null) return null;
  const dataset = { ...world.dataset, outcomes: [...world.dataset.outcomes, ...composite.series] };
  const found = oracleOf({ ...world, dataset }, selection, {
    outcome: COMPOSITE,
    scale: 'level',
    section: SECTION,
    lag,
  });
  return (
    found && {
      estimate: found.estimate / composite.points,
      interval: [found.interval[0] / composite.points, found.interval[1] / composite.points],
    }
  );
}

export const EQUITY_FACT: PlantedFact = {
  name: 'Organic Performance leads brand equity',
  truth: ({ facts }) => {
    const fact = facts.find(({ kind }) => kind === 'equity');
    return fact && fact.size !== 0 ? { size: fact.sign * fact.size, lag: fact.lag } : null;
  },
  read: ({ findings }) => {
    const finding = findings.find(({ id }) => id === `association:equity:${SECTION}`);
    const points = findings.find(({ id }) => id === 'reliability:equity')?.parts?.pointsPerLogOdds;
    if (finding?.grade !== 'supported' || finding.estimate === null || finding.interval === null) return null;
    if (typeof points !== 'number') return null;
    const [low, high] = finding.interval;
    return { estimate: finding.estimate / points, interval: [low / points, high / points], lag: finding.lag ?? null };
  },
  oracle: oracleOfEquity,
};
