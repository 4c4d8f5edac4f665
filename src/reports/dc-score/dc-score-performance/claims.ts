/** Findings with their sentences: graded tests, and the facts that the page speaks about. */
import type { Graded } from '../../../document/grading.ts';
import { countOf, joinNames } from '../../../document/words.ts';
import type { Finding } from '../../../domain/finding.ts';
import type { Analysis, MarketAnalysis, Subject } from './analysis.ts';
import {
  againstOf,
  eventsAt,
  inPeriod,
  nounOf,
  ordinal,
  pairsOf,
  subjectOf,
  type Wording,
  windowLabel,
} from './wording.ts';

const numberPart = (finding: Pick<Finding, 'parts'>, name: string): number | null => {
  const part = finding.parts?.[name];
  return typeof part === 'number' ? part : null;
};

/** What could have been seen; whether the rest matters is in the finding's parts. */
function detectability(graded: Graded, words: Wording, what: string): string {
  if (words.style !== 'professional' || typeof graded.detectable !== 'number') return '';
  const slope = graded.unit.includes(' a ') ? ' a year' : '';
  return `; ${what} of ${words.formats.size(graded.detectable)} points${slope} would probably have been seen`;
}

/** Of a finding of grade `none`: can what stayed unseen change the ranking? Null where there is nothing to compare with. */
export function unseenOf(
  { grade, detectable }: Pick<Finding, 'grade' | 'detectable'>,
  { neighbourGap }: MarketAnalysis,
): 'too small to matter' | 'cannot tell' | null {
  if (grade !== 'none' || typeof detectable !== 'number' || neighbourGap === null) return null;
  return detectable <= neighbourGap ? 'too small to matter' : 'cannot tell';
}

function coincidence(market: MarketAnalysis, graded: Graded): string {
  if (graded.period === undefined) return '';
  const events = eventsAt(market, graded.subject.brand, graded.period);
  return events.length === 0 ? '' : `; it coincides with ${joinNames(events.map((label) => `“${label}”`))}`;
}

function differenceClaim(graded: Graded, market: MarketAnalysis, words: Wording): string {
  const { formats } = words;
  const who = subjectOf(market, graded, words);
  const change = numberPart(graded, 'change');
  const score = numberPart(graded, 'score');
  const shown = change ?? graded.estimate;
  const against = `${againstOf(market)}${graded.caveats.some((caveat) => caveat.includes('season is in it')) ? ', season included' : ''}`;
  if (graded.grade === 'insufficient') {
    const noise = numberPart(graded, 'typicalNoise');
    if (shown === null) return `${who} has nothing to be compared with.`;
    const usual = noise === null ? '' : `; window means usually differ by ${formats.size(noise)}`;
    return `${who} changed by ${formats.points(shown)} points ${against}, which cannot be tested${usual}.`;
  }
  if (shown === null) return `${who} has nothing to be compared with.`;
  const to = score === null ? '' : ` to ${formats.score(score)}`;
  if (graded.grade === 'none')
    return `${who} shows no change ${words.beyondNoise} (${formats.points(shown)} points${to} ${against})${detectability(graded, words, 'a change')}.`;
  const estimate = graded.estimate ?? shown;
  const isSame = formats.points(estimate) === formats.points(shown);
  const verb = (value: number): string =>
    graded.grade === 'supported' ? (value > 0 ? 'rose' : 'fell') : value > 0 ? 'may have risen' : 'may have fallen';
  if (Math.sign(estimate) !== Math.sign(shown))
    return `At today’s weights ${who} ${verb(estimate)} ${formats.size(estimate)} points ${against}; as published it changed by ${formats.points(shown)}${to}.`;
  const adjusted = isSame ? '' : ` (${formats.points(estimate)} at today’s weights)`;
  return `${who} ${verb(shown)} ${formats.size(shown)} points${to}${adjusted} ${against}.`;
}

function movementClaim(graded: Graded, market: MarketAnalysis, words: Wording): string {
  const who = subjectOf(market, graded, words);
  if (graded.grade === 'insufficient' || graded.estimate === null)
    return `${who} is too short for a test of its trend.`;
  if (graded.grade === 'none')
    return `${who} shows no trend ${words.beyondNoise}${detectability(graded, words, 'a trend')}.`;
  const since = graded.parts?.since;
  const from = typeof since === 'string' ? ` since ${inPeriod(market, since)}` : '';
  const direction = graded.estimate > 0 ? 'rising' : 'falling';
  const verb = graded.grade === 'supported' ? 'has been' : 'may have been';
  return `${who} ${verb} ${direction} by ${words.formats.size(graded.estimate)} points a year${from}.`;
}

function shiftClaim(graded: Graded, market: MarketAnalysis, words: Wording): string {
  const history = words.whose(market, graded.subject.brand ?? '', 'history');
  if (graded.grade === 'insufficient') return `${history} is too short to look for lasting steps.`;
  if (graded.period === undefined || graded.estimate === null)
    return `${history} shows no lasting step ${words.beyondNoise}.`;
  const verb = graded.grade === 'supported' ? 'stepped' : 'may have stepped';
  return `${subjectOf(market, graded, words)} ${verb} ${graded.estimate > 0 ? 'up' : 'down'} by ${words.formats.size(graded.estimate)} points in ${inPeriod(market, graded.period)}${coincidence(market, graded)}.`;
}

