/** What carries and what drags: bars for one brand, a heatmap for several; where the ups and downs come from likewise. */
import type { Emphasis, Heatmap, RankedBars } from '../../../document/chart.ts';
import { countOf, fitTitle, joinNames, possessive } from '../../../document/words.ts';
import type { MarketFacts } from '../../shared/analysis.ts';
import { placeOf, windowLabel } from '../../shared/words/scope.ts';
import type { Wording } from '../../shared/words/wording.ts';
import type { SectionProfile } from './analysis.ts';
import { advantageId, carryId, varianceId } from './findings.ts';
import { carriesOf, type Profiled } from './profile-index.ts';

const SUBJECT: Emphasis = 'subject';

function carryTitle(profiled: readonly Profiled[], place: string, words: Wording): string {
  const { carrying, dragging } = carriesOf(profiled);
  const [up, down] = [carrying[0], dragging[0]];
  if (up && down) {
    const isOne = up.subject.brand === down.subject.brand;
    return fitTitle([
      `${up.section.section} carries ${up.subject.brand}, ${down.section.section} drags ${isOne ? 'it' : down.subject.brand}${place}`,
      `${up.section.section} carries ${up.subject.brand}${place}`,
    ]);
  }
  const one = up ?? down;
  if (!one) return fitTitle([`No section sets ${countOf(profiled.length, 'brand')} apart${place}`]);
  return fitTitle([
    `${one.section.section} ${up ? 'carries' : 'drags'} ${one.subject.brand} most${place} (${words.formats.points(one.section.carry)})`,
  ]);
}

/** Null: no peers to compare with. */
export function carryChart(
  market: MarketFacts,
  profiled: readonly Profiled[],
  words: Wording,
): RankedBars | Heatmap | null {
  const { formats } = words;
  const known = profiled.filter(({ profile }) => profile.lead !== null);
  if (known.length === 0) return null;
  const title = carryTitle(known, placeOf(market, words), words);
  const base = {
    id: `carry${words.suffix(market)}`,
    title,
    subtitle: `Points of the DC score against the mean of the peers, ${windowLabel(market)}`,
    note: null,
    findings: known.flatMap(({ subject, profile }) => [
      advantageId(market.project, subject.brand),
      ...profile.sections.map(({ section }) => carryId(market.project, subject.brand, section)),
    ]),
    table: 'sections-in-figures',
  };
  const shown = (section: SectionProfile): string =>
    section.carry === null ? 'no data' : formats.points(section.carry);
  const only = known.length === 1 ? known[0]! : null;
  if (only) {
    const sections = [...only.profile.sections].sort((a, b) => (b.carry ?? 0) - (a.carry ?? 0));
    return {
      ...base,
      kind: 'ranked-bars',
      alt: `${title}. ${sections.map((each) => `${each.section} ${shown(each)}`).join(', ')}; lead over the peers ${formats.points(only.profile.lead!)}.`,
      axis: { label: 'Carries', min: null, max: null, unit: 'points', decimals: 1 },
      bars: sections.map((each) => ({
        label: each.section,
        value: each.carry,
        valueText: shown(each),
        interval: null,
        delta: null,
        emphasis: SUBJECT,
        section: each.section,
      })),
      references: [],
    };
  }
  const all = known.flatMap(({ profile }) => profile.sections.map(({ carry }) => carry ?? 0));
  const reach = Math.max(...all.map(Math.abs));
  return {
    ...base,
    kind: 'heatmap',
    alt: `${title}. ${countOf(known.length, 'brand')} by ${countOf(market.sections.length, 'section')}, from ${formats.points(Math.min(...all))} to ${formats.points(Math.max(...all))}.`,
    rows: known.map(({ subject }) => ({ label: subject.brand, emphasis: SUBJECT })),
    columns: market.sections.map((section) => ({ label: section, section })),
    cells: known.map(({ profile }) =>
      profile.sections.map((each) => ({ value: each.carry, text: shown(each), grade: null })),
    ),
    scale: { label: 'points against peers', min: -reach, mid: 0, max: reach },
  };
}

/** Null: no brand with a history long enough. */
export function varianceChart(
  market: MarketFacts,
  profiled: readonly Profiled[],
  words: Wording,
): RankedBars | Heatmap | null {
  const { formats } = words;
  const known = profiled.filter(({ profile }) => profile.variance !== null);
  if (known.length === 0) return null;
  const place = placeOf(market, words);
  const shareOf = (section: SectionProfile): number => 100 * (section.varianceShare ?? 0);
  const text = (section: SectionProfile): string => formats.percent(section.varianceShare ?? 0);
  const tops = known.map((each) => ({
    each,
    top: [...each.profile.sections].sort((a, b) => shareOf(b) - shareOf(a))[0]!,
  }));
  const only = tops.length === 1 ? tops[0]! : null;
  const counted = new Map<string, string[]>();
  for (const { each, top } of tops) counted.set(top.section, [...(counted.get(top.section) ?? []), each.subject.brand]);
  const [most, brands] = [...counted].sort((a, b) => b[1].length - a[1].length)[0]!;
  const title = only
    ? fitTitle([
        `${only.top.section} makes ${text(only.top)} of ${possessive(only.each.subject.brand)} ups and downs${place}`,
        `${only.top.section} makes ${text(only.top)} of the ups and downs`,
      ])
    : fitTitle([
        `${most} moves ${joinNames(brands)} most${place}`,
        `${most} moves ${countOf(brands.length, 'brand')} most${place}`,
      ]);
  const base = {
    id: `variance${words.suffix(market)}`,
    title,
    subtitle: 'Share of the score’s ups and downs over the history, %',
    note: null,
    findings: known.map(({ subject }) => varianceId(market.project, subject.brand)),
    table: 'variance',
  };
  const spoken = ({ profile }: Profiled): string =>
    profile.sections.map((section) => `${section.section} ${text(section)}`).join(', ');
  if (only) {
    const sections = [...only.each.profile.sections].sort((a, b) => shareOf(b) - shareOf(a));
    return {
      ...base,
      kind: 'ranked-bars',
      alt: `${title}. ${spoken(only.each)}.`,
      axis: { label: 'Share', min: null, max: null, unit: '%', decimals: 0 },
      bars: sections.map((section) => ({
        label: section.section,
        value: shareOf(section),
        valueText: text(section),
        interval: null,
        delta: null,
        emphasis: SUBJECT,
        section: section.section,
      })),
      references: [],
    };
  }
  const all = known.flatMap(({ profile }) => profile.sections.map(shareOf));
  return {
    ...base,
    kind: 'heatmap',
    alt: `${title}. ${known.map((each) => `${each.subject.brand}: ${spoken(each)}`).join('; ')}.`,
    rows: known.map(({ subject }) => ({ label: subject.brand, emphasis: SUBJECT })),
    columns: market.sections.map((section) => ({ label: section, section })),
    cells: known.map(({ profile }) =>
      profile.sections.map((section) => ({ value: shareOf(section), text: text(section), grade: null })),
    ),
    scale: {
      label: '% of the ups and downs',
      min: Math.min(0, Math.ceil(Math.min(...all))),
      mid: null,
      max: Math.max(...all),
    },
  };
}
