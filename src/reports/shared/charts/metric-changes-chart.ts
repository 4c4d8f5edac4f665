/** The exact parts of one brand’s change by metric, the largest first: the waterfall one level of detail down. */
import type { RankedBars } from '../../../document/chart.ts';
import { fitTitle } from '../../../document/words.ts';
import type { MarketFacts, Subject } from '../analysis.ts';
import { comparisonLabel } from '../words/scope.ts';
import type { Wording } from '../words/wording.ts';

/** More bars than this are unreadable at phone width; the table has them all. */
const MOST_BARS = 10;
/** Smaller parts show as "0.0". */
const VISIBLE_POINTS = 0.05;

/** Null: nothing to compare with, or no part that shows. */
export function metricChangesChart(
  market: MarketFacts,
  subject: Subject,
  index: number,
  words: Wording,
): RankedBars | null {
  const { decomposition, brand } = subject;
  if (decomposition.undefined !== null) return null;
  const { formats } = words;
  const parts = decomposition.sections
    .flatMap(({ section, platforms }) =>
      platforms.flatMap(({ platform, metrics }) =>
        metrics.map(({ metric, total }) => ({ section, name: `${metric} (${platform})`, metric, total })),
      ),
    )
    .filter(({ total }) => Math.abs(total) >= VISIBLE_POINTS)
    .sort((a, b) => Math.abs(b.total) - Math.abs(a.total) || (a.name < b.name ? -1 : 1));
  const first = parts[0];
  if (!first) return null;
  const shown = parts.slice(0, MOST_BARS);
  const who = words.brand(market, brand);
  const does = `${first.total > 0 ? 'adds' : 'takes'} most, ${formats.points(first.total)} points`;
  const title = fitTitle([
    `${who}: ${first.name} ${does}`,
    `${who}: ${first.metric} ${does}`,
    `${first.metric} ${does}`,
    `${first.metric} ${first.total > 0 ? 'adds' : 'takes'} most`,
  ]);
  return {
    kind: 'ranked-bars',
    id: `metric-changes${words.suffix(market)}-${index + 1}`,
    title,
    subtitle: `Exact parts of the change in ${words.whose(market, brand, 'DC score')} by metric, points, against ${comparisonLabel(market)}`,
    alt: `${title}. ${shown.map(({ name, total }) => `${name} ${formats.points(total)}`).join(', ')}.`,
    note: shown.length < parts.length ? 'The ten largest are drawn; the table has all.' : null,
    findings: [`decomposition:${market.project}:${brand}`],
    table: 'decomposition-metrics',
    axis: { label: 'Part of the change', min: null, max: null, unit: 'points', decimals: 1 },
    bars: shown.map(({ section, name, total }) => ({
      label: name,
      value: total,
      valueText: formats.points(total),
      interval: null,
      delta: null,
      emphasis: 'subject' as const,
      section,
    })),
    references: [],
  };
}