function anomalyClaim(graded: Graded, market: MarketAnalysis, words: Wording): string {
  const brand = words.brand(market, graded.subject.brand ?? '');
  if (graded.grade === 'insufficient')
    return `${words.whose(market, graded.subject.brand ?? '', 'history')} is too short to look for odd ${nounOf(market)}s.`;
  if (graded.period === undefined || graded.estimate === null)
    return `No ${nounOf(market)} of ${brand} stands out ${words.beyondNoise}.`;
  const side = graded.estimate > 0 ? 'above' : 'below';
  const verb = graded.grade === 'supported' ? 'lay' : 'may have lain';
  return `${subjectOf(market, graded, words)} ${verb} ${words.formats.size(graded.estimate)} points ${side} its expected level in ${inPeriod(market, graded.period)}${coincidence(market, graded)}.`;
}

/** The evidence mark beside a figure; suggestive ones are shown in the "worth watching" table only. */
export function markOf(finding: Pick<Finding, 'grade'> | undefined): Finding['grade'] {
  return finding === undefined || finding.grade === 'suggestive' ? null : finding.grade;
}

/** Points of the brand's score that a finding about it or one of its sections stands for; null for anything else. */
export function scoreEffectOf(
  finding: Pick<Finding, 'estimate' | 'predictor' | 'subject'>,
  market: MarketAnalysis,
): number | null {
  const { section, platform } = finding.predictor ?? {};
  if (finding.estimate === null || platform !== undefined) return null;
  if (section === undefined) return finding.estimate;
  const subject = market.subjects.find(({ brand }) => brand === finding.subject.brand);
  const share = subject?.sections.find((each) => each.section === section)?.weightShare;
  return share === undefined ? null : finding.estimate * share;
}

export const isShift = (finding: Pick<Finding, 'id'>): boolean => finding.id.startsWith('level-shift:');

function claimOf(graded: Graded, market: MarketAnalysis, words: Wording): string {
  if (graded.kind === 'difference') return differenceClaim(graded, market, words);
  if (graded.kind === 'anomaly') return anomalyClaim(graded, market, words);
  return isShift(graded) ? shiftClaim(graded, market, words) : movementClaim(graded, market, words);
}

const fact = (
  id: string,
  claim: string,
  measure: string,
  estimate: number | null,
  unit: string,
  subject: Finding['subject'],
  n: number,
  level: number,
  rest: Pick<Finding, 'parts'> & Partial<Pick<Finding, 'predictor' | 'interval'>>,
): Finding => ({
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
  ...rest,
});

