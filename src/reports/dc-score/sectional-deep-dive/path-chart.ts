/** Section scores by period, one panel a section. */
import type { LineSeries, SmallMultiples } from '../../../document/chart.ts';
import { countOf, fitTitle } from '../../../document/words.ts';
import type { Finding } from '../../../domain/finding.ts';
import { periodLabel } from '../../../domain/period.ts';
import type { MarketFacts } from '../../shared/analysis.ts';
import { marksOf } from '../../shared/charts/marks.ts';
import { isTrend, type Story } from '../../shared/stories.ts';
import { inPeriod, nounOf, placeOf } from '../../shared/words/scope.ts';
import { isShift } from '../../shared/words/test-claims.ts';
import type { Wording } from '../../shared/words/wording.ts';
import type { SectionMarket } from './analysis.ts';

/** More lines than this in one panel are not told apart: then the medians of the brands stand for them. */
const MOST_BRANDS = 5;

function titleOf(market: MarketFacts, told: Story | undefined, isTested: boolean, words: Wording): string {
  const place = placeOf(market, words);
  if (!told) {
    const silence = isTested ? `No section moved ${words.beyondNoise}` : 'Too short a history to test the sections';
    return fitTitle([`${silence}${place}`, silence]);
  }
  const { finding } = told;
  const who = `${finding.predictor?.section} of ${finding.subject.brand}`;
  const isUp = finding.estimate! > 0;
  const size = words.formats.size(finding.estimate!);
  const what = isTrend(finding)
    ? `${isUp ? 'rises' : 'falls'} by ${size} a year`
    : finding.kind === 'difference'
      ? `${isUp ? 'rose' : 'fell'} ${size} points`
      : isShift(finding)
        ? `stepped ${isUp ? 'up' : 'down'} ${size} points in ${inPeriod(market, finding.period!)}`
        : `stood out in ${inPeriod(market, finding.period!)}`;
  return fitTitle([`${who} ${what}${place}`, `${who} ${what}`, who]);
}

export function pathsChart(
  market: MarketFacts,
  { paths, medians }: SectionMarket,
  all: readonly Finding[],
  stories: readonly Story[],
  words: Wording,
): SmallMultiples {
  const told = stories.find((story) => story.market === market && story.finding.predictor?.section !== undefined);
  const own = all.filter(
    ({ subject, predictor }) => subject.project === market.project && predictor?.section !== undefined,
  );
  const isTested = own.some(({ p, kind }) => p !== null && kind !== 'association');
  const title = titleOf(market, told, isTested, words);
  const drawn = market.subjects.slice(0, MOST_BRANDS);
  const supported = own.filter(({ grade, kind, predictor }) => {
    return grade === 'supported' && kind !== 'association' && predictor?.platform === undefined;
  });
  return {
    kind: 'small-multiples',
    id: `section-paths${words.suffix(market)}`,
    title,
    subtitle: `Section scores, 0–100, by ${nounOf(market)}; grey: peer median`,
    alt: `${title}. One panel for each of ${countOf(market.sections.length, 'section')}, with ${countOf(drawn.length, 'brand')} and the peer median.`,
    note:
      market.subjects.length > MOST_BRANDS
        ? `${MOST_BRANDS} of ${market.subjects.length} brands are drawn; the table has all.`
        : null,
    findings: supported.map(({ id }) => id),
    table: `section-paths${words.suffix(market)}`,
    axis: { label: 'Section score', min: null, max: null, unit: 'points', decimals: 0 },
    periods: market.periods,
    periodLabels: market.periods.map((period) => periodLabel(market.frequency, period)),
    panels: market.sections.map((section, s) => {
      const inSection = supported.filter(({ predictor }) => predictor?.section === section);
      const tellsHere = told?.finding.predictor?.section === section;
      const marks = drawn.map(({ brand }) => marksOf(inSection, market, brand, words));
      const lines = drawn.map(({ brand }, i): LineSeries => {
        const isTold = drawn.length === 1 || (tellsHere && told.finding.subject.brand === brand);
        return {
          label: brand,
          values: paths[s]![i]!,
          emphasis: isTold ? 'subject' : 'own',
          section: drawn.length === 1 ? section : null,
          dashed: false,
          endLabel: drawn.length === 1 ? '' : brand,
        };
      });
      const median: LineSeries = {
        label: 'Peer median',
        values: medians[s]!,
        emphasis: 'context',
        section: null,
        dashed: false,
        endLabel: '',
      };
      const only = drawn.length === 1 ? market.subjects[0]! : null;
      const delta = only?.sections.find((each) => each.section === section)?.delta ?? null;
      return {
        title: section,
        subtitle: delta === null ? '' : words.formats.points(delta),
        series: [median, ...lines],
        shifts: marks.flatMap(({ shifts }, i) =>
          drawn.length === 1 ? shifts : shifts.map((shift) => ({ ...shift, label: drawn[i]!.brand })),
        ),
        anomalies: marks.flatMap(({ anomalies }, i) => anomalies.map((mark) => ({ series: i + 1, ...mark }))),
      };
    }),
  };
}
