/** What each section of a brand is like: what it carries, how it moves, its platforms and metrics, its opportunity. */
import { constantSetSeries } from '../../../analytics/scores/constant-set.ts';
import { type Headroom, headroomOf, type Pace, windowMeans } from '../../../analytics/scores/headroom.ts';
import { leadOverPeers } from '../../../analytics/scores/lead.ts';
import { meanOver, rollUp } from '../../../analytics/scores/roll-up.ts';
import { varianceShares } from '../../../analytics/scores/variance-shares.ts';
import { volatility } from '../../../analytics/scores/volatility.ts';
import { PERIODS_PER_YEAR } from '../../../domain/period.ts';
import type { MarketGround } from '../../shared/market/ground.ts';
import type { BrandProfile, Opportunity, PartProfile, SectionProfile } from './analysis.ts';

export interface ProfileSettings {
  /** Variance shares and opportunities. */
  readonly withHistory: boolean;
  readonly level: number;
  /** Pace of past gains by metric, from `paceOf`; empty without history. */
  readonly paces: readonly (Pace | null)[];
  /** Score that gaps are measured to; absent: the best peer of each metric. */
  readonly target?: number;
}

export function profileOf(
  ground: MarketGround,
  brand: string,
  { withHistory, level, paces, target }: ProfileSettings,
): BrandProfile {
  const { history, current, isRelative } = ground;
  const b = history.brands.indexOf(brand);
  const end = current.at(-1)!;
  const lead = leadOverPeers(history, b, current);
  const variance = withHistory ? varianceShares(history, b, end) : null;
  const headroom = withHistory
    ? headroomOf(history, b, windowMeans(history, current), {
        season: PERIODS_PER_YEAR[ground.market.frequency],
        level,
        isRelative,
        paces,
        ...(target === undefined ? {} : { target }),
      })
    : [];
  return {
    brand,
    lead: lead?.points ?? null,
    variance: variance && { periods: variance.periods, deviation: variance.deviation },
    sections: history.sections.map((section, s): SectionProfile => {
      const metrics = history.metrics.flatMap(({ platform, metric }, m): (PartProfile & { readonly m: number })[] =>
        history.sectionOf[m] === s
          ? [
              {
                m,
                platform,
                metric,
                score: meanOver(rollUp(history, b, (each) => each === m).values, current),
                carry: lead?.byMetric[m] ?? 0,
              },
            ]
          : [],
      );
      const platforms = [...new Set(metrics.map(({ platform }) => platform))].map((platform): PartProfile => {
        const own = metrics.filter((each) => each.platform === platform);
        const within = new Set(own.map(({ m }) => m));
        return {
          platform,
          metric: null,
          score: meanOver(rollUp(history, b, (m) => within.has(m)).values, current),
          carry: own.reduce((sum, each) => sum + each.carry, 0),
        };
      });
      const scores = platforms.map(({ score }) => score).filter((score) => score !== null);
      const ranked = metrics.filter(({ score }) => score !== null).sort(byCarry);
      const part = (each: (typeof ranked)[number] | undefined): PartProfile | null => {
        if (lead === null || each === undefined) return null;
        const { m: _m, ...rest } = each;
        return rest;
      };
      return {
        section,
        carry: lead === null ? null : platforms.reduce((sum, each) => sum + each.carry, 0),
        volatility: volatility(
          constantSetSeries(history, b, (m) => history.sectionOf[m] === s).values.slice(0, end + 1),
        ),
        platforms: [...platforms].sort(byCarry),
        spread: scores.length < 2 ? null : Math.max(...scores) - Math.min(...scores),
        bestMetric: part(ranked[0]),
        worstMetric: part(ranked.at(-1)),
        varianceShare: variance?.shares[s] ?? null,
        opportunity: opportunityOf(headroom.filter((row) => row.section === section)),
      };
    }),
  };
}

const byName = (a: PartProfile, b: PartProfile): number =>
  `${a.platform}/${a.metric}` < `${b.platform}/${b.metric}` ? -1 : 1;
const byCarry = (a: PartProfile, b: PartProfile): number => b.carry - a.carry || byName(a, b);

function opportunityOf(rows: readonly Headroom[]): Opportunity | null {
  if (rows.length === 0) return null;
  const first = [...rows].sort((a, b) => (b.withinYear ?? 0) - (a.withinYear ?? 0) || b.points - a.points)[0]!;
  const known = rows.map(({ withinYear }) => withinYear).filter((points) => points !== null);
  return {
    metrics: rows.length,
    points: rows.reduce((sum, row) => sum + row.points, 0),
    withinYear: known.length === 0 ? null : known.reduce((sum, points) => sum + points, 0),
    expected: expectedOf(rows),
    first: {
      platform: first.platform,
      metric: first.metric,
      bestPeer: first.bestPeer,
      periodsToClose: first.periodsToClose,
    },
  };
}

/** Sum of the shrunken gaps; half widths of independent noise add up in squares. */
function expectedOf(rows: readonly Headroom[]): Opportunity['expected'] {
  const known = rows.map(({ expected }) => expected).filter((expected) => expected !== null);
  if (known.length === 0) return null;
  const points = known.reduce((sum, expected) => sum + expected.points, 0);
  const half = Math.sqrt(known.reduce((sum, { interval: [low, high] }) => sum + ((high - low) / 2) ** 2, 0));
  return { points, interval: [points - half, points + half] };
}
