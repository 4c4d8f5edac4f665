/** One sentence for each tested question about a score or a part of it, in the words that its grade allows. */
import type { Graded } from '../../../document/grading.ts';
import { joinNames } from '../../../document/words.ts';
import type { Finding } from '../../../domain/finding.ts';
import type { MarketFacts } from '../analysis.ts';
import { againstOf, eventsAt, inPeriod, nounOf, subjectOf } from './scope.ts';
import type { Wording } from './wording.ts';

const numberPart = (finding: Pick<Finding, 'parts'>, name: string): number | null => {
  const part = finding.parts?.[name];
  return typeof part === 'number' ? part : null;
};

/** What could have been seen; whether the rest matters is in the finding's parts. */
export function detectability(graded: Graded, words: Wording, what: string): string {
  if (words.style !== 'professional' || typeof graded.detectable !== 'number') return '';
  const slope = graded.unit.includes(' a ') ? ' a year' : '';
  return `; ${what} of ${words.formats.size(graded.detectable)} points${slope} would probably have been seen`;
}

/** Of a finding of grade `none`: can what stayed unseen change the ranking? Null where there is nothing to compare with. */
export function unseenOf(
  { kind, grade, detectable }: Pick<Finding, 'kind' | 'grade' | 'detectable'>,
  { neighbourGap }: MarketFacts,
): 'too small to matter' | 'cannot tell' | null {
  if (kind === 'association' || grade !== 'none' || typeof detectable !== 'number' || neighbourGap === null)
    return null;
  return detectable <= neighbourGap ? 'too small to matter' : 'cannot tell';
}

function coincidence(market: MarketFacts, graded: Graded): string {
  if (graded.period === undefined) return '';
  const events = eventsAt(market, graded.subject.brand, graded.period);
  return events.length === 0 ? '' : `; it coincides with ${joinNames(events.map((label) => `“${label}”`))}`;
}

function differenceClaim(graded: Graded, market: MarketFacts, words: Wording): string {
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

function movementClaim(graded: Graded, market: MarketFacts, words: Wording): string {
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

function shiftClaim(graded: Graded, market: MarketFacts, words: Wording): string {
  const history = words.whose(market, graded.subject.brand ?? '', 'history');
  if (graded.grade === 'insufficient') return `${history} is too short to look for lasting steps.`;
  if (graded.period === undefined || graded.estimate === null)
    return `${history} shows no lasting step ${words.beyondNoise}.`;
  const verb = graded.grade === 'supported' ? 'stepped' : 'may have stepped';
  return `${subjectOf(market, graded, words)} ${verb} ${graded.estimate > 0 ? 'up' : 'down'} by ${words.formats.size(graded.estimate)} points in ${inPeriod(market, graded.period)}${coincidence(market, graded)}.`;
}

function anomalyClaim(graded: Graded, market: MarketFacts, words: Wording): string {
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
  finding: Pick<Finding, 'kind' | 'estimate' | 'predictor' | 'subject'>,
  market: MarketFacts,
): number | null {
  const { section, platform } = finding.predictor ?? {};
  // The slope of an association is no size in points.
  if (finding.estimate === null || platform !== undefined || finding.kind === 'association') return null;
  if (section === undefined) return finding.estimate;
  const subject = market.subjects.find(({ brand }) => brand === finding.subject.brand);
  const share = subject?.sections.find((each) => each.section === section)?.weightShare;
  return share === undefined ? null : finding.estimate * share;
}

export const isShift = (finding: Pick<Finding, 'id'>): boolean => finding.id.startsWith('level-shift:');

export function claimOf(graded: Graded, market: MarketFacts, words: Wording): string {
  if (graded.kind === 'difference') return differenceClaim(graded, market, words);
  if (graded.kind === 'anomaly') return anomalyClaim(graded, market, words);
  return isShift(graded) ? shiftClaim(graded, market, words) : movementClaim(graded, market, words);
}
