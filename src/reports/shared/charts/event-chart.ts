/** A section by period with its step or odd period marked. */
import { maximum, minimum } from '../../../analytics/stats/describe.ts';
import type { Lines } from '../../../document/chart.ts';
import { fitTitle, possessive } from '../../../document/words.ts';
import type { Finding } from '../../../domain/finding.ts';
import { periodLabel, periodOf } from '../../../domain/period.ts';
import { type ScoreAnalysis, sectionKey } from '../analysis.ts';
import type { Story } from '../stories.ts';
import { inPeriod, placeOf } from '../words/scope.ts';
import type { Wording } from '../words/wording.ts';
import { points } from './drawn-peers.ts';
import { filledNote, marksOf, seriesOf } from './marks.ts';

/** A section by period with its step or odd period marked, for one brand. */
export function eventChart(
  analysis: ScoreAnalysis,
  { market, finding }: Story,
  id: string,
  all: readonly Finding[],
  words: Wording,
): Lines | null {
  const { brand = '' } = finding.subject;
  const section = finding.predictor?.section;
  const values = section === undefined ? undefined : analysis.sectionPaths[sectionKey(market.project, brand, section)];
  const subject = market.subjects.find((each) => each.brand === brand);
  if (section === undefined || values === undefined || !subject || finding.period === undefined) return null;
  const own = all.filter((each) => each.predictor?.section === section);
  const { shifts, anomalies } = marksOf(own, market, brand, words);
  const last = values.findLast((value) => value !== null) ?? null;
  const size = words.formats.points(finding.estimate ?? 0);
  const title = fitTitle([
    `${possessive(brand)} ${section}: ${size} in ${inPeriod(market, finding.period)}`,
    `${section}: ${size} in ${inPeriod(market, finding.period)}`,
  ]);
  const known = values.filter((value) => value !== null);
  return {
    kind: 'lines',
    id,
    title,
    subtitle: `Section score, 0–100${placeOf(market, words)}; grey: the whole score`,
    alt: `${title}. The section lies between ${words.formats.score(minimum(known)!)} and ${words.formats.score(maximum(known)!)}.`,
    note: filledNote([subject]),
    findings: own
      .filter((each) => each.subject.project === market.project && each.subject.brand === brand)
      .filter((each) => each.grade === 'supported')
      .map((each) => each.id),
    table: id,
    axis: { label: `${section} score`, min: null, max: null, ...points },
    periods: market.periods,
    periodLabels: market.periods.map((period) => periodLabel(market.frequency, period)),
    series: [
      { ...seriesOf(subject, true, words), emphasis: 'context', endLabel: 'Score' },
      {
        label: section,
        values,
        emphasis: 'subject',
        section,
        dashed: false,
        endLabel: last === null ? section : words.formats.score(last),
      },
    ],
    bands: [],
    shifts,
    anomalies: anomalies.map((mark) => ({ series: 1, ...mark })),
    events: market.events
      .filter((event) => event.brand === null || event.brand === brand)
      .map((event) => ({ period: periodOf(market.frequency, event.date), label: event.label })),
    window: { from: market.window.from, to: market.window.to, label: 'report period' },
  };
}
