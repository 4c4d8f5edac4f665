/** Scores by period: lines, or small multiples when there are many. */
import { maximum, minimum } from '../../../analytics/stats/describe.ts';
import type { LineSeries, Lines, SmallMultiples } from '../../../document/chart.ts';
import { countOf, fitTitle, possessive } from '../../../document/words.ts';
import type { Finding } from '../../../domain/finding.ts';
import { periodLabel, periodOf } from '../../../domain/period.ts';
import type { MarketFacts } from '../analysis.ts';
import { isTrend, type Story } from '../stories.ts';
import { inPeriod, nounOf, placeOf } from '../words/scope.ts';
import { isShift } from '../words/test-claims.ts';
import type { Wording } from '../words/wording.ts';
import { points } from './drawn-peers.ts';
import { filledNote, marksOf, seriesOf } from './marks.ts';

/** More lines than this become small multiples. */
const MOST_LINES = 6;

function pathTitle(market: MarketFacts, told: Story | undefined, isTested: boolean, words: Wording): string {
  const { formats } = words;
  const place = placeOf(market, words);
  if (told) {
    const { estimate, period, kind, subject } = told.finding;
    const owner = subject.brand ?? '';
    const size = formats.size(estimate!);
    const [up, rising] = [estimate! > 0, `has been ${estimate! > 0 ? 'rising' : 'falling'}`];
    if (isTrend(told.finding))
      return fitTitle([`${owner}${place} ${rising} by ${size} points a year`, `${owner} ${rising}`]);
    if (isShift(told.finding)) {
      const stepped = `stepped ${up ? 'up' : 'down'}`;
      const when = `in ${inPeriod(market, period!)}`;
      return fitTitle([`${owner}${place} ${stepped} by ${size} points ${when}`, `${owner} ${stepped} ${when}`]);
    }
    if (kind === 'difference')
      return fitTitle([`${possessive(owner)} score${place} ${up ? 'rose' : 'fell'} ${words.beyondNoise}`]);
    return fitTitle([`${owner}${place}: ${inPeriod(market, period!)} stands out`]);
  }
  const who = market.subjects.length === 1 ? `${possessive(market.subjects[0]!.brand)} score` : 'Our scores';
  if (!isTested) return fitTitle([`${who}${place}: too short a history to test`, `${who}: too short to test`]);
  return fitTitle([`${who} did not move ${words.beyondNoise}${place}`, `No movement ${words.beyondNoise}${place}`]);
}

export function pathChart(
  market: MarketFacts,
  findings: readonly Finding[],
  stories: readonly Story[],
  words: Wording,
): Lines | SmallMultiples {
  const told = stories.find(({ market: each, finding }) => each === market && finding.predictor === undefined);
  const isTested = findings.some(
    (finding) => finding.subject.project === market.project && finding.p !== null && finding.kind !== 'fact',
  );
  const title = pathTitle(market, told, isTested, words);
  const lastMedian = market.peerMedianByPeriod.findLast((value) => value !== null) ?? null;
  const medianLine: LineSeries = {
    label: 'Peer median',
    values: market.peerMedianByPeriod,
    emphasis: 'context',
    section: null,
    dashed: false,
    endLabel: lastMedian === null ? 'Peer median' : `Peer median ${words.formats.score(lastMedian)}`,
  };
  const defined = market.subjects.flatMap(({ values }) => values.filter((value) => value !== null));
  const spread =
    defined.length === 0
      ? ''
      : ` Scores lie between ${words.formats.score(minimum(defined)!)} and ${words.formats.score(maximum(defined)!)}.`;
  // Marks sit on the drawn line: only steps and odd periods of the whole score belong there.
  const whole = findings.filter(({ predictor }) => predictor === undefined);
  const marks = market.subjects.map(({ brand }) => marksOf(whole, market, brand, words));
  const base = {
    id: `path${words.suffix(market)}`,
    title,
    subtitle: `DC score, 0–100, by ${nounOf(market)}, ${words.marketName(market)}${market.rounds.length > 1 ? `, ${market.rounds.length} rounds joined` : ''}`,
    alt: `${title}. Lines of ${countOf(market.subjects.length, 'brand')} and the peer median.${spread}`,
    findings: findings
      .filter((finding) => finding.grade === 'supported' && finding.subject.project === market.project)
      .filter((finding) => finding.predictor === undefined || finding.period !== undefined)
      .map((finding) => finding.id),
    // The renderer says where the axis starts.
    note: filledNote(market.subjects),
    table: `history${words.suffix(market)}`,
    axis: { label: 'DC score', min: null, max: null, ...points },
    periods: market.periods,
    periodLabels: market.periods.map((period) => periodLabel(market.frequency, period)),
  };
  if (market.subjects.length + 1 > MOST_LINES)
    return {
      ...base,
      kind: 'small-multiples',
      panels: market.subjects.map((subject, i) => ({
        title: subject.brand,
        subtitle: subject.peer.delta === null ? '' : words.formats.points(subject.peer.delta),
        series: [
          { ...seriesOf(subject, true, words), endLabel: '' },
          { ...medianLine, endLabel: '' },
        ],
        shifts: marks[i]!.shifts,
        anomalies: marks[i]!.anomalies.map((mark) => ({ series: 0, ...mark })),
      })),
    };
  return {
    ...base,
    kind: 'lines',
    series: [
      medianLine,
      ...market.subjects.map((subject) =>
        seriesOf(subject, market.subjects.length === 1 || subject.brand === told?.finding.subject.brand, words),
      ),
    ],
    bands: [],
    shifts: marks.flatMap(({ shifts }, i) =>
      market.subjects.length === 1
        ? shifts
        : shifts.map(({ period, label }) => ({ period, label: `${market.subjects[i]!.brand}: ${label}` })),
    ),
    anomalies: marks.flatMap(({ anomalies }, i) => anomalies.map((mark) => ({ series: i + 1, ...mark }))),
    events: market.events
      .filter(({ brand }) => brand === null || market.subjects.some((subject) => subject.brand === brand))
      .map(({ date, label }) => ({ period: periodOf(market.frequency, date), label })),
    window: { from: market.window.from, to: market.window.to, label: 'report period' },
  };
}
