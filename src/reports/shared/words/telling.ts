/** A story in one line for titles and verdicts, in full and in short. */
import { DOCUMENT_TITLE_LENGTH, fitTitle } from '../../../document/words.ts';
import { isTrend, type Story } from '../stories.ts';
import { inPeriod, subjectOf } from './scope.ts';
import { isShift } from './test-claims.ts';
import type { Wording } from './wording.ts';

export const title = (...candidates: readonly string[]): string => fitTitle(candidates, DOCUMENT_TITLE_LENGTH);

/** "Aurora’s Digital Spends score in India stepped down by 7.5 points in Jan 2026". */
export function tell({ finding, market }: Story, words: Wording): string {
  const who = subjectOf(market, finding, words);
  const size = words.formats.size(finding.estimate!);
  const isUp = finding.estimate! > 0;
  if (isTrend(finding)) return `${who} has been ${isUp ? 'rising' : 'falling'} by ${size} points a year`;
  if (finding.kind === 'difference') return `${who} ${isUp ? 'rose' : 'fell'} ${size} points at today’s weights`;
  const when = inPeriod(market, finding.period!);
  return isShift(finding)
    ? `${who} stepped ${isUp ? 'up' : 'down'} by ${size} points in ${when}`
    : `${who} lay ${size} points ${isUp ? 'above' : 'below'} its expected level in ${when}`;
}

export function tellBriefly({ finding, market }: Story, words: Wording): string {
  const who = subjectOf(market, finding, words);
  if (isTrend(finding)) return `${who} is ${finding.estimate! > 0 ? 'rising' : 'falling'}`;
  if (finding.kind === 'difference') return `${who} ${finding.estimate! > 0 ? 'rose' : 'fell'}`;
  return `${who} ${isShift(finding) ? 'took a lasting step' : 'stood out'} in ${inPeriod(market, finding.period!)}`;
}