function standingFact(market: MarketAnalysis, subject: Subject, words: Wording): Finding {
  const { peer, bestPeer, below, above } = subject;
  const { formats } = words;
  const who = words.brand(market, subject.brand);
  const tied = peer.tied > 1 ? 'shares ' : 'stands ';
  const claim =
    peer.score === null || peer.rank === null
      ? `${who} has no score in ${windowLabel(market)}.`
      : `${who} scores ${formats.score(peer.score)} and ${tied}${ordinal(peer.rank)} of ${market.ranked}.`;
  return fact(
    `standing:${market.project}:${subject.brand}`,
    claim,
    'DC score, mean of the window; rank in the peer set',
    peer.score,
    'points',
    { project: market.project, brand: subject.brand },
    market.windowPeriods,
    words.level,
    {
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
    },
  );
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

function decompositionFact(market: MarketAnalysis, subject: Subject, words: Wording): Finding | null {
  const { decomposition } = subject;
  if (decomposition.undefined !== null) return null;
  const { formats } = words;
  const leading = leadingSection({ sections: decomposition.sections, change: decomposition.total });
  const change = words.whose(market, subject.brand, `change of ${formats.points(decomposition.total)} points`);
  const claim = leading
    ? `${leading.section} contributes ${formats.points(leading.value)} to ${change}.`
    : `No section stands behind ${change}.`;
  return fact(
    `decomposition:${market.project}:${subject.brand}`,
    claim,
    'Exact parts of the change in DC score',
    decomposition.total,
    'points',
    { project: market.project, brand: subject.brand },
    market.windowPeriods,
    words.level,
    {
      parts: {
        value: decomposition.value,
        weight: decomposition.weight,
        coverage: decomposition.coverage,
        before: decomposition.before,
        current: decomposition.current,
        leadingSection: leading?.section ?? null,
        leadingEffect: leading?.value ?? null,
      },
    },
  );
}

export function headroomId(market: MarketAnalysis, brand: string, row: Subject['headroom'][number]): string {
  return `headroom:${market.project}:${brand}:${row.section}/${row.platform}/${row.metric}`;
}

function headroomFact(
  market: MarketAnalysis,
  subject: Subject,
  row: Subject['headroom'][number],
  words: Wording,
): Finding {
  const { formats } = words;
  const claim = `Closing ${words.whose(market, subject.brand, `gap to ${row.bestPeer} on ${row.metric} (${row.platform})`)} is worth ${formats.size(row.points)} score points.`;
  return fact(
    headroomId(market, subject.brand, row),
    claim,
    'Attainable points: gap to the best peer × weight',
    row.points,
    'points',
    { project: market.project, brand: subject.brand },
    market.windowPeriods,
    words.level,
    {
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
    },
  );
}

export const PORTFOLIO = 'portfolio';

/** Counts over all brands and markets. Only supported findings are counted as having moved. */
function portfolioFact(analysis: Analysis, graded: readonly Graded[], words: Wording): Finding {
  const pairs = pairsOf(analysis);
  const changes = graded.filter(
    (each) => each.kind === 'difference' && each.predictor === undefined && each.grade === 'supported',
  );
  const rose = changes.filter((each) => (each.estimate ?? 0) > 0).length;
  const fell = changes.filter((each) => (each.estimate ?? 0) < 0).length;
  const scored = pairs.filter(({ subject }) => subject.peer.score !== null);
  const changed = scored.filter(({ subject }) => subject.peer.before !== null);
  const mean = (values: readonly number[]): number | null =>
    values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0) / values.length;
  const score = mean(scored.map(({ subject }) => subject.peer.score!));
  const change = mean(changed.map(({ subject }) => subject.peer.delta!));
  const leading = scored.filter(({ subject }) => subject.peer.tier === 'leading').length;
  const headroom = scored.reduce((sum, { subject }) => sum + subject.headroomPoints, 0);
  const coverage = mean(scored.map(({ subject }) => subject.peer.coverage ?? 0));
  const coverageBefore = mean(changed.map(({ subject }) => subject.peer.coverageBefore ?? 0));
  const names = countOf(scored.length, 'brand score');
  const claim =
    rose + fell === 0
      ? `None of ${names} changed ${words.beyondNoise}.`
      : `${rose + fell} of ${names} changed ${words.beyondNoise}: ${rose} up, ${fell} down.`;
  return fact(
    PORTFOLIO,
    claim,
    'Brand scores of this report, each brand in each market once',
    score,
    'points',
    {},
    scored.length,
    words.level,
    {
      parts: {
        scores: scored.length,
        compared: changed.length,
        markets: analysis.markets.length,
        moved: rose + fell,
        rose,
        fell,
        change,
        before: score === null || change === null || changed.length < scored.length ? null : score - change,
        leading,
        headroom,
        coverage,
        coverageChange: coverage === null || coverageBefore === null ? null : coverage - coverageBefore,
        relativeMetrics: analysis.markets.reduce((sum, market) => sum + market.relativeMetrics.length, 0),
        supported: analysis.family.supported,
        tested: analysis.family.tested,
      },
    },
  );
}

function marketFact(market: MarketAnalysis, words: Wording): Finding | null {
  const { portfolio } = market;
  if (!portfolio) return null;
  const { formats } = words;
  const change = portfolio.delta === null ? '' : `, ${formats.points(portfolio.delta)} ${againstOf(market)}`;
  return fact(
    `${PORTFOLIO}:${market.project}`,
    `${countOf(portfolio.brands, 'brand')} in ${words.marketName(market)} ${portfolio.brands === 1 ? 'averages' : 'average'} ${formats.score(portfolio.score)}${change}.`,
    'Mean DC score of the chosen brands that have scores in both windows',
    portfolio.score,
    'points',
    { project: market.project },
    market.windowPeriods,
    words.level,
    {
      parts: {
        brands: portfolio.brands,
        before: portfolio.before,
        change: portfolio.delta,
        peerMedian: market.peerMedian,
        periods: market.windowPeriods,
        ...Object.fromEntries(portfolio.sections.map(({ section, value }) => [section, value])),
      },
    },
  );
}

/** All findings: tests first, in the order of grading, then facts. */
export function findingsOf(analysis: Analysis, words: Wording): Finding[] {
  const byProject = new Map(analysis.markets.map((market) => [market.project, market]));
  const tests = analysis.graded.map((graded): Finding => {
    const market = byProject.get(graded.subject.project ?? '')!;
    const robust = analysis.robustness[graded.id];
    const unseen = unseenOf(graded, market);
    return {
      ...graded,
      claim: claimOf(graded, market, words),
      parts: {
        ...graded.parts,
        scoreEffect: scoreEffectOf(graded, market),
        ...(unseen === null ? {} : { unseen }),
        ...(robust ? { worstPeriod: robust.period, withoutWorst: robust.estimate, withoutWorstP: robust.p } : {}),
      },
    };
  });
  const facts: Finding[] = [portfolioFact(analysis, analysis.graded, words)];
  for (const market of analysis.markets) {
    const average = marketFact(market, words);
    if (average) facts.push(average);
    for (const subject of market.subjects) {
      facts.push(standingFact(market, subject, words));
      const parts = decompositionFact(market, subject, words);
      if (parts) facts.push(parts);
      for (const row of subject.headroom) facts.push(headroomFact(market, subject, row, words));
    }
  }
  return [...tests, ...facts];
}
