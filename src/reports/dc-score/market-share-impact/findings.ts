/** Findings of the market share report: the link's, share of voice, draw, and the facts that sentences quote. */
import type { Graded } from '../../../document/grading.ts';
import type { Finding } from '../../../domain/finding.ts';
import { linkFindings } from '../../outcome-link/findings.ts';
import { effectInterval, effectSize, effectWords, lagSize, lagWords, signedEffect } from '../../outcome-link/words.ts';
import type { MarketFacts } from '../../shared/analysis.ts';
import { fact } from '../../shared/words/facts.ts';
import { ordinal } from '../../shared/words/ordinals.ts';
import { againstOf, nounOf, windowLabel } from '../../shared/words/scope.ts';
import type { Wording } from '../../shared/words/wording.ts';
import type { DrawTest, ShareAnalysis, ShareLevel, SimulatedShare } from './analysis.ts';
import { drawId, voiceId } from './tests.ts';

export const shareId = ({ project, brand }: { project: string; brand: string }): string => `share:${project}:${brand}`;
export const simulationId = ({
  project,
  brand,
  section,
}: Pick<SimulatedShare, 'project' | 'brand' | 'section'>): string => `simulation:${project}:${brand}:${section}`;

/** "market share", or "of tracked sales", behind a figure. */
export const heldOf = ({ link, basis }: ShareAnalysis): string =>
  basis.outcome === 'market_share' ? link.label : 'of tracked sales';

/** "12.3 %" of a share in per cent. */
export const shareText = (value: number, words: Wording): string => `${words.formats.decimal(value, 1)}\u00a0%`;

/** "1.3 pp above it". */
function besideText(excess: number, words: Wording): string {
  const size = words.formats.decimal(Math.abs(excess), 1);
  if (Number(size.replace(/\D/g, '')) === 0) return 'level with it';
  return `${size}\u00a0pp ${excess > 0 ? 'above' : 'below'} it`;
}

function shareFact(level: ShareLevel, analysis: ShareAnalysis, market: MarketFacts, words: Wording): Finding {
  const { outcome } = analysis.link;
  const held = heldOf(analysis);
  const who = words.brand(market, level.brand);
  const peers = analysis.levels.filter(({ project, share }) => project === level.project && share !== null).length;
  const claim =
    level.share === null || level.rank === null
      ? `${who} has no share in ${windowLabel(market)}.`
      : `${who} holds ${shareText(level.share, words)} ${held}${
          level.change === null ? '' : `, ${words.formats.percentPoints(level.change)} ${againstOf(market)}`
        }, ${ordinal(level.rank)} of ${peers}${
          level.voice === null || level.excess === null
            ? ''
            : `; its share of voice is ${shareText(level.voice, words)}, ${besideText(level.excess, words)}`
        }.`;
  return fact({
    id: shareId(level),
    claim,
    subject: { project: level.project, brand: level.brand, outcome },
    measure: `${analysis.link.label}, mean of the window`,
    estimate: level.share,
    unit: '%',
    level: words.level,
    n: market.windowPeriods,
    parts: {
      before: level.before,
      change: level.change,
      rank: level.rank,
      of: peers,
      relativeScore: level.relativeScore,
      voice: level.voice,
      excess: level.excess,
      periods: market.comparison.periods,
      window: market.windowPeriods,
    },
  });
}

function voiceClaim(graded: Graded, analysis: ShareAnalysis, words: Wording): string {
  const { link } = analysis;
  if (graded.grade === 'insufficient')
    return `Whether ${link.label} goes with share of voice cannot be tested${graded.caveats[0] === undefined ? '' : `: ${graded.caveats[0]}`}.`;
  if (graded.lag !== undefined && graded.lag < 0)
    return `Share of voice ${graded.grade === 'supported' ? 'follows' : 'may follow'} ${link.label} by ${lagSize(-graded.lag, link)}; ${link.label} is not shown to follow it.`;
  if (graded.estimate === null || graded.lag === undefined)
    return `Whether ${link.label} goes with share of voice cannot be tested.`;
  if (graded.grade === 'none') {
    const seen =
      words.style === 'professional' && typeof graded.detectable === 'number'
        ? `; ${effectSize(graded.detectable, link, words)} a point would probably have been seen`
        : '';
    return `Share of voice is not seen to go with ${link.label} ${words.style === 'simple' ? 'beyond chance' : 'beyond noise'}${seen}.`;
  }
  const verb = graded.grade === 'supported' ? (graded.lag > 0 ? 'is followed by' : 'goes with') : 'may go with';
  return `A point more share of voice ${verb} ${effectWords(graded.estimate, link, words)} ${lagWords(graded.lag, link)}.`;
}

