/** Which section leads which, as a heatmap; opportunities by section, as bars. */
import type { Heatmap, RankedBars } from '../../../document/chart.ts';
import { countOf, fitTitle } from '../../../document/words.ts';
import type { Finding } from '../../../domain/finding.ts';
import type { MarketFacts } from '../../shared/analysis.ts';
import { targetOf } from '../../shared/tables/headroom-table.ts';
import { placeOf } from '../../shared/words/scope.ts';
import { markOf } from '../../shared/words/test-claims.ts';
import type { Wording } from '../../shared/words/wording.ts';
import type { SectionAnalysis, SectionMarket } from './analysis.ts';
import { opportunityId } from './findings.ts';
import { profiledOf } from './profile-index.ts';

/** The scale reaches at least half a point per point, so that noise stays pale. */
const PALE_REACH = 0.5;

/** Null: not asked for, or not testable. */
export function leadsChart(
  market: MarketFacts,
  { leads }: SectionMarket,
  findings: ReadonlyMap<string, Finding>,
  words: Wording,
): Heatmap | null {
  const known = leads.filter(({ estimate }) => estimate !== null);
  if (known.length === 0) return null;
  const { formats } = words;
  const place = placeOf(market, words);
  const supported = known.filter(({ finding }) => findings.get(finding)?.grade === 'supported');
  const first = supported[0];
  const title = first
    ? fitTitle([`${first.from} leads ${first.to}${place}`, `${first.from} leads ${first.to}`])
    : fitTitle([`No section leads another ${words.beyondNoise}${place}`]);
  const text = (value: number): string => `${value < 0 ? '−' : '+'}${formats.decimal(Math.abs(value), 2)}`;
  const reach = Math.max(...known.map(({ estimate }) => Math.abs(estimate!)), PALE_REACH);
  return {
    kind: 'heatmap',
    id: `leads${words.suffix(market)}`,
    title,
    subtitle: 'Points of the column’s section after one point of the row’s',
    alt: `${title}. ${countOf(known.length, 'ordered pair')} of sections, effects from ${text(Math.min(...known.map(({ estimate }) => estimate!)))} to ${text(Math.max(...known.map(({ estimate }) => estimate!)))}; ${supported.length} supported.`,
    note: null,
    findings: known.map(({ finding }) => finding).filter((id) => findings.has(id)),
    table: `leads${words.suffix(market)}`,
    rows: market.sections.map((section) => ({ label: section, emphasis: 'own' })),
    columns: market.sections.map((section) => ({ label: section, section })),
    cells: market.sections.map((from) =>
      market.sections.map((to) => {
        const cell = leads.find((each) => each.from === from && each.to === to);
        if (!cell || cell.estimate === null)
          return { value: null, text: from === to ? '–' : 'not tested', grade: null };
        return { value: cell.estimate, text: text(cell.estimate), grade: markOf(findings.get(cell.finding)) };
      }),
    ),
    scale: { label: 'points per point', min: -reach, mid: 0, max: reach },
  };
}

const MOST_BARS = 8;

/** Null: no gap to a better peer, or no past gains to tell how fast one closes. */
export function opportunityChart(analysis: SectionAnalysis, words: Wording): RankedBars | null {
  const { formats } = words;
  const target = targetOf(analysis);
  const profiled = profiledOf(analysis);
  const isOnly = profiled.length === 1;
  const rows = profiled
    .flatMap(({ market, subject, profile }) =>
      profile.sections.map(({ section, opportunity }) => ({
        market,
        subject,
        section,
        points: opportunity?.withinYear ?? null,
      })),
    )
    .filter((row): row is typeof row & { points: number } => row.points !== null && row.points > 0)
    .sort((a, b) => b.points - a.points);
  const first = rows[0];
  if (!first) return null;
  const name = (row: typeof first): string => (isOnly ? '' : ` of ${words.brand(row.market, row.subject.brand)}`);
  const title = fitTitle([
    `${first.section}${name(first)} offers most: ${formats.points(first.points)} points in a year`,
    `${first.section}${name(first)} offers most`,
    `${first.section} offers most`,
  ]);
  const drawn = rows.slice(0, MOST_BARS);
  return {
    kind: 'ranked-bars',
    id: 'opportunities',
    title,
    subtitle: `Score points within a year: weight × gap to the ${target === null ? 'best' : `target of ${formats.significant(target)}`} × speed of the past`,
    alt: `${title}. ${countOf(drawn.length, 'bar')} down to ${formats.points(drawn.at(-1)!.points)}.`,
    note: drawn.length < rows.length ? `${drawn.length} of ${rows.length} are drawn; the table has all.` : null,
    findings: drawn.map(({ market, subject, section }) => opportunityId(market.project, subject.brand, section)),
    table: 'opportunities',
    axis: { label: 'Points in a year', min: 0, max: null, unit: 'points', decimals: 1 },
    bars: drawn.map((row) => ({
      // Names of brand, market and section do not fit on one line: the brand stands beside the figure.
      label: row.section,
      value: row.points,
      valueText: isOnly
        ? formats.points(row.points)
        : `${formats.points(row.points)} ${words.brand(row.market, row.subject.brand)}`,
      interval: null,
      delta: null,
      emphasis: 'subject',
      section: row.section,
    })),
    references: [],
  };
}
