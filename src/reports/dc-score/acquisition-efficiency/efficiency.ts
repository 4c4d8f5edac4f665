/** Who buys customers well: a frontier of best practice where a market has brands enough, else distance from the pooled model. */
import { correctEfficiencies } from '../../../analytics/efficiency/bias-correction.ts';
import { unitsNeeded } from '../../../analytics/efficiency/envelopment.ts';
import { pooledResiduals } from '../../../analytics/efficiency/pooled-residual.ts';
import type { SpendResponse } from '../../../analytics/efficiency/spend-response.ts';
import { mean } from '../../../analytics/stats/describe.ts';
import type { Rng } from '../../../domain/rng.ts';
import type { DescribedMarket } from '../../shared/market/markets.ts';
import type { EfficiencyUnit, MarketEfficiency } from './analysis.ts';
import { levelsIn } from './costs.ts';
import type { Spending } from './spending.ts';

/** Spend is the one input, new customers the one output: channels as inputs would put nearly every brand on the frontier. */
const NEEDED = unitsNeeded(1, 1);
/** A brand with fewer periods of the window than this share is not compared: its months may be the odd ones. */
const FEWEST_SHARE = 0.5;

export function marketEfficiency(
  { ground: { current }, facts }: DescribedMarket,
  spending: readonly Spending[],
  response: SpendResponse | null,
  o: {
    readonly currency: string;
    readonly level: number;
    readonly draws: number;
    readonly both: boolean;
    readonly rng: Rng;
  },
): MarketEfficiency {
  const rows = spending
    .filter(({ project }) => project === facts.project)
    .flatMap((each) => {
      const level = levelsIn(each, current);
      return level && level.periods >= FEWEST_SHARE * current.length && level.spend > 0 && level.customers > 0
        ? [{ each, level }]
        : [];
    });
  const base = { project: facts.project, currency: o.currency, needed: NEEDED };
  const bare = rows.map(
    ({ each: { brand }, level }): EfficiencyUnit => ({
      brand,
      isSubject: facts.subjects.some((subject) => subject.brand === brand),
      spend: level.spend,
      customers: level.customers,
      efficiency: null,
      residual: null,
    }),
  );
  const residuals = (): EfficiencyUnit['residual'][] => {
    if (response === null || rows.length < 2) return bare.map(() => null);
    return pooledResiduals(
      rows.map(({ each }) => ({
        input: current.map((t) => each.total[t] ?? null),
        output: current.map((t) => each.customers[t] ?? null),
      })),
      response.common,
      o.level,
    ).map((each) => each && { percent: each.percent, interval: each.interval, expected: each.expected });
  };
  const few =
    rows.length < NEEDED ? `${rows.length} brands with spend and customers, a frontier takes ${NEEDED}` : null;
  const corrected =
    few ??
    correctEfficiencies(
      bare.map(({ spend, customers }) => ({ inputs: [spend], outputs: [customers] })),
      { returns: 'variable', draws: o.draws, level: o.level, rng: o.rng },
    );
  if (typeof corrected !== 'string') {
    const beside = o.both ? residuals() : [];
    const units = bare.map(
      (unit, i): EfficiencyUnit => ({ ...unit, efficiency: corrected.units[i]!, residual: beside[i] ?? null }),
    );
    return { ...base, method: 'frontier', reason: null, draws: corrected.draws, units, line: frontierOf(units) };
  }
  const found = residuals();
  const units = bare.map((unit, i): EfficiencyUnit => ({ ...unit, residual: found[i] ?? null }));
  const isTold = response !== null && found.some((each) => each !== null);
  return {
    ...base,
    method: isTold ? 'residual' : null,
    reason: isTold
      ? corrected
      : `${corrected}${response === null ? '; without the response to spend there is no expectation either' : '; too few periods or brands to compare with the pooled model'}`,
    draws: null,
    units,
    line: isTold ? expectedLine(units, response!.common.slope) : [],
  };
}

/** Corners of the frontier: brands on it that nobody beats with the same spend. */
function frontierOf(units: readonly EfficiencyUnit[]): { spend: number; customers: number }[] {
  const corners = units
    .filter(({ efficiency }) => efficiency?.raw === 1)
    .map(({ spend, customers }) => ({ spend, customers }))
    .sort((a, b) => a.spend - b.spend || b.customers - a.customers);
  return corners.filter(
    (corner, i) => i === 0 || (corner.spend > corners[i - 1]!.spend && corner.customers > corners[i - 1]!.customers),
  );
}

/** Customers that a brand of this market would have at each of its brands’ spend, by the pooled slope. */
function expectedLine(units: readonly EfficiencyUnit[], slope: number): { spend: number; customers: number }[] {
  const level = mean(units.map(({ spend, customers }) => Math.log(customers) - slope * Math.log(spend)))!;
  return [...new Set(units.map(({ spend }) => spend))]
    .sort((a, b) => a - b)
    .map((spend) => ({ spend, customers: Math.exp(level + slope * Math.log(spend)) }));
}