function drawClaim(graded: Graded, test: DrawTest | undefined, words: Wording): string {
  const section = graded.predictor?.section ?? '';
  if (graded.grade === 'insufficient' || !test)
    return `Whether rivals lose in proportion to their shares cannot be tested for ${section}${graded.caveats[0] === undefined ? '' : `: ${graded.caveats[0]}`}.`;
  const { mover, rival, slope } = test.strongest;
  if (graded.grade === 'none')
    return `When a brand’s ${section} score rises, rivals are not seen to lose otherwise than in proportion to their shares.`;
  const size = `${words.formats.significant(Math.abs(slope))}\u00a0%`;
  const verb = graded.grade === 'supported' ? 'goes' : 'may go';
  return `${rival} ${slope < 0 ? 'loses more' : 'loses less'} than in proportion to ${mover}: one per cent more of ${mover}’s ${section} score ${verb} with ${size} ${slope < 0 ? 'less' : 'more'} attraction of ${rival} against other rivals.`;
}

function simulationFact(each: SimulatedShare, analysis: ShareAnalysis, market: MarketFacts, words: Wording): Finding {
  const { link, horizon } = analysis;
  const { simulation, points } = each;
  const noun = nounOf(market);
  const end = horizon - 1;
  const [asIs, changed] = [simulation.asIs.median[end]!, simulation.changed.median[end]!];
  const { gain } = simulation;
  const { formats } = words;
  const ahead = `${formats.integer(horizon)} ${noun}${horizon === 1 ? '' : 's'} ahead`;
  const claim =
    horizon <= each.lag
      ? `The effect of more ${each.section} points would come only after ${lagSize(each.lag, link)}: nothing of it shows ${ahead}.`
      : `If the association were causal and rivals stood still, ${formats.integer(points)} ${each.section} points more would take ${words.whose(market, each.brand, link.label)} ${ahead} from ${shareText(asIs, words)} to ${shareText(changed, words)}: ${signedEffect(gain.median, link, words)} ${effectInterval(gain.interval, words)}${each.isOutside ? '; the score has never been that high' : ''}.`;
  const { next } = simulation;
  return fact({
    id: simulationId(each),
    claim,
    subject: { project: each.project, brand: each.brand, outcome: link.outcome },
    predictor: { section: each.section },
    measure: `${link.label} ${ahead}, simulated, if the association were causal`,
    estimate: gain.median,
    unit: 'pp',
    level: words.level,
    n: simulation.draws,
    parts: {
      points,
      horizon,
      lag: each.lag,
      now: simulation.now,
      asIs,
      asIsLow: simulation.asIs.outer[end]![0],
      asIsHigh: simulation.asIs.outer[end]![1],
      changed,
      changedLow: simulation.changed.outer[end]![0],
      changedHigh: simulation.changed.outer[end]![1],
      gainLow: gain.interval[0],
      gainHigh: gain.interval[1],
      next: next?.name ?? null,
      nextShare: next?.share ?? null,
      passAsIs: next?.asIs ?? null,
      passChanged: next?.changed ?? null,
      passAsIsPercent: next ? 100 * next.asIs : null,
      passChangedPercent: next ? 100 * next.changed : null,
      draws: simulation.draws,
    },
  });
}

/** The link's findings with the parameter of the attraction model, then voice and draw, then facts. */
export function shareFindings(analysis: ShareAnalysis, words: Wording): Finding[] {
  const { link, graded } = analysis;
  const byProject = new Map(analysis.markets.map((market) => [market.project, market]));
  const linked = linkFindings(graded, link, analysis.markets, words).map((finding): Finding => {
    const isPooled =
      finding.kind === 'association' &&
      finding.subject.brand === undefined &&
      finding.predictor?.platform === undefined;
    const effect = isPooled
      ? analysis.attraction.find(({ section }) => section === finding.predictor?.section)
      : undefined;
    return effect
      ? {
          ...finding,
          parts: {
            ...finding.parts,
            attraction: effect.estimate,
            attractionLow: effect.interval[0],
            attractionHigh: effect.interval[1],
          },
        }
      : finding;
  });
  const others = graded.flatMap((each): Finding[] => {
    if (each.id === voiceId(link.outcome)) return [{ ...each, claim: voiceClaim(each, analysis, words) }];
    const section = each.predictor?.section;
    if (section === undefined || each.id !== drawId(link.outcome, section)) return [];
    const test = analysis.draw.find((found) => found.section === section);
    return [
      {
        ...each,
        claim: drawClaim(each, test, words),
        parts: {
          ...each.parts,
          pairs: test?.pairs ?? null,
          mover: test?.strongest.mover ?? null,
          rival: test?.strongest.rival ?? null,
          drawn: test?.strongest.shrunken ?? null,
        },
      },
    ];
  });
  return [
    ...linked,
    ...others,
    ...analysis.levels
      .filter(({ isSubject }) => isSubject)
      .map((level) => shareFact(level, analysis, byProject.get(level.project)!, words)),
    ...analysis.simulations.map((each) => simulationFact(each, analysis, byProject.get(each.project)!, words)),
  ];
}
