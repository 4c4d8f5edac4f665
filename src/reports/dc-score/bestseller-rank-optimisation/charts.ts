/** Ranks in pictures: paths on a turned axis with the forecast, the chance of the goal, metrics as bars. */
import type { ChartSpec, LineSeries, Lines, RankedBars } from '../../../document/chart.ts';
import { CHART_TITLE_LENGTH, fitTitle } from '../../../document/words.ts';
import type { Finding } from '../../../domain/finding.ts';
import { PERIOD_NOUN, type Period, periodLabel } from '../../../domain/period.ts';
import { brandIn, type LinkPage } from '../../outcome-link/tables.ts';
import { effectWords, signedEffect } from '../../outcome-link/words.ts';
import type { RankAnalysis } from './analysis.ts';
import { chanceId, chanceText, goalText, rankId, rankText, shortChance } from './facts.ts';
import { LIKELY } from './outlook.ts';
import { partFindings, TABLES } from './tables.ts';

const title = (...candidates: readonly string[]): string => fitTitle(candidates, CHART_TITLE_LENGTH);

/** More lines than this cannot be told apart in one plot. */
const MOST_LINES = 6;
const MOST_PARTS = 14;

const spanOf = (lists: readonly (readonly Period[])[]): Period[] => [...new Set(lists.flat())].sort();

const onto = (
  periods: readonly Period[],
  own: readonly Period[],
  values: readonly (number | null)[],
): (number | null)[] => {
  const at = new Map(own.map((period, i) => [period, values[i] ?? null]));
  return periods.map((period) => at.get(period) ?? null);
};

/** Known ranks and the forecast of every brand; one brand with its bands, several in panels. */
export function rankChart(analysis: RankAnalysis, page: LinkPage): ChartSpec | null {
  const { words, link } = page;
  const drawn = analysis.paths
    .map((path, i) => ({ path, outlook: analysis.outlooks[i]!, level: analysis.levels[i]! }))
    .filter(({ path }) => path.values.some((value) => value !== null));
  if (drawn.length === 0) return null;
  const periods = spanOf(
    drawn.flatMap(({ path, outlook }) => [path.periods, outlook.insufficient === null ? outlook.periods : []]),
  );
  const periodLabels = periods.map((period) => periodLabel(link.frequency, period));
  const ranked = drawn
    .filter(({ level }) => level.typical !== null)
    .sort((a, b) => a.level.typical! - b.level.typical! || (a.level.brand < b.level.brand ? -1 : 1));
  const [best, worst] = [ranked[0], ranked.at(-1)];
  const says = (at: typeof best): string =>
    at ? `${brandIn(page, at.level)} ${rankText(at.level.typical!, words)}` : '';
  const seriesOf = ({ path, outlook, level }: (typeof drawn)[number]): LineSeries[] => {
    const lastKnown = path.values.findLastIndex((value) => value !== null);
    const end = outlook.median.at(-1);
    return [
      {
        label: brandIn(page, path),
        values: onto(periods, path.periods, path.values),
        emphasis: 'subject',
        section: null,
        dashed: false,
        endLabel: end === undefined ? `${path.brand} ${rankText(path.values[lastKnown]!, words)}` : '',
      },
      ...(end === undefined
        ? []
        : [
            {
              label: `${brandIn(page, path)}, expected`,
              // The dashed line starts where the known one ends.
              values: onto(
                periods,
                [path.periods[lastKnown]!, ...outlook.periods],
                [path.values[lastKnown]!, ...outlook.median],
              ),
              emphasis: 'subject' as const,
              section: null,
              dashed: true,
              endLabel: `${level.brand} ${rankText(end, words)}`,
            },
          ]),
    ];
  };
  const base = {
    id: TABLES.paths,
    subtitle: 'Bestseller rank, lower is better; dashed: median forecast when nothing changes',
    alt: `Typical ranks of the window: ${ranked.map(says).join(', ')}.`,
    note: null,
    findings: drawn.flatMap(({ path }) => [rankId(path), chanceId(path)]),
    table: TABLES.paths,
    axis: { label: 'Bestseller rank', unit: '', min: 1, max: null, decimals: 0, reversed: true as const },
    periods,
    periodLabels,
  };
  const only = drawn.length === 1 ? drawn[0]! : null;
  if (only) {
    const { outlook, path, level } = only;
    const end = outlook.median.at(-1);
    const name = brandIn(page, path);
    const bands: Lines['bands'] =
      end === undefined
        ? []
        : [
            {
              label: words.formats.level(words.level),
              low: onto(periods, outlook.periods, outlook.wide.low),
              high: onto(periods, outlook.periods, outlook.wide.high),
              series: 1,
              weight: 'light',
            },
            {
              label: words.formats.level(LIKELY),
              low: onto(periods, outlook.periods, outlook.likely.low),
              high: onto(periods, outlook.periods, outlook.likely.high),
              series: 1,
              weight: 'medium',
            },
          ];
    return {
      ...base,
      kind: 'lines',
      title:
        end === undefined || level.typical === null
          ? title(`${name} on the bestseller list`, 'On the bestseller list')
          : title(
              `${name} ranks ${rankText(level.typical, words)}; ${rankText(end, words)} is expected by ${periodLabels.at(-1)}`,
              `Ranks ${rankText(level.typical, words)}, ${rankText(end, words)} expected by ${periodLabels.at(-1)}`,
            ),
      series: seriesOf(only),
      bands,
      shifts: [],
      anomalies: [],
      events: [],
      window: null,
    };
  }
  return {
    ...base,
    kind: 'small-multiples',
    title:
      best && worst && best !== worst
        ? title(
            `Of ours ${brandIn(page, best.level)} ranks best (${rankText(best.level.typical!, words)}), ${brandIn(page, worst.level)} last (${rankText(worst.level.typical!, words)})`,
            'How our brands rank, and what is expected',
          )
        : title('How our brands rank, and what is expected'),
    panels: drawn.map((each) => ({
      title: brandIn(page, each.path),
      subtitle: each.outlook.median.length === 0 ? 'no forecast' : `→ ${rankText(each.outlook.median.at(-1)!, words)}`,
      series: seriesOf(each),
      shifts: [],
      anomalies: [],
    })),
  };
}

