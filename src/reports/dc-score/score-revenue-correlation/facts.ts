/** Facts of this report beside the link: revenue of the window, what the score's change goes with, payback. */

import { countOf } from '../../../document/words.ts';
import type { Finding } from '../../../domain/finding.ts';
import { PERIOD_NOUN, type PeriodRange, rangeLabel } from '../../../domain/period.ts';
import { effectInterval, signedEffect } from '../../outcome-link/words.ts';
import type { MarketFacts } from '../../shared/analysis.ts';
import { fact } from '../../shared/words/facts.ts';
import { againstOf } from '../../shared/words/scope.ts';
import type { Wording } from '../../shared/words/wording.ts';
import type { Implied, Payback, RevenueAnalysis, RevenueLevel } from './analysis.ts';

export const revenueId = ({ project, brand }: { project: string; brand: string }): string =>
  `revenue:${project}:${brand}`;
export const impliedId = ({ project, brand, section }: Pick<Implied, 'project' | 'brand' | 'section'>): string =>
  `implied:${project}:${brand}:${section}`;
export const paybackId = ({ project, brand, section }: Pick<Payback, 'project' | 'brand' | 'section'>): string =>
  `payback:${project}:${brand}:${section}`;

/** "−3.1 %" of a plain per cent change. */
export const percentText = (value: number, words: Wording): string =>
  `${value > 0 ? '+' : value < 0 ? '−' : ''}${words.formats.significant(Math.abs(value))}\u00a0%`;

function revenueFact(level: RevenueLevel, market: MarketFacts, words: Wording): Finding {
  const noun = PERIOD_NOUN[market.frequency];
  const who = words.brand(market, level.brand);
  const money = (value: number): string => words.formats.currency(value, level.currency);
  const claim =
    level.revenue === null
      ? `${who} has no revenue in ${windowOf(market, market.window)}.`
      : `${who} sold for ${money(level.revenue)} a ${noun}${level.change === null ? '' : `, ${percentText(level.change, words)} ${againstOf(market)}`}.`;
  return fact({
    id: revenueId(level),
    claim,
    subject: { project: level.project, brand: level.brand, outcome: 'revenue' },
    measure: `revenue a ${noun}, mean of the window`,
    estimate: level.revenue,
    unit: level.currency,
    level: words.level,
    n: level.periods,
    parts: {
      before: level.before,
      change: level.change,
      periods: market.comparison.periods,
      window: market.windowPeriods,
    },
  });
}

const windowOf = (market: MarketFacts, range: PeriodRange): string => rangeLabel(market.frequency, range);

function impliedFact(each: Implied, analysis: RevenueAnalysis, market: MarketFacts, words: Wording): Finding {
  const level = analysis.levels.find(({ project, brand }) => project === each.project && brand === each.brand);
  const actual = level?.change == null ? '' : `; revenue as a whole changed by ${percentText(level.change, words)}`;
  return fact({
    id: impliedId(each),
    claim: `${words.whose(market, each.brand, `${each.section} score`)} changed by ${words.formats.points(each.points)} points ${againstOf(market)}: that goes with ${signedEffect(each.effect, analysis.link, words)} ${effectInterval(each.interval, words)} of revenue${actual}.`,
    subject: { project: each.project, brand: each.brand, outcome: 'revenue' },
    predictor: { section: each.section },
    measure: 'revenue that the score’s change goes with, shrunken estimate',
    estimate: each.effect,
    unit: '%',
    level: words.level,
    n: market.windowPeriods,
    parts: {
      points: each.points,
      low: each.interval[0],
      high: each.interval[1],
      actual: level?.change ?? null,
      periods: market.comparison.periods,
      window: market.windowPeriods,
    },
  });
}

function paybackFact(each: Payback, market: MarketFacts, words: Wording): Finding {
  const noun = PERIOD_NOUN[market.frequency];
  const money = (value: number): string => words.formats.currency(value, each.currency);
  const when =
    each.periods === null
      ? 'its revenue would not reach that within ten years'
      : `its revenue would reach that after ${countOf(each.periods, noun)}${
          each.soonest === null ? '' : ` (${each.soonest} to ${each.latest === null ? 'never' : each.latest})`
        }`;
  return fact({
    id: paybackId(each),
    claim: `If the association were causal, at ${money(each.cost)} a point of ${words.whose(market, each.brand, `${each.section} score`)}, ${when}; revenue is not margin.`,
    subject: { project: each.project, brand: each.brand, outcome: 'revenue' },
    predictor: { section: each.section },
    measure: `${noun}s until the revenue of one point reaches its cost`,
    estimate: each.periods,
    unit: `${noun}s`,
    level: words.level,
    n: 0,
    parts: {
      cost: each.cost,
      gain: each.gain,
      gainLow: each.gainInterval[0],
      gainHigh: each.gainInterval[1],
      soonest: each.soonest,
      latest: each.latest,
      longestYears: 10,
    },
  });
}

export function revenueFacts(analysis: RevenueAnalysis, words: Wording): Finding[] {
  const byProject = new Map(analysis.markets.map((market) => [market.project, market]));
  return [
    ...analysis.levels.map((level) => revenueFact(level, byProject.get(level.project)!, words)),
    ...analysis.implied.map((each) => impliedFact(each, analysis, byProject.get(each.project)!, words)),
    ...analysis.paybacks.map((each) => paybackFact(each, byProject.get(each.project)!, words)),
  ];
}
