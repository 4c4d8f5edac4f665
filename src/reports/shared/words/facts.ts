import type { Finding } from '../../../domain/finding.ts';
import type { MarketFacts, Subject } from '../analysis.ts';
import { ordinal } from './ordinals.ts';
import { windowLabel } from './scope.ts';
import type { Wording } from './wording.ts';

/** A fact before it is a finding: what is measured, and its sentence. */
export interface FactDraft
  extends Pick<Finding, 'id' | 'claim' | 'subject' | 'measure' | 'estimate' | 'unit' | 'level' | 'n'>,
    Partial<Pick<Finding, 'predictor' | 'parts'>> {}

/** Arithmetic as a finding: ungraded, without p and q. */
export function fact({ id, claim, subject, measure, estimate, unit, level, n, predictor, parts }: FactDraft): Finding {
  return {
    id,
    kind: 'fact',
    claim,
    subject,
    measure,
    estimate,
    unit,
    interval: null,
    level,
    n,
    test: null,
    p: null,
    q: null,
    grade: null,
    caveats: [],
    ...(predictor === undefined ? {} : { predictor }),
    ...(parts === undefined ? {} : { parts }),
  };
}

export function standingFact(market: MarketFacts, subject: Subject, words: Wording): Finding {
  const { peer, bestPeer, below, above } = subject;
  const { formats } = words;
  const who = words.brand(market, subject.brand);
  const tied = peer.tied > 1 ? 'shares ' : 'stands ';
  const claim =
    peer.score === null || peer.rank === null
      ? `${who} has no score in ${windowLabel(market)}.`
      : `${who} scores ${formats.score(peer.score)} and ${tied}${ordinal(peer.rank)} of ${market.ranked}.`;
  return fact({
    id: `standing:${market.project}:${subject.brand}`,
    claim,
    subject: { project: market.project, brand: subject.brand },
    measure: 'DC score, mean of the window; rank in the peer set',
    estimate: peer.score,
    unit: 'points',
    level: words.level,
    n: market.windowPeriods,
    parts: {
      rank: peer.rank,
      of: market.ranked,
      rankBefore: peer.rankBefore,
      rankChange: peer.rank === null || peer.rankBefore === null ? null : peer.rankBefore - peer.rank,
      percentile: peer.percentile,
      tier: peer.tier,
      latest: peer.latest,
      before: peer.before,
      change: peer.delta,
      coverage: peer.coverage,
      coverageBefore: peer.coverageBefore,
      coverageChange:
        peer.coverage === null || peer.coverageBefore === null ? null : peer.coverage - peer.coverageBefore,
      peerMedian: market.peerMedian,
      bestPeer: bestPeer?.brand ?? null,
      bestPeerScore: bestPeer?.score ?? null,
      gapToBest: bestPeer && peer.score !== null ? bestPeer.score - peer.score : null,
      above: above?.brand ?? null,
      gapAbove: above?.gap ?? null,
      below: below?.brand ?? null,
      gapBelow: below?.gap ?? null,
      typicalNoise: subject.typicalNoise,
      volatility: peer.volatility,
      headroom: subject.headroomPoints,
      periods: market.windowPeriods,
    },
  });
}

/** The section whose metrics explain most of a change in its own direction. */
export function leadingSection(parts: {
  readonly sections: readonly { readonly section: string; readonly value: number }[];
  readonly change: number;
}): { readonly section: string; readonly value: number } | null {
  const sign = Math.sign(parts.change);
  const first = [...parts.sections].sort((a, b) => sign * (b.value - a.value))[0];
  return first && sign * first.value > 0 ? { section: first.section, value: first.value } : null;
}

export function decompositionFact(market: MarketFacts, subject: Subject, words: Wording): Finding | null {
  const { decomposition } = subject;
  if (decomposition.undefined !== null) return null;
  const { formats } = words;
  const leading = leadingSection({ sections: decomposition.sections, change: decomposition.total });
  const change = words.whose(market, subject.brand, `change of ${formats.points(decomposition.total)} points`);
  const claim = leading
    ? `${leading.section} contributes ${formats.points(leading.value)} to ${change}.`
    : `No section stands behind ${change}.`;
  return fact({
    id: `decomposition:${market.project}:${subject.brand}`,
    claim,
    subject: { project: market.project, brand: subject.brand },
    measure: 'Exact parts of the change in DC score',
    estimate: decomposition.total,
    unit: 'points',
    level: words.level,
    n: market.windowPeriods,
    parts: {
      value: decomposition.value,
      weight: decomposition.weight,
      coverage: decomposition.coverage,
      before: decomposition.before,
      current: decomposition.current,
      leadingSection: leading?.section ?? null,
      leadingEffect: leading?.value ?? null,
    },
  });
}

export function headroomId(market: MarketFacts, brand: string, row: Subject['headroom'][number]): string {
  return `headroom:${market.project}:${brand}:${row.section}/${row.platform}/${row.metric}`;
}

export function headroomFact(
  market: MarketFacts,
  subject: Subject,
  row: Subject['headroom'][number],
  words: Wording,
): Finding {
  const { formats } = words;
  const metric = `${row.metric} (${row.platform})`;
  const worth = `is worth ${formats.size(row.points)} score points`;
  const claim =
    row.bestPeer === null
      ? `Bringing ${words.whose(market, subject.brand, metric)} from ${formats.score(row.now)} to the target of ${formats.significant(row.best)} ${worth}.`
      : `Closing ${words.whose(market, subject.brand, `gap to ${row.bestPeer} on ${metric}`)} ${worth}.`;
  return fact({
    id: headroomId(market, subject.brand, row),
    claim,
    subject: { project: market.project, brand: subject.brand },
    measure: `Attainable points: gap to the ${row.bestPeer === null ? 'target' : 'best peer'} × weight`,
    estimate: row.points,
    unit: 'points',
    level: words.level,
    n: market.windowPeriods,
    predictor: { section: row.section, platform: row.platform, metric: row.metric },
    parts: {
      now: row.now,
      best: row.best,
      bestPeer: row.bestPeer,
      gap: row.gap,
      expected: row.expected?.points ?? null,
      expectedLow: row.expected?.interval[0] ?? null,
      expectedHigh: row.expected?.interval[1] ?? null,
      periodsToClose: row.periodsToClose,
      withinYear: row.withinYear,
    },
  });
}
