/** Facts and forecasts of this report beside the link: standing on the list, chance of the goal, what the goal asks for. */
import { countOf } from '../../../document/words.ts';
import type { Finding } from '../../../domain/finding.ts';
import { PERIOD_NOUN, periodLabel } from '../../../domain/period.ts';
import { linkId } from '../../outcome-link/link-tests.ts';
import { lagSize } from '../../outcome-link/words.ts';
import type { MarketFacts } from '../../shared/analysis.ts';
import { fact } from '../../shared/words/facts.ts';
import { ordinal } from '../../shared/words/ordinals.ts';
import { againstOf, windowLabel } from '../../shared/words/scope.ts';
import type { Wording } from '../../shared/words/wording.ts';
import type { RankAnalysis, RankLevel, RankOf, RankOutlook, RankRequirement } from './analysis.ts';
import { FEWEST_RANKS } from './outlook.ts';
import { RANK_OUTCOME } from './ranks.ts';

export const rankId = ({ project, brand }: RankOf): string => `rank:${project}:${brand}`;
export const chanceId = ({ project, brand }: RankOf): string => `chance:${project}:${brand}`;
export const requiredId = ({ project, brand, section }: RankOf & { readonly section: string }): string =>
  `required:${project}:${brand}:${section}`;

/** A rank as people say it: whole from ten on, one decimal below. */
export const rankText = (rank: number, { formats }: Wording): string =>
  rank >= 10 || Number.isInteger(rank) ? formats.integer(Math.round(rank)) : formats.decimal(rank, 1);

/** "rank 10 or better", "rank 1". */
export const goalText = (goal: number, words: Wording): string =>
  goal === 1 ? 'rank 1' : `rank ${words.formats.integer(goal)} or better`;

/** A chance that the simulation can tell from none and from certain. */
export function chanceText(chance: number, paths: number, { formats }: Wording): string {
  const least = 1 / Math.sqrt(paths);
  if (chance < least) return `less than ${formats.percent(least)}`;
  return chance > 1 - least ? `more than ${formats.percent(1 - least)}` : formats.percent(chance);
}

/** The same in a tile or at the end of a line: "under 2 %". */
export const shortChance = (said: string): string => said.replace('less than', 'under').replace('more than', 'over');

function rankFact(level: RankLevel, market: MarketFacts, words: Wording): Finding {
  const who = words.brand(market, level.brand);
  const { typical, before, change } = level;
  const isSame = change !== null && Math.abs(change) < 0.5;
  const moved =
    change === null || before === null
      ? ''
      : `; ${againstOf(market)} (${rankText(before, words)}) that is ${isSame ? 'the same' : `${words.formats.decimal(Math.abs(change), 0)}\u00a0% ${change > 0 ? 'better' : 'worse'}`}`;
  return fact({
    id: rankId(level),
    claim:
      typical === null || level.place === null
        ? `${who} has no bestseller rank in ${windowLabel(market)}.`
        : `${who} typically ranks ${rankText(typical, words)} on the bestseller list, ${ordinal(level.place)} of ${countOf(level.ranked, 'tracked brand')}${moved}.`,
    subject: { project: level.project, brand: level.brand, outcome: RANK_OUTCOME },
    measure: 'bestseller rank, geometric mean of the window',
    estimate: typical,
    unit: 'rank',
    level: words.level,
    n: level.periods,
    parts: {
      before,
      change,
      latest: level.latest,
      best: level.best,
      worst: level.worst,
      place: level.place,
      tracked: level.ranked,
      goal: level.goal,
      window: market.windowPeriods,
      periods: market.comparison.periods,
    },
  });
}

