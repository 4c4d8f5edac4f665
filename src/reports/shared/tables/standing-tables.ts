/** Who stands where: the ranking, the peer set in figures, coverage. */
import type { Cell, TableSpec } from '../../../document/table.ts';
import type { Finding } from '../../../domain/finding.ts';
import type { MarketFacts, ScoreAnalysis } from '../analysis.ts';
import { comparisonLabel, pairsOf, windowLabel } from '../words/scope.ts';
import { markOf } from '../words/test-claims.ts';
import type { Wording } from '../words/wording.ts';
import { asPercent, gradeColumn, numberColumn, PAPER_ROWS, textColumn } from './columns.ts';

export function standingTable(market: MarketFacts, findings: readonly Finding[], words: Wording): TableSpec {
  const graded = new Map(
    findings
      .filter((finding) => finding.kind === 'difference' && finding.predictor === undefined)
      .filter((finding) => finding.subject.project === market.project)
      .map((finding) => [finding.subject.brand, markOf(finding)]),
  );
  const withVolatility = market.peers.some((peer) => peer.volatility !== null);
  return {
    id: `standing${words.suffix(market)}`,
    title: `Standing of ${market.ranked} brands in ${market.project}`,
    caption: `DC score, 0–100, mean of ${windowLabel(market)}; change against ${comparisonLabel(market)}.`,
    columns: [
      numberColumn('rank', 'Rank', 0),
      textColumn('brand', 'Brand'),
      numberColumn('score', 'Score', 1, 'points'),
      numberColumn('change', 'Change', 1, 'points'),
      gradeColumn,
      numberColumn('rank-before', 'Rank before', 0),
      numberColumn('percentile', 'Percentile', 0),
      textColumn('tier', 'Tier'),
      numberColumn('coverage', 'Coverage', 0, '%'),
      numberColumn('before', 'Score before', 1, 'points', 'full'),
      numberColumn('latest', 'Last period', 1, 'points', 'full'),
      ...(withVolatility ? [numberColumn('volatility', 'Volatility', 1, 'points')] : []),
      textColumn('role', 'Role', 'full'),
    ],
    rows: market.peers.map((peer): Cell[] => [
      peer.rank,
      peer.brand,
      peer.score,
      peer.delta,
      graded.get(peer.brand) ?? null,
      peer.rankBefore,
      peer.percentile,
      peer.tier,
      asPercent(peer.coverage),
      peer.before,
      peer.latest,
      ...(withVolatility ? [peer.volatility] : []),
      peer.role,
    ]),
    paperRows: PAPER_ROWS,
    notes: [
      market.tierCuts
        ? `Tiers are quarters of the peer set, cut at ${market.tierCuts.map(words.formats.score).join(', ')}.`
        : 'Tiers need four brands with scores.',
      'Evidence is given for the brands of this report; equal scores share a rank.',
    ],
  };
}

/** Tier cuts, median and best peer of each market. */
export function peerTable(analysis: Pick<ScoreAnalysis, 'markets'>, words: Wording): TableSpec {
  return {
    id: 'peer-set',
    title: 'The peer set in figures',
    caption: 'DC score, 0–100, mean of the window.',
    columns: [
      textColumn('market', 'Project'),
      numberColumn('brands', 'Brands', 0),
      numberColumn('best', 'Best', 1, 'points'),
      numberColumn('leading', 'Leading from', 1, 'points'),
      numberColumn('median', 'Median', 1, 'points'),
      numberColumn('trailing', 'Trailing below', 1, 'points'),
      numberColumn('neighbours', 'Typical distance of neighbours', 1, 'points'),
      numberColumn('average', 'Mean of this report’s brands', 1, 'points'),
    ],
    rows: analysis.markets.map((market): Cell[] => [
      market.project,
      market.ranked,
      market.peers[0]?.score ?? null,
      market.tierCuts?.[2] ?? null,
      market.peerMedian,
      market.tierCuts?.[0] ?? null,
      market.neighbourGap,
      market.portfolio?.score ?? null,
    ]),
    paperRows: null,
    notes: words.style === 'simple' ? [] : ['Tier cuts are quartiles by linear interpolation.'],
  };
}

export function coverageTable(analysis: Pick<ScoreAnalysis, 'markets'>, words: Wording): TableSpec {
  return {
    id: 'coverage',
    title: 'Coverage',
    caption: 'Present ÷ total weight, mean of the window.',
    columns: [
      textColumn('brand', 'Brand'),
      numberColumn('coverage', 'Now', 1, '%'),
      numberColumn('before', 'Comparison', 1, '%'),
      ...(analysis.markets[0]?.sections.map((section) => numberColumn(section, section, 1, '%')) ?? []),
    ],
    rows: pairsOf(analysis).map(({ market, subject }): Cell[] => [
      words.brand(market, subject.brand),
      asPercent(subject.peer.coverage),
      asPercent(subject.peer.coverageBefore),
      ...(analysis.markets[0]?.sections ?? []).map((name) =>
        asPercent(subject.sections.find(({ section }) => section === name)?.coverage ?? null),
      ),
    ]),
    paperRows: PAPER_ROWS,
    notes: [],
  };
}