/** Chance of the goal by period ahead. */
export function chanceChart(analysis: RankAnalysis, page: LinkPage): ChartSpec | null {
  const { words, link } = page;
  const drawn = analysis.outlooks
    .map((outlook, i) => ({ outlook, goal: analysis.levels[i]!.goal }))
    .filter((each): each is typeof each & { goal: number } => each.outlook.chance.length > 0 && each.goal !== null)
    .sort((a, b) => b.outlook.chance.at(-1)! - a.outlook.chance.at(-1)!);
  const first = drawn[0];
  if (!first) return null;
  const periods = spanOf(drawn.map(({ outlook }) => outlook.periods));
  const share = ({ outlook }: (typeof drawn)[number]): string =>
    chanceText(outlook.chance.at(-1)!, outlook.paths, words);
  const name = brandIn(page, first.outlook);
  const when = periodLabel(link.frequency, first.outlook.periods.at(-1)!);
  const goals = [...new Set(drawn.map(({ goal }) => goal))];
  const highest = Math.max(...drawn.flatMap(({ outlook }) => outlook.chance));
  const series = drawn.map(
    (each): LineSeries => ({
      label: brandIn(page, each.outlook),
      values: onto(
        periods,
        each.outlook.periods,
        each.outlook.chance.map((chance) => 100 * chance),
      ),
      emphasis: 'subject',
      section: null,
      dashed: false,
      endLabel: `${brandIn(page, each.outlook)}: ${shortChance(share(each))}`,
    }),
  );
  const base = {
    id: TABLES.chances,
    title: title(
      drawn.length === 1
        ? `${name}: ${share(first)} chance of ${goalText(first.goal, words)} in ${when}`
        : `${name} has the best chance of its goal: ${share(first)} in ${when}`,
      `${share(first)} chance of ${goalText(first.goal, words)} in ${when}`,
    ),
    subtitle:
      goals.length === 1
        ? `Chance of ${goalText(goals[0]!, words)} in each ${PERIOD_NOUN[link.frequency]}, when nothing changes`
        : `Chance of each brand’s ${analysis.target === null ? 'next step of the list' : 'goal'} in each ${PERIOD_NOUN[link.frequency]}, when nothing changes`,
    alt: `Chances in ${when}: ${drawn.map((each) => `${brandIn(page, each.outlook)} ${share(each)}`).join(', ')}.`,
    note: null,
    findings: drawn.map(({ outlook }) => chanceId(outlook)),
    table: TABLES.chances,
    // Small chances would lie on the floor of an axis up to certainty.
    axis: { label: 'Chance', unit: '%', min: 0, max: highest > 0.5 ? 100 : null, decimals: 0 },
    periods,
    periodLabels: periods.map((period) => periodLabel(link.frequency, period)),
  };
  if (drawn.length > MOST_LINES)
    return {
      ...base,
      kind: 'small-multiples',
      panels: drawn.map((each, i) => ({
        title: brandIn(page, each.outlook),
        subtitle: shortChance(share(each)),
        series: [series[i]!],
        shifts: [],
        anomalies: [],
      })),
    };
  return { ...base, kind: 'lines', series, bands: [], shifts: [], anomalies: [], events: [], window: null };
}

/** Platforms and metrics below the linked sections. */
export function partsChart(page: LinkPage): RankedBars | null {
  const { link, words } = page;
  const shown = partFindings(page)
    .filter(({ estimate, grade }) => estimate !== null && grade !== 'suggestive')
    .slice(0, MOST_PARTS);
  if (shown.length === 0) return null;
  const nameOf = ({ predictor }: Finding): string => predictor?.metric ?? predictor?.platform ?? '';
  const first =
    shown.find(({ grade, predictor }) => grade === 'supported' && predictor?.metric !== undefined) ??
    shown.find(({ grade }) => grade === 'supported');
  return {
    kind: 'ranked-bars',
    id: TABLES.parts,
    title: first
      ? title(
          `${nameOf(first)}: ${effectWords(first.estimate!, link, words)} per point`,
          `${nameOf(first)} goes with rank`,
          'Which platforms and metrics go with rank',
        )
      : title('No single platform is seen to go with rank'),
    subtitle: '% better bestseller rank per point of each part, others held constant, with intervals',
    alt: `Effects per point: ${shown.map((finding) => `${nameOf(finding)} ${signedEffect(finding.estimate!, link, words)}`).join(', ')}.`,
    note: 'Associations: only a test shows what a change would do',
    findings: shown.map(({ id }) => id),
    table: TABLES.parts,
    axis: { label: 'better rank per point', unit: '%', min: null, max: null, decimals: 2 },
    bars: shown.map((finding) => ({
      label:
        finding.predictor!.metric === undefined
          ? `${finding.predictor!.platform}, all metrics`
          : `${finding.predictor!.metric}, ${finding.predictor!.platform}`,
      value: finding.estimate,
      valueText: `${finding.estimate! < 0 ? '−' : '+'}${words.formats.decimal(Math.abs(finding.estimate!), 2)}\u00a0%`,
      interval: finding.interval,
      delta: null,
      emphasis: finding.grade === 'supported' ? ('subject' as const) : ('context' as const),
      section: finding.predictor!.section ?? null,
    })),
    references: [],
  };
}
