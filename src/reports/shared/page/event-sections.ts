/** Lasting steps and odd periods: the weightiest new ones in full, all of them in one table, silence for the rest. */
import type { Block, Section } from '../../../document/document.ts';
import { countOf, fitTitle, joinNames } from '../../../document/words.ts';
import type { Finding } from '../../../domain/finding.ts';
import type { ScoreAnalysis } from '../analysis.ts';
import { eventChart } from '../charts/event-chart.ts';
import { distinct, inWindow, type Story } from '../stories.ts';
import { eventsTable } from '../tables/finding-tables.ts';
import { eventPathTable } from '../tables/history-tables.ts';
import { inPeriod, pairsOf, subjectOf } from '../words/scope.ts';
import { isShift } from '../words/test-claims.ts';
import type { Wording } from '../words/wording.ts';
import { type Collector, tellFully, text } from './blocks.ts';

/** Of a summary only the event of the verdict is drawn, on page 1. */
const TOLD = { summary: 1, standard: 2, comprehensive: 4 } as const;

/** One event a block: chart of its section, sentence, what remains without the worst period, evidence. */
export function eventSections(
  analysis: ScoreAnalysis,
  stories: readonly Story[],
  all: readonly Finding[],
  page: Collector,
  words: Wording,
): Section[] {
  const fresh = distinct(stories.filter(({ finding, market }) => inWindow(market, finding)));
  return fresh.slice(0, TOLD[words.extent]).map((story, i): Section => {
    const { finding, market } = story;
    const chart = eventChart(analysis, story, `event-${i + 1}`, all, words);
    if (chart) page.keep(eventPathTable(chart, market));
    const what = isShift(finding) ? 'a lasting step' : 'an odd period';
    const heading =
      chart?.title ??
      fitTitle([
        `${subjectOf(market, finding, words)}: ${what} in ${inPeriod(market, finding.period!)}`,
        `${finding.subject.brand}: ${what} in ${inPeriod(market, finding.period!)}`,
      ]);
    return {
      id: `event-${i + 1}`,
      heading,
      width: 'half',
      blocks: [...page.chart(chart), ...tellFully(finding, market, words)],
    };
  });
}

/** Every supported event in one table, and one line for the searches that found nothing. */
export function eventsSection(
  analysis: ScoreAnalysis,
  all: readonly Finding[],
  page: Collector,
  words: Wording,
): Section {
  const events = all.filter((finding) => finding.period !== undefined && finding.grade === 'supported');
  const searches = all.filter(
    (finding) => finding.period === undefined && (isShift(finding) || finding.kind === 'anomaly'),
  );
  const quiet = pairsOf(analysis).filter(({ market, subject }) => {
    const own = searches.filter(
      ({ subject: { project, brand } }) => project === market.project && brand === subject.brand,
    );
    return own.length === 2 && own.every(({ grade }) => grade === 'none');
  });
  const steps = events.filter(isShift).length;
  const odd = events.length - steps;
  const heading =
    events.length === 0
      ? searches.every(({ grade }) => grade === 'insufficient')
        ? 'Too little history to look for lasting steps and odd periods'
        : `No lasting step and no odd period ${words.beyondNoise}`
      : fitTitle([
          `${joinNames([...(steps > 0 ? [countOf(steps, 'lasting step')] : []), ...(odd > 0 ? [countOf(odd, 'odd period')] : [])])} in the history`,
        ]);
  const blocks: Block[] = [...page.table(eventsTable(analysis, all, heading, words))];
  if (quiet.length > 0)
    blocks.push(
      ...text({
        text: `${events.length === 0 ? 'Searched over the whole history' : `None ${words.beyondNoise}`}: ${joinNames(quiet.map(({ market, subject }) => words.brand(market, subject.brand)))}.`,
        refs: quiet.map(({ market, subject }) => `anomaly:${market.project}:${subject.brand}`),
      }),
    );
  const short = searches.filter(({ grade }) => grade === 'insufficient');
  if (short.length > 0)
    blocks.push({
      type: 'missing',
      need: 'enough history to look for lasting steps and odd periods',
      have: [...new Set(short.map((finding) => `${finding.subject.brand}: ${finding.caveats[0] ?? 'too short'}`))].join(
        '; ',
      ),
      fix: 'import earlier scores',
    });
  return { id: 'events', heading, width: 'full', blocks };
}
