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

/** More lines than this in one panel are not told apart. */
const MOST_BRANDS = 5;
/** Panels of moves, when several brands are told about. */
const MOST_MOVES = 6;

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

/** Brands and sections with a supported move, the weightiest first, each once. */
function distinctMoves(stories: readonly Story[], market: MarketFacts): { s: number; i: number }[] {
  const places = stories
    .filter((story) => story.market === market && story.finding.predictor?.section !== undefined)
    .map(({ finding }) => ({
      s: market.sections.indexOf(finding.predictor!.section!),
      i: market.subjects.findIndex(({ brand }) => brand === finding.subject.brand),
    }));
  return places.filter(({ s, i }, at) => places.findIndex((each) => each.s === s && each.i === i) === at);
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
  const lineOf = (s: number, i: number, isTold: boolean): LineSeries => ({
    label: market.subjects[i]!.brand,
    values: paths[s]![i]!,
    emphasis: isTold ? 'subject' : 'own',
    section: isTold ? market.sections[s]! : null,
    dashed: false,
    endLabel: '',
  });
  const medianOf = (s: number): LineSeries => ({
    label: 'Peer median',
    values: medians[s]!,
    emphasis: 'context',
    section: null,
    dashed: false,
    endLabel: '',
  });
  const marksIn = (section: string, brand: string): ReturnType<typeof marksOf> =>
    marksOf(
      supported.filter(({ predictor }) => predictor?.section === section),
      market,
      brand,
      words,
    );
  const changeOf = (section: string, i: number): string => {
    const delta = market.subjects[i]!.sections.find((each) => each.section === section)?.delta ?? null;
    return delta === null ? '' : words.formats.points(delta);
  };
  /** One brand in one section. */
  const single = (s: number, i: number, title: string): SmallMultiples['panels'][number] => {
    const section = market.sections[s]!;
    const { shifts, anomalies } = marksIn(section, market.subjects[i]!.brand);
    return {
      title,
      subtitle: changeOf(section, i),
      series: [medianOf(s), lineOf(s, i, true)],
      shifts,
      anomalies: anomalies.map((mark) => ({ series: 1, ...mark })),
    };
  };
  const several = market.subjects.length > 1;
  const moved = distinctMoves(stories, market);
  const panels = !several
    ? market.sections.map((section, s) => single(s, 0, section))
    : moved.length > 0
      ? moved
          .slice(0, MOST_MOVES)
          .map(({ s, i }) => single(s, i, `${market.subjects[i]!.brand}, ${market.sections[s]!}`))
      : market.sections.map((section, s) => ({
          title: section,
          subtitle: '',
          series: [medianOf(s), ...drawn.map((_, i) => lineOf(s, i, false))],
          shifts: [],
          anomalies: [],
        }));
  return {
    kind: 'small-multiples',
    id: `section-paths${words.suffix(market)}`,
    title,
    subtitle: `Section scores, 0–100, by ${nounOf(market)}; grey: peer median`,
    alt: `${title}. ${countOf(panels.length, 'panel')}: ${panels.map((panel) => panel.title).join('; ')}.`,
    note:
      several && moved.length === 0 && market.subjects.length > MOST_BRANDS
        ? `${MOST_BRANDS} of ${market.subjects.length} brands are drawn; the table has all.`
        : several && moved.length > 0
          ? 'Sections that moved; the table has all.'
          : null,
    findings: supported.map(({ id }) => id),
    table: `section-paths${words.suffix(market)}`,
    axis: { label: 'Section score', min: null, max: null, unit: 'points', decimals: 0 },
    periods: market.periods,
    periodLabels: market.periods.map((period) => periodLabel(market.frequency, period)),
    panels,
  };
}