function chanceFact(outlook: RankOutlook, level: RankLevel, market: MarketFacts, words: Wording): Finding {
  const who = words.brand(market, outlook.brand);
  const { goal } = level;
  const step = outlook.steps.find(({ rank }) => rank === goal);
  const last = outlook.periods.at(-1);
  const common = {
    id: chanceId(outlook),
    kind: 'forecast' as const,
    subject: { project: outlook.project, brand: outlook.brand, outcome: RANK_OUTCOME },
    measure: 'chance of the goal in the last period of the horizon, when nothing changes',
    unit: 'share',
    interval: null,
    level: words.level,
    n: outlook.known,
    test: null,
    p: null,
    q: null,
    grade: null,
    caveats: [],
  };
  if (outlook.insufficient !== null || goal === null || step === undefined || last === undefined)
    return {
      ...common,
      claim: `${who} has no rank forecast: ${outlook.insufficient ?? 'no goal'}.`,
      estimate: null,
      parts: { known: outlook.known, fewest: FEWEST_RANKS },
    };
  const noun = PERIOD_NOUN[market.frequency];
  const year = countOf(step.periods, noun);
  const seen =
    step.lastYear === null
      ? ''
      : step.lastYear === 0
        ? `; it was never there in the last ${year}`
        : `; it was there in ${words.formats.percent(step.lastYear)} of the last ${year}`;
  const end = outlook.median.length - 1;
  return {
    ...common,
    claim: `If nothing changes, the chance that ${who} is at ${goalText(goal, words)} in ${periodLabel(market.frequency, last)} is ${chanceText(step.atEnd, outlook.paths, words)}${seen}.`,
    estimate: step.atEnd,
    parts: {
      goal,
      until: step.until,
      lastYear: step.lastYear,
      periods: step.periods,
      least: 1 / Math.sqrt(outlook.paths),
      most: 1 - 1 / Math.sqrt(outlook.paths),
      expected: outlook.median[end]!,
      likelyLow: outlook.likely.low[end]!,
      likelyHigh: outlook.likely.high[end]!,
      low: outlook.wide.low[end]!,
      high: outlook.wide.high[end]!,
      last,
      model: outlook.model,
    },
  };
}

/** "8.1 [6.0, 12.5] more Marketplace points", or why no number of points would do. */
function askedFor(each: RankRequirement, words: Wording): string {
  const { formats } = words;
  const [fewest, most] = each.interval;
  if (each.points === null)
    return `no ${each.section} score up to 100 would be enough by itself${fewest === null ? '' : `; at the favourable end of the interval ${formats.size(fewest)} points would`}`;
  const interval = `[${formats.size(fewest ?? each.points)}, ${most === null ? 'no limit' : formats.size(most)}]`;
  const outside = each.isOutside ? `: more than it has ever had (${formats.score(each.highest)} at most)` : '';
  return `it would take ${formats.size(each.points)} ${interval} ${each.section} points more than its ${formats.score(each.score)}${outside}`;
}

function requiredFact(each: RankRequirement, analysis: RankAnalysis, market: MarketFacts, words: Wording): Finding {
  const who = words.brand(market, each.brand);
  const last = analysis.outlooks.find(({ project, brand }) => project === each.project && brand === each.brand)!;
  const until = periodLabel(market.frequency, last.periods.at(-1)!);
  const lag = analysis.link.predictors.find(({ predictor }) => predictor.section === each.section)?.lag ?? 0;
  const claim =
    each.improvement === 0
      ? `${who} is expected at rank ${rankText(each.expected, words)} in ${until} already, if nothing changes: ${goalText(each.goal, words)} asks for no more of ${each.section}.`
      : each.tooLate !== null
        ? `More ${each.section} would not show in the rank of ${who} by ${until}: the association takes ${lagSize(lag, analysis.link)}.`
        : `If the association were causal, to bring ${who} from the expected rank ${rankText(each.expected, words)} to ${words.formats.integer(each.goal)} by ${until}, ${askedFor(each, words)}.`;
  return fact({
    id: requiredId(each),
    claim,
    subject: { project: each.project, brand: each.brand, outcome: RANK_OUTCOME },
    predictor: { section: each.section },
    measure:
      'score points that bring the median forecast to the goal if the association were causal, shrunken estimate',
    estimate: each.points,
    unit: 'points',
    level: words.level,
    n: 0,
    parts: {
      goal: each.goal,
      expected: each.expected,
      improvement: each.improvement,
      score: each.score,
      highest: each.highest,
      ceiling: 100,
      fewest: each.interval[0],
      most: each.interval[1],
      link: linkId(RANK_OUTCOME, { section: each.section }),
      ...Object.fromEntries(
        each.chances.flatMap(({ points, chance }) => [
          [`points${points}`, points],
          [`chance${points}`, chance],
        ]),
      ),
    },
  });
}

export function rankFacts(analysis: RankAnalysis, words: Wording): Finding[] {
  const byProject = new Map(analysis.markets.map((market) => [market.project, market]));
  return [
    ...analysis.levels.map((level) => rankFact(level, byProject.get(level.project)!, words)),
    ...analysis.outlooks.map((outlook, i) =>
      chanceFact(outlook, analysis.levels[i]!, byProject.get(outlook.project)!, words),
    ),
    ...analysis.requirements.map((each) => requiredFact(each, analysis, byProject.get(each.project)!, words)),
  ];
}
