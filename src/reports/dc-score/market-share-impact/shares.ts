/** Shares of every market: which kind there is, levels of the window, and the layers of the share chart. No tests. */
import { type MarketShares, statedShares, trackedShares } from '../../../analytics/attraction/market-shares.ts';
import type { LinkMarket } from '../../../analytics/outcome-link/units.ts';
import { mean } from '../../../analytics/stats/describe.ts';
import type { OutcomeSeries } from '../../../domain/dataset.ts';
import { KNOWN_OUTCOMES, type OutcomeDefinition } from '../../../domain/outcome.ts';
import { PERIODS_PER_YEAR } from '../../../domain/period.ts';
import type { DescribedMarket } from '../../shared/market/markets.ts';
import type { ShareBasis, ShareLedger, ShareLevel } from './analysis.ts';

const MARKET_SHARE = KNOWN_OUTCOMES.find(({ outcome }) => outcome === 'market_share')!;

/** What is not the market but the part of it that is tracked is called so. */
const TRACKED_SHARE: OutcomeDefinition = { ...MARKET_SHARE, outcome: 'sales_share', label: 'Share of tracked sales' };

export const definitionOf = ({ outcome }: ShareBasis): OutcomeDefinition =>
  outcome === 'market_share' ? MARKET_SHARE : TRACKED_SHARE;

const SALES = ['revenue', 'units'] as const;

/** Imported shares where any market has them; else shares of tracked sales. One kind for all markets, so that they can be pooled. */
export function sharesOf(
  markets: readonly LinkMarket[],
  outcomes: readonly OutcomeSeries[],
): { readonly basis: ShareBasis; readonly byProject: ReadonlyMap<string, MarketShares> } {
  const collect = (
    outcome: ShareBasis['outcome'],
    sales: ShareBasis['sales'],
    find: (market: LinkMarket) => MarketShares | string,
  ) => {
    const byProject = new Map<string, MarketShares>();
    const without: { project: string; reason: string }[] = [];
    for (const market of markets) {
      const found = find(market);
      if (typeof found === 'string') without.push({ project: market.project, reason: found });
      else byProject.set(market.project, found);
    }
    return { basis: { outcome, sales, without }, byProject };
  };
  const stated = collect('market_share', null, ({ history }) => statedShares(history, outcomes) ?? 'no market shares');
  if (stated.byProject.size > 0) return stated;
  const [revenue, units] = SALES.map((sales) =>
    collect('sales_share', sales, ({ history }) => trackedShares(history, outcomes, sales)),
  );
  return units!.byProject.size > revenue!.byProject.size ? units! : revenue!;
}

const YEARS_DRAWN = 2;

/** Every brand of every market with shares, the largest first. */
export function shareLevels(
  described: readonly DescribedMarket[],
  shares: ReadonlyMap<string, MarketShares>,
  voice: ReadonlyMap<string, readonly (readonly (number | null)[])[]>,
): ShareLevel[] {
  return described.flatMap(({ ground, facts }): ShareLevel[] => {
    const market = shares.get(facts.project);
    if (!market) return [];
    const { history, current, before } = ground;
    const at = (series: readonly (number | null)[], indices: readonly number[]): number | null =>
      mean(indices.map((t) => series[t] ?? null));
    const deltas = new Map(facts.peers.map(({ brand, delta }) => [brand, delta]));
    const typical = mean(facts.peers.map(({ delta }) => delta));
    const end = current.at(-1)!;
    const levels = market.brands.map((brand, b): ShareLevel => {
      const series = market.shares[b]!;
      const share = at(series, current);
      // A share of another market is not this market's past.
      const past = before?.history === history ? at(series, before.indices) : null;
      const delta = deltas.get(brand) ?? null;
      const spoken = voice.get(facts.project)?.[b];
      const said = spoken ? at(spoken, current) : null;
      const peer = facts.peers.find((each) => each.brand === brand);
      return {
        project: facts.project,
        brand,
        isSubject: facts.subjects.some((subject) => subject.brand === brand),
        role: peer?.role ?? 'competitor',
        share,
        before: past,
        change: share === null || past === null ? null : share - past,
        rank: null,
        relativeScore: delta === null || typical === null || past === null ? null : delta - typical,
        voice: said,
        excess: said === null || share === null ? null : said - share,
        path: series.slice(Math.max(0, end + 1 - YEARS_DRAWN * PERIODS_PER_YEAR[facts.frequency]), end + 1),
      };
    });
    const ranked = levels
      .filter(({ share }) => share !== null)
      .sort((a, b) => b.share! - a.share! || (a.brand < b.brand ? -1 : 1));
    return [
      ...ranked.map((level) => ({ ...level, rank: 1 + ranked.filter(({ share }) => share! > level.share!).length })),
      ...levels.filter(({ share }) => share === null),
    ];
  });
}

/** More layers than this are stripes. */
const MOST_LAYERS = 8;

/** Layers of the share chart: the brands of the report, then the largest others, then the rest, then what nobody tracks. */
export function shareLedgers(levels: readonly ShareLevel[], shares: ReadonlyMap<string, MarketShares>): ShareLedger[] {
  return [...shares].map(([project, market]): ShareLedger => {
    const own = levels.filter((level) => level.project === project);
    const rank = (level: ShareLevel): number => (level.isSubject ? 0 : level.role === 'own' ? 1 : 2);
    const ordered = [...own].sort(
      (a, b) => rank(a) - rank(b) || (b.share ?? 0) - (a.share ?? 0) || (a.brand < b.brand ? -1 : 1),
    );
    const single = ordered.slice(0, ordered.length > MOST_LAYERS ? MOST_LAYERS - 1 : MOST_LAYERS);
    const rest = ordered.slice(single.length);
    const seriesOf = (brand: string): readonly (number | null)[] => market.shares[market.brands.indexOf(brand)]!;
    const isKnown = (t: number): boolean => market.shares.some((series) => series[t] !== null);
    const sumOf = (brands: readonly ShareLevel[]): (number | null)[] =>
      market.periods.map((_, t) =>
        isKnown(t) ? brands.reduce((sum, { brand }) => sum + (seriesOf(brand)[t] ?? 0), 0) : null,
      );
    const hasUntracked = market.others.some((value) => (value ?? 0) > 0);
    return {
      project,
      periods: market.periods,
      layers: [
        ...single.map(({ brand, isSubject, role }) => ({
          name: brand,
          kind: isSubject ? ('subject' as const) : role,
          // A brand that is not on the market has no share of it.
          values: market.periods.map((_, t) => (isKnown(t) ? (seriesOf(brand)[t] ?? 0) : null)),
        })),
        ...(rest.length > 0 ? [{ name: `${rest.length} more`, kind: 'rest' as const, values: sumOf(rest) }] : []),
        ...(hasUntracked ? [{ name: 'Others', kind: 'untracked' as const, values: market.others }] : []),
      ],
      merged: rest.map(({ brand }) => brand),
    };
  });
}
